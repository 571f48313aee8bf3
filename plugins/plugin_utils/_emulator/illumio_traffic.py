# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's traffic queries, and the run of label mapping rules: jobs with their own path and their
own words.

They are queued, working, completed, failed, cancelled; the page on asynchronous GET does not know
them.
"""

from __future__ import annotations

import copy
import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from .illumio_login import Keys
from .jobs import Job, Plan, Step
from .stamps import iso_ms, read_iso
from .wire import Refused, Reply, Request, json_reply

Row = tuple[str, str, Callable[..., Reply], str]
PHASES = (("queued", 1.0), ("working", 4.0))
WORDS = {
    "done": "completed",
    "no_result": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
}
ENDED = frozenset({"completed", "failed", "cancelled", "canceled"})
FAMILIES = ("traffic_flows/async_queries", "label_mapping_rules/run")
LISTS = ("services", "policy_decisions")
MOST = 200000
FLOWS = 3


class Traffic(Keys):
    """The part of the Illumio face that answers below traffic_flows and label_mapping_rules."""

    def traffic_table(self, base: str) -> list[Row]:
        """Return these endpoints below `base`."""
        queries, runs = f"{base}/(traffic_flows/async_queries)", f"{base}/(label_mapping_rules/run)"
        return [
            ("POST", queries, self.submit_query, "write"),
            ("GET", queries, self.list_queries, "read"),
            ("GET", f"{queries}/{{id}}", self.get_query, "read"),
            ("GET", f"{queries}/{{id}}/download", self.download, "read"),
            ("PUT", f"{queries}/{{id}}/update_rules", self.update_rules, "write"),
            ("DELETE", f"{queries}/{{id}}", self.delete_query, "write"),
            ("POST", runs, self.submit_run, "write"),
            ("GET", f"{runs}/{{id}}", self.get_query, "read"),
            ("GET", f"{runs}/{{id}}/download", self.download, "read"),
        ]

    def submit_query(self, request: Request, org: str, family: str) -> Reply:
        """POST traffic_flows/async_queries: 202 with the query as it stands."""
        body = self.body(request)
        problems = [
            name for name in ("start_date", "end_date") if read_iso(str(body.get(name, ""))) is None
        ]
        # Dates without a time of day are refused (seen on 25.2).
        problems += [
            name
            for name in ("start_date", "end_date")
            if re.fullmatch(r"[\d-]{10}", str(body.get(name, "")))
        ]
        problems += [name for name in LISTS if not isinstance(body.get(name), (list, dict))]
        problems += [
            name for name in ("sources", "destinations") if not isinstance(body.get(name), dict)
        ]
        most = body.get("max_results", MOST)
        if not isinstance(most, int) or not 1 <= most <= MOST:
            problems.append("max_results")
        if problems:
            raise Refused(
                self.error(406, f"Invalid parameter: {problems[0]}", "input_validation_error")
            )
        return self.submitted(org, family, body)

    def submit_run(self, request: Request, org: str, family: str) -> Reply:
        """POST label_mapping_rules/run: another family of jobs, of which little is known."""
        return self.submitted(org, family, self.body(request))

    def submitted(self, org: str, family: str, body: dict[str, Any]) -> Reply:
        """Start a query."""
        plan = copy.copy(self.plans.popleft() if self.plans else Plan())
        plan.of = family
        job = self.job_of(plan, {"query": body})
        job.data["matches"] = len(job.data["rows"])
        job.data["rows"] = job.data["rows"][: body.get("max_results", MOST)]
        return json_reply(self.query_record(job), 202)

    def timeline(self, plan: Plan, now: float) -> tuple[Step, ...]:
        """Return the steps of a job made now; a query has other words than a job."""
        if plan.of not in FAMILIES or (plan.status is not None and plan.status not in ENDED):
            return super().timeline(plan, now)
        own = copy.copy(plan)
        own.phases = plan.phases or PHASES
        own.status = plan.status or WORDS.get(plan.outcome, "completed")
        own.age = 0.0 if plan.age is None and plan.status is None else plan.age
        return super().timeline(own, now)

    def query_data(self, plan: Plan) -> dict[str, Any]:
        """Return what is kept with a query."""
        rows = flows(FLOWS) if plan.rows is None else list(plan.rows)
        return {"query": {}, "family": plan.of, "rows": [] if plan.outcome == "no_result" else rows}

    def list_queries(self, request: Request, org: str, family: str) -> Reply:
        """GET traffic_flows/async_queries."""
        found = [
            self.query_record(job) for job in self.listed() if job.data.get("family") == family
        ]
        return json_reply(found, 200, [("X-Total-Count", str(len(found)))])

    def get_query(self, request: Request, org: str, family: str, id: str) -> Reply:
        """GET traffic_flows/async_queries/UUID."""
        return json_reply(self.query_record(self.query(family, id)))

    def download(self, request: Request, org: str, family: str, id: str) -> Reply:
        """GET .../UUID/download: rows as CSV, or as JSON for a client that asks for it."""
        job = self.query(family, id)
        if job.status(self.clock.now()) != "completed":
            raise Refused(self.error(404, "The query has no result."))
        rows: Sequence[dict[str, Any]] = job.data["rows"]
        accept = request.headers.get("accept", "")
        if "json" in accept:
            return json_reply(rows)
        draft = request.param("include_draft_policy_in_csv") == "true"
        text = io.StringIO()
        writer = csv.writer(text)
        names = ["Source IP", "Destination IP", "Port", "Policy Decision"]
        writer.writerow([*names, *(["Draft Policy"] if draft else [])])
        for row in rows:
            cells = [
                row["src"]["ip"],
                row["dst"]["ip"],
                row["service"]["port"],
                row["policy_decision"],
            ]
            writer.writerow([*cells, *(["allowed"] if draft else [])])
        return Reply(200, text.getvalue(), "text/csv")

    def update_rules(self, request: Request, org: str, family: str, id: str) -> Reply:
        """PUT .../UUID/update_rules: a second asynchronous phase, seen in `rules`."""
        job = self.query(family, id)
        if job.status(self.clock.now()) != "completed":
            raise Refused(self.error(406, "The query is not completed.", "query_not_completed"))
        job.data["rules_at"] = self.clock.now()
        return Reply(202)

    def delete_query(self, request: Request, org: str, family: str, id: str) -> Reply:
        """DELETE .../UUID: a query that is not over is cancelled, one that is over goes. 202 for
        the first: a guess.
        """
        job, now = self.query(family, id), self.clock.now()
        status = job.status(now)
        if status in ENDED:
            del self.jobs[job.id]
            return Reply(204)
        if status != "cancel_requested":
            wait = job.plan.stop_seconds / self.clock.speed
            job.divert(now, [(0.0, "cancel_requested"), (wait, job.plan.after_stop or "cancelled")])
        return Reply(202)

    def query_record(self, job: Job) -> dict[str, Any]:
        """Return a query as async_queries/UUID shows it."""
        now = self.clock.now()
        status, href = job.status(now), f"/orgs/{self.org}/{job.data['family']}/{job.id}"
        over = job.ended(now, ENDED)
        shown: dict[str, Any] = {"href": href, "status": status, "created_by": {"href": "/users/1"}}
        shown.update(
            {
                "created_at": iso_ms(job.submitted),
                "updated_at": iso_ms(now if over is None else over),
            }
        )
        shown.update(
            {"query_parameters": job.data["query"], "result": None, "rules": None, "regions": []}
        )
        if status == "completed":
            rows = len(job.data["rows"])
            # Done without a result: nothing to download.
            result = None if job.plan.outcome == "no_result" else f"{href}/download"
            matches = job.data.get("matches", rows)
            shown.update({"result": result, "matches_count": matches, "flows_count": rows})
            shown["regions"] = [{"pce_fqdn": "pce.example.com", "responded": True}]
        if status == "failed" and job.plan.reason:
            shown["message"] = job.plan.reason
        if "rules_at" in job.data:
            done = now - job.data["rules_at"] >= 2.0 / self.clock.speed
            shown["rules"] = "completed" if done else "working"
        return job.dress(shown)

    def query(self, family: str, id: str) -> Job:
        """Return the query or Refused with 404."""
        found = self.find(id)
        if found is None or found.data.get("family") != family:
            raise Refused(self.error(404, "Not found"))
        return found


def flows(n: int) -> list[dict[str, Any]]:
    """Return `n` traffic flows."""
    return [
        {
            "src": {"ip": f"10.0.0.{number}"},
            "dst": {"ip": f"10.0.1.{number}"},
            "service": {"port": 443, "proto": 6},
            "num_connections": number,
            "policy_decision": "unknown",
            "timestamp_range": {
                "first_detected": "2026-09-01T00:00:00Z",
                "last_detected": "2026-09-02T00:00:00Z",
            },
        }
        for number in range(1, n + 1)
    ]
