"""Which are the lowest versions that users may have? Prints constraints of them, for `make lowest`."""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
EXTRAS = ("contract", "fuzz")
OF_TESTS = {"httpx", "pytest", "requests"}  # what users may have, of what the tests need
LOWER_BOUND = re.compile(r"(?P<name>[\w.-]+)(\[.*\])?>=(?P<version>[\w.]+)")


def main() -> None:
    """Print a line for each requirement that users have."""
    sys.stdout.writelines(f"{line}\n" for line in sorted(lowest(tomllib.loads(PROJECT.read_text())["project"])))


def lowest(project: Mapping[str, Any]) -> Iterator[str]:
    """Yield `name==version` for each requirement of users that has a lower bound; the package itself has none."""
    extras = project["optional-dependencies"]
    of_users = {*project["dependencies"], *chain.from_iterable(extras[name] for name in EXTRAS)}
    for bound in filter(None, map(LOWER_BOUND.match, of_users.union(extras["test"]))):
        if bound.string in of_users or bound["name"] in OF_TESTS:
            yield f"{bound['name']}=={bound['version']}"


if __name__ == "__main__":
    main()
