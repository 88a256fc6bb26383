"""Trying a client: replies that the contract allows and few clients expect."""

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.decorator import apollo_replies, fuzz_client

__all__ = ["Attempt", "apollo_replies", "fuzz_client"]
