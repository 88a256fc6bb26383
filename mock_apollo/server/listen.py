"""Who opens the door first? The socket listens before anything heavy is imported.

A client that calls while the fake starts waits a moment instead of being refused. The address is
guessed here with the standard library alone, without a look into mock-apollo.toml; `take` gives the
socket out only if the guess was right, and closes it otherwise.
"""

import socket
from collections.abc import Mapping, Sequence

HOST = "127.0.0.1"
PORT = 27655

REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where one's own machine answers

Address = tuple[str, int]
Doors = dict[Address, socket.socket]


def open_early(arguments: Sequence[str], environment: Mapping[str, str]) -> Doors:
    """Listen where the flags or the environment say; what is wrong with them is reported by those who parse them."""
    host = guess("host", arguments, environment) or HOST
    port = guess("port", arguments, environment) or str(PORT)
    try:
        return {(host, int(port)): listen(host, int(port))}
    except (OSError, OverflowError, ValueError):
        return {}


def guess(name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """The value of `--name VALUE`, `--name=VALUE` or `MOCK_APOLLO_NAME`, the last flag first."""
    flag = f"--{name}"
    for i in range(len(arguments) - 1, -1, -1):
        if arguments[i] == flag and i + 1 < len(arguments):
            return arguments[i + 1]
        if arguments[i].startswith(flag + "="):
            return arguments[i].partition("=")[2]
    return environment.get(f"MOCK_APOLLO_{name.upper()}")


def take(doors: Doors, host: str, port: int) -> socket.socket:
    """The socket that listens there, opened now if it was not before; the others are closed. Raises OSError."""
    early = doors.pop((host, port), None)
    for other in doors.values():
        other.close()
    return early if early is not None else listen(host, port)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Its protocol is given, since uvicorn sets TCP_NODELAY only then. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2_048)
    except BaseException:
        listener.close()
        raise
    return listener


def address_of(name: Address) -> str:
    """The URL of a socket, as one's own machine reaches it."""
    host = REACHABLE.get(name[0], name[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{name[1]}"
