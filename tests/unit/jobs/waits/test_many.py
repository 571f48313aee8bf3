# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several jobs in one wait: predicates, changes, jobs that come and go, and threads."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import (
    PREDICATES,
    all_finished,
    any_finished,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.tracked_job import Change
from ansible_collections.asyncops.jobs.plugins.module_utils._model import errors


def record(one: int, status: str = "running", **more: Any) -> dict[str, Any]:
    return {"id": one, "status": status, **more}


def running_until_asked(one: int, times: int) -> list[Any]:
    """The answers of a job that is done at this poll."""
    return [record(one)] * (times - 1) + [record(one, "done")]


def script(**polls: int) -> dict[str, Any]:
    """`j1=3`: job 1 is done at the third poll."""
    return {
        "GET /jobs/%s" % name[1:]: running_until_asked(int(name[1:]), n)
        for name, n in polls.items()
    }


# all, any, and what a caller thinks of


def test_all_waits_for_the_last(scene: Any) -> None:
    one = scene(script(j1=1, j2=3, j3=2))
    outcome = one.waiter("1", "2", "3").run(PREDICATES["all"])
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 3
    assert [job.id for job in outcome.jobs] == ["1", "2", "3"]
    assert outcome.polls == 6


def test_any_waits_for_the_first(scene: Any) -> None:
    one = scene(script(j1=5, j2=2, j3=5))
    outcome = one.waiter("1", "2", "3").run(PREDICATES["any"])
    assert [job.finished for job in outcome.jobs] == [False, True, False]
    assert (outcome.timed_out, outcome.waited) == (False, 0.5)


@pytest.mark.parametrize(
    ("wait_for", "state"), [("any", None), ("all", "timeout"), (None, "timeout")]
)
def test_the_option_wait_for(scene: Any, wait_for: Any, state: Any) -> None:
    one = scene({"GET /jobs/1": record(1), "GET /jobs/2": record(2, "done")})
    result = one.run("wait", job_id=["1", "2"], wait_for=wait_for, wait_timeout=3)
    assert result.get("error") == state
    assert result["timed_out"] is (state is not None)


def test_a_predicate_of_the_callers_own(scene: Any) -> None:
    one = scene(script(j1=2, j2=3, j3=9))
    waiter = one.waiter("1", "2", "3")
    outcome = waiter.run(lambda waiter: waiter.open <= 1)
    assert [job.finished for job in outcome.jobs] == [True, True, False]
    assert outcome.timed_out is False


def test_a_predicate_that_holds_from_the_beginning_sends_nothing(scene: Any) -> None:
    one = scene(script(j1=1))
    outcome = one.waiter("1").run(lambda waiter: True)
    assert (one.lines, outcome.timed_out, outcome.unseen) == ([], False, ["1"])


def test_a_predicate_that_never_holds_lasts_until_the_deadline(scene: Any) -> None:
    one = scene(script(j1=1))
    outcome = one.waiter("1", timeout=30).run(lambda waiter: False)
    assert (one.at("GET /jobs/1"), outcome.timed_out, outcome.waited) == ([0.0], True, 30.0)
    assert outcome.jobs[0].state == "succeeded"
    assert one.progress == []  # nobody is waited for


# Changes


def test_the_changes_of_a_job_one_by_one(scene: Any) -> None:
    job = {"id": "id", "progress": "done_percent", "reason": "why"}
    records = [
        record(7),
        record(7),
        record(7, done_percent=10),
        record(7, done_percent=10),
        record(7, done_percent=10, why="no disk"),
        record(7, "queued", done_percent=10, why="no disk"),
        record(7, "done", done_percent=100),
    ]
    one = scene({"GET /jobs/7": records}, job=job)
    waiter = one.waiter("7")
    changes = list(waiter.changes(all_finished))
    assert all(isinstance(change, Change) for change in changes)
    assert [change.now.state for change in changes] == [
        "running",
        "running",
        "running",
        "queued",
        "succeeded",
    ]
    assert changes[0].before is None
    told = [change.before and change.before.state for change in changes]
    assert told == [None, "running", "running", "running", "queued"]
    assert {id(change.tracked) for change in changes} == {id(waiter.tracked[0])}
    assert len(one.at()) == 7


def test_a_status_of_the_same_state_is_a_change(scene: Any) -> None:
    words = {"running": ["copying", "writing"], "succeeded": "done"}
    answers = [record(7, "copying"), record(7, "writing"), record(7, "done")]
    one = scene({"GET /jobs/7": answers}, state={"path": "status", "words": words})
    changes = list(one.waiter("7").changes(all_finished))
    assert [change.now.status for change in changes] == ["copying", "writing", "done"]


def test_a_failed_poll_is_no_change(scene: Any) -> None:
    one = scene({"GET /jobs/7": [500, record(7), 500, record(7, "done")]})
    changes = list(one.waiter("7").changes(all_finished))
    assert [change.now.state for change in changes] == ["running", "succeeded"]


def test_a_job_that_is_lost_is_a_change(scene: Any) -> None:
    one = scene({"GET /jobs/7": [record(7), 404]}, vanished={"state": "lost", "grace": 0})
    changes = list(one.waiter("7").changes(all_finished))
    assert [change.now.state for change in changes] == ["running", "lost"]


def test_the_changes_tell_of_the_end_at_the_deadline(scene: Any) -> None:
    one = scene(script(j1=2))
    waiter = one.waiter("1", timeout=0.25)
    assert [change.now.state for change in waiter.changes(all_finished)] == ["running", "succeeded"]
    assert waiter.timed_out is False


# Jobs that come and go


def test_a_job_that_is_added_while_it_runs(scene: Any) -> None:
    one = scene(script(j1=2, j2=3))
    waiter = one.waiter("1")
    added = []
    for change in waiter.changes(all_finished):
        if change.tracked.ref.id == "1" and change.now.finished:
            added.append(one.add(waiter, "2"))
    assert added == waiter.tracked[1:]
    assert one.at("GET /jobs/1") == [0.0, 0.5]
    assert one.at("GET /jobs/2") == [0.5, 1.0, 1.515]
    assert [job.state for job in waiter.jobs] == ["succeeded", "succeeded"]


def test_a_job_that_is_added_to_a_wait_for_any(scene: Any) -> None:
    one = scene(script(j1=9, j2=1))
    waiter = one.waiter("1")
    for _change in waiter.changes(any_finished):
        if len(waiter.tracked) == 1:
            one.add(waiter, "2")
    assert [job.state for job in waiter.jobs] == ["running", "succeeded"]


def test_a_job_that_is_removed_is_asked_for_no_more(scene: Any) -> None:
    one = scene(script(j1=9, j2=3))
    waiter = one.waiter("1", "2")
    for change in waiter.changes(all_finished):
        if change.tracked.ref.id == "1":
            waiter.remove(change.tracked)
    assert one.at("GET /jobs/1") == [0.0]
    assert one.at("GET /jobs/2") == [0.0, 0.5, 1.015]
    outcome = waiter.outcome()
    assert [job.id for job in outcome.jobs] == ["2"] and outcome.timed_out is False


def test_removing_the_last_open_job_ends_the_wait(scene: Any) -> None:
    one = scene(script(j1=9))
    waiter = one.waiter("1")
    for change in waiter.changes(all_finished):
        waiter.remove(change.tracked)
    assert (waiter.open, waiter.jobs, waiter.timed_out) == (0, [], False)


def test_removing_a_job_that_has_ended_leaves_the_others(scene: Any) -> None:
    one = scene(script(j1=1, j2=3))
    waiter = one.waiter("1", "2")
    for change in waiter.changes(all_finished):
        if change.now.finished and change.tracked.ref.id == "1":
            waiter.remove(change.tracked)
            assert waiter.open == 1
    assert [job.state for job in waiter.jobs] == ["succeeded"]
    assert len(one.at("GET /jobs/2")) == 3


def test_a_job_that_is_removed_while_it_is_asked_for(scene: Any) -> None:
    one = scene({})
    waiter = one.waiter("1")

    def respond(sent: Any) -> Any:
        waiter.remove(waiter.tracked[0])
        return record(1, "done")

    one.fake.script["GET /jobs/1"] = respond
    assert list(waiter.changes(all_finished)) == []
    assert (waiter.open, waiter.jobs) == (0, [])


# Through threads


def test_each_job_keeps_its_own_due_time(scene: Any, say: Any) -> None:
    one = scene(
        {
            "GET /jobs/1": [say(record(1), Retry_After="3"), record(1, "done")],
            "GET /jobs/2": [say(record(2), Retry_After="2"), record(2), record(2, "done")],
        }
    )
    one.waiter("1", "2").run(all_finished)
    assert one.at("GET /jobs/1") == [0.0, 3.0]
    assert one.at("GET /jobs/2") == [0.0, 2.0, 2.56]


def test_more_jobs_than_threads(scene: Any) -> None:
    ids = [str(number) for number in range(1, 41)]
    one = scene({"GET /jobs/%s" % one: running_until_asked(int(one), 2) for one in ids})
    outcome = one.waiter(*ids).run(all_finished)
    assert outcome.polls == 80
    assert [job.id for job in outcome.jobs] == ids
    assert {at for at, _line in one.happened} == {0.0, 0.5}
    assert one.sleeps == [0.5]


def test_eight_polls_are_under_way_at_the_most(scene: Any) -> None:
    ids = [str(number) for number in range(1, 41)]
    one = scene({"GET /jobs/%s" % job: record(int(job), "done") for job in ids})
    under_way, most = [0], [0]
    lock, begun = threading.Lock(), threading.Barrier(8, timeout=30)

    def count(request: Any) -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        begun.wait()  # 40 are five times eight: nobody waits for ever
        with lock:
            under_way[0] -= 1

    one.before_sending = count
    assert one.waiter(*ids).run(all_finished).polls == 40
    assert most == [8]


def test_a_pause_holds_for_all_jobs(scene: Any, say: Any) -> None:
    one = scene(
        {
            "GET /jobs/1": [record(1), say(None, 429, Retry_After="30"), record(1, "done")],
            "GET /jobs/2": [say(record(2), Retry_After="2"), record(2, "done")],
            "GET /jobs/3": [say(record(3), Retry_After="40"), record(3, "done")],
        }
    )
    one.waiter("1", "2", "3").run(all_finished)
    # They do not go on all at once: job 2, which has been due for longest, goes first.
    assert one.at("GET /jobs/1") == [0.0, 0.5, 35.5]
    assert one.at("GET /jobs/2") == [0.0, 30.5]
    assert one.at("GET /jobs/3") == [0.0, 40.5]


def test_a_shorter_pause_does_not_end_a_longer_one(scene: Any, say: Any) -> None:
    slow, quick = say(None, 429, Retry_After="30"), say(None, 503, Retry_After="5")
    one = scene(
        {
            "GET /jobs/1": [slow, record(1, "done")],
            "GET /jobs/2": [quick, record(2, "done")],
            "GET /jobs/3": say(record(3), Retry_After="9"),
        }
    )
    one.waiter("1", "2", "3", timeout=29).run(all_finished)
    assert {at for at, _line in one.happened} == {0.0}


def test_a_paused_origin_is_left_alone_at_the_deadline(scene: Any, say: Any) -> None:
    one = scene(
        {
            "GET /jobs/1": [record(1), say(None, 429, Retry_After="30")],
            "GET /jobs/2": say(record(2), Retry_After="2"),
        }
    )
    outcome = one.waiter("1", "2", timeout=10).run(all_finished)
    assert {at for at, _line in one.happened} == {0.0, 0.5}
    assert outcome.retry_after == 20.5
    assert outcome.last_failure.status == 429


def test_the_deadline_asks_each_open_job_once_more(scene: Any) -> None:
    one = scene({**script(j1=1), "GET /jobs/2": record(2), "GET /jobs/3": record(3)})
    outcome = one.waiter("1", "2", "3", timeout=0.75).run(all_finished)
    assert one.at("GET /jobs/1") == [0.0]
    assert one.at("GET /jobs/2") == one.at("GET /jobs/3") == [0.0, 0.5, 0.75]
    assert outcome.timed_out is True


def test_the_first_failure_of_an_open_job_is_the_one_that_is_told(scene: Any) -> None:
    one = scene({**script(j1=1), "GET /jobs/2": 502, "GET /jobs/3": 504, "GET /jobs/4": record(4)})
    outcome = one.waiter("4", "1", "2", "3", timeout=0).run(all_finished)
    assert outcome.last_failure.status == 502
    assert outcome.unseen == ["2", "3"]


def test_one_refusal_ends_the_wait_for_all(scene: Any) -> None:
    one = scene({**script(j1=1), "GET /jobs/2": 403, "GET /jobs/3": record(3)})
    waiter = one.waiter("1", "2", "3")
    with pytest.raises(errors.AuthError):
        waiter.run(all_finished)
    assert {at for at, _line in one.happened} == {0.0}


def test_the_progress_tells_of_the_job_that_is_next(scene: Any, say: Any) -> None:
    one = scene(
        {
            "GET /jobs/1": [say(record(1), Retry_After="9"), record(1, "done")],
            "GET /jobs/2": [say(record(2), Retry_After="4"), record(2, "done")],
            "GET /jobs/3": [502, say(record(3), Retry_After="7"), record(3, "done")],
        }
    )
    one.random = 0.999
    one.waiter("1", "2", "3").run(all_finished)
    told = [(told.why, told.next_poll, told.waited) for told in one.progress]
    assert told[0] == ("the last poll failed", pytest.approx(0.999), 0.0)
    assert told[1][:2] == ("server's Retry-After", pytest.approx(3.999))
    assert len(one.progress[0].jobs) == 3
