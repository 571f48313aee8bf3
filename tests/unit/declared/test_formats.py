# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are no single document: records one a line, text in parts, pages."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.parts import Joined

DONE = {"id": 7, "status": "done"}
SUBMIT = {"reference": {"path": "id"}}
CALL = {"method": "POST", "path": "run"}
RUN = {"POST /run": {"id": 7}, "GET /jobs/7": DONE}
ROWS = [{"id": 1, "status": "done"}, {"id": 2, "status": "running", "t": "a\u2028b"}]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
TYPES = [
    "application/x-ndjson", "application/ndjson", "application/fhir+ndjson", "application/jsonl", "application/jsonlines",
    "application/x-json-stream", "application/stream+json; charset=utf-8", "application/json-seq", "text/jsonl",
]  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_records_by_their_media_type(acme: Any, say: Any, kind: str) -> None:
    text = "\x1e" + LINES.replace("\n", "\n\x1e").rstrip("\x1e") if "seq" in kind else LINES
    script = {
        **RUN,
        "GET /r": say(text, Content_Type=kind),
        "GET /jobs": say(text, Content_Type=kind),
    }
    person = acme(script, submit=SUBMIT, result="/r", list="/jobs")
    assert person.ok("request", **CALL)["result"] == ROWS
    assert [(job["id"], job["state"]) for job in person.listed()] == [
        ("1", "succeeded"),
        ("2", "running"),
    ]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
def test_records_by_the_definition(acme: Any, say: Any, kind: str) -> None:
    at = {"answer_format": "ndjson"}
    log = '{"message": "a"}\r\n\r\n{"message": "b"}'
    script = {
        **RUN,
        "GET /r": say(LINES, Content_Type=kind),
        "GET /jobs": say(LINES, Content_Type=kind),
    }
    script["GET /log"] = say(log, Content_Type=kind)
    person = acme(
        script,
        submit=SUBMIT,
        result={"path": "/r", **at},
        list={"path": "/jobs", **at},
        messages={"path": "/log", **at},
    )
    assert person.ok("request", **CALL)["result"] == ROWS
    assert len(person.listed()) == 2
    assert [one["text"] for one in person.job(messages=True)["messages"]] == ["a", "b"]


@pytest.mark.parametrize(("text", "rows"), [
    ("", []), ("\n\n", []), ('{"a": 1}', [{"a": 1}]), ("[1]\n[2]\n", [[1], [2]]), ('"x"\n1\nnull', ["x", 1, None]),
    ('{"a": 1}\n{"b"', None), ("<html></html>", None), ('{"a": 1} {"b": 2}', None), ("1,2\n", None), ("[1\n2]", None),
])  # fmt: skip
def test_lines_that_are_records(acme: Any, say: Any, text: str, rows: Any) -> None:
    script = {**RUN, "GET /r": say(text, Content_Type="application/x-ndjson")}
    person = acme(script, submit=SUBMIT, result={"path": "/r", "answer_format": "ndjson"})
    if rows is None:
        assert "one JSON record a line" in person.fails("request", "decode", **CALL)["msg"]
    else:
        assert person.ok("request", **CALL)["result"] == rows


def test_a_lone_record_is_no_list_where_one_is_asked_for(acme: Any, say: Any) -> None:
    """An answer to a submit or to a look, and an error, whatever its media type."""
    one = {"Content_Type": "application/x-ndjson"}
    refused = say({"error": "no room"}, 409, **one)
    script = {
        "POST /run": say({"id": 7}, **one),
        "GET /jobs/7": say(DONE, **one),
        "GET /r": refused,
    }
    person = acme(script, submit=SUBMIT, result="/r")
    assert "no room" in person.fails("request", "conflict", **CALL)["msg"]
    assert person.job()["state"] == "succeeded"
    many = acme({"GET /export": say(LINES, **one)})
    assert many.ok("request", path="export")["result"] == ROWS


def test_outputs_of_one_name_are_all_there(acme: Any, say: Any) -> None:
    files = [{"name": "Patient", "at": "/a"}, {"name": "Patient", "at": "/b"}]
    script = {**RUN, "GET /jobs/7": {**DONE, "files": files}}
    script.update(
        {
            path: say('{"n": "%s"}\n' % path[-1], Content_Type="application/ndjson")
            for path in ("GET /a", "GET /b")
        }
    )
    person = acme(
        script,
        submit=SUBMIT,
        job={"outputs": {"path": "files", "fields": {"name": "name", "href": "at"}}},
        result={"path": "{output.href}", "each_output": True},
    )
    found = person.ok("request", **CALL)["result"]
    assert [*found.values()] == [[{"n": "a"}], [{"n": "b"}]]


PARTS = {"": ("h1,h2\n1,a\n", "p2"), "p2": ("h1,h2\n2,b", "p3"), "p3": ("h1,h2\r\n3,c\n", "null")}
TEXT = {"path": "/r", "answer_format": "text"}
BY_HEADER = {"type": "cursor", "cursor": "at", "limit": "", "next": {"header": "X-Next"}}


def parts_of(say: Any, parts: Any = None) -> Any:
    parts = PARTS if parts is None else parts

    def serve(sent: Any) -> Any:
        body, after = parts[sent.query.get("at", "")]
        return say(body, Content_Type="text/csv", X_Next=after)

    return serve


@pytest.mark.parametrize(("lines", "whole"), [
    (1, "h1,h2\n1,a\n2,b\n3,c\n"),
    (None, "h1,h2\n1,a\nh1,h2\n2,bh1,h2\r\n3,c\n"),
    (2, "h1,h2\n1,a\nh1,h2\n2,b\nh1,h2\r\n3,c\n"),
])  # fmt: skip
def test_text_in_parts(acme: Any, say: Any, tmp_path: Any, lines: Any, whole: str) -> None:
    head = {} if lines is None else {"head_lines": lines}
    person = acme(
        {**RUN, "GET /r": parts_of(say)}, submit=SUBMIT, result={**TEXT, "page": BY_HEADER, **head}
    )
    assert person.ok("request", **CALL)["result"] == whole
    saved = person.ok("request", dest=f"{tmp_path}/r.csv", **CALL)
    assert (tmp_path / "r.csv").read_bytes() == whole.encode() and saved["size"] == len(whole)
    assert not person.ok("request", dest=f"{tmp_path}/r.csv", **CALL)["files"][0]["changed"]


def test_parts_by_link_and_by_number(acme: Any, say: Any) -> None:
    link = acme(
        {
            **RUN,
            "GET /r": say("h\n1\n", Link='</r2>; rel="next"'),
            "GET /r2": say("h\n2\n"),
        },
        submit=SUBMIT,
        result={**TEXT, "head_lines": 1, "page": "link"},
    )
    assert link.ok("request", **CALL)["result"] == "h\n1\n2\n"
    numbers = {"1": "h\n1\n", "2": "h\n2\n", "3": "h\n"}
    number = acme(
        {**RUN, "GET /r": lambda sent: say(numbers[sent.query["page"]])},
        submit=SUBMIT,
        result={**TEXT, "head_lines": 1, "page": "number"},
    )
    assert number.ok("request", **CALL)["result"] == "h\n1\n2\n"
    # A system that has no parts answers its one part to each question.
    whole = acme({**RUN, "GET /r": say("h\n1\n")}, submit=SUBMIT, result={**TEXT, "page": "number"})
    assert whole.ok("request", **CALL)["result"] == "h\n1\n"


@pytest.mark.parametrize("inline", [True, False])
def test_a_part_that_fails(acme: Any, say: Any, tmp_path: Any, inline: bool) -> None:
    """A part is sent again from its beginning; a result that is not whole is none."""
    dest = {} if inline else {"dest": f"{tmp_path}/r.csv"}
    flaky = [say("h\n2\n", 503), say("h\n2\n")]
    first = say("h\n1\n", X_Next="2")
    script = {**RUN, "GET /r": first, "GET /r?at=2": flaky}
    result = {**TEXT, "head_lines": 1, "page": BY_HEADER}
    person = acme(script, submit=SUBMIT, result=result)
    found = person.ok("request", **dest, **CALL)
    assert (found["result"] if inline else (tmp_path / "r.csv").read_text()) == "h\n1\n2\n"
    (tmp_path / "r.csv").unlink(missing_ok=True)
    for answer, error in (
        (404, "not_found"),
        (say("<html>sign in</html>", Content_Type="text/html"), "decode"),
    ):
        person = acme({**RUN, "GET /r": first, "GET /r?at=2": answer}, submit=SUBMIT, result=result)
        assert person.fails("request", error, **dest, **CALL)["result"] is None
        assert not list(tmp_path.iterdir())
    person = acme({**RUN, "GET /r": parts_of(say)}, submit=SUBMIT, result=result)
    assert "max_size" in person.fails("request", "decode", max_size="20", **dest, **CALL)["msg"]


def test_a_part_that_breaks_off_is_taken_back() -> None:
    whole = io.BytesIO()
    joined = Joined(whole, 1)
    for half, part in ((b"h\n0", b"h\n1"), (b"h\nx", b"h\n2\n"), (b"", b"h\n3\n")):
        joined.begin()
        start = joined.tell()
        joined.write(half)
        joined.seek(start)
        joined.truncate()
        for byte in part:
            joined.write(memoryview(bytes([byte])))
        assert joined.end()
    joined.begin()
    joined.write(b"h")
    assert not joined.end() and whole.getvalue() == b"h\n1\n2\n3\n"


PAGE = "<html><body>42</body></html>"


@pytest.mark.parametrize(("output", "is_page"), [
    ({"name": "report", "kind": "html"}, True), ({"name": "report", "kind": "text/html"}, True),
    ({"name": "report.HTML", "kind": None}, True), ({"name": "report", "kind": "csv"}, False),
])  # fmt: skip
def test_an_output_that_is_a_page(
    acme: Any, say: Any, tmp_path: Any, output: Any, is_page: bool
) -> None:
    script = {
        **RUN,
        "GET /jobs/7": {**DONE, "files": [output]},
        "GET /f": say(PAGE, Content_Type="text/html"),
    }
    person = acme(
        script,
        submit=SUBMIT,
        job={"outputs": {"path": "files", "fields": {"name": "name", "formats": "kind"}}},
        result={"path": "/f", "each_output": True},
    )
    if not is_page:
        assert "HTML page" in person.fails("request", "decode", **CALL)["msg"]
        assert "HTML page" in person.fails("request", "decode", dest=f"{tmp_path}/x", **CALL)["msg"]
        return
    assert person.ok("request", **CALL)["result"] == PAGE
    person.ok("request", dest=f"{tmp_path}/x", **CALL)
    assert (tmp_path / "x").read_text() == PAGE


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_a_result_that_is_a_page(acme: Any, say: Any, tmp_path: Any, kind: str) -> None:
    script = {**RUN, "GET /r": say(PAGE, Content_Type=kind)}
    person = acme(script, submit=SUBMIT, result={"path": "/r", "answer_format": "html"})
    assert person.ok("request", **CALL)["result"] == PAGE
    person.ok("request", dest=f"{tmp_path}/x", **CALL)
    assert (tmp_path / "x").read_text() == PAGE
    text = acme(script, submit=SUBMIT, result={"path": "/r", "answer_format": "text"})
    assert "HTML page" in text.fails("request", "decode", **CALL)["msg"]
