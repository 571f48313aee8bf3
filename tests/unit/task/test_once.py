# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`once` in real plays: one is killed while it waits, and run again, in both forms."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.task.conftest import FORMS
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import TURNS


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_play_that_was_killed_takes_its_job_up(
    workshop: Any, emulator: Emulator, form: str
) -> None:
    ansible, face = workshop(), emulator["log360"]
    face.clear_log()
    face.next_job(duration=6000)
    before = set(face.jobs)
    task: dict[str, Any] = {
        **face.options, "path": "search/async", "method": "POST", "body": {}, "once": "a key",
        "dest": str(ansible.folder / "hits"),
    }  # fmt: skip
    task.pop("provider")
    tasks = [{"name": "search", "asyncops.jobs.async_request": {"provider": "log360", **task}}]
    folder = ansible.folder / "home" / ".ansible" / "asyncops" / "once"
    ansible.play(tasks, "--check", form=form)
    assert not face.writes() and not folder.exists()

    child = ansible.start("play.yml", form=form)
    try:
        # The first look after the submit: by then the job is noted.
        for _turn in range(TURNS):
            if any("request_id=" in entry.target for entry in face.log):
                break
            select.select([], [], [], 0.1)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    finally:
        ansible.end(child)
    (job,) = (face.jobs[one] for one in set(face.jobs) - before)
    for entry in folder.iterdir():
        assert "a key" not in entry.read_text() and entry.stat().st_mode & 0o077 == 0
    job.divert(face.clock.now(), [(0.0, "SUCCESS")])

    for again in (form, *(one for one in FORMS if one != form)):
        result = ansible.play(tasks, form=again)["search"]
        assert (result["resumed"], result["job"]["id"]) == (True, job.id), result
        # The first of them saves the file, unless a worker has outlived the kill and done it.
        assert again == form or result["changed"] is False
        assert result["job"]["state"] == "succeeded"
    assert len(face.writes()) == 1 and set(face.jobs) == before | {job.id}
