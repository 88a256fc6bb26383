"""Which errors are not caused by the client? They occur only when a fault is injected."""

from typing import ClassVar

from mock_apollo.protocol.messages import HTML, Headers
from mock_apollo.protocol.refusals.refusal import Content, Refusal


class ServerError(Refusal):
    """An error inside Apollo."""

    status = 500

    def __init__(self) -> None:
        super().__init__("An error occurred while creating contacts. Please try again.")


class ProxyError(Refusal):
    """An error of a proxy in front of Apollo, as an HTML page."""

    status = 502
    media_type = HTML
    reason: ClassVar[str] = "Bad Gateway"

    def content(self) -> Content:
        title = f"{self.status} {self.reason}"
        return f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>\n"


class UnavailableError(ProxyError):
    """A proxy whose upstream is down."""

    status = 503
    reason = "Service Temporarily Unavailable"

    def __init__(self, retry_after: int | None = None) -> None:
        super().__init__()
        self.retry_after = retry_after

    def headers(self) -> Headers:
        return () if self.retry_after is None else ((b"retry-after", b"%d" % self.retry_after),)


class GatewayTimeoutError(ProxyError):
    """A proxy whose upstream did not answer in time."""

    status = 504
    reason = "Gateway Time-out"
