# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of one emulated system, and what the next ones are to become."""

from __future__ import annotations

import random
import threading
import uuid
from collections import deque
from collections.abc import Container, Sequence
from typing import Any, Union

from .clock import ManualClock, RealClock
from .jobs import Job, Plan, Step

Clock = Union[ManualClock, RealClock]


class World:
    """Jobs that live by a clock. A system's face says which words they use; `version` counts their
    changes.
    """

    name = ""
    default_phases: Sequence[tuple[str, float]] = ()
    outcomes: dict[str, str] = {}
    terminal: Container[str] = frozenset()
    idle: Container[str] = frozenset()

    def __init__(self, clock: Clock) -> None:
        """Make an empty world."""
        self.clock = clock
        self.lock = threading.RLock()
        self.jobs: dict[str, Job] = {}
        self.version = 0
        self.plans: deque[Plan] = deque()
        # The job that the request being answered has started or looked at.
        self.started: Job | None = None
        self.looked: Job | None = None
        self._random = random.Random(f"asyncops {self.name}")

    # What a test or a person uses.

    def add_job(self, **what: Any) -> str:
        """Make a job (options: `jobs.Plan`) as if it had been submitted; return its id."""
        return self.add_many(1, **what)[0]

    def add_many(self, n: int, **what: Any) -> list[str]:
        """Make `n` alike jobs cheaply; return their ids. TypeError, ValueError for options that do
        not fit.
        """
        plan = Plan(**what)
        with self.lock:
            timeline = self.timeline(plan, self.clock.now())
            data = self.data_for(plan)
            ids = (
                [str(plan.id)]
                if plan.id is not None and n == 1
                else [self.new_id() for _number in range(n)]
            )
            for id in ids:
                self.jobs[id] = Job(id, plan, timeline, dict(data))
            self.version += 1
        return ids

    def next_job(self, **what: Any) -> None:
        """Say what the next submission becomes (options: `jobs.Plan`); calls queue up, one
        submission takes one.
        """
        plan = Plan(**what)
        with self.lock:
            self.timeline(plan, self.clock.now())
            self.plans.append(plan)

    # What a face fills in.

    def new_id(self) -> str:
        """Return a new job id in the system's form."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def data_for(self, plan: Plan) -> dict[str, Any]:
        """Return what the face keeps with a job that `add_job` makes."""
        return {}

    # Jobs.

    def start_job(self, **defaults: Any) -> Job:
        """Make the job of a submission: the next plan, or a plain one, on top of the face's
        `defaults` for it.
        """
        plan = self.plans.popleft() if self.plans else Plan()
        return self.job_of(plan, defaults)

    def job_of(self, plan: Plan, data: dict[str, Any]) -> Job:
        """Make and keep a job of `plan` with `data`."""
        id = self.new_id() if plan.id is None or str(plan.id) in self.jobs else str(plan.id)
        job = Job(id, plan, self.timeline(plan, self.clock.now()), {**self.data_for(plan), **data})
        self.jobs[id] = self.started = job
        self.version += 1
        return job

    def find(self, id: str) -> Job | None:
        """Return the job the system admits to knowing, or None."""
        job = self.jobs.get(id)
        self.looked = job if job is not None and job.visible(self.clock.now()) else None
        return self.looked

    def listed(self) -> list[Job]:
        """Return the jobs the system admits to knowing, in the order they came."""
        now = self.clock.now()
        return [job for job in self.jobs.values() if job.visible(now)]

    def timeline(self, plan: Plan, now: float) -> tuple[Step, ...]:
        """Return the steps of a job made now; ValueError for a plan that does not fit the
        system.
        """
        if plan.outcome not in self.outcomes:
            raise ValueError(
                f"{self.name} has no outcome {plan.outcome!r}: {', '.join(self.outcomes)}"
            )
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
        spans = [
            (str(word), float(seconds)) for word, seconds in plan.phases or self.default_phases
        ]
        if isinstance(plan.duration, (int, float)):
            whole = sum(seconds for _word, seconds in spans) or 1.0
            spans = [(word, plan.duration * seconds / whole) for word, seconds in spans]
        elif plan.duration is not None:
            if len(plan.duration) != len(spans):
                words = ", ".join(word for word, _seconds in spans)
                raise ValueError(f"duration needs {len(spans)} numbers, for {words}")
            spans = [
                (word, float(plan.duration[index])) for index, (word, _old) in enumerate(spans)
            ]
        if any(not 0 <= seconds < float("inf") for _word, seconds in spans):
            raise ValueError("durations are zero or more seconds")
        return [(word, seconds / self.clock.speed) for word, seconds in spans]
