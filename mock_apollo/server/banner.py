"""What does a server print when it starts? Its URL, and a curl line to paste."""

from typing import NamedTuple

from mock_apollo import __version__


class Greeting(NamedTuple):
    """A contact of the seed and an accepted key, for a first call."""

    contact_id: str
    key: str

    def text(self, url: str) -> str:
        """Return the text for a server at a URL (without a slash at its end)."""
        return f"""\
mock-apollo {__version__} answers as Apollo on {url}

  curl -X PATCH {url}/api/v1/contacts/{self.contact_id} \\
    -H 'x-api-key: {self.key}' -H 'content-type: application/json' -d '{{"title": "Novelist"}}'
"""
