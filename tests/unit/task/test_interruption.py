# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal ends a verb at once: the jobs are named, and nothing is sent after it."""

from __future__ import annotations

import ctypes
import json
import os
import pathlib
import select
import signal
import socket
import threading
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    AsyncopsError,
    Interrupted,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.module_utils._task import awake, execution, signals
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _orphan
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.systems import active_job, having, no_login
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import (
    TURNS,
    result_of,
    start_module,
    wait_until,
)

ENDING = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
FOREVER = 3600.0  # seconds: the emulator ends such an answer when it is stopped itself


def test_an_interruption_is_no_error_that_is_handled() -> None:
    assert not issubclass(Interrupted, (AsyncopsError, Exception))
    assert list(signals.SIGNALS) == ENDING


# The module


@pytest.mark.parametrize(
    ("module", "number"),
    [("async_request", signal.SIGTERM), *[("job_wait", number) for number in ENDING]],
)
@pytest.mark.slow
def test_a_module_that_is_interrupted_names_the_jobs(
    ansible: Any, module: str, number: int
) -> None:
    with Emulator() as emulator:
        face = emulator["illumio"]
        face.next_job(phases=[["running", 60000]], retry_after=1, poll_retry_after=300)
        params: dict[str, Any] = {"path": "orgs/1/labels"}
        if module == "job_wait":
            params = {"job_id": [face.add_job(status="running", poll_retry_after=300)]}
        child = start_module(ansible, module, {**face.options, **params})
        try:
            wait_until(lambda: any("/jobs/" in entry.target for entry in face.log), child)
            child.send_signal(number)
            result, _imported = result_of(child)
        finally:
            child.kill()
    assert result["failed"]
    assert result["error"] == "timeout"
    job = result["jobs"][0]["id"]
    assert f"interrupted by signal {int(number)}; job {job} may go on" in result["msg"]


def tgkill() -> Any:
    """Sends a signal to one thread of a process; None where the C library has no such call."""
    return getattr(ctypes.CDLL(None), "tgkill", None)


@pytest.mark.skipif(not os.path.isdir("/proc/self/task") or not tgkill(), reason="of Linux")
def test_a_module_hears_a_signal_that_another_of_its_threads_has_taken(ansible: Any) -> None:
    """Its main thread waits for the answers of the others, which never come."""
    with Emulator() as emulator:
        face = emulator["illumio"]
        jobs = [active_job(face) for _number in range(3)]
        face.fault(method="GET", path="jobs/", times=0, delay=FOREVER)
        options = {**face.options, "request_timeout": FOREVER, "wait_timeout": FOREVER}
        child = start_module(ansible, "job_wait", {**options, "job_id": jobs})
        try:
            wait_until(lambda: len(face.log) >= len(jobs), child)
            threads = {int(name) for name in os.listdir(f"/proc/{child.pid}/task")} - {child.pid}
            tgkill()(child.pid, max(threads), signal.SIGTERM)
            result, _imported = result_of(child)
        finally:
            child.kill()
    assert result["msg"].startswith("interrupted by signal 15; job ")
    assert {job["id"] for job in result["jobs"]} == set(jobs)


@pytest.mark.parametrize("system", having("stop"))
def test_nothing_is_sent_after_an_interruption(ansible: Any, system: str) -> None:
    """`on_timeout: stop` is at the first of twenty jobs, in 8 threads, when the signal comes."""
    with Emulator() as emulator:
        face = emulator[system]
        jobs = [active_job(face) for _number in range(20)]
        method = provider_of(system).action("stop").method
        face.fault(method=method, path=no_login(face), times=0, delay=FOREVER)
        options = {
            **face.options,
            "wait_timeout": 0,
            "on_timeout": "stop",
            "request_timeout": FOREVER,
        }
        child = start_module(ansible, "job_wait", {**options, "job_id": jobs})
        try:
            wait_until(face.writes, child)
            before = len(face.log) - len(face.writes())
            child.send_signal(signal.SIGTERM)
            result, _imported = result_of(child)
            assert 1 <= len(face.writes()) <= 8
            assert len(face.log) - len(face.writes()) == before
        finally:
            child.kill()
    assert result["failed"]
    assert result["msg"].startswith("interrupted by signal 15; job ")
    assert {job["id"] for job in result["jobs"]} == set(jobs)
    assert all(job in result["msg"] for job in jobs)


# The in-process form


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.slow
def test_a_worker_that_is_interrupted_names_the_jobs(ansible: Any, number: int) -> None:
    """The signal goes to the worker, as ansible-core passes it on."""
    with Emulator() as emulator:
        face = emulator["illumio"]
        job = face.add_job(status="running", poll_retry_after=300)
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [
                {"asyncops.jobs.job_wait": {**face.options, "job_id": job, "wait_timeout": 3000}}
            ],
        }
        (ansible.folder / "interrupted.yml").write_text(json.dumps([play]), encoding="utf-8")
        child = ansible.start("interrupted.yml")
        try:
            assert select.select([child.stderr], [], [], 60.0)[0]
            assert f"illumio {job} running" in child.stderr.readline()
            for worker in workers_of(child.pid):
                os.kill(worker, number)
            _out, err = child.communicate(timeout=60.0)
        finally:
            ansible.end(child)
        assert len(face.log) == 1
    assert f"the task was ended from outside; illumio job {job} may go on" in err


# Both forms


def submitting(face: Any) -> list[dict[str, Any]]:
    """A play that starts a job that takes a minute, and waits for it."""
    face.next_job(phases=[["running", 60000]], retry_after=1, poll_retry_after=1)
    task = {**face.options, "path": "orgs/1/labels", "wait_timeout": 300}
    return [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [{"asyncops.jobs.async_request": task}],
        }
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("form", "pipelining"),
    [
        ("in_process", "true"),
        ("module", "true"),
        pytest.param("module", "false", marks=pytest.mark.slow),
    ],
)
def test_a_controller_that_is_interrupted_names_the_jobs(
    ansible: Any, form: str, pipelining: str, number: int
) -> None:
    """Ctrl-C at a terminal goes to the whole group, at default verbosity, soon after the start."""
    with Emulator() as emulator:
        face = emulator["illumio"]
        (ansible.folder / "ended.yml").write_text(json.dumps(submitting(face)), encoding="utf-8")
        child = ansible.start("ended.yml", form=form, ANSIBLE_PIPELINING=pipelining)
        try:
            wait_until_asked(face)
            os.killpg(child.pid, number)
            _out, err = child.communicate(timeout=60.0)
        finally:
            ansible.end(child)
        job = next(entry.target for entry in face.log if "/jobs/" in entry.target).split("/")[-1]
    assert f"the task was ended from outside; illumio job {job} may go on" in err


@pytest.mark.parametrize("form", ["in_process", "module"])
@pytest.mark.slow
def test_a_worker_does_not_outlive_its_controller(ansible: Any, form: str) -> None:
    """A hangup of the terminal, which ansible-core does not pass on; told by the silence that is
    asked for in the polls that do not come any more."""
    with Emulator() as emulator:
        face = emulator["illumio"]
        (ansible.folder / "ended.yml").write_text(json.dumps(submitting(face)), encoding="utf-8")
        child = ansible.start("ended.yml", form=form)
        try:
            wait_until_asked(face)
            workers = workers_of(child.pid)
            os.kill(child.pid, signal.SIGHUP)
            assert workers
            for _turn in range(TURNS):
                if not any(is_running(worker) for worker in workers):
                    break
                select.select([], [], [], 0.1)
            assert not [worker for worker in workers if is_running(worker)]
        finally:
            ansible.end(child)


def wait_until_asked(face: Any) -> None:
    """Until the first look at the job."""
    for _turn in range(TURNS):
        if any("/jobs/" in entry.target for entry in face.log):
            return
        select.select([], [], [], 0.1)
    raise AssertionError("nothing happened in five minutes")


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


def workers_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    tasks = pathlib.Path(f"/proc/{pid}/task")
    return [
        int(one)
        for path in tasks.glob("*/children")
        for one in path.read_text(encoding="ascii").split()
    ]


# The parts


def test_only_the_first_signal_interrupts(handlers: None) -> None:
    replaced = signals.raise_on_signals()
    with pytest.raises(Interrupted) as caught:
        os.kill(os.getpid(), signal.SIGTERM)
    assert caught.value.number == signal.SIGTERM
    for number in signals.SIGNALS:
        os.kill(os.getpid(), number)
    signals.restore(replaced)
    assert signal.getsignal(signal.SIGINT) is replaced[signal.SIGINT]


def test_a_signal_that_was_ignored_stays_ignored(handlers: None) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    assert signal.SIGHUP not in signals.raise_on_signals()
    os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_signals_are_passed_on(handlers: None) -> None:
    seen: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    with pytest.raises(Interrupted), signals.passed_on():
        os.kill(os.getpid(), signal.SIGTERM)
    assert seen == [signal.SIGTERM]
    with signals.passed_on():
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    assert seen == [signal.SIGTERM] * 2


def test_other_threads_change_no_handler(handlers: None) -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(signals.raise_on_signals()))
    thread.start()
    thread.join()
    assert found == [{}]


def test_a_worker_whose_controller_has_ended_ends(
    handlers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And none whose controller is there, at the first looks."""
    ended, parents = threading.Event(), iter([7, 7, 7, 1])
    monkeypatch.setattr(_orphan, "INTERVAL", 0.001)
    monkeypatch.setattr(_orphan.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(_orphan.os, "kill", lambda pid, number: ended.set())
    with _orphan.ended_with_parent():
        assert ended.wait(60.0)
    assert list(parents) == []


def test_a_signal_that_another_thread_has_taken_is_heard(
    handlers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The main thread waits in a system call, whose end is an hour away."""

    def take() -> None:
        select.select([], [], [], 0.05)  # until the other waits
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    monkeypatch.setattr(awake, "INTERVAL", 0.001)
    replaced = signals.raise_on_signals()
    silence, _end = socket.socketpair()
    with silence, _end, pytest.raises(Interrupted), awake.heard():
        threading.Thread(target=take).start()
        select.select([silence], [], [], FOREVER)
    signals.restore(replaced)
    assert signal.set_wakeup_fd(-1) == -1
    assert not [one for one in threading.enumerate() if one.name == "asyncops-awake"]


def test_nothing_is_heard_of_other_signals(handlers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The `timeout` of a task is an alarm, which rings once."""
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    monkeypatch.setattr(awake, "INTERVAL", 0.001)
    with awake.heard():
        os.kill(os.getpid(), signal.SIGALRM)
        select.select([], [], [], 0.05)
    signal.signal(signal.SIGALRM, before)
    assert rung == [signal.SIGALRM]


def job(id: str, finished: bool = False) -> dict[str, Any]:
    """A job in a result."""
    return {"id": id, "finished": finished}


UNKNOWN = (
    "interrupted by signal 15; whether a job was started or changed is not known: list the jobs"
)


@pytest.mark.parametrize(
    ("verb", "jobs", "text"),
    [
        ("info", [job("1")], "interrupted by signal 15"),
        (
            "wait",
            [job("1"), job("2", True)],
            "interrupted by signal 15; job 1 may go on, and can be waited for again by id",
        ),
        ("request", [], UNKNOWN),
        ("result", [], "interrupted by signal 15"),
        (
            "wait",
            [job("x")] * 22,
            "interrupted by signal 15; job %s and 2 more may go on, and can be waited for again by id"
            % ", ".join(["x"] * 20),
        ),
    ],
)
def test_what_an_interruption_says(verb: str, jobs: list[dict[str, Any]], text: str) -> None:
    assert execution.interruption_message(verb, 15, jobs) == text


def test_an_interrupted_result_shows_no_secret() -> None:
    known = {"changed": False, "jobs": [{"id": "1", "finished": False, "reason": "hush-hush"}]}
    result = execution.interrupted_result("wait", 15, known, Secrets(["hush-hush"]))
    assert result["jobs"][0]["reason"] == "********"
    assert (result["failed"], result["error"], result["changed"]) == (True, "timeout", False)
