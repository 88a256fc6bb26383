"""The links between the pages lead somewhere, on a forge as on the site.

The site's builder checks pages and anchors of docs/ as it renders them (`make docs`). It does not check links to other
files, and it makes anchors in another way than forges do.
"""

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.pages import FENCED, shown
from tests.tables import PAGES, ROOT, SITE

FILES = (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "ARCHITECTURE.md")
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")


def prose(page: Path) -> str:
    """Return the text of a page without its code blocks."""
    return FENCED.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors that a forge gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", FILES, ids=shown)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    """Assumed: as a forge shows the pages."""
    for link in LINK.findall(prose(page)):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", SITE, ids=shown)
def test_no_page_of_the_site_links_to_a_file_that_is_not_on_the_site(page: Path) -> None:
    """Assumed: other files of the repository are named, but not linked."""
    assert [link for link in LINK.findall(prose(page)) if not re.fullmatch(r"([\w-]+\.md)?(#.*)?", link)] == []


@pytest.mark.parametrize("page", FILES, ids=shown)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    """Assumed: with its whole path; what is built, and the files of a reader's own, are named without one."""
    named = re.findall(r"`((?:benchmarks|docs|mock_apollo|openapi|tests)/[\w./-]*)`", prose(page))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_page_can_be_found() -> None:
    """Assumed: in the navigation of the site, and from the overview on a forge."""
    names = {page.name for page in SITE}
    navigation = str(tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"])
    assert set(re.findall(r"'([\w-]+\.md)'", navigation)) == names
    overview = {link.partition("#")[0] for link in LINK.findall(prose(ROOT / "docs" / "index.md"))}
    assert overview == names - {"index.md"}


def test_the_readme_fits_on_three_screens() -> None:
    """Assumed: 150 lines are enough for a first visit."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150
