#!/usr/bin/env bash
# What: the bytes that orjson.dumps returns hold on to much more memory than their length and sys.getsizeof say.
# Versions: orjson 3.13.0, psutil 7.1.3 (to read the resident memory); CPython 3.11.7, Linux, glibc.
# Expected: 20,000 kept results of some 2 kB take some 2 kB each.
# Seen: "1941 bytes long, getsizeof 1974, resident 8261 each; copies 1980 each" (the last digits move): the buffer that a
#       result was written into is not given back when the result is shorter. A copy of the same bytes takes what it says.
#       Whoever keeps many results (a cache, a log in memory) pays four times; whoever sends and drops them pays nothing.
# Fails (exit 1) if a result takes less than twice its length, or a copy more than one and a half times.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check orjson==3.13.0 psutil==7.1.3

"$folder/venv/bin/python" - <<'PYTHON'
import sys
from collections.abc import Callable

import orjson
import psutil

RECORD = {f"member_{number}": "ten letters" for number in range(75)}
COUNT = 20_000
kept: list[list[bytes]] = []


def resident_each(make: Callable[[], bytes]) -> float:
    before = psutil.Process().memory_info().rss
    kept.append([make() for _ in range(COUNT)])
    return (psutil.Process().memory_info().rss - before) / COUNT


result = orjson.dumps(RECORD)
as_returned = resident_each(lambda: orjson.dumps(RECORD))
as_copies = resident_each(lambda: bytes(memoryview(orjson.dumps(RECORD))))
print(
    f"{len(result)} bytes long, getsizeof {sys.getsizeof(result)}, "
    f"resident {as_returned:.0f} each; copies {as_copies:.0f} each"
)
sys.exit(as_returned < 2 * len(result) or as_copies > 1.5 * len(result))
PYTHON
