# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrong definition names the key before any request; provider_info explains a right one without a network."""

from __future__ import annotations

from typing import Any

import pytest

GOOD: dict[str, Any] = {
    "name": "acme",
    "base": "/api",
    "auth": "bearer",
    "get": "/jobs/{id}",
    "list": {"path": "/jobs", "items": "jobs[]"},
    "state": {"path": "status", "words": {"running": "busy", "succeeded": "done"}},
    "job": {"id": "id"},
    "submit": {"reference": {"path": "id"}},
    "stop": {"method": "DELETE", "path": "/jobs/{id}"},
    "result": {"path": "/jobs/{id}/result"},
}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": None}, "name", "required"),
    ({"gett": "/x"}, "gett", "did you mean get?"),
    ({"get": {"pth": "/x"}}, "get.pth", "did you mean path?"),
    ({"get": "/jobs/{ident}"}, "get.path", "{ident}"),
    ({"get": "/jobs/{id"}, "get.path", "brace"),
    ({"get": {"query": {"a": "{id}"}}}, "get.path", "required"),
    ({"get": {"path": "/x", "record": "jobs[0"}}, "get.record", "jobs[0].status"),
    ({"get": {"path": "/x", "ok": ["fine"]}}, "get.ok[0]", "an HTTP status"),
    ({"get": {"path": "/x", "method": "FETCH"}}, "get.method", "one of GET"),
    ({"get": {"path": "/x", "headers": {"X-Key": "{token}"}}}, "get.headers.X-Key", "auth only"),
    (
        {"state": {"path": "status", "words": {"finished": "done"}}},
        "state.words.finished",
        "one of queued",
    ),
    (
        {"state": {"path": "s", "words": {"failed": "x", "stopped": ["y", "X"]}}},
        "state.words.stopped",
        "also a word of failed",
    ),
    (
        {"state": {"path": "s", "rules": [{"when": [], "state": "failed"}]}},
        "state.rules[0].when",
        "at least one",
    ),
    (
        {"state": {"rules": [{"when": {"path": "x", "matches": "("}, "state": "failed"}]}},
        "state.rules[0].when.matches",
        "regular expression",
    ),
    (
        {"state": {"rules": [{"when": {"equals": 3}, "state": "failed"}]}},
        "state.rules[0].when",
        "path, a header, an http_status or a request",
    ),
    (
        {"state": {"rules": [{"when": {"path": "x"}, "state": "broken"}]}},
        "state.rules[0].state",
        "one of",
    ),
    ({"state": {"path": "status"}}, "state", "words or rules"),
    ({"job": {"identity": "id"}}, "job.identity", "which are id, href"),
    ({"job": {"started_at": {"path": "t", "type": "epoch"}}}, "job.started_at.type", "epoch_s"),
    ({"page": "pages"}, "page.type", "one of none, offset"),
    ({"list": {"path": "/jobs", "page": {"type": "cursor"}}}, "list.page.next", "required"),
    ({"list": {"items": "jobs[]"}}, "list.path", "required"),
    ({"submit": {"reference": {"header": "A", "path": "b"}}}, "submit.reference", "exactly one of"),
    ({"submit": {"before": [{"save": {"x": {}}}]}}, "submit.before[0].save.x", "exactly one of"),
    (
        {"error": {"rules": {"when": {"path": "x"}, "is": "missing"}}},
        "error.rules.is",
        "one of not_found",
    ),
    ({"vanished": {"state": "gone"}}, "vanished.state", "one of"),
    (
        {"auth": {"type": "login", "headers": {"X": "{saved.token}"}}},
        "auth.request.path",
        "required for login",
    ),
    ({"auth": {"type": "header"}}, "auth.headers", "required for header"),
    ({"stop": {"method": "POST", "path": "/x", "states": ["active"]}}, "stop.states[0]", "one of"),
    (
        {"result": {"path": "/r", "href": {"path": "a", "pattern": "["}}},
        "result.href.pattern",
        "regular expression",
    ),
    ({"requests_per_minute": "many"}, "requests_per_minute", "whole number"),
    ({"headers": ["Accept"]}, "headers", "must be a mapping, not a list"),
    # The words of the drafts: there are no aliases.
    ({"hint": {"header": "X-Wait"}}, "hint", "not a key"),
    ({"gone": {"state": "lost"}}, "gone", "not a key"),
    ({"list": {"path": "/jobs", "whole_with": ["a"]}}, "list.whole_with", "not a key"),
    ({"filters": {"a": {"type": "int", "cuts": True}}}, "filters.a.cuts", "not a key"),
    ({"messages": {"path": "/m", "instead": "/n"}}, "messages.instead", "not a key"),
    ({"stop": {"path": "/s", "already": {"http_status": 409}}}, "stop.already", "not a key"),
    ({"auth": {"type": "bearer", "words": ["Key"]}}, "auth.words", "not a key"),
    # The paths of the drafts.
    ({"get": {"path": "/x", "record": "jobs[id=7]"}}, "get.record", "path"),
    ({"job": {"name": "meta['a.b']"}}, "job.name.path", "path"),
    # What could have no effect where it stands.
    ({"auth": {"type": "basic", "schemes": ["Key"]}}, "auth.schemes", "it is for bearer"),
    (
        {"auth": {"type": "bearer", "request": {"path": "/login"}}},
        "auth.request",
        "it is for login",
    ),
    ({"page": {"type": "offset", "cursor": "after"}}, "page.cursor", "it is for cursor"),
    ({"page": {"type": "none", "size": 50}}, "page.size", "no effect"),
    ({"page": {"type": "link", "limit": "", "size": 50}}, "page.size", "limit is empty"),
    ({"result": {"path": "/r", "page": {"type": "link"}}}, "result.page", "without items"),
    ({"result": {"inline": "out", "headers": {"A": "b"}}}, "result.headers", "inline"),
    (
        {"list": {"path": "/jobs", "poll": False, "poll_query": {"a": 1}}},
        "list.poll_query",
        "poll is false",
    ),
    ({"list": {"path": "/jobs", "total_of_all": True}}, "list.total_of_all", "without total"),
    ({"list": {"path": "/jobs", "complete_with": ["a"]}}, "list.complete_with", "without partial"),
    ({"job": {"progress": {"path": "p", "total": "of"}}}, "job.progress.total", "without done"),
    ({"job": {"name": {"path": "n", "levels": {"F": "error"}}}}, "job.name.levels", "messages"),
    ({"unsupported": {"stop": "no way"}}, "unsupported.stop", "no effect"),
    ({"get": {"path": "/x", "save": {"a": "b"}}}, "get.save", "not a key"),
    ({"stop": {"path": "/s", "save": {"a": "b"}}}, "stop.save", "not a key"),
    ({"submit": {"save": {"a": "b"}}}, "submit.save.a", "nothing uses"),
    # Templates that have no value where they stand.
    ({"get": {"path": "/jobs/{saved.job}"}}, "get.path", "{saved.job}"),
    ({"get": {"path": "/jobs/{record.id}"}}, "get.path", "{record.id}"),
    ({"list": {"path": "/jobs/{id}"}}, "list.path", "{id}"),
    ({"stop": {"path": "/s/{filters.a}"}}, "stop.path", "{filters.a}"),
    ({"stop": {"path": "/s/{body.a}"}}, "stop.path", "{body.a}"),
    ({"result": "/r/{output.id}"}, "result.path", "each_output"),
    ({"submit": {"method": "POST", "path": "/x/{saved.a}"}}, "submit.path", "{saved.a}"),
    (
        {"submit": {"before": {"path": "/{saved.a}", "save": {"a": "b"}}}},
        "submit.before[0].path",
        "{saved.a}",
    ),
    (
        {"auth": {"type": "login", "request": {"path": "/l"}, "headers": {"X": "{saved.key}"}}},
        "auth.headers",
        "{saved.key}",
    ),
    # Literals hold no templates.
    (
        {
            "state": {
                "rules": {
                    "when": {"path": "done", "equals": "{record.total}"},
                    "state": "succeeded",
                }
            }
        },
        "state.rules.when.equals",
        "{record.total}",
    ),
    ({"job": {"type": {"value": "{id}"}}}, "job.type.value", "{id}"),
    (
        {"list": {"path": "/jobs", "items": {"path": "a", "set": {"s": "{id}"}}}},
        "list.items.set.s",
        "{id}",
    ),
    ({"filters": {"a": {"default": "{id}"}}}, "filters.a.default", "{id}"),
]


@pytest.mark.parametrize(("part", "key", "what"), WRONG, ids=[key for _part, key, _what in WRONG])
@pytest.mark.parametrize("verb", ["info", "wait", "request", "explain"])
def test_a_wrong_key_is_named_before_any_request(
    acme: Any, part: Any, key: str, what: str, verb: str
) -> None:
    person = acme({})
    params = {"request": {"method": "POST", "path": "run"}}.get(verb, {"job_id": ["7"]})
    msg = person.fails(verb, "config", definition={**GOOD, **part}, token="tok-123", **params)[
        "msg"
    ]
    assert msg.startswith(f"provider_definition.{key} ") and what in msg
    assert person.fake.log == []


@pytest.mark.parametrize(
    "definition", ["text", ["list"], {}, {"name": "acme"}, {**GOOD, "name": "other"}]
)
def test_what_is_no_definition_at_all(acme: Any, definition: Any) -> None:
    assert (
        "provider_definition"
        in acme({}).fails("info", "config", definition=definition, token="tok-123")["msg"]
    )


def explained(acme: Any, **params: Any) -> dict[str, Any]:
    person = acme({})
    result: dict[str, Any] = person.ok(
        "explain", definition={**GOOD, **params.pop("over", {})}, **params
    )
    assert person.fake.log == []
    return result


def test_explain_tells_the_requests(acme: Any) -> None:
    result = explained(acme, base_url="https://host.example.com/x")
    assert result["verbs"] == ["submit", "get", "list", "result", "stop"]
    told = {verb: "%s %s" % (one["method"], one["url"]) for verb, one in result["requests"].items()}
    assert told == {
        "submit": "GET https://host.example.com/x/api/PATH",
        "get": "GET https://host.example.com/x/api/jobs/JOB_ID",
        "list": "GET https://host.example.com/x/api/jobs",
        "result": "GET https://host.example.com/x/api/jobs/JOB_ID/result",
        "stop": "DELETE https://host.example.com/x/api/jobs/JOB_ID",
    }
    assert result["requests"]["get"]["headers"]["Authorization"] == "(bearer)"


@pytest.mark.parametrize(
    ("of", "sample", "reads_as"),
    [
        (
            "get",
            {"body": {"id": 7, "status": "busy"}, "headers": {"Retry-After": "5"}},
            {"state": "running", "retry_after": 5.0},
        ),
        ("get", {"body": {"id": 7, "status": "odd"}}, {"state": "unknown", "retry_after": None}),
        ("get", {"status": 404}, {"error": "not_found"}),
        ("get", {"body": "<job><id>7</id><status>done</status></job>"}, {"state": "succeeded"}),
        ("get", {"body": "oops"}, {"error": "decode"}),
    ],
)
def test_explain_reads_a_sample_of_a_look(acme: Any, of: str, sample: Any, reads_as: Any) -> None:
    told = explained(acme, sample=sample, sample_of=of, job_id="7")["reads_as"]
    flat = {**(told.get("job") or {}), **told}
    assert {key: flat.get(key) for key in reads_as} == reads_as


def test_explain_reads_samples_of_other_verbs(acme: Any) -> None:
    listed = explained(
        acme, sample={"body": {"jobs": [{"id": 1, "status": "done"}]}}, sample_of="list"
    )["reads_as"]
    assert [job["id"] for job in listed["jobs"]] == ["1"] and listed["complete"]
    assert (
        explained(acme, sample={"body": {"id": 5}, "status": 202}, sample_of="submit")["reads_as"][
            "jobs"
        ][0]["id"]
        == "5"
    )
    assert explained(acme, sample={"status": 204}, sample_of="stop")["reads_as"] == {
        "stopped": True
    }
    assert explained(acme, sample={"body": {"sum": 3}}, sample_of="result")["reads_as"] == {
        "result": [{"sum": 3}]
    }
    again = explained(
        acme,
        sample={"status": 409},
        sample_of="stop",
        over={"stop": {"path": "/jobs/{id}", "already_ended": {"http_status": 409}}},
    )
    assert again["reads_as"] == {"stopped": False}
