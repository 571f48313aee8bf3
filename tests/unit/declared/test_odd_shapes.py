# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of answers that a reviewer thought of: each is of a kind that is promised elsewhere."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

DONE = {"id": 7, "status": "done"}
SUBMIT = {"method": "POST", "path": "/run", "reference": {"path": "id"}}
RUN = {"POST /run": {"id": 7}, "GET /jobs/7": DONE}
CALL = {"method": "POST", "path": "run"}
QUERY: dict[str, Any] = {
    "submit": {**SUBMIT, "reference": {"path": "next", "as": "href"}, "record": ""},
    "get": {"path": "{href}", "moves": {"path": "next"}},
    "job": {"id": "id", "reason": "why"},
    "result": {"gather": "rows"},
}


def test_an_envelope_around_a_page(acme: Any, tmp_path: Any) -> None:
    """The output is a web page, the answer that holds it is none."""
    record = {**DONE, "files": [{"n": "a.csv"}, {"n": "b.html"}]}
    script = {**RUN, "GET /jobs/7": record, "GET /f/a.csv": {"is": "x,y"}}
    script["GET /f/b.html"] = {"is": "<html>hi</html>"}
    outputs = {"path": "files", "fields": {"id": "n", "name": "n"}}
    result = {"path": "/f/{output.id}", "each_output": True, "value": "is"}
    person = acme(script, submit=SUBMIT, job={"outputs": outputs}, result=result)
    person.ok("request", dest=str(tmp_path), **CALL)
    assert (tmp_path / "b.html").read_text() == "<html>hi</html>"
    assert person.ok("request", **CALL)["result"] == {"a.csv": "x,y", "b.html": "<html>hi</html>"}


def test_an_envelope_that_says_no(acme: Any) -> None:
    """Its words are told."""
    script = {**RUN, "GET /r": {"error": {"message": "the archive is offline"}}}
    person = acme(script, submit=SUBMIT, result={"path": "/r", "value": "data.content"})
    assert "the archive is offline" in person.fails("request", "api", **CALL)["msg"]


def test_a_part_without_its_last_end_of_line(acme: Any, say: Any, tmp_path: Any) -> None:
    """The line is ended as the others are."""
    parts = [("h\r\n1", "b"), ("h\r\n2\r\n", "null")]
    answers = [say(text, Content_Type="text/csv", X_Next=after) for text, after in parts]
    page = {"type": "cursor", "limit": "", "next": {"header": "X-Next"}}
    result = {"path": "/r", "answer_format": "text", "head_lines": 1, "page": page}
    person = acme({**RUN, "GET /r": answers}, submit=SUBMIT, result=result)
    person.ok("request", dest=f"{tmp_path}/r", **CALL)
    assert (tmp_path / "r").read_bytes() == b"h\r\n1\r\n2\r\n"


def test_a_job_by_its_url_and_its_record(acme: Any) -> None:
    """The URL of a submit's answer is where the job stands, its record tells the id."""
    script = {
        "POST /run": {"id": "q1", "status": "queued", "next": "BASE/q/1"},
        "GET /q/1": {"id": "q1", "status": "running", "next": "BASE/q/2", "rows": [1]},
        "GET /q/2": ["drop", {"id": "q1", "status": "done", "rows": [2]}],
    }
    found = acme(script, **QUERY).ok("request", **CALL)
    assert (found["job"]["id"], found["result"]) == ("q1", [1, 2])
    person = acme(script, **{**QUERY, "submit": {**QUERY["submit"], "record": None}})
    assert "the key id says" in person.fails("request", "decode", **CALL)["msg"]


def test_a_job_that_fails_when_the_rest_of_its_rows_is_asked_for(acme: Any) -> None:
    script = {
        "POST /run": {"id": "q1", "status": "queued", "next": "BASE/q/1"},
        "GET /q/1": {"id": "q1", "status": "done", "next": "BASE/q/2", "rows": [1]},
        "GET /q/2": {"id": "q1", "status": "error", "why": "no disk"},
    }
    failed = acme(script, **QUERY).fails("request", "api", **CALL)
    assert failed["jobs"][0]["state"] == "failed" and "no disk" in failed["msg"]


@pytest.mark.parametrize("value", [" a ", "a\r\n\tb", "a&b<c>\"d'", "]]>", "{x}", "\U0001f600"])
def test_values_are_what_they_are(acme: Any, value: str) -> None:
    """Blanks around them, ends of lines and tabs too, in the text and in an attribute of XML."""
    body = '<r a="{body.v}">{body.v}</r>'
    person = acme(RUN, submit={**SUBMIT, "body": body, "body_format": "raw"})
    person.ok("request", body={"v": value}, **CALL)
    root = ElementTree.fromstring(person.fake.log[0].body)
    assert (root.text, root.get("a")) == (value, value)
    person = acme(RUN, submit={**SUBMIT, "body": {"v": "-{body.v}-"}})
    person.ok("request", body={"v": value}, **CALL)
    assert person.fake.log[0].json == {"v": f"-{value}-"}


HALF = "a\ud800b"


@pytest.mark.parametrize("given", [
    {"body": HALF, "body_format": "raw"},
    {"body": {"v": HALF}, "body_format": "form"},
    {"body": {HALF: "v"}, "body_format": "form"},
    {"body": {"v": {"filename": HALF, "content": "x"}}, "body_format": "multipart"},
    {"body": {"v": ["x", HALF]}, "body_format": "multipart"},
    {"query": {"q": HALF}},
    {"src": HALF},
    {"dest": f"/tmp/{HALF}"},
    {"username": HALF, "password": "p4ssw0rd"},
])  # fmt: skip
def test_half_of_a_character(acme: Any, given: dict[str, Any]) -> None:
    """YAML lets one write what no encoding can: the option is named, and nothing is sent."""
    person = acme(RUN, submit=SUBMIT, auth=["basic", "none"], result="/jobs/{id}")
    failed = person.fails("request", "config", **{**CALL, **given})
    assert failed["msg"].startswith(next(iter(given))) and "half of a character" in failed["msg"]
    assert not person.fake.log


def xml_of(say: Any, **fields: Any) -> Any:
    """A record as XML."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return say(f"<job>{inner}</job>", Content_Type="application/xml")


@pytest.mark.parametrize("expression", ["a >= b", "a >= b && a", "!(a < b)"])
@pytest.mark.parametrize(("a", "b", "is_done"), [
    ("9", "10", False), ("10", "9", True), ("10", "10", True), ("9.5", "10", False), ("-3", "-2", False),
    ("2026-01-02", "2026-01-10", False), ("2026-02-01", "2026-01-10", True),
])  # fmt: skip
@pytest.mark.parametrize("is_xml", [False, True])
def test_numbers_in_texts(
    acme: Any, say: Any, expression: str, a: str, b: str, is_done: bool, is_xml: bool
) -> None:
    """XML has only texts, and so have many systems: 9 of 10 is not done."""
    rules = [{"when": {"path": expression}, "state": "succeeded"}]
    record = {"id": 7, "status": "running", "a": a, "b": b}
    person = acme(
        {"GET /jobs/7": xml_of(say, **record) if is_xml else record},
        state={"path": "status", "rules": rules, "words": {"running": "running"}},
    )
    assert person.job()["state"] == ("succeeded" if is_done else "running")


@pytest.mark.parametrize(("total", "is_done"), [("2", True), ("3", False)])
def test_children_counted_in_xml(acme: Any, say: Any, total: str, is_done: bool) -> None:
    rules = [{"when": {"path": "length(step[]) == total"}, "state": "succeeded"}]
    person = acme(
        {"GET /jobs/7": xml_of(say, id=7, status="running", total=total, step="a</step><step>b")},
        state={"path": "status", "rules": rules, "words": {"running": "running"}},
    )
    assert person.job()["state"] == ("succeeded" if is_done else "running")


def test_a_filter_is_no_list_of_lists(acme: Any) -> None:
    person = acme({}, list="/jobs", filters={"s": {"type": "list", "repeat": True}})
    failed = person.fails("info", "config", filters={"s": [["a"]]})
    assert "filters.s must be a list of single values" in failed["msg"] and not person.fake.log


def test_a_crumb_is_not_shown(acme: Any, say: Any) -> None:
    """What a call before a delete brings is as good as what a login brings."""
    crumb = {"path": "/crumb", "save": {"c": "crumb"}}
    body = {"crumb": "{saved.c}"}
    delete = {
        "method": "POST",
        "path": "/jobs/{id}/del",
        "before": crumb,
        "body_format": "form",
        "body": body,
    }
    person = acme(
        {**RUN, "GET /crumb": {"crumb": "0a1b2c3d4e5f"}, "POST /jobs/7/del": lambda sent: say(sent.body, 403)},
        delete=delete,
    )  # fmt: skip
    assert "0a1b2c3d4e5f" not in str(person.fails("delete", "auth", job_id=["7"]))
