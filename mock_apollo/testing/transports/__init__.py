"""How does a client reach the fake without a port? By transports for httpx and requests."""

from typing import TYPE_CHECKING

from mock_apollo.apollo.answer import Apollo
from mock_apollo.testing.world import ApolloWorld

if TYPE_CHECKING:
    from mock_apollo.testing.transports.httpx_transport import Transport
    from mock_apollo.testing.transports.requests_adapter import Adapter


class Transports:
    """The world of a test in this process, and transports to it."""

    def __init__(self, apollo: Apollo, world: ApolloWorld) -> None:
        self._apollo = apollo
        self.world = world

    def httpx(self) -> "Transport":
        """Return a transport for `httpx.Client(transport=...)` and `httpx.AsyncClient(transport=...)`."""
        from mock_apollo.testing.transports.httpx_transport import Transport  # noqa: PLC0415 - httpx may not be installed

        return Transport(self._apollo)

    def requests(self) -> "Adapter":
        """Return an adapter for `session.mount(apollo_transport.world.url, ...)`."""
        from mock_apollo.testing.transports.requests_adapter import Adapter  # noqa: PLC0415 - requests may not be installed

        return Adapter(self._apollo)
