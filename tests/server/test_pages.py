"""The pages beside Apollo's own paths."""

import asyncio
import re
from typing import Any

import httpx
import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.behaviours import behaviours
from mock_apollo.contract.defects import actions
from mock_apollo.contract.findings import RULES
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_app
from tests.calls import patch


def get(
    apollo: Apollo,
    path: str,
    client: str = "127.0.0.1",
    base: str = "http://localhost",
    method: str = "GET",
    **headers: str,
) -> httpx.Response:
    """A page, as a client at some address sees it."""
    transport = httpx.ASGITransport(build_app(apollo, Greeting("abc", "sesame")), client=(client, 5))

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url=base) as session:
            return await session.request(method, path, headers=headers)

    return asyncio.run(send())


def test_the_docs_work_without_a_network(apollo: Apollo) -> None:
    """Assumed: Swagger UI on Apollo's contract, and every file that it needs comes from here."""
    page = get(apollo, "/docs").text
    needed = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {"/docs/static/swagger-ui.css", "/docs/static/swagger-ui-bundle.js"} <= set(needed)
    assert [path for path in needed if get(apollo, path).status_code != 200] == []
    assert "http:" not in page
    assert "https:" not in page
    assert "url: '/docs/openapi.json'" in page
    shown = get(apollo, "/docs/openapi.json").json()
    assert (
        shown["paths"]["/api/v1/contacts/{contact_id}"] == apollo.contract.document["paths"]["/contacts/{contact_id}"]
    )
    assert "post" in shown["paths"]["/__admin/faults"]


def test_every_defect_of_the_published_document_is_shown_with_its_cure(apollo: Apollo) -> None:
    """Documented: in the overlay; what schemathesis makes of each was measured with `make effects`."""
    defects = get(apollo, "/__admin/contract").json()["defects"]
    assert [defect["id"] for defect in defects] == list(dict.fromkeys(action["x-defect"] for action in actions()))
    for defect in defects:
        assert defect["schemathesis"]["after"] == {}
        assert all(action["path"] and action["why"] and action["evidence"] for action in defect["actions"])
        assert all(("remove" in action) != ("update" in action) for action in defect["actions"])


@pytest.mark.parametrize(
    ("defect", "check"),
    [
        ("one-of-422", "response_schema_conformance"),
        ("free-reference-ids", "positive_data_acceptance"),
        ("free-contact-id", "positive_data_acceptance"),
        ("bearer-first", "ignored_auth"),
    ],
)
def test_the_known_defects_were_seen_to_matter(apollo: Apollo, defect: str, check: str) -> None:
    """Observed: schemathesis 4.32.5, each defect left in by itself."""
    defects = {shown["id"]: shown for shown in get(apollo, "/__admin/contract").json()["defects"]}
    assert defects[defect]["schemathesis"]["before"][check] > 0


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("behaviours", [behaviour.rule for behaviour in behaviours()]),
        ("findings", [rule.meaning for rule in RULES.values()]),
    ],
)
def test_the_tables_can_be_read_by_programs(apollo: Apollo, page: str, expected: list[str]) -> None:
    """Assumed: the same as in the README."""
    rows: list[dict[str, Any]] = get(apollo, f"/__admin/{page}").json()[page]
    assert [row.get("rule") or row["meaning"] for row in rows] == expected


def test_the_journal_can_be_exported(apollo: Apollo) -> None:
    """Assumed: an entry a line, of all teams or of one, and no key in it."""
    for key in ("s3cr3t-one", "s3cr3t-two"):
        apollo.answer(patch({"title": 1}, key=key))
    everything = get(apollo, "/__admin/journal").text
    entries = [orjson.loads(line) for line in everything.splitlines()]
    assert [entry["findings"][0]["code"] for entry in entries] == ["invalid-value"] * 2
    assert "s3cr3t" not in everything
    team = entries[1]["team"]
    assert [orjson.loads(line)["team"] for line in get(apollo, f"/__admin/journal?team={team}").text.splitlines()] == [
        team
    ]


def test_the_journal_is_not_for_pages_of_other_sites(apollo: Apollo) -> None:
    """Assumed: a name that leads here is no proof, as anybody can own one (DNS rebinding)."""
    assert get(apollo, "/__admin/journal", base="http://evil.example.com").status_code == 403
    assert get(apollo, "/__admin/journal", origin="http://evil.example.com").status_code == 403
    assert get(apollo, "/__admin/journal", origin="null").status_code == 403
    assert get(apollo, "/__admin/journal", origin="http://127.0.0.1:3000").status_code == 200


@pytest.mark.parametrize(
    ("client", "status"), [("::1", 200), ("::ffff:127.0.0.1", 200), ("10.0.0.7", 403), ("testclient", 403)]
)
def test_the_journal_is_for_this_machine_only(apollo: Apollo, client: str, status: int) -> None:
    """Assumed: others have no business there."""
    assert get(apollo, "/__admin/journal", client).status_code == status
    assert get(apollo, "/__admin/contract", client).status_code == 200


@pytest.mark.parametrize("path", ["/__admin", "/__admin/nothing", "/docs/nothing"])
def test_a_page_that_is_not_there_names_those_that_are(apollo: Apollo, path: str) -> None:
    """Assumed: every error says what to do next."""
    reply = get(apollo, path)
    assert reply.status_code == 404
    known = re.findall(r"/[\w/.{}]*\w", reply.json()["error"])
    assert {"/__admin/contract", "/__admin/faults", "/__admin/journal", "/docs", "/openapi.json"} <= set(known)
    assert reply.headers.get("x-mock-apollo") is None


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "worlds", "GET, HEAD, POST, DELETE"),
        ("POST", "journal", "GET, HEAD, DELETE"),
        ("PATCH", "records/contacts/x/y", "GET, HEAD, DELETE"),
        ("GET", "reset", "POST"),
        ("POST", "findings", "GET, HEAD"),
        ("DELETE", "", "GET, HEAD"),
    ],
)
def test_a_method_that_a_page_does_not_have_is_refused_with_those_that_it_has(
    apollo: Apollo, method: str, path: str, allow: str
) -> None:
    """Documented (RFC 9110): Allow lists all methods of the path."""
    reply = get(apollo, f"/__admin/{path}" if path else "/", method=method)
    assert (reply.status_code, reply.headers["allow"]) == (405, allow)
    assert reply.json()["error"] == f"{method} is not allowed here. Use {allow}."


@pytest.mark.parametrize("path", ["worlds", "journal", "records/contacts", "findings", "behaviours", "contract"])
def test_what_can_be_got_has_a_head(apollo: Apollo, path: str) -> None:
    """Documented (RFC 9110): HEAD is answered wherever GET is, with the same headers; nothing is listed twice."""
    got, asked = (get(apollo, f"/__admin/{path}", method=method, **{"x-api-key": "k"}) for method in ("GET", "HEAD"))
    assert (asked.status_code, asked.headers) == (200, got.headers)
