# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode sends nothing that changes anything, for every verb and every system; and it tells
what would be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.poll import PLACEHOLDER
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import KEYS
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    SYSTEMS,
    VERBS,
    active_job,
    check_mode_cases,
    ended_job,
    having,
)

JOBS: dict[str, Callable[[Any], str]] = {
    "active": active_job,
    "ended": ended_job,
    "nobody": lambda face: "nobody",
}
CHANGING = [
    (verb, system) for verb, case in VERBS.items() if case.done for system in having(case.needs)
]


@pytest.mark.parametrize(("verb", "system"), check_mode_cases())
@pytest.mark.parametrize("which", JOBS)
def test_nothing_that_changes_anything_is_sent(
    world: Any, verb: str, system: str, which: str, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    params = VERBS[verb].params(system, JOBS[which](world[system]))
    result = world.run(verb, system, check_mode=True, **params)
    if VERBS[verb].needs not in provider_of(system).verbs:
        assert result["error"] == "unsupported" and world[system].log == []
    else:
        assert result.get("error") in {"active": (None, "timeout", "conflict")}.get(
            which, (None, "not_found")
        )
    assert world[system].writes() == [] and list(tmp_path.iterdir()) == []
    assert [name for name in NAMES if name != system and world[name].log] == []


@pytest.mark.parametrize("system", having("submit"))
def test_a_request_is_not_sent_at_all(world: Any, system: str) -> None:
    params = VERBS["request"].params(system, "")
    result = world.ok("request", system, check_mode=True, **params)
    assert world[system].log == []
    assert result["changed"] is True  # by its method, or since a file is new
    assert result["jobs"] == [result["job"]] and result["result"] is None
    assert (result["job"]["state"], result["summary"]) == ("queued", {"queued": 1})
    assert set(result["job"]) == set(KEYS)
    if "delete_after" in params:
        assert (result["deleted"], result["refused"]) == ([result["job"]["id"]], [])


@pytest.mark.parametrize("system", having("submit"))
def test_the_job_of_check_mode_is_known_to_all_verbs_and_nothing_is_sent(
    world: Any, system: str, tmp_path: Any
) -> None:
    """A play of submit, wait, look, stop and delete runs through, whether it names the job by its
    id or by its href."""
    job = world.ok("request", system, check_mode=True, **SYSTEMS[system].submit)["job"]
    verbs = provider_of(system).verbs
    for named in (job["id"], job["href"]):
        told = world.ok("wait", system, check_mode=True, job_id=[named])
        assert (told["timed_out"], told["changed"], told["polls"]) == (False, False, 0)
        assert [one["id"] for one in told["jobs"]] == [job["id"]]
        messages = "messages" in verbs
        told = world.ok("info", system, check_mode=True, job_id=[named], messages=messages)
        assert told["job"]["state"] == "queued" and told["missing"] == []
        if "result" in verbs:
            options = {"dest": f"{tmp_path}/", "wait": True, "job_id": [named]}
            told = world.ok("result", system, check_mode=True, **options)
            assert (told["changed"], told["polls"]) == (True, 0)
            assert told["results"] == [
                {"job_id": job["id"], "output": None, "dest": f"{tmp_path}/{job['id']}",
                 "size": None, "checksum_sha256": None, "changed": True}
            ]  # fmt: skip
        for verb, done in (("stop", "stopped"), ("delete", "deleted")):
            options = {"job_id": [named], **({"wait": True} if verb == "stop" else {})}
            if verb not in verbs:
                world.fails(verb, system, "unsupported", check_mode=True, **options)
                continue
            told = world.ok(verb, system, check_mode=True, **options)
            assert (told["changed"], told[done], told["refused"]) == (True, [job["id"]], [])
            assert told["diff"]["before"] == {job["id"]: "queued"}
    assert all(world[name].log == [] for name in NAMES)


@pytest.mark.parametrize(
    ("path", "verbs"),
    [
        ("orgs/1/labels", {"delete"}),
        ("/orgs/1/traffic_flows/async_queries?x=1", {"stop", "delete"}),
        ("orgs/1/reports", set()),
    ],
)
def test_its_href_is_that_of_a_job_of_the_same_kind(world: Any, path: str, verbs: set[str]) -> None:
    job = world.ok("request", "illumio", check_mode=True, path=path)["job"]
    for verb in ("stop", "delete"):
        result = world.run(verb, "illumio", check_mode=True, job_id=[job["href"]])
        assert result.get("error") == (None if verb in verbs else "unsupported")


def test_jobs_that_are_there_are_told_beside_those_that_are_not(world: Any) -> None:
    """In the order asked, each once; only the real ones are asked for."""
    submit = SYSTEMS["commvault"].submit
    new = world.ok("request", "commvault", check_mode=True, **submit)["job"]["id"]
    real = [active_job(world["commvault"]) for _number in range(5)]
    ids = [real[0], new, *real[1:]]
    told = world.ok("info", "commvault", check_mode=True, job_id=ids)
    assert [job["id"] for job in told["jobs"]] == ids
    told = world.ok("stop", "commvault", check_mode=True, job_id=ids)
    assert told["stopped"] == ids
    options = {"wait_timeout": 1, "on_timeout": "return"}
    told = world.ok("wait", "commvault", check_mode=True, job_id=ids, **options)
    assert [job["id"] for job in told["jobs"]] == ids and told["timed_out"]
    assert not any(new in entry.target for entry in world["commvault"].log)
    assert world["commvault"].writes() == []


def test_results_of_jobs_that_are_there_beside_one_that_is_not(world: Any, tmp_path: Any) -> None:
    new = world.ok("request", "illumio", check_mode=True, path="orgs/1/labels")["job"]["id"]
    ids = [new, ended_job(world["illumio"])]
    options = {"dest": str(tmp_path), "delete_after": "success"}
    told = world.ok("result", "illumio", check_mode=True, job_id=ids, **options)
    assert [job["id"] for job in told["jobs"]] == ids
    assert sorted(one["job_id"] for one in told["results"]) == sorted(ids)
    assert sorted(told["deleted"]) == sorted(ids) and told["changed"] is True
    assert world["illumio"].writes() == [] and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["info", "wait", "result", "stop", "delete"])
@pytest.mark.parametrize("system", having("get"))
def test_outside_of_check_mode_it_is_refused(world: Any, verb: str, system: str) -> None:
    job = world.ok("request", system, check_mode=True, **SYSTEMS[system].submit)["job"]
    for named in (job["id"], job["href"]):
        result = world.run(verb, system, job_id=[named])
        assert result["error"] == "config" and "check mode" in result["msg"], result
    assert all(world[name].log == [] for name in NAMES)


def test_an_id_of_a_system_is_never_taken_for_one(world: Any) -> None:
    """What an answer says is the system's, whatever it looks like."""
    id = PLACEHOLDER + "00000000"
    world["log360"].add_job(id=id, status="SUCCESS", age=60)
    assert id in world.ok("delete", "log360", states=["succeeded"])["deleted"]
    assert any(id in entry.target for entry in world["log360"].writes())


@pytest.mark.parametrize(
    ("given", "changed"), [("new.json", True), ("old.json", False), ("folder", True)]
)
def test_a_file_that_would_be_new_is_a_change(
    world: Any, given: str, changed: bool, tmp_path: Any
) -> None:
    (tmp_path / "old.json").write_text("[]", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    dest = str(tmp_path / given)
    result = world.ok("request", "illumio", check_mode=True, path="orgs/1/labels", dest=dest)
    assert (result["changed"], result["dest"], result["files"]) == (changed, dest, [])
    assert (result["size"], result["checksum_sha256"]) == (None, None)


@pytest.mark.parametrize(("verb", "system"), CHANGING)
def test_it_tells_what_would_be_done_and_then_does_that(world: Any, verb: str, system: str) -> None:
    id = active_job(world[system]) if verb == "stop" else ended_job(world[system])
    key = VERBS[verb].done
    planned = world.ok(verb, system, check_mode=True, job_id=[id])
    done = world.ok(verb, system, job_id=[id])
    assert (planned["changed"], planned[key], done["changed"]) == (True, [id], True)
    # Where a stop takes its time, it is not told as done.
    is_slow = verb == "stop" and done["jobs"][0]["state"] == "running"
    assert done[key] == ([] if is_slow else [id])
    assert planned["diff"] == done["diff"]
    world.clock.advance(60)
    again = world.ok(verb, system, check_mode=True, job_id=[id])
    assert (again["changed"], again[key]) == (False, [])


def test_each_verb_that_changes_jobs_has_a_system() -> None:
    assert {verb for verb, _system in CHANGING} == {verb for verb in VERBS if VERBS[verb].done}


def test_deleting_by_state_is_only_counted(world: Any) -> None:
    result = world.ok("delete", "illumio", check_mode=True, states=["failed", "succeeded"])
    assert (
        len(result["deleted"]) == 2
        and result["changed"] is True
        and world["illumio"].writes() == []
    )


@pytest.mark.parametrize(
    ("verb", "params", "error"),
    [
        ("stop", {"job_id": ["nobody"]}, "not_found"),
        ("delete", {"job_id": ["810"]}, "unsupported"),
        ("request", {"path": "../x"}, "config"),
        ("request", {"path": "x", "delete_after": "always"}, "unsupported"),
    ],
)
def test_what_would_fail_fails(world: Any, verb: str, params: Any, error: str) -> None:
    result = world.run(verb, "commvault", check_mode=True, **params)
    assert result["failed"] and result["error"] == error, result


def test_a_wait_in_check_mode_waits(world: Any) -> None:
    id = world["log360"].add_job(duration=5)
    assert (
        world.ok("wait", "log360", check_mode=True, job_id=[id])["jobs"][0]["state"] == "succeeded"
    )
