"""How many instructions does an update take? Counted by callgrind, so neighbours on the machine do not matter.

`Apollo.answer` is run twice, with fewer calls and with more, so that the difference has neither the start in it nor the
end. Nor has it the transport and the log, which run around `answer`.
"""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import product

from benchmarks.commits import HERE, Checkout, checkout
from benchmarks.options import Options
from benchmarks.report import Bar, Section, table
from benchmarks.workload import FOUR_FIELDS, ONE_FIELD

WARM_UP, FEW, MORE = 100, 200, 700  # calls
BODIES = {"one field": ONE_FIELD, "four fields": FOUR_FIELDS}
VALGRIND = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null"]
PROGRAM = """
import os, subprocess, sys
from benchmarks.workload import CALL, new_apollo
apollo, call = new_apollo(), type(CALL)(CALL.method, CALL.path, CALL.query, CALL.headers, sys.argv[3].encode())
for _ in range(int(sys.argv[1])):
    apollo.answer(call)
subprocess.run(["callgrind_control", "--instr=on", str(os.getpid())], check=True)
for _ in range(int(sys.argv[2])):
    apollo.answer(call)
"""
MOST = 0.4  # times the older commit


def instructions(options: Options) -> Section:
    """Count for this commit and an older one, with one field and with four."""
    title = "Instructions"
    if shutil.which("valgrind") is None:
        return Section(title, "Skipped: valgrind is not installed.")
    old = checkout(options.against)
    cases = [*product((HERE, old), BODIES)]
    with ThreadPoolExecutor(2) as pool:
        counts = dict(zip(cases, pool.map(lambda case: _per_call(case[0], BODIES[case[1]]), cases), strict=True))
    ratios = {body: counts[HERE, body] / counts[old, body] for body in BODIES}
    rows = [(b, f"{counts[HERE, b]:,.0f}", f"{counts[old, b]:,.0f}", f"{ratios[b]:.2f}") for b in BODIES]
    text = f"Of `Apollo.answer`, by callgrind: what a call takes after the first {WARM_UP + FEW}."
    bars = [Bar(f"instructions, {body}", ratio, MOST, f"x {old.name}") for body, ratio in ratios.items()]
    return Section(title, f"{text}\n\n{table(('update of', HERE.name, old.name, 'ratio'), rows)}", bars)


def _per_call(code: Checkout, body: bytes) -> float:
    return (_count(code, MORE, body) - _count(code, FEW, body)) / (MORE - FEW)


def _count(code: Checkout, calls: int, body: bytes) -> int:
    environment, *python = code.command("-c", PROGRAM, str(WARM_UP), str(calls), body.decode())
    path, *python = python
    command = [environment, "PYTHONHASHSEED=0", path, *VALGRIND, *python]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    counted = re.search(r"Collected : (\d+)", said)
    if counted is None:
        raise RuntimeError(said)
    return int(counted[1])
