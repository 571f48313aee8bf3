# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests finished, succeeded and failed, as templates use them."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import STATES, Job

NAMES = ("finished", "succeeded", "failed")
PLUGINS = "ansible_collections.asyncops.jobs.plugins.test."


def ask(name: str, job: Any) -> bool:
    plugin = importlib.import_module(PLUGINS + name)
    (test,) = plugin.TestModule().tests().values()
    assert list(plugin.TestModule().tests()) == [name]
    answer: bool = test(job)
    return answer


@pytest.mark.parametrize("state", STATES)
def test_they_say_what_the_job_itself_says(state: str) -> None:
    job = Job("7", "acme", state).to_dict()
    assert ask("finished", job) is job["finished"]
    assert ask("succeeded", job) is job["succeeded"]
    assert ask("failed", job) is (job["finished"] and not job["succeeded"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "this is null"),
        (7, "this is int"),
        ("succeeded", "this is text"),
        ([{"state": "failed"}], "this is a list: use it with select"),
        ({"job": {"state": "failed"}}, "this is a result: name its job"),
        ({"jobs": []}, "this is a result: name its job"),
        ({"id": "7"}, "this has no state of a job"),
        ({"state": "present"}, "this has no state of a job"),
        ({"state": ["failed"]}, "this has no state of a job"),
    ],
)
def test_what_is_no_job_is_told(name: str, value: Any, words: str) -> None:
    with pytest.raises(
        AnsibleFilterError, match="asyncops.jobs.%s needs a job.*%s" % (name, words)
    ):
        ask(name, value)


def test_in_a_play(ansible: Any) -> None:
    jobs = [{"id": state, "state": state} for state in STATES]
    chosen = "{{ jobs | select('asyncops.jobs.%s') | map(attribute='id') | join(' ') }}"
    tasks = [{"name": name, "ansible.builtin.debug": {"msg": chosen % name}} for name in NAMES]
    skipped = {
        "name": "not at an end",
        "ansible.builtin.debug": {"msg": "wrong"},
        "when": "jobs[0] is asyncops.jobs.finished",
    }
    run = ansible.play([*tasks, skipped], variables={"jobs": jobs})
    assert run.code == 0, run.err
    assert run["succeeded"]["msg"] == "succeeded partial"
    assert run["failed"]["msg"] == "failed stopped skipped lost"
    assert run["finished"]["msg"] == "succeeded partial failed stopped skipped lost"
    assert [one["outcome"] for one in run.records if one["task"] == "not at an end"] in (
        [],
        ["skipped"],
    )
