# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's reports: jobs with their own path, answered 201 with their record.

Known are the path, the words done, failed and error, and the download; the rest is a guess.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from .illumio_login import Keys
from .jobs import Job, Plan
from .stamps import iso_ms
from .wire import Refused, Reply, Request, json_reply

Row = tuple[str, str, Callable[..., Reply], str]
REPORTS = "reports"


class Reports(Keys):
    """The part of the Illumio face that answers below orgs/N/reports."""

    def reports_table(self, base: str) -> list[Row]:
        """Return these endpoints below `base`."""
        return [
            ("POST", f"{base}/{REPORTS}", self.submit_report, "write"),
            ("GET", f"{base}/{REPORTS}", self.list_reports, "read"),
            ("GET", f"{base}/{REPORTS}/{{id}}", self.get_report, "read"),
            ("GET", f"{base}/{REPORTS}/{{id}}/download", self.download_report, "read"),
        ]

    def submit_report(self, request: Request, org: str) -> Reply:
        """POST reports: 201 with the report as it stands."""
        body = self.body(request)
        plan = copy.copy(self.plans.popleft() if self.plans else Plan())
        plan.of = REPORTS
        return json_reply(self.report_record(self.job_of(plan, {"query": body})), 201)

    def list_reports(self, request: Request, org: str) -> Reply:
        """GET reports."""
        found = [job for job in self.listed() if job.data.get("family") == REPORTS]
        return json_reply([self.report_record(job) for job in found])

    def get_report(self, request: Request, org: str, id: str) -> Reply:
        """GET reports/UUID."""
        return json_reply(self.report_record(self.report(id)))

    def download_report(self, request: Request, org: str, id: str) -> Reply:
        """GET reports/UUID/download: the file, once it is done."""
        job = self.report(id)
        if job.status(self.clock.now()) != "done" or job.plan.outcome == "no_result":
            raise Refused(self.error(404, "The report has no file."))
        text = "".join(",".join(map(str, row)) + "\r\n" for row in job.data["rows"])
        return Reply(200, text, "text/csv")

    def report_data(self, plan: Plan) -> dict[str, Any]:
        """Return what is kept with a report."""
        rows = [["label", "workloads"], ["env", 12]] if plan.rows is None else list(plan.rows)
        return {"query": {}, "family": REPORTS, "rows": rows}

    def report_record(self, job: Job) -> dict[str, Any]:
        """Return a report as reports/UUID shows it."""
        now = self.clock.now()
        ended = job.ended(now, self.terminal)
        shown = {
            "href": f"/orgs/{self.org}/{REPORTS}/{job.id}",
            "description": job.data["query"].get("description") or job.plan.name or "",
            "report_template": job.data["query"].get("report_template"),
            "status": job.status(now),
            "created_at": iso_ms(job.submitted),
            "generated_at": None if ended is None else iso_ms(ended),
            "created_by": {"href": "/users/1"},
        }
        if shown["status"] == "failed" and job.plan.reason:
            shown["message"] = job.plan.reason
        return job.dress(shown)

    def report(self, id: str) -> Job:
        """Return the report or Refused with 404."""
        found = self.find(id)
        if found is None or found.data.get("family") != REPORTS:
            raise Refused(self.error(404, "Not found"))
        return found
