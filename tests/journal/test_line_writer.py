"""Lines that are written by a thread."""

import os
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO

import pytest

from mock_apollo.journal.line_writer import LineWriter

PIPE = 1 << 16  # bytes that a pipe takes before somebody reads


def dropped(count: int) -> str:
    """The line that says how many were dropped."""
    return f"{count} dropped"


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Two ends of a pipe."""
    reader, writer = os.pipe()
    yield reader, writer
    for end in (reader, writer):
        with suppress(OSError):
            os.close(end)


def test_lines_are_written_in_their_order_and_all_are_there_at_the_end() -> None:
    """Assumed: more than one batch of them."""
    stream = StringIO()
    writer = LineWriter(stream, dropped)
    for number in range(2_000):
        writer.put(str, number)
    writer.close()
    assert stream.getvalue().splitlines() == [str(number) for number in range(2_000)]


def test_a_pipe_that_nobody_reads_holds_nobody_up_and_the_loss_is_counted(pipe: tuple[int, int]) -> None:
    """Assumed: when it is read again, a line says how many were dropped."""
    reader, end = pipe
    lines = ["x" * 1_000] * 1_000
    with os.fdopen(end, "w") as stream:
        writer = LineWriter(stream, dropped, max_waiting=100)
        for line in lines:
            writer.put(str, line)
        writer.close(patience=0.1)
        read = bytearray()
        while not read.endswith(b" dropped\n"):
            read += os.read(reader, PIPE)
    *written, last = read.decode().splitlines()
    assert set(written) == {lines[0]}
    assert last == f"{len(lines) - len(written)} dropped"


def test_a_descriptor_that_does_not_block_gets_all_lines(pipe: tuple[int, int]) -> None:
    """Assumed: what it does not take at once is written when it can."""
    reader, end = pipe
    os.set_blocking(end, False)
    with os.fdopen(end, "w") as stream:
        writer = LineWriter(stream, dropped)
        for _ in range(3):
            writer.put(str, "y" * PIPE)
        read = bytearray()
        while len(read) < 3 * (PIPE + 1):
            read += os.read(reader, PIPE)
        writer.close()
    assert read.decode().splitlines() == ["y" * PIPE] * 3


def test_a_reader_that_has_gone_is_ignored(pipe: tuple[int, int]) -> None:
    """Assumed: as if the lines were read."""
    reader, end = pipe
    os.close(reader)
    with os.fdopen(end, "w") as stream:
        writer = LineWriter(stream, dropped)
        writer.put(str, "into the void")
        writer.close()
