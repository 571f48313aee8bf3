# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job as a pure function of the clock: a timeline of status words, and the plan it was made
from.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .wire import RetryAfter


class Step(NamedTuple):
    """From `at` (seconds since the epoch) on, the job's word is `word`: a status, or
    `status:stage`.
    """

    at: float
    word: str


@dataclass(eq=False)
class Plan:
    """What a job is to become. Every option may be left out; the system's own habits fill the gaps.

    id                the system's id; a new one in the system's form otherwise
    status            the system's own word. Not terminal: the job stays so for ever. Terminal: the
                      job ends so
    outcome           `done`, `partial`, `failed`, `cancelled`, `no_result` (done, but nothing to
                      fetch)
    duration          seconds in all, or a list with the seconds of each phase
    phases            `[[word, seconds], ...]` instead of the system's phases; a word may be
                      `status:stage`
    age               how many seconds ago it was submitted (a job with a terminal `status` has just
                      ended otherwise)
    fields            put into (None: taken out of) the system's record as they are, last of all
    rows              the result's rows
    messages, reason  the system's messages; the line that says why
    of                what it belongs to: workflow, datastream, client, collection
    type, name        what it does, in the system's words
    retry_after       on the answer to the submission (`none`: not even the system's own);
                      `poll_retry_after` on each look at the job while it runs
    location          form of the submission's Location: `api_relative`, `relative`, `absolute`,
                      `none`, or a text
                      with `{id}`
    count             how many jobs one submission starts (Adverity)
    sync              answer the submission at once with the result (Illumio), as an idle or old
                      server may
    hidden_for        seconds during which a look at it says "no such job"
    lost_after        seconds after which it has vanished
    stop_seconds      how long a stop takes; `after_stop` the word it ends with
    owner             whose job it is (Alteryx: `curator` or `artisan`)
    """

    id: int | str | None = None
    status: str | None = None
    outcome: str = "done"
    duration: float | Sequence[float] | None = None
    phases: Sequence[Sequence[Any]] | None = None
    age: float | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    rows: Sequence[Any] | None = None
    messages: Sequence[Any] | None = None
    reason: str | None = None
    of: int | str | None = None
    type: str | None = None
    name: str | None = None
    retry_after: RetryAfter = None
    poll_retry_after: RetryAfter = None
    location: str | None = None
    count: int = 1
    sync: bool = False
    hidden_for: float = 0.0
    lost_after: float | None = None
    stop_seconds: float = 1.0
    after_stop: str | None = None
    owner: str = "curator"


class Job:
    """One job. Everything it says of itself follows from the timeline and an instant."""

    __slots__ = ("id", "plan", "timeline", "data", "rest")

    def __init__(
        self, id: str, plan: Plan, timeline: tuple[Step, ...], data: dict[str, Any] | None = None
    ) -> None:
        """`data` holds what only the job's own face understands."""
        self.id = id
        self.plan = plan
        self.timeline = timeline
        self.data: dict[str, Any] = {} if data is None else data
        self.rest: tuple[Step, ...] = ()

    @property
    def submitted(self) -> float:
        """When it was submitted."""
        return self.timeline[0].at

    def step(self, now: float) -> Step:
        """Return the step it is in."""
        for step in reversed(self.timeline):
            if step.at <= now:
                return step
        return self.timeline[0]

    def status(self, now: float) -> str:
        """Return its status word."""
        return self.step(now).word.partition(":")[0]

    def stage(self, now: float) -> str:
        """Return the stage within the status, or an empty text."""
        return self.step(now).word.partition(":")[2]

    def next_change(self, now: float) -> float:
        """Return when the word changes next, infinity for never."""
        return min((step.at for step in self.timeline if step.at > now), default=float("inf"))

    def started(self, now: float, idle: Container[str]) -> float | None:
        """Return when it first had a word that is not one of `idle`, or None."""
        for step in self.timeline:
            if step.at <= now and step.word.partition(":")[0] not in idle:
                return step.at
        return None

    def ended(self, now: float, terminal: Container[str]) -> float | None:
        """Return when it got the terminal word it has, or None."""
        step = self.step(now)
        return step.at if step.word.partition(":")[0] in terminal else None

    def progress(self, now: float) -> float:
        """Return how much of its timeline is behind it, 0-100; 0 for a job that never moves."""
        first, last = self.timeline[0].at, self.timeline[-1].at
        if last <= first:
            return 100.0 if len(self.timeline) > 1 else 0.0
        return max(0.0, min(100.0, 100.0 * (now - first) / (last - first)))

    def visible(self, now: float) -> bool:
        """Tell whether the system admits to knowing it."""
        age = now - self.submitted
        return age >= self.plan.hidden_for and (
            self.plan.lost_after is None or age < self.plan.lost_after
        )

    def dress(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return `record` with the plan's fields put in, and those that are None there taken
        out.
        """
        fields = self.plan.fields
        return {
            name: value
            for name, value in {**record, **fields}.items()
            if fields.get(name, 0) is not None
        }

    def divert(self, now: float, steps: Sequence[tuple[float, str]]) -> None:
        """Leave the timeline now; `steps` are (seconds from now, word)."""
        past = [step for step in self.timeline if step.at <= now]
        self.timeline = tuple(past + [Step(now + seconds, word) for seconds, word in steps])

    def pause(self, now: float, steps: Sequence[tuple[float, str]]) -> None:
        """Leave the timeline as `divert` does, but remember what was still to come."""
        present = self.step(now)
        ahead = tuple(Step(step.at - now, step.word) for step in self.timeline if step.at > now)
        self.rest = (Step(0.0, present.word), *ahead)
        self.divert(now, steps)

    def resume(self, now: float) -> None:
        """Go on with what `pause` put aside; without it, the job stays as it is."""
        if self.rest:
            self.divert(now, [(step.at, step.word) for step in self.rest])
            self.rest = ()
