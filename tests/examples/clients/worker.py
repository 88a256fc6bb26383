"""Runs a client once, or as a worker of `mock-apollo fuzz client --worker`: a base URL a line in, a verdict a line out.

python worker.py fixed_requests [--worker]
"""

import importlib
import json
import os
import sys
from typing import Any

KEY = os.environ.get("MOCK_APOLLO_KEY", "demo")


def verdict(client: Any, url: str) -> dict[str, Any]:
    """What became of one case."""
    try:
        client.run(url, KEY)
    except Exception as error:  # noqa: BLE001 - whatever it is that the client does not catch
        refused = isinstance(error, client.ApolloRefusedError)
        return {"ok": False, "refused": refused, "error": f"{type(error).__name__}: {error}"}
    return {"ok": True}


def main(module: str, *flags: str) -> None:
    """Once, or for each line."""
    client = importlib.import_module(module)
    if "--worker" not in flags:
        sys.stdout.write(client.run(os.environ["APOLLO_API_BASE_URL"], KEY) + "\n")
        return
    for line in sys.stdin:
        sys.stdout.write(json.dumps(verdict(client, line.strip())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
