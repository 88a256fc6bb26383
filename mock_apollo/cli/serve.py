"""What does `mock-apollo serve` do? It answers as Apollo on a port."""

import errno
import logging
import socket
import sys
from typing import Any

import typer

from mock_apollo.cli.exits import drop, fail
from mock_apollo.cli.options import options_of_settings, settings_and_records
from mock_apollo.server.listen import Listeners, address_of, claim
from mock_apollo.server.settings import Settings


@options_of_settings
def serve_command(context: typer.Context, **flags: Any) -> None:
    """Start the fake and answer until SIGINT or SIGTERM.

    Each option is also MOCK_APOLLO_<NAME> in the environment, and <name> in mock-apollo.toml. Options win over the
    environment, and the environment over the file. Exit code 0: stopped by a signal; 2: a setting is wrong, or the
    port is in use.
    """
    from mock_apollo.journal.log import Log, ServerLog  # noqa: PLC0415 - only this command needs it
    from mock_apollo.server.build import build_apollo, build_app, build_greeting  # noqa: PLC0415 - likewise
    from mock_apollo.server.connection import HttpLimits  # noqa: PLC0415 - likewise
    from mock_apollo.server.serve import serve  # noqa: PLC0415 - likewise

    settings, records = settings_and_records(flags)
    listener = open_listener(context.obj or {}, settings)
    apollo = build_apollo(settings, records)
    log = Log(sys.stderr, settings.log_format, apollo.redactor)
    if settings.log_format != "off":
        apollo.journal.listen(log.hear)
    logging.getLogger("uvicorn").addHandler(ServerLog(log, settings.log_format))
    greeting = build_greeting(settings, records)
    greet(greeting.text(address_of(listener.getsockname())).rstrip("\n"))
    limits = HttpLimits(settings.max_header_size, settings.request_timeout)
    serve(build_app(apollo, greeting, settings.admin_token, settings.max_import_size), listener, limits)
    log.close()


def greet(text: str) -> None:
    """Print the greeting; nobody needs to read it."""
    try:
        print(f"{text}\n", flush=True)  # noqa: T201 - typer would end
    except BrokenPipeError:
        drop(sys.stdout)


def open_listener(listeners: Listeners, settings: Settings) -> socket.socket:
    """Return the socket that listens on the address of the settings, or end with exit code 2."""
    try:
        return claim(listeners, settings.host, settings.port)
    except OSError as error:
        advice = "Choose another --port, or 0." if error.errno == errno.EADDRINUSE else "See --host and --port."
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}. {advice}")
