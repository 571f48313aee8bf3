# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_result on every system: what async_request would have saved, fetched later by the id alone."""

from __future__ import annotations

import errno
import json
import os
import pathlib
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.tests.unit.jobs.test_dest import Trouble
from ansible_collections.asyncops.jobs.tests.unit.systems import SYSTEMS, having

WITH_RESULT = having("result")
WITH_DELETE = having("result", "delete")


def start(world: Any, system: str) -> str:
    """A job that somebody has started and nobody waited for."""
    started: str = world.ok("request", system, **SYSTEMS[system].submit, wait=False)["job"]["id"]
    return started


@pytest.mark.parametrize("system", WITH_RESULT)
def test_it_is_what_the_request_would_have_returned(world: Any, system: str) -> None:
    at_once = world.ok("request", system, **SYSTEMS[system].submit)
    later = world.ok("result", system, job_id=[at_once["job"]["id"]])
    assert at_once["result"] is not None and later["result"] == at_once["result"]
    assert (later["changed"], later["results"], later["summary"]) == (False, [], {"succeeded": 1})


@pytest.mark.parametrize("system", WITH_RESULT)
def test_it_is_saved_once(world: Any, system: str, tmp_path: pathlib.Path) -> None:
    id = start(world, system)
    params = {"job_id": [id], "dest": str(tmp_path / "result"), "wait": True}
    first, again = (world.ok("result", system, **params) for _time in range(2))
    (one,), (same,) = first["results"], again["results"]
    assert (one["job_id"], one["dest"]) == (id, str(tmp_path / "result"))
    assert one["size"] == (tmp_path / "result").stat().st_size > 0
    assert (first["changed"], again["changed"]) == (True, False)
    assert {**one, "changed": False} == same
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


@pytest.mark.parametrize("system", WITH_RESULT)
def test_a_job_that_has_not_ended_is_refused_by_name(world: Any, system: str) -> None:
    id = start(world, system)
    failed = world.fails("result", system, "conflict", job_id=[id])
    assert id in failed["msg"] and "wait: true" in failed["msg"]
    assert [job["id"] for job in failed["jobs"]] == [id] and failed["result"] is None
    assert world.ok("result", system, job_id=[id], wait=True)["result"] is not None


@pytest.mark.parametrize("system", WITH_RESULT)
def test_all_or_nothing_of_several(world: Any, system: str, tmp_path: pathlib.Path) -> None:
    ids = [start(world, system) for _time in range(3)]
    world.ok("wait", system, job_id=ids)
    failed = world.fails("result", system, "not_found", job_id=[*ids, "99"], dest=f"{tmp_path}/")
    assert "99" in failed["msg"] and failed["results"] == [] and not [*tmp_path.iterdir()]
    saved = world.ok("result", system, job_id=ids, dest=f"{tmp_path}/")["results"]
    assert [one["job_id"] for one in saved] == ids
    assert sorted(one["dest"] for one in saved) == sorted(map(str, tmp_path.iterdir()))
    values = world.ok("result", system, job_id=ids)["result"]
    assert len(values) == 3 and None not in values


@pytest.mark.parametrize(
    ("call", "number"),
    [("write", errno.ENOSPC), ("fsync", errno.EDQUOT), ("replace", errno.EROFS)],
)
@pytest.mark.parametrize("system", WITH_RESULT)
def test_what_cannot_be_written_in_the_end_keeps_the_job_and_deletes_none(
    world: Any, system: str, tmp_path: pathlib.Path, monkeypatch: Any, call: str, number: int
) -> None:
    id = start(world, system)
    params = {"job_id": [id], "dest": str(tmp_path / "x"), "wait": True}
    if system in WITH_DELETE:
        params["delete_after"] = "always"
    with monkeypatch.context() as patch:
        Trouble(patch, call, number)
        failed = world.fails("result", system, "api", **params)
    assert os.strerror(number) in failed["msg"] and id in failed["msg"]
    assert [job["state"] for job in failed["jobs"]] == ["succeeded"]
    assert (failed["changed"], failed["results"], [*tmp_path.iterdir()]) == (False, [], [])
    saved = world.ok("result", system, **params)
    assert saved["results"][0]["size"] > 0, "the job is there, and so is its result"


@pytest.mark.parametrize("system", WITH_DELETE)
def test_a_job_is_deleted_when_its_result_is_safe(
    world: Any, system: str, tmp_path: pathlib.Path
) -> None:
    id = start(world, system)
    params = {"job_id": [id], "wait": True, "dest": str(tmp_path / "result")}
    planned = world.ok("result", system, check_mode=True, **params, delete_after="success")
    assert (planned["deleted"], planned["changed"]) == ([id], True)
    assert not [one for one in world[system].writes() if one.method == "DELETE"]
    done = world.ok("result", system, **params, delete_after="success")
    assert (done["deleted"], done["changed"]) == ([id], True) and (tmp_path / "result").exists()
    assert world.ok("info", system, job_id=[id])["missing"] == [id]


@pytest.mark.parametrize("system", [name for name in NAMES if name not in WITH_RESULT])
def test_a_system_without_results_says_so_at_once(world: Any, system: str) -> None:
    world.fails("result", system, "unsupported", job_id=["1"])
    assert world[system].log == []


@pytest.mark.parametrize("system", [name for name in WITH_RESULT if name not in WITH_DELETE])
def test_a_delete_that_the_system_lacks_is_refused_at_once(world: Any, system: str) -> None:
    world.fails("result", system, "unsupported", job_id=["1"], delete_after="always")
    assert world[system].log == []


def test_pages_come_whole(world: Any) -> None:
    id = world["log360"].add_job(outcome="done", age=60, rows=[{"n": n} for n in range(25)])
    assert [one["n"] for one in world.ok("result", "log360", job_id=[id])["result"]] == [*range(25)]


@pytest.mark.parametrize("format", ["Json", "json", "JSON"])
def test_a_format_is_chosen_by_its_name(world: Any, tmp_path: pathlib.Path, format: str) -> None:
    id = world["alteryx"].add_job(outcome="done", age=60)
    params = {"job_id": [id], "format": format, "dest": str(tmp_path / "rows.json")}
    world.ok("result", "alteryx", **params)
    assert json.loads((tmp_path / "rows.json").read_text())[0] == ["Year", "Sales"]
    assert world.sent("alteryx")[-1].endswith("?format=Json")


@pytest.mark.parametrize("verb", ["result", "request"])
@pytest.mark.parametrize(
    ("choice", "there"),
    [
        ({"format": "Yxdb"}, "Raw, Csv, Json"),
        ({"outputs": ["*.yxdb"]}, "output.csv"),
        ({"outputs": ["output.csv", "nope"]}, "output.csv"),
        ({"outputs": ["OUTPUT.csv"], "format": "Csv"}, "output.csv"),
    ],
)
def test_what_is_not_there_is_refused_before_the_first_byte(
    world: Any, verb: str, choice: dict[str, Any], there: str, tmp_path: pathlib.Path
) -> None:
    params: dict[str, Any] = SYSTEMS["alteryx"].submit
    if verb == "result":
        params = {"job_id": [world["alteryx"].add_job(outcome="done", age=60)]}
    failed = world.fails(verb, "alteryx", "api", **params, **choice, dest=f"{tmp_path}/")
    assert there in failed["msg"] and next(iter(choice)) in failed["msg"]
    assert not [line for line in world.sent("alteryx") if "/output/" in line]
    assert failed["jobs"][0]["state"] == "succeeded" and not [*tmp_path.iterdir()]


@pytest.mark.parametrize("verb", ["result", "request"])
@pytest.mark.parametrize("choice", [{"outputs": ["*"]}, {"format": "Csv"}])
@pytest.mark.parametrize("system", NAMES)
def test_a_choice_that_a_system_has_not_got_is_refused_at_once(
    world: Any, verb: str, choice: dict[str, Any], system: str
) -> None:
    if system == "alteryx" or (system == "adverity" and "outputs" in choice):
        pytest.skip("it has a choice")
    params = SYSTEMS[system].submit if verb == "request" else {"job_id": ["1"]}
    result = world.run(verb, system, **params, **choice)
    assert result["error"] in ("unsupported", "config") and world[system].log == []


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"outputs": []}, "outputs"),
        ({"outputs": [" "]}, "outputs"),
        ({"format": ""}, "format"),
        ({"max_size": "much"}, "max_size"),
        ({"dest": ""}, "dest"),
        ({"dest": "/missing/folder/x"}, "dest"),
        ({"job_id": []}, "job_id"),
        ({"job_id": ["1", "2"], "dest": "one.csv"}, "dest must be a folder"),
        ({"wait_timeout": float("inf")}, "wait_timeout"),
    ],
)
def test_what_is_wrong_with_the_options_is_told_at_once(
    world: Any, params: dict[str, Any], word: str, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    failed = world.fails("result", "alteryx", "config", **{"job_id": ["1"], **params})
    assert word in failed["msg"] and world["alteryx"].log == []


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"wait": False, "outputs": ["*"]}, "wait: true"),
        ({"wait": False, "format": "Csv"}, "wait: true"),
        ({"method": "GET", "outputs": ["*"]}, "GET"),
    ],
)
def test_a_choice_without_effect_is_refused_in_a_request(
    world: Any, more: dict[str, Any], word: str
) -> None:
    params = {**SYSTEMS["alteryx"].submit, **more}
    failed = world.fails("request", "alteryx", "config", **params)
    assert word in failed["msg"] and world["alteryx"].log == []


def test_a_request_chooses_its_outputs(world: Any) -> None:
    order = SYSTEMS["alteryx"].submit
    done = world.ok("request", "alteryx", **order, outputs=["*.csv"], format="json")
    assert done["result"][0] == ["Year", "Sales"]


def test_in_check_mode_it_says_what_would_be_saved(world: Any, tmp_path: pathlib.Path) -> None:
    id = world["adverity"].add_job(outcome="done", age=60)
    params = {"job_id": [id], "dest": f"{tmp_path}/", "check_mode": True}
    (planned,) = (result := world.ok("result", "adverity", **params))["results"]
    assert (result["changed"], planned["changed"], planned["size"]) == (True, True, None)
    assert not [*tmp_path.iterdir()]
    assert not [line for line in world.sent("adverity") if "download" in line]
    pathlib.Path(planned["dest"]).write_text("old")
    (again,) = (result := world.ok("result", "adverity", **params))["results"]
    assert (result["changed"], again["changed"], again["dest"]) == (False, None, planned["dest"])


@pytest.mark.parametrize("verb", ["info", "wait"])
def test_outputs_are_told_where_the_record_holds_them(world: Any, verb: str) -> None:
    alteryx, illumio = start(world, "alteryx"), start(world, "illumio")
    world.clock.advance(600)
    (job,) = world.ok(verb, "alteryx", job_id=[alteryx])["jobs"]
    (output,) = job["outputs"]
    assert (output["name"], output["formats"]) == ("output.csv", ["Raw", "Csv", "Json"])
    world.sent("illumio")
    (job,) = world.ok(verb, "illumio", job_id=[illumio])["jobs"]
    (output,) = job["outputs"]
    assert "/datafiles/" in output["href"] and (output["id"], output["formats"]) == (None, [])
    assert len(world.sent("illumio")) == 1
