# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's Policy Compute Engine (/api/v2): collections, asynchronous GET of any of them, its jobs
and data files.

Written from the vendor's page "Async Job Operations". Traffic queries and reports, other families
of jobs, are in illumio_traffic and illumio_reports.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from .illumio_login import API
from .illumio_reports import REPORTS, Reports
from .illumio_rows import Rows, prefers_async
from .illumio_traffic import ENDED, FAMILIES, Traffic
from .illumio_world import COLLECTIONS, seed_rows
from .jobs import Job, Plan
from .stamps import naive
from .wire import REASONS, Refused, Reply, Request, json_reply, retry_after_headers
from .world import Clock

ORG = f"{API}/orgs/{{org}}"
JOB_TYPE = ":illumio/async_requests"
Row = tuple[str, str, Callable[..., Reply], str]


class Illumio(Traffic, Reports, Rows):
    """One PCE with organisation 1. A job is pending, running, done or failed; deleting is all one
    can do to it.
    """

    name = "illumio"
    default_phases = (("pending", 1.0), ("running", 4.0))
    # Only a traffic query can be cancelled.
    outcomes = {"done": "done", "no_result": "done", "failed": "failed", "cancelled": "failed"}
    terminal = frozenset({"done", "failed"}) | ENDED
    idle = frozenset({"pending"})
    rate_limit: int | None = 500
    settings = ("rate_limit", "location", "retry_after", "key_valid")
    location = "api_relative"
    retry_after = 5

    def __init__(self, clock: Clock) -> None:
        """Start with a few rows in every collection."""
        self.rows: dict[str, list[dict[str, Any]]] = {name: seed_rows(name) for name in COLLECTIONS}
        super().__init__(clock)

    def table(self) -> list[Row]:
        """Return the endpoints: what has a name first, any collection last."""
        return [
            ("GET", f"{API}/node_available", self.nothing, "read open"),
            ("GET", f"{API}/health", self.health, "read"),
            ("GET", f"{API}/product_version", self.product_version, "read open"),
            ("POST", "(?:/api/v2)?/login_users/authenticate", self.login, "login open"),
            ("GET", f"{API}/users/login", self.user, "read open"),
            ("GET", f"{ORG}/settings/workloads", self.workload_settings, "read"),
            ("GET", f"{ORG}/settings/syslog/destinations", self.syslog_destinations, "read"),
            # The page writes jobs with and without the organisation.
            ("GET", f"{API}(?:/orgs/{self.org})?/jobs", self.list_jobs, "read"),
            ("GET", f"{API}(?:/orgs/{self.org})?/jobs/{{id}}", self.get_job, "read"),
            ("DELETE", f"{API}(?:/orgs/{self.org})?/jobs/{{id}}", self.delete_job, "write"),
            ("GET", f"{ORG}/datafiles/{{id}}", self.datafile, "read"),
            *self.traffic_table(ORG),
            *self.reports_table(ORG),
            ("GET", f"{ORG}/([a-z_]+)", self.collection, "read"),
            ("GET", f"{ORG}/sec_policy/(?:draft|active|\\d+)/([a-z_]+)", self.collection, "read"),
            (
                "GET",
                f"{ORG}/(?:sec_policy/(?:draft|active|\\d+)/)?([a-z_]+)/([^/]+)",
                self.item,
                "read",
            ),
        ]

    def seed(self) -> None:
        """Make one job of each status; the first is the page's."""
        rows = [row["href"] for row in self.rows["labels"]]
        made = (
            ("43f6e9e3-6a68-4481-87c6-18fd096dafbe", "done"),
            ("d1775367-1951-4707-aa2e-37a0b9076d31", "running"),
        )
        more = (
            ("00000000-0000-4000-8000-000000000001", "pending"),
            ("00000000-0000-4000-8000-000000000002", "failed"),
        )
        for number, (id, status) in enumerate(made + more):
            self.add_job(id=id, status=status, age=600.0 - 60 * number, of="labels", rows=rows)

    def finish(self, request: Request, reply: Reply) -> Reply:
        """Put on what every reply has on the page."""
        status = f"{reply.status} {REASONS.get(reply.status, 'Unknown')}"
        reply.headers += [("Server", "nginx"), ("Status", status), ("Cache-Control", "no-cache")]
        reply.headers.append(("X-Request-Id", self.new_id()))
        return reply

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Keep what a job was asked for, and what it will find, with it."""
        if plan.of in FAMILIES:
            return self.query_data(plan)
        if plan.of == REPORTS:
            return self.report_data(plan)
        name = str(plan.of or "labels")
        rows = self.rows.get(name, []) if plan.rows is None else list(plan.rows)
        return {"description": f"/orgs/{self.org}/{name}", "rows": rows, "file": self.new_id()}

    def add_rows(self, name: str, n: int) -> None:
        """Put `n` more rows into a collection, or make one of that name."""
        with self.lock:
            rows = self.rows.setdefault(name, [])
            rows.extend(seed_rows(name, n, len(rows) + 1))

    # Endpoints.

    def nothing(self, request: Request) -> Reply:
        """GET node_available: 200 without a body."""
        return Reply(200)

    def health(self, request: Request) -> Reply:
        """GET health: the clusters of a PCE, each with its nodes."""
        node = {
            "hostname": "pce.example.com",
            "ip_address": "127.0.0.1",
            "type": "core",
            "runlevel": 5,
            "uptime_seconds": 86400,
            "cpu": {"status": "normal", "percent": 3},
            "disk": [{"location": "Disk", "value": {"status": "normal", "percent": 12}}],
            "memory": {"status": "normal", "percent": 20},
            "services": {"status": "running", "running": ["agent_service", "fluentd_source"]},
        }
        cluster = {"fqdn": "pce.example.com", "status": "normal", "type": "standalone"}
        return json_reply([{**cluster, "available_seconds": 86400, "nodes": [node]}])

    def product_version(self, request: Request) -> Reply:
        """GET product_version, which needs no key."""
        shown = {"version": "25.2.40", "build": "123", "long_display": "25.2.40-123"}
        return json_reply({**shown, "short_display": "25.2.40", "engineering_info": ""})

    def syslog_destinations(self, request: Request, org: str) -> Reply:
        """GET settings/syslog/destinations."""
        href = f"/orgs/{org}/settings/syslog/destinations/1"
        return json_reply(
            [{"href": href, "pce_scope": ["pce.example.com"], "type": "local_syslog"}]
        )

    def workload_settings(self, request: Request, org: str) -> Reply:
        """GET settings/workloads."""
        return json_reply(
            {"href": f"/orgs/{org}/settings/workloads", "workload_disconnected_timeout_seconds": []}
        )

    def list_jobs(self, request: Request) -> Reply:
        """GET jobs: newest first, with job_type and max_results; asynchronous as any collection."""
        if prefers_async(request):
            return self.collection(request, self.org, "jobs")
        return self.rows_reply(request, self.job_rows())

    def job_rows(self) -> list[dict[str, Any]]:
        """Return the jobs as rows of a collection."""
        found = [job for job in self.listed() if "query" not in job.data]
        return [self.record(job) for job in sorted(found, key=lambda job: -job.submitted)]

    def get_job(self, request: Request, id: str) -> Reply:
        """GET jobs/UUID: 200 whatever the status. Retry-After on polls is not documented: only if
        the plan says so.
        """
        return json_reply(self.record(self.job(id)))

    def delete_job(self, request: Request, id: str) -> Reply:
        """DELETE jobs/UUID: 204, the PCE's habit; whether a running job may be deleted is not
        documented: it may.
        """
        del self.jobs[self.job(id).id]
        return Reply(204)

    def datafile(self, request: Request, org: str, id: str) -> Reply:
        """GET datafiles/UUID?filename=: the rows. The page's sample shows the job instead: a
        slip.
        """
        job = next(
            (job for job in self.listed() if job.data.get("file") == id and self.has_result(job)),
            None,
        )
        if job is None:
            raise Refused(self.error(404, "Not found"))
        name = request.param("filename")
        said = [("Content-Disposition", f"attachment; filename={json.dumps(name)}")] if name else []
        return json_reply(job.data["rows"], 200, said)

    def collection(self, request: Request, org: str, name: str) -> Reply:
        """GET any collection: at once (500 rows at most), or as a job with `Prefer:
        respond-async`.
        """
        if name == "datafiles":
            rows = [{"href": self.file_href(job)} for job in self.listed() if self.has_result(job)]
        elif name == "jobs":
            rows = self.job_rows()
        elif name in self.rows:
            rows = self.rows[name]
        else:
            raise Refused(self.error(404, "Not found"))
        if not prefers_async(request):
            return self.rows_reply(request, rows)
        found, _total = self.filtered(request, rows)
        plan = self.plans.popleft() if self.plans else Plan()
        if plan.sync:
            return self.rows_reply(request, rows)
        data: dict[str, Any] = {"description": request.path[len(API) :]}
        if plan.rows is None:
            data["rows"] = found
        job = self.job_of(plan, data)
        return Reply(
            202, headers=self.hints(request, job, f"/orgs/{org}/jobs/{job.id}"), chunked=True
        )

    def hints(self, request: Request, job: Job, href: str) -> list[tuple[str, str]]:
        """Return Location and Retry-After of a submission."""
        form = job.plan.location or self.location
        forms = {
            "api_relative": href,  # The page of 20.1, and what every client in use expects.
            "relative": API + href,
            "absolute": request.origin() + API + href,  # The page of 24.2.
        }
        value = job.plan.retry_after
        if value is None:
            value = max(1, math.ceil(self.retry_after / self.clock.speed))
        lines = [] if value == "none" else retry_after_headers(value, self.clock.now())
        if form != "none":
            lines.insert(0, ("Location", forms.get(form) or form.replace("{id}", job.id)))
        return lines

    def item(self, request: Request, org: str, name: str, id: str) -> Reply:
        """GET one row of a collection."""
        for row in self.rows.get(name, []):
            if row["href"].endswith(f"/{id}"):
                return json_reply(row)
        raise Refused(self.error(404, "Not found"))

    # Rows and records.

    def record(self, job: Job) -> dict[str, Any]:
        """Return a job as jobs/UUID shows it."""
        now = self.clock.now()
        status, ended = job.status(now), job.ended(now, self.terminal)
        result: dict[str, Any] = {"href": self.file_href(job)} if self.has_result(job) else {}
        if status == "failed":
            result = {"message": job.plan.reason or "The request exceeded its time limit."}
        shown = {
            "href": f"/orgs/{self.org}/jobs/{job.id}",
            "job_type": job.plan.type or JOB_TYPE,
            "description": job.plan.name or job.data["description"],
            "result": result,
            "status": status,
            "requested_at": naive(job.submitted),
            "terminated_at": None if ended is None else naive(ended),
            "requested_by": {"href": "/users/1"},
            "created_by": {"href": "/users/1"},
        }
        if ended is None:
            del shown["terminated_at"]
        return job.dress(shown)

    def file_href(self, job: Job) -> str:
        """Return where a job's data file is."""
        return f"/orgs/{self.org}/datafiles/{job.data['file']}"

    def has_result(self, job: Job) -> bool:
        """Tell whether a job has left a data file: done does not always mean so."""
        done = job.status(self.clock.now()) == "done"
        return done and job.plan.outcome != "no_result" and "query" not in job.data

    def job(self, id: str) -> Job:
        """Return the job or Refused with 404."""
        found = self.find(id)
        if found is None or "query" in found.data:
            raise Refused(self.error(404, "Not found"))
        return found
