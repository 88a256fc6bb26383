"""A server beside a test: where threads have been replaced there can be none, and it says so instead of hanging."""

import _thread

import pytest

from mock_apollo.server.background import GreenThreadsError, check_threads


def test_replaced_threads_are_an_error_that_says_what_to_do() -> None:
    """Assumed: gevent and eventlet put functions of Python in place of those of `_thread`."""
    check_threads(_thread.get_ident)
    with pytest.raises(GreenThreadsError, match=r"run `mock-apollo serve` beside it, .* apollo_transport\."):
        check_threads(lambda: 1)
