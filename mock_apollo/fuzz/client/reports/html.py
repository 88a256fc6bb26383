"""How does the page look that shows what breaks a client? One file of HTML that needs nothing else."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from mock_apollo.fuzz.client.campaign import Result
from mock_apollo.fuzz.client.oracle import MEANINGS
from mock_apollo.fuzz.client.reports.report import Replay, causes, coverage, difference_lines, reply_lines, summary


def as_html(result: Result, replay: Replay) -> str:
    """For people, with each broken case, what is other than documented, and what the client said."""
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    )
    return page.render(
        result=result,
        summary=summary(result),
        causes=causes(result),
        coverage=coverage(result),
        meanings=MEANINGS,
        difference=difference_lines,
        whole=lambda case: "\n".join(reply_lines(case)),
        replay=replay,
    )
