# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference's "What happens when": a test for each row that has none elsewhere, and what the tutorial says of GraphQL."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import pytest
import yaml

DOCS = pathlib.Path(__file__).resolve().parents[3] / "docs"
POST = {"method": "POST", "path": "run"}
GET = {"method": "GET", "path": "run"}


# An answer to a submit


@pytest.mark.parametrize(
    ("submit", "call", "answer", "result"),
    [
        ({"accepted": {"http_status": 202}}, POST, ({}, 202), None),
        ({"accepted": {"http_status": 200}}, GET, ({"x": 1}, 200), None),
        ({"accepted": {"http_status": 202}}, GET, ({"x": 1}, 200), {"x": 1}),
        ({}, GET, ({"x": 1}, 200), {"x": 1}),
        ({"accepted": {"http_status": 202}, "immediate": {"http_status": 200}}, POST, ({"x": 1}, 200), {"x": 1}),
        # It names a job, but is none of those that start one.
        ({"accepted": {"http_status": 202}, "reference": "id"}, POST, ({"id": 7}, 200), None),
    ],
)  # fmt: skip
def test_an_answer_that_names_no_job(
    acme: Any, say: Any, submit: Any, call: Any, answer: Any, result: Any
) -> None:
    person = acme({f"{call['method']} /run": say(*answer)}, submit=submit)
    if result is None:
        assert "names no job" in person.fails("request", "api", **call)["msg"]
    else:
        assert person.ok("request", **call)["result"] == result
    assert len(person.fake.log) == 1


def test_without_accepted_any_success_may_name_a_job(acme: Any, say: Any) -> None:
    script = {"POST /run": say({"id": 7}, 200), "GET /jobs/7": {"status": "done"}}
    person = acme(script, submit={"reference": "id"})
    assert person.ok("request", **POST)["job"]["state"] == "succeeded"


# Null


@pytest.mark.parametrize(
    ("submit", "body", "sent"),
    [
        ({}, {"a": None, "b": [None]}, {"a": None, "b": [None]}),
        ({"body": {"a": None, "c": {"d": None}}}, None, {"a": None, "c": {"d": None}}),
        ({"body": {"a": "{body.x}", "b": "{body.y}"}}, {"x": None, "y": 1}, {"a": None, "b": 1}),
        ({"body": {"a": "{body.x}", "b": "{body.y}"}}, {"y": 1}, {"b": 1}),
        ({"body": {"a": "{body.x.y}", "b": "{body.x.z}"}}, {"x": {"y": None}}, {"a": None}),
        ({"body": {"a": ["{body.x}"]}}, {"x": None}, {"a": [None]}),
        ({"add": {"z": None}}, {"x": None}, {"x": None, "z": None}),
    ],
)  # fmt: skip
def test_null_in_a_body(acme: Any, submit: Any, body: Any, sent: Any) -> None:
    script = {"POST /run": {"id": 7}, "GET /jobs/7": {"status": "done"}}
    person = acme(script, submit={"method": "POST", "path": "/run", "reference": "id", **submit})
    person.ok("request", method="POST", body=body)
    assert person.fake.log[0].json == sent


def test_null_is_left_out_where_there_is_none(acme: Any) -> None:
    """Queries and headers have no null."""
    script = {"POST /run": {"id": 7}, "GET /jobs/7": {"status": "done"}}
    submit = {
        "method": "POST", "path": "/run", "reference": "id", "body": {"y": "{body.y}"},
        "query": {"x": "{body.x}"}, "headers": {"X-X": "{body.x}"},
    }  # fmt: skip
    person = acme(script, submit=submit)
    person.ok("request", method="POST", body={"x": None, "y": 1})
    assert person.fake.lines[0] == "POST /run" and "X-X" not in person.fake.log[0].headers


# How filters of each type are sent


@pytest.mark.parametrize(
    ("spec", "value", "query", "body"),
    [
        ({}, "a b", "a b", "a b"),
        ({"type": "int"}, 7, "7", 7),
        ({"type": "bool"}, True, "true", True),
        ({"type": "bool"}, "yes", "yes", True),
        ({"type": "list"}, ["a", "b"], "a,b", ["a", "b"]),
        ({"type": "time"}, "2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z"),
        ({"choices": ["DONE", "BUSY"]}, "done", "DONE", "DONE"),
    ],
)  # fmt: skip
def test_filters(acme: Any, spec: Any, value: Any, query: str, body: Any) -> None:
    listed = {"path": "/jobs", "items": "jobs[]"}
    person = acme({"GET /jobs": {"jobs": []}}, list=listed, filters={"f": spec})
    person.ok("info", filters={"f": value})
    assert person.fake.log[0].query == {"f": query}
    person = acme(
        {"POST /jobs": {"jobs": []}}, list={**listed, "method": "POST"}, filters={"f": {**spec, "in": "body"}}
    )  # fmt: skip
    person.ok("info", filters={"f": value})
    assert person.fake.log[0].json == {"f": body}


# Answers that say no


@pytest.mark.parametrize(
    ("answer", "message", "said"),
    [
        (("plain words", {"Content_Type": "text/plain"}), "", "plain words"),
        (('"quoted words"', {"Content_Type": "application/json"}), "", "quoted words"),
        (({"x": {"y": "deep words"}}, {}), "", "x: y: deep words"),
        ((["one", "two"], {}), "", "one; two"),
    ],
)
def test_the_whole_answer_as_the_message(
    acme: Any, say: Any, answer: Any, message: str, said: str
) -> None:
    body, headers = answer
    person = acme({"GET /jobs/7": say(body, 400, **headers)}, error={"message": message})
    assert person.fails("info", "api", job_id=["7"])["msg"].endswith(f"Bad Request: {said}")


@pytest.mark.parametrize("kind", ["auth", "conflict", "api"])
def test_a_rule_that_overrides_a_404(acme: Any, say: Any, kind: str) -> None:
    rules = [{"when": {"path": "code", "equals": "WRONG_TENANT"}, "is": kind}]
    script = {
        "GET /jobs/7": say({"code": "WRONG_TENANT"}, 404),
        "GET /jobs/8": say({"code": "NONE"}, 404),
    }
    person = acme(script, error={"rules": rules})
    assert person.fails("info", kind, job_id=["7"])["http_status"] == 404
    assert person.ok("info", job_id=["8"])["missing"] == ["8"]


def test_a_404_that_is_an_answer(acme: Any, say: Any) -> None:
    rules = [{"when": {"http_status": 404, "path": "status"}, "is": "ok"}]
    person = acme({"GET /jobs/7": say({"status": "done"}, 404)}, error={"rules": rules})
    assert person.job()["state"] == "succeeded"


# JSON as text


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/octet-stream"])
def test_json_under_another_name(acme: Any, say: Any, kind: str) -> None:
    text = json.dumps({"id": 7, "status": "done"})
    assert acme({"GET /jobs/7": say(text, Content_Type=kind)}).job()["state"] == "succeeded"


def test_a_field_that_holds_json_stays_a_text(acme: Any) -> None:
    record = {"id": 7, "status": "done", "out": '{"sum": 3}'}
    script = {"POST /run": {"id": 7}, "GET /jobs/7": record}
    person = acme(script, submit={"reference": "id"}, result={"inline": "out"})
    assert person.ok("request", **POST)["result"] == '{"sum": 3}'


def test_a_body_that_is_a_text_of_json(acme: Any) -> None:
    person = acme(
        {"GET /jobs/7": {"status": "done"}, "POST /run": {"id": 7}}, submit={"reference": "id"}
    )
    person.ok("request", body='{"a": 1}', **POST)
    assert person.fake.log[0].body == '{"a": 1}'


# Lists


@pytest.mark.parametrize("path", ["", "@"])
def test_a_list_that_is_a_bare_mapping(acme: Any, path: str) -> None:
    jobs = {"7": {"status": "done"}, "8": {"status": "running"}}
    listed = {"path": "/jobs", "items": {"path": path, "key_to": "id"}}
    person = acme({"GET /jobs": jobs}, list=listed, job={"id": "id"})
    assert [(job["id"], job["state"]) for job in person.listed()] == [
        ("7", "succeeded"),
        ("8", "running"),
    ]
    person = acme({"GET /jobs": {}}, list=listed, job={"id": "id"})
    assert person.ok("info")["complete"] and person.warnings == []


@pytest.mark.parametrize("end", [None, False, 0, "", "missing"])
@pytest.mark.parametrize("page", ["cursor", "number"])
def test_what_ends_a_list(acme: Any, end: Any, page: str) -> None:
    last = {"jobs": [{"id": 2, "status": "done"}], **({} if end == "missing" else {"next": end})}
    name = {"cursor": "cursor", "number": "page"}[page]
    first = {"jobs": [{"id": 1, "status": "done"}], "next": 2}

    def serve(sent: Any) -> Any:
        return last if sent.query.get(name) == "2" else first

    listed = {
        "path": "/jobs",
        "items": "jobs[]",
        "page": {"type": page, "next": "next", "limit": ""},
    }
    person = acme({"GET /jobs": serve}, list=listed, job={"id": "id"})
    assert [job["id"] for job in person.listed()] == ["1", "2"] and len(person.fake.log) == 2


# GraphQL, as the tutorial has it


def _block(heading: str) -> dict[str, Any]:
    """The first block of YAML below a heading of the tutorial."""
    text = (DOCS / "declaring.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", text[text.index(f"\n## {heading}\n") :], re.DOTALL)
    assert found is not None
    loaded: dict[str, Any] = yaml.safe_load(found.group(1))
    return loaded


def test_the_definition_of_the_tutorial_speaks_graphql(acme: Any) -> None:
    gid = "gid://shop/Operation/7"

    def serve(sent: Any) -> Any:
        if "mutation" in sent.json["query"]:
            return {"data": {"run": {"operation": {"id": gid}}}}
        assert sent.json["query"] == "query($id: ID!) { node(id: $id) { id status } }"
        return {"data": {"node": {"id": sent.json["variables"]["id"], "status": "done"}}}

    person = acme({"POST /graphql": serve}, **_block("GraphQL"))
    query = {"query": "mutation { run { operation { id } } }"}
    job = person.ok("request", method="POST", body=query)["job"]
    assert (job["id"], job["state"]) == (gid, "succeeded")
    assert person.fake.log[0].json == query
    person.fake.script["POST /graphql"] = {"errors": [{"message": "no such field"}]}
    assert "no such field" in person.fails("request", "api", method="POST", body=query)["msg"]


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("query { me { id } }", None),
        ("{ me { id name } }", None),
        ("query {\n  me {\n    id\n  }\n}", None),
        ("{{me {{id}}}}", "{me {id}}"),
        ('{"filter": {"a": 1} }', None),
    ],
)
def test_braces_that_stand_for_themselves(acme: Any, query: str, sent: str | None) -> None:
    get = {"method": "POST", "path": "/graphql", "body": {"query": query, "id": "{id}"}}
    person = acme({"POST /graphql": {"status": "done"}}, get=get)
    assert person.job()["state"] == "succeeded"
    assert person.fake.log[0].json == {"query": sent or query, "id": "7"}


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("job.id", {"job": {"id": False}}),
        ("job.id.path[1]", {"job": {"id": {"path": ["a", True]}}}),
        ("list.items[0].key_to", {"list": {"path": "/j", "items": {"path": "", "key_to": False}}}),
        ("state.path[0]", {"state": {"path": True, "words": {"succeeded": "done"}}}),
    ],
)
def test_a_word_that_yaml_takes_for_a_boolean(acme: Any, key: str, part: Any) -> None:
    """`id: no` is `id: false` to YAML; taken as a text it would never be found."""
    msg = acme({}, **part).fails("info", "config")["msg"]
    assert (
        msg.startswith("provider_definition." + key.split("[")[0].split(".path")[0])
        and "quotes" in msg
    )


def test_words_may_be_booleans(acme: Any) -> None:
    state = {"path": "done", "words": {"succeeded": True, "running": [False]}}
    assert acme({"GET /jobs/7": {"done": True}}, state=state).job()["state"] == "succeeded"


@pytest.mark.parametrize(
    ("value", "sent"), [("a,b", ["a", "b"]), (["a", "b"], ["a", "b"]), (["a,b", "c"], None)]
)
def test_a_comma_in_a_filter_that_repeats_its_name(acme: Any, value: Any, sent: Any) -> None:
    """Two values where the user gave one would be another list."""
    filters = {"f": {"type": "list", "repeat": True}}
    person = acme(
        {"GET /jobs": {"jobs": []}}, list={"path": "/jobs", "items": "jobs[]"}, filters=filters
    )
    if sent is None:
        assert "comma" in person.fails("info", "config", filters={"f": value})["msg"]
        assert person.fake.log == []
    else:
        person.ok("info", filters={"f": value})
        assert person.fake.lines == ["GET /jobs?f=a&f=b"]
