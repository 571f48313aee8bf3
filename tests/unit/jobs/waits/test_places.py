# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A poll reads no further in a list than the jobs that are waited for, and no page in vain."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import all_finished

ALL = "GET /jobs"
OTHERS = 4000
TIME = {"path": "t", "type": "epoch_s"}


class Rows:
    """A list of many jobs of others and some of ours, which run for three seconds.

    :param most: jobs that a page has at the most, whatever is asked for.
    :param grows: jobs of others that come with each request.
    """

    def __init__(self, scene: Any, order: str, most: int, grows: int = 0, shows: Any = 1) -> None:
        self.scene, self.order, self.most, self.grows, self.shows = (
            scene, order, most, grows, shows,
        )  # fmt: skip
        self.asked: list[tuple[float, int, int]] = []
        self.later = 0
        self.ours = range(OTHERS, OTHERS + 6)

    def status(self, number: int) -> str:
        return "running" if number in self.ours and self.scene.time < 1_000_003 else "done"

    def __call__(self, sent: Any) -> Any:
        self.later += self.grows
        rows = [
            {"id": number, "status": self.status(number), "t": 1_000_000 + number}
            for number in range(OTHERS + 6 + self.later)
            if number not in self.ours or self.shows
        ]
        if self.order == "newest":
            rows.reverse()
        start, limit = int(sent.query.get("offset", 0)), int(sent.query.get("limit", 9999))
        at = round(self.scene.time - 1_000_000, 2)
        self.asked.append((at, start, limit))
        return {"total": len(rows), "jobs": rows[start : start + min(limit, self.most)]}

    def single(self, number: int) -> Any:
        return lambda sent: {"id": number, "status": self.status(number)}


def wait(scene: Any, order: str, most: int = 10_000, timed: bool = True, **more: Any) -> Rows:
    listed = {
        "path": "/jobs",
        "items": "jobs[]",
        "total": "total",
        "page": {"type": "offset", "size": 1000},
    }
    job = {"id": "id", **({"submitted_at": TIME} if timed else {})}
    one = scene({}, list=listed, job=job)
    rows = Rows(one, order, most, **more)
    one.script(ALL, rows)
    for number in rows.ours:
        one.script("GET /jobs/%d" % number, rows.single(number))
    outcome = one.waiter(*map(str, rows.ours)).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    rows.singles = [line for line in one.lines if line != ALL]  # type: ignore[attr-defined]
    return rows


@pytest.mark.parametrize("most", [10_000, 70])
@pytest.mark.parametrize("timed", [True, False])
def test_the_newest_come_first(scene: Any, most: int, timed: bool) -> None:
    rows = wait(scene, "newest", most, timed)
    assert {start for _at, start, _limit in rows.asked} == {0}
    assert len(rows.asked) == len({at for at, _start, _limit in rows.asked})
    assert len(rows.singles) <= 1 and len(rows.asked) <= 7


@pytest.mark.parametrize("most", [10_000, 70])
@pytest.mark.parametrize("timed", [True, False])
def test_the_oldest_come_first(scene: Any, most: int, timed: bool) -> None:
    """The first page tells that, the last one holds ours; from then on it is one page a poll."""
    rows = wait(scene, "oldest", most, timed)
    first, second, *later = rows.asked
    assert (first[0], first[1], second[0]) == (0.0, 0, 0.0)
    assert second[1] == OTHERS + 6 - min(100, most)
    assert len(later) == len({at for at, _start, _limit in later}) <= 6
    assert all(start > OTHERS - 100 for _at, start, _limit in later)
    assert len(rows.singles) <= 1


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("grows", [1, 20])
def test_jobs_of_others_come_meanwhile(scene: Any, order: str, grows: int) -> None:
    rows = wait(scene, order, grows=grows)
    assert len(rows.singles) <= 1 and len(rows.asked) <= 10


@pytest.mark.gate
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_ours_move_out_of_sight(scene: Any, order: str) -> None:
    """More come than a margin allows for: they are found again, or looked at singly."""
    rows = wait(scene, order, grows=400)
    assert len(rows.asked) <= 30


@pytest.mark.gate
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_list_that_shows_none_of_ours_is_read_once(scene: Any, order: str) -> None:
    rows = wait(scene, order, shows=0)
    assert {at for at, _start, _limit in rows.asked} == {0.0}
    assert len(rows.asked) <= OTHERS / 100 + 1


def test_a_system_that_does_not_page_is_asked_once_a_poll(scene: Any) -> None:
    listed = {"path": "/jobs", "items": "jobs[]", "page": {"type": "offset"}}
    some = [{"id": number, "status": "running"} for number in range(1, 9)]
    done = [{"id": number, "status": "done"} for number in range(1, 9)]
    one = scene({ALL: [{"jobs": some}, {"jobs": some}, {"jobs": done}]}, list=listed)
    one.waiter("1", "2", "7", "8").run(all_finished)
    assert one.at(ALL) == [0.0, 0.5, 1.015]


# A list without pages that gives as many as it is asked for.


def test_an_unpaged_list_is_asked_for_as_many_as_are_needed(scene: Any) -> None:
    asked = []

    def respond(sent: Any) -> Any:
        most = int(sent.query["most"])
        asked.append(most)
        state = "running" if one.time < 1_000_001 else "done"
        return {"jobs": [{"id": n, "status": state} for n in range(6000, 0, -1)][:most]}

    listed = {"path": "/jobs", "items": "jobs[]", "limit": 500, "limit_name": "most"}
    one = scene({}, list=listed)
    one.script(ALL, respond)
    outcome = one.waiter("5100", "5200", "5300", "5995").run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert asked == [10_000, 901 + 225 + 50, 901 + 225 + 50]
    assert set(one.lines) == {ALL}


def test_a_list_says_whether_it_is_complete(scene: Any) -> None:
    """A count of just what the system cuts at is taken for a cut."""
    listed = {"path": "/jobs", "items": "jobs[]", "limit": 500, "limit_name": "most"}
    for count, complete in ((499, True), (500, False), (501, True), (10_000, False)):
        rows = {"jobs": [{"id": n, "status": "done"} for n in range(count)]}
        result = scene({ALL: rows}, list=listed).run("info", summary_only=True)
        assert (result["count"], result["complete"]) == (count, complete)
