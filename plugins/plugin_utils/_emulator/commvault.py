# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault's REST API below /webconsole/api, /commandcenter/api and the old web service: jobs and
what starts them.

Written from the vendor's page "GET Job" (filters, paging headers, every field, XML and JSON) and,
for everything else, from what the vendor's own clients send and read. XML is the default; routes
know no case; errors hide in HTTP 200.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .commvault_lists import Lists
from .commvault_login import GENERIC, PASSWORD, USER, Handler, Sessions
from .commvault_records import CLIENTS, IDLE, LEVELS, OP_TYPES, TERMINAL, answer, task_data
from .jobs import Plan
from .wire import Reply, Request, json_reply
from .world import Clock

BASES = "/(?:webconsole/api|commandcenter/api|SearchSvc/CVWebService.svc)"
STARTED = "TMMsg_CreateTaskResp"
Row = tuple[str, str, Callable[..., Reply], str]


class Commvault(Lists):
    """One CommServe. Jobs can be killed, paused, resumed and resubmitted; nothing deletes them."""

    name = "commvault"
    base_path = "/commandcenter/api"
    ignore_case = True
    default_phases = (("Waiting", 1.0), ("Running", 4.0))
    outcomes = {
        "done": "Completed",
        "no_result": "Completed",
        "partial": "Completed w/ one or more errors",
        "warning": "Completed w/ one or more warnings",
        "committed": "Committed",
        "failed": "Failed",
        "not_started": "Failed to Start",
        "cancelled": "Killed",
    }
    terminal = TERMINAL
    idle = IDLE
    settings = ("page_size", "token_life")

    def __init__(self, clock: Clock) -> None:
        """Start with the page's jobs."""
        self._last_id = 900
        super().__init__(clock)

    def table(self) -> list[Row]:
        """Return the endpoints."""
        self.sessions = Sessions(self.clock, self._random)
        rows: list[tuple[str, str, Handler, str]] = [
            ("GET", "/?", self.root_page, "read open"),
            ("POST", "/Login", self.sessions.login, "login open"),
            ("POST", "/RenewLoginToken", self.sessions.renew, "login open"),
            ("POST", "/V4/AccessToken(?:/Renew)?", self.sessions.access_token, "login"),
            ("POST", "/WhoAmI", self.sessions.who, "read"),
            ("POST", "/Logout", self.sessions.logout, "login"),
            ("GET", "/Job/?", self.list_jobs, "read"),
            ("GET", "/Job/{id}/?", self.get_job, "read"),
            ("POST", "/Jobs", self.post_jobs, "read"),
            ("POST", "/Job/{id}/action/(kill|pause|suspend|resume)", self.act, "write"),
            ("POST", "/Job/{id}/action/resubmit", self.resubmit, "write"),
            ("POST", "/Subclient/{id}/action/backup", self.backup, "write"),
            ("POST", "/v2/vsa/vm/{id}/backup", self.vm_backup, "write"),
            ("POST", "/CreateTask", self.create_task, "write"),
            *self.more(),
        ]
        return [(method, BASES + path, call, kind) for method, path, call, kind in rows]

    def seed(self) -> None:
        """Make the jobs of the page's samples, with recent times: by default a list goes back one
        year.
        """
        for id, status, age, client in (
            (681, "Killed", 271516, 2),
            (707, "Suspended", 300, 2),
            (795, "Failed to Start", 60, 2),
            (810, "Completed", 7200, 4),
            (811, "Completed w/ one or more errors", 5400, 4),
            (812, "Completed w/ one or more warnings", 3600, 4),
            (813, "Committed", 3000, 4),
            (814, "Failed", 2400, 6),
            (815, "Running", 120, 6),
            (816, "Pending", 100, 6),
            (817, "Queued", 30, 6),
        ):
            self.add_job(id=id, status=status, age=age, of=client)
        self.add_job(id=820, status="Completed", age=1000, of=4, type="Restore")
        reason = "waiting on user informational action<br>Source: dkalevm2, Process: Workflow"
        for id, age, client in ((270, 626498, 7), (283, 621950, 4), (293, 613981, 6)):
            self.add_job(
                id=id,
                status="Waiting",
                age=age,
                of=client,
                type="Demo - New Machine Request",
                reason=reason,
            )
            # The page shows these in answers to requests without a jobFilter, which it says are for
            # backup jobs.
            self.jobs[str(id)].data["class"] = "Backup"

    def credentials(self) -> dict[str, Any]:
        """Return the login."""
        return {"username": USER, "password": PASSWORD}

    @property
    def token(self) -> str:
        """A token, ready to be given as Authtoken, as long as it is used every 30 minutes."""
        return self.sessions.ready

    @property
    def token_life(self) -> float:
        """Seconds without use after which a token dies."""
        return self.sessions.life

    @token_life.setter
    def token_life(self, seconds: float) -> None:
        self.sessions.life = float(seconds)

    def expire_tokens(self) -> None:
        """Let every token die now, as after 30 idle minutes."""
        self.sessions.last_use.clear()

    def authenticate(self, request: Request) -> None:
        """Demand a living token."""
        self.sessions.authenticate(request)

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error as JSON, where the request is not at hand."""
        return json_reply({"errorCode": int(code or status), "errorMessage": text}, status)

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer a path that does not exist."""
        status, text = (
            (405, "Method not allowed")
            if methods
            else (404, "The requested resource was not found")
        )
        return answer(request, GENERIC, {"errorCode": status, "errorMessage": text}, status)

    def new_id(self) -> str:
        """Return the next whole number."""
        self._last_id += 1
        return str(self._last_id)

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Keep the client, type and filter class with the job."""
        kind = plan.type or "Backup"
        client = int(plan.of or 2)
        return {
            "client": client,
            "subclient": 5,
            "type": kind,
            "class": kind if kind in OP_TYPES else "Workflow",
        }

    # Lists.

    def root_page(self, request: Request) -> Reply:
        """GET the web service itself: clients look whether it is there."""
        return Reply(200, "<html><body>Web service</body></html>", "text/html")

    # Verbs.

    def act(self, request: Request, id: str, verb: str) -> Reply:
        """POST Job/ID/action/VERB: HTTP 200 either way, the verdict is in errList."""
        problem = self.change(id, verb.lower())
        listed = [{"errorCode": 2 if problem else 0, "errLogMessage": problem}]
        return answer(request, "JobManager_JobOperationResp", {"errors": [{"errList": listed}]})

    def change(self, id: str, verb: str) -> str:
        """Do `verb` to a job; return what is wrong, or an empty text."""
        job, now = self.find(id), self.clock.now()
        if job is None:
            return f"Job [{id}] does not exist."
        if job.ended(now, TERMINAL) is not None:
            return f"Job [{id}] has already finished; cannot {verb} it."
        wait = job.plan.stop_seconds / self.clock.speed
        if verb == "kill":
            job.divert(now, [(0.0, "Kill Pending"), (wait, job.plan.after_stop or "Killed")])
        elif verb == "resume":
            if not job.rest and job.status(now).lower() in ("suspended", "pending"):
                job.rest = job.timeline[-1:]
                job.divert(now, [(0.0, "Running"), (4.0 / self.clock.speed, "Completed")])
            job.resume(now)
        else:
            job.pause(now, [(0.0, "Suspend Pending"), (wait, "Suspended")])
        self.version += 1
        return ""

    def resubmit(self, request: Request, id: str) -> Reply:
        """POST Job/ID/action/Resubmit: a new job like the old one."""
        job = self.find(id)
        if job is None:
            raise self.refuse(request, f"Job [{id}] does not exist.")
        return self.launched(
            request, **{name: job.data[name] for name in ("client", "subclient", "type", "class")}
        )

    def backup(self, request: Request, id: str) -> Reply:
        """POST Subclient/ID/action/backup?backupLevel=."""
        level = self.arg(request, "backupLevel") or "Incremental"
        if level.lower() not in {name.lower() for name in LEVELS}:
            raise self.refuse(request, f"Invalid backup level {level}")
        if not id.isdigit() or not 1 <= int(id) <= 99:
            raise self.refuse(request, f"Subclient [{id}] does not exist.", 1111)
        return self.launched(request, subclient=int(id), level=level.replace("_", " "))

    def vm_backup(self, request: Request, id: str) -> Reply:
        """POST v2/vsa/vm/GUID/backup."""
        return self.launched(request, client=min(CLIENTS))

    def create_task(self, request: Request) -> Reply:
        """POST CreateTask: jobs at once, or a task id when it became a schedule."""
        body = self.sessions.checked(request)
        task: dict[str, Any] | None = (body.get("taskInfo") or {}).get("task")
        if task and str(task.get("taskType")) in ("2", "SCHEDULE"):
            return answer(request, STARTED, {"taskId": int(self.new_id())})
        return self.launched(request, **task_data(body.get("taskInfo") or {}))

    def launched(self, request: Request, **data: Any) -> Reply:
        """Start jobs and return their ids."""
        plan = self.plans.popleft() if self.plans else Plan()
        jobs = [self.job_of(plan, data) for _one in range(plan.count)]
        return answer(request, STARTED, {"jobIds": [job.id for job in jobs]})
