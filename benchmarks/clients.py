"""How many cases a second can a client be tried with? Measured with all single edits of an update."""

import shutil
import statistics
import time
from pathlib import Path

import httpx

from benchmarks.options import Options
from benchmarks.report import Section, table
from benchmarks.workload import CONTACT
from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Campaign, Client, Plan
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.drivers.python import InProcess
from mock_apollo.fuzz.client.drivers.worker import Workers

OPERATION = "update-a-contact"
BODY = {"title": "Novelist"}
NODE = shutil.which("node")


def trying_clients(options: Options) -> Section:
    """Try a client in each way; medians."""
    ways = {"in process": in_process, "over loopback": over_loopback} | (
        {"a worker of Node's": by_node} if NODE else {}
    )
    rounds = min(options.rounds, 5)
    rates = {name: statistics.median(rate() for _ in range(rounds)) for name, rate in ways.items()}
    rows = [(name, f"{rate:,.0f}") for name, rate in rates.items()]
    text = f"All single edits of an update; medians of {rounds} runs."
    return Section("Cases that a client is tried with", f"{text}\n\n{table(('client', 'cases a second'), rows)}")


def in_process() -> float:
    """Return the rate of a client on httpx, without a port."""
    server = CaseServer.of(OPERATION)

    def work(attempt: Attempt) -> None:
        with httpx.Client(transport=attempt.httpx()) as http:
            _update(http, attempt)

    return _rate(server, InProcess(server.apollo.clock, work))


def over_loopback() -> float:
    """Return the rate of the same client on a port, with one connection."""
    server = CaseServer.of(OPERATION)
    with httpx.Client() as http, server.open() as url:
        return _rate(server, InProcess(server.apollo.clock, lambda attempt: _update(http, attempt)), url)


def by_node(jobs: int = 1) -> float:
    """Return the rate of a worker on Node's fetch."""
    server = CaseServer.of(OPERATION)
    with server.open() as url:
        return _rate(server, Workers([NODE or "node", str(Path(__file__).with_name("worker.mjs"))], jobs), url)


def _update(http: httpx.Client, attempt: Attempt) -> None:
    http.patch(f"{attempt.url}/api/v1/contacts/{CONTACT}", json=BODY, headers={"x-api-key": attempt.key})


def _rate(server: CaseServer, client: Client, url: str = "") -> float:
    """Return the cases a second, not counting the first."""
    campaign, singles = Campaign(server, client, Plan(), url), server.replies.singles[1:]
    campaign.try_cases([server.replies.granted])
    started = time.perf_counter()
    found = campaign.run(lambda one: one.try_cases(singles)).found
    took = time.perf_counter() - started
    if found:
        raise RuntimeError(f"the client of the benchmark broke: {found[0]}")
    return len(singles) / took
