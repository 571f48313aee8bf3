# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists whose records tell less than a look at the job: what is known at the end is the same, by
list or one by one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import all_finished

from .conftest import LIST

ALL = "GET /jobs"
FOUR = ["1", "2", "3", "4"]
JOB = {"id": "id", "finished_at": "ended", "reason": "why", "name": "title"}


def brief(status: str, *ids: str, **more: Any) -> dict[str, Any]:
    return {"jobs": [{"id": int(one), "status": status, **more} for one in ids or FOUR]}


def full(one: str, status: str = "done", **more: Any) -> dict[str, Any]:
    return {"id": int(one), "status": status, "ended": 1700000000, "title": "copy " + one, **more}


def looks(status: str = "done", ids: Any = None, **more: Any) -> dict[str, Any]:
    return {"GET /jobs/%s" % one: full(one, status, **more) for one in ids or FOUR}


@pytest.mark.parametrize("count", [3, 4, 9])
def test_the_jobs_are_as_full_by_list_as_one_by_one(scene: Any, count: int) -> None:
    ids = [str(number) for number in range(1, count + 1)]
    script = {ALL: [brief("running", *ids), brief("error", *ids)]}
    script.update({
        "GET /jobs/%s" % one: [full(one, "running"), full(one, "error", why="no disk")]
        for one in (ids if count < 4 else [])
    })  # fmt: skip
    if count >= 4:
        script.update(looks("error", ids, why="no disk"))
        # The first look is for a hint when to ask again, which the list does not give.
        script["GET /jobs/1"] = [full("1", "running"), full("1", "error", why="no disk")]
    one = scene(script, list=LIST, job=JOB)
    outcome = one.waiter(*ids).run(all_finished)
    told = {(job.state, job.reason, job.finished_at) for job in outcome.jobs}
    assert told == {("failed", "no disk", "2023-11-14T22:13:20Z")}
    assert [job.name for job in outcome.jobs] == ["copy " + one for one in ids]
    assert one.lines.count(ALL) == (0 if count < 4 else 2)
    assert all(one.lines.count("GET /jobs/" + each) <= 2 for each in ids)


@pytest.mark.parametrize(
    ("definition", "record"),
    [
        ({"job": {"id": "id"}}, {}),
        ({"job": JOB, "list": {**LIST, "full": True}}, {}),
        ({"job": JOB}, {"ended": 1700000000, "title": "copy"}),
        ({"job": JOB}, {"ended": None, "title": None, "why": None}),
        ({"job": {**JOB, "finished_at": ["stopped", "ended"]}}, {"ended": 1, "title": "copy"}),
        ({"job": {**JOB, "finished_at": "times.ended"}}, {"times": None, "title": "copy"}),
        ({"job": {"id": "id", "progress": "percent"}}, {}),
    ],
)
def test_a_record_that_lacks_nothing_needs_no_look(
    scene: Any, definition: dict[str, Any], record: dict[str, Any]
) -> None:
    one = scene({ALL: brief("done", **record)}, **{"list": LIST, **definition})
    outcome = one.waiter(*FOUR).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert (one.lines, outcome.polls) == ([ALL], 1)


@pytest.mark.parametrize(
    "definition",
    [
        {"job": {"id": "id", "finished_at": "ended"}},
        {"job": {"id": "id", "finished_at": "times.ended"}},
        {"job": {"id": "id", "messages": {"path": "log", "fields": {"text": "t"}}}},
        {"job": {"id": "id", "outputs": {"path": "files", "fields": {"id": "name"}}}},
        {"result": {"href": "result.href"}},
        {"result": {"inline": "response"}},
        {
            "state": {
                "path": "status",
                "words": {"running": "running", "succeeded": "done"},
                "rules": {"when": {"path": "error", "exists": True}, "state": "failed"},
            }
        },
    ],
)
def test_a_record_that_lacks_something_that_is_read(scene: Any, definition: dict[str, Any]) -> None:
    one = scene({ALL: brief("done"), **looks()}, list=LIST, **definition)
    one.waiter(*FOUR).run(all_finished)
    assert one.lines.count(ALL) == 1 and len(one.lines) > 1


def test_whether_it_failed_is_of_each_job_anew(scene: Any) -> None:
    """The list says done of all; that one of them has an error is told by its own look only."""
    ids = [str(number) for number in range(1, 13)]
    words = {"path": "status", "words": {"running": "running", "succeeded": "done"}}
    rule = {"when": {"path": "error", "exists": True}, "state": "failed"}
    script = {ALL: brief("done", *ids), **looks("done", ids)}
    script["GET /jobs/12"] = full("12", error="no disk")
    one = scene(script, list=LIST, state={**words, "rules": rule})
    outcome = one.waiter(*ids).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 11 + ["failed"]


def test_what_looks_do_not_tell_either_is_looked_for_no_more(scene: Any) -> None:
    ids = [str(number) for number in range(1, 201)]
    rounds = [brief("running", *ids[3:])["jobs"], brief("done", *ids[3:])["jobs"]]
    begun = brief("done", *ids[:3])["jobs"]
    script = {ALL: [{"jobs": begun + rounds[0]}, {"jobs": begun + rounds[1]}]}
    script.update({"GET /jobs/%s" % one: {"id": int(one), "status": "done"} for one in ids})
    one = scene(script, list=LIST, job={"id": "id", "finished_at": "ended"})
    outcome = one.waiter(*ids).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert len(one.lines) == 6


def test_a_look_that_knows_better_than_the_list_counts(scene: Any) -> None:
    script = {ALL: [brief("done"), brief("done")], **looks()}
    script["GET /jobs/4"] = [full("4", "running"), full("4", "error", why="no disk")]
    one = scene(script, list=LIST, job=JOB)
    outcome = one.waiter(*FOUR).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 3 + ["failed"]
    assert outcome.jobs[3].reason == "no disk"


@pytest.mark.parametrize("answer", [404, 403, 500, 429, "drop", "<html>", {"id": 99}])
def test_where_no_look_can_be_had_the_lists_word_counts(scene: Any, answer: Any) -> None:
    script = {ALL: brief("error"), **looks("error"), "GET /jobs/4": answer}
    one = scene(script, list=LIST, job=JOB)
    outcome = one.waiter(*FOUR).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["failed"] * 4
    assert one.lines.count("GET /jobs/4") <= 3
    assert (outcome.timed_out, outcome.last_failure) == (False, None)


@pytest.mark.parametrize("timeout", [0, 0.25])
def test_at_the_deadline_too(scene: Any, timeout: float) -> None:
    script = {ALL: [brief("error")] if not timeout else [brief("running"), brief("error")]}
    script.update({**looks("error", why="no disk"), "GET /jobs/4": 503})
    if timeout:
        script["GET /jobs/1"] = [full("1", "running"), full("1", "error", why="no disk")]
    one = scene(script, list=LIST, job=JOB)
    outcome = one.waiter(*FOUR, timeout=timeout).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["failed"] * 4
    assert [job.reason for job in outcome.jobs] == ["no disk"] * 3 + [None]
    assert outcome.timed_out is False


def test_a_list_without_a_hint_takes_those_of_the_jobs(scene: Any) -> None:
    one = scene({ALL: [brief("running"), brief("done")]}, list=LIST)
    waiter = one.waiter()
    for number, hint in zip(FOUR, (9.0, 7.0, 8.0, 7.0)):
        one.add(waiter, number, submitted=True, retry_after=hint)
    waiter.run(all_finished)
    assert one.at(ALL) == [7.0, 14.0]


def test_many_that_end_at_once_are_not_all_looked_at_for_what_nobody_tells(scene: Any) -> None:
    ids = [str(number) for number in range(1, 401)]
    script = {ALL: brief("done", *ids)}
    script.update({"GET /jobs/%s" % one: {"id": int(one), "status": "done"} for one in ids})
    one = scene(script, list=LIST, job={"id": "id", "finished_at": "ended"})
    outcome = one.waiter(*ids).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert len(one.lines) <= 25


def test_a_reason_is_looked_for_at_each_job_that_did_not_succeed(scene: Any) -> None:
    """Dozens failed without one; that says nothing of the last."""
    ids = [str(number) for number in range(1, 41)]
    script: dict[str, Any] = {ALL: brief("error", *ids)}
    script.update({"GET /jobs/%s" % one: {"id": int(one), "status": "error"} for one in ids})
    script["GET /jobs/40"] = {"id": 40, "status": "error", "why": "no disk"}
    one = scene(script, list=LIST, job={"id": "id", "reason": "why"})
    outcome = one.waiter(*ids).run(all_finished)
    assert [job.reason for job in outcome.jobs] == [None] * 39 + ["no disk"]
    one.script(ALL, brief("done", *ids))
    assert one.waiter(*ids).run(all_finished).polls == 1  # none is needed where it succeeded
