"""How is the result of a campaign shown in a browser? As one HTML file without links or scripts."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from mock_apollo.fuzz.client.campaign import Result
from mock_apollo.fuzz.client.oracle import MEANINGS
from mock_apollo.fuzz.client.reports.summary import Replay, causes, coverage, protocol_errors, summary
from mock_apollo.fuzz.client.reports.text import difference_lines, reply_lines


def as_html(result: Result, replay: Replay) -> str:
    """Return the page: each cause with its difference, reply and output, the grades, and the coverage."""
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    )
    return page.render(
        result=result,
        summary=summary(result),
        causes=causes(result),
        protocol_errors=protocol_errors(result),
        coverage=coverage(result),
        meanings=MEANINGS,
        difference=difference_lines,
        whole=lambda case: "\n".join(reply_lines(case)),
        replay=replay,
    )
