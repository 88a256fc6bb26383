"""How is a server put under load? By wrk where it is installed, by a small generator of our own where not."""

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.workload import UPDATE, Request, request_bytes

UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}


class Load(NamedTuple):
    """What one run did; latencies in microseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float


def put_under_load(port: int, seconds: int, connections: int, request: Request = UPDATE) -> Load:
    """Send one request again and again for some time, over each connection one call after the other."""
    if shutil.which("wrk"):
        return _by_wrk(port, seconds, connections, request)
    return asyncio.run(_by_python(port, seconds, connections, request))


def _by_wrk(port: int, seconds: int, connections: int, request: Request) -> Load:
    headers = "\n".join(f'wrk.headers["{k}"] = "{v}"' for k, v in request.headers.items() if k != "host")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "request.lua"
        script.write_text(f"wrk.method = '{request.method}'\nwrk.body = [[{request.body.decode()}]]\n{headers}\n")
        url = f"http://127.0.0.1:{port}{request.path}"
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), url]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    counted = re.search(r"(\d+) requests in ([\d.]+)s", said)
    quantiles = {q: float(n) * UNITS[unit] for q, n, unit in re.findall(r"(\d\d)%\s+([\d.]+)(us|ms|s)", said)}
    if counted is None:
        raise RuntimeError(said)
    return Load(int(counted[1]), float(counted[2]), quantiles["50"], quantiles["99"])


async def _by_python(port: int, seconds: int, connections: int, request: Request) -> Load:
    latencies: list[float] = []
    started = time.perf_counter()
    deadline = started + seconds
    await asyncio.gather(*(_connection(port, deadline, latencies, request) for _ in range(connections)))
    latencies.sort()
    count = len(latencies)
    return Load(count, time.perf_counter() - started, latencies[count // 2], latencies[count * 99 // 100])


async def _connection(port: int, deadline: float, latencies: list[float], request: Request) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = request_bytes(port, request)
    while (started := time.perf_counter()) < deadline:
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        latencies.append((time.perf_counter() - started) * 1e6)
    writer.close()
    await writer.wait_closed()
