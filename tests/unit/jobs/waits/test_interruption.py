# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal ends a verb: nothing is sent after it, and nothing swallows it."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.predicates import all_finished
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.threads import THREADS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    AsyncopsError,
    Interrupted,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.result import empty
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.abandon import Abandon
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}
STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}
LIST = {"path": "/jobs", "items": "jobs[]"}
SUBMIT = {"method": "POST", "path": "/run", "reference": {"path": "id"}}


def interrupt_at(one: Any, method: str, path: str, times: int = 1) -> None:
    """The signal comes when this request is about to be sent for the n-th time."""
    left = [times]

    def before(request: Any) -> None:
        if request.method == method and request.url.endswith(path):
            left[0] -= 1
            if left[0] == 0:
                raise Interrupted(15)

    one.before_sending = before


def interrupt_at_sleep(one: Any, number: int = 1) -> None:
    """The signal comes in the n-th pause."""

    def before(seconds: float) -> None:
        if len(one.sleeps) == number - 1:
            raise Interrupted(15)

    one.before_sleeping = before


def interrupted(one: Any, verb: str, **params: Any) -> dict[str, Any]:
    """The result as far as it was known when the verb was interrupted."""
    result = empty(verb, params)
    options = {**one.params, **params}
    with pytest.raises(Interrupted) as raised:
        run(verb, lambda: provider_of("acme", one.definition), options, one.context, result)
    assert raised.value.number == 15
    assert "failed" not in result
    return result


def test_an_interruption_is_no_error_of_the_tree() -> None:
    assert not issubclass(Interrupted, Exception)
    assert not issubclass(Interrupted, AsyncopsError)
    assert str(Interrupted(15)) == "interrupted by signal 15"


@pytest.mark.parametrize("number", [1, 2])
def test_in_a_pause_of_a_wait(scene: Any, number: int) -> None:
    one = scene({"GET /jobs/7": RUNNING}, stop=STOP, delete=DELETE)
    interrupt_at_sleep(one, number)
    result = interrupted(one, "wait", job_id=["7"], on_timeout="stop")
    assert one.lines == ["GET /jobs/7"] * number
    assert result["jobs"][0]["state"] == "running"


def test_in_a_poll_of_a_wait(scene: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING}, stop=STOP)
    interrupt_at(one, "GET", "/jobs/7", times=2)
    result = interrupted(one, "wait", job_id=["7"], on_timeout="stop")
    assert one.lines == ["GET /jobs/7"]
    assert result["jobs"][0]["id"] == "7"


def test_in_the_last_poll_of_a_wait(scene: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING}, stop=STOP)
    interrupt_at(one, "GET", "/jobs/7", times=2)
    interrupted(one, "wait", job_id=["7"], on_timeout="stop", wait_timeout=0.25)
    assert one.lines == ["GET /jobs/7"]


def test_in_what_a_waiting_person_is_told(scene: Any) -> None:
    def tell(progress: Any) -> None:
        raise Interrupted(15)

    one = scene({"GET /jobs/7": RUNNING}, stop=STOP)
    one.context.progress = tell
    interrupted(one, "wait", job_id=["7"], on_timeout="stop")
    assert one.lines == ["GET /jobs/7"]


def test_in_a_poll_of_one_of_many(scene: Any, threads_end: Callable[[str], None]) -> None:
    ids = [str(number) for number in range(1, 41)]
    one = scene({"GET /jobs/%s" % job: {"id": int(job), "status": "running"} for job in ids})
    interrupt_at(one, "GET", "/jobs/1")
    waiter = one.waiter(*ids)
    with pytest.raises(Interrupted):
        waiter.run(all_finished)
    threads_end("asyncops-poll")
    assert len(one.lines) < 40  # those that threads had begun, and no more


def test_in_the_list_for_many(scene: Any) -> None:
    ids = ["1", "2", "3", "4"]
    one = scene({"GET /jobs": {"jobs": []}}, list=LIST, stop=STOP)
    interrupt_at(one, "GET", "/jobs")
    interrupted(one, "wait", job_id=ids, on_timeout="stop")
    assert one.lines == []


@pytest.mark.parametrize("stopped", [0, 1, 2])
def test_while_jobs_are_stopped_after_a_timeout(scene: Any, stopped: int) -> None:
    ids = ["1", "2", "3"]
    script = {"GET /jobs/%s" % job: {"id": int(job), "status": "running"} for job in ids}
    one = scene({**script, **{"POST /jobs/%s/stop" % job: {} for job in ids}}, stop=STOP)
    interrupt_at(one, "POST", "/jobs/%s/stop" % ids[stopped])
    interrupted(one, "wait", job_id=ids, on_timeout="stop", wait_timeout=0)
    posts = [line for line in one.lines if line.startswith("POST")]
    assert posts == ["POST /jobs/%s/stop" % job for job in ids[:stopped]]
    assert one.lines[-1].startswith("POST" if stopped else "GET")


def test_a_refused_stop_is_no_interruption(scene: Any) -> None:
    script = {"GET /jobs/%s" % job: {"id": int(job), "status": "running"} for job in ("1", "2")}
    stops = {"POST /jobs/1/stop": 403, "POST /jobs/2/stop": {}}
    script["GET /jobs/2"] = [script["GET /jobs/2"], {"id": 2, "status": "stopped"}]
    one = scene({**script, **stops}, stop=STOP)
    result = one.run("wait", job_id=["1", "2"], on_timeout="stop", wait_timeout=0)
    assert (result["error"], result["stopped"]) == ("timeout", ["2"])
    assert "job 1 was not stopped" in result["msg"] and "stopped: 2" in result["msg"]


def test_while_a_conflict_of_a_stop_is_looked_into(scene: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING, "POST /jobs/7/stop": 409}, stop=STOP)
    interrupt_at(one, "GET", "/jobs/7", times=2)
    interrupted(one, "stop", job_id=["7"])
    assert one.lines == ["GET /jobs/7", "POST /jobs/7/stop"]


@pytest.mark.parametrize("wait", [True, False])
def test_while_jobs_are_stopped(scene: Any, wait: bool) -> None:
    ids = ["1", "2", "3"]
    script = {"GET /jobs/%s" % job: {"id": int(job), "status": "running"} for job in ids}
    one = scene({**script, **{"POST /jobs/%s/stop" % job: {} for job in ids}}, stop=STOP)
    interrupt_at(one, "POST", "/jobs/2/stop")
    result = interrupted(one, "stop", job_id=ids, wait=wait)
    assert one.lines == [*script, "POST /jobs/1/stop"]
    assert (result["stopped"], result["changed"]) == (["1"], True)


def test_while_stopped_jobs_are_waited_for(scene: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING, "POST /jobs/7/stop": {}}, stop=STOP)
    interrupt_at_sleep(one)
    result = interrupted(one, "stop", job_id=["7"], wait=True, on_timeout="stop")
    assert one.lines == ["GET /jobs/7", "POST /jobs/7/stop", "GET /jobs/7"]
    assert result["stopped"] == ["7"]


def test_while_jobs_are_deleted(scene: Any) -> None:
    ids = ["1", "2", "3"]
    script = {"GET /jobs/%s" % job: {"id": int(job), "status": "done"} for job in ids}
    one = scene({**script, **{"DELETE /jobs/%s" % job: 204 for job in ids}}, delete=DELETE)
    interrupt_at(one, "DELETE", "/jobs/2")
    result = interrupted(one, "delete", job_id=ids)
    assert one.lines == [*script, "DELETE /jobs/1"]
    assert result["deleted"] == ["1"]


def submitting(scene: Any, **more: Any) -> Any:
    script = {"POST /run": {"id": 7}, "DELETE /jobs/7": 204, "POST /jobs/7/stop": {}, **more}
    return scene(script, submit=SUBMIT, stop=STOP, delete=DELETE, result={"path": "/jobs/{id}/out"})


@pytest.mark.parametrize("delete_after", ["always", "success"])
def test_in_the_wait_after_a_submit_nothing_is_deleted(scene: Any, delete_after: str) -> None:
    one = submitting(scene, **{"GET /jobs/7": RUNNING})
    interrupt_at_sleep(one, 2)
    result = interrupted(
        one, "request", method="POST", delete_after=delete_after, on_timeout="stop"
    )
    assert one.lines == ["POST /run", "GET /jobs/7"]
    assert (result["changed"], result["jobs"][0]["id"]) == (True, "7")


def test_a_signal_under_way_with_the_submit_may_have_changed_something(scene: Any) -> None:
    one = submitting(scene)
    interrupt_at(one, "POST", "/run")
    result = interrupted(one, "request", method="POST")
    assert (result["changed"], result["jobs"], one.lines) == (True, [], [])


def test_while_the_result_is_fetched_nothing_is_deleted(scene: Any) -> None:
    one = submitting(scene, **{"GET /jobs/7": DONE})
    interrupt_at(one, "GET", "/jobs/7/out")
    result = interrupted(one, "request", method="POST", delete_after="always")
    assert one.lines == ["POST /run", "GET /jobs/7"]
    assert "deleted" not in result or result["deleted"] == []


def test_while_jobs_are_deleted_after_their_results(scene: Any) -> None:
    many = {"POST /run": {"id": [7, 8, 9]}}
    for job in (7, 8, 9):
        many["GET /jobs/%d" % job] = {"id": job, "status": "done"}
        many["GET /jobs/%d/out" % job] = {"n": job}
        many["DELETE /jobs/%d" % job] = 204
    one = submitting(scene, **many)
    interrupt_at(one, "DELETE", "/jobs/8")
    interrupted(one, "request", method="POST", delete_after="always")
    deletes = [line for line in one.lines if line.startswith("DELETE")]
    assert deletes == ["DELETE /jobs/7"] and one.lines[-1] == "DELETE /jobs/7"


def test_while_the_reason_of_a_failure_is_fetched(scene: Any) -> None:
    one = submitting(scene, **{"GET /jobs/7": {"id": 7, "status": "error"}})
    one.definition["messages"] = {"path": "/jobs/{id}/log", "items": "lines[]", "text": "text"}
    interrupt_at(one, "GET", "/jobs/7/log")
    interrupted(one, "request", method="POST", delete_after="always")
    assert one.lines == ["POST /run", "GET /jobs/7"]


def test_a_submit_is_told_before_the_wait_that_is_interrupted(scene: Any) -> None:
    one = submitting(scene, **{"GET /jobs/7": RUNNING})
    interrupt_at_sleep(one, 1)
    result = interrupted(one, "request", method="POST")
    assert one.lines == ["POST /run"]
    assert (result["job"]["id"], result["job"]["state"]) == ("7", "queued")


def signal_main_thread(released: threading.Event) -> None:
    """What a real signal does: the handler runs in the main thread, whatever that is at.

    A signal that comes just before the main thread begins to wait does not wake it; the next does.
    """
    for _time in range(3000):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        if released.wait(0.01):
            return


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """SIGUSR1 interrupts; the event is set as soon as the threads were told to end."""
    event = threading.Event()
    gc.collect()  # so that the signal is not raised, and lost, in a finalizer

    def abandon(polls: Abandon) -> None:
        whole(polls)
        event.set()

    def handle(number: int, frame: Any) -> None:
        if not came:
            came.append(number)
            raise Interrupted(number)

    came: list[int] = []
    whole = Abandon.set
    monkeypatch.setattr(Abandon, "set", abandon)
    handler = signal.signal(signal.SIGUSR1, handle)
    yield event
    signal.signal(signal.SIGUSR1, handler)
    event.set()


def many(scene: Any, *ids: str, **definition: Any) -> Any:
    """A server of jobs that run."""
    script = {"GET /jobs/%s" % job: {"id": int(job), "status": "running"} for job in ids}
    return scene(script, **definition)


@pytest.mark.gate
def test_polls_that_threads_have_not_begun_are_not_sent(
    scene: Any, released: threading.Event, threads_end: Callable[[str], None]
) -> None:
    ids = [str(number) for number in range(1, 41)]
    one = many(scene, *ids)
    begun = threading.Barrier(THREADS, timeout=30)

    def before(request: Any) -> None:
        if begun.wait() == 0:
            while waiter._pollers.free:  # the main thread is about to wait for answers
                released.wait(0.001)
            signal_main_thread(released)
        released.wait(30)

    one.before_sending = before
    waiter = one.waiter(*ids)
    with pytest.raises(Interrupted):
        waiter.run(all_finished)
    threads_end("asyncops-poll")
    assert one.lines == []  # nor what the threads had in hand, which nobody waits for any more


@pytest.mark.gate
def test_polls_that_wait_for_the_budget_of_a_minute_are_not_sent(
    scene: Any, released: threading.Event
) -> None:
    one = many(scene, "1", "2", "3", requests_per_minute=1)
    sent, one_signal = threading.Event(), threading.Lock()

    def before(seconds: float) -> None:
        with one_signal:  # two threads sleep, and a second signal would end the test itself
            if not released.is_set():
                sent.wait(30)
                signal_main_thread(released)

    for job in ("1", "2", "3"):
        one.script("GET /jobs/%s" % job, lambda request: sent.set() or {"status": "running"})

    one.before_sleeping = before
    waiter = one.waiter("1", "2", "3")
    with pytest.raises(Interrupted):
        waiter.run(all_finished)
    assert len(one.lines) == 1


@pytest.mark.gate
def test_no_login_is_sent_for_a_poll_that_was_refused(
    scene: Any, released: threading.Event
) -> None:
    login = {
        "type": "login",
        "request": {"method": "POST", "path": "/login", "body": {"user": "{username}"}},
        "token": "token",
        "headers": {"X-Session": "{saved.token}"},
    }
    one = many(scene, "1", "2", auth=login)
    one.script("POST /login", {"token": "tok-123"})
    one.credentials = {"username": "ada", "password": "word-1"}

    def refuse(sent: Any) -> Any:
        if not released.is_set():
            signal_main_thread(released)
        return 401

    for job in ("1", "2"):
        one.fake.script["GET /jobs/%s" % job] = refuse
    waiter = one.waiter("1", "2")
    with pytest.raises(Interrupted):
        waiter.run(all_finished)
    assert one.lines == ["POST /login"]
    assert len(one.fake.lines) <= 3


def test_who_only_stops_listening_may_go_on_with_the_client(scene: Any) -> None:
    one = many(scene, "1", "2")
    waiter = one.waiter("1", "2")
    for _change in waiter.changes(all_finished):
        break
    sent = one.lines.count("GET /jobs/1")
    assert one.client.poll(one.client.ref("1")).job.state == "running"
    assert one.lines.count("GET /jobs/1") > sent  # a thread may have had the other job in hand


def test_an_error_is_no_interruption(scene: Any) -> None:
    one = scene({"GET /jobs/1": 403, "GET /jobs/2": {"id": 2, "status": "running"}})
    with pytest.raises(AsyncopsError):
        one.waiter("1", "2").run(all_finished)
    assert one.client.poll(one.client.ref("2")).job.state == "running"
