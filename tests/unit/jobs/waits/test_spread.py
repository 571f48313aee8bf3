# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A budget of requests in a wait for many jobs: spread, and never silent.

The clock stands still while requests are under way, so that all of this is arithmetic.
"""

from __future__ import annotations

from statistics import fmean
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import all_finished

from .conftest import START


class System:
    """Jobs that run for 1 to 10 seconds; Retry-After 1; a list that shows the newest.

    :param cut: how many that list shows at the most.
    """

    def __init__(self, scene: Any, say: Any, jobs: int, cut: int, budget: int) -> None:
        listed = {"path": "/jobs", "items": "jobs[]", "limit": cut, "limit_name": "most"}
        self.scene = scene(
            {}, list={**listed, "full": True}, job={"id": "id"}, requests_per_minute=budget
        )
        self.say, self.jobs, self.seen = say, jobs, dict[int, float]()
        self.cut = cut
        self.asked: list[float] = []
        self.scene.script("GET /jobs", self.rows)
        for job in range(jobs):
            self.scene.script("GET /jobs/%d" % job, lambda sent, job=job: self.single(job))

    def end(self, job: int) -> float:
        return 1 + 9 * job / self.jobs

    def record(self, job: int) -> dict[str, Any]:
        now = self.scene.time - START
        if now < self.end(job):
            return {"id": job, "status": "running"}
        self.seen.setdefault(job, now)
        return {"id": job, "status": "done"}

    def single(self, job: int) -> Any:
        self.asked.append(self.scene.time - START)
        return self.say(self.record(job), Retry_After="1")

    def rows(self, sent: Any) -> Any:
        self.asked.append(self.scene.time - START)
        most = min(self.cut, int(sent.query["most"]))
        rows = [self.record(job) for job in range(self.jobs - 1, self.jobs - 1 - most, -1)]
        return self.say({"jobs": rows}, Retry_After="1")

    def wait(self) -> Any:
        waiter = self.scene.waiter(*map(str, range(self.jobs)), timeout=600)
        outcome = waiter.run(all_finished)
        assert {job.state for job in outcome.jobs} == {"succeeded"}
        return outcome

    @property
    def lags(self) -> list[float]:
        return [self.seen[job] - self.end(job) for job in range(self.jobs)]

    @property
    def busiest_minute(self) -> int:
        return max(sum(at <= one < at + 60 for one in self.asked) for at in self.asked)


@pytest.mark.gate
def test_a_list_that_gives_all_costs_one_request_a_second(scene: Any, say: Any) -> None:
    system = System(scene, say, 300, 10_000, 500)
    outcome = system.wait()
    assert outcome.waited <= 10 + 1.5 and outcome.polls <= 14
    assert fmean(system.lags) <= 0.75


@pytest.mark.gate
def test_what_a_cut_list_leaves_out_is_seen_as_soon_as_the_budget_allows(
    scene: Any, say: Any
) -> None:
    """100 looks and 11 lists do not fit into a minute of 100 requests: 61 seconds are the least."""
    system = System(scene, say, 200, 100, 100)
    outcome = system.wait()
    listed, others = system.lags[100:], system.lags[:100]
    assert fmean(listed) <= 0.75 and max(listed) <= 1.3
    assert system.busiest_minute <= 100
    assert outcome.waited <= 67 and outcome.polls <= 120
    assert fmean(others) <= 23


@pytest.mark.gate
def test_there_is_no_silence(scene: Any, say: Any) -> None:
    system = System(scene, say, 200, 100, 100)
    system.wait()
    told = [one.waited for one in system.scene.progress]
    assert max(b - a for a, b in zip(told, told[1:])) <= 5
    assert max(b - a for a, b in zip(system.asked, system.asked[1:])) <= 5
    whys = {one.why for one in system.scene.progress}
    assert "the system allows 100 requests a minute" in whys


@pytest.mark.gate
@pytest.mark.parametrize("jobs", [30])
def test_without_a_list_looks_are_spread(scene: Any, say: Any, jobs: int) -> None:
    one = scene({}, requests_per_minute=60)
    asked = []

    def single(job: int) -> Any:
        def respond(sent: Any) -> Any:
            asked.append(one.time - START)
            done = one.time - START > 70
            return say({"id": job, "status": "done" if done else "running"}, Retry_After="1")

        return respond

    for job in range(jobs):
        one.script("GET /jobs/%d" % job, single(job))
    outcome = one.waiter(*map(str, range(jobs)), timeout=900).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert max(b - a for a, b in zip(asked, asked[1:])) <= 10
    assert max(sum(at <= one < at + 60 for one in asked) for at in asked) <= 60
