# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sixth system costs no line of the engine: a definition in the registry and a face in the
emulator, and every verb works, as it does in check mode."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import VERBS as OF_PROVIDERS
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import registry
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import emulator
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.face import Face
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.jobs import Job
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.wire import (
    Refused,
    Reply,
    Request,
    json_reply,
)
from ansible_collections.asyncops.jobs.tests.unit import systems

NAME = "sixth_system"
SUBMIT = {"path": "tasks", "method": "POST", "body": {"what": "index"}}
DEFINITION: dict[str, Any] = {
    "name": NAME,
    "title": "Sixth System",
    "base": "/rest",
    "auth": {"type": "header", "headers": {"X-Key": "{token}"}},
    "submit": {"reference": {"path": "task", "as": "id"}},
    "get": "/tasks/{id}",
    "list": {"path": "/tasks", "items": "tasks[]"},
    "messages": {"path": "/tasks/{id}/log", "items": "lines[]", "text": "line"},
    "outputs": {"path": "/tasks/{id}/files", "items": "files[]", "fields": {"id": "file"}},
    "result": "/tasks/{id}/result",
    "stop": {"method": "PUT", "path": "/tasks/{id}/cancel"},
    "delete": {"method": "DELETE", "path": "/tasks/{id}"},
    "state": {
        "path": "phase",
        "words": {"running": "Working", "succeeded": "Ready", "stopped": "Halted"},
    },
    "job": {"id": "task", "submitted_at": {"path": "since", "type": "epoch_s"}},
}


class Sixth(Face):
    """The smallest face that has every verb."""

    name = NAME
    default_phases = (("Working", 5.0),)
    outcomes = {"done": "Ready", "cancelled": "Halted"}
    terminal = frozenset({"Ready", "Halted"})

    def table(self) -> list[tuple[str, str, Callable[..., Reply], str]]:
        """Return the endpoints."""
        return [
            ("POST", "/rest/tasks", self.submit, "write"),
            ("GET", "/rest/tasks", self.list_tasks, "read"),
            ("GET", "/rest/tasks/{id}", lambda _request, id: self.one(id), "read"),
            ("GET", "/rest/tasks/{id}/log", self.lines, "read"),
            ("GET", "/rest/tasks/{id}/files", self.files, "read"),
            ("GET", "/rest/tasks/{id}/result", lambda _request, _id: json_reply([1, 2]), "read"),
            ("PUT", "/rest/tasks/{id}/cancel", self.cancel, "write"),
            ("DELETE", "/rest/tasks/{id}", self.remove, "write"),
        ]

    def credentials(self) -> dict[str, Any]:
        """Return the key."""
        return {"token": "key-0123456789"}

    def authenticate(self, request: Request) -> None:
        """Demand the key."""
        if request.headers.get("x-key") != self.credentials()["token"]:
            raise Refused(self.error(401, "no key"))

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error."""
        return json_reply({"message": text}, status)

    def known(self, id: str) -> Job:
        """Return a job, or refuse the request."""
        job = self.find(id)
        if job is None:
            raise Refused(self.error(404, "no such task"))
        return job

    def record(self, job: Job) -> dict[str, Any]:
        """Return a job as it is shown."""
        return {
            "task": job.id,
            "phase": job.status(self.clock.now()),
            "since": int(job.submitted),
        }

    def submit(self, _request: Request) -> Reply:
        """Start a job."""
        return json_reply(self.record(self.start_job()), 202)

    def list_tasks(self, _request: Request) -> Reply:
        """Show all jobs."""
        return json_reply({"tasks": [self.record(job) for job in self.listed()]})

    def one(self, id: str) -> Reply:
        """Show one job."""
        return json_reply(self.record(self.known(id)))

    def lines(self, _request: Request, id: str) -> Reply:
        """Show its log."""
        return json_reply({"lines": [{"line": f"{self.known(id).id} began"}]})

    def files(self, _request: Request, id: str) -> Reply:
        """Show its files."""
        return json_reply({"files": [{"file": f"{self.known(id).id}.csv"}]})

    def cancel(self, _request: Request, id: str) -> Reply:
        """Stop a job at once."""
        job = self.known(id)
        self.add_job(id=job.id, status="Halted", age=1)
        return self.one(id)

    def remove(self, _request: Request, id: str) -> Reply:
        """Forget a job."""
        del self.jobs[self.known(id).id]
        return Reply(204)


def _world() -> Any:
    """The conftest of the conversations."""
    path = pathlib.Path(__file__).resolve().parents[1] / "jobs" / "conftest.py"
    spec = importlib.util.spec_from_file_location("sixth_jobs_conftest", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.world


world = _world()


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a contributor adds, and nothing else: the definition, its name, the face."""
    before = registry.definition_of
    monkeypatch.setattr(registry, "NAMES", (*registry.NAMES, NAME))
    monkeypatch.setattr(
        registry, "definition_of", lambda name: DEFINITION if name == NAME else before(name)
    )
    monkeypatch.setitem(emulator.FACES, NAME, Sixth)
    monkeypatch.setitem(systems.SYSTEMS, NAME, systems.System("token", SUBMIT))
    yield
    registry.built_in.cache_clear()


def test_it_is_absent_from_the_house() -> None:
    root = pathlib.Path(__file__).resolve().parents[3] / "plugins"
    files = [
        path for path in root.rglob("*.py") if NAME in path.read_text(encoding="utf-8").lower()
    ]
    assert files == []


def test_it_has_every_verb() -> None:
    assert registry.provider_of(NAME).verbs == list(OF_PROVIDERS)


def test_a_job_is_started_awaited_and_fetched(world: Any) -> None:
    done = world.ok("request", NAME, **SUBMIT)
    assert (done["job"]["state"], done["result"], done["changed"]) == ("succeeded", [1, 2], True)
    waited = world.ok("wait", NAME, job_id=[done["job"]["id"]])
    assert waited["jobs"][0]["provider"] == NAME


def test_jobs_are_read(world: Any) -> None:
    ids = [world[NAME].add_job(age=age) for age in (1, 60)]
    listed = world.ok("info", NAME)
    assert [job["id"] for job in listed["jobs"]] == ids
    assert listed["summary"] == {"running": 1, "succeeded": 1}
    job = world.ok("info", NAME, job_id=[ids[1]], messages=True)["job"]
    assert [one["text"] for one in job["messages"]] == [f"{ids[1]} began"]
    assert [one["id"] for one in job["outputs"]] == [f"{ids[1]}.csv"]
    assert world.ok("info", NAME, job_id=["nobody"])["missing"] == ["nobody"]


def test_jobs_are_stopped_and_deleted(world: Any) -> None:
    id = world[NAME].add_job(age=1)
    stopped = world.ok("stop", NAME, job_id=[id], wait=True)
    assert (stopped["stopped"], stopped["jobs"][0]["state"]) == ([id], "stopped")
    assert world.ok("delete", NAME, job_id=[id])["deleted"] == [id]
    assert [f"{one.method} {one.target}" for one in world[NAME].writes()] == [
        f"PUT /rest/tasks/{id}/cancel",
        f"DELETE /rest/tasks/{id}",
    ]


@pytest.mark.parametrize("verb", systems.VERBS)
def test_check_mode_holds_for_it(
    world: Any, verb: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    params = systems.VERBS[verb].params(NAME, systems.active_job(world[NAME]))
    result = world.run(verb, NAME, check_mode=True, **params)
    # A job that is only said to be stopped goes on, and one that goes on has no result.
    assert result.get("error", "timeout") in ("timeout", "conflict"), result
    assert world[NAME].writes() == [] and list(tmp_path.iterdir()) == []


def test_it_is_explained_and_named(world: Any) -> None:
    shown = world.ok("explain", NAME, job_id="7")["requests"]
    assert (shown["get"]["method"], shown["get"]["url"]) == (
        "GET",
        f"{world[NAME].root}/rest/tasks/7",
    )
    failed = world.fails("info", "none", "config", provider="none", base_url="http://h")
    assert f", {NAME}, " in failed["msg"]
