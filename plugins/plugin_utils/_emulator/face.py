# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the five emulated systems have in common: routes, jobs, plans, a log, faults."""

from __future__ import annotations

import random
import re
import threading
import uuid
from collections import deque
from collections.abc import Callable, Container, Sequence
from typing import Any, NamedTuple, Optional, Union
from urllib.parse import unquote

from .clock import ManualClock, RealClock
from .faults import Faults
from .jobs import Job, Plan, Step
from .record import Entry
from .wire import Refused, Reply, Request

Clock = Union[ManualClock, RealClock]


class Route(NamedTuple):
    """One endpoint. `kind` is the log's word for it: read, write or login; `open` needs no credentials."""

    method: str
    pattern: re.Pattern[str]
    call: Callable[..., Reply]
    kind: str
    open: bool


class Face:
    """One emulated system on a port of its own. Subclasses say what it answers; this says how it is driven."""

    name = ""
    base_path = ""
    ignore_case = False
    default_phases: Sequence[tuple[str, float]] = ()
    outcomes: dict[str, str] = {}
    terminal: Container[str] = frozenset()
    idle: Container[str] = frozenset()
    page_size = 100
    rate_limit: Optional[int] = None
    settings: tuple[str, ...] = ("page_size", "rate_limit")

    def __init__(self, clock: Clock) -> None:
        """Make an empty system that lives by `clock`; `seed` fills it."""
        self.clock = clock
        self.lock = threading.RLock()
        self.jobs: dict[str, Job] = {}
        self.version = 0
        self.plans: deque[Plan] = deque()
        self.faults = Faults()
        self.errors: list[str] = []
        self.root = ""
        self.ca_path: Optional[str] = None
        self._log: list[Entry] = []
        self._random = random.Random(f"asyncops {self.name}")
        self._recent: deque[float] = deque()
        self.routes = [self._route(*row) for row in self.table()]
        self.seed()

    # What a test or a person uses.

    @property
    def base_url(self) -> str:
        """The `base_url` option that reaches it."""
        return self.root + self.base_path

    @property
    def options(self) -> dict[str, Any]:
        """The module options, credentials included, that reach it."""
        found: dict[str, Any] = {"provider": self.name, "base_url": self.base_url, **self.credentials()}
        if self.ca_path:
            found["ca_path"] = self.ca_path
        return found

    @property
    def log(self) -> list[Entry]:
        """The requests so far, oldest first (a copy)."""
        with self.lock:
            return list(self._log)

    def clear_log(self) -> None:
        """Forget the requests so far."""
        with self.lock:
            self._log.clear()

    def writes(self) -> list[Entry]:
        """The requests that may have changed something: no GET or HEAD, no login, no POST that only reads."""
        return [entry for entry in self.log if entry.kind == "write"]

    def add_job(self, **what: Any) -> str:
        """Make a job (options: `jobs.Plan`) as if it had been submitted; return its id."""
        return self.add_many(1, **what)[0]

    def add_many(self, n: int, **what: Any) -> list[str]:
        """Make `n` alike jobs cheaply; return their ids. TypeError, ValueError for options that do not fit."""
        plan = Plan(**what)
        with self.lock:
            timeline = self.timeline(plan, self.clock.now())
            data = self.data_for(plan)
            ids = [plan.id] if plan.id is not None and n == 1 else [self.new_id() for _number in range(n)]
            for id in ids:
                self.jobs[id] = Job(id, plan, timeline, dict(data))
            self.version += 1
        return ids

    def next_job(self, **what: Any) -> None:
        """Say what the next submission becomes (options: `jobs.Plan`); calls queue up, one submission takes one."""
        plan = Plan(**what)
        with self.lock:
            self.timeline(plan, self.clock.now())
            self.plans.append(plan)

    def fault(self, **what: Any) -> None:
        """Arm a fault (options: `faults.Fault`)."""
        with self.lock:
            self.faults.add(**what)

    def clear_faults(self) -> None:
        """Disarm every fault."""
        with self.lock:
            self.faults.clear()

    def expire_tokens(self) -> None:
        """Let every token given out so far die now."""

    def set(self, **values: Any) -> None:
        """Change settings of this face; ValueError for one it does not have."""
        for name, value in values.items():
            if name not in self.settings:
                raise ValueError(f"{self.name} has no setting {name!r}: {', '.join(self.settings)}")
            setattr(self, name, value)

    # What a subclass fills in.

    def table(self) -> list[tuple[str, str, Callable[..., Reply], str]]:
        """Return the endpoints: (method, path with {segments}, function, kind with `open` where no login is needed)."""
        raise NotImplementedError

    def credentials(self) -> dict[str, Any]:
        """Return the options that authenticate."""
        raise NotImplementedError

    def authenticate(self, request: Request) -> None:
        """Raise Refused unless the request carries valid credentials."""
        raise NotImplementedError

    def seed(self) -> None:
        """Make the jobs it begins with."""

    def new_id(self) -> str:
        """Return a new job id in the system's form."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Return what the face keeps with a job that `add_job` makes."""
        return {}

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error in the system's shape."""
        raise NotImplementedError

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer a path that has no endpoint, or (`methods`) none for this verb."""
        return self.error(405 if methods else 404, "Method not allowed." if methods else "Not found.")

    def too_many(self, wait: float) -> Reply:
        """Answer a request above the rate limit; room comes in `wait` seconds."""
        return self.error(429, "Too many requests.")

    def finish(self, request: Request, reply: Reply) -> Reply:
        """Put on what every reply of the system carries."""
        return reply

    # How a request is answered.

    def respond(self, request: Request) -> tuple[Reply, str]:
        """Answer `request`; also return its kind for the log."""
        with self.lock:
            route, args, methods = self._find(request)
            kind = route.kind if route else ("read" if request.method in ("GET", "HEAD", "OPTIONS") else "write")
            try:
                self._limit()
                if route is None or not route.open:
                    self.authenticate(request)
                reply = route.call(request, *args) if route else self.unknown_path(request, methods)
            except Refused as refused:
                reply = refused.reply
            return self.finish(request, reply), kind

    def note(self, entry: Entry) -> None:
        """Put `entry` in the log."""
        with self.lock:
            self._log.append(entry)

    def body(self, request: Request, form: bool = False) -> dict[str, Any]:
        """Return the body as an object; Refused with the system's 400 when it is none."""
        try:
            found = request.fields() if form else request.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refused(self.error(400, "The request body is not valid."))
        return found

    def whole(self, text: Optional[str], default: int, name: str, least: int = 0) -> int:
        """Return a whole number from a query value; Refused with the system's 400 when it is none."""
        if text is None or text == "":
            return default
        if not text.isdigit() or not text.isascii() or len(text) > 12 or int(text) < least:
            raise Refused(self.error(400, f"{name} is not a valid number."))
        return int(text)

    # Jobs.

    def start_job(self, **defaults: Any) -> Job:
        """Make the job of a submission: the next plan, or a plain one, on top of the face's `defaults` for it."""
        plan = self.plans.popleft() if self.plans else Plan()
        return self.job_of(plan, defaults)

    def job_of(self, plan: Plan, data: dict[str, Any]) -> Job:
        """Make and keep a job of `plan` with `data`."""
        id = plan.id if plan.id is not None and plan.id not in self.jobs else self.new_id()
        job = Job(id, plan, self.timeline(plan, self.clock.now()), {**self.data_for(plan), **data})
        self.jobs[id] = job
        self.version += 1
        return job

    def find(self, id: str) -> Optional[Job]:
        """Return the job the system admits to knowing, or None."""
        job = self.jobs.get(id)
        return job if job is not None and job.visible(self.clock.now()) else None

    def listed(self) -> list[Job]:
        """Return the jobs the system admits to knowing, in the order they came."""
        now = self.clock.now()
        return [job for job in self.jobs.values() if job.visible(now)]

    def timeline(self, plan: Plan, now: float) -> tuple[Step, ...]:
        """Return the steps of a job made now; ValueError for a plan that does not fit the system."""
        if plan.outcome not in self.outcomes:
            raise ValueError(f"{self.name} has no outcome {plan.outcome!r}: {', '.join(self.outcomes)}")
        if plan.status is not None and plan.status not in self.terminal and plan.phases is None:
            return (Step(now - (plan.age or 0.0), plan.status),)
        spans = self._spans(plan)
        final = plan.status or self.outcomes[plan.outcome]
        total = sum(seconds for _word, seconds in spans)
        at = now - (plan.age if plan.age is not None else total if plan.status else 0.0)
        steps = []
        for word, seconds in spans:
            steps.append(Step(at, word))
            at += seconds
        return (*steps, Step(at, final))

    def _spans(self, plan: Plan) -> list[tuple[str, float]]:
        spans = [(str(word), float(seconds)) for word, seconds in plan.phases or self.default_phases]
        if isinstance(plan.duration, (int, float)):
            whole = sum(seconds for _word, seconds in spans) or 1.0
            spans = [(word, plan.duration * seconds / whole) for word, seconds in spans]
        elif plan.duration is not None:
            if len(plan.duration) != len(spans):
                words = ", ".join(word for word, _seconds in spans)
                raise ValueError(f"duration needs {len(spans)} numbers, for {words}")
            spans = [(word, float(plan.duration[index])) for index, (word, _old) in enumerate(spans)]
        if any(not 0 <= seconds < float("inf") for _word, seconds in spans):
            raise ValueError("durations are zero or more seconds")
        return [(word, seconds / self.clock.speed) for word, seconds in spans]

    # Inside.

    def _route(self, method: str, path: str, call: Callable[..., Reply], kind: str) -> Route:
        pattern = re.sub(r"\{\w+\}", "([^/]+)", path)
        flags = re.IGNORECASE if self.ignore_case else 0
        word, _space, mark = kind.partition(" ")
        return Route(method, re.compile(pattern, flags), call, word, mark == "open")

    def _find(self, request: Request) -> tuple[Optional[Route], list[str], list[str]]:
        method = "GET" if request.method == "HEAD" else request.method
        others = []
        for route in self.routes:
            match = route.pattern.fullmatch(request.path)
            if match is None:
                continue
            if route.method == method:
                return route, [unquote(part) for part in match.groups() if part is not None], []
            others.append(route.method)
        return None, [], others

    def _limit(self) -> None:
        if self.rate_limit is None:
            return
        now = self.clock.now()
        while self._recent and self._recent[0] <= now - 60.0:
            self._recent.popleft()
        if len(self._recent) >= self.rate_limit:
            raise Refused(self.too_many(self._recent[0] + 60.0 - now))
        self._recent.append(now)
