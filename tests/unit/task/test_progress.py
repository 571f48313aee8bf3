# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of a wait: honest, rare, and out of the way."""

from __future__ import annotations

import json
import select
from typing import Any

import pytest
from ansible import constants

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.outcome import Progress
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import ACTIVE, Job
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _progress
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator

WAIT = "asyncops.jobs.job_wait"


class Screen:
    """Stands in for ansible's Display."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.verbose: list[str] = []

    def display(self, text: str, stderr: bool = False) -> None:
        """A line at default verbosity."""
        assert stderr
        self.errors.append(text)

    def v(self, text: str) -> None:
        """A line at -v."""
        self.verbose.append(text)


class Wait:
    """A wait whose time the test tells."""

    def __init__(self, **options: Any) -> None:
        self.screen = Screen()
        self.line = _progress.ProgressLine(
            {"provider": "pipeline"}, self.screen, Secrets(["hush"]), **options
        )
        self.job = Job("43f6", "pipeline", "running")

    def at(
        self, waited: float, next_poll: float = 1.0, failure: str | None = None, *more: Job
    ) -> list[str]:
        """The lines that are new after this moment."""
        before = len(self.screen.errors)
        self.line.update(Progress([self.job, *more], next_poll, "own pace", waited, failure))
        return self.screen.errors[before:]


def test_a_short_wait_needs_no_word() -> None:
    wait = Wait()
    assert [wait.at(waited) for waited in (0.0, 3.0, 8.9)] == [[], [], []]


def test_a_wait_that_is_sure_to_be_long_is_told_at_once() -> None:
    assert Wait().at(0.2, 300.0) == [
        "[asyncops.jobs] pipeline 43f6 running; next poll in 300 s (own pace)"
    ]


def test_a_line_when_something_changed_or_every_so_often() -> None:
    wait = Wait()
    assert len(wait.at(10.0)) == 1
    assert wait.at(14.0) == []  # nothing changed
    wait.job.progress = 42.0
    assert wait.at(14.5) == []  # too soon
    assert wait.at(15.0) == [
        "[asyncops.jobs] pipeline 43f6 running 42 %; next poll in 1 s (own pace)"
    ]
    assert [bool(wait.at(waited)) for waited in (30.0, 74.0, 75.0, 76.0)] == [
        False,
        False,
        True,
        False,
    ]


def test_many_jobs_are_counted() -> None:
    others = [
        Job(str(number), "pipeline", state)
        for number, state in enumerate(("succeeded", "failed", "partial", "queued"))
    ]
    assert Wait().at(11.0, 5.0, None, *others) == [
        "[asyncops.jobs] pipeline 3 of 5 done, 1 failed (1); 1 running (43f6), 1 queued (3);"
        " next poll in 5 s (own pace)"
    ]


def test_a_line_names_jobs_of_each_state() -> None:
    running = [Job(f"r{number}", "pipeline", "running", progress=7.0) for number in range(40)]
    stuck = [Job("w", "pipeline", "waiting"), Job("u", "pipeline", "unknown")]
    assert Wait().at(11.0, 5.0, None, *stuck, *running) == [
        "[asyncops.jobs] pipeline 0 of 43 done; 41 running (43f6, r0 7 %, r1 7 % and 38 more),"
        " 1 waiting (w), 1 unknown (u); next poll in 5 s (own pace)"
    ]


def test_a_line_names_its_host() -> None:
    wait = Wait(host="web\n1")
    assert wait.at(11.0)[0].startswith("[asyncops.jobs] web 1: pipeline 43f6 running;")
    wait.line.abandoned()
    assert wait.screen.errors[-1].startswith("[asyncops.jobs] web 1: the task was ended from")


def test_every_active_state_is_shown() -> None:
    assert set(_progress.SHOWN) == set(ACTIVE)


def test_what_goes_wrong_is_told_without_secrets_or_control_characters() -> None:
    wait = Wait()
    wait.job.id = "43\x1b[31mf6\nfake"
    assert wait.at(11.0, 5.0, "GET /hush failed") == [
        "[asyncops.jobs] pipeline 43f6 fake running; GET /******** failed; next poll in 5 s (own pace)"
    ]


def test_ids_are_told_before_and_when_a_wait_is_abandoned() -> None:
    wait = Wait()
    wait.line.abandoned()
    wait.line.started([Job(str(number), "pipeline", "running") for number in range(7)])
    assert wait.screen.verbose == ["[asyncops.jobs] started pipeline job 0, 1, 2, 3, 4 and 2 more"]
    assert wait.screen.errors == []
    wait.at(1.0, 1.0, None, Job("done", "pipeline", "succeeded"))
    wait.line.abandoned()
    assert wait.screen.errors == [
        "[asyncops.jobs] the task was ended from outside; pipeline job 43f6 may go on, and can be waited for again by id"
    ]


def test_a_request_under_way_is_told_when_a_task_is_abandoned() -> None:
    result: dict[str, Any] = {"changed": False}
    wait = Wait(result=result)
    wait.line.abandoned()
    assert wait.screen.errors == []
    result["changed"] = True  # as the submit says while it is not answered
    wait.line.abandoned()
    assert wait.screen.errors == [
        "[asyncops.jobs] the task was ended from outside while a request was under way; whether"
        " pipeline has started or changed a job by it is not known: list the jobs"
    ]
    wait.at(1.0, 1.0, None, Job("done", "pipeline", "succeeded"))
    wait.line.abandoned()
    assert "43f6 may go on" in wait.screen.errors[-1]


def test_an_exception_that_ends_the_wait_names_the_jobs() -> None:
    wait = Wait()
    with wait.line:
        wait.at(1.0)
    assert wait.screen.errors == []
    with pytest.raises(KeyboardInterrupt), wait.line:
        raise KeyboardInterrupt
    assert "the task was ended from outside; pipeline job 43f6" in wait.screen.errors[0]


@pytest.mark.parametrize(
    "callback", ["json", "ansible.posix.json", "ansible.posix.jsonl", "community.general.null"]
)
def test_nothing_in_the_way_of_callbacks_that_machines_read(
    monkeypatch: pytest.MonkeyPatch, callback: str
) -> None:
    monkeypatch.setattr(constants, "DEFAULT_STDOUT_CALLBACK", callback)
    assert Wait().at(100.0) == []


def test_a_switch_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASYNCOPS_PROGRESS", "False")
    wait = Wait()
    wait.line.started([wait.job])
    wait.line.abandoned()
    assert (wait.at(100.0), wait.screen.verbose, wait.screen.errors) == ([], [], [])
    monkeypatch.setenv("ASYNCOPS_PROGRESS", "")
    assert Wait().at(100.0)


def test_a_task_with_no_log_shows_none() -> None:
    assert Wait(hidden=True).at(100.0) == []


def test_a_person_sees_it(ansible: Any, emulator: Emulator) -> None:
    """A real run: the server asks for 30 s, so the line comes at once; nobody waits for the end."""
    face = emulator["illumio"]
    job = face.add_job(status="running", poll_retry_after=30)
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [{WAIT: {**face.options, "job_id": job}}],
    }
    (ansible.folder / "long.yml").write_text(json.dumps([play]), encoding="utf-8")
    child = ansible.start("long.yml")
    try:
        ready = select.select([child.stderr], [], [], 60.0)[0]
        line = child.stderr.readline() if ready else ""
    finally:
        ansible.end(child)
    assert line.startswith(f"[asyncops.jobs] localhost: illumio {job} running")
    assert line.rstrip().endswith("(server's Retry-After)")
