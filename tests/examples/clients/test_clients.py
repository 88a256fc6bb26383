"""The clients in Python, tried in this process."""

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


@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_fixed_httpx(apollo: Attempt) -> None:
    """No port is needed."""
    with httpx.Client(transport=apollo.httpx(), base_url=apollo.url, headers={"X-Api-Key": apollo.key}) as http:
        fixed_httpx.update(http, "Novelist")


@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_fixed_requests(apollo: Attempt) -> None:
    """Nor for requests."""
    with requests.Session() as session:
        session.mount(apollo.url, apollo.requests())
        session.headers["X-Api-Key"] = apollo.key
        fixed_requests.update(session, apollo.url, "Novelist")


@pytest.mark.xfail(reason="bugs are planted in it", strict=True, raises=AssertionError)
@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_buggy_httpx(apollo: Attempt) -> None:
    """`pytest --runxfail` shows the report."""
    with httpx.Client(transport=apollo.httpx(), base_url=apollo.url, headers={"X-Api-Key": apollo.key}) as http:
        buggy_httpx.update(http, "Novelist")


@pytest.mark.xfail(reason="bugs are planted in it", strict=True, raises=AssertionError)
@fuzz_client("update-a-contact", refusals=REFUSALS)
def test_buggy_requests(apollo: Attempt) -> None:
    """`pytest --runxfail` shows the report."""
    with requests.Session() as session:
        session.mount(apollo.url, apollo.requests())
        session.headers["X-Api-Key"] = apollo.key
        buggy_requests.update(session, apollo.url, "Novelist")
