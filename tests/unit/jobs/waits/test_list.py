# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One list for all open jobs: when it is asked for, what it leaves out, and how it fails."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import all_finished

from .conftest import START

ALL = "GET /jobs"
LIST = {"path": "/jobs", "items": "jobs[]"}
FOUR = ["1", "2", "3", "4"]


def records(status: str = "running", *ids: str) -> list[dict[str, Any]]:
    return [{"id": int(one), "status": status} for one in ids or FOUR]


def listed(*given: Any) -> dict[str, Any]:
    return {"jobs": [one for group in given for one in group]}


def singles(status: str = "running", *ids: str) -> dict[str, Any]:
    return {"GET /jobs/%s" % one["id"]: one for one in records(status, *ids)}


RUNNING, DONE = listed(records()), listed(records("done"))


# When


def test_four_open_jobs_are_asked_for_by_one_list(scene: Any) -> None:
    one = scene({ALL: [RUNNING, RUNNING, DONE]}, list=LIST)
    outcome = one.waiter(*FOUR).run(all_finished)
    assert one.happened == [(0.0, ALL), (0.5, ALL), (1.015, ALL)]
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 4
    assert (outcome.polls, outcome.unseen) == (4, [])  # one looked for a hint when to ask again


def test_three_are_asked_for_one_by_one(scene: Any) -> None:
    one = scene({ALL: DONE, **singles("done")}, list=LIST)
    one.waiter("1", "2", "3").run(all_finished)
    assert sorted(one.lines) == ["GET /jobs/1", "GET /jobs/2", "GET /jobs/3"]


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"list": {**LIST, "poll": False}},
        {"list": {**LIST, "expand": True}},
        {"list": LIST, "filters": {"folder": {"required": True}}},
    ],
)
def test_a_list_that_would_not_do(scene: Any, definition: Any) -> None:
    one = scene({ALL: DONE, **singles("done")}, **definition)
    one.waiter(*FOUR).run(all_finished)
    assert ALL not in one.lines and len(one.lines) == 4


def test_a_filter_that_need_not_be_given_is_no_hindrance(scene: Any) -> None:
    one = scene({ALL: DONE}, list=LIST, filters={"folder": {"in": "query"}})
    one.waiter(*FOUR).run(all_finished)
    assert one.lines == [ALL]


def test_jobs_of_another_kind_are_in_another_list(scene: Any) -> None:
    kinds = {"task": {"match": "/tasks/", "definition": {"get": "{href}"}}}
    one = scene(
        {ALL: DONE, **singles("done"), "GET /tasks/9": {"id": 9, "status": "done"}},
        list=LIST, kinds=kinds,
    )  # fmt: skip
    one.waiter(*FOUR, "/tasks/9").run(all_finished)
    assert ALL not in one.lines and len(one.lines) == 5


def test_the_query_of_a_list_that_polls(scene: Any) -> None:
    one = scene({"GET /jobs?state=all": DONE}, list={**LIST, "poll_query": {"state": "all"}})
    one.waiter(*FOUR).run(all_finished)
    assert one.lines == ["GET /jobs?state=all"]


@pytest.mark.parametrize(("jobs", "prefers_list"), [(4, False), (5, False), (6, True)])
def test_a_list_may_take_fewer_requests_than_there_are_jobs(
    scene: Any, jobs: int, prefers_list: bool
) -> None:
    ids = [str(number) for number in range(1, jobs + 1)]
    whole = ["91", *ids[1:], "95", "96", "97", "98", ids[0]]  # the one at the end is read to
    pages_needed = (len(whole) + 1) // 2

    def respond(sent: Any) -> Any:
        start = 2 * (int(sent.query.get("page", 1)) - 1)
        return listed([{"id": int(one), "status": "running"} for one in whole[start : start + 2]])

    pages = {"type": "number", "size": 2}
    if prefers_list:
        whole, pages_needed = ids, 3
    one = scene({ALL: respond, **singles("running", *ids)}, list={**LIST, "page": pages})
    one.waiter(*ids, timeout=0.75).run(all_finished)
    assert one.at(ALL).count(0.0) == pages_needed
    assert (0.5 in one.at(ALL)) is prefers_list
    assert (0.5 in one.at("GET /jobs/1")) is not prefers_list


def test_what_is_left_is_asked_for_one_by_one_and_never_twice(scene: Any) -> None:
    some = listed(records("running", "1", "2", "3"), records("done", "4"))
    one = scene({ALL: [RUNNING, some], **singles("running", "1", "2", "3")}, list=LIST)
    one.waiter(*FOUR, timeout=1.8).run(all_finished)
    assert one.at(ALL) == [0.0, 0.5]
    for job in ("1", "2", "3"):
        # Each from its own last answer; what the heap held from before the lists is of no account.
        for_a_hint = [0.0] if job == "1" else []
        assert one.at("GET /jobs/%s" % job) == [*for_a_hint, 1.015, 1.54545, 1.8]


def test_a_job_that_is_added_late_brings_the_next_list_forward(scene: Any) -> None:
    five = listed(records("done", *FOUR, "5"))
    one = scene({ALL: [RUNNING, five]}, list=LIST)
    waiter = one.waiter(*FOUR)
    for change in waiter.changes(all_finished):
        if change.tracked is waiter.tracked[0] and len(waiter.tracked) == 4:
            one.add(waiter, "5")
    assert [job.state for job in waiter.jobs] == ["succeeded"] * 5
    assert one.at(ALL) == [0.0, 0.5]


def test_submitted_jobs_are_listed_when_the_first_is_due(scene: Any) -> None:
    one = scene({ALL: DONE}, list=LIST)
    waiter = one.waiter()
    for number, hint in zip(FOUR, (9.0, 3.0, 5.0, 7.0)):
        one.add(waiter, number, submitted=True, retry_after=hint)
    waiter.run(all_finished)
    assert one.happened == [(3.0, ALL)]


def test_the_hint_of_a_list_is_honoured(scene: Any, say: Any) -> None:
    one = scene({ALL: [say(RUNNING, Retry_After="7"), RUNNING, DONE]}, list=LIST)
    one.waiter(*FOUR).run(all_finished)
    assert one.at(ALL) == [0.0, 7.0, 7.71]
    assert one.progress[0].why == "server's Retry-After"


def test_a_list_is_asked_for_by_the_waiters_rules(scene: Any) -> None:
    one = scene({ALL: RUNNING}, list=LIST)
    one.waiter(*FOUR, timeout=0.25).run(all_finished)
    assert [(sent.retries, sent.deadline - one.time + 0.25) for sent in one.options] == [
        (0, 0.25),
        (0, 0.25),
        (0, 5.25),
    ]


# A list without a hint, where jobs give one


@pytest.mark.parametrize("jobs", [4, 10, 60])
@pytest.mark.parametrize("is_full", [True, False])
def test_the_hint_of_the_jobs_is_the_pace_of_the_list(
    scene: Any, say: Any, jobs: int, is_full: bool
) -> None:
    """No job is asked about sooner than its own answer wants, be it by the list or by itself."""
    ids = [str(number) for number in range(1, jobs + 1)]
    one = scene({}, list={**LIST, "full": is_full}, job={"id": "id", "reason": "why"})
    told: dict[str, float] = {}
    early: list[str] = []
    seen: dict[str, float] = {}

    def record(job: str) -> dict[str, Any]:
        now = one.time - START
        if now < told.get(job, 0.0) - 0.001:
            early.append(job)
        if now < 1 + 9 * int(job) / jobs:
            return {"id": int(job), "status": "running"}
        seen.setdefault(job, now - 1 - 9 * int(job) / jobs)
        return {"id": int(job), "status": "done"}

    def single(job: str) -> Any:
        def respond(sent: Any) -> Any:
            found = record(job)
            told[job] = one.time - START + 1
            return say(found, Retry_After="1")

        return respond

    one.script(ALL, lambda sent: {"jobs": [record(job) for job in ids]})
    for job in ids:
        one.script("GET /jobs/" + job, single(job))
    one.random = 0.5
    outcome = one.waiter(*ids).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    lags = list(seen.values())
    assert early == []
    assert sum(lags) / jobs <= 0.75 and max(lags) <= 1.3
    assert {round(b - a, 3) for a, b in zip(one.at(ALL), one.at(ALL)[1:])} == {1.0}


def test_one_look_finds_out_whether_jobs_give_a_hint(scene: Any) -> None:
    one = scene({ALL: RUNNING, **singles()}, list=LIST)
    one.waiter(*FOUR, timeout=20).run(all_finished)
    assert [line for line in one.lines if line != ALL] == ["GET /jobs/1"]


@pytest.mark.parametrize("answer", [404, 403, 500, "drop"])
def test_what_that_look_does_not_tell_is_of_no_account(scene: Any, answer: Any) -> None:
    one = scene({ALL: [RUNNING, RUNNING, DONE], "GET /jobs/1": answer}, list=LIST)
    outcome = one.waiter(*FOUR).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 4
    assert one.at(ALL) == [0.0, 0.5, 1.015]


def test_a_pause_that_that_look_is_asked_for_is_kept(scene: Any, say: Any) -> None:
    script = {ALL: [RUNNING, DONE], "GET /jobs/1": say(None, 429, Retry_After="9")}
    one = scene(script, list=LIST)
    one.waiter(*FOUR).run(all_finished)
    assert one.at(ALL) == [0.0, 9.0]


# What it leaves out


def test_a_job_that_a_list_leaves_out_is_asked_for_by_itself(scene: Any) -> None:
    some = listed(records("running", "1", "2", "3"))
    one = scene({ALL: [some, DONE], **singles("running", "4")}, list=LIST)
    outcome = one.waiter(*FOUR).run(all_finished)
    assert one.happened == [(0.0, ALL), (0.0, "GET /jobs/4"), (0.5, ALL)]
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 4


def test_a_job_that_is_neither_here_nor_there_is_lost(scene: Any) -> None:
    some = listed(records("done", "1", "2", "3"))
    script = {ALL: [RUNNING, some], "GET /jobs/4": 404}
    one = scene(script, list=LIST, vanished={"state": "lost", "grace": 0})
    outcome = one.waiter(*FOUR).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 3 + ["lost"]
    assert one.happened == [(0.0, ALL), (0.5, ALL), (0.5, "GET /jobs/4")]


def test_many_that_a_list_leaves_out_are_all_asked_for(scene: Any) -> None:
    ids = [str(number) for number in range(1, 41)]
    one = scene({ALL: listed([]), **singles("done", *ids)}, list=LIST)
    outcome = one.waiter(*ids).run(all_finished)
    assert {job.state for job in outcome.jobs} == {"succeeded"}
    assert outcome.polls == 41 and len(set(one.lines)) == 41


def test_an_address_that_was_known_is_kept_when_the_list_tells_none(scene: Any) -> None:
    one = scene({ALL: DONE}, list=LIST)
    hrefs = ["/jobs/%s" % number for number in FOUR]
    outcome = one.waiter(*hrefs).run(all_finished)
    assert one.lines == [ALL]
    assert [job.href for job in outcome.jobs] == hrefs


# When it fails


@pytest.mark.parametrize("failure", [408, 425, 429, 500, 502, 503, 504, "drop"])
def test_a_failure_in_passing_is_asked_again_and_no_job_meanwhile(scene: Any, failure: Any) -> None:
    one = scene({ALL: [failure, failure, RUNNING, failure, DONE]}, list=LIST)
    one.random = 0.5
    outcome = one.waiter(*FOUR).run(all_finished)
    assert one.at(ALL) == [0.0, 0.5, 1.5, 1.95417, 2.45417]
    assert set(one.lines) == {ALL}
    assert outcome.last_failure is None


@pytest.mark.parametrize("refusal", [400, 404, 409, 501])
def test_a_list_that_is_refused_is_never_asked_again(scene: Any, refusal: int) -> None:
    one = scene({ALL: refusal, **singles("running")}, list=LIST)
    one.waiter(*FOUR, timeout=0.5).run(all_finished)
    assert one.lines.count(ALL) == 1 and one.lines[0] == ALL
    for job in FOUR:
        assert one.at("GET /jobs/%s" % job) == [0.0, 0.5]


def test_a_list_that_nobody_can_read_is_never_asked_again(scene: Any, say: Any) -> None:
    page = say("<html>sign in</html>", Content_Type="text/html")
    one = scene({ALL: page, **singles("running")}, list=LIST)
    one.waiter(*FOUR, timeout=1.5).run(all_finished)
    assert one.lines.count(ALL) == 1
    assert one.at("GET /jobs/1") == [0.0, 0.5, 1.015, 1.5]


@pytest.mark.parametrize("status", [401, 403])
def test_who_may_not_list_is_told_so(scene: Any, status: int) -> None:
    one = scene({ALL: status, **singles("done")}, list=LIST)
    result = one.run("wait", job_id=FOUR)
    assert (result["failed"], result["error"], one.lines) == (True, "auth", [ALL])


def test_a_pause_that_the_list_asks_for_is_kept(scene: Any, say: Any) -> None:
    one = scene({ALL: [say(None, 503, Retry_After="20"), DONE], **singles()}, list=LIST)
    one.waiter(*FOUR).run(all_finished)
    assert one.happened == [(0.0, ALL), (20.0, ALL)]


def test_a_pause_that_the_list_asks_for_outlasts_the_deadline(scene: Any, say: Any) -> None:
    one = scene({ALL: say(None, 429, Retry_After="20")}, list=LIST)
    outcome = one.waiter(*FOUR, "5", "6", timeout=5).run(all_finished)
    assert one.happened == [(0.0, ALL)]
    assert (outcome.timed_out, outcome.retry_after) == (True, 15.0)


# The deadline


def test_the_last_poll_is_one_list(scene: Any) -> None:
    one = scene({ALL: [RUNNING, RUNNING, DONE]}, list=LIST)
    outcome = one.waiter(*FOUR, timeout=1).run(all_finished)
    assert one.happened == [(0.0, ALL), (0.5, ALL), (1.0, ALL)]
    assert outcome.timed_out is False


@pytest.mark.parametrize("missing", [["4"], ["3", "4"]])
def test_what_the_last_list_leaves_out_is_asked_for_too(scene: Any, missing: list[str]) -> None:
    some = listed(records("done", *[one for one in FOUR if one not in missing]))
    one = scene({ALL: some, **singles("done")}, list=LIST)
    outcome = one.waiter(*FOUR, timeout=0).run(all_finished)
    assert [job.state for job in outcome.jobs] == ["succeeded"] * 4
    assert sorted(one.lines) == [ALL, *("GET /jobs/%s" % job for job in missing)]


def test_a_last_list_that_fails_is_told_and_ends_it(scene: Any) -> None:
    one = scene({ALL: [RUNNING, 502]}, list=LIST)
    outcome = one.waiter(*FOUR, timeout=0.25).run(all_finished)
    assert one.happened == [(0.0, ALL), (0.25, ALL)]
    assert outcome.last_failure.status == 502


def test_a_list_under_way_at_the_deadline_is_not_sent_again(scene: Any) -> None:
    one = scene({}, list=LIST)
    one.script(ALL, [RUNNING, one.takes(60.0, 502), DONE])
    outcome = one.waiter(*FOUR, timeout=10).run(all_finished)
    assert one.at(ALL) == [0.0, 0.5]
    assert outcome.timed_out is True


PAGED = {"list": {**LIST, "page": {"type": "cursor", "next": "next"}}}


def test_a_list_whose_pages_outlast_the_deadline_ends_there(scene: Any) -> None:
    """Each page takes a second; the last poll has its five seconds, and no more."""
    one = scene({}, **PAGED)
    count = iter(range(1, 1000))
    page = one.takes(1.0, None)

    def respond(sent: Any) -> Any:
        page(sent)
        return {**RUNNING, "next": "c%d" % next(count)}

    one.script(ALL, respond)
    outcome = one.waiter(*FOUR, timeout=10).run(all_finished)
    assert outcome.timed_out is True and 10 <= outcome.waited <= 16
    assert len(one.lines) <= 16


def test_a_list_that_the_deadline_cut_short_was_the_last_poll_of_all(scene: Any) -> None:
    one = scene({}, list=LIST)
    one.script(ALL, [RUNNING, one.takes(9.75, 502), DONE])
    for line, found in singles("running").items():
        one.script(line, found)
    outcome = one.waiter(*FOUR, timeout=10).run(all_finished)
    assert (outcome.timed_out, outcome.waited) == (True, 10.25)
    assert one.lines == [ALL, "GET /jobs/1", ALL]
    assert one.run("wait", job_id=FOUR, wait_timeout=0)["polls"] == 1


def test_the_sentence_tells_the_seconds_really_waited(scene: Any) -> None:
    one = scene({}, list=LIST)
    one.script(ALL, [RUNNING, one.takes(12.0, 502)])
    result = one.run("wait", job_id=FOUR, wait_timeout=10)
    assert result["error"] == "timeout" and result["waited"] == 12.5
    assert result["msg"].startswith("timed out after 12.5 s: job 1 is running")
