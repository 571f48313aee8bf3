# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault: filters, paging headers, XML and JSON alike, Login and its renewal, kill, errors inside HTTP 200."""

from __future__ import annotations

import base64
from typing import Any

import pytest

API = "/commandcenter/api"
XML = {"Accept": "application/xml"}
BACKUP: dict[str, Any] = {
    "method": "POST",
    "path": "Subclient/5/action/backup",
    "query": {"backupLevel": "Full"},
}
STATES = {
    "queued": ["Queued"], "running": ["Running", "Running (cannot be verified)"],
    "waiting": ["Waiting", "Pending", "Suspend", "Suspend Pending", "Suspended", "Interrupt Pending", "Interrupted"],
    "stopping": ["Kill Pending", "System Kill Pending", "Dangling Cleanup", "Abnormal Terminated Cleanup"],
    "succeeded": ["Completed", "Completed w/ one or more warnings"],
    "partial": ["Completed w/ one or more errors", "Committed"],
    "failed": ["Failed", "Failed to Start", "System failed"], "stopped": ["Killed"], "skipped": ["No Run", "Skipped"],
}  # fmt: skip
WORDS = [(word, state) for state, words in STATES.items() for word in words]


@pytest.mark.parametrize(("filters", "query", "ids"), [
    ({}, "jobFilter=", {"270", "681", "820"}),
    ({"clientId": 6}, "clientId=6&jobFilter=", {"293", "814", "815", "816", "817"}),
    ({"completedJobLookupTime": 600, "jobCategory": "finished"}, "completedJobLookupTime=600&jobCategory=Finished&jobFilter=",
     {"795"}),
    ({"jobCategory": "Active", "clientId": 2}, "clientId=2&jobCategory=Active&jobFilter=", {"707"}),
    ({"jobFilter": "Restore"}, "jobFilter=Restore", {"820"}),
    ({"jobFilter": ["Restore", "Admin"]}, "jobFilter=Restore,Admin", {"820"}),
    ({"jobFilter": 5}, "jobFilter=5", {"820"}),
    ({"hideAdminjobs": True, "clientId": "7"}, "clientId=7&jobFilter=&hideAdminjobs=true", {"270"}),
])  # fmt: skip
def test_each_documented_filter(
    world: Any, filters: dict[str, Any], query: str, ids: set[str]
) -> None:
    result = world.ok("info", "commvault", filters=filters)
    found = {job["id"] for job in result["jobs"]}
    assert found >= ids if not filters else found == ids
    assert world.sent("commvault") == [f"GET {API}/Job?{query}&limit=1000&offset=0"]


@pytest.mark.gate
def test_pages_are_asked_for_by_headers_and_query(world: Any) -> None:
    world["commvault"].add_many(2300, status="Running")
    result = world.ok("info", "commvault")
    assert (result["count"], result["complete"]) == (2315, True)
    pages = [entry for entry in world["commvault"].log if entry.kind == "read"]
    assert [(page.headers["limit"], page.headers["offset"]) for page in pages] == [
        ("1000", "0"),
        ("1000", "1000"),
        ("1000", "2000"),
    ]
    assert [page.params()["offset"] for page in pages] == ["0", "1000", "2000"]


def test_a_limit_takes_no_more_than_it_needs(world: Any) -> None:
    world["commvault"].add_many(230, status="Running")
    result = world.ok("info", "commvault", limit=5)
    assert (result["count"], result["complete"]) == (5, False)
    assert len(world.sent("commvault")) == 1


def test_xml_and_json_give_identical_jobs(world: Any) -> None:
    for options in (
        {"raw": False},
        {"filters": {"clientId": 2}},
        {"job_id": ["681"], "raw": False, "messages": True},
    ):
        in_json = world.ok("info", "commvault", **options)
        in_xml = world.ok("info", "commvault", headers=XML, **options)
        assert (
            in_xml["jobs"] == in_json["jobs"]
            and in_xml["summary"] == in_json["summary"]
            and in_xml["jobs"]
        )
    assert {entry.headers["Accept"] for entry in world["commvault"].log} == {
        "application/json",
        "application/xml",
    }


@pytest.mark.parametrize("headers", [None, XML])
def test_one_job_with_every_field(world: Any, headers: Any) -> None:
    job = world.ok("info", "commvault", job_id=[681], headers=headers)["job"]
    assert world.sent("commvault") == [f"GET {API}/Job/681"]
    raw = job.pop("raw")
    assert job == {
        "id": "681", "href": None, "provider": "commvault", "name": "Backup", "type": "Backup", "state": "stopped",
        "status": "Killed", "finished": True, "succeeded": False, "progress": 100.0, "submitted_at": None,
        "started_at": "2026-09-18T10:48:04Z", "finished_at": "2026-09-18T10:48:09Z", "updated_at": "2026-09-18T10:48:09Z",
        "duration": 5.0, "reason": "Killed by admin. Reason:[killing]. Source: client001, Process: JobManager",
        "messages": None, "outputs": None,
    }  # fmt: skip
    assert (str(raw["jobId"]), raw["subclient"]["clientName"], raw["backupLevel"]) == (
        "681",
        "client001",
        "Incremental",
    )


def test_the_vendors_xml_sample_is_read(world: Any) -> None:
    """Line breaks and HTML in an attribute, lastUpdateTime 0, percentComplete 25.000000."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no" ?> <JobManager_JobListResponse totalRecordsWithoutPaging="1">'
        '<jobs> <jobSummary jobElapsedTime="300" jobId="707" jobStartTime="1380565903" jobType="Backup" lastUpdateTime="0"'
        ' pendingReason="Backup job has been suspended by user admin. Reason:[v].&lt;br>Source: client001\nDeDuplication"'
        ' percentComplete="25.000000" status="Suspended"/> </jobs> </JobManager_JobListResponse>'
    )
    world["commvault"].fault(
        path="/Job/707", body=text, headers={"Content-Type": "application/xml"}
    )
    job = world.ok("info", "commvault", job_id=[707])["job"]
    assert (
        job["state"],
        job["progress"],
        job["duration"],
        job["updated_at"],
        job["finished_at"],
    ) == ("waiting", 25.0, 300.0, None, None)
    assert (
        job["reason"]
        == "Backup job has been suspended by user admin. Reason:[v]. Source: client001 DeDuplication"
    )


@pytest.mark.parametrize(("word", "state"), WORDS)
def test_all_status_words_in_any_case(world: Any, word: str, state: str) -> None:
    ids = [
        world["commvault"].add_job(status=form)
        for form in (word, word.upper(), f" {word.lower()} ")
    ]
    jobs = world.ok("info", "commvault", job_id=ids)["jobs"]
    assert {job["state"] for job in jobs} == {state}
    assert world.warnings == []


def test_a_word_that_nobody_lists_is_warned_of_once_and_never_done(world: Any) -> None:
    ids = world["commvault"].add_many(2, status="Completely different")
    jobs = world.ok("info", "commvault", job_id=ids)["jobs"]
    assert {(job["state"], job["finished"]) for job in jobs} == {("unknown", False)}
    assert len(world.warnings) == 1 and "Completely different" in world.warnings[0]


def test_an_unknown_id_is_total_zero_and_missing(world: Any) -> None:
    result = world.ok("info", "commvault", job_id=[4711, 814])
    assert (result["missing"], [job["id"] for job in result["jobs"]]) == (["4711"], ["814"])


def test_messages_are_the_events(world: Any) -> None:
    id = world["commvault"].add_job(
        status="Failed", messages=[{"level": "error", "text": "Disk<br>full"}]
    )
    job = world.ok("info", "commvault", job_id=[id], messages=True)["job"]
    assert job["messages"] == [
        {
            "level": "error",
            "text": "Disk full",
            "source": "JobManager",
            "time": "2026-09-21T14:13:15Z",
        }
    ]
    assert world.sent("commvault")[1] == f"GET {API}/Events?jobId={id}"


# Who asks.


def test_a_login_comes_first_and_once(world: Any) -> None:
    world.ok("info", "commvault", job_id=[681, 707])
    login, *rest = world["commvault"].log
    assert (login.method, login.path) == ("POST", f"{API}/Login")
    assert login.json()["username"] == "admin"
    assert base64.b64decode(login.json()["password"]) == b"commvault-password"
    assert {entry.kind for entry in rest} == {"read"} and rest[0].headers["Authtoken"].startswith(
        "QSDK "
    )
    assert "Authorization" not in rest[0].headers


@pytest.mark.parametrize("with_word", [True, False])
def test_a_token_is_sent_as_authtoken(world: Any, with_word: bool) -> None:
    token = world["commvault"].token
    given = token if with_word else token.partition(" ")[2]
    world.ok("info", "commvault", job_id=[681], token=given, username=None, password=None)
    assert [entry.headers["Authtoken"] for entry in world["commvault"].log] == [token]


def test_a_token_that_dies_is_renewed_by_one_login(world: Any) -> None:
    world["commvault"].add_job(id=901, duration=20)
    world["commvault"].fault(path="/Job/901", after=3, expire_token=True)
    assert world.ok("wait", "commvault", job_id=[901])["jobs"][0]["state"] == "succeeded"
    log = [(entry.kind, entry.status) for entry in world["commvault"].log]
    assert (log.count(("login", 200)), log.count(("read", 401))) == (2, 1)


@pytest.mark.gate
def test_an_idle_half_hour_costs_one_login(world: Any) -> None:
    world["commvault"].next_job(duration=4000, retry_after=None)
    result = world.ok("request", "commvault", **BACKUP, wait_interval=1900, wait_timeout=6000)
    assert result["job"]["state"] == "succeeded"
    assert len(world["commvault"].writes()) == 1


def test_a_given_token_that_dies_cannot_be_renewed(world: Any) -> None:
    token = world["commvault"].token
    world["commvault"].expire_tokens()
    failed = world.fails("info", "commvault", "auth", token=token, username=None, password=None)
    assert "Access denied" in failed["msg"] and len(world["commvault"].log) == 1


def test_a_second_refusal_ends_it(world: Any) -> None:
    world["commvault"].fault(
        path="/Job", times=0, status=401, body={"errorMessage": "Access denied", "errorCode": 5}
    )
    world.fails("info", "commvault", "auth", job_id=[681])
    assert [entry.kind for entry in world["commvault"].log].count("login") == 2
    assert len(world["commvault"].log) == 4


def test_a_refused_login_says_why_inside_http_200(world: Any) -> None:
    failed = world.fails("info", "commvault", "auth", password="wrong-password")
    assert (
        "login was refused" in failed["msg"]
        and "incorrect or you do not have access" in failed["msg"]
    )
    assert len(world["commvault"].log) == 1


# What changes something.


@pytest.mark.parametrize("headers", [None, XML])
def test_kill_is_asked_for_once_and_waited_for(world: Any, headers: Any) -> None:
    result = world.ok("stop", "commvault", job_id=[815], wait=True, headers=headers)
    assert (result["changed"], result["stopped"], result["jobs"][0]["state"]) == (
        True,
        ["815"],
        "stopped",
    )
    assert result["diff"] == {"before": {"815": "running"}, "after": {"815": "stopped"}}
    assert [(one.method, one.target, one.body) for one in world["commvault"].writes()] == [
        ("POST", f"{API}/Job/815/action/kill", b"")
    ]
    again = world.ok("stop", "commvault", job_id=[815])
    assert (again["changed"], again["stopped"], len(world["commvault"].writes())) == (False, [], 1)


def test_a_kill_that_comes_too_late_is_no_failure(world: Any) -> None:
    world["commvault"].fault(
        path="/Job/810",
        body={
            "totalRecordsWithoutPaging": 1,
            "jobs": [{"jobSummary": {"jobId": 810, "status": "Running"}}],
        },
    )
    result = world.ok("stop", "commvault", job_id=[810])
    assert (result["changed"], result["stopped"], result["jobs"][0]["state"]) == (
        False,
        [],
        "succeeded",
    )


def test_suspend_and_resume_are_plain_requests(world: Any) -> None:
    id = world["commvault"].add_job(duration=20)
    for action, state in (("pause", "waiting"), ("resume", "running")):
        world.clock.advance(2)
        result = world.ok("request", "commvault", method="POST", path=f"Job/{id}/action/{action}")
        assert (result["changed"], result["job"]["state"], result["polls"]) == (
            True,
            "succeeded",
            0,
        )
        world.clock.advance(2)
        assert world.ok("info", "commvault", job_id=[id])["job"]["state"] == state


@pytest.mark.parametrize("headers", [None, XML])
def test_a_backup_is_submitted_and_waited_for(world: Any, headers: Any) -> None:
    result = world.ok("request", "commvault", **BACKUP, headers=headers)
    assert (result["job"]["id"], result["job"]["state"], result["changed"], result["result"]) == (
        "901",
        "succeeded",
        True,
        None,
    )
    sent = world.sent("commvault")
    assert sent[0] == f"POST {API}/Subclient/5/action/backup?backupLevel=Full"
    assert set(sent[1:]) == {f"GET {API}/Job/901"} and len(sent) - 1 == result["polls"]


@pytest.mark.parametrize("headers", [None, XML])
def test_several_job_ids(world: Any, headers: Any) -> None:
    world["commvault"].next_job(count=2)
    result = world.ok(
        "request", "commvault", method="POST", path="CreateTask", body={}, headers=headers
    )
    assert [job["id"] for job in result["jobs"]] == ["901", "902"] and result["job"] is None


def test_a_task_id_alone_is_a_schedule_and_no_job(world: Any) -> None:
    body = {"taskInfo": {"task": {"taskType": 2}}}
    failed = world.fails("request", "commvault", "api", method="POST", path="CreateTask", body=body)
    assert "names no job" in failed["msg"] and '{"taskId":901}' in failed["msg"]
    assert failed["jobs"] == []


def test_a_workflow_that_has_ended_names_job_0(world: Any) -> None:
    world["commvault"].fault(method="POST", path="Workflow", body={"jobId": 0, "errorMessage": ""})
    path = "Workflow/Nightly/action/Execute"
    result = world.ok("request", "commvault", method="POST", path=path)
    assert (result["job"]["state"], result["job"]["id"], result["polls"]) == ("succeeded", "", 0)


def test_a_delete_may_start_a_job(world: Any) -> None:
    job = world["commvault"].add_job(duration=20)
    world["commvault"].fault(method="DELETE", path="Client", body={"jobId": int(job)})
    result = world.ok("request", "commvault", method="DELETE", path="Client/7/Retire")
    assert (result["job"]["id"], result["job"]["state"]) == (job, "succeeded")
    assert result["polls"] > 0


@pytest.mark.parametrize("body", [{}, {"response": []}, {"taskId": 123}])
def test_an_answer_that_names_no_job_is_no_success(world: Any, body: Any) -> None:
    world["commvault"].fault(method="POST", path="backup", body=body)
    failed = world.fails("request", "commvault", "api", **BACKUP)
    assert (failed["changed"], failed["jobs"], failed["polls"]) == (True, [], 0)
    assert "names no job" in failed["msg"]


def test_an_error_in_xml_under_the_name_of_html(world: Any) -> None:
    xml = '<?xml version="1.0"?><response errorCode="2" errorString="The disk is full."/>'
    fault = {"method": "POST", "path": "backup", "body": xml}
    world["commvault"].fault(**fault, headers={"Content-Type": "text/html"})
    assert "The disk is full." in world.fails("request", "commvault", "api", **BACKUP)["msg"]


def test_a_fresh_job_may_be_invisible_for_a_while(world: Any) -> None:
    world["commvault"].next_job(hidden_for=30)
    assert world.ok("request", "commvault", **BACKUP)["job"]["state"] == "succeeded"


SHAPES = [
    {"errorCode": 2, "errorMessage": "The disk is full."},
    {"error": {"errorCode": 2, "errorMessage": "The disk is full."}},
    {"errors": [{"errList": [{"errorCode": 2, "errLogMessage": "The disk is full."}]}]},
    {"errList": [{"errorCode": "2", "errLogMessage": "The disk is full."}]},
    {"error": {"errList": [{"errorCode": 2, "errLogMessage": "The disk is full."}]}},
    # As the vendor's own client reads them.
    {"response": [{"errorCode": 2, "errorString": "The disk is full."}]},
    {"response": {"errorCode": 2, "errorString": "The disk is full."}},
    {"genericResp": {"errorCode": 2, "errorMessage": "The disk is full."}},
    {"error": [{"status": {"errorCode": 2, "errorMessage": "The disk is full."}}]},
]


@pytest.mark.parametrize("body", SHAPES)
@pytest.mark.parametrize("verb", ["info", "stop", "request"])
def test_errors_inside_http_200_in_every_shape(world: Any, body: Any, verb: str) -> None:
    world["commvault"].fault(
        method="GET" if verb == "info" else "POST", path="Job|backup", body=body
    )
    params = BACKUP if verb == "request" else {"job_id": [815]}
    failed = world.fails(verb, "commvault", "api", **params)
    assert (
        "The disk is full." in failed["msg"]
        and failed["code"] == "2"
        and failed["http_status"] == 200
    )
    assert failed["changed"] is False


@pytest.mark.parametrize(
    "body", [{"errorCode": 0, "errorMessage": ""}, {"errors": [{"errList": [{"errorCode": 0}]}]}]
)
def test_an_error_code_of_zero_is_none(world: Any, body: Any) -> None:
    world["commvault"].fault(path="kill", body=body)
    result = world.ok("stop", "commvault", job_id=[815])
    assert result["changed"] is True and result["refused"] == []


def test_a_refusal_in_the_systems_words(world: Any) -> None:
    failed = world.fails(
        "request", "commvault", "not_found", method="POST", path="Subclient/1000/action/backup"
    )
    assert "Subclient [1000] does not exist." in failed["msg"] and failed["code"] == "1111"


def test_delete_is_refused_saying_what_there_is(world: Any) -> None:
    assert (
        "retention rules" in world.fails("delete", "commvault", "unsupported", job_id=[810])["msg"]
    )
    assert world["commvault"].log == []


@pytest.mark.parametrize(
    "base", ["/webconsole/api", "/commandcenter/api/", "/SearchSvc/CVWebService.svc"]
)
def test_the_prefix_of_the_base_url_is_kept(world: Any, base: str) -> None:
    world.ok("info", "commvault", base_url=world["commvault"].root + base, job_id=[681])
    assert [entry.path for entry in world["commvault"].log] == [
        base.rstrip("/") + path for path in ("/Login", "/Job/681")
    ]
