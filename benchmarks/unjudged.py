"""The fake without its judge, to see what judging costs."""

from benchmarks.workload import new_apollo
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.judge import Judge
from mock_apollo.server.build import build_app, build_greeting, load_records
from mock_apollo.server.settings import Settings


class Blind(Judge):
    """Sees nothing."""

    def judge(self, exchange: Exchange) -> Findings:  # noqa: ARG002 - that is the point
        return ()


apollo = new_apollo()
apollo.judge = Blind(apollo.contract)
app = build_app(apollo, build_greeting(Settings(), load_records(Settings())))
