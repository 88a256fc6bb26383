"""What does the fake say of itself? Where it is, and a line to paste."""

from typing import NamedTuple

from mock_apollo import __version__


class Greeting(NamedTuple):
    """What a first call needs: a contact of the seed, and a key that is accepted."""

    contact_id: str
    key: str

    def text(self, url: str) -> str:
        """The greeting of a server at a URL (without a slash at its end)."""
        return f"""\
mock-apollo {__version__} answers as Apollo on {url}

  curl -X PATCH {url}/api/v1/contacts/{self.contact_id} \\
    -H 'x-api-key: {self.key}' -H 'content-type: application/json' -d '{{"title": "Novelist"}}'
"""
