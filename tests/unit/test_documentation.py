# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules' documentation, held against the argument specs, the providers, and what the verbs really return.

Names, types, defaults and choices are compared one by one; the keys of the results are those of real runs on the emulator.
"""

from __future__ import annotations

import importlib
import importlib.util
import pathlib
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model import errors
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import (
    ACTIVE,
    KEYS,
    STATES,
    TERMINAL,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import REQUESTS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.result import OWN_KEYS
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import catalogue
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task import options
from ansible_collections.asyncops.jobs.plugins.module_utils._task.event_source import event_options

pytestmark = pytest.mark.gate

yaml = pytest.importorskip("yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = "ansible_collections.asyncops.jobs.plugins"
EVENT_SOURCE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "job_events.py"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py"))
# What ansible itself, or every failure, puts into a result.
ANSIBLE_S = {"changed", "failed", "msg", "diff"}


def _world() -> Any:
    """The fixture of the conversations."""
    path = ROOT / "tests" / "unit" / "jobs" / "conftest.py"
    spec = importlib.util.spec_from_file_location("documentation_jobs_conftest", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.world


world = _world()


def block(text: str, name: str) -> Any:
    """One of the YAML texts of a plugin's source."""
    match = re.search(rf'^ *{name} = r"""\n(.*?)"""', text, re.MULTILINE | re.DOTALL)
    assert match, name
    return yaml.safe_load(match.group(1))


def source(kind: str, name: str) -> str:
    return (ROOT / "plugins" / kind / f"{name}.py").read_text(encoding="utf-8")


def documented(kind: str, name: str) -> dict[str, Any]:
    """The options of a plugin with those of its fragments; a plugin's own win, as with ansible."""
    own = block(source(kind, name), "DOCUMENTATION")
    found: dict[str, Any] = {}
    for fragment in own["extends_documentation_fragment"]:
        if fragment.startswith("asyncops.jobs."):
            file, _dot, part = fragment[len("asyncops.jobs.") :].partition(".")
            held = importlib.import_module(f"{PACKAGE}.doc_fragments.{file}").ModuleDocFragment
            found.update(
                yaml.safe_load(getattr(held, (part or "DOCUMENTATION").upper()))["options"]
            )
    return {**found, **(own["options"] or {})}


def verb_of(module: str) -> str:
    return str(re.findall(r'run_module\("(\w+)", _import\)', source("modules", module))[0])


def returned(module: str) -> dict[str, Any]:
    return dict(block(source("modules", module), "RETURN"))


# Options


@pytest.mark.parametrize("module", MODULES)
def test_options_are_those_of_the_spec(module: str) -> None:
    spec = options.VERBS[verb_of(module)][0]()
    told = documented("modules", module)
    assert set(told) == set(spec)
    for name, one in spec.items():
        doc = told[name]
        assert doc.get("type", "str") == one.get("type", "str"), name
        assert doc.get("elements") == one.get("elements"), name
        assert doc.get("required", False) == one.get("required", False), name
        assert doc.get("default") == one.get("default"), name
        assert type(doc.get("default")) is type(one.get("default")), name
        assert doc.get("choices") == one.get("choices"), name
        assert doc["description"], name


def test_the_event_source_documents_its_options_alike() -> None:
    text = EVENT_SOURCE.read_text(encoding="utf-8")
    told, spec = block(text, "DOCUMENTATION")["options"], event_options()
    assert set(told) == set(spec)
    for name, one in spec.items():
        for key in ("type", "elements", "default", "choices"):
            default = "str" if key == "type" else None
            assert told[name].get(key, default) == one.get(key, default), (name, key)
        assert told[name].get("required", False) == one.get("required", False), name
        assert told[name]["description"], name


def test_rulebooks_use_options_that_there_are() -> None:
    shipped = sorted((ROOT / "extensions/eda/rulebooks").glob("*.yml"))
    texts = [path.read_text(encoding="utf-8") for path in shipped]
    examples = block(EVENT_SOURCE.read_text(encoding="utf-8"), "EXAMPLES")
    rulesets = [one for text in texts for one in yaml.safe_load(text)] + examples
    assert len(rulesets) >= 5
    for ruleset in rulesets:
        for one in ruleset["sources"]:
            assert set(one["asyncops.jobs.job_events"]) <= set(event_options()), ruleset["name"]


@pytest.mark.parametrize("module", MODULES)
def test_file_options_are_documented_where_they_are_taken(module: str) -> None:
    rules = options.VERBS[verb_of(module)][1]
    fragments = block(source("modules", module), "DOCUMENTATION")["extends_documentation_fragment"]
    assert ("ansible.builtin.files" in fragments) == bool(rules.get("add_file_common_args"))


def test_every_verb_has_a_module() -> None:
    assert {verb_of(module) for module in MODULES} == set(options.VERBS)


def test_the_lookup_has_the_options_of_job_info() -> None:
    told, spec = documented("lookup", "job"), options.info()
    assert set(told) - {"_terms"} <= set(spec)
    for name, doc in told.items():
        one = spec["job_id" if name == "_terms" else name]
        # A lookup takes mappings as text, too, and reads them itself, so that no message quotes them.
        kind = "raw" if one.get("type") == "dict" else one.get("type", "str")
        assert doc.get("type", "str") in (kind, one.get("type")) and doc.get("choices") == one.get(
            "choices"
        ), name
        assert doc.get("default") == one.get("default") and doc.get("elements") == one.get(
            "elements"
        ), name
    for name in set(options.connection()) - {"env_prefix"}:  # it says how the others are called
        assert told[name]["env"] == [{"name": f"ASYNCOPS_{name.upper()}"}]
        assert told[name]["vars"] == [{"name": f"ansible_asyncops_{name}"}]
        assert told[name]["ini"] == [{"section": "asyncops", "key": name}]


# Choices, states, providers, filters


@pytest.mark.parametrize("module", MODULES)
def test_states_are_the_states(module: str) -> None:
    told = documented("modules", module)
    if "states" in told:
        states = ACTIVE if module == "job_stop" else STATES
        assert told["states"]["choices"] == list(states)
    if "fail_on" in told:
        assert told["fail_on"]["choices"] == [*TERMINAL, "waiting"]
        assert told["wait_until"]["choices"] == [one for one in STATES if one != "unknown"]
    if "sample_of" in told:
        assert told["sample_of"]["choices"] == list(REQUESTS)


def test_the_description_of_a_state_names_them_all() -> None:
    job = returned("job_info")["jobs"]["contains"]
    _head, living, ended = job["state"]["description"]
    assert re.findall(r"V\((\w+)\)", living) == [state for state in STATES if state not in TERMINAL]
    assert re.findall(r"V\((\w+)\)", ended) == list(TERMINAL)
    assert list(job) == list(KEYS)


def test_the_description_of_a_provider_names_them_all() -> None:
    text = " ".join(documented("modules", "job_info")["provider"]["description"])
    assert re.findall(r"V\((\w+)\)", text) == list(NAMES)


@pytest.mark.parametrize("module", MODULES)
def test_the_errors_are_the_errors(module: str) -> None:
    kinds = {
        one.kind
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.AsyncopsError)
    }
    told = re.findall(r"V\((\w+)\)", " ".join(returned(module)["error"]["description"]))
    assert set(told) == kinds - {""} and len(told) == len(set(told))


def test_filters_that_the_text_names_exist() -> None:
    text = " ".join(documented("modules", "job_info")["filters"]["description"])
    named = re.findall(r"C\((\w+)\) of (\w+)", text)
    assert len(named) == 4
    for name, system in named:
        assert name in provider_of(system.lower()).filters


def tasks(module: str) -> list[tuple[str, dict[str, Any]]]:
    """The tasks of a module's examples."""
    return [
        (key.rpartition(".")[2], task[key])
        for task in block(source("modules", module), "EXAMPLES") for key in task if key.startswith("asyncops.jobs.")
    ]  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_examples_ask_for_what_there_is(module: str) -> None:
    """Options, filters and verbs of the examples exist, and the provider has what its example does."""
    found = tasks(module)
    assert {name for name, _task in found} >= {module}
    for name, task in found:
        spec = options.VERBS[verb_of(name)][0]()
        assert set(task) <= set(spec) | {"mode", "owner", "group"}
        for key, one in spec.items():
            assert not one.get("required") or key in task
            if one.get("choices") and key in task:
                assert (
                    {*task[key]} <= {*one["choices"]}
                    if isinstance(task[key], list)
                    else task[key] in one["choices"]
                )
        if task["provider"] not in NAMES:
            assert "provider_definition" in task or task["provider"] in catalogue.names()
            continue
        provider = provider_of(task["provider"], None, task.get("api_version") or "")
        assert set(task.get("filters") or {}) <= set(provider.filters)
        needed = {
            "job_stop": "stop",
            "job_delete": "delete",
            "job_wait": "get",
            "job_result": "result",
        }.get(name)
        assert needed is None or needed in provider.verbs


# Results: verb, system, options; what each run has to show is looked for in all of them together.

LOG = "AX6qJeaDhJby8kAkaqDE"
RUNS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "job_info": [
        ("commvault", {}), ("commvault", {"job_id": ["681"]}), ("commvault", {"job_id": ["4711"]}),
        ("alteryx", {"job_id": ["66ebd18d3d6200007e000d8c"], "messages": True}), ("log360", {"summary_only": True}),
        ("illumio", {"limit": 1, "fields": ["id"]}), ("illumio", {"filters": {"nothing": 1}}),
        ("log360", {"token": "no"}), ("log360", {"base_url": "http://127.0.0.1:9", "request_retries": 0}),
        ("log360", {"job_id": []}),
    ],
    "job_wait": [
        ("commvault", {"job_id": ["681"]}), ("commvault", {"job_id": ["820"]}),
        ("commvault", {"job_id": ["707"], "wait_timeout": 3, "on_timeout": "return"}),
        ("commvault", {"job_id": ["815"], "wait_timeout": 0, "on_timeout": "stop"}),
        ("commvault", {"job_id": ["707"], "wait_timeout": 3}), ("commvault", {"job_id": []}), ("log360", {"job_id": [LOG], "token": "no"}),
    ],
    "job_result": [
        ("alteryx", {"job_id": ["66ebd18d3d6200007e000d8c"]}), ("log360", {"job_id": [LOG], "dest": "FILE", "delete_after": "success"}),
        ("log360", {"job_id": ["AYVTrunningJob000001"]}),
        ("adverity", {"job_id": ["8"], "wait": True, "wait_timeout": 0, "on_timeout": "stop"}),
        ("alteryx", {"job_id": ["66ebd18d3d6200007e000d8c"], "outputs": ["nope"]}), ("commvault", {"job_id": ["681"]}),
        ("log360", {"job_id": [LOG], "token": "no"}), ("log360", {"job_id": []}), ("alteryx", {"job_id": ["1"], "outputs": []}),
    ],
    "job_stop": [
        ("commvault", {"job_id": ["815"], "wait": True}), ("commvault", {"job_id": ["816"]}), ("commvault", {"job_id": ["681"]}),
        ("commvault", {"job_id": ["4711"]}), ("commvault", {"job_id": ["4711"], "ignore_missing": True}),
        ("alteryx", {"job_id": ["66ebd18d3d6200007e000d8c"]}), ("commvault", {"job_id": []}),
        ("adverity", {"job_id": ["8"]}),
    ],
    "job_delete": [
        ("log360", {"job_id": [LOG]}), ("log360", {"states": ["failed"]}), ("log360", {"job_id": ["AYVTrunningJob000001"]}),
        ("log360", {"older_than": "1m", "max_jobs": 1}), ("commvault", {"job_id": ["681"]}), ("log360", {"job_id": [""]}),
        ("log360", {"job_id": [LOG], "token": "no"}),
    ],
    "async_request": [
        ("illumio", {"path": "orgs/1/labels"}), ("illumio", {"path": "orgs/1/labels", "wait": False}),
        ("illumio", {"path": "orgs/1/labels", "dest": "FILE", "delete_after": "success"}), ("illumio", {"path": "orgs/1/none"}),
        ("illumio", {"path": "orgs/1/labels", "once": "labels", "once_dir": "FOLDER"}),
        ("illumio", {"path": "health"}), ("illumio", {"path": "orgs/1/labels", "wait_timeout": 1, "on_timeout": "return"}),
        ("illumio", {"path": "orgs/1/labels", "password": "no"}), ("illumio", {"path": ""}),
        ("commvault", {"path": "Subclient/54/action/backup", "method": "POST", "wait_timeout": 0, "on_timeout": "stop"}),
    ],
    "provider_info": [
        ("illumio", {}), ("log360", {"sample": {"body": {"requests": [{"request_id": "a", "status": "RUNNING"}]}}, "job_id": "a"}),
        ("alteryx", {"sample": {"status": 404, "body": {"message": "no"}}}), ("alteryx", {"provider": "another"}),
    ],
}  # fmt: skip


def results(module: str, world: Any, tmp_path: pathlib.Path) -> list[dict[str, Any]]:
    """What the runs return, each with and without check mode; defaults as the spec has them."""
    spec = options.VERBS[verb_of(module)][0]()
    defaults = {
        name: one.get("default")
        for name, one in spec.items()
        if name not in ("provider", "base_url")
    }
    found = []
    for number, (system, given) in enumerate(RUNS[module]):
        params = {**defaults, **world[system].options, **given}
        if params.get("dest"):
            params["dest"] = str(tmp_path / f"result-{number}")
        if "once_dir" in given:
            params["once_dir"] = str(tmp_path / "once")
        for check_mode in (True, False):
            result = world.run(verb_of(module), system, check_mode=check_mode, **params)
            found.append(
                {"check_mode": check_mode, "system": system, "given": given, "result": result}
            )
    return found


@pytest.mark.parametrize("module", MODULES)
def test_what_is_returned_is_documented(module: str, world: Any, tmp_path: pathlib.Path) -> None:
    told = set(returned(module)) | ANSIBLE_S
    for one in returned(module).get("http_status", {}).get("description", ()):
        told |= set(re.findall(r"C\((\w+)\)", one))
    for run in results(module, world, tmp_path):
        assert set(run["result"]) <= told, run


# What the action plugin adds, since a target has no catalogue.
BY_ACTION = {"provider_info": {"catalogue", "definition"}}


@pytest.mark.parametrize("module", MODULES)
def test_what_is_documented_is_returned(module: str, world: Any, tmp_path: pathlib.Path) -> None:
    runs = results(module, world, tmp_path)
    told = returned(module)
    everything = {key for run in runs for key in run["result"]}
    everything |= BY_ACTION.get(module, set())
    assert set(told) <= everything, "never returned by any of the runs"
    for run in runs:
        # A sentence about the options is told before there is anything to return.
        if run["result"].get("error") not in ("config", "unsupported"):
            always = {key for key, one in told.items() if one["returned"] == "always"}
            assert always <= set(run["result"]), run
        failed = bool(run["result"].get("failed"))
        for key, one in told.items():
            if one["returned"].startswith(("failure", "success")):
                assert (
                    key not in run["result"] or one["returned"].startswith("failure") == failed
                ), (key, run)


TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


@pytest.mark.parametrize("module", MODULES)
def test_types_are_the_documented_ones(module: str, world: Any, tmp_path: pathlib.Path) -> None:
    contains = returned("job_info")["jobs"]["contains"]
    for run in results(module, world, tmp_path):
        for key, one in returned(module).items():
            value = run["result"].get(key)
            assert value is None or one["type"] == "raw" or isinstance(value, TYPES[one["type"]]), (
                key,
                run,
            )
        if module == "provider_info":
            continue
        for job in run["result"].get("jobs") or []:
            if run["given"].get("fields"):
                assert set(job) == set(run["given"]["fields"])
                continue
            assert set(job) - {"raw"} == set(contains) - {"raw"}
            for key, value in job.items():
                assert value is None or isinstance(value, TYPES[contains[key]["type"]]), (
                    key,
                    value,
                )


@pytest.mark.parametrize("module", MODULES)
def test_the_masking_leaves_the_keys_of_results(module: str) -> None:
    """A token that is equal to one would else take it away."""
    assert set(errors.ApiError("no").facts()) <= OWN_KEYS
    assert set(_keys_of(returned(module))) <= OWN_KEYS


def _keys_of(documented: dict[str, Any]) -> Iterator[str]:
    for name, one in documented.items():
        yield name
        yield from _keys_of(one.get("contains") or {})
