"""How does the server listen before it has imported anything heavy?

`listen_early` opens the socket with the standard library alone, so that a client that connects while the server starts
waits instead of being refused. It guesses the address from flags and environment, without reading mock-apollo.toml;
`claim` returns the socket if the guess was right, and closes it otherwise.
"""

import socket
from collections.abc import Mapping, Sequence

HOST = "127.0.0.1"
PORT = 27655

REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where this machine reaches a wildcard address

Address = tuple[str, int]
Listeners = dict[Address, socket.socket]


def listen_early(arguments: Sequence[str], environment: Mapping[str, str]) -> Listeners:
    """Listen on the address in the flags or the environment; return nothing if that fails, for `claim` to try again."""
    host = guess("host", arguments, environment) or HOST
    port = guess("port", arguments, environment) or str(PORT)
    try:
        return {(host, int(port)): listen(host, int(port))}
    except (OSError, OverflowError, ValueError):
        return {}


def guess(name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """Return the value of the last `--name VALUE` or `--name=VALUE`, or else of `MOCK_APOLLO_NAME`."""
    flag = f"--{name}"
    for i in range(len(arguments) - 1, -1, -1):
        if arguments[i] == flag and i + 1 < len(arguments):
            return arguments[i + 1]
        if arguments[i].startswith(flag + "="):
            return arguments[i].partition("=")[2]
    return environment.get(f"MOCK_APOLLO_{name.upper()}")


def claim(listeners: Listeners, host: str, port: int) -> socket.socket:
    """Return the socket that listens there, opened now if necessary, and close the others. Raises OSError."""
    early = listeners.pop((host, port), None)
    for other in listeners.values():
        other.close()
    return early if early is not None else listen(host, port)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening TCP socket. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # uvicorn sets TCP_NODELAY only for TCP
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2_048)
    except BaseException:
        listener.close()
        raise
    return listener


def address_of(name: Address) -> str:
    """Return the URL of a socket, as this machine reaches it."""
    host = REACHABLE.get(name[0], name[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{name[1]}"
