# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""mode, owner, group and the like: a wrong one is told before a job is started; one that fails in the end hides no job."""

from __future__ import annotations

import json
import os
import pathlib
import stat
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._task import file_options
from ansible_collections.asyncops.jobs.plugins.module_utils._task import module as module_form
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import result_of, start_module

FORMS = ("in_process", "module")
SEARCH: dict[str, Any] = {"method": "POST", "path": "search/async", "body": {"query": "x"}}
REFUSED: dict[str, Any] = {
    "mode": "rwxr", "mode ": "preserve", "mode  ": "99999", "owner": "nobody-of-this-name", "group": "no-such-group",
    "attributes": "?", "owner ": str(2**40),
}  # fmt: skip


def writes(emulator: Emulator) -> list[str]:
    """What was sent to the system that changes something."""
    return [entry.method for entry in emulator["log360"].writes()]


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("option", REFUSED)
def test_a_wrong_option_is_told_before_anything_is_sent(
    ansible: Any, emulator: Emulator, tmp_path: pathlib.Path, option: str, check_mode: bool
) -> None:
    if check_mode and option in ("attributes", "owner "):
        pytest.skip("only trying can tell")
    emulator["log360"].clear_log()
    params = {
        **emulator["log360"].options,
        **SEARCH,
        "dest": f"{tmp_path}/x",
        option.strip(): REFUSED[option],
    }
    result, _imported = result_of(
        start_module(ansible, "async_request", {**params, "_ansible_check_mode": check_mode})
    )
    assert (result["failed"], result["error"], result["changed"]) == (True, "config", False), result
    assert "file options" in result["msg"] and "\n" not in result["msg"]
    assert (result["jobs"], result["job"]) == ([], None)
    assert emulator["log360"].log == [] and os.listdir(tmp_path) == []


@pytest.mark.parametrize("verb", ["async_request", "job_result"])
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"mode": "rwxr", "dest": "x"}, "the file options cannot be set in"),
        ({"mode": "0640"}, "missing parameter(s) required by 'mode': dest"),
        ({"mode": "0640", "dest": "no/x"}, "/no does not exist"),
    ],
)
def test_whatever_verb_saves_tells_it_first(
    ansible: Any, emulator: Emulator, tmp_path: pathlib.Path, verb: str, more: Any, words: str
) -> None:
    emulator["log360"].clear_log()
    task = SEARCH if verb == "async_request" else {"job_id": ["7"]}
    options = {**emulator["log360"].options, **task, **more}
    if "dest" in more:
        options["dest"] = str(tmp_path / more["dest"])
    result, _imported = result_of(start_module(ansible, verb, options))
    assert (result["failed"], result["error"], result["jobs"]) == (True, "config", [])
    assert words in result["msg"] and emulator["log360"].log == []


@pytest.mark.parametrize("where", ["x", "", "x/y"])
def test_good_options_are_set_and_nothing_is_left_beside(
    ansible: Any, emulator: Emulator, tmp_path: pathlib.Path, where: str
) -> None:
    (tmp_path / "x").mkdir() if "/" in where else None
    params = {**emulator["log360"].options, **SEARCH, "dest": f"{tmp_path}/{where}", "wait_interval": 0.1,
              "mode": "u=rw,g=r", "owner": os.getuid(), "group": str(os.getgid())}  # fmt: skip
    result, _imported = result_of(start_module(ansible, "async_request", params))
    assert not result.get("failed"), result
    assert stat.S_IMODE(os.stat(result["files"][0]["dest"]).st_mode) == 0o640
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [str(path) for path in found] == [result["dest"]]


@pytest.mark.slow
def test_both_forms_and_the_role(ansible: Any, emulator: Emulator) -> None:
    options = emulator["log360"].options
    task = {
        "asyncops.jobs.async_request": {**options, **SEARCH, "dest": "x.json", "mode": "rwxr"},
        "ignore_errors": True,
    }
    role = {"run_job_connection": options, "run_job_method": "POST", "run_job_path": "search/async", "run_job_dest": "y.json",
            "run_job_mode": "rwxr"}  # fmt: skip
    include = {"ansible.builtin.include_role": {"name": "asyncops.jobs.run_job"}, "vars": role}
    rescue = [{"name": "told", "ansible.builtin.debug": {"msg": "{{ run_job_result | to_json }}"}}]
    tasks = [{"name": "task", **task}, {"block": [{"name": "role", **include}], "rescue": rescue}]
    for form in FORMS:
        emulator["log360"].clear_log()
        run = ansible.play(tasks, form=form)
        for result in (run["task"], json.loads(run["told"]["msg"])):
            assert (result["error"], result["changed"], result["jobs"]) == ("config", False, [])
        assert emulator["log360"].log == []


def of_the_system(module: Any, path: str) -> bool:
    """Refuses the second of two files."""
    if path.endswith("second"):
        raise file_options.FileOptionRefused("chown failed (Operation not permitted)")
    return True


class Ended(Exception):
    """The end of a module."""


class Module:
    """A module whose file options are refused by the system."""

    check_mode = False
    _diff = True
    params = {"dest": "/d", "mode": "0640"}

    def __init__(self) -> None:
        self.ended: dict[str, Any] = {}

    def exit_json(self, **result: Any) -> None:
        """Ends well."""
        self.ended = result
        raise Ended

    def fail_json(self, **result: Any) -> None:
        """Ends badly."""
        self.ended = {"failed": True, **result}
        raise Ended


JOB = {"id": "7", "state": "succeeded"}


@pytest.mark.parametrize(("before", "error", "words"), [
    ({}, "api", ["is saved in /d/second", "Operation not permitted"]),
    ({"failed": True, "error": "conflict", "msg": "job 7: held"}, "conflict", ["job 7: held; the result is saved in /d/second"]),
])  # fmt: skip
@pytest.mark.parametrize("key", ["files", "results"])
def test_what_the_system_refuses_in_the_end_hides_nothing(
    monkeypatch: pytest.MonkeyPatch, before: dict[str, Any], error: str, words: list[str], key: str
) -> None:
    monkeypatch.setattr(file_options, "set_file_options", of_the_system)
    module, files = Module(), [{"dest": "/d/first"}, {"dest": "/d/second"}]
    result = {"changed": False, "jobs": [JOB], "job": JOB, "dest": "/d", key: files, **before}
    with pytest.raises(Ended):
        module_form.finish(module, result)  # type: ignore[arg-type]
    ended = module.ended
    assert (ended["failed"], ended["error"]) == (True, error)
    assert all(word in ended["msg"] for word in words)
    assert (ended["changed"], ended[key], ended["jobs"]) == (True, files, [JOB])


def test_a_failure_gives_the_files_their_options_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_options, "set_file_options", of_the_system)
    module, files = Module(), [{"dest": "/d/first"}]
    with pytest.raises(Ended):
        module_form.finish(
            module,  # type: ignore[arg-type]
            {"changed": False, "files": files, "failed": True, "error": "api", "msg": "no"},
        )
    assert (module.ended["msg"], module.ended["changed"]) == ("no", True)
