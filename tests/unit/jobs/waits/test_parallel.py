# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many jobs are stopped and deleted at once: bounded, in a stable order, each for itself, no sooner than the system
wants, and not beyond a signal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.parallel import (
    PARALLEL_FROM,
    THREADS,
    ForEach,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.session import ApiSession
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    Interrupted,
    RateLimited,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.result import empty
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}
VERBS = ["stop", "delete"]
WORD = {"stop": "running", "delete": "done"}  # what a job shows before
IDS = [str(number) for number in range(40)]


def line(verb: str, id: str) -> str:
    """The request that changes the job."""
    return "POST /jobs/%s/stop" % id if verb == "stop" else "DELETE /jobs/%s" % id


def jobs(scene: Any, verb: str, answers: Any = None, **definition: Any) -> Any:
    """Many jobs that run (to be stopped), or have ended (to be deleted)."""
    script: dict[str, Any] = {}
    for id in IDS:
        first = {"id": id, "status": WORD[verb]}
        script["GET /jobs/%s" % id] = [first, {"id": id, "status": "stopped"}]
        script[line(verb, id)] = (answers or {}).get(id, 204)
    return scene(script, stop=STOP, delete=DELETE, **definition)


def changes(one: Any, verb: str) -> list[str]:
    """What was sent to change something, in the order it arrived."""
    first = "POST" if verb == "stop" else "DELETE"
    return [sent for sent in one.lines if sent.startswith(first)]


def key(verb: str) -> str:
    """Where the result has the ids."""
    return "stopped" if verb == "stop" else "deleted"


@pytest.mark.parametrize("verb", VERBS)
def test_all_of_many_each_once_and_in_order(scene: Any, verb: str) -> None:
    one = jobs(scene, verb)
    result = one.run(verb, job_id=IDS)
    assert not result.get("failed"), result
    assert result[key(verb)] == IDS == [job["id"] for job in result["jobs"]]
    assert sorted(changes(one, verb)) == sorted(line(verb, id) for id in IDS)
    assert one.sleeps == []


@pytest.mark.parametrize("verb", VERBS)
def test_through_eight_connections_at_most(scene: Any, verb: str) -> None:
    one = jobs(scene, verb)
    gate, busy, most = threading.Condition(), [0], [0]

    def before(request: Any) -> None:
        with gate:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
            gate.notify_all()
            if request.method != "GET" and most[0] < THREADS:
                gate.wait_for(lambda: most[0] >= THREADS, timeout=5.0)  # until all threads are here
            busy[0] -= 1

    one.before_sending = before
    assert one.run(verb, job_id=IDS)[key(verb)] == IDS
    assert most[0] == THREADS


@pytest.mark.parametrize("verb", VERBS)
def test_few_are_done_one_after_the_other(scene: Any, verb: str) -> None:
    one = jobs(scene, verb)
    ids = IDS[: PARALLEL_FROM - 1]
    one.run(verb, job_id=ids)
    assert changes(one, verb) == [line(verb, id) for id in ids]


@pytest.mark.parametrize("verb", VERBS)
def test_each_for_itself(scene: Any, verb: str) -> None:
    one = jobs(scene, verb, dict.fromkeys(IDS[::4], 403))
    one.fake.script.update({"GET /jobs/%s" % id: 403 for id in IDS[1::4]})
    result = one.run(verb, job_id=IDS, request_retries=0)
    # A job whose stop is refused and that the next look shows as stopped has ended all the same.
    among = (0, 1) if verb == "delete" else (1,)
    refused = [id for number, id in enumerate(IDS) if number % 4 in among]
    assert sorted(one["job_id"] for one in result["refused"]) == sorted(refused)
    assert result[key(verb)] == [id for number, id in enumerate(IDS) if number % 4 > 1]
    assert result["failed"] and result["changed"] is True
    assert "%d of %d jobs were not" % (len(refused), len(IDS)) in result["msg"] or verb == "stop"
    assert "and %d more" % (len(refused) - 5) in result["msg"]


@pytest.mark.gate
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", [429, 503])
def test_a_wish_for_a_pause_holds_back_all(scene: Any, say: Any, verb: str, status: int) -> None:
    """Looks and changes alike; a 503 on a change is not repeated, for it may have been carried out."""
    pause = say(None, status, Retry_After="7")
    one = jobs(scene, verb)
    first = {"id": "3", "status": WORD[verb]}
    one.script("GET /jobs/3", [pause, first, {"id": "3", "status": "stopped"}])
    if status == 429:
        one.script(line(verb, "30"), [pause, 204])
    result = one.run(verb, job_id=IDS)
    assert result[key(verb)] == IDS
    assert one.sleeps == [7.0] * (2 if status == 429 else 1)
    assert len(changes(one, verb)) == len(IDS) + (status == 429)
    early = [at for at, sent in one.happened if sent == "GET /jobs/3"]
    assert early[1] - early[0] >= 7.0


def test_what_has_not_begun_waits_for_the_pause_to_end(scene: Any) -> None:
    one, held, begun = jobs(scene, "delete"), threading.Event(), []

    class Watched(ForEach[int, bool]):
        def _do(self, index: int, options: Any) -> None:
            super()._do(index, options)
            if self._holding is not None:
                held.set()

    def work(item: int, options: Any) -> bool:
        begun.append(item)
        if begun.count(0) == 1 and item == 0:
            raise RateLimited("wait", retry_after=7.0)
        held.wait(timeout=5.0)
        return True

    one.before_sleeping = lambda seconds: begun.append(-1)
    all_of_them = Watched(one.client, one.context, range(40), work)
    all_of_them.run()
    assert all_of_them.outcomes == [True] * 40 and one.sleeps == [7.0]
    pause = begun.index(-1)
    assert pause <= THREADS and sorted(begun[:pause])[0] == 0
    assert begun[pause + 1 :] == sorted({0} | set(range(40)) - set(begun[:pause]))


def test_no_repeats_where_none_are_wanted(scene: Any, say: Any) -> None:
    one = jobs(scene, "delete", {"9": say(None, 429, Retry_After="7")})
    result = one.run("delete", job_id=IDS, request_retries=0)
    assert [one["job_id"] for one in result["refused"]] == ["9"]
    assert one.lines.count("DELETE /jobs/9") == 1 and len(result["deleted"]) == len(IDS) - 1


@pytest.mark.gate
def test_what_keeps_failing_is_tried_as_often_as_allowed(scene: Any) -> None:
    one = jobs(scene, "delete")
    one.script("GET /jobs/9", 500)
    result = one.run("delete", job_id=IDS, request_retries=2)
    assert one.lines.count("GET /jobs/9") == 3
    assert [one["job_id"] for one in result["refused"]] == ["9"]


def test_the_number_of_requests_a_minute_is_kept(scene: Any) -> None:
    one = jobs(scene, "delete", requests_per_minute=30)
    # The pause of one thread moves the clock of them all, and no request is to time out by that.
    assert one.run("delete", job_id=IDS, request_timeout=1000)["deleted"] == IDS
    assert len(one.lines) == 2 * len(IDS)
    assert sum(one.sleeps) == 120.0  # 80 requests: 30, 30 and 20


def interrupted(one: Any, verb: str, ids: list[str]) -> dict[str, Any]:
    """The result as far as it was known when the verb was interrupted."""
    params = {**one.params, "job_id": ids}
    result = empty(verb, params)
    with pytest.raises(Interrupted):
        run(verb, lambda: provider_of("acme", one.definition), params, one.context, result)
    return result


@pytest.mark.gate
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("place", [0, 5, 20])
def test_nothing_is_sent_after_a_signal(
    scene: Any,
    monkeypatch: pytest.MonkeyPatch,
    threads_end: Callable[[str], None],
    verb: str,
    place: int,
) -> None:
    """What threads had in hand goes out, and no more."""
    one, came, closed = jobs(scene, verb), threading.Event(), threading.Event()
    begun: list[bool] = []  # requests, and whether the signal had come

    def close(session: ApiSession) -> None:
        session._is_closed = True
        closed.set()

    def before(request: Any) -> None:
        if request.method == "GET":
            return
        begun.append(came.is_set())
        if request.url.endswith(line(verb, IDS[place]).split(" ")[1]):
            came.set()
            for _time in range(3000):  # one that comes just before the main thread waits is lost
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
                if closed.wait(0.01):
                    break
        if came.is_set():
            closed.wait(timeout=30.0)

    def handler(number: int, frame: Any) -> None:
        if not handled:
            handled.append(number)
            raise Interrupted(number)

    handled: list[int] = []

    monkeypatch.setattr(ApiSession, "close", close)
    one.before_sending = before
    earlier = signal.signal(signal.SIGUSR1, handler)
    try:
        result = interrupted(one, verb, IDS)
        assert closed.is_set()
        threads_end("asyncops-")
    finally:
        signal.signal(signal.SIGUSR1, earlier)
    assert sum(begun) < THREADS
    assert {line(verb, id) for id in result[key(verb)]} <= set(changes(one, verb))
    assert result["changed"] is bool(result[key(verb)])


def test_a_defect_in_a_thread_is_no_silence(scene: Any) -> None:
    one = jobs(scene, "delete")
    client = one.client

    def work(item: int, options: Any) -> bool:
        if item == 9:
            raise ValueError("ours to mend")
        return True

    with pytest.raises(ValueError, match="ours to mend"):
        ForEach(client, one.context, range(20), work).run()


@pytest.mark.gate
@pytest.mark.parametrize("count", [3, 40])
@pytest.mark.parametrize("verb", VERBS)
def test_a_system_that_stays_busy_is_left(scene: Any, say: Any, verb: str, count: int) -> None:
    """Whatever the number of jobs: no more than a few pauses, and each job is accounted for."""
    ids = IDS[:count]
    one = jobs(scene, verb, dict.fromkeys(ids, say(None, 429, Retry_After="7")))
    for id in ids:
        one.script("GET /jobs/%s" % id, {"id": id, "status": WORD[verb]})
    result = one.run(verb, job_id=ids, request_retries=1)
    assert result["error"] == "rate_limited" and result["changed"] is False
    assert sorted(refusal["job_id"] for refusal in result["refused"]) == sorted(ids)
    assert result[key(verb)] == []
    assert len(changes(one, verb)) <= 2 * THREADS and sum(one.sleeps) <= 7.0 * 8
    if count > 3:
        assert "not asked for, after another request failed" in result["refused"][-1]["msg"]


@pytest.mark.parametrize("count", [3, 40])
@pytest.mark.parametrize("verb", VERBS)
def test_a_system_that_cannot_be_reached_is_not_tried_for_each_job(
    scene: Any, verb: str, count: int
) -> None:
    one = jobs(scene, verb)
    one.fake.shutdown()
    one.fake.server_close()
    result = one.run(verb, job_id=IDS[:count], request_retries=2)
    assert result["error"] == "transport" and len(result["refused"]) == count
    assert len(one.options) == (1 if count == 3 else 2) and one.lines == []


@pytest.mark.parametrize("verb", VERBS)
def test_unavailable_for_one_is_a_pause_for_the_next(scene: Any, say: Any, verb: str) -> None:
    one = jobs(scene, verb, {"1": say(None, 503, Retry_After="9")})
    one.script("GET /jobs/1", {"id": "1", "status": WORD[verb]})
    result = one.run(verb, job_id=["0", "1", "2"], request_retries=0)
    assert result[key(verb)] == ["0", "2"] and one.sleeps == [9.0]
    assert [refusal["job_id"] for refusal in result["refused"]] == ["1"]
