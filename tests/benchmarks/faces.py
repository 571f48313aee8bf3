# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two of the five systems as they answer lists: with their pages, cuts, orders and hints.

    GET /api/v2/orgs/1/jobs[?max_results=N]  /api/v2/orgs/1/jobs/ID     Illumio: newest first, cut
    GET /webconsole/api/Job?offset=O&limit=N  /webconsole/api/Job/ID    Commvault: oldest first

`_reset` takes `cut` (Illumio shows no more than that, whatever is asked for), `budget` (requests of
a minute, then 429) and `others` (jobs of others that ended before ours began).
"""

from __future__ import annotations

import time
from typing import Any, Optional

WINDOW = 60.0
Answer = tuple[int, dict[str, str], Any, float]


class Faces:
    """The two systems, told from the paths.

    :param score: the jobs, and what is asked of them.
    """

    def __init__(self, score: Any) -> None:
        self._score = score
        self.reset({})

    def reset(self, query: dict[str, str]) -> None:
        """Begins anew."""
        self._cut = int(query.get("cut", 0)) or None
        self._budget = int(query.get("budget", 0))
        self._others = int(query.get("others", 0))
        self._sent: list[float] = []

    def answer(self, path: str, query: dict[str, str]) -> Optional[Answer]:
        """The answer; None where the path is of neither."""
        if path.startswith("/api/v2/orgs/1/jobs"):
            return self._illumio(path.removeprefix("/api/v2/orgs/1/jobs").strip("/"), query)
        if path.startswith("/webconsole/api/Job"):
            return self._commvault(path.removeprefix("/webconsole/api/Job").strip("/"), query)
        return None

    def _hint(self) -> dict[str, str]:
        return {"Retry-After": self._score.retry_after} if self._score.retry_after else {}

    def _is_over_budget(self) -> bool:
        now = time.monotonic()
        self._sent = [at for at in self._sent if at > now - WINDOW] if self._budget else []
        if self._budget and len(self._sent) >= self._budget:
            return True
        self._sent.append(now)
        return False

    def _illumio(self, job: str, query: dict[str, str]) -> Answer:
        score, latency = self._score, self._score.latency
        if self._is_over_budget():
            return 429, {}, [{"token": "too_many_requests_error", "message": "slow down"}], latency
        if job:
            return 200, self._hint(), self._illumio_record(job, score.look(job)), latency
        most = min(int(query.get("max_results", 500)), self._cut or 10**9)
        now = time.monotonic()
        shown = list(reversed(score.ends))[:most]
        rows = [self._illumio_record(one, score.record(one, now)) for one in shown]
        return 200, {**self._hint(), "X-Total-Count": str(len(score.ends))}, rows, latency

    def _illumio_record(self, job: str, record: dict[str, Any]) -> dict[str, Any]:
        found = {
            "href": "/orgs/1/jobs/" + job,
            "job_type": ":illumio/async_requests",
            "description": "/orgs/1/labels",
            "requested_at": "2026-11-01T08:00:00Z",
            "status": record["status"],
            "requested_by": {"href": "/users/1"},
        }
        if record["status"] == "done":
            found["result"] = {"href": "/orgs/1/datafiles/" + job}
            found["terminated_at"] = "2026-11-01T08:00:10Z"
        return found

    def _commvault(self, job: str, query: dict[str, str]) -> Answer:
        score, now = self._score, time.monotonic()
        if job:
            record = score.look(job)
            rows = [self._commvault_record(int(job) + self._others, job, record["status"])]
            return 200, {}, {"totalRecordsWithoutPaging": 1, "jobs": rows}, score.latency
        start, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
        total = self._others + len(score.ends)
        rows = []
        for place in range(start, min(total, start + limit)):
            if place < self._others:
                rows.append(self._commvault_record(place, "9%06d" % place, "done"))
            else:
                job = str(place - self._others)
                rows.append(self._commvault_record(place, job, score.record(job, now)["status"]))
        return 200, {}, {"totalRecordsWithoutPaging": total, "jobs": rows}, score.latency

    def _commvault_record(self, place: int, job: str, status: str) -> dict[str, Any]:
        return {
            "jobSummary": {
                "jobId": int(job),
                "status": "Completed" if status == "done" else "Running",
                "jobType": "Backup",
                "localizedOperationName": "Backup",
                "percentComplete": 100 if status == "done" else 40,
                "jobStartTime": 1_790_000_000 + place,
                "lastUpdateTime": 1_790_000_100 + place,
                "jobElapsedTime": 100,
                "pendingReason": "",
                "subclient": {"clientId": 2, "clientName": "fs1", "subclientName": "default"},
            }
        }
