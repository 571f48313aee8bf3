# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two forms, one behaviour: one playbook, run in both forms at -vvvv, must give the same results and show no secret."""

from __future__ import annotations

import base64
import datetime
import itertools
import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.asyncops.jobs.plugins.module_utils._providers import registry
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator, ManualClock
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import MODULES

FORMS = ("in_process", "module")
Run = Any  # conftest.py
TOKEN = "s3cret/+ T0ken&=%<ü>\"'"  # everything that some coding writes differently
HEADER = "h3ader-Secret/&="
VAULTED = "vault3d-Secret"
DEFINED = {
    "name": "pipeline",
    "auth": {"type": "bearer"},
    "get": {"path": "/api/v2/orgs/1/jobs/{id}"},
    "job": {"id": "uid"},
    "state": {"path": "phase", "words": {"succeeded": ["Done"], "running": ["Going"]}},
}
# verb -> the least that it needs besides the connection
LEAST: dict[str, dict[str, Any]] = {
    "info": {},
    "wait": {"job_id": "JOB", "wait_timeout": 0},
    "result": {"job_id": "JOB"},
    "stop": {"job_id": "JOB"},
    "delete": {"job_id": "JOB", "force": True},
    "request": {"path": "jobs", "method": "POST"},
    "explain": {},
}
# As a module a task costs seconds: `sh test.sh` takes these, the slow tests all of them.
QUICK = {"deleted", "saved", "echoed result"}
MADE_UP = re.compile(r"asyncops-check-mode-[0-9a-f]+")  # two jobs have two ids
VOLATILE = re.compile(r"^(waited|request_id|elapsed)$")
SECONDS = re.compile(r"after \d+(\.\d+)? s\b")


def forms_of(secret: str) -> set[str]:
    """How a secret may come back, apart from the way the collection computes it."""
    data = secret.encode()
    return {
        secret, quote(secret), quote(secret, safe=""), base64.b64encode(data).decode(), json.dumps(secret)[1:-1],
        base64.b64encode(b"someone:" + data).decode(),
    }  # fmt: skip


def echo(secret: str) -> dict[str, Any]:
    """An answer full of a secret: in values, in keys, as a number of forms."""
    found: dict[str, Any] = {
        f"key {secret}": {form: [form, {"deep": form}] for form in sorted(forms_of(secret))}
    }
    return {**found, "message": "no good: " + " / ".join(sorted(forms_of(secret)))}


def tasks_of(emulator: Emulator) -> list[dict[str, Any]]:
    """The playbook, all tasks of which go on after a failure."""
    illumio, log360, commvault, alteryx = (
        {**emulator[name].options} for name in ("illumio", "log360", "commvault", "alteryx")
    )
    secretive = {"provider": "pipeline", "provider_definition": DEFINED, "base_url": emulator["illumio"].base_url,
                 "username": "someone", "token": "{{ token }}", "request_retries": 0}  # fmt: skip
    calls: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        # What the options are worth.
        ("missing", "job_wait", illumio, {}),
        ("unsupported", "job_info", {**illumio, "bogus": 1, "other": 2}, {}),
        ("misspelt", "job_info", {**illumio, "pasword": "{{ token }}", "tokens": ["{{ token }}"]}, {}),
        ("type", "job_wait", {**illumio, "job_id": "1", "wait_timeout": "abc"}, {}),
        ("choice", "job_wait", {**illumio, "job_id": "1", "on_timeout": "explode"}, {}),
        ("exclusive", "job_info", {**illumio, "job_id": "1", "filters": {"a": 1}}, {}),
        ("one of", "job_delete", illumio, {}),
        ("provider", "job_info", {**illumio, "provider": "bogus"}, {}),
        ("refused filter", "job_info", {**commvault, "filters": {"bogus": 1}}, {}),
        ("list as id", "job_info", {**commvault, "job_id": [707, [1]]}, {}),
        ("null as id", "job_stop", {**commvault, "job_id": [707, None]}, {}),
        ("boolean as id", "job_wait", {**commvault, "job_id": [True]}, {}),
        ("empty age", "job_delete", {**log360, "states": ["failed"], "older_than": ""}, {}),
        ("empty states", "job_delete", {**log360, "states": [], "older_than": "1d"}, {}),
        ("empty filter", "job_info", {**commvault, "filters": {"clientId": None}}, {}),
        ("values", "job_info", {**log360, "summary_only": "True", "messages": "no", "fields": None, "limit": "{{ omit }}"}, {}),
        # What is done.
        ("list", "job_info", {**commvault, "fields": ["id", "state", "status"]}, {}),
        ("numbers", "job_info", {**commvault, "job_id": ["{{ 707 }}", 99999], "fields": ["id"]}, {}),
        ("timed out", "job_wait", {**commvault, "job_id": 270, "wait_timeout": 0}, {}),
        ("times", "async_request", {**illumio, "path": "orgs/1/labels", "wait": False,
                                    "query": {"when": datetime.datetime(2026, 1, 2, 3, 4, 5), "day": datetime.date(2026, 1, 2),
                                              7: True, "none": None, "f": 1.5}}, {}),
        ("would delete", "job_delete", {**log360, "job_id": "{{ log360_job }}"}, {"check_mode": True, "diff": True}),
        ("deleted", "job_delete", {**log360, "job_id": "{{ log360_job }}"}, {"diff": True}),
        ("deleted again", "job_delete", {**log360, "job_id": "{{ log360_job }}"}, {}),
        ("result later", "job_result", {**illumio, "job_id": "{{ illumio_job }}", "dest": "later.json"}, {}),
        ("no result yet", "job_result", {**log360, "job_id": "{{ jobs.log360 }}", "dest": "later.json"}, {}),
        ("no such output", "job_result", {**alteryx, "job_id": "{{ alteryx_job }}", "outputs": ["nope"]}, {}),
        ("no such format", "job_result", {**alteryx, "job_id": "{{ alteryx_job }}", "format": "nope"}, {}),
        ("would submit", "async_request", {**log360, "path": "search/async", "method": "POST", "body": {"query": "x"}},
         {"check_mode": True}),
        ("saved", "async_request", {**illumio, "path": "orgs/1/labels", "dest": "labels.json"}, {}),
        ("saved again", "async_request", {**illumio, "path": "orgs/1/labels", "dest": "~/../labels.json"}, {}),
        ("hidden", "job_info", {**commvault, "limit": 1}, {"no_log": True}),
        # What must not be shown.
        ("echoed error", "job_info", {**secretive, "job_id": "echo-error"}, {}),
        ("echoed result", "async_request", {**secretive, "path": "api/v2/orgs/1/jobs/echo-result"}, {}),
        ("echoed argument", "job_info",
         {**secretive, "job_id": "{{ token | urlencode }}", "filters": {"{{ token }}": "{{ token | b64encode }}"}}, {}),
        ("headers as text", "job_info", {**illumio, "provider": "bogus", "headers": '{"X-Key": "{{ header }}"}'}, {}),
        ("short header", "job_info", {**log360, "headers": {"X-Api-Version": "1"}, "summary_only": True}, {}),
        ("password in URL", "job_info",
         {**illumio, "base_url": "https://someone:{{ header | urlencode | replace('/', '%2F') }}@127.0.0.1"}, {}),
        ("line break", "job_info", {**secretive, "token": "{{ token }}\n{{ token }}", "job_id": "1"}, {}),
        ("literal", "job_info", {**secretive, "job_id": "1", "provider_definition":
                                 {**DEFINED, "headers": {"X-Api-Key": "{{ header }}"}}}, {}),
        ("vaulted", "job_info", {**secretive, "token": "{{ vaulted }}", "job_id": "vaulted"}, {}),
    ]  # fmt: skip
    calls += check_mode_calls(emulator)
    return [
        {"name": name, f"asyncops.jobs.{module}": args, "ignore_errors": True, **more}
        for name, module, args, more in calls
    ]


def check_mode_calls(emulator: Emulator) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Every verb and every system at least once in check mode."""
    calls = []
    pairs = zip(itertools.cycle(MODULES.items()), itertools.cycle(registry.NAMES))
    for (verb, module), system in itertools.islice(pairs, max(len(MODULES), len(registry.NAMES))):
        args = {**emulator[system].options, **LEAST[verb]}
        if "job_id" in args:
            args["job_id"] = "{{ jobs.%s }}" % system
        calls.append((f"check {verb} of {system}", module, args, {"check_mode": True}))
    return calls


def prepare(emulator: Emulator) -> None:
    """What the server says of our secrets."""
    face = emulator["illumio"]
    face.fault(path="echo-error|token|T0ken", times=0, status=400, body=echo(TOKEN))
    face.fault(path="echo-result", times=0, status=200, body=echo(TOKEN))
    for _time in range(3):
        face.next_job(sync=True)  # the clock stands still: a job would never end
    face.fault(path="vaulted", times=0, status=400, body=echo(VAULTED))


def run_in(form: str, ansible: Any, names: set[str]) -> Run:
    """These tasks of the playbook in one form, on an emulator and in a folder of its own."""
    (ansible.folder / "password").write_text("open sesame")
    vault = VaultLib([("default", VaultSecret(b"open sesame"))])
    lines = vault.encrypt(VAULTED, vault.secrets[0][1]).decode().splitlines()
    (ansible.folder / "vaulted.yml").write_text(
        "vaulted: !vault |\n" + "".join(f"  {line}\n" for line in lines)
    )
    with Emulator(clock=ManualClock()) as emulator:
        prepare(emulator)
        job = emulator["log360"].add_job(outcome="done", age=3600)
        jobs = {name: emulator[name].add_job() for name in registry.NAMES}
        ended = {
            f"{name}_job": emulator[name].add_job(outcome="done", age=3600)
            for name in ("illumio", "alteryx")
        }
        variables = {"token": TOKEN, "header": HEADER, "log360_job": job, "jobs": jobs, **ended}
        (ansible.folder / "vars.json").write_text(json.dumps(variables))
        tasks = [task for task in tasks_of(emulator) if task["name"] in names]
        run = ansible.play(
            tasks, "-vvvv", "-e", "@vars.json", "-e", "@vaulted.yml", "--vault-password-file", "password",
            form=form, ASYNCOPS_ORG_ID="", ASYNCOPS_REQUEST_RETRIES="2",
        )  # fmt: skip
        log = lines_of((name, entry) for name in emulator for entry in emulator[name].log)
        writes = lines_of((name, entry) for name in emulator for entry in emulator[name].writes())
    more = [
        {"task": "log", "outcome": "ok", "result": log},
        {"task": "writes", "outcome": "ok", "result": writes},
    ]
    records = json.dumps([*run.records, *more]).replace(str(ansible.folder), "FOLDER")
    for face in emulator:
        records = records.replace(emulator[face].root.split("//")[1], f"HOST-{face}")
    return run._replace(records=json.loads(records))


def lines_of(entries: Iterable[tuple[str, Any]]) -> list[str]:
    """Requests as text."""
    return [f"{name} {entry.method} {entry.target}" for name, entry in entries]


NAMES = [task["name"] for task in tasks_of(Emulator())]


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, workshop: Any) -> dict[str, Run]:
    """The playbook in both forms, at the same time; as modules only the quick tasks, unless slow tests run too."""
    slow = any(
        item.path == request.path and item.get_closest_marker("slow")
        for item in request.session.items
    )
    names = [set(NAMES), set(NAMES) if slow else QUICK]
    with ThreadPoolExecutor() as pool:
        return dict(zip(FORMS, pool.map(run_in, FORMS, [workshop(), workshop()], names)))


def steady(value: Any) -> Any:
    """A result without what differs from run to run."""
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if not VOLATILE.search(key)}
    if isinstance(value, str):
        return MADE_UP.sub("asyncops-check-mode-N", SECONDS.sub("after N s", value))
    return [steady(item) for item in value] if isinstance(value, list) else value


def unless_quick(name: str) -> Any:
    """A name, marked as slow if it is not among the quick ones."""
    return name if name in QUICK else pytest.param(name, marks=pytest.mark.slow)


def test_the_quick_ones_are_there() -> None:
    assert set(NAMES) >= QUICK


@pytest.mark.parametrize("name", [unless_quick(name) for name in [*NAMES, "log", "writes"]])
def test_the_forms_agree(runs: dict[str, Run], name: str) -> None:
    assert (name in runs["in_process"].failed) == (name in runs["module"].failed)
    assert steady(runs["in_process"][name]) == steady(runs["module"][name])


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_is_shown_at_all(runs: dict[str, Run], form: str) -> None:
    text = runs[form].out + runs[form].err + json.dumps(runs[form].records, ensure_ascii=False)
    options = [one for face in Emulator().describe().values() for one in face["options"].items()]
    secrets = [TOKEN, HEADER, VAULTED] + [
        value for name, value in options if name in ("token", "password", "client_secret")
    ]
    for secret in secrets:
        for one in forms_of(secret):
            at = text.find(one)
            assert at < 0, text[max(0, at - 500) : at + 100]
    assert "NOT JSON" not in text


@pytest.mark.parametrize("form", FORMS)
def test_the_debug_line_tells_the_form(runs: dict[str, Run], form: str) -> None:
    said = {
        "in_process": "runs in the controller's process",
        "module": "runs as a module: ASYNCOPS_IN_PROCESS is false",
    }
    tasks = len(runs[form].records) - 2  # without the two that we have added
    assert tasks in (len(NAMES), len(QUICK))
    assert runs[form].out.count(said[form]) == tasks
    assert runs[form].out.count("asyncops.jobs: asyncops.jobs.") == tasks


@pytest.mark.parametrize("form", FORMS)
def test_nothing_ends_in_a_traceback(runs: dict[str, Run], form: str) -> None:
    assert "Traceback" not in runs[form].out + runs[form].err
    assert "internal error" not in runs[form].out
    assert runs[form].code == 0


@pytest.mark.parametrize(("name", "words"), [
    ("missing", "missing required arguments: job_id"),
    ("unsupported", r"Unsupported parameters for \(asyncops.jobs.job_info\) module: bogus, other\. Supported"),
    ("type", "argument 'wait_timeout' is of type .* and we were unable to convert to float"),
    ("choice", "value of on_timeout must be one of: fail, return, stop, got: explode"),
    ("exclusive", r"parameters are mutually exclusive: job_id\|filters"),
    ("one of", "one of the following is required: job_id, states, older_than"),
    ("provider", "bogus"),
    ("list as id", "job_id must hold ids, .* a list"),
    ("null as id", "job_id must not be empty"),
    ("boolean as id", "job_id must hold ids, .* a boolean"),
    ("empty age", "older_than must be a number"),
    ("empty states", "states must not be an empty list"),
    ("empty filter", "filters.clientId is empty"),
    ("timed out", "job 270"),
])  # fmt: skip
def test_what_a_failure_says(runs: dict[str, Run], name: str, words: str) -> None:
    assert name in runs["in_process"].failed
    assert re.search(words, runs["in_process"][name]["msg"])
    assert runs["in_process"][name]["error"] == ("timeout" if name == "timed out" else "config")
    assert isinstance(runs["in_process"][name]["jobs"], list)


def test_what_is_done(runs: dict[str, Run]) -> None:
    run = runs["in_process"]
    for name in (
        "values",
        "list",
        "numbers",
        "would delete",
        "deleted",
        "deleted again",
        "would submit",
        "saved",
        "saved again",
        "result later",
        "echoed result",
        "short header",
    ):
        assert name not in run.failed, run[name]
    assert [job["id"] for job in run["numbers"]["jobs"]] == ["707"]
    assert run["numbers"]["missing"] == ["99999"]
    assert run["values"]["jobs"] == []
    assert [
        run[name]["changed"]
        for name in ("would delete", "deleted", "deleted again", "would submit")
    ] == [True, True, False, True]
    assert run["deleted"]["diff"]["after"] == {}
    assert "diff" not in run["deleted again"]
    assert [run[name]["changed"] for name in ("saved", "saved again")] == [True, False]
    assert run["saved"]["dest"] == "FOLDER/labels.json"
    (kept,) = run["result later"]["results"]
    assert (kept["dest"], kept["changed"]) == ("FOLDER/later.json", True)
    assert run["hidden"]["censored"]
    assert "jobs" not in run["hidden"]


def test_every_verb_and_every_system_is_there() -> None:
    text = json.dumps(tasks_of(Emulator()), default=str)
    assert all(f'"asyncops.jobs.{module}"' in text for module in MODULES.values())
    assert all(f'"provider": "{name}"' in text for name in registry.NAMES)
    assert len(MODULES) >= len(registry.NAMES)


@pytest.mark.parametrize("form", FORMS)
def test_check_mode_changes_nothing(runs: dict[str, Run], form: str) -> None:
    writes = [line.split()[:2] for line in runs[form]["writes"]]
    assert writes == [["log360", "DELETE"]]  # of the one task that is not in check mode


def test_what_was_sent(runs: dict[str, Run]) -> None:
    sent = runs["in_process"]["log"]
    assert sum(line.startswith("log360 DELETE ") for line in sent) == 1
    assert not any("search/async" in line for line in sent)
    assert [line for line in sent if "when=" in line] == [
        "illumio GET /api/v2/orgs/1/labels?when=2026-01-02T03:04:05&day=2026-01-02&7=true&f=1.5"
    ]


@pytest.mark.slow
def test_a_short_secret_is_warned_of_and_spoils_nothing(runs: dict[str, Run]) -> None:
    result = runs["module"]["short header"]
    assert any("fewer than 4 characters" in text for text in result["warnings"])
    assert result["count"] == sum(result["summary"].values()) > 0
    assert (
        "1"
        not in result.get("invocation", {"module_args": {"headers": {}}})["module_args"][
            "headers"
        ].values()
    )
