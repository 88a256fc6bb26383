#!/usr/bin/env bash
# hypercorn 0.18.0 looks the application up with eval(name, vars(module)), so a module that makes its application on
# first use, by a module-level __getattr__ (PEP 562), has none for it. Expected: getattr(module, name), as uvicorn 0.54.0
# and gunicorn do, which find it.
#
# Seen (Python 3.11), for a module lazy.py whose __getattr__ returns an ASGI application for "app":
#   hypercorn lazy:app   -> "Cannot load application from 'lazy:app', application not found."
#   uvicorn's importer   -> finds it
#   hypercorn 'lazy:make()' would load a function that really stands in the module.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hypercorn==0.18.0 uvicorn==0.54.0
cd "$folder"
cat > lazy.py <<'PYTHON'
async def make_response(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def make():
    return make_response


def __getattr__(name):
    if name == "app":
        return make()
    raise AttributeError(name)
PYTHON
cat > look.py <<'PYTHON'
from hypercorn.utils import NoAppError, load_application
from uvicorn.importer import import_from_string

print("uvicorn lazy:app finds", import_from_string("lazy:app").__name__)
print("hypercorn lazy:make() finds", type(load_application("lazy:make()", 0)).__name__)
try:
    load_application("lazy:app", 0)
    print("hypercorn lazy:app finds it")
except NoAppError as error:
    print("hypercorn:", error)
PYTHON
"$folder/venv/bin/python" look.py | tee seen.txt
grep -q "uvicorn lazy:app finds make_response" seen.txt
grep -q "hypercorn lazy:make() finds ASGIWrapper" seen.txt
grep -q "hypercorn: Cannot load application from 'lazy:app', application not found." seen.txt
