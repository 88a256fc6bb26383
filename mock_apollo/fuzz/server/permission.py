"""May this server be fuzzed? Thousands of records are written, so it must be on this machine, or be somebody's own."""

import re
import socket
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from mock_apollo.fuzz.server.schemathesis_run import FuzzError

FLAG = "--not-loopback-i-own-it"
URL = re.compile(r"https?://[a-z0-9.:\[\]-]+(?:/.*)?", re.IGNORECASE)  # nothing that two parsers read as two hosts
APOLLO = "apollo.io"
PORTS = {"http": 80, "https": 443}


def check_server(url: str, owned: str | None) -> None:
    """Check that a server may be fuzzed and accepts connections; `owned` is the host that is said to be ours.

    Raises FuzzError.
    """
    _check_url(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if f".{host.rstrip('.')}".endswith(f".{APOLLO}"):
        raise FuzzError(f"{host} is Apollo itself, where real records would be overwritten. Give the URL of a fake.")
    if not is_loopback(host) and host != (owned or "").lower():
        said = f"{host} is another machine, and fuzzing writes thousands of records"
        raise FuzzError(f"{said}; if it is yours, add {FLAG} {host}.")
    _check_connection(url, parts)


def _check_url(url: str) -> None:
    try:
        plain = URL.fullmatch(url) and urlsplit(url).port != 0
    except ValueError:
        plain = False
    if not plain:
        raise FuzzError(f"{url} is no URL to fuzz; write it like http://127.0.0.1:27655.")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its name or address alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return f".{host.rstrip('.')}".endswith(".localhost")


def _check_connection(url: str, parts: SplitResult) -> None:
    try:
        socket.create_connection((parts.hostname or "", parts.port or PORTS[parts.scheme]), timeout=5).close()
    except OSError as error:
        raise FuzzError(f"nothing answers at {url}. Start it first, or leave out --url.") from error
