"""The early socket."""

import socket

import pytest

from mock_apollo.server.listen import PORT, guess, listen, open_early, take


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["--port", "1"], {}, "1"),
        (["--port=1"], {}, "1"),
        (["--port", "1", "--port=2"], {"MOCK_APOLLO_PORT": "3"}, "2"),
        ([], {"MOCK_APOLLO_PORT": "3"}, "3"),
        (["--port"], {}, None),
        ([], {}, None),
    ],
    ids=str,
)
def test_the_address_is_guessed_from_flags_and_environment(
    arguments: list[str], environment: dict[str, str], expected: str | None
) -> None:
    """Assumed: as those who parse them properly will find it."""
    assert guess("port", arguments, environment) == expected


def test_the_socket_that_was_opened_early_is_used() -> None:
    """Assumed: a client that was let in must not be lost."""
    doors = open_early(["--port", "0", "--host", "127.0.0.1"], {})
    early = doors["127.0.0.1", 0]
    with socket.create_connection(early.getsockname()), take(doors, "127.0.0.1", 0) as taken:
        assert taken is early


def test_a_wrong_guess_is_closed_and_forgotten() -> None:
    """Assumed: what mock-apollo.toml says cannot be guessed."""
    doors = open_early(["--port", "0"], {})
    (early,) = doors.values()
    with take(doors, "::1", 0) as other:
        assert other is not early
        assert early.fileno() == -1


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_a_port_that_is_none_opens_no_door(port: str) -> None:
    """Assumed: those who parse the flags say what is wrong."""
    assert open_early(["--port", port], {}) == {}


def test_a_port_in_use_opens_no_door() -> None:
    """Assumed: those who take the socket say what is wrong."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert open_early([], {"MOCK_APOLLO_PORT": str(port)}) == {}
        with pytest.raises(OSError, match="in use"):
            take({}, "127.0.0.1", port)


def test_small_answers_are_sent_at_once() -> None:
    """Observed: uvicorn sets TCP_NODELAY only when the protocol of the socket is given."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_the_door_can_be_on_the_newer_internet() -> None:
    """Assumed: an address with a colon is one of IPv6."""
    with listen("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


def test_the_port_is_apoll_on_the_keys_of_a_phone() -> None:
    """Assumed: so that it can be remembered."""
    keys = {letter: digit for digit, letters in {"2": "A", "5": "L", "6": "O", "7": "P"}.items() for letter in letters}
    assert "".join(keys[letter] for letter in "APOLL") == str(PORT)
