# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alteryx Server's API v3 below /webapi: jobs of workflows, OAuth2 client credentials.

Written from the vendor's page "Job Endpoints" (one job, its messages) and, for submitting, listing,
questions and outputs, from what is known of the product's own API description.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from .alteryx_login import OAuth
from .jobs import Job, Plan
from .stamps import iso_ms
from .wire import Refused, Reply, Request, json_reply
from .world import Clock

BASE = "/webapi"
WORKFLOW = "66eb0c1f3d6200007e000a01"
PRIORITIES = ("Default", "Low", "Medium", "High", "Critical")
DISPOSITIONS = {"done": "Success", "no_result": "Success", "partial": "Warning", "failed": "Error"}
ENDINGS = {"info": "Done.", "warning": "2 rows were skipped.", "error": "A tool failed."}
LEVELS = {"info": 1, "warning": 2, "error": 3}
Row = tuple[str, str, Callable[..., Reply], str]


class Alteryx(OAuth):
    """One Alteryx Server. `status` says how far a job is, `disposition` how it went; v3 can neither
    stop nor delete.
    """

    name = "alteryx"
    base_path = BASE
    default_phases = (("Queued", 1.0), ("Running", 4.0))
    outcomes = {
        "done": "Completed",
        "no_result": "Completed",
        "partial": "Completed",
        "failed": "Completed",
        "cancelled": "Cancelled",
    }
    terminal = frozenset({"Completed", "Cancelled"})
    idle = frozenset({"Created", "Queued"})
    settings = ("token_lifetime", "token_type", "messages_form", "reduced_lacks")
    messages_form = "object"
    # Which fields the reduced object lacks is not documented: the messages, by the parameter's
    # name.
    reduced_lacks: Sequence[str] = ("messages",)

    def __init__(self, clock: Clock) -> None:
        """Start with two workflows."""
        self.workflows = {
            WORKFLOW: [
                {"name": "Year", "questionType": "QuestionTextBox", "value": "2026"},
                {"name": "Region", "questionType": "QuestionTextBox"},
            ],
            "66eb0c1f3d6200007e000a02": [],
        }
        super().__init__(clock)

    def table(self) -> list[Row]:
        """Return the endpoints."""
        return [
            ("POST", f"{BASE}/oauth2/token", self.make_token, "login open"),
            ("GET", f"{BASE}/v3/jobs/{{id}}/?", self.get_job, "read"),
            ("GET", f"{BASE}/v3/jobs/{{id}}/messages/?", self.messages, "read"),
            ("GET", f"{BASE}/v3/workflows/?", self.list_workflows, "read"),
            ("GET", f"{BASE}/v3/workflows/{{id}}/?", self.get_workflow, "read"),
            ("GET", f"{BASE}/v3/workflows/{{id}}/jobs/?", self.list_jobs, "read"),
            ("POST", f"{BASE}/v3/workflows/{{id}}/jobs/?", self.submit, "write"),
            ("GET", f"{BASE}/v3/workflows/{{id}}/questions/?", self.questions, "read"),
            ("GET", f"{BASE}/v1/jobs/{{id}}/output/{{oid}}/?", self.output, "read"),
        ]

    def seed(self) -> None:
        """Make the job of the page's sample and one of each status and disposition."""
        self.add_job(id="66ebd18d3d6200007e000d8c", status="Completed", age=3600)
        made = [("Completed", "partial"), ("Completed", "failed"), ("Cancelled", "cancelled")]
        made += [("Created", "done"), ("Queued", "done"), ("Running", "done")]
        for number, (status, outcome) in enumerate(made, start=1):
            self.add_job(
                id=f"66ebd18d3d6200007e000d{number:02x}",
                status=status,
                outcome=outcome,
                age=number * 60.0,
            )

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error: `message`, as clients expect; the page shows only the codes."""
        return json_reply({"message": text}, status)

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer as IIS does, with a capital letter."""
        if methods:
            text = f"The requested resource does not support http method '{request.method}'."
            return json_reply({"Message": text}, 405, [("Allow", ", ".join(methods))])
        text = f"No HTTP resource was found that matches the request URI '{request.path}'."
        return json_reply({"Message": text}, 404)

    def new_id(self) -> str:
        """Return 24 hexadecimal digits."""
        return f"66{self._random.getrandbits(88):022x}"

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Keep the workflow, the owner and the output with the job."""
        rows = [["Year", "Sales"], ["2026", "100"]] if plan.rows is None else list(plan.rows)
        empty = plan.outcome in ("no_result", "failed", "cancelled")
        found = {
            "workflow": str(plan.of or WORKFLOW),
            "owner": plan.owner,
            "rows": [] if empty else rows,
        }
        return {**found, "output": f"{self._random.getrandbits(96):024x}"}

    # Endpoints.

    def get_job(self, request: Request, id: str) -> Reply:
        """GET v3/jobs/ID: `includeMessages` is true unless it says false; then a reduced object."""
        flag = (request.param("includeMessages") or "true").lower()
        if flag not in ("true", "false"):
            raise Refused(self.error(400, "The value of includeMessages is not valid."))
        record = self.record(self.job(request, id))
        if flag == "false":
            record = {name: record[name] for name in record if name not in self.reduced_lacks}
        return json_reply(record)

    def messages(self, request: Request, id: str) -> Reply:
        """GET v3/jobs/ID/messages, for curators: the prose says all messages, the sample shows one
        object.
        """
        if self.role(request) != "curator":
            raise Refused(self.error(403, "Only Curators can use this endpoint."))
        found = self.messages_of(self.job(request, id))
        if self.messages_form == "object":
            return json_reply(found[0] if found else {})
        return json_reply(found)

    def list_workflows(self, request: Request) -> Reply:
        """GET v3/workflows."""
        return json_reply([{"id": id, "name": f"Workflow {id[-2:]}"} for id in self.workflows])

    def get_workflow(self, request: Request, id: str) -> Reply:
        """GET v3/workflows/ID. Of its many fields these are what clients read."""
        self.workflow(id)
        shown = {"id": id, "sourceAppId": "", "name": f"Workflow {id[-2:]}", "isPublic": False}
        shown.update({"ownerId": "66eb0c1f3d6200007e000b01", "runCount": len(self.jobs)})
        version = {"versionId": f"{id[:-2]}c1", "versionNumber": 1}
        return json_reply({**shown, "workflowType": "Standard", "versions": [version]})

    def list_jobs(self, request: Request, id: str) -> Reply:
        """GET v3/workflows/ID/jobs, filtered, sorted, cut."""
        self.workflow(id)
        role, now = self.role(request), self.clock.now()
        found = [
            job
            for job in self.listed()
            if job.data["workflow"] == id and role in ("curator", job.data["owner"])
        ]
        status, code = request.param("status"), request.param("resultCode")
        if status:
            found = [job for job in found if job.status(now).lower() == status.lower()]
        if code:
            found = [job for job in found if self.disposition(job).lower() == code.lower()]
        back = (request.param("direction") or "").lower().startswith("desc")
        by_status = (request.param("sortField") or "").lower() == "status"
        found.sort(
            key=lambda job: (job.status(now) if by_status else "", job.submitted), reverse=back
        )
        offset = self.whole(request.param("offset"), 0, "offset")
        limit = self.whole(request.param("limit"), len(found) or 1, "limit")
        return json_reply([self.row(job) for job in found[offset : offset + limit]])

    def submit(self, request: Request, id: str) -> Reply:
        """POST v3/workflows/ID/jobs: questions, priority, workerTag, credentialId."""
        asked = {str(question["name"]) for question in self.workflow(id)}
        body = self.body(request)
        answers = body.get("questions") or []
        if not isinstance(answers, list) or any(
            not isinstance(each, dict) or "name" not in each for each in answers
        ):
            raise Refused(
                self.error(400, "questions must be a list of objects with name and value.")
            )
        unknown = [str(answer["name"]) for answer in answers if str(answer["name"]) not in asked]
        if unknown:
            raise Refused(self.error(400, f"The workflow has no question named {unknown[0]}."))
        if body.get("priority") not in (None, "", *PRIORITIES):
            raise Refused(self.error(400, f"priority must be one of {', '.join(PRIORITIES)}."))
        job = self.start_job(workflow=id, body=body, owner=self.role(request))
        return json_reply(self.record(job))

    def questions(self, request: Request, id: str) -> Reply:
        """GET v3/workflows/ID/questions; `versionId` is accepted, there is one version."""
        return json_reply(self.workflow(id))

    def output(self, request: Request, id: str, oid: str) -> Reply:
        """GET v1/jobs/ID/output/OID?format=: the file. A format that the output does not have is a
        400.
        """
        job = self.job(request, id)
        output = next((each for each in self.outputs(job) if each["id"] == oid), None)
        if output is None:
            raise Refused(self.error(404, "Output not found."))
        format = request.param("format") or ""
        if format not in output["availableFormats"]:
            raise Refused(
                self.error(400, f"format must be one of {', '.join(output['availableFormats'])}.")
            )
        rows = job.data["rows"]
        if format == "Json":
            return Reply(200, json.dumps(rows), "application/json")
        text = "".join(",".join(str(cell) for cell in row) + "\r\n" for row in rows)
        name = f'attachment; filename="{output["fileName"]}"'
        return Reply(200, text, "application/octet-stream", [("Content-Disposition", name)])

    # Records.

    def record(self, job: Job) -> dict[str, Any]:
        """Return JobView: the object of the page's sample."""
        body = job.data.get("body", {})
        shown = {
            "id": job.id,
            "appId": job.data["workflow"],
            "createDateTime": iso_ms(job.submitted),
            "status": job.status(self.clock.now()),
            "disposition": self.disposition(job),
            "outputs": self.outputs(job),
            "messages": self.messages_of(job),
            "priority": body.get("priority") or "Default",
            "workerTag": body.get("workerTag") or "",
            "runWithE2": True,
        }
        return job.dress(shown)

    def row(self, job: Job) -> dict[str, Any]:
        """Return WorkflowJobView: what the list of a workflow's jobs shows."""
        record = self.record(job)
        shown = {"id": job.id, "createDate": record.get("createDateTime")}
        return {
            **shown,
            **{name: record.get(name) for name in ("status", "priority", "workerTag", "runWithE2")},
        }

    def disposition(self, job: Job) -> str:
        """Return how it went. Nothing is documented for a job that is not completed: `None`."""
        done = job.status(self.clock.now()) == "Completed"
        return DISPOSITIONS.get(job.plan.outcome, "None") if done else "None"

    def outputs(self, job: Job) -> list[dict[str, Any]]:
        """Return what can be downloaded."""
        if not job.data["rows"] or job.status(self.clock.now()) != "Completed":
            return []
        return [
            {
                "id": job.data["output"],
                "availableFormats": ["Raw", "Csv", "Json"],
                "fileName": "output.csv",
            }
        ]

    def messages_of(self, job: Job) -> list[dict[str, Any]]:
        """Return the messages so far: what the plan says, or what a run of that kind says."""
        now = self.clock.now()
        if job.started(now, self.idle) is None:
            return []
        if job.plan.messages is not None:
            return [dict(message) for message in job.plan.messages]
        found = [("info", "Started running the workflow.")]
        if job.status(now) == "Completed":
            ending = {"failed": "error", "partial": "warning"}.get(job.plan.outcome, "info")
            found.append((ending, job.plan.reason or ENDINGS[ending]))
        return [
            {"status": LEVELS[level], "text": text, "toolId": index}
            for index, (level, text) in enumerate(found)
        ]

    def job(self, request: Request, id: str) -> Job:
        """Return the job, or Refused with 404: users see their own jobs only, a curator all."""
        found = self.find(id)
        if found is None or self.role(request) not in ("curator", found.data["owner"]):
            raise Refused(self.error(404, f"Job {id} was not found."))
        return found

    def workflow(self, id: str) -> list[dict[str, str]]:
        """Return the workflow's questions or Refused with 404."""
        if id not in self.workflows:
            raise Refused(self.error(404, f"Workflow {id} was not found."))
        return self.workflows[id]
