# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adverity's keys, and what a job leaves behind: extracts and issues."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from .django import Django
from .jobs import Job
from .stamps import iso
from .wire import Refused, Reply, Request, json_reply
from .world import Clock


class Extracts(Django):
    """The part of the Adverity face that knows who asks and serves what jobs have fetched."""

    username, password = "user@example.com", "adverity-password"
    user_key = "5f0c3a9d1b7e4a62b8c9d0e1f2a3b4c5d6e7f809"
    ui_key = "adv-ui-key-1a2b3c4d5e6f"

    def __init__(self, clock: Clock) -> None:
        """Start with one key of each kind."""
        self.tokens = {self.user_key}
        self.bearers = {self.ui_key}
        super().__init__(clock)

    @abstractmethod
    def record(self, job: Job, request: Request) -> dict[str, Any]:
        """Return the job as jobs/ID/ shows it."""

    def credentials(self) -> dict[str, Any]:
        """Return the key made with user credentials; `ui_key` is the other kind, sent as Bearer."""
        return {"token": self.user_key, "token_type": "Token"}

    def expire_tokens(self) -> None:
        """Revoke every key (they do not age by themselves); auth/token makes a new one."""
        self.tokens.clear()
        self.bearers.clear()

    def authenticate(self, request: Request) -> None:
        """Demand `Token` with a user's key or `Bearer` with a key from the interface, not the other
        way round.
        """
        scheme, _space, key = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            raise Refused(self.unauthorized("Authentication credentials were not provided."))
        if key.strip() not in {"token": self.tokens, "bearer": self.bearers}.get(
            scheme.lower(), set()
        ):
            raise Refused(self.unauthorized("Invalid token."))

    def list_extracts(self, request: Request) -> Reply:
        """GET extracts/: of a job or a datastream."""
        wanted = {
            name: (request.param(name) or "").rstrip("/") for name in ("job_id", "datastream_id")
        }
        found = [
            job
            for job in self.listed()
            if self.yielded(job)
            and wanted["job_id"] in ("", job.id)
            and wanted["datastream_id"] in ("", str(job.data["datastream"]))
        ]
        return self.page(request, found, lambda job: self.extract(job, request))

    def get_extract(self, request: Request, id: str) -> Reply:
        """GET extracts/ID/."""
        return json_reply(self.extract(self.extract_job(id), request))

    def download(self, request: Request, id: str) -> Reply:
        """GET extracts/ID/download/: the rows as CSV."""
        rows = self.extract_job(id).data["rows"]
        text = "".join(",".join(str(cell) for cell in row) + "\r\n" for row in rows)
        name = f'attachment; filename="extract_{id}.csv"'
        return Reply(200, text, "text/csv; charset=utf-8", [("Content-Disposition", name)])

    def list_errors(self, request: Request) -> Reply:
        """GET errors/: the issues of failed jobs."""
        now = self.clock.now()
        failed = [job for job in self.listed() if job.status(now) == "Failed"]
        pairs = [(job, issue) for job in failed for issue in self.issues(job)]
        found = [
            {"id": int(job.id), **issue, "job": self.record(job, request)} for job, issue in pairs
        ]
        return self.page(request, found, dict)

    def make_token(self, request: Request) -> Reply:
        """POST auth/token/: user name and password for a key that does not expire."""
        body = self.body(request, form=True)
        if (body.get("username"), body.get("password")) != (self.username, self.password):
            return json_reply(
                {"non_field_errors": ["Unable to log in with provided credentials."]}, 400
            )
        self.tokens.add(self.user_key)
        return json_reply({"username": self.username, "token": self.user_key, "expires_in": None})

    def issues(self, job: Job) -> list[dict[str, Any]]:
        """Return why a job failed."""
        if job.plan.messages is not None:
            return [dict(message) for message in job.plan.messages]
        text = job.plan.reason or "The data source refused the credentials."
        url = f"{self.root}/api/errors/{job.id}/"
        return [
            {
                "message": text,
                "type_label": "Fetch error",
                "extraction_state_label": "Failed",
                "url": url,
            }
        ]

    def extract(self, job: Job, request: Request) -> dict[str, Any]:
        """Return the job's extract; its id is the job's plus 100000."""
        id = int(job.id) + 100000
        url = f"{request.origin()}/api/extracts/{id}/"
        shown = {
            "id": id,
            "url": url,
            "name": f"extract_{id}.csv",
            "download_url": f"{url}download/",
        }
        shown.update({"job_id": int(job.id), "datastream_id": job.data["datastream"]})
        rows = job.data["rows"]
        size = sum(len(str(cell)) + 1 for row in rows for cell in row)
        shown.update({"rows": max(0, len(rows) - 1), "nrows": max(0, len(rows) - 1)})
        shown.update({"ncols": len(rows[0]) if rows else 0, "filesize": size})
        ended = job.ended(self.clock.now(), self.terminal)
        shown.update({"created": iso(ended or job.submitted), "state_label": "Loaded"})
        return {**shown, "datastream": {"id": job.data["datastream"]}}

    def yielded(self, job: Job) -> bool:
        """Tell whether the job has something to download."""
        return bool(job.data["rows"]) and job.status(self.clock.now()) == "Success"

    def url(self, request: Request, id: str) -> str:
        """Return a job's URL."""
        return f"{request.origin()}/api/jobs/{id}/"

    def job(self, id: str) -> Job:
        """Return the job or Refused with 404."""
        found = self.find(id)
        if found is None:
            raise Refused(self.error(404, "Not found."))
        return found

    def extract_job(self, id: str) -> Job:
        """Return the job an extract came from, or Refused with 404."""
        job = self.job(str(int(id) - 100000)) if id.isdigit() else None
        if job is None or not self.yielded(job):
            raise Refused(self.error(404, "Not found."))
        return job
