"""Which uncaught exception ended a program? Read from what the runtimes of some languages write to standard error."""

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
    """Return the exception that ended a Python, Node.js, Go, Rust, Java, .NET, PHP or Ruby program, or nothing."""
    tracebacks = [*TRACEBACK.finditer(said)]
    if tracebacks:
        return _of_python(said[tracebacks[-1].end() :], tracebacks[-1]["margin"].replace("+", "|"))
    other = OTHERS.search(said)
    return next(filter(None, other.groups()), "") if other else ""


def _of_python(below: str, margin: str) -> str:
    """Return the line of the exception: the first below the last traceback that is not indented."""
    lines = (line.removeprefix(margin) for line in below.splitlines())
    return next((line for line in lines if OF_PYTHON.fullmatch(line)), "an exception")
