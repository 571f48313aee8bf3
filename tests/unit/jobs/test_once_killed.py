# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`once` against SIGKILL: whenever a process is killed, the next one starts no second job, loses
none, and takes no other up (docs/contract.md, "Once").
"""

from __future__ import annotations

import json
import pathlib
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.systems import SYSTEMS

SERVER = pathlib.Path(__file__).with_name("once_server.py")
COLLECTIONS = str(pathlib.Path(__import__("ansible_collections").__path__[0]).parent)
SEED = 20261129
LINES, DELAYS = 40, 5  # of each system: 225 kills
# What a stranger starts that is not of the same kind, where a system can tell.
OTHERS: dict[str, dict[str, Any]] = {
    "adverity": {"path": "datastreams/2/fetch_fixed/"},
    "alteryx": {"path": "workflows/66eb0c1f3d6200007e000a02/jobs"},
    "commvault": {"path": "Subclient/7/action/backup"},
    "illumio": {"path": "orgs/1/workloads"},
}
NEVER = -1
RANGE = {"body": {"start": "2026-09-01", "end": "2026-09-02"}}


class Person:
    """Runs plays, each in a process that may be killed."""

    def __init__(self, face: Any, system: str, server: Any, folder: pathlib.Path) -> None:
        self.face, self.system, self.server, self.folder = face, system, server, folder
        self.params = {
            **face.options,
            **SYSTEMS[system].submit,
            **(RANGE if system == "adverity" else {}),
            "once_dir": str(folder / "once"),
            "wait_interval": 0.02,
            "wait_timeout": 60,
            "retry_after_max": 0.02,
        }

    @property
    def has_results(self) -> bool:
        """Whether the system keeps results that can be saved."""
        return provider_of(self.system).result is not None

    def run(
        self, line: int | None = None, after: float | None = None, **params: Any
    ) -> dict[str, Any]:
        """One run; `killed` in the answer says that it was."""
        task = {"params": {**self.params, **params}, "after": after, "grace": 0.05}
        if line is not None:
            task["line"] = line
        self.server.stdin.write(json.dumps(task) + "\n")
        self.server.stdin.flush()
        answer: dict[str, Any] = json.loads(self.server.stdout.readline())
        return answer

    def ids(self) -> set[str]:
        """The jobs that the system has."""
        with self.face.lock:
            return set(self.face.jobs)

    def ok(self, **params: Any) -> str:
        """A run that nobody kills: the id of its job."""
        result = self.run(**params)["result"]
        assert not result.get("failed"), result["msg"]
        return str(result["job"]["id"])


@contextmanager
def serving() -> Iterator[Any]:
    """A process that makes children."""
    child = subprocess.Popen(
        [sys.executable, str(SERVER)],
        env={"PYTHONPATH": COLLECTIONS},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.communicate(timeout=60)


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """The process that makes the children."""
    with serving() as child:
        yield child


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Every system on loopback, in a hurry: a job takes some hundredths of a second."""
    with Emulator(speed=500.0) as emulator:
        for system in emulator:
            emulator[system].rate_limit = None  # what is tried here is no pace
        yield emulator


def trial(person: Person, key: str, **kill: Any) -> None:
    """One kill, and what comes after it."""
    wanted = {"once": key}
    if person.has_results:
        wanted["dest"] = str(person.folder / key)
    former = person.ok(wait=False)  # of the same kind, a moment before
    before = person.ids()
    assert former in before
    killed = person.run(**kill, **wanted)
    # Meanwhile others start jobs: one of the same kind by another key, and one of another kind.
    strangers = {person.ok(once=key + "-other", wait=False)}
    if person.system in OTHERS:
        strangers.add(person.ok(**OTHERS[person.system], wait=False))
    again = person.run(**wanted)["result"]
    if again.get("failed"):
        # Killed before anything was sent, as far as the list shows: nobody but the user can know.
        assert "once_unknown: submit" in again["msg"], again
        assert killed == {"killed": 9}
        assert not person.ids() - before - strangers, again
        again = person.run(once_unknown="submit", **wanted)["result"]
    assert not again.get("failed"), (kill, again)
    ours = person.ids() - before - strangers
    assert ours == {again["job"]["id"]}, (kill, killed, again)
    assert again["job"]["state"] == "succeeded", again
    if person.has_results:
        assert (person.folder / key).stat().st_size > 0
    third = person.run(**wanted)["result"]
    assert (third["resumed"], third["changed"]) == (True, False), third
    assert third["job"]["id"] == again["job"]["id"]


@pytest.mark.slow
@pytest.mark.parametrize("system", NAMES)
def test_a_process_killed_at_any_instant(
    emulator: Emulator, server: Any, tmp_path: pathlib.Path, system: str
) -> None:
    chance = random.Random(f"{SEED} {system}")
    person = Person(emulator[system], system, server, tmp_path)
    whole = person.run(
        NEVER, once="whole", dest=str(tmp_path / "whole") if person.has_results else None
    )
    assert whole["lines"] > 200, whole
    for number, line in enumerate(sorted(chance.sample(range(whole["lines"]), LINES))):
        trial(person, f"line-{number}", line=line)
    for number in range(DELAYS):
        trial(person, f"delay-{number}", after=chance.uniform(0.0, 0.1))


@pytest.mark.slow
def test_a_process_killed_at_each_step(
    emulator: Emulator, server: Any, tmp_path: pathlib.Path
) -> None:
    """The same in short: one system, some lines of each step."""
    person = Person(emulator["adverity"], "adverity", server, tmp_path)
    whole = person.run(NEVER, once="whole", dest=str(tmp_path / "whole"))
    for line in range(0, whole["lines"], whole["lines"] // 9):
        trial(person, f"line-{line}", line=line)


@pytest.mark.slow
def test_two_at_the_same_time_start_one_job(
    emulator: Emulator, server: Any, tmp_path: pathlib.Path
) -> None:
    """The second waits for the answer of the first, which takes its time, and takes its job up."""
    face = emulator["log360"]
    with serving() as another:
        people = [Person(face, "log360", one, tmp_path) for one in (server, another)]
        for number in range(2):
            before = people[0].ids()
            face.fault(method="POST", path="search/async", delay=0.1)
            with ThreadPoolExecutor() as pool:
                key = f"same-{number}"
                runs = list(pool.map(lambda person, key=key: person.run(once=key), people))
            results = [run["result"] for run in runs]
            assert not any(result.get("failed") for result in results), results
            assert {result["job"]["id"] for result in results} == people[0].ids() - before
            assert sorted(result["resumed"] for result in results) == [False, True]
