"""What goes wrong without any fault of the client?"""

from typing import ClassVar

from mock_apollo.protocol.messages import HTML
from mock_apollo.protocol.refusals.refusal import Content, Refusal


class ServerError(Refusal):
    """Something went wrong at Apollo."""

    status = 500

    def __init__(self) -> None:
        super().__init__("An error occurred while creating contacts. Please try again.")


class ProxyError(Refusal):
    """Something between client and Apollo went wrong, and says so in HTML."""

    status = 502
    media_type = HTML
    reason: ClassVar[str] = "Bad Gateway"

    def content(self) -> Content:
        title = f"{self.status} {self.reason}"
        return f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>\n"


class UnavailableError(ProxyError):
    """Nobody answers behind it now."""

    status = 503
    reason = "Service Temporarily Unavailable"


class GatewayTimeoutError(ProxyError):
    """Nobody answered behind it in time."""

    status = 504
    reason = "Gateway Time-out"
