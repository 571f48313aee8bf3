# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that need a call before them, are not there at once or at all, or lie in an envelope."""

from __future__ import annotations

from typing import Any

import pytest

DONE = {"id": 7, "status": "done"}
SUBMIT = {"reference": {"path": "id"}}
CALL = {"method": "POST", "path": "run"}
RUN = {"POST /run": {"id": 7}, "GET /jobs/7": DONE}


@pytest.mark.parametrize("inline", [True, False])
def test_a_call_before(acme: Any, say: Any, tmp_path: Any, inline: bool) -> None:
    step = {"method": "POST", "path": "/jobs/{id}/prepare", "save": {"key": "key"}}
    script = {**RUN, "POST /jobs/7/prepare": {"key": "k7"}, "GET /r?key=k7": say("rows")}
    person = acme(
        script,
        submit=SUBMIT,
        result={"path": "/r", "query": {"key": "{saved.key}"}, "before": step},
    )
    found = person.ok("request", **({} if inline else {"dest": f"{tmp_path}/r"}), **CALL)
    assert (found["result"] if inline else (tmp_path / "r").read_text()) == "rows"
    assert person.fake.lines[-2:] == ["POST /jobs/7/prepare", "GET /r?key=k7"]
    refused = acme(
        {**script, "POST /jobs/7/prepare": 409},
        submit=SUBMIT,
        result={"path": "/r", "before": {"path": "/jobs/{id}/prepare", "method": "POST"}},
    )
    assert "result was not fetched" in refused.fails("request", "conflict", **CALL)["msg"]


@pytest.mark.parametrize(("answers", "not_ready"), [
    ([(None, 202)], {"http_status": 202}),
    ([("preparing", 202), ("<html>wait</html>", 202)], {"http_status": 202}),
    ([({"error": {"transient": True}}, 400)], {"path": "error.transient"}),
    ([({"code": "soon"}, 200)], {"path": "code", "equals": "soon"}),
    ([(None, 404)] * 12, {"http_status": 404}),
])  # fmt: skip
@pytest.mark.parametrize("inline", [True, False])
def test_not_ready_yet(
    acme: Any, say: Any, tmp_path: Any, answers: Any, not_ready: Any, inline: bool
) -> None:
    script = {**RUN, "GET /r": [*(say(body, status) for body, status in answers), say("rows")]}
    person = acme(script, submit=SUBMIT, result={"path": "/r", "not_ready": not_ready})
    found = person.ok("request", **({} if inline else {"dest": f"{tmp_path}/r"}), **CALL)
    assert (found["result"] if inline else (tmp_path / "r").read_text()) == "rows"
    assert person.fake.lines.count("GET /r") == len(answers) + 1 and sum(person.sleeps) < 600


def test_not_ready_until_the_deadline(acme: Any, say: Any, tmp_path: Any) -> None:
    result = {"path": "/r", "not_ready": {"http_status": 400}}
    soon = say({"message": "still in the works"}, 400)
    person = acme({**RUN, "GET /r": soon}, submit=SUBMIT, result=result)
    failed = person.fails("request", "timeout", wait_timeout=60, dest=f"{tmp_path}/r", **CALL)
    assert "still in the works" in failed["msg"] and failed["job"]["state"] == "succeeded"
    assert 55 <= sum(person.sleeps) <= 65 and not list(tmp_path.iterdir())
    # The server's own pace counts, and what it wants too late is not waited for.
    paced = [say(None, 400, Retry_After="7"), say(None, 400, Retry_After="100")]
    person = acme({**RUN, "GET /r": paced}, submit=SUBMIT, result=result)
    person.fails("request", "timeout", wait_timeout=60, **CALL)
    assert 7.0 in person.sleeps and max(person.sleeps) < 20
    refused = acme({**RUN, "GET /r": say({"message": "no"}, 403)}, submit=SUBMIT, result=result)
    assert "no" in refused.fails("request", "auth", **CALL)["msg"]


def test_a_call_before_that_looks_until_it_is_ready(acme: Any, say: Any) -> None:
    """What prepares is asked once; what looks at it, until it is there."""
    looks = [{"ready": False}, {"ready": False}, {"ready": True, "file": "d/7.txt"}]
    script = {**RUN, "POST /jobs/7/prepare": say({"ready": False}, 202), "GET /jobs/7/files": looks}
    script["GET /files/d/7.txt"] = say("rows")
    result = {
        "before": [
            {"method": "POST", "path": "/jobs/{id}/prepare"},
            {"path": "/jobs/{id}/files", "save": {"file": "file"}},
        ],
        "path": "/files/{saved.file:path}",
        "not_ready": {"path": "ready", "equals": False},
    }
    person = acme(script, submit=SUBMIT, result=result)
    assert person.ok("request", **CALL)["result"] == "rows"
    lines = person.fake.lines
    assert lines.count("POST /jobs/7/prepare") == 1 and lines.count("GET /jobs/7/files") == 3
    person.fake.script["GET /jobs/7/files"] = {"ready": False}
    failed = person.fails("result", "timeout", job_id=["7"], wait_timeout=60)
    assert "not ready" in failed["msg"]


@pytest.mark.parametrize(("answer", "absent"), [
    ((None, 404), {"http_status": 404}), ((None, 204), {"http_status": 204}), (({"empty": True}, 200), {"path": "empty"}),
])  # fmt: skip
def test_an_answer_that_means_none(
    acme: Any, say: Any, tmp_path: Any, answer: Any, absent: Any
) -> None:
    result = {"path": "/r", "absent": absent}
    person = acme({**RUN, "GET /r": say(*answer)}, submit=SUBMIT, result=result)
    assert person.ok("request", **CALL)["result"] is None and not person.warnings
    saved = person.ok("request", dest=f"{tmp_path}/r", **CALL)
    assert (
        saved["files"] == []
        and not list(tmp_path.iterdir())
        and "no result to save" in person.warnings[0]
    )
    failed = person.fails("result", "not_found", job_id=["7"])
    assert "no result to fetch" in failed["msg"]


def test_one_output_of_several_is_absent(acme: Any, say: Any, tmp_path: Any) -> None:
    files = [{"id": name} for name in "abc"]
    script = {**RUN, "GET /jobs/7": {**DONE, "files": files}}
    script.update({"GET /f/a": say("aa"), "GET /f/b": say(None, 404), "GET /f/c": say("cc")})
    person = acme(
        script,
        submit=SUBMIT,
        job={"outputs": {"path": "files", "fields": {"id": "id"}}},
        result={"path": "/f/{output.id}", "each_output": True, "absent": {"http_status": 404}},
    )
    assert person.ok("request", **CALL)["result"] == {"a": "aa", "b": None, "c": "cc"}
    saved = person.ok("result", job_id=["7"], dest=f"{tmp_path}/")
    assert [(one["output"], one["dest"]) for one in saved["results"]] == [
        ("a", f"{tmp_path}/a"),
        ("c", f"{tmp_path}/c"),
    ]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "aa", "c": "cc"}


@pytest.mark.parametrize(("value", "text"), [
    ("rows\n", "rows\n"), ({"a": 1}, '{\n "a": 1\n}'), ([1], "[\n 1\n]"), (0, "0"), (False, "false"),
])  # fmt: skip
def test_an_envelope_is_opened(acme: Any, tmp_path: Any, value: Any, text: str) -> None:
    script = {**RUN, "GET /r": {"key": "return_value", "value": value}}
    person = acme(script, submit=SUBMIT, result={"path": "/r", "value": "value"})
    assert person.ok("request", **CALL)["result"] == value
    person.ok("request", dest=f"{tmp_path}/r", **CALL)
    assert (tmp_path / "r").read_text() == text
    assert "max_size" in person.fails("request", "decode", max_size="1", **CALL)["msg"]


def test_an_envelope_without_anything_in_it(acme: Any) -> None:
    person = acme(
        {**RUN, "GET /r": {"error": "?"}}, submit=SUBMIT, result={"path": "/r", "value": "value"}
    )
    assert "holds no result (result.value: value)" in person.fails("request", "api", **CALL)["msg"]
