# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adverity's Management API (/api): jobs of datastreams.

Written from the vendor's page "Managing jobs in Management API"; what that page leaves out (one
job, the reply of fetch_fixed, extracts) follows the reports of clients that talk to it. The server
is Django: paths end in a slash.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from .adverity_extracts import Extracts
from .jobs import Job, Plan
from .stamps import iso, read_iso
from .wire import Refused, Reply, Request, json_reply
from .world import Clock

# The numbers behind the labels are documented nowhere: these are invented.
CODES = {
    "Scheduled": 0,
    "Running": 1,
    "Success": 2,
    "Cancelled": 3,
    "Failed": 4,
    "Discarded": 5,
    "Stale": 6,
}
# Lists of things with a name: what there is to fetch from, and where.
NAMED = {
    "datastream-types": ("Google Ads", "Facebook Ads"),
    "connection-types": ("Google Ads", "Facebook"),
    "stacks": ("Demo workspace",),
}
COLORS = {"Success": "green", "Failed": "red", "Running": "blue"}
PRIORITIES = ("high", "default", "low", "backdata")
Row = tuple[str, str, Callable[..., Reply], str]


class Adverity(Extracts):
    """One Adverity instance. A job is Scheduled, Running (first the fetch stage, then the import),
    and ends.
    """

    name = "adverity"
    default_phases = (("Scheduled", 1.0), ("Running:fetch", 3.0), ("Running:import", 2.0))
    outcomes = {
        "done": "Success", "no_result": "Success", "failed": "Failed", "cancelled": "Cancelled",
        "discarded": "Discarded", "lost": "Stale",
    }  # fmt: skip
    terminal = frozenset({"Success", "Cancelled", "Failed", "Discarded", "Stale"})
    idle = frozenset({"Scheduled"})
    page_size = 50
    settings = ("page_size",)

    def __init__(self, clock: Clock) -> None:
        """Start with three datastreams."""
        self.datastreams = {1: "Demo datastream", 2: "Second datastream", 42: "Slow datastream"}
        self._last_id = 1000
        super().__init__(clock)

    def table(self) -> list[Row]:
        """Return the endpoints."""
        return [
            ("GET", "/api/", self.index, "read"),
            ("POST", "/api/auth/token/", self.make_token, "login open"),
            ("GET", "/api/jobs/", self.list_jobs, "read"),
            ("GET", "/api/jobs/{id}/", self.get_job, "read"),
            ("GET", "/api/jobs/{id}/imported/", self.imported, "read"),
            ("POST", "/api/jobs/{id}/stop/", self.stop_job, "write"),
            ("GET", "/api/datastreams/", self.list_datastreams, "read"),
            ("GET", "/api/datastreams/{id}/", self.get_datastream, "read"),
            ("GET", "/api/datastreams/{id}/jobs/", self.datastream_jobs, "read"),
            ("POST", "/api/datastreams/{id}/fetch_fixed/", self.fetch_fixed, "write"),
            ("GET", "/api/extracts/", self.list_extracts, "read"),
            ("GET", "/api/extracts/{id}/", self.get_extract, "read"),
            ("GET", "/api/extracts/{id}/download/", self.download, "read"),
            ("GET", "/api/errors/", self.list_errors, "read"),
            *((("GET", f"/api/{name}/", partial(self.named, name), "read")) for name in NAMED),
        ]

    def seed(self) -> None:
        """Make one job of each state, two days of them on datastream 1."""
        for number, label in enumerate(CODES, start=1):
            age = number * 7200.0 if label in self.terminal else 30.0
            self.add_job(
                id=number, status="Running:fetch" if label == "Running" else label, age=age, of=1
            )
        self.add_job(id=8, status="Running:import", age=50, of=2)

    def choices(self) -> dict[str, Any]:
        """Return the states and their labels."""
        return {
            "state": {
                "choices": [{"value": code, "display_name": label} for label, code in CODES.items()]
            }
        }

    def new_id(self) -> str:
        """Return the next whole number."""
        self._last_id += 1
        return str(self._last_id)

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Keep the datastream and, when it yields something, an extract with the job."""
        rows = (
            [["date", "clicks"], ["2026-09-01", "12"], ["2026-09-02", "7"]]
            if plan.rows is None
            else list(plan.rows)
        )
        return {
            "datastream": int(plan.of or 1),
            "rows": [] if plan.outcome == "no_result" else rows,
        }

    # Jobs.

    def list_jobs(self, request: Request) -> Reply:
        """GET jobs/: running and scheduled ones; with `start` or `end` those that began in that
        time, past ones too.
        """
        start, end = self.instant(request, "start"), self.instant(request, "end")
        # The page's own sample has a slash after the id, inside the query: it is accepted.
        stream = (request.param("datastream_id") or "").rstrip("/")
        id = (request.param("id") or "").rstrip("/")
        now = self.clock.now()
        found = []
        for job in self.listed():
            if start is None and end is None and job.status(now) not in ("Running", "Scheduled"):
                continue
            if not (start or 0.0) <= job.submitted <= (float("inf") if end is None else end):
                continue
            if (not stream or str(job.data["datastream"]) == stream) and (not id or job.id == id):
                found.append(job)
        return self.page(
            request, self.ordered(request, found), lambda job: self.record(job, request)
        )

    def ordered(self, request: Request, jobs: list[Job]) -> list[Job]:
        """Return `jobs` by `ordering`: id or job_start, a minus turns it round; newest first by
        itself.
        """
        wanted = request.param("ordering") or "-id"
        by_start = wanted.lstrip("-") == "job_start"
        return sorted(
            jobs,
            key=lambda job: job.submitted if by_start else int(job.id),
            reverse=wanted.startswith("-"),
        )

    def get_job(self, request: Request, id: str) -> Reply:
        """GET jobs/ID/. Not in the vendor's page; clients in use call it."""
        return json_reply(self.record(self.job(id), request))

    def imported(self, request: Request, id: str) -> Reply:
        """GET jobs/ID/imported/: how far a job is. The page shows no body: the job and what it has
        imported.
        """
        job = self.job(id)
        rows = len(job.data["rows"])
        done = int(rows * job.progress(self.clock.now()) / 100.0)
        return json_reply({**self.record(job, request), "imported": done, "total": rows})

    def stop_job(self, request: Request, id: str) -> Reply:
        """POST jobs/ID/stop/: only in the fetch stage. Bodies and the code of a refusal are not
        documented.
        """
        job = self.job(id)
        now = self.clock.now()
        if job.status(now) == "Scheduled":
            # "If a job is cancelled manually, it is discarded."
            steps = [(0.0, job.plan.after_stop or "Discarded")]
        elif job.stage(now) == "fetch":
            wait = job.plan.stop_seconds / self.clock.speed
            steps = [(0.0, "Running:stopping"), (wait, job.plan.after_stop or "Cancelled")]
        else:
            raise Refused(
                self.error(400, "The job cannot be stopped: it is not in the fetch stage.")
            )
        job.divert(now, steps)
        return json_reply({"status": "ok", "message": f"Job {id} is being stopped."})

    # Datastreams.

    def index(self, request: Request) -> Reply:
        """GET /api/: the lists and where they are, as Django REST framework shows its root."""
        names = ("jobs", "datastreams", "extracts", "errors", *NAMED)
        return json_reply({name: f"{request.origin()}/api/{name}/" for name in names})

    def named(self, list_name: str, request: Request) -> Reply:
        """GET datastream-types/, connection-types/, stacks/. Of their fields only id, name, url are
        known.
        """
        rows = list(enumerate(NAMED[list_name], start=1))
        url = f"{request.origin()}/api/{list_name}/"
        return self.page(
            request, rows, lambda row: {"id": row[0], "name": row[1], "url": f"{url}{row[0]}/"}
        )

    def list_datastreams(self, request: Request) -> Reply:
        """GET datastreams/."""
        return self.page(request, list(self.datastreams), self.stream_record)

    def get_datastream(self, request: Request, id: str) -> Reply:
        """GET datastreams/ID/."""
        return json_reply(self.stream_record(self.datastream(id)))

    def stream_record(self, number: int) -> dict[str, Any]:
        """Return a datastream."""
        return {"id": number, "name": self.datastreams[number]}

    def datastream_jobs(self, request: Request, id: str) -> Reply:
        """GET datastreams/ID/jobs/: all of its jobs."""
        number = self.datastream(id)
        found = [job for job in self.listed() if job.data["datastream"] == number]
        return self.page(
            request, self.ordered(request, found), lambda job: self.record(job, request)
        )

    def fetch_fixed(self, request: Request, id: str) -> Reply:
        """POST datastreams/ID/fetch_fixed/: start one or several jobs for `start` to `end`."""
        number = self.datastream(id)
        body = self.body(request, form=True)
        for name in ("start", "end"):
            if not body.get(name):
                raise self.invalid(**{name: "This field is required."})
            if read_iso(str(body[name])) is None:
                raise self.invalid(**{name: "Datetime has wrong format."})
        if body.get("priority") not in (None, *PRIORITIES):
            raise self.invalid(priority=f'"{body["priority"]}" is not a valid choice.')
        plan = self.plans.popleft() if self.plans else Plan()
        started = [
            self.job_of(plan, {"datastream": number, "range": body}) for _one in range(plan.count)
        ]
        jobs = [{"id": int(job.id), "url": self.url(request, job.id)} for job in started]
        shown = {
            "status": "ok",
            "message": f"Started {len(jobs)} job(s).",
            "start": body["start"],
            "end": body["end"],
        }
        return json_reply({**shown, "jobs": jobs})

    # Records.

    def record(self, job: Job, request: Request) -> dict[str, Any]:
        """Return the job as jobs/ID/ shows it."""
        now = self.clock.now()
        label, ended = job.status(now), job.ended(now, self.terminal)
        shown = {
            "id": int(job.id),
            "url": self.url(request, job.id),
            "datastream_id": job.data["datastream"],
            "scheduled": iso(job.submitted),
            "range_start": job.data.get("range", {}).get("start"),
            "range_end": job.data.get("range", {}).get("end"),
            "job_start": iso(job.submitted),
            "job_end": None if ended is None else iso(ended),
            "progress": int(job.progress(now)),
            "state": CODES.get(label, 99),
            "state_label": label,
            "state_color": COLORS.get(label, "grey"),
            "issues": self.issues(job) if label == "Failed" else [],
            "manual": True,
        }
        return job.dress(shown)

    def datastream(self, id: str) -> int:
        """Return the datastream's number or Refused with 404."""
        if not id.isdigit() or int(id) not in self.datastreams:
            raise Refused(self.error(404, "Not found."))
        return int(id)
