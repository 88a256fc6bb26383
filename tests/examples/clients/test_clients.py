"""The Python clients, fuzzed in this process."""

from types import ModuleType

import buggy_httpx
import buggy_requests
import fixed_httpx
import fixed_requests
import httpx
import pytest
import requests

from mock_apollo.fuzz.client import Attempt, fuzz_client

REFUSALS = (
    fixed_httpx.ApolloRefusedError,
    fixed_requests.ApolloRefusedError,
    buggy_httpx.ApolloRefusedError,
    buggy_requests.ApolloRefusedError,
)


def by_httpx(client: ModuleType, apollo: Attempt) -> None:
    """Run a client on httpx, without a port."""
    with httpx.Client(transport=apollo.httpx(), base_url=apollo.url, headers={"X-Api-Key": apollo.key}) as http:
        client.update(http, "Novelist")


def by_requests(client: ModuleType, apollo: Attempt) -> None:
    """Run a client on requests, without a port."""
    with requests.Session() as session:
        session.mount(apollo.url, apollo.requests())
        session.headers["X-Api-Key"] = apollo.key
        client.update(session, apollo.url, "Novelist")


@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_fixed_httpx(apollo: Attempt) -> None:
    """Assumed: no case breaks it."""
    by_httpx(fixed_httpx, apollo)


@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_fixed_requests(apollo: Attempt) -> None:
    """Assumed: no case breaks it."""
    by_requests(fixed_requests, apollo)


@pytest.mark.xfail(reason="it has planted bugs", strict=True, raises=AssertionError)
@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_buggy_httpx(apollo: Attempt) -> None:
    """Assumed: its bugs are found; `pytest --runxfail` shows the report."""
    by_httpx(buggy_httpx, apollo)


@pytest.mark.xfail(reason="it has planted bugs", strict=True, raises=AssertionError)
@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_buggy_requests(apollo: Attempt) -> None:
    """Assumed: its bugs are found; `pytest --runxfail` shows the report."""
    by_requests(buggy_requests, apollo)
