# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job, poll by poll: docs/contract.md, "Waiting", "Retry-After", "The deadline"."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import (
    all_finished,
    any_finished,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model import errors
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import Job

ONE = "GET /jobs/7"
RUNNING = {"id": 7, "status": "running"}
DONE = {"id": 7, "status": "done"}
GRACE = {"state": "lost", "grace": 5}
STOP = {"method": "POST", "path": "/jobs/{id}/stop", "stopped_as": ["failed"]}


# Not found


def test_a_submitted_job_that_is_not_found_is_asked_for_until_the_grace_is_over(scene: Any) -> None:
    one = scene({ONE: 404}, vanished={**GRACE, "grace": 2})
    waiter = one.waiter()
    one.add(waiter, submitted=True)
    outcome = waiter.run(all_finished)
    assert one.at() == [0.5, 1.015, 1.54545, 2.09181]
    assert (outcome.jobs[0].state, outcome.unseen) == ("lost", ["7"])
    assert outcome.jobs[0].reason.startswith("the system does not know the job: ")


def test_the_grace_ends_at_its_instant(scene: Any) -> None:
    one = scene({ONE: 404}, vanished={**GRACE, "grace": 2})
    waiter = one.waiter(interval=0.5)
    one.add(waiter, submitted=True)
    waiter.run(all_finished)
    assert one.at() == [0.5, 1.0, 1.5, 2.0]


def test_a_submitted_job_that_turns_up_within_the_grace_goes_on(scene: Any) -> None:
    one = scene({ONE: [404, 404, RUNNING, DONE]}, vanished=GRACE)
    waiter = one.waiter()
    one.add(waiter, submitted=True)
    outcome = waiter.run(all_finished)
    assert (outcome.jobs[0].state, outcome.unseen) == ("succeeded", [])


def test_a_job_submitted_has_grace_although_it_was_seen(scene: Any) -> None:
    one = scene({ONE: [RUNNING, 404, 404, DONE]}, vanished={**GRACE, "grace": 60})
    waiter = one.waiter()
    one.add(waiter, submitted=True)
    outcome = waiter.run(all_finished)
    assert len(one.at()) == 4
    assert (outcome.jobs[0].state, outcome.unseen) == ("succeeded", [])


def test_a_job_seen_that_stays_away_is_lost_when_its_grace_is_over(scene: Any) -> None:
    one = scene({ONE: [RUNNING, 404]}, vanished={**GRACE, "grace": 5})
    waiter = one.waiter()
    one.add(waiter, submitted=True)
    outcome = waiter.run(all_finished)
    assert one.at()[-1] >= 5.0 > one.at()[-2]
    assert (outcome.jobs[0].state, outcome.unseen) == ("lost", [])
    assert outcome.jobs[0].reason.startswith("the system does not know the job any more: ")


def test_a_job_that_was_looked_up_before_has_no_grace_either(scene: Any) -> None:
    one = scene({ONE: 404}, vanished=GRACE)
    waiter = one.waiter()
    one.add(waiter, job=Job("7", "acme", "running"))
    outcome = waiter.run(all_finished)
    assert (one.at(), outcome.jobs[0].state, outcome.unseen) == ([0.0], "lost", [])
    assert outcome.jobs[0].reason.startswith("the system does not know the job any more: ")


def test_a_job_that_was_not_submitted_by_us_has_no_grace(scene: Any) -> None:
    one = scene({ONE: 404}, vanished={"state": "succeeded", "grace": 60})
    outcome = one.waiter("7").run(all_finished)
    assert (one.at(), outcome.jobs[0].state, outcome.unseen) == ([0.0], "lost", ["7"])


@pytest.mark.parametrize("answers", [[404], [RUNNING, 404]])
def test_a_submitted_job_vanishes_as_the_definition_says(scene: Any, answers: Any) -> None:
    one = scene({ONE: answers}, vanished={"state": "succeeded", "grace": 0})
    waiter = one.waiter()
    one.add(waiter, submitted=True)
    assert waiter.run(all_finished).jobs[0].state == "succeeded"


def test_a_job_that_was_asked_to_stop_vanishes_as_the_definition_says(scene: Any) -> None:
    vanished = {"state": "lost", "after_stop": "stopped", "grace": 0}
    one = scene({ONE: [RUNNING, 404]}, vanished=vanished, stop=STOP)
    assert one.waiter("7", after_stop=True).run(all_finished).jobs[0].state == "stopped"


def test_the_last_reason_of_a_lost_job_is_kept(scene: Any) -> None:
    job = {"id": "id", "reason": "why"}
    one = scene({ONE: [{**RUNNING, "why": "no disk"}, 404]}, job=job, vanished=GRACE)
    assert one.waiter("7").run(all_finished).jobs[0].reason == "no disk"


@pytest.mark.parametrize(("after_stop", "state"), [(True, "stopped"), (False, "failed")])
def test_what_the_system_calls_a_stopped_job(scene: Any, after_stop: bool, state: str) -> None:
    one = scene({ONE: {"id": 7, "status": "error"}}, stop=STOP)
    outcome = one.waiter("7", after_stop=after_stop).run(all_finished)
    assert outcome.jobs[0].state == state


def test_a_job_that_ends_otherwise_after_a_stop_is_told_as_it_is(scene: Any) -> None:
    one = scene({ONE: DONE}, stop=STOP)
    assert one.waiter("7", after_stop=True).run(all_finished).jobs[0].state == "succeeded"


def test_a_stop_that_renames_nothing(scene: Any) -> None:
    one = scene({ONE: {"id": 7, "status": "error"}})
    assert one.waiter("7", after_stop=True).run(all_finished).jobs[0].state == "failed"


# When the next poll is sent


def test_the_own_pace_from_poll_to_poll(scene: Any) -> None:
    one = scene({ONE: [RUNNING] * 5 + [DONE]})
    outcome = one.waiter("7", interval=0.53).run(all_finished)
    assert one.at() == [0.0, 0.5, 1.015, 1.545, 2.075, 2.605]
    assert (outcome.polls, outcome.waited, outcome.timed_out) == (6, 2.605, False)


def test_chance_shortens_the_pauses(scene: Any) -> None:
    one = scene({ONE: [RUNNING, RUNNING, DONE]})
    one.random = 0.5
    one.waiter("7").run(all_finished)
    first = 0.5 * 5 / 6  # half of a third is taken off
    assert one.sleeps == pytest.approx([first, (0.5 + 0.03 * first) * 5 / 6])


def test_a_hint_counts_from_the_receipt_of_its_answer(scene: Any, say: Any) -> None:
    one = scene({ONE: [say(RUNNING, Retry_After="7"), RUNNING, DONE]})
    one.waiter("7").run(all_finished)
    assert one.at() == [0.0, 7.0, 7.71]


def test_the_hint_of_a_submit_counts_from_its_receipt(scene: Any) -> None:
    one = scene({ONE: DONE})
    waiter = one.waiter()
    one.add(waiter, submitted=True, retry_after=9.0, received=one.time - 2.0)
    waiter.run(all_finished)
    assert one.at() == [7.0]
    assert one.progress[0].why == "server's Retry-After"


def test_a_hint_that_came_with_a_look_up_is_honoured(scene: Any) -> None:
    one = scene({ONE: DONE})
    waiter = one.waiter()
    one.add(waiter, job=Job("7", "acme", "running"), retry_after=4.0)
    waiter.run(all_finished)
    assert one.at() == [4.0]


def test_a_known_job_is_asked_for_at_once_and_not_believed(scene: Any) -> None:
    one = scene({ONE: RUNNING})
    waiter = one.waiter(timeout=0)
    one.add(waiter, job=Job("7", "acme", "succeeded"))
    outcome = waiter.run(all_finished)
    assert (one.at(), outcome.jobs[0].state, outcome.timed_out) == ([0.0], "running", True)


def test_an_answer_without_news_keeps_the_job(scene: Any, say: Any) -> None:
    one = scene({ONE: [RUNNING, 304, 304, DONE]}, get={"path": "/jobs/{id}", "unchanged": [304]})
    waiter = one.waiter("7")
    states = [(change.before and change.before.state, change.now.state) for change in
              waiter.changes(all_finished)]  # fmt: skip
    assert states == [(None, "running"), ("running", "succeeded")]
    assert one.at() == [0.0, 0.5, 1.015, 1.54545]


# Failed polls


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_passes_does_not_end_a_wait(scene: Any, status: int) -> None:
    one = scene({ONE: [status, status, RUNNING, status, DONE]})
    outcome = one.waiter("7").run(all_finished)
    assert outcome.jobs[0].state == "succeeded"
    assert (len(one.at()), outcome.polls, outcome.last_failure) == (5, 5, None)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, errors.ApiError),
        (401, errors.AuthError),
        (403, errors.AuthError),
        (409, errors.Conflict),
        (501, errors.ApiError),
        (505, errors.ApiError),
    ],
)
def test_what_does_not_pass_ends_it(scene: Any, status: int, error: Any) -> None:
    one = scene({ONE: [RUNNING, status]})
    waiter = one.waiter("7")
    with pytest.raises(error) as raised:
        waiter.run(all_finished)
    assert raised.value.status == status
    assert len(one.at()) == 2
    assert waiter.jobs[0].state == "running"


@pytest.mark.parametrize("final", [True, False])
def test_a_connection_that_will_never_work_ends_it(scene: Any, final: bool) -> None:
    one = scene({ONE: DONE})
    failures = [errors.TransportError("no connection")]
    failures[0].final = final

    def fail(request: Any) -> None:
        if failures:
            raise failures.pop()

    one.before_sending = fail
    if final:
        with pytest.raises(errors.TransportError):
            one.waiter("7").run(all_finished)
        assert one.lines == []
    else:
        assert one.waiter("7").run(all_finished).jobs[0].state == "succeeded"
        assert one.at() == [0.5]


@pytest.mark.parametrize(
    ("chance", "at"),
    [
        (0.0, [0.0, 0.5, 1.0, 1.5, 2.0]),
        (0.5, [0.0, 0.5, 1.5, 3.5, 7.5]),
        (0.75, [0.0, 0.75, 2.25, 5.25, 11.25]),
    ],
)
def test_the_back_off_grows_from_failure_to_failure(scene: Any, chance: float, at: Any) -> None:
    one = scene({ONE: [500, 502, 504, "drop", DONE]})
    one.random = chance
    one.waiter("7").run(all_finished)
    assert one.at() == at


def test_an_answer_ends_the_back_off(scene: Any) -> None:
    one = scene({ONE: [500, 500, 500, RUNNING, 500, DONE]})
    one.random = 0.5
    one.waiter("7").run(all_finished)
    assert one.sleeps == pytest.approx([0.5, 1.0, 2.0, (0.5 + 0.03 * 3.5) * 5 / 6, 0.5])


def test_a_failed_poll_is_not_repeated_below_the_waiter(scene: Any) -> None:
    one = scene({ONE: [503, DONE]})
    one.waiter("7").run(all_finished)
    assert {options.retries for options in one.options} == {0}
    assert one.at() == [0.0, 0.5]


def test_three_unreadable_answers_in_a_row_end_it(scene: Any, say: Any) -> None:
    page = say("<html>sign in</html>", Content_Type="text/html")
    one = scene({ONE: [page, page, RUNNING, page, page, page]})
    waiter = one.waiter("7")
    with pytest.raises(errors.DecodeError):
        waiter.run(all_finished)
    assert len(one.at()) == 6
    assert waiter.jobs[0].state == "running"


def test_two_unreadable_answers_in_a_row_do_not(scene: Any, say: Any) -> None:
    page = say("<html>sign in</html>", Content_Type="text/html")
    one = scene({ONE: [page, page, RUNNING, page, page, DONE]})
    assert one.waiter("7").run(all_finished).jobs[0].state == "succeeded"


def test_a_job_of_another_number_is_unreadable(scene: Any) -> None:
    one = scene({ONE: {"id": 8, "status": "done"}})
    with pytest.raises(errors.DecodeError, match="about job 8"):
        one.waiter("7").run(all_finished)
    assert len(one.at()) == 3


# The deadline


def test_one_last_poll_at_the_deadline(scene: Any) -> None:
    one = scene({ONE: RUNNING})
    outcome = one.waiter("7", timeout=1.5).run(all_finished)
    assert one.at() == [0.0, 0.5, 1.015, 1.5]
    assert (outcome.timed_out, outcome.waited, outcome.polls) == (True, 1.5, 4)
    assert (outcome.retry_after, outcome.last_failure) == (None, None)


def test_a_job_that_ends_at_the_deadline_is_no_timeout(scene: Any) -> None:
    one = scene({ONE: [RUNNING, DONE]})
    outcome = one.waiter("7", timeout=0.25).run(all_finished)
    assert (one.at(), outcome.timed_out) == ([0.0, 0.25], False)


def test_polls_end_at_the_deadline_and_the_last_one_five_seconds_later(scene: Any) -> None:
    one = scene({ONE: RUNNING})
    one.waiter("7", timeout=1).run(all_finished)
    ends = [options.deadline - one.time + 1 for options in one.options]
    assert ends == [1.0, 1.0, 6.0]


def test_a_wait_of_no_time_asks_once_for_as_long_as_a_request_may_take(scene: Any) -> None:
    one = scene({ONE: RUNNING})
    outcome = one.waiter("7", timeout=0).run(all_finished)
    assert [options.deadline - one.time for options in one.options] == [30.0]
    assert (outcome.timed_out, outcome.polls, one.sleeps) == (True, 1, [])


@pytest.mark.parametrize("failure", [500, "drop"])
def test_a_poll_under_way_at_the_deadline_is_not_sent_again(scene: Any, failure: Any) -> None:
    one = scene({})
    one.script(ONE, [RUNNING, one.takes(60.0, failure), DONE])
    outcome = one.waiter("7", timeout=10).run(all_finished)
    assert one.at() == [0.0, 0.5]
    assert (outcome.timed_out, outcome.jobs[0].state) == (True, "running")
    assert outcome.last_failure is not None


def test_a_poll_that_failed_before_the_deadline_is_sent_once_more(scene: Any) -> None:
    one = scene({})
    one.script(ONE, [one.takes(3.0, 500), DONE])
    one.random = 0.999
    outcome = one.waiter("7", timeout=3.5).run(all_finished)
    assert one.at() == [0.0, 3.5]
    assert outcome.timed_out is False


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_of_the_server_is_not_cut_short(scene: Any, say: Any, status: int) -> None:
    one = scene({ONE: [RUNNING, say(None, status, Retry_After="20")]})
    outcome = one.waiter("7", timeout=8).run(all_finished)
    assert one.at() == [0.0, 0.5]
    assert (outcome.timed_out, outcome.waited, outcome.retry_after) == (True, 8.0, 12.5)
    assert outcome.last_failure.status == status


def test_what_remains_of_a_pause_is_told_in_tenths(scene: Any, say: Any) -> None:
    one = scene({ONE: say(None, 429, Retry_After="20")})
    assert one.waiter("7", timeout=1.234).run(all_finished).retry_after == 18.8


def test_a_wait_that_ended_in_time_tells_of_no_pause(scene: Any, say: Any) -> None:
    one = scene({ONE: [say(None, 429, Retry_After="2"), DONE]})
    outcome = one.waiter("7", timeout=8).run(all_finished)
    assert (one.at(), outcome.timed_out, outcome.retry_after) == ([0.0, 2.0], False, None)


def test_a_pause_that_is_over_does_not_hinder_the_last_poll(scene: Any, say: Any) -> None:
    one = scene({ONE: [say(None, 429, Retry_After="2"), RUNNING]})
    outcome = one.waiter("7", timeout=2.25).run(all_finished)
    assert one.at() == [0.0, 2.0, 2.25]
    assert outcome.retry_after is None


@pytest.mark.parametrize("status", [500, 502])
def test_the_hint_of_another_failure_is_honoured_but_may_be_cut_short(
    scene: Any, say: Any, status: int
) -> None:
    one = scene({ONE: [say(None, status, Retry_After="4"), say(None, status, Retry_After="4")]})
    outcome = one.waiter("7", timeout=5).run(all_finished)
    assert one.at() == [0.0, 4.0, 5.0]
    assert outcome.retry_after is None


def test_a_503_that_does_not_say_when_is_asked_again_at_the_deadline(scene: Any) -> None:
    one = scene({ONE: 503})
    one.random = 0.999
    one.waiter("7", timeout=1.5).run(all_finished)
    assert one.at() == pytest.approx([0.0, 0.999, 1.5])


def test_a_429_that_does_not_say_when_is_not_cut_short(scene: Any) -> None:
    one = scene({ONE: 429})
    one.random = 0.999
    outcome = one.waiter("7", timeout=1.5).run(all_finished)
    assert one.at() == pytest.approx([0.0, 0.999])
    assert outcome.retry_after == 1.5


# How it ended


def test_the_last_failure_of_a_job_that_is_still_open(scene: Any) -> None:
    one = scene({ONE: [RUNNING, 502]})
    outcome = one.waiter("7", timeout=3).run(all_finished)
    assert outcome.last_failure.status == 502
    assert outcome.jobs[0].state == "running"


def test_a_failure_that_was_followed_by_an_answer_is_forgotten(scene: Any) -> None:
    one = scene({ONE: [502, RUNNING]})
    assert one.waiter("7", timeout=3).run(all_finished).last_failure is None


def test_a_job_that_never_answered_is_told_by_its_id(scene: Any) -> None:
    one = scene({ONE: 502})
    outcome = one.waiter("7", timeout=1).run(all_finished)
    assert (outcome.jobs[0].id, outcome.jobs[0].state) == ("7", "unknown")
    assert outcome.unseen == ["7"]
    assert outcome.jobs[0].provider == "acme"


def test_requests_and_seconds_count_from_the_making_of_the_waiter(scene: Any) -> None:
    one = scene({ONE: [RUNNING, RUNNING, DONE]})
    one.client.poll(one.client.ref("7"))
    one.time += 100.0
    outcome = one.waiter("7").run(all_finished)
    assert (outcome.polls, outcome.waited) == (2, 0.5)


def test_nobody_to_wait_for(scene: Any) -> None:
    one = scene({})
    for until in (all_finished, any_finished):
        outcome = one.waiter().run(until)
        assert (outcome.jobs, outcome.timed_out, outcome.polls) == ([], False, 0)


# What a waiting person is told


def test_progress_before_each_pause_that_is_worth_it(scene: Any) -> None:
    one = scene({ONE: [RUNNING] * 5 + [500, DONE]})
    one.waiter("7").run(all_finished)
    assert one.at() == [0.0, 0.5, 1.015, 1.54545, 2.09181, 2.65457, 3.15457]
    told = [(round(told.waited, 4), round(told.next_poll, 4), told.why) for told in one.progress]
    assert told == [
        (0.0, 0.5, "own pace"),
        (1.015, 0.5304, "own pace"),
        (2.0918, 0.5628, "own pace"),
    ]


def test_progress_after_a_failure_tells_it(scene: Any) -> None:
    one = scene({ONE: [RUNNING, RUNNING, 500, DONE]})
    one.waiter("7").run(all_finished)
    assert [told.why for told in one.progress] == ["own pace", "the last poll failed"]
    assert [told.last_failure is None for told in one.progress] == [True, False]
    assert "500" in one.progress[-1].last_failure
    assert one.progress[0].jobs[0].state == "running"


def test_progress_exactly_a_second_later(scene: Any) -> None:
    one = scene({ONE: [RUNNING] * 4 + [DONE]})
    one.waiter("7", interval=0.5).run(all_finished)
    assert [told.waited for told in one.progress] == [0.0, 1.0]


# Jobs that lead on, and polls that answer late


def test_a_job_that_leads_on_is_asked_for_where_it_led(scene: Any) -> None:
    one = scene(
        {"GET /jobs/7": {"id": 7, "status": "queued", "at": "/runs/9"},
         "GET /runs/9": [{"id": 9, "status": "running"}, {"id": 9, "status": "done"}]},
        get={"path": "{href}", "follow": "at"}, href="/jobs/{id}",
    )  # fmt: skip
    outcome = one.waiter("7").run(all_finished)
    assert one.lines == ["GET /jobs/7", "GET /runs/9", "GET /runs/9"]
    assert (outcome.jobs[0].id, outcome.jobs[0].state) == ("9", "succeeded")
    assert (outcome.refs[0].asked, outcome.refs[0].id, outcome.unseen) == ("7", "9", [])


def test_a_long_poll_is_asked_once_for_each_answer(scene: Any) -> None:
    named = {**RUNNING, "wait": "/jobs/7/wait"}
    one = scene(
        {ONE: named, "GET /jobs/7/wait": [named, RUNNING]},
        get={"path": "/jobs/{id}", "poll": "wait"},
    )
    one.waiter("7", timeout=1.8).run(all_finished)
    assert one.happened == [
        (0.0, ONE),
        (0.5, "GET /jobs/7/wait"),
        (1.015, "GET /jobs/7/wait"),
        (1.54545, ONE),
        (1.8, "GET /jobs/7/wait"),
    ]


def test_a_long_poll_without_an_answer_is_no_failure(scene: Any) -> None:
    named = {**RUNNING, "wait": "/jobs/7/wait"}
    one = scene(
        {ONE: [named, RUNNING], "GET /jobs/7/wait": "drop"},
        get={"path": "/jobs/{id}", "poll": "wait"},
    )
    outcome = one.waiter("7", timeout=0.75).run(all_finished)
    assert one.happened == [(0.0, ONE), (0.5, "GET /jobs/7/wait"), (0.5, ONE), (0.75, ONE)]
    assert (outcome.last_failure, outcome.jobs[0].state) == (None, "running")


@pytest.mark.parametrize(
    ("hint", "why"), [({}, "the last poll failed"), ({"Retry_After": "4"}, "server's Retry-After")]
)
def test_who_has_set_the_pause_after_a_failure(scene: Any, say: Any, hint: Any, why: str) -> None:
    one = scene({ONE: [say(RUNNING, Retry_After="3"), say(None, 502, **hint), RUNNING, DONE]})
    one.waiter("7").run(all_finished)
    assert [told.why for told in one.progress[:2]] == ["server's Retry-After", why]
