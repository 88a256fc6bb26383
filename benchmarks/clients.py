"""How many cases a second can a client be tried with? With all single edits of an update."""

import shutil
import time
from pathlib import Path

import httpx

from benchmarks.workload import CONTACT
from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Client, Plan, Trial
from mock_apollo.fuzz.client.case_server import Stage
from mock_apollo.fuzz.client.drivers.python import InProcess
from mock_apollo.fuzz.client.drivers.worker import Workers

OPERATION = "update-a-contact"
BODY = {"title": "Novelist"}
NODE = shutil.which("node")


def in_process() -> float:
    """A client on httpx, without a port."""
    stage = Stage.of(OPERATION)

    def work(attempt: Attempt) -> None:
        with httpx.Client(transport=attempt.httpx()) as http:
            _update(http, attempt)

    return _rate(stage, InProcess(stage, work))


def over_loopback() -> float:
    """The same client behind a port, with one connection."""
    stage = Stage.of(OPERATION)
    with httpx.Client() as http, stage.open() as url:
        return _rate(stage, InProcess(stage, lambda attempt: _update(http, attempt)), url)


def by_node(jobs: int = 1) -> float:
    """Node's fetch, in processes that stay."""
    stage = Stage.of(OPERATION)
    with stage.open() as url:
        return _rate(stage, Workers([NODE or "node", str(Path(__file__).with_name("worker.mjs"))], jobs), url)


def _update(http: httpx.Client, attempt: Attempt) -> None:
    http.patch(f"{attempt.url}/api/v1/contacts/{CONTACT}", json=BODY, headers={"x-api-key": attempt.key})


def _rate(stage: Stage, client: Client, url: str = "") -> float:
    """Cases a second, once the first has been tried."""
    trial, singles = Trial(stage, client, Plan(), url), stage.replies.singles[1:]
    trial.try_cases([stage.replies.granted])
    started = time.perf_counter()
    found = trial.run(lambda trial: trial.try_cases(singles)).found
    took = time.perf_counter() - started
    if found:
        raise RuntimeError(f"the client of the benchmark broke: {found[0]}")
    return len(singles) / took
