"""Did nobody catch an exception? What the interpreters of some languages then say on standard error."""

import re

TRACEBACK = re.compile(r"^(?P<margin>[ |+]*)(?:Exception Group )?Traceback \(most recent call last\):$", re.MULTILINE)
OF_PYTHON = re.compile(r"[A-Za-z_][\w.]*(?::.*)?")
OTHERS = re.compile(
    r"^(?:Uncaught )?(?P<node>[A-Za-z_$][\w.$]*(?:: .*)?)\n    at "
    r"|^(?P<other>panic: .*|thread '.*' panicked.*|Exception in thread .*|Unhandled exception.*"
    r"|(?:PHP )?Fatal error: +Uncaught .*|\S+\.rb:\d+:in .*\([\w:]+\))$"
    r"|^(?P<unknown>Node\.js v\d.*)$",
    re.MULTILINE,
)


def uncaught(said: str) -> str:
    """The exception that ended a program of Python, Node.js, Go, Rust, Java, .NET, PHP or Ruby; empty if none did."""
    tracebacks = [*TRACEBACK.finditer(said)]
    if tracebacks:
        return _of_python(said[tracebacks[-1].end() :], tracebacks[-1]["margin"].replace("+", "|"))
    other = OTHERS.search(said)
    return next(filter(None, other.groups()), "") if other else ""


def _of_python(below: str, margin: str) -> str:
    """The first line below a traceback that is no part of it."""
    lines = (line.removeprefix(margin) for line in below.splitlines())
    return next((line for line in lines if OF_PYTHON.fullmatch(line)), "an exception")
