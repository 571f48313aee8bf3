# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup, in real playbooks: terms, options from everywhere, errors, one connection."""

from __future__ import annotations

import copy
import json
import os
from typing import Any

import pytest
from ansible import constants
from ansible.release import __version__ as core

from ansible_collections.asyncops.jobs.plugins.plugin_utils._config import plugin_options
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.server import Listener


def ask(expression: str) -> dict[str, Any]:
    """A task that shows what an expression gives."""
    return {
        "name": expression,
        "ansible.builtin.debug": {"msg": "{{ %s }}" % expression},
        "ignore_errors": True,
    }


@pytest.mark.slow
def test_terms_options_and_errors(ansible: Any) -> None:
    with Emulator(speed=10.0) as emulator:
        options = emulator["commvault"].options
        secret = options["password"]
        variables = {
            "ansible_asyncops_" + name: value
            for name, value in options.items()
            if name != "base_url"
        }
        (ansible.folder / "asyncops.cfg").write_text(
            "[asyncops]\nbase_url = %s\nrequest_retries = 1\n" % options["base_url"]
        )
        (ansible.folder / "vars.json").write_text(json.dumps(variables))
        good = {  # in one task: each task of its own imports requests anew
            "lookup('asyncops.jobs.job', 707).id": "707",
            "lookup('asyncops.jobs.job', 707).raw is none": False,
            "lookup('asyncops.jobs.job', 707, raw=false).raw is none": True,
            "query('asyncops.jobs.job', 707, '270') | map(attribute='id')": ["707", "270"],
            "query('asyncops.jobs.job', [707, 270]) | map(attribute='provider') | unique": [
                "commvault"
            ],
            "query('asyncops.jobs.job', states=['waiting']) | map(attribute='state') | unique": [
                "waiting"
            ],
            "query('asyncops.jobs.job', filters={'jobCategory': 'Active'}) | length > 0": True,
            "query('asyncops.jobs.job', 99999, errors='ignore') or 'nothing'": "nothing",
            "query('asyncops.jobs.job', []) or 'no ids, no jobs'": "no ids, no jobs",
            "lookup('asyncops.jobs.job', 'asyncops-check-mode-1', errors='ignore') or 'none'": "none",
            "query('asyncops.jobs.job', 707, headers='{\"X-To\": \"application\"}') | length": 1,
            # The environment is that of the whole process: others find it as it was.
            "[lookup('asyncops.jobs.job', 707).id, lookup('env', 'ASYNCOPS_ORG_ID', default='gone')]": [
                "707",
                "",
            ],
        }
        bad = {
            "query('asyncops.jobs.job', 707, 99999)": ["job 99999 is not known"],
            "query('asyncops.jobs.job', filters={'bogus': 1})": ["bogus", "clientId"],
            "query('asyncops.jobs.job', states=['bogus'])": ["bogus"],
            "query('asyncops.jobs.job', states=[])": ["states must not be an empty list"],
            "query('asyncops.jobs.job', filters={'clientId': ''})": ["filters.clientId is empty"],
            "query('asyncops.jobs.job', [[707]])": ["job_id must hold ids", "a list"],
            "query('asyncops.jobs.job', 707, password='wrong-password-1')": ["asyncops.jobs.job"],
            "query('asyncops.jobs.job', 707, headers='wrong-password-1')": ["headers must be a dictionary"],
            "query('asyncops.jobs.job', statez=['waiting'])": ["statez is not an option of the lookup"],
            "query('asyncops.jobs.job', 707, filters={'jobCategory': 'Active'})": [
                "filters narrow a list, and cannot be used with ids"
            ],
        }  # fmt: skip
        tasks = [ask("[%s]" % ", ".join(good)), *map(ask, bad)]
        environment = {
            "ANSIBLE_CONFIG": str(ansible.folder / "asyncops.cfg"),
            "ASYNCOPS_ORG_ID": "",
            "ASYNCOPS_BASE_URL": "",
            "ASYNCOPS_CA_PATH": "",
            "ASYNCOPS_VALIDATE_CERTS": "",
            "ASYNCOPS_REQUEST_TIMEOUT": "7",
            "ASYNCOPS_HEADERS": '{"X-From": "env"}',
        }
        run = ansible.play(tasks, "-vvvv", "-e", "@vars.json", **environment)
        froms = {entry.headers.get("x-from") for entry in emulator["commvault"].log}
        assert froms == {"env", None}  # one brings headers of its own
        assert run.records[0]["result"]["msg"] == list(good.values()), core
        for one, words in zip(run.records[1:], bad.values()):
            assert one["outcome"] == "failed", one
            assert all(word in one["result"]["msg"] for word in words), one
        assert secret not in run.out + run.err + json.dumps(run.records)
        assert "wrong-password-1" not in json.dumps([one["result"] for one in run.records])


def test_check_mode_knows_the_jobs_that_it_made_up(ansible: Any, emulator: Emulator) -> None:
    options = emulator["commvault"].options
    variables = {"ansible_asyncops_" + name: value for name, value in options.items()}
    submit = {"path": "Subclient/5/action/backup", "method": "POST"}
    tasks = [
        {"asyncops.jobs.async_request": {**options, **submit}, "register": "backup"},
        ask("lookup('asyncops.jobs.job', backup.job.id).state"),
    ]
    (ansible.folder / "vars.json").write_text(json.dumps(variables))
    before = len(emulator["commvault"].log)
    run = ansible.play(tasks, "--check", "-e", "@vars.json")
    assert run.records[1]["result"]["msg"] == "queued"
    assert len(emulator["commvault"].log) == before


DEFINITIONS = {
    "flag": {"type": "bool", "default": True, "env": [{"name": "ASYNCOPS_FLAG"}]},
    "number": {"type": "int", "default": 7, "env": [{"name": "ASYNCOPS_NUMBER"}]},
    "text": {"type": "str", "default": "default", "env": [{"name": "ASYNCOPS_TEXT"}],
             "vars": [{"name": "ansible_asyncops_text"}]},
    "plain": {"type": "str"},
}  # fmt: skip


class Plugin:
    """What is asked of a plugin that has options."""

    plugin_type = "lookup"
    _load_name = "asyncops.jobs.options_test"
    option_definitions = DEFINITIONS


@pytest.fixture
def plugin() -> Any:
    """A plugin that ansible-core knows."""
    constants.config.initialize_plugin_configuration_definitions(
        "lookup", Plugin._load_name, DEFINITIONS
    )
    return Plugin()


def test_an_empty_variable_counts_as_unset_and_stays(
    plugin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FLAG", "NUMBER", "TEXT"):
        monkeypatch.setenv("ASYNCOPS_" + name, "")
    before, definitions = dict(os.environ), copy.deepcopy(DEFINITIONS)
    assert plugin_options(plugin, {}, {}) == {
        "flag": True,
        "number": 7,
        "text": "default",
        "plain": None,
    }
    assert plugin_options(plugin, {"ansible_asyncops_text": "var"}, {"number": "8", "plain": ""}) == {
        "flag": True, "number": 8, "text": "var", "plain": ""}  # fmt: skip
    assert dict(os.environ) == before
    assert definitions == DEFINITIONS
    # A variable that is set later counts at once.
    monkeypatch.setenv("ASYNCOPS_NUMBER", "9")
    assert plugin_options(plugin, {}, {})["number"] == 9


def test_variables_that_are_set_count(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("FLAG", "no"), ("NUMBER", "8"), ("TEXT", "env")):
        monkeypatch.setenv("ASYNCOPS_" + name, value)
    assert plugin_options(plugin, {}, {}) == {
        "flag": False,
        "number": 8,
        "text": "env",
        "plain": None,
    }


def test_one_connection_for_many_terms(ansible: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    connections = []
    serve = Listener._connection

    def counted(listener: Listener, plain: Any) -> None:
        connections.append(listener.face.name)
        serve(listener, plain)

    monkeypatch.setattr(Listener, "_connection", counted)
    with Emulator(["log360"]) as emulator:
        face = emulator["log360"]
        ids = face.add_many(50, status="running")
        expression = "query('asyncops.jobs.job', ids, **options) | map(attribute='id')"
        run = ansible.play([ask(expression)], variables={"ids": ids, "options": face.options})
        assert run.records[0]["result"]["msg"] == ids
        # ansible-core evaluates a task's arguments more than once; each time is one connection.
        assert len(face.log) == 50 * len(connections)
    assert connections == ["log360"]
