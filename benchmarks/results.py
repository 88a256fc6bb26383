"""Where do figures end up? In RESULTS.md, in a block for each measurement, renewed without touching the others."""

import re
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
TITLE = "# What the fake costs\n"


def write_block(name: str, markdown: str, file: Path = RESULTS) -> None:
    """Replace what stands between the two comments of a name, or append it."""
    before = file.read_text("utf-8") if file.exists() else TITLE
    block = f"<!-- {name} -->\n{markdown.strip()}\n<!-- /{name} -->"
    pattern = re.compile(rf"<!-- {re.escape(name)} -->.*?<!-- /{re.escape(name)} -->", re.DOTALL)
    after = pattern.sub(lambda _: block, before) if pattern.search(before) else f"{before}\n{block}\n"
    file.write_text(after, "utf-8")
