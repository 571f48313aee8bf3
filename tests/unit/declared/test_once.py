# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`once` with declared systems: the journal, and systems that know such keys themselves."""

from __future__ import annotations

import json
import os
import pathlib
import re
import stat
from typing import Any

import pytest

RUN: dict[str, Any] = {"method": "POST", "path": "/run", "wait_interval": 1}
SCRIPT: dict[str, Any] = {
    "POST /run": {"id": 7},
    "GET /jobs/7": {"id": 7, "status": "done"},
    "GET /jobs/8": {"id": 8, "status": "done"},
}
LISTED = {"list": {"path": "/jobs", "items": "jobs[]"}, "job": {"id": "id"}}
BY_ID = {"reference": {"path": "id"}}


@pytest.fixture
def once(tmp_path: pathlib.Path) -> dict[str, Any]:
    """The options of a task with a key."""
    return {**RUN, "once": "nightly", "once_dir": str(tmp_path / "once")}


def entry_of(once: dict[str, Any]) -> pathlib.Path:
    """The one file of the journal."""
    (found,) = pathlib.Path(once["once_dir"]).glob("*.json")
    return found


def posts(person: Any) -> int:
    """How many jobs were submitted."""
    return sum(1 for line in person.fake.lines if line.startswith("POST"))


def forget(once: dict[str, Any]) -> None:
    """What a kill before the answer leaves."""
    path = entry_of(once)
    content = json.loads(path.read_text())
    content["entry"].update(jobs=None, ended={})
    path.write_text(json.dumps(content))


def test_the_second_run_takes_the_job_up(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    first = person.ok("request", **once)
    assert (first["changed"], first["resumed"], first["job"]["state"]) == (True, False, "succeeded")
    second = person.ok("request", **once)
    assert (second["changed"], second["resumed"]) == (False, True)
    assert second["job"] == first["job"]
    third = person.ok("request", **once, wait=False)
    assert (third["resumed"], third["job"]["state"]) == (True, "succeeded")
    assert posts(person) == 1


@pytest.mark.parametrize(
    "other",
    [{"once": "weekly"}, {"username": "someone"}, {"once_dir": None}],
)
def test_what_makes_a_key_another(acme: Any, once: Any, other: Any, tmp_path: pathlib.Path) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    other = {name: value or str(tmp_path / "elsewhere") for name, value in other.items()}
    assert person.ok("request", **{**once, **other})["resumed"] is False


def test_without_the_option_nothing_is_noted(acme: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    assert "resumed" not in person.ok("request", **RUN)


def test_the_journal_is_for_its_owner_and_holds_no_secret(acme: Any, once: Any) -> None:
    script = {
        **SCRIPT,
        "POST /run": {"id": "/jobs/7?sig=s3cr3t-t0k3n"},
        "GET /jobs/7": {"status": "done"},
    }
    person = acme(script, submit=BY_ID, auth="bearer")
    secrets = {"token": "s3cr3t-t0k3n", "username": "somebody"}
    person.ok("request", **once, **secrets)
    path = entry_of(once)
    text = path.read_text() + path.name
    for word in ("s3cr3t", "somebody", "nightly", person.fake.base_url):
        assert word not in text
    assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700
    for file in path.parent.iterdir():
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (400, False), (409, False), (501, False), ({"error": "no"}, False),
        (500, True), (503, True), (408, True), ("drop", True), ({"accepted": True}, True), ("<a", True),
    ],
)  # fmt: skip
def test_a_refusal_leaves_nothing_and_an_unknown_outcome_the_intent(
    acme: Any, once: Any, answer: Any, kept: bool
) -> None:
    rules = {"rules": [{"when": {"path": "error"}, "is": "api"}]}
    person = acme({**SCRIPT, "POST /run": [answer, {"id": 7}]}, submit=BY_ID, error=rules)
    assert person.run("request", **once)["failed"]
    assert len(list(pathlib.Path(once["once_dir"]).glob("*.json"))) == kept
    again = person.run("request", **once)
    assert bool(again.get("failed")) is kept
    if kept:
        assert "once_unknown: submit" in again["msg"] and again["changed"] is False
        assert person.ok("request", **once, once_unknown="submit")["job"]["id"] == "7"
    assert posts(person) == 2


def test_an_answer_that_is_the_result_is_no_job(acme: Any, once: Any) -> None:
    person = acme({"POST /run": {"rows": 1}}, submit={"immediate": {"path": "rows"}})
    for _run in range(2):
        result = person.ok("request", **once)
        assert (result["result"], result["resumed"]) == ({"rows": 1}, False)


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([[{"id": 5}], [{"id": 5}, {"id": 7}]], "7"),
        ([[{"id": 5}], [{"id": 5}]], None),
        ([[{"id": 5}], [{"id": 7}, {"id": 8}]], None),
        ([[], [], [], [{"id": 8}]], "8"),
    ],
)
def test_an_unknown_outcome_is_looked_for_in_the_list(
    acme: Any, once: Any, pages: Any, found: str | None
) -> None:
    person = acme(SCRIPT, submit=BY_ID, **LISTED)
    person.fake.script["GET /jobs"] = [{"jobs": page} for page in pages]
    person.ok("request", **once)
    forget(once)
    again = person.run("request", **once)
    assert posts(person) == 1
    if found is not None:
        assert (again["resumed"], again["job"]["id"], again["changed"]) == (True, found, False)
        return
    assert again["error"] == "api" and "once_unknown: submit" in again["msg"]
    assert again["changed"] is False and again["resumed"] is False
    assert person.ok("request", **once, once_unknown="submit")["job"]["id"] == "7"
    assert posts(person) == 2


def test_a_look_for_a_job_keeps_to_the_deadline(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID, vanished={"grace": 60}, **LISTED)
    person.fake.script["GET /jobs"] = {"jobs": []}
    person.ok("request", **once)
    forget(once)
    began = person.time
    failed = person.fails("request", "timeout", **once, wait_timeout=5)
    assert "wait_timeout is too short" in failed["msg"] and person.time - began <= 5
    assert posts(person) == 1


def test_the_job_of_another_key_is_not_taken(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID, **LISTED)
    person.fake.script["GET /jobs"] = {"jobs": []}
    person.ok("request", **once)
    forget(once)
    person.fake.script["POST /run"] = {"id": 8}
    person.ok("request", **{**once, "once": "weekly"})
    person.fake.script["GET /jobs"] = {"jobs": [{"id": 8}]}
    assert "no job that it can have started" in person.fails("request", "api", **once)["msg"]


@pytest.mark.parametrize(
    ("state", "more", "posted"),
    [
        ("error", {}, 2),
        ("stopped", {}, 2),
        ("error", {"once_retry": False}, 1),
        ("error", {"fail_on": ["lost"]}, 1),
        ("running", {"wait": False}, 1),
        ("done", {}, 1),
    ],
)
def test_only_a_job_that_has_failed_is_started_anew(
    acme: Any, once: Any, state: str, more: Any, posted: int
) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.fake.script["GET /jobs/7"] = {"id": 7, "status": state}
    person.run("request", **{**once, **more})
    person.fake.script["POST /run"] = {"id": 8}
    again = person.run("request", **{**once, **more})
    assert posts(person) == posted
    assert again["resumed"] is (posted == 1)
    assert again["job"]["id"] == ("8" if posted == 2 else "7")


@pytest.mark.parametrize(
    ("before", "more", "outcome"),
    [
        ("done", {}, "warned"),  # it had ended well: nobody needs it again
        ("done", {"dest": "out"}, "not_found"),
        ("running", {}, "posted"),  # nobody knows what became of it: `lost` is in fail_on
        ("running", {"once_retry": False}, "job_failed"),
        ("running", {"fail_on": ["failed"]}, "warned"),
    ],
)
def test_a_job_that_the_system_has_forgotten(
    acme: Any, once: Any, tmp_path: pathlib.Path, before: str, more: Any, outcome: str
) -> None:
    person = acme(SCRIPT, submit=BY_ID, result={"path": "/jobs/{id}/result"})
    person.fake.script.update(
        {"GET /jobs/7": {"id": 7, "status": before}, "GET /jobs/7/result": {"rows": 1}}
    )
    person.run("request", **{**once, "wait": before == "done"})
    person.fake.script.update({"GET /jobs/7": 404, "POST /run": {"id": 8}})
    person.time += 3600
    if "dest" in more:
        more = {"dest": str(tmp_path / "out")}
    again = person.run("request", **{**once, **more})
    assert posts(person) == (2 if outcome == "posted" else 1)
    if outcome == "warned":
        assert (again.get("failed"), again["job"]["id"], again["changed"]) == (None, "7", False)
        assert "does not know it any more" in "".join(person.warnings)
    elif outcome != "posted":
        assert again["error"] == outcome, again


def test_a_file_that_was_saved_needs_no_job_any_more(
    acme: Any, once: Any, tmp_path: pathlib.Path
) -> None:
    person = acme(
        {**SCRIPT, "GET /jobs/7/result": {"rows": 1}, "DELETE /jobs/7": 204},
        submit=BY_ID, result={"path": "/jobs/{id}/result"}, delete={"method": "DELETE", "path": "/jobs/{id}"},
    )  # fmt: skip
    once.update(dest=str(tmp_path / "out"), delete_after="success")
    first = person.ok("request", **once)
    person.fake.script["GET /jobs/7"] = 404
    again = person.ok("request", **once)
    assert (again["changed"], again["resumed"], posts(person)) == (False, True, 1)
    assert again["checksum_sha256"] == first["checksum_sha256"]
    (tmp_path / "out").write_text("changed")
    assert "another key" in person.fails("request", "not_found", **once)["msg"]


def test_a_fresh_job_may_not_be_there_yet(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once, wait=False)
    person.fake.script["GET /jobs/7"] = [404, 404, {"id": 7, "status": "done"}]
    assert person.ok("request", **once)["job"]["state"] == "succeeded"
    assert posts(person) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("garbage", "cannot be read (it is garbled)"),
        ("", "cannot be read (it is garbled)"),
        ('{"version": 1, "scope": "x", "entry": {"at": "y"', "it is garbled"),
        ('{"version": 1, "scope": "x", "entry": {"at": 1, "last": 1, "path": 7}}', "it is garbled"),
        ('{"version": 9, "scope": "x", "entry": {}}', "another version of asyncops.jobs"),
        ("[]", "it is garbled"),
        (None, "cannot be read ("),
    ],
)
def test_a_garbled_file_is_one_sentence_and_nothing_is_sent(
    acme: Any, once: Any, content: str | None, words: str
) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    path = entry_of(once)
    path.unlink()
    path.write_text(content) if content is not None else path.mkdir()
    person.fake.log.clear()
    for check_mode in (False, True):
        failed = person.fails("request", "config", **once, check_mode=check_mode)
        assert words in failed["msg"] and str(path) in failed["msg"]
    assert person.fake.lines == []


def test_a_full_disk_before_the_request_is_one_sentence(
    acme: Any, once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> Any:
        raise OSError(28, "No space left on device")

    person = acme(SCRIPT, submit=BY_ID)
    monkeypatch.setattr(os, "fsync", full)
    failed = person.run("request", **once)
    assert "No space left on device" in failed["msg"] and "nothing was sent" in failed["msg"]
    assert (failed["changed"], person.fake.lines) == (False, [])
    assert list(pathlib.Path(once["once_dir"]).glob("*.json")) == []


def test_a_full_disk_after_the_request_loses_no_job(
    acme: Any, once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> Any:
        raise OSError(28, "No space left on device")

    person = acme(SCRIPT, submit=BY_ID)

    def answered(_sent: Any) -> Any:
        monkeypatch.setattr(os, "fsync", full)
        return {"id": 7}

    person.fake.script["POST /run"] = answered
    result = person.ok("request", **once)
    assert result["job"]["state"] == "succeeded"
    assert "No space left on device" in person.warnings[0]
    assert "look for the job in the list" in person.warnings[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"once": " "}, "once must not be empty"),
        ({"method": "GET", "path": "/x"}, "once has no effect with method GET"),
    ],
)
def test_options_that_cannot_be(acme: Any, once: Any, more: Any, words: str) -> None:
    person = acme(SCRIPT, submit={**BY_ID, "methods": ["POST"]})
    assert words in person.fails("request", "config", **{**once, **more})["msg"]
    assert person.fake.lines == []


@pytest.mark.parametrize("kind", ["file", "writable"])
def test_a_folder_that_will_not_do(acme: Any, once: Any, tmp_path: pathlib.Path, kind: str) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    folder = tmp_path / "once"
    if kind == "file":
        folder.write_text("x")
    else:
        folder.mkdir()
        folder.chmod(0o777)
    assert "once_dir" in person.fails("request", "config", **once)["msg"]
    assert person.fake.lines == []


def test_old_entries_are_cleared(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    old = entry_of(once)
    person.time += 60 * 86400
    person.ok("request", **once)  # its use keeps it
    person.time += 60 * 86400
    person.ok("request", **{**once, "once": "weekly"})
    assert old.exists()
    person.time += 91 * 86400
    person.ok("request", **{**once, "once": "monthly"})
    assert len(list(old.parent.glob("*.json"))) == 1


def test_another_request_with_the_same_key_is_warned_of(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    assert person.ok("request", **{**once, "path": "/other"})["resumed"]
    assert "was started by another request" in person.warnings[0]


def test_check_mode_reads_and_sends_and_writes_nothing(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    result = person.ok("request", **once, check_mode=True)
    assert (result["changed"], result["resumed"], person.fake.lines) == (True, False, [])
    assert not os.path.exists(once["once_dir"])
    person.ok("request", **once)
    before = entry_of(once).read_text(), os.stat(entry_of(once)).st_mtime_ns
    person.fake.log.clear()
    result = person.ok("request", **once, check_mode=True)
    assert (result["changed"], result["resumed"], result["job"]["id"]) == (False, True, "7")
    assert (entry_of(once).read_text(), os.stat(entry_of(once)).st_mtime_ns) == before
    forget(once)
    result = person.ok("request", **once, check_mode=True)
    assert (result["changed"], result["resumed"]) == (True, False)
    assert "not known whether an earlier task" in person.warnings[-1]
    assert person.fake.lines == []


# Systems that know such keys.


@pytest.mark.parametrize(
    ("place", "params", "sent"),
    [
        ({"header": "Idempotency-Key"}, {}, lambda one: one.headers["Idempotency-Key"]),
        ({"query": "request_id"}, {"query": {"a": 1}}, lambda one: one.query["request_id"]),
        ({"body": "idempotency_token"}, {"body": {"a": 1}}, lambda one: one.json["idempotency_token"]),
        ({"body": "idempotency_token"}, {}, lambda one: one.json["idempotency_token"]),
        ({"body": "conf.key"}, {"body": {"conf": {"a": 1}}}, lambda one: one.json["conf"]["key"]),
        ({"body": "key"}, {"body": {"key2": "{once}"}, "body_format": "form"},
         lambda one: "nightly" if one.body == "key2=%7Bonce%7D&key=nightly" else one.body),
    ],
)  # fmt: skip
def test_the_key_goes_where_the_system_takes_it(
    acme: Any, once: Any, place: Any, params: Any, sent: Any
) -> None:
    person = acme(SCRIPT, submit={**BY_ID, "once": place})
    assert person.ok("request", **once, **params)["resumed"] is False
    assert sent(person.fake.log[0]) == "nightly"
    assert not os.path.exists(once["once_dir"])  # the system remembers
    assert "nightly" not in str(person.ok("request", **{**RUN, **params}) and person.fake.log[-2:])


def test_a_body_of_the_definition_takes_the_key_too(acme: Any, once: Any) -> None:
    submit = {**BY_ID, "once": {"body": "run.key"}, "body": {"run": {"name": "{body.name}"}}}
    person = acme(SCRIPT, submit=submit)
    person.ok("request", **once, body={"name": "x{y}"})
    assert person.fake.log[0].json == {"run": {"name": "x{y}", "key": "nightly"}}


def test_a_key_that_is_taken_names_its_job(acme: Any, once: Any) -> None:
    """As with Airflow's dag_run_id, which a second run may not have."""
    submit = {"reference": {"path": "dag_run_id"},
              "once": {"body": "dag_run_id", "taken": {"http_status": 409}}}  # fmt: skip
    person = acme(
        {"POST /run": [{"dag_run_id": "nightly"}, 409], "GET /jobs/nightly": {"status": "done"}},
        submit=submit,
    )
    assert person.ok("request", **once)["changed"] is True
    again = person.ok("request", **once)
    assert (again["resumed"], again["changed"], again["job"]["id"]) == (True, False, "nightly")


def test_a_job_of_the_system_that_has_failed_makes_room_for_the_next_key(
    acme: Any, once: Any
) -> None:
    def run(sent: Any) -> Any:
        return {"id": {"nightly": 7, "nightly-2": 8}[sent.headers["Idempotency-Key"]]}

    made = "2020-01-01T00:00:00Z"  # before this task
    person = acme(
        {"POST /run": run, "GET /jobs/7": {"id": 7, "status": "error", "made": made},
         "GET /jobs/8": {"id": 8, "status": "done", "made": made}},
        submit={**BY_ID, "once": {"header": "Idempotency-Key"}}, job={"id": "id", "submitted_at": "made"},
    )  # fmt: skip
    result = person.ok("request", **once)
    assert (result["job"]["id"], result["resumed"], result["changed"]) == ("8", True, False)
    failed = person.fails("request", "job_failed", **once, once_retry=False)
    assert (failed["job"]["id"], failed["resumed"]) == ("7", True)


@pytest.mark.parametrize(
    ("place", "params", "words"),
    [
        ({"body": "key"}, {"body": {"key": 1}}, "body.key is where the key of once goes"),
        ({"query": "key"}, {"query": {"key": 1}}, "query.key is where the key of once goes"),
        ({"body": "key"}, {"body": "text", "body_format": "raw"}, "must be a mapping then"),
        ({"header": "Key"}, {"once": "a\nb"}, "once"),
    ],
)
def test_a_place_that_cannot_take_the_key(
    acme: Any, once: Any, place: Any, params: Any, words: str
) -> None:
    person = acme(SCRIPT, submit={**BY_ID, "once": place})
    assert words in person.fails("request", "config", **{**once, **params})["msg"]
    assert person.fake.lines == []


# What the page says.


def documented() -> dict[str, Any]:
    """The definitions of docs/once.md, by name."""
    yaml = pytest.importorskip("yaml")
    text = (pathlib.Path(__file__).resolve().parents[3] / "docs" / "once.md").read_text()
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return {name: one[name] for one in blocks if isinstance(one, dict) for name in one}


def test_the_airflow_of_the_page(acme: Any, say: Any, once: Any) -> None:
    runs = "/api/v1/dags/nightly/dagRuns"
    there = {"detail": "DAGRun with DAG ID: 'nightly' and DAGRun ID: 'nightly' already exists"}
    person = acme(
        {
            f"POST {runs}": [{"dag_run_id": "nightly"}, say(there, 409)],
            f"GET {runs}/nightly": {"dag_run_id": "nightly", "state": "success"},
        }
    )
    person.definition = {**documented()["airflow"], "name": "acme", "auth": "none"}
    options = {**once, "path": None, "method": None, "body": {"conf": {"a": 1}}}
    for resumed in (False, True):
        result = person.ok("request", **options)
        assert (result["resumed"], result["job"]["id"]) == (resumed, "nightly")
    assert person.fake.log[0].json == {"conf": {"a": 1}, "dag_run_id": "nightly"}


def test_the_workflow_dispatch_of_the_page(acme: Any) -> None:
    top = "/repos/acme/site/actions"
    old = {"id": 1, "head_branch": "main", "status": "completed", "conclusion": "success"}
    person = acme(
        {
            f"POST {top}/workflows/deploy.yml/dispatches": 204,
            f"GET {top}/workflows/deploy.yml/runs": [
                {"workflow_runs": [old]},
                {"workflow_runs": [{**old, "id": 3, "head_branch": "dev"}, old]},
                {"workflow_runs": [{**old, "id": 2}, {**old, "id": 3, "head_branch": "dev"}, old]},
            ],
            f"GET {top}/runs/2": {**old, "id": 2},
        }
    )
    person.definition = {**documented()["workflow_dispatch"], "name": "acme", "auth": "none"}
    result = person.ok("request", body={"ref": "main"})
    assert (result["job"]["id"], result["job"]["state"]) == ("2", "succeeded")
    assert "created=%3E%3D1970-01-12T13%3A45%3A40Z" in person.fake.lines[0].replace(":", "%3A")
