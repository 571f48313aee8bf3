# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that one 429 or 503 holds do not go on all at once: what a system that turns requests away is
asked, in slow motion."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import all_finished
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.throttle import Throttle

from .conftest import LIST, START


class Limited:
    """A system that allows so many requests in so many seconds, and says when the next may come.

    :param polls: at which of its polls a job is done.
    """

    def __init__(self, scene: Any, allowed: int, seconds: float, polls: int = 1) -> None:
        self.scene = scene
        self.seconds = seconds
        self.polls = polls
        self.answered: deque[float] = deque(maxlen=allowed)
        self.seen: dict[str, int] = {}
        self.lines: list[tuple[float, int]] = []
        self.lock = threading.Lock()

    def answer(self, say: Any, body: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Answers with the body, or with 429."""

        def respond(sent: Any) -> Any:
            now = self.scene.time
            with self.lock:
                full = len(self.answered) == self.answered.maxlen
                left = self.answered[0] + self.seconds - now if full else 0.0
                self.lines.append((now, 429 if left > 0 else 200))
                if left > 0:
                    whole = str(int(-(-left // 1)))
                    return say({"error": "slow down"}, 429, Retry_After=whole)
                self.answered.append(now)
            return body(sent)

        return respond

    def job(self, sent: Any) -> Any:
        """A job as it is at this poll."""
        name = sent.target.rpartition("/")[2]
        with self.lock:
            self.seen[name] = self.seen.get(name, 0) + 1
            done = self.seen[name] >= self.polls
        return {"id": int(name), "status": "done" if done else "running"}

    @property
    def refused(self) -> int:
        """Requests that were turned away."""
        return sum(status == 429 for _at, status in self.lines)


def limited(scene: Any, say: Any, jobs: int, *limit: Any, **more: Any) -> tuple[Any, Limited]:
    one = scene({}, **more)
    system = Limited(one, *limit)
    for number in range(1, jobs + 1):
        one.script("GET /jobs/%d" % number, system.answer(say, system.job))
    return one, system


def ids(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def test_six_jobs_at_one_request_a_second(scene: Any, say: Any) -> None:
    """The first six polls go out at once, as nothing is known yet; from then on one a second."""
    one, system = limited(scene, say, 6, 1, 1.0)
    outcome = one.waiter(*ids(6)).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 6
    assert len(system.lines) - system.refused == 6 and system.refused <= 5
    assert outcome.waited <= 5.5


@pytest.mark.parametrize(("jobs", "polls"), [(6, 5), (20, 3)])
def test_jobs_that_go_on_at_one_request_a_second(
    scene: Any, say: Any, jobs: int, polls: int
) -> None:
    one, system = limited(scene, say, jobs, 1, 1.0, polls)
    outcome = one.waiter(*ids(jobs)).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    # What cannot be avoided, the first burst, and a try now and then whether it allows more.
    assert system.refused <= jobs + jobs * polls / 8
    assert outcome.waited <= 1.35 * jobs * polls


@pytest.mark.gate
def test_sixty_a_minute(scene: Any, say: Any) -> None:
    one, system = limited(scene, say, 150, 60, 60.0)
    outcome = one.waiter(*ids(150)).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert system.refused <= 32 and outcome.waited <= 200


def test_a_list_is_not_begun_anew_for_each_page_that_is_turned_away(scene: Any, say: Any) -> None:
    """One request a second, and a list of four pages."""
    page = {"type": "offset", "size": 2}
    one = scene({}, list={**LIST, "page": page}, job={"id": "id"})
    system = Limited(one, 1, 1.0)

    def rows(sent: Any) -> Any:
        start = int(sent.query["offset"])
        found = [{"id": number, "status": "done"} for number in range(1, 8)]
        return {"jobs": found[start : start + 2]}

    one.script("GET /jobs", system.answer(say, rows))
    outcome = one.waiter(*ids(7)).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert len(system.lines) == 7 and outcome.waited <= 5


@pytest.mark.parametrize("status", [429, 503])
def test_an_outage_is_over_for_all_soon_after_one_has_been_answered(
    scene: Any, say: Any, status: int
) -> None:
    """Nothing was answered in between: no pace was shown, and none is kept."""
    one = scene({})

    def respond(sent: Any) -> Any:
        if one.time - START < 60:
            return say(None, status, Retry_After="60")
        return {"id": int(sent.target.rpartition("/")[2]), "status": "done"}

    for job in ids(12):
        one.script("GET /jobs/%s" % job, respond)
    outcome = one.waiter(*ids(12)).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert outcome.waited == 60.0 and len(one.lines) <= 24


def test_what_a_list_leaves_out_keeps_to_the_pace_too(scene: Any, say: Any) -> None:
    one, system = limited(scene, say, 8, 1, 1.0, list=LIST, job={"id": "id"})
    one.script("GET /jobs", system.answer(say, lambda sent: {"jobs": []}))
    outcome = one.waiter(*ids(8)).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert system.refused <= 10


def test_no_poll_undercuts_the_pace_at_the_deadline(scene: Any, say: Any) -> None:
    one, system = limited(scene, say, 6, 1, 1.0, 99)
    outcome = one.waiter(*ids(6), timeout=10).run(all_finished)
    late = [status for at, status in system.lines if at - system.lines[0][0] >= 10]
    assert outcome.timed_out and len(late) <= 1


# The arithmetic


def burst(throttle: Throttle, now: float, answered: int, pause: float) -> None:
    """So many polls are answered, then one is turned away."""
    for _each in range(answered):
        throttle.answered(now)
    throttle.refused(now, now + pause)


@pytest.mark.parametrize(
    ("answered", "pause", "distance"),
    [(1, 1.0, 1.05), (2, 1.0, 0.525), (60, 60.0, 1.05), (1, 60.0, 5.0), (0, 60.0, 0.0)],
)
def test_the_distance_that_was_shown(answered: int, pause: float, distance: float) -> None:
    throttle = Throttle(16)
    burst(throttle, 100.0, answered, pause)
    assert throttle.opens_at(6) == 100.0 + pause and throttle.most == 1
    throttle.sent(100.0 + pause)
    assert throttle.opens_at(6) == pytest.approx(100.0 + pause + distance)
    assert throttle.opens_at(1) == 100.0 + pause


def test_an_answer_that_comes_after_the_refusals_of_the_same_burst_counts() -> None:
    throttle = Throttle(16)
    throttle.refused(100.0, 101.0)
    throttle.answered(100.1)
    throttle.refused(100.2, 101.2)
    assert (throttle.most, throttle.opens_at(6)) == (1, 101.2)
    throttle.sent(101.2)
    assert throttle.opens_at(6) == pytest.approx(101.2 + 1.05 * 1.2)


def test_only_answers_of_late_tell_the_pace() -> None:
    throttle = Throttle(16)
    for now in range(50):
        throttle.answered(float(now))
    burst(throttle, 1000.0, 1, 1.0)
    throttle.sent(1001.0)
    assert throttle.opens_at(6) == pytest.approx(1002.05)


def test_more_are_under_way_with_each_answer() -> None:
    throttle = Throttle(16)
    throttle.refused(0.0, 1.0)
    seen = []
    throttle.sent(1.0)
    for _each in range(6):
        seen.append(throttle.most)
        throttle.answered(1.0)
    assert seen == [1, 2, 4, 8, 16, 16]


def test_the_distance_shrinks_while_nothing_is_turned_away() -> None:
    throttle = Throttle(16)
    burst(throttle, 0.0, 1, 1.0)
    gaps: list[float] = []
    for _each in range(160):
        now = throttle.opens_at(6)
        throttle.sent(now)
        throttle.answered(now)
        gaps.append(round(throttle.opens_at(6) - now, 3))
    assert gaps[:16] == [1.05] * 16 and gaps[16:32] == [0.525] * 16
    assert gaps == sorted(gaps, reverse=True) and gaps[-1] == 0.0
