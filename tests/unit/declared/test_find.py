# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`submit.find`: a submit whose answer names no job, found a little later in the list."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import DefinitionError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

OLD = {"id": 1, "status": "done", "flow": "a"}
NEW = {"id": 2, "status": "queued", "flow": "a"}
DONE = {"id": 2, "status": "done"}
DISPATCH: dict[str, Any] = {"method": "POST", "path": "/flows/a/run"}
SCRIPT: dict[str, Any] = {"POST /flows/a/run": 204, "GET /jobs/2": DONE}


def definition(**find: Any) -> dict[str, Any]:
    return {
        "submit": {"find": find},
        "list": {"path": "/jobs", "items": "jobs[]"},
        "job": {"id": "id", "submitted_at": "made"},
    }


def lists(*pages: list[Any]) -> list[Any]:
    return [{"jobs": page} for page in pages]


@pytest.mark.parametrize(
    ("pages", "find", "why"),
    [
        ([[OLD], [OLD], [OLD], [NEW, OLD]], {}, "it comes a little later"),
        ([[], [NEW]], {}, "the list was empty"),
        ([[OLD], [OLD, NEW]], {}, "the order says nothing"),
        ([[{"id": 9, "flow": "b"}], [{"id": 8, "flow": "b"}, NEW]],
         {"path": "/flows/(?P<flow>[^/]+)/", "match": {"path": "flow", "equals": "{part.flow}"}},
         "another flow's job is none of ours"),
        ([[], [{**NEW, "ref": "main"}, {"id": 8, "ref": "dev"}]],
         {"match": {"path": "ref", "equals": "{body.ref}"}}, "the body says which"),
        ([[], [NEW]], {"match": {"path": "at", "equals": "{body.at}"}}, "what was not said"),
        ([[{**OLD, "made": "2026-01-02T00:00:00Z"}],
          [{"id": 3, "made": "2026-01-01T00:00:00Z"}, {**NEW, "made": "2026-01-03T00:00:00Z"}]],
         {}, "one that is older than those that were there"),
    ],
)  # fmt: skip
def test_the_job_is_the_new_one_that_matches(acme: Any, pages: Any, find: Any, why: str) -> None:
    person = acme({**SCRIPT, "GET /jobs": lists(*pages)}, **definition(**find))
    result = person.ok("request", **DISPATCH, body={"ref": "main"})
    assert (result["job"]["id"], result["job"]["state"]) == ("2", "succeeded"), why
    assert result["changed"] is True
    assert person.fake.lines.count("POST /flows/a/run") == 1


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([[OLD], [OLD]], "the list shows no job that it can have started"),
        ([[OLD], [OLD, NEW, {"id": 3}]], "the list shows 2 jobs that it may have started (2, 3)"),
    ],
)
def test_none_or_several_fail_the_task(acme: Any, pages: Any, words: str) -> None:
    person = acme({**SCRIPT, "GET /jobs": lists(*pages)}, **definition())
    result = person.fails("request", "api", **DISPATCH, wait_timeout=20)
    assert words in result["msg"] and "HTTP 204" in result["msg"]
    assert result["changed"] is True
    assert person.time <= 1_000_000.0 + 21


@pytest.mark.parametrize("bad", [500, "drop"])
def test_a_list_that_fails_is_asked_again(acme: Any, say: Any, bad: Any) -> None:
    pages = [{"jobs": []}, *[bad] * 8, {"jobs": [NEW]}]
    person = acme({**SCRIPT, "GET /jobs": pages}, **definition())
    assert person.ok("request", **DISPATCH)["job"]["id"] == "2"


def test_a_list_that_is_refused_is_told_and_nothing_was_sent(acme: Any) -> None:
    person = acme({**SCRIPT, "GET /jobs": 403}, **definition())
    result = person.fails("request", "auth", **DISPATCH)
    assert (result["changed"], person.fake.lines) == (False, ["GET /jobs"])


@pytest.mark.parametrize(
    ("answer", "find"),
    [
        ({"id": 7}, {}),
        (500, {}),
        ({"error": "no such flow"}, {}),
        (204, {"only_once": True}),
        (204, {"path": "^/other"}),
    ],
)
def test_it_is_not_looked_for_where_the_answer_says_more(acme: Any, answer: Any, find: Any) -> None:
    person = acme(
        {**SCRIPT, "POST /flows/a/run": answer, "GET /jobs": {"jobs": []}, "GET /jobs/7": DONE},
        **definition(**find),
        error={"rules": [{"when": {"path": "error"}, "is": "api"}]},
    )
    person.definition["submit"]["reference"] = {"path": "id"}
    person.run("request", **DISPATCH)
    assert person.fake.lines.count("GET /jobs") == (0 if find else 1)


LEAST: dict[str, Any] = {
    "name": "x",
    "get": "/jobs/{id}",
    "state": {"path": "status", "words": {"succeeded": "done"}},
}
FILTERED = {"list": "/j", "filters": {"flow": {"required": True}}}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"submit": {"find": {}}}, "submit.find[0] has no effect without list"),
        ({"submit": {"find": [{}, {"path": "/x"}]}, "list": "/j"}, "submit.find[1] has no effect"),
        ({"submit": {"find": {"kind": "k"}}, "list": "/j"}, "find[0].kind is no kind of kinds"),
        ({"submit": {"find": {"filters": {"a": "b"}}}, "list": "/j"}, "a is no filter of filters"),
        ({"submit": {"find": {}}, **FILTERED}, "find[0].filters needs flow"),
        ({"submit": {"find": {"match": {"path": "a", "equals": "{part.x}"}}}, "list": "/j"},
         "uses {part.x}, but find.path has no group"),
        ({"submit": {"find": {"match": {"path": "a", "equals": "{id}"}}}, "list": "/j"},
         "uses {id}, which has no value here"),
        ({"submit": {"find": {"match": {"path": "a", "equals": "{since}", "needed": True}}}, "list": "/j"},
         "needed has no effect where equals is no {body.NAME}"),
        ({"submit": {"once": {"header": "A"}, "find": {"only_once": True}}, "list": "/j"},
         "find[0].only_once has no effect with submit.once"),
        ({"submit": {"once": {"header": "A"}, "find": {"owner": "by"}}, "list": "/j"},
         "find[0].owner has no effect with submit.once"),
        ({"submit": {"once": {}}}, "submit.once must have one of header, query and body"),
        ({"submit": {"once": {"header": "A", "query": "b"}}}, "submit.once must have one of"),
        ({"submit": {"once": {"header": "A", "id": "x"}}}, "submit.once.id has no effect without"),
        ({"submit": {"once": {"header": "A", "taken": {"http_status": 409}, "id": "x"}}},
         "submit.once.id needs {once}"),
        ({"submit": {"once": {"header": "A", "taken": {"http_status": 409}, "id": "{part.a}{once}"}}},
         "submit.once.id uses {part.a}, but once.path has no group"),
        ({"submit": {"once": {"header": "A", "path": "^/(?P<a>x)"}}}, "submit.once.path has no effect"),
    ],
)  # fmt: skip
def test_what_could_have_no_effect_is_refused(more: Any, words: str) -> None:
    with pytest.raises(DefinitionError) as found:
        Provider({**LEAST, **more})
    assert words in str(found.value)
