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
        tasks = [
            ask("lookup('asyncops.jobs.job', 707).id"),
            ask("lookup('asyncops.jobs.job', 707).raw is none"),
            ask("lookup('asyncops.jobs.job', 707, raw=false).raw is none"),
            ask("query('asyncops.jobs.job', 707, '270') | map(attribute='id')"),
            ask("query('asyncops.jobs.job', [707, 270]) | map(attribute='provider') | unique"),
            ask("query('asyncops.jobs.job', states=['waiting']) | map(attribute='state') | unique"),
            ask("query('asyncops.jobs.job', filters={'jobCategory': 'Active'}) | length > 0"),
            ask("query('asyncops.jobs.job', 707, 99999)"),
            ask("query('asyncops.jobs.job', 99999, errors='ignore') or 'nothing'"),
            ask("query('asyncops.jobs.job', filters={'bogus': 1})"),
            ask("query('asyncops.jobs.job', states=['bogus'])"),
            ask("query('asyncops.jobs.job', 707, password='wrong-password-1')"),
            ask("query('asyncops.jobs.job', 707, headers='{\"X-To\": \"application\"}') | length"),
            ask("query('asyncops.jobs.job', 707, headers='wrong-password-1')"),
            ask("query('asyncops.jobs.job', []) or 'no ids, no jobs'"),
            ask("query('asyncops.jobs.job', statez=['waiting'])"),
            ask("query('asyncops.jobs.job', 707, filters={'jobCategory': 'Active'})"),
            # The environment is that of the whole process: others find it as it was.
            ask("[lookup('asyncops.jobs.job', 707).id, lookup('env', 'ASYNCOPS_ORG_ID', default='gone')]"),
        ]  # fmt: skip
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
        assert froms == {"env", None}  # the last task brings headers of its own
        texts = [one["result"].get("msg") for one in run.records]
        assert texts[:7] == [
            "707",
            False,
            True,
            ["707", "270"],
            ["commvault"],
            ["waiting"],
            True,
        ], core
        assert "job 99999 is not known" in texts[7]
        assert texts[8] == "nothing"
        assert "bogus" in texts[9]
        assert "clientId" in texts[9]
        assert "bogus" in texts[10]
        assert "asyncops.jobs.job" in texts[11]
        assert str(texts[12]) == "1"
        assert "headers must be a dictionary" in texts[13]
        assert texts[14] == "no ids, no jobs"
        assert "statez is not an option of the lookup" in texts[15]
        assert "filters narrow a list, and cannot be used with ids" in texts[16]
        assert texts[17] == ["707", ""]
        assert secret not in run.out + run.err + json.dumps(run.records)
        assert "wrong-password-1" not in json.dumps([one["result"] for one in run.records])


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
