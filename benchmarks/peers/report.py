"""What do the figures look like? Four tables, and a drawing of the work that each peer does in a second of CPU."""

import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from benchmarks.peers.measure import Measured, Plan
from benchmarks.peers.questions import ID, LATER, NO_KEY, QUOTA, REPLY, TYPE, VALUE, Verdict

BARS = {"WireMock": 12, "Prism, Apollo's document": 20, "Mockoon": 50, "idiomatic FastAPI": 6}
QUESTIONS = {
    REPLY: "is a new title in the reply of the update?",
    LATER: "and in the reply of a later GET?",
    NO_KEY: "the update without a credential",
    ID: "the update of a record whose name is no id (DynamoDB: in a table that does not exist)",
    TYPE: "a value of the wrong type",
    VALUE: "a reference or a choice that does not exist",
    QUOTA: "601 updates, where Apollo grants 600 an hour",
}
PREFACE = """## Beside its peers

`make bench-peers` ({machine}). Each peer gets one stub with our reply, the OpenAPI document, or the record
itself, and is asked for the update of the README; one that stands for another service is asked for its nearest update.
{connections} connections of {generator}, medians of {runs}, each after a reset where there is one, and all
after a load that lasts until the server gets no faster (10 s, WireMock 50 s). Servers run on one processor, the load on
another; CPU and memory are those of all processes of a server. mock-apollo has everything on, also the log line of each
call.

![Updates in a second of CPU](peers.svg)"""
SERVICE = """Ready: from the spawn to the first 200 of the update, its record made. Memory: resident after the runs.
Reset: over HTTP, back to the record that a test begins with; a stub has only its list of calls to empty.
localstripe keeps an event of each update and writes all that it keeps to a file each time: it slows until a reset."""
WRONG = """What each gets wrong stands in bold: another answer than that of the service that it stands for (Apollo; for
localstripe Stripe, for moto AWS). "Other words": the right status, but not what was wrong with this call. A stub
answers what is written into it, so a second one would refuse a missing key; none keeps a change or counts calls."""


def write_report(measured: Sequence[Measured], skipped: Mapping[str, str], plan: Plan) -> str:
    """Return all of it as Markdown; the first one measured is ours."""
    missing = [f"- {name} was skipped: {why}." for name, why in skipped.items()]
    parts = [
        _preface(plan),
        _speed(measured),
        _bars(measured),
        _service(measured),
        _wrong(measured),
        "\n".join(missing),
    ]
    return "\n\n".join(filter(None, parts))


def draw(measured: Sequence[Measured], file: Path) -> None:
    """Draw how many updates each of them answers in a second of CPU, on a scale of decades."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra, which the rest does without

    by_work = sorted(measured, key=_work)
    figure = Figure(figsize=(8, 0.4 * len(by_work) + 1), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh([one.peer.name for one in by_work], [_work(one) for one in by_work])
    axes.bar_label(bars, [f"{_work(one):,.0f}" for one in by_work], padding=3)
    axes.set(xscale="log", xlabel="updates in a second of CPU", xlim=(10, 10 * _work(by_work[-1])))
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})


def _preface(plan: Plan) -> str:
    versions = [f"{platform.python_implementation()} {platform.python_version()}"]
    versions += [_version(*command) for command in (("node", "--version"), ("java", "-version"))]
    return PREFACE.format(
        machine=f"{psutil.cpu_count()} processors, {platform.system()}; {', '.join(versions)}",
        runs=f"{plan.rounds} alternating runs of {plan.seconds} s",
        connections=plan.connections,
        generator="wrk" if shutil.which("wrk") else "asyncio",
    )


def _version(*command: str) -> str:
    if not shutil.which(command[0]):
        return f"no {command[0]}"
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return f"{command[0]}: {(said.stdout + said.stderr).splitlines()[0]}"


def _work(one: Measured) -> float:
    return 1e6 / one.median(lambda run: run.cpu_per_request)


def _speed(measured: Sequence[Measured]) -> str:
    rows = [
        [
            one.peer.title,
            f"{one.median(lambda run: run.load.requests / run.load.seconds):,.0f}",
            f"{one.median(lambda run: run.cpu_per_request):,.0f}",
            f"{measured[0].times_the_work_of(one):.1f}",
            f"{one.median(lambda run: run.load.p50) / 1e3:,.2f}",
            f"{one.median(lambda run: run.load.p99) / 1e3:,.2f}",
        ]
        for one in measured
    ]
    return _table(["server", "requests/s", "CPU us/request", "CPU x ours", "p50 ms", "p99 ms"], rows)


def _bars(measured: Sequence[Measured]) -> str:
    rows = []
    for one in (one for one in measured if one.peer.name in BARS):
        ratio, bar = measured[0].times_the_work_of(one), BARS[one.peer.name]
        rows.append([one.peer.name, f"{ratio:.1f}", str(bar), "reached" if ratio >= bar else "missed"])
    return "The work that we do in a second of CPU, against theirs:\n\n" + _table(["peer", "times", "goal", ""], rows)


def _service(measured: Sequence[Measured]) -> str:
    rows = [
        [
            one.peer.name,
            one.peer.asked,
            f"{one.ready * 1e3:,.0f}",
            f"{one.memory:,.0f}",
            f"{one.reset:.1f}" if one.reset else "none",
        ]
        for one in measured
    ]
    table = _table(["server", "what it is asked for", "ready ms", "memory MB", "reset ms"], rows)
    return f"{SERVICE}\n\n{table}"


def _wrong(measured: Sequence[Measured]) -> str:
    questions = "\n".join(f"- {name}: {text}" for name, text in QUESTIONS.items())
    rows = [[one.peer.name, *(_said(one.verdicts[name]) for name in QUESTIONS)] for one in measured]
    return f"{WRONG}\n\n{questions}\n\n{_table(['server', *QUESTIONS], rows)}"


def _said(verdict: Verdict) -> str:
    return verdict.said if verdict.right else f"**{verdict.said}**"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
