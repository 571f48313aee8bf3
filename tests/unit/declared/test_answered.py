# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are answered at once, results of several pieces, and jobs that are cleaned up."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.selection import age_in_seconds
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

DONE = {"id": 7, "status": "done"}
SUBMIT = {"reference": {"path": "id"}}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}


@pytest.mark.parametrize(
    ("path", "name"), [("sums?of=3", "sums"), ("sums", "sums"), ("a/sums?x=1?y", "a/sums")]
)
def test_an_answer_at_once_is_a_job_named_by_its_path(acme: Any, path: str, name: str) -> None:
    person = acme({"GET /sums": {"sum": 3}, "GET /a/sums": {"sum": 3}}, submit=SUBMIT)
    result = person.ok("request", path=path)
    job = result["job"]
    assert (job["id"], job["name"], job["state"], job["status"]) == (
        "",
        name,
        "succeeded",
        "HTTP 200",
    )
    assert (result["result"], result["changed"]) == ({"sum": 3}, False)


def test_an_answer_at_once_to_the_definitions_own_path(acme: Any) -> None:
    submit = {"path": "/run", "method": "POST", "immediate": {"http_status": 200}, **SUBMIT}
    result = acme({"POST /run": {"sum": 3}}, submit=submit).ok("request")
    assert (result["job"]["name"], result["changed"]) == (None, True)


@pytest.mark.parametrize(("ok", "error"), [(None, "api"), ([418], None), ([200, 418], None)])
def test_statuses_that_are_an_answer(acme: Any, say: Any, ok: Any, error: Any) -> None:
    submit = {**SUBMIT, **({"ok": ok} if ok else {})}
    person = acme({"POST /run": say({"id": 7}, 418), "GET /jobs/7": DONE}, submit=submit)
    result = person.run("request", method="POST", path="run")
    assert result.get("error") == error
    assert error or result["job"]["state"] == "succeeded"


@pytest.mark.parametrize("status", [200, 201, 202, 203])
def test_usual_statuses_of_an_answer(acme: Any, say: Any, status: int) -> None:
    person = acme({"POST /run": say({"id": 7}, status), "GET /jobs/7": DONE}, submit=SUBMIT)
    assert person.ok("request", method="POST", path="run")["job"]["id"] == "7"


def test_a_202_without_a_name_is_no_success(acme: Any, say: Any) -> None:
    person = acme({"POST /run": say({}, 202), "GET /run": say({}, 202)}, submit=SUBMIT)
    failed = person.fails("request", "api", method="POST", path="run")
    assert (failed["changed"], failed["jobs"], failed["http_status"]) == (True, [], 202)
    assert "names no job" in person.fails("request", "api", path="run")["msg"]


# Results


def outputs(acme: Any, number: int) -> Any:
    """A person whose jobs leave so many files."""
    files = [{"no": one, "name": "f%d" % one} for one in range(1, number + 1)]
    script = {"POST /run": {"id": 7}, "GET /jobs/7": DONE, "GET /jobs/7/files": {"files": files}}
    script.update({"GET /files/%d" % one: {"n": one} for one in range(1, number + 1)})
    return acme(
        script,
        submit=SUBMIT,
        outputs={
            "path": "/jobs/{id}/files",
            "items": "files[]",
            "fields": {"id": "no", "name": "name"},
        },
        result={"path": "/files/{output.id}", "each_output": True},
    )


@pytest.mark.parametrize(
    ("number", "result"),
    [
        (0, None),
        (1, {"n": 1}),
        (2, {"f1": {"n": 1}, "f2": {"n": 2}}),
        (3, {"f1": {"n": 1}, "f2": {"n": 2}, "f3": {"n": 3}}),
    ],
)
def test_one_piece_is_the_result_and_several_have_names(
    acme: Any, number: int, result: Any
) -> None:
    assert outputs(acme, number).ok("request", method="POST", path="run")["result"] == result


def test_the_results_of_several_jobs_are_a_list(acme: Any) -> None:
    script = {"POST /run": {"id": [7, 8]}, "GET /jobs/7": DONE}
    script["GET /jobs/8"] = {"id": 8, "status": "done", "sum": 3}
    person = acme(script, submit=SUBMIT, result={"inline": "sum"})
    assert person.ok("request", method="POST", path="run")["result"] == [None, 3]


def test_a_result_in_the_record_is_saved_as_people_read_it(
    acme: Any, tmp_path: pathlib.Path
) -> None:
    script = {"POST /run": {"id": 7}, "GET /jobs/7": {**DONE, "out": {"b": [1], "a": 2}}}
    person = acme(script, submit=SUBMIT, result={"inline": "out"})
    dest = tmp_path / "out.json"
    result = person.ok("request", method="POST", path="run", dest=str(dest))
    assert dest.read_text() == json.dumps({"a": 2, "b": [1]}, indent=1)
    assert (result["dest"], result["size"], len(result["files"])) == (
        str(dest),
        len(dest.read_text()),
        1,
    )


def test_a_text_in_the_record_is_saved_as_it_is(acme: Any, tmp_path: pathlib.Path) -> None:
    script = {"POST /run": {"id": 7}, "GET /jobs/7": {**DONE, "out": "a\nb"}}
    person = acme(script, submit=SUBMIT, result={"inline": "out"})
    person.ok("request", method="POST", path="run", dest=str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "a\nb"


# delete_after


@pytest.mark.parametrize(
    ("delete_after", "status", "deleted"),
    [
        ("always", "done", ["7"]),
        ("always", "error", ["7"]),
        ("success", "done", ["7"]),
        ("success", "error", None),
        ("never", "done", None),
        (None, "done", None),
    ],
)
def test_jobs_are_cleaned_up(
    acme: Any, delete_after: str | None, status: str, deleted: Any
) -> None:
    script = {"POST /run": {"id": 7}, "GET /jobs/7": {"id": 7, "status": status}}
    person = acme({**script, "DELETE /jobs/7": 204}, submit=SUBMIT, delete=DELETE)
    result = person.run("request", method="POST", path="run", delete_after=delete_after)
    assert result.get("deleted") == deleted
    assert ("DELETE /jobs/7" in person.fake.lines) is bool(deleted)
    assert bool(result.get("failed")) is (status == "error")


def test_a_job_that_goes_on_or_is_gone_is_not_cleaned_up(acme: Any) -> None:
    ids = [7, 8, 9]
    script: dict[str, Any] = {"POST /run": {"id": ids}, "DELETE /jobs/8": 404}
    script["GET /jobs/7"] = {"id": 7, "status": "running"}
    script["GET /jobs/8"] = {"id": 8, "status": "done"}
    person = acme(script, submit=SUBMIT, delete=DELETE, vanished={"state": "lost", "grace": 0})
    result = person.run(
        "request", method="POST", path="run", delete_after="always", wait_timeout=3, fail_on=[]
    )
    assert (result["error"], result["deleted"]) == ("timeout", [])
    assert [line for line in person.fake.lines if line.startswith("DELETE")] == ["DELETE /jobs/8"]


# Defects


def test_an_internal_error_names_its_place(acme: Any) -> None:
    def broken() -> Any:
        raise TypeError("secret")

    traces: list[str] = []
    result = run("info", broken, {}, Context(trace=traces.append))
    place = r"test_answered.py:\d+"
    assert (result["failed"], result["error"]) == (True, "api")

    message = r"internal error \(TypeError at %s\); please report it" % place
    assert re.fullmatch(message, result["msg"])
    places = r"verbs.py:\d+ in run > %s in broken" % place
    assert re.fullmatch(r"internal error \(TypeError\): " + places, traces[0])
    assert "secret" not in result["msg"] + traces[0]


# Ages


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90.0),
        (90, 90.0),
        ("1.5m", 90.0),
        ("30 s", 30.0),
        ("2H", 7200.0),
        ("7d", 604800.0),
        (" 2w ", 1209600.0),
    ],
)
def test_an_age_in_seconds(text: Any, seconds: float) -> None:
    assert age_in_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "d", "7 days", "-1d", "1d2h", "1.d", "\u0667d"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(ConfigError, match="older_than"):
        age_in_seconds(text)


@pytest.mark.parametrize("told", ["finished_at", "updated_at", "started_at", "submitted_at", None])
def test_how_old_a_job_is(acme: Any, told: str | None) -> None:
    fields = ("finished_at", "updated_at", "started_at", "submitted_at")
    job: dict[str, Any] = {
        "id": "id",
        **{name: {"path": name, "type": "epoch_s"} for name in fields},
    }
    record = {**DONE, told: 1_000_000 - 100} if told else DONE
    person = acme(
        {"GET /jobs": {"jobs": [record]}, "GET /jobs/7": record, "DELETE /jobs/7": 204},
        list={"path": "/jobs", "items": "jobs[]"}, delete=DELETE, job=job,
    )  # fmt: skip
    assert person.ok("delete", older_than="100s")["deleted"] == []
    assert person.ok("delete", older_than="99s")["deleted"] == (["7"] if told else [])


@pytest.mark.parametrize(("new", "changed"), [([], False), ([1], True), ([1, 2], True)])
def test_one_new_file_is_a_change(
    acme: Any, tmp_path: pathlib.Path, new: list[int], changed: bool
) -> None:
    person = outputs(acme, 2)
    options = {"method": "POST", "path": "run", "dest": str(tmp_path)}
    person.ok("request", **options)
    for one in new:
        (tmp_path / ("f%d" % one)).write_text("old")
    files = person.ok("request", **options)["files"]
    assert [file["changed"] for file in files] == [one in new for one in (1, 2)]
    assert any(file["changed"] for file in files) is changed


def test_a_default_is_for_a_filter_that_is_not_given(acme: Any) -> None:
    spec = {"path": "/jobs", "items": "jobs[]"}
    filters = {"owner": {"in": "query", "default": "me"}}
    person = acme({"GET /jobs": {"jobs": []}}, list=spec, filters=filters)
    for given in ({}, None, {"owner": "ada"}):
        person.ok("info", filters=given)
    for empty in ("", None):
        assert "owner" in person.fails("info", "config", filters={"owner": empty})["msg"]
    assert [sent.query["owner"] for sent in person.fake.log] == ["me", "me", "ada"]


def test_an_answer_at_once_that_nobody_can_read(
    acme: Any, say: Any, tmp_path: pathlib.Path
) -> None:
    broken = say('{"sum": ', Content_Type="application/json")
    person = acme({"GET /sums": broken}, submit=SUBMIT)
    person.fails("request", "decode", path="sums")
    person.ok("request", path="sums", dest=str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == '{"sum": '
