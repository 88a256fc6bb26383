"""A local Apollo.io for tests, CI and demos: the sandbox that the API does not have.

What stands in `__all__` may be imported from here, and keeps its name. It is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

    from mock_apollo.apollo.control.errors import ControlError
    from mock_apollo.contract.findings import Finding
    from mock_apollo.fuzz.client import apollo_replies, fuzz_client
    from mock_apollo.fuzz.client.attempt import Attempt
    from mock_apollo.journal.journal import Entry
    from mock_apollo.protocol.messages import Call, Reply
    from mock_apollo.server.app import create_app
    from mock_apollo.server.background import Running
    from mock_apollo.testing.transports import Transports
    from mock_apollo.testing.world import ApolloWorld

    app: FastAPI

__version__ = "0.1.0"

_HOMES = {
    "ApolloWorld": "testing.world",
    "Attempt": "fuzz.client.attempt",
    "Call": "protocol.messages",
    "ControlError": "apollo.control.errors",
    "Entry": "journal.journal",
    "Finding": "contract.findings",
    "Reply": "protocol.messages",
    "Running": "server.background",
    "Transports": "testing.transports",
    "apollo_replies": "fuzz.client",
    "create_app": "server.app",
    "fuzz_client": "fuzz.client",
}

__all__ = [
    "ApolloWorld",
    "Attempt",
    "Call",
    "ControlError",
    "Entry",
    "Finding",
    "Reply",
    "Running",
    "Transports",
    "__version__",
    "apollo_replies",
    "app",
    "create_app",
    "fuzz_client",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import mock_apollo` costs nothing."""
    if name == "app":
        return globals().setdefault(name, import_module("mock_apollo.server.app").create_app())
    if name not in _HOMES:
        raise AttributeError(f"mock_apollo has no public name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"mock_apollo.{_HOMES[name]}"), name)
