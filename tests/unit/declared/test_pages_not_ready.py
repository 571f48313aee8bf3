# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results in pages whose first page is not there yet, or never will be."""

from __future__ import annotations

import json
from typing import Any

import pytest

RUN = {"POST /run": {"id": 7}, "GET /jobs/7": {"id": 7, "status": "done"}}
CALL = {"method": "POST", "path": "run"}
RESULT = {
    "path": "/rows",
    "items": "rows[]",
    "page": {"type": "cursor", "next": "next", "limit": ""},
}
PAGES = {"GET /rows?cursor=b": {"rows": [2], "next": None}}


def rows(acme: Any, first: Any, **result: Any) -> Any:
    """A person whose result has two pages; these are the answers to the first request for it."""
    script = {**RUN, "GET /rows": first, **PAGES}
    return acme(script, submit={"reference": {"path": "id"}}, result={**RESULT, **result})


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize(
    ("answer", "not_ready"),
    [
        ((None, 202), {"http_status": 202}),
        ((None, 409), {"http_status": 409}),
        (({"rows": [], "complete": False}, 200), {"path": "complete", "equals": False}),
        (("<p>soon</p>", 503), {"http_status": 503}),
    ],
)
def test_the_first_page_later(
    acme: Any, say: Any, tmp_path: Any, answer: Any, not_ready: Any, inline: bool
) -> None:
    first = [say(*answer)] * 7 + [{"rows": [1], "next": "b"}]
    person = rows(acme, first, not_ready=not_ready)
    options: dict[str, Any] = {} if inline else {"dest": f"{tmp_path}/rows"}
    found = person.ok("request", request_retries=0, **options, **CALL)
    got = found["result"] if inline else json.loads((tmp_path / "rows").read_text())
    assert got == [1, 2]
    assert (
        person.fake.lines.count("GET /rows") == 8 and person.fake.lines[-1] == "GET /rows?cursor=b"
    )
    assert sum(person.sleeps) > 1


def test_not_later_than_the_deadline(acme: Any, say: Any, tmp_path: Any) -> None:
    person = rows(acme, say({"message": "in the works"}, 202), not_ready={"http_status": 202})
    failed = person.fails("request", "timeout", wait_timeout=60, dest=f"{tmp_path}/r", **CALL)
    assert "in the works" in failed["msg"] and not list(tmp_path.iterdir())


def test_the_pace_of_the_server(acme: Any, say: Any) -> None:
    first = [say(None, 202, Retry_After="7"), {"rows": [1], "next": "b"}]
    person = rows(acme, first, not_ready={"http_status": 202})
    assert person.ok("request", **CALL)["result"] == [1, 2] and 7.0 in person.sleeps


@pytest.mark.parametrize("status", [404, 204])
def test_no_rows_at_all(acme: Any, say: Any, tmp_path: Any, status: int) -> None:
    person = rows(acme, say(None, status), absent={"http_status": status})
    assert person.ok("request", **CALL)["result"] is None
    saved = person.ok("request", dest=f"{tmp_path}/rows", **CALL)
    assert not saved.get("failed") and not list(tmp_path.iterdir())


def test_a_later_page_means_what_it_says(acme: Any, say: Any) -> None:
    """What the conditions are about is the result as a whole, not its second page."""
    script = {
        "GET /rows": {"rows": [1], "next": "b"},
        "GET /rows?cursor=b": say({"message": "gone"}, 404),
    }
    person = acme(
        {**RUN, **script}, submit={"reference": {"path": "id"}},
        result={**RESULT, "absent": {"http_status": 404}},
    )  # fmt: skip
    assert "gone" in person.fails("request", "not_found", **CALL)["msg"]


def test_a_refusal_is_one(acme: Any, say: Any) -> None:
    person = rows(
        acme,
        say({"message": "no"}, 403),
        not_ready={"http_status": 202},
        absent={"http_status": 404},
    )
    assert "no" in person.fails("request", "auth", **CALL)["msg"]


def test_a_page_that_cannot_be_read(acme: Any, say: Any) -> None:
    person = rows(acme, say("no rows, just words"), not_ready={"http_status": 202})
    assert person.fails("request", "decode", **CALL)
