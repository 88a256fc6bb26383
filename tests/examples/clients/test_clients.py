"""The clients in Python, tried in this process."""

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
    """No port is needed."""
    with httpx.Client(transport=apollo.httpx(), base_url=apollo.url, headers={"X-Api-Key": apollo.key}) as http:
        client.update(http, "Novelist")


def by_requests(client: ModuleType, apollo: Attempt) -> None:
    """Nor for requests."""
    with requests.Session() as session:
        session.mount(apollo.url, apollo.requests())
        session.headers["X-Api-Key"] = apollo.key
        client.update(session, apollo.url, "Novelist")


@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_fixed_httpx(apollo: Attempt) -> None:
    """Nothing breaks it."""
    by_httpx(fixed_httpx, apollo)


@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_fixed_requests(apollo: Attempt) -> None:
    """Nothing breaks it."""
    by_requests(fixed_requests, apollo)


@pytest.mark.xfail(reason="bugs are planted in it", strict=True, raises=AssertionError)
@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_buggy_httpx(apollo: Attempt) -> None:
    """`pytest --runxfail` shows the report."""
    by_httpx(buggy_httpx, apollo)


@pytest.mark.xfail(reason="bugs are planted in it", strict=True, raises=AssertionError)
@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_buggy_requests(apollo: Attempt) -> None:
    """`pytest --runxfail` shows the report."""
    by_requests(buggy_requests, apollo)
