"""Which code blocks do README.md and docs/ have?"""

import re
from pathlib import Path
from typing import NamedTuple

from tests.tables import PAGES, ROOT

HERE = "http://127.0.0.1:27655"  # where the pages say that the server is
FENCED = re.compile(r'^```(\w*)(?: title="([^"\n]*)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block: its page, its language, its title (empty if it has none), and its text."""

    page: Path
    language: str
    title: str
    text: str

    @property
    def name(self) -> str:
        """The page and the title, as the id of a test."""
        return f"{self.page.stem}-{self.title or self.language}"

    @property
    def is_test(self) -> bool:
        """Whether this is a file for pytest."""
        return self.language == "python" and self.title.startswith("test_")


BLOCKS = [Block(page, *found) for page in PAGES for found in FENCED.findall(page.read_text("utf-8"))]


def blocks(language: str, title: str | None = None) -> list[Block]:
    """Return the blocks in a language, or those of them with a title."""
    return [block for block in BLOCKS if block.language == language and title in (None, block.title)]


def shown(page: Path) -> str:
    """Return the path of a page as it stands in the repository."""
    return str(page.relative_to(ROOT))
