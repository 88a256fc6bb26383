"""How does a test give its client a way to Apollo that needs no port?"""

from typing import TYPE_CHECKING

from mock_apollo.apollo.answer import Apollo
from mock_apollo.testing.world import ApolloWorld

if TYPE_CHECKING:
    from mock_apollo.testing.transports.httpx_transport import Transport
    from mock_apollo.testing.transports.requests_adapter import Adapter


class Transports:
    """The world of a test in this process, and the ways to it."""

    def __init__(self, apollo: Apollo, world: ApolloWorld) -> None:
        self._apollo = apollo
        self.world = world

    def httpx(self) -> "Transport":
        """For `httpx.Client(transport=...)` and for `httpx.AsyncClient(transport=...)`."""
        from mock_apollo.testing.transports.httpx_transport import Transport  # noqa: PLC0415 - whoever asks for it has httpx

        return Transport(self._apollo)

    def requests(self) -> "Adapter":
        """For `session.mount(apollo_transport.world.url, ...)`."""
        from mock_apollo.testing.transports.requests_adapter import Adapter  # noqa: PLC0415 - whoever asks for it has requests

        return Adapter(self._apollo)
