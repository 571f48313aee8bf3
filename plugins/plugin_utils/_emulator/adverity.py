# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adverity's Management API (/api): jobs of datastreams.

Written from the vendor's page "Managing jobs in Management API"; what that page leaves out (one job, the reply of
fetch_fixed, extracts) follows the reports of clients that talk to it. The server is Django: paths end in a slash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional
from urllib.parse import urlencode

from .face import Clock, Face
from .jobs import Job, Plan
from .stamps import iso, read_iso
from .wire import Refused, Reply, Request, json_reply

# The numbers behind the labels are documented nowhere: these are invented.
CODES = {"Scheduled": 0, "Running": 1, "Success": 2, "Cancelled": 3, "Failed": 4, "Discarded": 5, "Stale": 6}
COLORS = {"Success": "green", "Failed": "red", "Running": "blue"}
LARGEST_PAGE = 1000
PRIORITIES = ("high", "default", "low", "backdata")
Row = tuple[str, str, Callable[..., Reply], str]


class Adverity(Face):
    """One Adverity instance. A job is Scheduled, Running (first the fetch stage, then the import), and ends."""

    name = "adverity"
    default_phases = (("Scheduled", 1.0), ("Running:fetch", 3.0), ("Running:import", 2.0))
    outcomes = {
        "done": "Success", "no_result": "Success", "failed": "Failed", "cancelled": "Cancelled",
        "discarded": "Discarded", "lost": "Stale",
    }  # fmt: skip
    terminal = frozenset({"Success", "Cancelled", "Failed", "Discarded", "Stale"})
    idle = frozenset({"Scheduled"})
    username, password = "user@example.com", "adverity-password"
    user_key = "5f0c3a9d1b7e4a62b8c9d0e1f2a3b4c5d6e7f809"
    ui_key = "adv-ui-key-1a2b3c4d5e6f"
    page_size = 50
    settings = ("page_size",)

    def __init__(self, clock: Clock) -> None:
        """Start with one key of each kind."""
        self.tokens = {self.user_key}
        self.bearers = {self.ui_key}
        self.datastreams = {1: "Demo datastream", 2: "Second datastream", 42: "Slow datastream"}
        self.extracts: dict[int, tuple[str, str]] = {}
        self._last_id = 1000
        super().__init__(clock)

    def table(self) -> list[Row]:
        """Return the endpoints."""
        return [
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
        ]

    def seed(self) -> None:
        """Make one job of each state, two days of them on datastream 1."""
        for number, label in enumerate(CODES, start=1):
            age = number * 7200.0 if label in self.terminal else 30.0
            self.add_job(id=number, status="Running:fetch" if label == "Running" else label, age=age, of=1)
        self.add_job(id=8, status="Running:import", age=50, of=2)

    def credentials(self) -> dict[str, Any]:
        """Return the key made with user credentials; `ui_key` is the other kind, sent as Bearer."""
        return {"token": self.user_key, "token_type": "Token"}

    def expire_tokens(self) -> None:
        """Revoke every key (they do not age by themselves); auth/token makes a new one."""
        self.tokens.clear()
        self.bearers.clear()

    def authenticate(self, request: Request) -> None:
        """Demand `Token` with a user's key or `Bearer` with a key from the interface, not the other way round."""
        scheme, _space, key = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            raise Refused(self.unauthorized("Authentication credentials were not provided."))
        if key.strip() not in {"token": self.tokens, "bearer": self.bearers}.get(scheme.lower(), set()):
            raise Refused(self.unauthorized("Invalid token."))

    def unauthorized(self, text: str) -> Reply:
        """Return 401 as Django REST framework does."""
        return json_reply({"detail": text}, 401, [("WWW-Authenticate", "Token")])

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error: `detail`."""
        return json_reply({"detail": text}, status)

    def invalid(self, **fields: str) -> Refused:
        """Return 400 for wrong fields, in the three places clients have seen the reasons."""
        reasons = {name: [text] for name, text in fields.items()}
        return Refused(json_reply({"detail": "Invalid input.", "errors": reasons, **reasons}, 400))

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer as Django: a missing slash is mended by a redirect, but never for a body; OPTIONS describes."""
        if methods:
            if request.method == "OPTIONS":
                return self.describe(request, methods)
            return self.error(405, f'Method "{request.method}" not allowed.')
        slashed = request.path + "/"
        if not request.path.endswith("/") and any(route.pattern.fullmatch(slashed) for route in self.routes):
            if request.method in ("GET", "HEAD"):
                query = request.target.partition("?")[1:]
                return Reply(301, headers=[("Location", slashed + "".join(query))])
            # Django can only refuse here (500 in debug mode): a redirect would lose the body.
        return Reply(404, "<h1>Not Found</h1>\n<p>The requested resource was not found on this server.</p>\n", "text/html")

    def describe(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer OPTIONS."""
        labels = [{"value": code, "display_name": label} for label, code in CODES.items()]
        shown = {"name": request.path.strip("/").split("/")[-1], "renders": ["application/json"]}
        return json_reply({**shown, "actions": {method: {"state": {"choices": labels}} for method in methods}})

    def new_id(self) -> str:
        """Return the next whole number."""
        self._last_id += 1
        return str(self._last_id)

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Keep the datastream and, when it yields something, an extract with the job."""
        rows = [["date", "clicks"], ["2026-09-01", "12"], ["2026-09-02", "7"]] if plan.rows is None else list(plan.rows)
        return {"datastream": int(plan.of or 1), "rows": [] if plan.outcome == "no_result" else rows}

    # Jobs.

    def list_jobs(self, request: Request) -> Reply:
        """GET jobs/: running and scheduled ones; with `start` or `end` those that began in that time, past ones too."""
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
        return self.page(request, [self.record(job, request) for job in self.ordered(request, found)])

    def ordered(self, request: Request, jobs: list[Job]) -> list[Job]:
        """Return `jobs` by `ordering`: id or job_start, a minus turns it round; newest first by itself."""
        wanted = request.param("ordering") or "-id"
        keys: dict[str, Callable[[Job], float]] = {"id": lambda job: int(job.id), "job_start": lambda job: job.submitted}
        key = keys.get(wanted.lstrip("-"), keys["id"])
        return sorted(jobs, key=key, reverse=wanted.startswith("-"))

    def get_job(self, request: Request, id: str) -> Reply:
        """GET jobs/ID/. Not in the vendor's page; clients in use call it."""
        return json_reply(self.record(self.job(id), request))

    def imported(self, request: Request, id: str) -> Reply:
        """GET jobs/ID/imported/: how far a job is. The page shows no body: the job and what it has imported."""
        job = self.job(id)
        rows = len(job.data["rows"])
        done = int(rows * job.progress(self.clock.now()) / 100.0)
        return json_reply({**self.record(job, request), "imported": done, "total": rows})

    def stop_job(self, request: Request, id: str) -> Reply:
        """POST jobs/ID/stop/: only in the fetch stage. Bodies and the code of a refusal are not documented."""
        job = self.job(id)
        now = self.clock.now()
        if job.status(now) == "Scheduled":
            # "If a job is cancelled manually, it is discarded."
            steps = [(0.0, job.plan.after_stop or "Discarded")]
        elif job.stage(now) == "fetch":
            wait = job.plan.stop_seconds / self.clock.speed
            steps = [(0.0, "Running:stopping"), (wait, job.plan.after_stop or "Cancelled")]
        else:
            raise Refused(self.error(400, "The job cannot be stopped: it is not in the fetch stage."))
        job.divert(now, steps)
        return json_reply({"status": "ok", "message": f"Job {id} is being stopped."})

    # Datastreams.

    def list_datastreams(self, request: Request) -> Reply:
        """GET datastreams/."""
        return self.page(request, [{"id": id, "name": name} for id, name in self.datastreams.items()])

    def get_datastream(self, request: Request, id: str) -> Reply:
        """GET datastreams/ID/."""
        number = self.datastream(id)
        return json_reply({"id": number, "name": self.datastreams[number]})

    def datastream_jobs(self, request: Request, id: str) -> Reply:
        """GET datastreams/ID/jobs/: all of its jobs."""
        number = self.datastream(id)
        found = [job for job in self.listed() if job.data["datastream"] == number]
        return self.page(request, [self.record(job, request) for job in self.ordered(request, found)])

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
        started = [self.job_of(plan, {"datastream": number, "range": body}) for _one in range(plan.count)]
        jobs = [{"id": int(job.id), "url": self.url(request, job.id)} for job in started]
        shown = {"status": "ok", "message": f"Started {len(jobs)} job(s).", "start": body["start"], "end": body["end"]}
        return json_reply({**shown, "jobs": jobs})

    # Extracts, issues, keys.

    def list_extracts(self, request: Request) -> Reply:
        """GET extracts/: of a job or a datastream."""
        wanted = {name: (request.param(name) or "").rstrip("/") for name in ("job_id", "datastream_id")}
        found = [
            self.extract(job, request)
            for job in self.listed()
            if self.yielded(job)
            and wanted["job_id"] in ("", job.id)
            and wanted["datastream_id"] in ("", str(job.data["datastream"]))
        ]
        return self.page(request, found)

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
        found = [{"id": int(job.id), **issue, "job": self.record(job, request)} for job in failed for issue in self.issues(job)]
        return self.page(request, found)

    def make_token(self, request: Request) -> Reply:
        """POST auth/token/: user name and password for a key that does not expire."""
        body = self.body(request, form=True)
        if (body.get("username"), body.get("password")) != (self.username, self.password):
            return json_reply({"non_field_errors": ["Unable to log in with provided credentials."]}, 400)
        self.tokens.add(self.user_key)
        return json_reply({"username": self.username, "token": self.user_key, "expires_in": None})

    # Records.

    def record(self, job: Job, request: Request) -> dict[str, Any]:
        """Return the job as jobs/ID/ shows it."""
        now = self.clock.now()
        label, ended = job.status(now), job.ended(now, self.terminal)
        shown = {
            "id": int(job.id),
            "url": self.url(request, job.id),
            "datastream_id": job.data["datastream"],
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

    def issues(self, job: Job) -> list[dict[str, Any]]:
        """Return why a job failed."""
        if job.plan.messages is not None:
            return [dict(message) for message in job.plan.messages]
        text = job.plan.reason or "The data source refused the credentials."
        url = f"{self.root}/api/errors/{job.id}/"
        return [{"message": text, "type_label": "Fetch error", "extraction_state_label": "Failed", "url": url}]

    def extract(self, job: Job, request: Request) -> dict[str, Any]:
        """Return the job's extract; its id is the job's plus 100000."""
        id = int(job.id) + 100000
        url = f"{request.origin()}/api/extracts/{id}/"
        shown = {"id": id, "url": url, "name": f"extract_{id}.csv", "job_id": int(job.id), "download_url": url + "download/"}
        return {**shown, "datastream_id": job.data["datastream"], "rows": max(0, len(job.data["rows"]) - 1)}

    def yielded(self, job: Job) -> bool:
        """Tell whether the job has something to download."""
        return bool(job.data["rows"]) and job.status(self.clock.now()) == "Success"

    def url(self, request: Request, id: str) -> str:
        """Return a job's URL."""
        return f"{request.origin()}/api/jobs/{id}/"

    def page(self, request: Request, rows: list[dict[str, Any]]) -> Reply:
        """Return one page as Django REST framework does: count, next, previous, results."""
        size = min(self.whole(request.param("page_size"), self.page_size, "page_size", least=1), LARGEST_PAGE)
        number = self.whole(request.param("page"), 1, "page")
        if number < 1 or (number > 1 and (number - 1) * size >= len(rows)):
            raise Refused(self.error(404, "Invalid page."))
        last = number * size >= len(rows)
        shown = {"count": len(rows), "next": None if last else self.link(request, number + 1)}
        shown["previous"] = self.link(request, number - 1) if number > 1 else None
        return json_reply({**shown, "results": rows[(number - 1) * size : number * size]})

    def link(self, request: Request, number: int) -> str:
        """Return the absolute URL of another page of the same list."""
        query = [(name, value) for name, value in request.query if name != "page"] + [("page", str(number))]
        return f"{request.origin()}{request.path}?{urlencode(query)}"

    def instant(self, request: Request, name: str) -> Optional[float]:
        """Return the instant of a query value, a date being its midnight; Refused with 400 for junk."""
        text = request.param(name)
        found = read_iso(text) if text else None
        if text and found is None:
            raise self.invalid(**{name: "Enter a valid date/time."})
        return found

    def job(self, id: str) -> Job:
        """Return the job or Refused with 404."""
        found = self.find(id)
        if found is None:
            raise Refused(self.error(404, "Not found."))
        return found

    def datastream(self, id: str) -> int:
        """Return the datastream's number or Refused with 404."""
        if not id.isdigit() or int(id) not in self.datastreams:
            raise Refused(self.error(404, "Not found."))
        return int(id)

    def extract_job(self, id: str) -> Job:
        """Return the job an extract came from, or Refused with 404."""
        job = self.job(str(int(id) - 100000)) if id.isdigit() else None
        if job is None or not self.yielded(job):
            raise Refused(self.error(404, "Not found."))
        return job
