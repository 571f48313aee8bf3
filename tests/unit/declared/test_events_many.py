# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of jobs are watched with one list a turn, over one connection, in flat memory."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.tests.unit.watching import rulebook_of

JOBS, PAGE = 3000, 1000


class Many:
    """A server of many jobs, paged; each round some end and some begin."""

    def __init__(self, acme: Any, jobs: int = JOBS) -> None:
        self.words = {str(number): "running" for number in range(jobs)}
        self.next = jobs
        page = {"type": "offset", "size": PAGE, "short_is_last": True}
        self.person = acme(
            {"GET /jobs": self.list},
            list={"path": "/jobs", "items": "items", "full": True, "page": page},
            job={"id": "id", "name": "name"},
        )
        self.connections: set[Any] = set()
        serve = self.person.fake.process_request

        def count(request: Any, address: Any) -> None:
            self.connections.add(address)
            serve(request, address)

        self.person.fake.process_request = count

    def list(self, sent: Any) -> Any:
        start = int(sent.query.get("offset", 0))
        shown = list(self.words.items())[start : start + PAGE]
        return {"items": [{"id": key, "status": word, "name": "n" * 50} for key, word in shown]}

    def turn(self) -> None:
        """A hundred jobs end, a hundred leave, a hundred come."""
        running = [key for key, word in self.words.items() if word == "running"][:100]
        for key in [key for key, word in self.words.items() if word == "done"][:100]:
            del self.words[key]
        self.words.update(dict.fromkeys(running, "done"))
        for _each in range(100):
            self.words[str(self.next)] = "running"
            self.next += 1


@pytest.mark.gate
def test_three_thousand_jobs_over_one_connection(acme: Any) -> None:
    many = Many(acme)
    rulebook = rulebook_of(many.person)
    events = rulebook.run(35, {15: many.turn, 25: many.turn})
    assert len(events) == 2 * 200
    assert [line for line in events if line.endswith("job.finished succeeded")][:2] == [
        "0 job.finished succeeded",
        "1 job.finished succeeded",
    ]
    # Four turns of four pages (the last is short, or empty), and not a look at a single job.
    assert len(many.person.fake.log) == 4 * 4
    assert len(many.connections) == 1


@pytest.mark.slow
def test_memory_stays_flat(acme: Any) -> None:
    many = Many(acme, jobs=1000)
    rulebook = rulebook_of(many.person, interval=600)
    plan = {300 + 600 * number: many.turn for number in range(70)}
    sizes: list[int] = []

    def measure() -> None:
        rulebook.events.clear()
        rulebook.sleeps.clear()
        many.person.fake.log.clear()
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    for number in range(20, 70, 10):
        plan[301 + 600 * number] = measure
    tracemalloc.start()
    try:
        rulebook.run(600 * 70, plan)
    finally:
        tracemalloc.stop()
    # 5,000 jobs have come and gone between the first and the last of these.
    print(sizes)
    assert sizes[-1] - sizes[0] < 150_000, sizes
