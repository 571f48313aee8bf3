# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault's lists of jobs: the filters and paging of GET Job and POST Jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .commvault_login import GENERIC
from .commvault_more import More
from .commvault_records import OP_TYPES, TERMINAL, answer, summary
from .jobs import Job
from .wire import Refused, Reply, Request
from .world import Clock

YEAR = 365 * 86400
LIST = "JobManager_JobListResponse"


class Lists(More):
    """The part of the Commvault face that lists."""

    def __init__(self, clock: Clock) -> None:
        """Start without anything remembered."""
        self._found: dict[Any, tuple[int, float, float, list[Job]]] = {}
        super().__init__(clock)

    def list_jobs(self, request: Request) -> Reply:
        """GET Job: all documented filters; limit and offset as headers (the page) or query (newer
        clients).
        """
        category = (self.arg(request, "jobCategory") or "All").lower()
        since = self.number(
            request, "completedJobLookupTime", self.arg(request, "completedJobLookupTime"), YEAR
        )
        client = self.arg(request, "clientId")
        types = self.arg(request, "jobFilter")
        hide = (self.arg(request, "hideAdminjobs") or "false").lower() == "true"
        if category not in ("active", "finished", "all"):
            raise self.refuse(request, f"Invalid jobCategory {category}")
        # Absent: backup jobs. Present without a value: all types.
        names = (
            ["backup"]
            if types is None
            else [name.strip().lower() for name in types.split(",") if name.strip()]
        )
        found = self.select((category, since, client or "", tuple(names), hide))
        limit = self.number(request, "limit", self.paging(request, "limit"), self.page_size)
        offset = self.number(request, "offset", self.paging(request, "offset"), 0)
        return self.show(request, found, offset, limit)

    def post_jobs(self, request: Request) -> Reply:
        """POST Jobs: the same list by a body, as the vendor's clients ask for it."""
        body = self.sessions.checked(request)
        paging, wanted = body.get("pagingConfig") or {}, body.get("jobFilter") or {}
        number = int(body.get("category") or 0)
        category = {1: "active", 2: "finished"}.get(number, "all")
        clients = ",".join(str(each.get("clientId")) for each in wanted.get("clientList") or [])
        names = tuple(str(name).strip().lower() for name in wanted.get("jobTypeList") or [])
        since = int(wanted.get("completedJobLookupTime") or YEAR)
        found = self.select((category, since, clients, names, bool(wanted.get("hideAdminJobs"))))
        words = {str(word).lower() for word in wanted.get("statusList") or []}
        if words:
            now = self.clock.now()
            found = [job for job in found if job.status(now).lower() in words]
        if str(paging.get("sortDirection", 0)) in ("1", "DESC", "desc"):
            found = found[::-1]
        return self.show(
            request, found, int(paging.get("offset") or 0), int(paging.get("limit") or 20)
        )

    def get_job(self, request: Request, id: str) -> Reply:
        """GET Job/ID: the same envelope with one job, or with none."""
        job = self.find(id)
        return self.show(request, [] if job is None else [job], 0, 1)

    def show(self, request: Request, found: list[Job], offset: int, limit: int) -> Reply:
        """Return one page of jobs."""
        now = self.clock.now()
        jobs = [{"jobSummary": summary(job, now)} for job in found[offset : offset + limit]]
        return answer(request, LIST, {"totalRecordsWithoutPaging": len(found), "jobs": jobs})

    def select(self, key: tuple[str, int, str, Sequence[str], bool]) -> list[Job]:
        """Return the jobs of (category, look-back, client, types, hide admin), by id.

        The answer is kept until a job changes, so that paging through 100,000 of them is not
        quadratic.
        """
        now = self.clock.now()
        version, at, until, found = self._found.get(key, (-1, 0.0, 0.0, []))
        if version == self.version and at <= now < until:
            return found
        category, since, client, types, hide = key
        clients = set(client.split(",")) if client else set()
        kinds = {
            *types,
            *(name.lower() for name, number in OP_TYPES.items() if str(number) in types),
        }
        found, until = [], float("inf")
        for job in self.jobs.values():
            until = min(until, turning(job, now))
            if not job.visible(now) or (clients and str(job.data["client"]) not in clients):
                continue
            if (kinds and job.data["class"].lower() not in kinds) or (
                hide and job.data["class"] == "Admin"
            ):
                continue
            ended = job.ended(now, TERMINAL)
            if category != "all" and (ended is None) != (category == "active"):
                continue
            if ended is not None:
                if now - ended > since:
                    continue
                until = min(until, ended + since)
            found.append(job)
        found.sort(key=lambda job: int(job.id))
        if len(self._found) > 50:
            self._found.clear()
        self._found[key] = (self.version, now, until, found)
        return found

    def refuse(self, request: Request, text: str, code: int = 2) -> Refused:
        """Return a refusal as the product words it: `errorCode` inside an HTTP 200."""
        return Refused(answer(request, GENERIC, {"errorCode": code, "errorMessage": text}))

    # Arguments.

    def paging(self, request: Request, name: str) -> str | None:
        """Return limit or offset, from the query or from the headers."""
        return self.arg(request, name) or request.headers.get(name)

    def arg(self, request: Request, name: str) -> str | None:
        """Return a query value; names know no case."""
        return request.param(name, ignore_case=True)

    def number(self, request: Request, name: str, text: str | None, default: int) -> int:
        """Return a whole number or refuse it."""
        if text is None or text == "":
            return default
        if not text.isdigit() or not text.isascii() or len(text) > 12:
            raise self.refuse(request, f"{name} is not a number")
        return int(text)


def turning(job: Job, now: float) -> float:
    """Return when the job next changes its status, appears or vanishes."""
    plan, first = job.plan, job.submitted
    later = [at for at in (first + plan.hidden_for, first + (plan.lost_after or 0.0)) if at > now]
    return min([job.next_change(now), *later])
