"""The fake without its judge, to see what judging costs."""

from benchmarks.workload import new_apollo
from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.judge import Judge


class Blind(Judge):
    """Sees nothing."""

    def judge(self, exchange: Exchange) -> Findings:  # noqa: ARG002 - that is the point
        return ()


def unjudged_apollo() -> Apollo:
    """The fake with a blind judge."""
    apollo = new_apollo()
    apollo.judge = Blind(apollo.contract)
    return apollo
