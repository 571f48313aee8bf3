# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option env_prefix: two systems in one play, each with variables of its own, in both forms and in the lookup."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    option_groups,
    options,
    prefix,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import Emulator

INFO = "asyncops.jobs.job_info"
FORMS = ("in_process", "module")


def variables(begin: str, given: dict[str, Any]) -> dict[str, str]:
    """The options of a system as environment variables."""
    return {f"{begin}_{name.upper()}": str(value) for name, value in given.items()}


@pytest.mark.parametrize("verb", options.VERBS)
def test_every_variable_has_the_prefix_then(verb: str) -> None:
    """None of the plain ones is left: a password of one system must not reach the other."""
    plain = options.VERBS[verb].options()
    ours = prefix.with_prefix(options.VERBS[verb].options(), {"env_prefix": "NORTH"})
    for name, option in plain.items():
        if "fallback" in option:
            assert ours[name]["fallback"] == (
                option_groups.from_environment,
                ["NORTH_" + name.upper()],
            )


def test_a_prefix_that_names_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"env_prefix": "NORTH"}
    monkeypatch.setenv("ASYNCOPS_TOKEN", "plain")
    monkeypatch.setenv("NORTH_TOKEN", "")
    monkeypatch.setenv("NORTHERN_TOKEN", "another")
    with pytest.raises(ConfigError, match=r"env_prefix is NORTH, and no variable .*NORTH_BASE_URL"):
        prefix.check_prefix(given)
    monkeypatch.setenv("NORTH_WAIT_TIMEOUT", "7")
    prefix.check_prefix(given)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_two_systems_in_one_play(ansible: Any, emulator: Emulator, form: str) -> None:
    north, south = emulator["commvault"], emulator["log360"]
    jobs = {"north": north.add_job(status="Running"), "south": south.add_job(status="running")}
    find = "lookup('asyncops.jobs.job', '%s', env_prefix='SOUTH').provider"
    tasks = [
        {"name": "north", INFO: {"job_id": jobs["north"], "env_prefix": "ASYNCOPS_NORTH"}},
        {"name": "south", INFO: {"job_id": jobs["south"], "env_prefix": "SOUTH"}},
        {"name": "found", "ansible.builtin.debug": {"msg": "{{ %s }}" % (find % jobs["south"])}},
        {"name": "none", INFO: {"env_prefix": "WEST"}, "ignore_errors": True},
        {"name": "of the task", "environment": variables("ASYNCOPS_EAST", south.options),
         INFO: {"job_id": jobs["south"], "env_prefix": "ASYNCOPS_EAST"}},
    ]  # fmt: skip
    env = {
        **variables("ASYNCOPS_NORTH", north.options),
        **variables("SOUTH", south.options),
        # would be refused, or would reach the wrong system
        **variables("ASYNCOPS", {"base_url": "http://127.0.0.1:1", "token": "token-of-nobody"}),
    }
    run = ansible.play(tasks, "-vvv", form=form, **env)
    assert {*run.failed} == {"none"}
    assert run["north"]["job"]["provider"] == "commvault"
    assert run["south"]["job"]["provider"] == "log360"
    assert run["of the task"]["job"]["provider"] == "log360"
    assert run["found"]["msg"] == "log360"
    assert run["none"]["error"] == "config" and "env_prefix is WEST" in run["none"]["msg"]
    secrets = [north.options["password"], south.options["token"]]
    assert not [one for one in secrets if one in run.out + run.err]
