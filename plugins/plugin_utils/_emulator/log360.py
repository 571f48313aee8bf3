# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ManageEngine Log360: background searches and alert queries, API v1 (/RestAPI/v1) and v2
(/api/v2).

Written from the vendor's page "Jobs API" (v1, all of it) and what is known of v2: there `status` is
`stage`, `running_time_in_millis` is `running_time_millis`, the envelope `data.jobs`, and 60
requests a minute are allowed.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from typing import Any

from .face import Face
from .jobs import Job, Plan
from .stamps import iso, ms, read_iso
from .wire import Refused, Reply, Request, json_reply
from .world import Clock

V1, V2 = "/RestAPI/v1", "/api/v2"
DAY = 86400.0
CURSOR_LIFE = 300.0


class Log360(Face):
    """One Log360 server. A job is RUNNING, then SUCCESS or FAILED; there is no stop, and only
    deleting.
    """

    name = "log360"
    default_phases = (("RUNNING", 4.0),)
    outcomes = {"done": "SUCCESS", "no_result": "SUCCESS", "failed": "FAILED"}
    terminal = frozenset({"SUCCESS", "FAILED"})
    token = "mdrkoda0odmtmznloc00ndziltg0mgutmwzkztljmjvmzwmx"
    settings = ("page_size", "v2_rate_limit")
    page_size = 10
    v2_rate_limit: int | None = 60

    def __init__(self, clock: Clock) -> None:
        """Start with one valid token."""
        self.valid = {self.token}
        self.cursors: dict[str, tuple[float, list[Any], int]] = {}
        super().__init__(clock)

    def table(self) -> list[tuple[str, str, Callable[..., Reply], str]]:
        """Return the endpoints."""
        rows: list[tuple[str, str, Callable[..., Reply], str]] = []
        for base in (V1, V2):
            rows += [
                ("GET", f"{base}/jobs", self.list_jobs, "read"),
                ("DELETE", f"{base}/jobs", self.delete_jobs, "write"),
                ("GET", f"{base}/jobs/results", self.results, "read"),
                ("POST", f"{base}/(search|alerts)/async", self.submit, "write"),
                ("POST", f"{base}/(search|alerts)", self.search, "read"),
                ("POST", f"{base}/meta/alert_profiles", self.alert_profiles, "read"),
            ]
        return rows

    def seed(self) -> None:
        """Make one job of each status; the second id is the one in the page's sample."""
        self.add_job(id="AYVTeCb0wPH5eWuO5jkC", status="SUCCESS", age=3600, rows=hits(25))
        self.add_job(id="AX6qJeaDhJby8kAkaqDE", status="SUCCESS", age=1800, rows=hits(3))
        self.add_job(id="AYVTfailedJob0000001", status="FAILED", age=900, rows=[])
        self.add_job(id="AYVTrunningJob000001", status="RUNNING", age=60)

    def credentials(self) -> dict[str, Any]:
        """Return the token made in the web console."""
        return {"token": self.token}

    def expire_tokens(self) -> None:
        """Let the token die, as one does whose expiry was chosen when it was made; `set_token`
        makes it valid again.
        """
        self.valid.clear()

    def set_token(self, token: str) -> None:
        """Make `token` the valid one."""
        self.token = token
        self.valid = {token}

    def authenticate(self, request: Request) -> None:
        """Demand `Authorization: Bearer <AuthToken>`; blanks around the token do not count (a
        sample has one).
        """
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token.strip() not in self.valid:
            raise Refused(
                self.error_at(request, 401, "Invalid or missing AuthToken.", "UNAUTHORIZED")
            )

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error. No page shows its shape: `message`, the field of the delete reply, is
        the best guess.
        """
        return json_reply({"message": text}, status)

    def error_at(self, request: Request, status: int, text: str, code: str) -> Reply:
        """Return an error in the shape of the version asked (v2's is not known either: code and
        message in `error`).
        """
        if is_v2(request):
            return json_reply({"error": {"code": code, "message": text}}, status)
        return self.error(status, text)

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer a path that does not exist."""
        text = "Method not allowed." if methods else "URL not found."
        return self.error_at(
            request, 405 if methods else 404, text, "INVALID_METHOD" if methods else "URL_NOT_FOUND"
        )

    def respond(self, request: Request) -> tuple[Reply, str]:
        """Count v2's requests: 60 a minute over all its endpoints (page "API v2, introduction")."""
        self.rate_limit = self.v2_rate_limit if is_v2(request) else None
        return super().respond(request)

    def too_many(self, wait: float) -> Reply:
        """Answer 429. Whether it carries Retry-After is not documented; it is sent, because a
        client must obey it.
        """
        body = {
            "error": {
                "code": "RATE_LIMIT_EXCEEDED",
                "message": "60 requests per minute are allowed.",
            }
        }
        return json_reply(body, 429, [("Retry-After", str(int(wait) + 1))])

    def new_id(self) -> str:
        """Return 20 letters and digits."""
        return "AY" + "".join(self._random.choices(string.ascii_letters + string.digits, k=18))

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Keep the hits with the job."""
        if plan.outcome == "no_result":
            return {"hits": []}
        return {"hits": list(hits(25) if plan.rows is None else plan.rows)}

    # Endpoints.

    def list_jobs(self, request: Request) -> Reply:
        """GET jobs: all, or the one of `request_id`. An unknown id is not documented: an empty
        list.
        """
        id = request.param("request_id")
        found = [job for job in self.living() if not id or job.id == id]
        records = [self.record(job, is_v2(request)) for job in found]
        if is_v2(request):
            return json_reply({"data": {"jobs": {"total": len(records), "requests": records}}})
        # The page calls `total` a cursor for the next set of results, but no request parameter
        # takes one.
        return json_reply({"total": len(records), "requests": records})

    def delete_jobs(self, request: Request) -> Reply:
        """DELETE jobs: the one of `request_id`, or, as the page allows, everything."""
        id = request.param("request_id")
        gone = [job.id for job in self.living() if not id or job.id == id]
        for each in gone:
            del self.jobs[each]
        self.version += 1
        # "for for" is the page's. The text for nothing deleted is not known.
        text = f"deleted hits for for request_id [{', '.join(gone)}]"
        text = text if gone else f"no hits for request_id [{id or ''}]"
        return json_reply({"data": {"message": text}} if is_v2(request) else {"message": text})

    def submit(self, request: Request, what: str) -> Reply:
        """POST search/async, alerts/async: start a job. v2's path and reply are inferred from its
        sibling pages.
        """
        body = self.checked(request)
        job = self.start_job(what=what, query=body)
        reply = {"request_id": job.id}
        return json_reply({"data": reply} if is_v2(request) else reply)

    def results(self, request: Request) -> Reply:
        """GET jobs/results: one page of hits; `next_page` as long as there is one. v2's envelope is
        inferred.
        """
        id = request.param("request_id")
        if not id:
            raise Refused(
                self.error_at(request, 400, "request_id is mandatory.", "MISSING_PARAMETER")
            )
        page = self.whole(request.param("page_no"), 1, "page_no", least=1)
        job = next((job for job in self.living() if job.id == id), None)
        done = job is not None and job.status(self.clock.now()) == "SUCCESS"
        rows = job.data["hits"] if job is not None and done else []
        start = (page - 1) * self.page_size
        shown = rows[start : start + self.page_size]
        reply: dict[str, Any] = {
            "results": {"hits": shown, "hits_count_in_current_page": len(shown)}
        }
        if start + self.page_size < len(rows):
            reply["next_page"] = page + 1
        return json_reply({"data": reply} if is_v2(request) else reply)

    def search(self, request: Request, what: str) -> Reply:
        """POST search, alerts: the synchronous twins; `cursor` while there is more, dead after five
        idle minutes.
        """
        body = self.checked(request)
        now = self.clock.now()
        at, rows, start = self.cursors.pop(str(body.get("cursor")), (now, hits(25), 0))
        if body.get("cursor") and (start == 0 or now - at > CURSOR_LIFE):
            raise Refused(
                self.error_at(
                    request, 400, "The cursor is invalid or has expired.", "INVALID_CURSOR"
                )
            )
        end = start + self.page_size
        shown = rows[start:end]
        reply: dict[str, Any] = {"hits": {"hits": shown, "hits_count_in_current_page": len(shown)}}
        if end < len(rows):
            reply["cursor"] = self.new_id()
            self.cursors[reply["cursor"]] = (now, rows, end)
        return json_reply({"data": {what: reply}} if is_v2(request) else reply)

    def alert_profiles(self, request: Request) -> Reply:
        """POST meta/alert_profiles: the profiles that an alert query may name. The shape of one is
        a guess.
        """
        profiles = [
            {"profile_id": str(number), "profile_name": name, "severity": "Critical"}
            for number, name in enumerate(("Default Threat", "Logon failures"), start=1)
        ]
        reply = {"alert_profiles": profiles}
        return json_reply({"data": reply} if is_v2(request) else reply)

    # Records.

    def living(self) -> list[Job]:
        """Return the jobs whose results still exist: a clean-up thread deletes them after 24
        hours.
        """
        now = self.clock.now()
        for job in [
            job for job in self.jobs.values() if now - (job.ended(now, self.terminal) or now) > DAY
        ]:
            del self.jobs[job.id]
        return self.listed()

    def record(self, job: Job, v2: bool) -> dict[str, Any]:
        """Return the job as GET jobs shows it."""
        now = self.clock.now()
        status, ended = job.status(now), job.ended(now, self.terminal)
        ran = max(0.0, (now if ended is None else ended) - job.submitted)
        rows = job.data["hits"]
        done = len(rows) if status == "SUCCESS" else int(len(rows) * job.progress(now) / 100.0)
        stamp: Callable[[float], Any] = iso if v2 else ms
        shown: dict[str, Any] = {
            "request_id": job.id,
            "stage" if v2 else "status": status,
            "submitted_at": stamp(job.submitted),
            "started_at": stamp(job.submitted),
            "running_time_millis" if v2 else "running_time_in_millis": ms(ran),
            "last_synced_time": stamp(now if ended is None else ended),
            "hits_done": done,
            "total_pages": -(-done // self.page_size),
        }
        if v2:
            shown["total_hits"] = len(rows)
        else:
            shown["running_time"] = f"{int(ran // 3600)}h {int(ran // 60 % 60)}m {int(ran % 60)}s"
        return job.dress(shown)

    def checked(self, request: Request) -> dict[str, Any]:
        """Return the query of a search or Refused."""
        body = self.body(request)
        names = ("start_time", "end_time") if is_v2(request) else ("from", "to")
        for name in names:
            value = body.get(name)
            good = (
                isinstance(value, str) and read_iso(value) is not None
                if is_v2(request)
                else isinstance(value, int)
            )
            if value is not None and not good:
                raise Refused(
                    self.error_at(request, 400, f"Invalid value for {name}.", "INVALID_PARAMETER")
                )
        return body


def is_v2(request: Request) -> bool:
    """Tell whether the request is for API v2."""
    return request.path.startswith(V2)


def hits(n: int) -> list[dict[str, Any]]:
    """Return `n` log lines."""
    return [
        {
            "_id": f"hit-{number}",
            "HOSTNAME": f"host{number % 3}",
            "EVENTID": 4624,
            "MESSAGE": f"line {number}",
        }
        for number in range(1, n + 1)
    ]
