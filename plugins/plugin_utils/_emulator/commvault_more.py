# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault's other job endpoints: active jobs, counts, details, events, logs, many jobs at
once.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from .commvault_login import GENERIC, Sessions
from .commvault_records import CLIENTS, TERMINAL, answer, summary
from .face import Face
from .jobs import Job
from .wire import Refused, Reply, Request

Row = tuple[str, str, Callable[..., Reply], str]
# 0 is seen in a client; 1 and 2 are its likely neighbours.
OPERATIONS = {
    "0": "pause",
    "JOB_SUSPEND": "pause",
    "1": "resume",
    "JOB_RESUME": "resume",
    "2": "kill",
    "JOB_KILL": "kill",
}
COUNTED = (
    "interrupt pending",
    "suspended",
    "kill pending",
    "waiting",
    "killed",
    "suspend pending",
    "running",
    "queued",
)
FL = "jobs.jobSummary."


class More(Face):
    """The half of the Commvault face that only its vendor's clients call."""

    sessions: Sessions

    def more(self) -> list[Row]:
        """Return these endpoints."""
        return [
            ("GET", "/Jobs/active", self.active_jobs, "read"),
            ("POST", "/Jobs/aggregations/summary", self.counts, "read"),
            ("POST", "/Jobs/MultiJobOperation", self.many_jobs, "write"),
            ("POST", "/Qcommand/qoperation(?:%20| |\\+)execute", self.many_jobs, "write"),
            ("POST", "/JobDetails", self.details, "read"),
            ("GET", "/Job/{id}/TaskDetails", self.task_details, "read"),
            ("GET", "/Job/{id}/AdvancedDetails", self.advanced, "read"),
            ("GET", "/Events", self.events, "read"),
            ("GET", "/Client/?", self.clients, "read"),
            ("GET", "/Workflow/?", self.workflows, "read"),
            ("GET", "/Stream/Job/{id}/Logs", self.logs, "read"),
            ("POST", "/V4/Plan/BackupDestination/JobOperations", self.copy_operation, "write"),
        ]

    @abstractmethod
    def change(self, id: str, verb: str) -> str:
        """Do `verb` to a job; return what is wrong, or an empty text."""

    def known(self, request: Request, id: str) -> Job:
        """Return the job, or Refused with an error inside an HTTP 200."""
        job = self.find(id)
        if job is None:
            shown = {
                "error": {
                    "errList": [{"errorCode": 2, "errLogMessage": f"Job [{id}] does not exist."}]
                }
            }
            raise Refused(answer(request, GENERIC, shown))
        return job

    def active_jobs(self, request: Request) -> Reply:
        """GET Jobs/active: start, limit, sort, search and any number of
        fq=field:condition:value.
        """
        now = self.clock.now()
        found = [summary(job, now) for job in self.listed() if job.ended(now, TERMINAL) is None]
        for name, text in request.query:
            if name == "fq":
                found = [record for record in found if fits(record, text)]
        words = request.param("search")
        if words:
            fields, _colon, value = words.partition(":contains:")
            tests = [f"{field}:contains:{value}" for field in fields.split(",")]
            found = [record for record in found if any(fits(record, test) for test in tests)]
        field, _colon, direction = (request.param("sort") or f"{FL}jobId:1").rpartition(":")
        found.sort(key=lambda record: str(pick(record, field)).zfill(20), reverse=direction == "-1")
        start = self.whole(request.param("start"), 0, "start")
        limit = self.whole(request.param("limit"), self.page_size, "limit")
        jobs = [{"jobSummary": record} for record in found[start : start + limit]]
        return answer(
            request, "JobManager_JobListResponse", {"filterQueryCount": len(found), "jobs": jobs}
        )

    def counts(self, request: Request) -> Reply:
        """POST Jobs/aggregations/summary: how many active jobs are in each state."""
        now = self.clock.now()
        words = [
            job.status(now).lower() for job in self.listed() if job.ended(now, TERMINAL) is None
        ]
        shown = {
            re.sub(" (.)", lambda m: m.group(1).upper(), name) + "Jobs": words.count(name)
            for name in COUNTED
        }
        return answer(request, "JobManager_JobSummaryResp", {**shown, "anomalousJobs": 0})

    def many_jobs(self, request: Request) -> Reply:
        """POST Jobs/MultiJobOperation, or the same through qoperation: suspend, resume or kill some
        jobs or all.
        """
        body = self.sessions.checked(request)
        body = body.get("JobManager_PerformMultiCellJobOpReq", body)
        wanted = body.get("jobOpReq") or {}
        verb = OPERATIONS.get(str(wanted.get("operationType")))
        jobs = wanted.get("jobs") or []
        ids = [str(job.get("jobId")) for job in (jobs if isinstance(jobs, list) else [jobs])]
        if verb is None:
            return answer(
                request,
                GENERIC,
                {"error": {"errorCode": 2, "errLogMessage": "Invalid operationType"}},
            )
        now = self.clock.now()
        if body.get("message") == "ALL_JOBS":
            ids = [job.id for job in self.listed() if job.ended(now, TERMINAL) is None]
        problems = [text for text in (self.change(id, verb) for id in ids) if text]
        error = {"errorCode": 2 if problems else 0, "errLogMessage": " ".join(problems)}
        return answer(request, "JobManager_PerformMultiCellJobOpResp", {"error": error})

    def details(self, request: Request) -> Reply:
        """POST JobDetails."""
        id = str(self.sessions.checked(request).get("jobId", ""))
        job, now = self.known(request, id), self.clock.now()
        shown = summary(job, now)
        progress = {"state": shown["status"], "numOfFilesTransferred": shown["totalNumOfFiles"]}
        general = {
            "jobType": shown["jobType"],
            "startTime": shown["jobStartTime"],
            "jobStartedBy": "admin",
        }
        detail: dict[str, Any] = {"progressInfo": progress, "generalInfo": general}
        detail.update({"attemptsInfo": [], "clientStatusInfo": {}})
        detail["detailInfo"] = {
            "endTime": shown["jobEndTime"],
            "numOfObjects": shown["totalNumOfFiles"],
        }
        return answer(request, "JobManager_JobDetailResponse", {"job": {"jobDetail": detail}})

    def task_details(self, request: Request, id: str) -> Reply:
        """GET Job/ID/TaskDetails."""
        job = self.known(request, id)
        task = {"task": {"taskId": int(job.id), "taskType": 1}, "subTasks": []}
        return answer(request, "TMMsg_TaskInfoResp", {"taskInfo": task})

    def advanced(self, request: Request, id: str) -> Reply:
        """GET Job/ID/AdvancedDetails?infoType=1|2|4|8|16."""
        job = self.known(request, id)
        kind = self.whole(request.param("infoType", "1", True), 1, "infoType")
        names = {
            1: "retentionInfo",
            2: "referenceCopyInfo",
            4: "dashCopyInfo",
            8: "adminDataInfo",
            16: "bkpInfo",
        }
        inner: dict[str, Any] = {
            "jobId": int(job.id),
            names.get(kind, "retentionInfo"): {"retained": True},
        }
        return answer(request, "JobManager_AdvancedDetailsResp", inner)

    def events(self, request: Request) -> Reply:
        """GET Events?jobId=."""
        id = request.param("jobId", "", True) or ""
        job = self.find(id)
        texts = [] if job is None else self.told(job)
        shown = [
            {
                "id": int(id) * 100 + number,
                "eventCodeString": "19:857",
                "jobId": int(id),
                "severity": {"info": 0, "warning": 3, "error": 6}.get(level, 0),
                "timeSource": int(at),
                "subsystem": "JobManager",
                "description": text,
                "clientEntity": {"clientId": 2, "clientName": "client001"},
            }
            for number, (level, text, at) in enumerate(texts)
        ]
        return answer(request, "JobManager_EventsResp", {"commservEvents": shown})

    def clients(self, request: Request) -> Reply:
        """GET Client: every client by id and name."""
        entities = [
            {
                "clientId": id,
                "clientName": name,
                "displayName": name,
                "hostName": f"{name}.example.com",
            }
            for id, name in CLIENTS.items()
        ]
        shown = [{"client": {"clientEntity": entity}} for entity in entities]
        return answer(request, "App_GetClientPropertiesResponse", {"clientProperties": shown})

    def workflows(self, request: Request) -> Reply:
        """GET Workflow: the workflows that may be run. Of their fields these are what clients
        read.
        """
        entity = {"workflowId": 1, "workflowName": "Demo - New Machine Request"}
        deployed = {"client": {"clientId": 2, "clientName": CLIENTS[2]}, "inputForm": {}}
        shown = {"entity": entity, "description": "", "deployments": [deployed]}
        return answer(request, "Workflow_GetWorkflowsResponse", {"container": [shown]})

    def logs(self, request: Request, id: str) -> Reply:
        """GET Stream/Job/ID/Logs: text."""
        lines = [
            f"{int(at)} {id} {level} {text}\n"
            for level, text, at in self.told(self.known(request, id))
        ]
        return Reply(200, "".join(lines), "text/plain; charset=utf-8")

    def told(self, job: Job) -> list[tuple[str, str, float]]:
        """Return what happened to a job: the plan's messages, or its changes of status."""
        if job.plan.messages is not None:
            return [
                (message.get("level", "info"), message["text"], job.submitted)
                for message in job.plan.messages
            ]
        now = self.clock.now()
        return [
            ("info", f"Job [{job.id}] is {step.word}.", step.at)
            for step in job.timeline
            if step.at <= now
        ]

    def copy_operation(self, request: Request) -> Reply:
        """POST V4/Plan/BackupDestination/JobOperations: what becomes of finished jobs' data; the
        jobs stay listed.
        """
        ids = [str(id) for id in self.sessions.checked(request).get("jobIds") or []]
        missing = [id for id in ids if self.find(id) is None]
        shown = {
            "errorCode": 404 if missing else 0,
            "errorMessage": f"No such jobs: {missing}" if missing else "",
        }
        return answer(request, GENERIC, shown, 404 if missing else 200)


def pick(record: dict[str, Any], field: str) -> Any:
    """Return the value at a path such as jobs.jobSummary.subclient.clientId."""
    found: Any = record
    for name in field.replace(FL, "", 1).split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def fits(record: dict[str, Any], text: str) -> bool:
    """Tell whether a record meets `field:condition:value`; an unknown condition is met by none."""
    field, condition, value = (text.split(":", 2) + ["", ""])[:3]
    found = pick(record, field)
    have, want = str("" if found is None else found).lower(), value.lower()
    tests: dict[str, Callable[[], bool]] = {
        "eq": lambda: have == want,
        "neq": lambda: have != want,
        "contains": lambda: want in have,
        "notcontain": lambda: want not in have,
        "startswith": lambda: have.startswith(want),
        "in": lambda: have in want.replace("null", "").split(","),
        "nin": lambda: have not in want.replace("null", "").split(","),
    }
    if condition.lower() in tests:
        return tests[condition.lower()]()
    try:
        left, right = float(have), float(want)
    except ValueError:
        return False
    return {
        "gt": left > right,
        "lt": left < right,
        "gteq": left >= right,
        "lteq": left <= right,
    }.get(condition, False)
