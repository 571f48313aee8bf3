# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault as its page "GET Job" has it, and the calls of the vendor's clients around it."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

API = "/commandcenter/api"
DOCUMENTED = {
    "appTypeName", "backupLevel", "backupLevelName", "backupSetName", "currentPhaseName", "destClientName", "isAged",
    "isVisible", "jobElapsedTime", "jobId", "jobStartTime", "jobType", "lastUpdateTime", "localizedOperationName",
    "localizedStatus", "pendingReason", "pendingReasonErrorCode", "percentComplete", "percentSavings",
    "sizeOfApplication", "sizeOfMediaOnDisk", "status", "statusColor", "subclientName", "totalFailedFiles",
    "totalFailedFolders", "totalNumOfFiles",
}  # fmt: skip


@pytest.fixture
def cs(web: Callable[[str], Any]) -> Any:
    return web("commvault")


def ids(cs: Any, query: str = "", **headers: str) -> list[int]:
    return [job["jobSummary"]["jobId"] for job in cs.get(f"{API}/Job{query}", **headers)["jobs"]]


def one(cs: Any, id: Any) -> Any:
    (job,) = cs.get(f"{API}/Job/{id}")["jobs"]
    return job["jobSummary"]


def login(cs: Any, user: str, password: str) -> Any:
    body = {"mode": 4, "username": user, "password": base64.b64encode(password.encode()).decode()}
    return cs("POST", f"{API}/Login", body, auth=False, Accept="application/json")


def test_sample_request_of_a_client(cs: Any) -> None:
    found = cs.get(f"{API}/Job?clientId=2")
    assert found["totalRecordsWithoutPaging"] == 3
    statuses = {job["jobSummary"]["jobId"]: job["jobSummary"]["status"] for job in found["jobs"]}
    assert statuses == {681: "Killed", 707: "Suspended", 795: "Failed to Start"}
    assert all(set(job["jobSummary"]) >= DOCUMENTED for job in found["jobs"])
    assert one(cs, 681)["jobElapsedTime"] == 5 and one(cs, 707)["lastUpdateTime"] == 0


def test_xml_unless_json_is_asked_for(cs: Any) -> None:
    for accept in ("application/xml", "*/*", "", "application/xml, application/json;q=0.5"):
        answer = cs("GET", f"{API}/Job?clientId=2", Accept=accept)
        root = ElementTree.fromstring(answer.text)
        assert (root.tag, root.attrib) == (
            "JobManager_JobListResponse",
            {"totalRecordsWithoutPaging": "3"},
        )
        summary = root.find("jobs/jobSummary")
        assert (
            summary is not None
            and summary.attrib["jobId"] == "681"
            and summary.attrib["isVisible"] == "true"
        )
        assert summary.attrib["pendingReason"] == one(cs, 681)["pendingReason"]
        assert root.find("jobs/jobSummary/subclient") is not None


def test_xml_and_json_hold_the_same_jobs(cs: Any) -> None:
    root = ElementTree.fromstring(cs("GET", f"{API}/Job", Accept="application/xml").text)
    records = [job["jobSummary"] for job in cs.get(f"{API}/Job")["jobs"]]
    for element, record in zip(root.iter("jobSummary"), records):
        scalars = {
            name: value for name, value in record.items() if not isinstance(value, (dict, list))
        }
        text = {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in scalars.items()
        }
        assert element.attrib == text


def test_category_and_job_filter(cs: Any) -> None:
    assert ids(cs, "?jobCategory=Active") == [270, 283, 293, 707, 815, 816, 817]
    assert 681 in ids(cs, "?jobCategory=Finished") and 707 not in ids(cs, "?jobCategory=Finished")
    assert set(ids(cs, "?jobCategory=All")) == set(ids(cs))
    assert 820 not in ids(cs), "without jobFilter there are only backup jobs"
    assert ids(cs, "?jobFilter=Restore") == ids(cs, "?jobFilter=5") == [820]
    assert (
        set(ids(cs, "?jobFilter=Backup,Restore")) == set(ids(cs, "?jobFilter=")) == {*ids(cs), 820}
    )
    assert cs.get(f"{API}/Job?jobCategory=Some")["errorCode"] == 2


def test_look_back(cs: Any) -> None:
    assert ids(cs, "?completedJobLookupTime=300&jobCategory=Finished") == [795]
    cs.face.add_job(id=5, status="Completed", age=366 * 86400)
    assert 5 not in ids(cs)
    assert 5 in ids(cs, f"?completedJobLookupTime={400 * 86400}")
    assert ids(cs, "?completedJobLookupTime=300&jobCategory=Finished") == [795]
    cs.clock.advance(400)
    assert ids(cs, "?completedJobLookupTime=300&jobCategory=Finished") == []


@pytest.mark.parametrize("by_header", [True, False])
def test_paging_by_headers_and_by_query(cs: Any, by_header: bool) -> None:
    cs.face.add_many(250, status="Completed", age=10, of=9)

    def page(**paging: int) -> Any:
        query = "" if by_header else "".join(f"&{name}={value}" for name, value in paging.items())
        headers = {name: str(value) for name, value in paging.items()} if by_header else {}
        found = cs.get(f"{API}/Job?clientId=9{query}", **headers)
        assert found["totalRecordsWithoutPaging"] == 250
        return [job["jobSummary"]["jobId"] for job in found["jobs"]]

    assert len(page()) == 100
    pages = [page(limit=80, offset=offset) for offset in (0, 80, 160, 240, 320)]
    assert [len(each) for each in pages] == [80, 80, 80, 10, 0]
    assert len(set(sum(pages, []))) == 250


def test_one_and_unknown(cs: Any) -> None:
    assert one(cs, 681)["status"] == "Killed"
    assert cs.get(f"{API}/Job/99999") == {"totalRecordsWithoutPaging": 0, "jobs": []}


def test_post_jobs(cs: Any) -> None:
    def found(**body: Any) -> list[int]:
        answer = cs("POST", f"{API}/Jobs", {"scope": 1, **body}).json()
        return [job["jobSummary"]["jobId"] for job in answer["jobs"]]

    assert found(category=1) == [270, 283, 293, 707, 815, 816, 817]
    assert found(category=2, jobFilter={"completedJobLookupTime": 300}) == [795]
    assert found(
        pagingConfig={"limit": 2, "offset": 1, "sortField": "jobId", "sortDirection": 1}
    ) == [817, 816]
    assert found(jobFilter={"clientList": [{"clientId": 2}]}) == [681, 707, 795]
    assert found(jobFilter={"jobTypeList": ["Restore"]}) == [820]
    assert found(jobFilter={"statusList": ["failed"]}) == [814]
    assert cs.face.writes() == []


@pytest.mark.parametrize(
    "base",
    ["/webconsole/api", "/commandcenter/api", "/SearchSvc/CVWebService.svc", "/WEBCONSOLE/Api"],
)
def test_every_web_service_in_any_case(cs: Any, base: str) -> None:
    assert cs.get(f"{base}/job/681")["totalRecordsWithoutPaging"] == 1
    assert cs("GET", f"{base}/", auth=False).status == 200


def test_kill(cs: Any) -> None:
    id = cs("POST", f"{API}/Subclient/5/action/backup?backupLevel=Full").json()["jobIds"][0]
    cs.clock.advance(2)
    (running,) = [
        job["jobSummary"]
        for job in cs.get(f"{API}/Job?jobCategory=Active&clientId=2", offset="1")["jobs"]
    ]
    assert (str(running["jobId"]), running["status"]) == (id, "Running")
    assert cs("POST", f"{API}/Job/{id}/Action/Kill", {}).json() == {
        "errors": [{"errList": [{"errorCode": 0, "errLogMessage": ""}]}]
    }
    assert one(cs, id)["status"] == "Kill Pending"
    cs.clock.advance(1)
    assert one(cs, id)["status"] == "Killed"
    assert int(id) not in ids(cs, "?jobCategory=Active&clientId=2")
    answer = cs("POST", f"{API}/Job/{id}/action/kill")
    assert (answer.status, answer.json()["errors"][0]["errList"][0]["errorCode"]) == (200, 2)
    assert (
        cs("POST", f"{API}/Job/99999/action/kill").json()["errors"][0]["errList"][0]["errorCode"]
        == 2
    )


def test_pause_and_resume_keep_the_rest_of_the_work(cs: Any) -> None:
    id = cs("POST", f"{API}/Subclient/5/action/backup").json()["jobIds"][0]
    cs.clock.advance(3)
    cs("POST", f"{API}/Job/{id}/action/pause")
    assert one(cs, id)["status"] == "Suspend Pending"
    cs.clock.advance(1000)
    assert one(cs, id)["status"] == "Suspended"
    cs("POST", f"{API}/Job/{id}/action/resume")
    cs.clock.advance(1.9)
    assert one(cs, id)["status"] == "Running"
    cs.clock.advance(0.2)
    assert one(cs, id)["status"] == "Completed"
    assert cs("POST", f"{API}/Job/707/action/resume").status == 200
    assert one(cs, 707)["status"] == "Running"


def test_what_starts_jobs(cs: Any) -> None:
    started = [
        cs("POST", f"{API}/Job/681/action/Resubmit"),
        cs("POST", f"{API}/v2/vsa/vm/5001-guid/backup"),
        cs("POST", f"{API}/CreateTask", {"taskInfo": {"task": {"taskType": 1}}}),
    ]
    assert all(one(cs, answer.json()["jobIds"][0])["status"] == "Waiting" for answer in started)
    assert (
        "taskId" in cs("POST", f"{API}/CreateTask", {"taskInfo": {"task": {"taskType": 2}}}).json()
    )
    xml = cs(
        "POST",
        f"{API}/CreateTask",
        "<TMMsg_CreateTaskReq><taskInfo/></TMMsg_CreateTaskReq>",
        Accept="application/xml",
    )
    assert ElementTree.fromstring(xml.text).find("jobIds") is not None
    for path in (
        "Subclient/5/action/backup?backupLevel=Huge",
        "Subclient/x/action/backup",
        "Job/99999/action/Resubmit",
    ):
        answer = cs("POST", f"{API}/{path}")
        assert (answer.status, answer.json()["errorCode"] != 0) == (200, True), (
            "errors hide in HTTP 200"
        )


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("partial", "Completed w/ one or more errors"), ("warning", "Completed w/ one or more warnings"),
     ("failed", "Failed"), ("committed", "Committed"), ("not_started", "Failed to Start"), ("cancelled", "Killed")],
)  # fmt: skip
def test_outcomes(cs: Any, outcome: str, status: str) -> None:
    cs.face.next_job(outcome=outcome, duration=0)
    id = cs("POST", f"{API}/Subclient/5/action/backup").json()["jobIds"][0]
    assert one(cs, id)["status"] == status


def test_login(cs: Any) -> None:
    good = login(cs, "admin", "commvault-password")
    assert good.json()["token"].startswith("QSDK ") and good.json()["userName"] == "admin"
    for header in (
        {"Authtoken": good.json()["token"]},
        {"Authorization": f"Bearer {good.json()['token'][5:]}"},
    ):
        assert cs("GET", f"{API}/Job", auth=False, **header).status == 200
    bad = login(cs, "admin", "guess")
    assert (bad.status, bad.json()["errList"][0]["errorCode"]) == (200, 1116)
    xml = '<DM2ContentIndexing_CheckCredentialReq mode="4" username="admin" password="Y29tbXZhdWx0LXBhc3N3b3Jk"/>'
    answer = cs("POST", f"{API}/Login", xml, auth=False)
    assert ElementTree.fromstring(answer.text).attrib["token"].startswith("QSDK ")
    assert cs("POST", f"{API}/Login", "<!DOCTYPE x><x/>", auth=False).status == 200


def test_a_token_lives_as_long_as_it_is_used(cs: Any) -> None:
    for _time in range(4):
        cs.clock.advance(1700)
        assert cs("GET", f"{API}/Job/681").status == 200
    cs.clock.advance(1801)
    answer = cs("GET", f"{API}/Job/681")
    assert (answer.status, answer.json()) == (
        401,
        {"errorMessage": "Access denied", "errorCode": 5},
    )
    old = cs.headers["Authtoken"]
    cs.headers["Authtoken"] = cs(
        "POST", f"{API}/RenewLoginToken", {"sessionId": old, "deviceId": "x"}
    ).json()["token"]
    assert cs("POST", f"{API}/WhoAmI").json() == {"user": {"userName": "admin", "userId": 1}}
    assert "error" in cs("POST", f"{API}/RenewLoginToken", {"sessionId": old}).json()
    cs("POST", f"{API}/Logout")
    assert cs("POST", f"{API}/WhoAmI").status == 401
    assert cs.face.writes() == []


def test_no_token_in_xml(cs: Any) -> None:
    answer = cs("GET", f"{API}/Job", auth=False)
    assert (answer.status, ElementTree.fromstring(answer.text).attrib["errorCode"]) == (401, "5")
    assert cs("POST", f"{API}/V4/AccessToken", {}).json()["accessToken"].startswith("QSDK ")


def test_details_events_logs(cs: Any) -> None:
    assert (
        cs("POST", f"{API}/JobDetails", {"jobId": 681}).json()["job"]["jobDetail"]["progressInfo"][
            "state"
        ]
        == "Killed"
    )
    assert (
        cs("POST", f"{API}/JobDetails", {"jobId": 1}).json()["error"]["errList"][0]["errorCode"]
        == 2
    )
    assert cs.get(f"{API}/Job/681/TaskDetails")["taskInfo"]["task"]["taskId"] == 681
    assert "retentionInfo" in cs.get(f"{API}/Job/681/AdvancedDetails?infoType=1")
    events = cs.get(f"{API}/Events?jobId=681")["commservEvents"]
    assert events[-1]["description"] == "Job [681] is Killed." and events[0]["jobId"] == 681
    assert cs.get(f"{API}/Events?jobId=1")["commservEvents"] == []
    assert "Killed" in cs("GET", f"{API}/Stream/Job/681/Logs").text


def test_active_jobs_by_their_grammar(cs: Any) -> None:
    def found(query: str) -> Any:
        answer = cs.get(f"{API}/Jobs/active?{query}")
        return [job["jobSummary"]["jobId"] for job in answer["jobs"]], answer["filterQueryCount"]

    field = "jobs.jobSummary"
    assert found("start=1&limit=2") == ([283, 293], 7)
    assert found(f"sort={field}.jobId:-1&limit=1") == ([817], 7)
    assert found(f"fq={field}.status:eq:Running") == ([815], 1)
    assert found(f"fq={field}.jobId:gteq:707&fq={field}.jobId:lt:816") == ([707, 815], 2)
    assert found(f"fq={field}.subclient.clientName:startsWith:client") == ([707], 1)
    assert found(f"search={field}.status,{field}.jobType:contains:queue") == ([817], 1)
    assert found(f"fq={field}.status:resembles:Running") == ([], 0)


def test_counts_and_many_at_once(cs: Any) -> None:
    assert cs("POST", f"{API}/Jobs/aggregations/summary", {}).json()["waitingJobs"] == 3
    body = {"message": 1, "jobOpReq": {"operationType": 0, "jobs": [{"jobId": 815}]}}
    assert cs("POST", f"{API}/Jobs/MultiJobOperation", body).json()["error"]["errorCode"] == 0
    everything = {"message": "ALL_JOBS", "jobOpReq": {"operationType": "JOB_KILL"}}
    cs(
        "POST",
        f"{API}/Qcommand/qoperation%20execute",
        {"JobManager_PerformMultiCellJobOpReq": everything},
    )
    cs.clock.advance(1)
    assert ids(cs, "?jobCategory=Active&jobFilter=") == []
    path = f"{API}/V4/Plan/BackupDestination/JobOperations"
    assert [cs("POST", path, {"jobIds": ids}).status for ids in ([681], [1])] == [200, 404]


def test_unknown_paths_and_bad_input(cs: Any) -> None:
    assert [cs("GET", f"{API}/Nothing").status, cs("DELETE", f"{API}/Job/681").status] == [404, 405]
    assert cs("POST", f"{API}/Jobs", "{").status == 400
    assert cs.get(f"{API}/Job?clientId=2", limit="lots")["errorCode"] == 2


@pytest.mark.gate
def test_paging_through_a_hundred_thousand_jobs_is_not_quadratic(cs: Any) -> None:
    before = time.perf_counter()
    cs.face.add_many(100_000, status="Completed", age=10, of=9)
    assert time.perf_counter() - before < 5
    cs.get(f"{API}/Job?clientId=9", limit="1")
    before = time.perf_counter()
    for offset in range(0, 100_000, 5_000):
        cs.get(f"{API}/Job?clientId=9", limit="1", offset=str(offset))
    assert time.perf_counter() - before < 1


def test_clients_and_workflows(cs: Any) -> None:
    clients = cs.get(f"{API}/Client")["clientProperties"]
    names = {one["client"]["clientEntity"]["clientName"] for one in clients}
    assert "ftestvm2" in names and len(names) == 4
    (workflow,) = cs.get(f"{API}/Workflow")["container"]
    assert workflow["entity"]["workflowName"] == "Demo - New Machine Request"
