"""The early socket."""

import socket

import pytest

from mock_apollo.server.listen import PORT, address_of, claim, guess, listen, listen_early


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
    """Assumed: the guess agrees with the parser of the flags."""
    assert guess("port", arguments, environment) == expected


def test_the_socket_that_was_opened_early_is_used() -> None:
    """Assumed: a client that has connected to it already must not be lost."""
    listeners = listen_early(["--port", "0", "--host", "127.0.0.1"], {})
    early = listeners["127.0.0.1", 0]
    with socket.create_connection(early.getsockname()), claim(listeners, "127.0.0.1", 0) as claimed:
        assert claimed is early


def test_a_socket_on_a_wrong_address_is_closed_and_another_is_opened() -> None:
    """Assumed: the address in mock-apollo.toml cannot be guessed."""
    listeners = listen_early(["--port", "0"], {})
    (early,) = listeners.values()
    with claim(listeners, "::1", 0) as other:
        assert other is not early
        assert early.fileno() == -1


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_an_invalid_port_opens_no_socket(port: str) -> None:
    """Assumed: the parser of the flags reports the error."""
    assert listen_early(["--port", port], {}) == {}


def test_a_port_in_use_opens_no_socket() -> None:
    """Assumed: `claim` tries again and raises the error."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert listen_early([], {"MOCK_APOLLO_PORT": str(port)}) == {}
        with pytest.raises(OSError, match="in use"):
            claim({}, "127.0.0.1", port)


def test_small_answers_are_sent_at_once() -> None:
    """Observed: uvicorn sets TCP_NODELAY only when the protocol of the socket is given."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_an_address_with_a_colon_is_one_of_ipv6() -> None:
    """Assumed: no IPv4 address and no host name has a colon."""
    with listen("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


@pytest.mark.parametrize(
    ("name", "url"),
    [
        (("127.0.0.1", 1), "http://127.0.0.1:1"),
        (("0.0.0.0", 1), "http://127.0.0.1:1"),  # noqa: S104 - not bound
        (("::", 1), "http://[::1]:1"),
    ],
    ids=str,
)
def test_the_address_that_is_shown_is_one_that_can_be_reached(name: tuple[str, int], url: str) -> None:
    """Assumed: a wildcard address is shown as the loopback address."""
    assert address_of(name) == url


def test_the_port_spells_apoll_on_the_keys_of_a_phone() -> None:
    """Assumed: so that it can be remembered."""
    keys = {letter: digit for digit, letters in {"2": "A", "5": "L", "6": "O", "7": "P"}.items() for letter in letters}
    assert "".join(keys[letter] for letter in "APOLL") == str(PORT)
