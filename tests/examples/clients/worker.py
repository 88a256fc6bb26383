"""Run a client once, or with --worker for `mock-apollo fuzz client --worker`.

`python worker.py fixed_requests --worker` reads a base URL a line, and writes a verdict a line, which names its case by
the base URL.
"""

import importlib
import json
import os
import sys
from typing import Any

KEY = os.environ.get("MOCK_APOLLO_KEY", "demo")


def verdict(client: Any, url: str) -> dict[str, Any]:
    """Run the client, and return the verdict on the case: whether it is fine, broken or refused."""
    try:
        client.run(url, KEY)
    except Exception as error:  # noqa: BLE001 - every exception that the client does not catch
        refused = isinstance(error, client.ApolloRefusedError)
        return {"url": url, "ok": False, "refused": refused, "error": f"{type(error).__name__}: {error}"}
    return {"url": url, "ok": True}


def main(module: str, *flags: str) -> None:
    """Run the client once, or once for each line of standard input."""
    client = importlib.import_module(module)
    if "--worker" not in flags:
        sys.stdout.write(client.run(os.environ["APOLLO_API_BASE_URL"], KEY) + "\n")
        return
    for line in sys.stdin:
        sys.stdout.write(json.dumps(verdict(client, line.strip())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
