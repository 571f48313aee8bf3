# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbooks do with a task: keywords that ask for the real module, many hosts, ends from outside, remote text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.release import __version__ as core

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator

FORMS = ("in_process", pytest.param("module", marks=pytest.mark.slow))
TEMPLATE = "{{ 7 * 7 }} {% raw %} {# #}"
INFO = "asyncops.jobs.job_info"
WAIT = "asyncops.jobs.job_wait"


def reasons(run: Any) -> list[str]:
    """Why each task ran as a module, or that it did not."""
    mark = "asyncops.jobs: "
    lines = [line.partition(mark)[2] for line in run.out.splitlines() if line.startswith(mark)]
    return [line.rpartition(": ")[2] if "as a module" in line else "in process" for line in lines]


@pytest.mark.slow
def test_keywords_that_ask_for_the_module(ansible: Any, emulator: Emulator) -> None:
    options = {**emulator["log360"].options, "request_retries": 0}
    file = {"path": "jobs", "dest": "jobs.json", "mode": "0640"}
    tasks = [
        {"name": "plain", INFO: options},
        {
            "name": "environment",
            INFO: options,
            "environment": {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""},
        },
        {"name": "no environment", INFO: options, "environment": {}},
        {"name": "become", INFO: options, "become": True},
        {
            "name": "in the background",
            INFO: options,
            "async": 600,
            "poll": 0,
            "register": "started",
        },
        {"name": "file options", "asyncops.jobs.async_request": {**options, **file}},
        {
            "name": "of the background",
            "ansible.builtin.async_status": {"jid": "{{ started.ansible_job_id }}"},
            "register": "ended",
            "until": "ended is finished",
            "retries": 600,
            "delay": 1,
        },
    ]
    run = ansible.play([{**task, "ignore_errors": True} for task in tasks], "-vvv")
    assert reasons(run) == [
        "in process",
        "environment is set",
        "in process",
        "become is set",
        "async is set",
        "file options are set",
    ]
    assert {*run.failed} - {"become"} == {"environment"}
    assert run["environment"]["error"] == "transport"  # through the proxy that is not there
    assert run["of the background"]["jobs"]
    assert (ansible.folder / "jobs.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.slow
def test_a_secret_in_the_environment_is_not_printed(ansible: Any, emulator: Emulator) -> None:
    """ansible-core shows the command that it runs on the target, variables and all."""
    options = {**emulator["log360"].options, "request_retries": 0}
    token = options.pop("token")
    own = {"ASYNCOPS_TOKEN": token, "ASYNCOPS_PASSWORD": "", "PLAIN": "plain-value"}
    tasks = [
        {"name": "from it", INFO: options, "environment": own},
        {"name": "not from it", INFO: {**options, "token": "other-token"}, "environment": own},
        {
            "name": "without use",
            "asyncops.jobs.provider_info": {"provider": "log360"},
            "environment": own,
        },
    ]
    run = ansible.play([{**task, "ignore_errors": True} for task in tasks], "-vvvv")
    assert {*run.failed} == {"not from it"}
    assert run["not from it"]["error"] == "auth"
    assert "plain-value" in run.out and token not in run.out + run.err


@pytest.mark.slow
def test_a_wait_ends_before_its_task(ansible: Any, emulator: Emulator) -> None:
    """The end of a task by its `timeout` or `async` would leave no result: it is not waited for that long."""
    face = emulator["log360"]
    options = {**face.options, "job_id": face.add_job(outcome="done", age=3600)}
    tasks = [
        {"name": "plain", WAIT: options},
        {"name": "timeout", WAIT: {**options, "wait_timeout": 7200}, "timeout": 600},
        {"name": "async", WAIT: options, "async": 600, "poll": 1},
    ]
    run = ansible.play(tasks, ANSIBLE_INJECT_INVOCATION="true")
    assert not run.failed
    waits = [one["result"]["invocation"]["module_args"]["wait_timeout"] for one in run.records]
    assert waits == [600.0, 590.0, 590.0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_many_hosts_loops_and_delegation(ansible: Any, emulator: Emulator, form: str) -> None:
    emulator["illumio"].clear_log()
    tasks = [
        {"name": "each", INFO: {"summary_only": True}},
        {"name": "once", INFO: {"limit": 1}, "run_once": True},
        {"name": "loop", INFO: {"job_id": "{{ item }}"}, "loop": ["nobody", 17], "run_once": True},
        {"name": "elsewhere", INFO: {"summary_only": True}, "delegate_to": "localhost", "connection": "ssh",
         "run_once": True},
        {"name": "named defaults", "asyncops.jobs.provider_info": {}, "run_once": True},
    ]  # fmt: skip
    play = {
        "hosts": "all", "strategy": "ansible.builtin.free" if form == "in_process" else "ansible.builtin.linear",
        "module_defaults": {"group/asyncops.jobs.jobs": emulator["illumio"].options,
                            "asyncops.jobs.provider_info": {"provider": "log360"}},
    }  # fmt: skip
    hosts = "one,two,three,four" if form == "in_process" else "one,two"
    tasks = (
        tasks
        if form == "module"
        else [{k: v for k, v in task.items() if k != "run_once"} for task in tasks]
    )
    run = ansible.play(tasks, "-i", hosts, "-f", "4", "--limit", hosts, play=play, form=form)
    assert run.code == 0, run.out
    assert not run.failed
    by_task: dict[str, list[Any]] = {}
    for one in run.records:
        by_task.setdefault(one["task"], []).append(one["result"])
    assert len(by_task["each"]) == len(hosts.split(","))
    assert all(result["count"] == sum(result["summary"].values()) for result in by_task["each"])
    assert by_task["loop"][0]["results"][1]["missing"] == ["17"]
    assert by_task["named defaults"][0]["name"] == "log360"
    assert all(entry.method == "GET" for entry in emulator["illumio"].log)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_remote_text_is_data(ansible: Any, emulator: Emulator, form: str) -> None:
    job = emulator["commvault"].add_job(
        status="Failed", type=TEMPLATE, name=TEMPLATE, reason=TEMPLATE
    )
    look = "lookup('asyncops.jobs.job', '%s'%s, **options)"
    tasks = [
        {"name": "asked", INFO: {"job_id": job}, "register": "asked"},
        {"name": "failed", WAIT: {"job_id": job}, "register": "failed", "ignore_errors": True},
        {"name": "kept", "ansible.builtin.set_fact": {
            "a": "{{ asked.job.reason }}", "b": "{{ failed.msg }}", "c": "{{ %s }}" % (look % (job, "")),
            "d": "{{ %s }}" % (look % (job, ", allow_unsafe=true")).replace("lookup", "query")}},
        {"name": "kept again", "ansible.builtin.set_fact": {
            "found": ["{{ a }}", "{{ b }}", "{{ c.reason }}", "{{ d[0].reason }}", "{{ c.type }}"]}},
        {"name": "shown", "ansible.builtin.debug": {"msg": "{{ found }}"}},
        {"name": "shown by name", "ansible.builtin.debug": {"var": "found"}},
    ]  # fmt: skip
    options = emulator["commvault"].options
    play = {"module_defaults": {"group/asyncops.jobs.jobs": options}}
    run = ansible.play(tasks, play=play, form=form, variables={"options": options})
    assert run["asked"]["job"]["reason"].startswith("{{ 7 * 7 }}")
    assert run["shown"]["msg"] == run["shown by name"]["found"]
    assert len(run["shown"]["msg"]) == 5
    assert all("{{ 7 * 7 }}" in text for text in run["shown"]["msg"]), core
    assert "49" not in json.dumps(run["shown"]["msg"]).replace(job, "")


def test_ad_hoc(ansible: Any, emulator: Emulator) -> None:
    options = emulator["commvault"].options
    env = {"ASYNCOPS_" + name.upper(): str(value) for name, value in options.items()}
    run = ansible.run(
        "adhoc",
        "localhost",
        "-m",
        INFO,
        "-a",
        "summary_only=true",
        "-vvv",
        **env,
        ASYNCOPS_HEADERS="",
    )
    assert run.code == 0, run.out + run.err
    assert '"summary": {' in run.out
    assert "runs in the controller's process" in run.out
    assert options["password"] not in run.out + run.err
