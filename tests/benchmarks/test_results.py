"""Tests of the file of results, of which each measurement owns a block."""

from pathlib import Path

from benchmarks.results import write_block


def test_a_block_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    """Assumed: also when the new text has backslashes in it."""
    file = tmp_path / "RESULTS.md"
    for name, text in (("one", "1"), ("two", "2"), ("one", r"\1 again")):
        write_block(name, text, file)
    written = file.read_text("utf-8")
    assert "<!-- one -->\n\\1 again\n<!-- /one -->\n" in written
    assert "<!-- two -->\n2\n<!-- /two -->\n" in written
    assert written.startswith("# ")


def test_nothing_outside_of_the_blocks_is_touched(tmp_path: Path) -> None:
    """Assumed: people write there."""
    file = tmp_path / "RESULTS.md"
    file.write_text("# Title\n\nBefore.\n\n<!-- one -->\nold\n<!-- /one -->\n\nAfter.\n", "utf-8")
    write_block("one", "new", file)
    assert file.read_text("utf-8") == "# Title\n\nBefore.\n\n<!-- one -->\nnew\n<!-- /one -->\n\nAfter.\n"
