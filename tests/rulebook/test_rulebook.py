# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ansible-rulebook with the event source: the session `rulebook` of nox."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT.parents[2]
SYSTEM = "log360"
LONG = 120.0  # seconds after which something that should have happened has not
HOSTILE = "{{ lookup('pipe', 'touch %s') }}"

PLAYBOOK = """
- name: Note what has happened
  hosts: localhost
  gather_facts: false
  tasks:
    - name: One line for each run
      ansible.builtin.shell: echo "$JOB" >> "$ACTIONS"
      environment:
        JOB: "{{ ansible_eda.event.job.id }} {{ ansible_eda.event.job.state }} {{ ansible_eda.event.job.name }}"
        ACTIONS: "{{ actions }}"
"""


def wait_for(what: Callable[[], Any], process: subprocess.Popen[bytes] | None = None) -> Any:
    """What is true, as soon as it is."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError("it has not happened")


class World:
    """The emulator, and a folder with a rulebook that runs a playbook for each job that has failed."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.emulator = Emulator([SYSTEM]).start()
        self.face = self.emulator[SYSTEM]
        self.port = int(self.face.root.rsplit(":", 1)[1].split("/")[0])
        self.actions, self.state = folder / "actions", folder / "state"
        self.log = folder / "log"
        self.processes: list[subprocess.Popen[bytes]] = []
        host = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        (folder / "inventory.yml").write_text(yaml.dump({"all": {"hosts": {"localhost": host}}}))
        (folder / "note.yml").write_text(PLAYBOOK)

    def rulebook(self, **options: Any) -> None:
        """Write the rulebook; its source has these options."""
        source = {**self.face.options, "provider": SYSTEM, "interval": 0.3, **options}
        condition = 'event.event == "job.finished" and event.job.state == "failed"'
        action = {
            "run_playbook": {
                "name": str(self.folder / "note.yml"),
                "extra_vars": {"actions": str(self.actions)},
            }
        }
        rules = [{"name": "failed", "condition": condition, "action": action}]
        sources = [{"name": "jobs", "asyncops.jobs.job_events": source}]
        whole = [{"name": "test", "hosts": "localhost", "sources": sources, "rules": rules}]
        (self.folder / "rulebook.yml").write_text(yaml.dump(whole))

    def variables(self, **more: str) -> None:
        """Write the variables that the rulebooks take which ship."""
        told = {"provider": SYSTEM, "base_url": self.face.options["base_url"], **more}
        (self.folder / "vars.json").write_text(json.dumps(told))

    def start(self, *more: str, rulebook: str = "rulebook.yml") -> subprocess.Popen[bytes]:
        """Start ansible-rulebook."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                ["ansible-rulebook", "-i", "inventory.yml", "--rulebook", rulebook, *more],
                cwd=self.folder,
                env={
                    **os.environ,
                    "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
                    "PATH": os.pathsep.join(
                        [str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]
                    ),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
        """End ansible-rulebook and what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(LONG)

    def polls(self, more: int, process: subprocess.Popen[bytes]) -> None:
        """Wait until the system was asked so many times more."""
        before = len(self.face.log)
        wait_for(lambda: len(self.face.log) >= before + more, process)

    @property
    def done(self) -> list[str]:
        """What the playbook has noted."""
        return self.actions.read_text().splitlines() if self.actions.exists() else []

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")


@pytest.fixture
def world(tmp_path: pathlib.Path) -> Iterator[World]:
    """Everything but a running ansible-rulebook."""
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine, which ansible-rulebook needs")
    found = World(tmp_path)
    try:
        yield found
    finally:
        for process in found.processes:
            found.end(process)
        found.emulator.stop()


def test_an_action_runs_once_through_an_outage_and_a_restart(world: World) -> None:
    trap = world.folder / "trap"
    world.rulebook(state_file=str(world.state))
    world.face.add_job(outcome="failed", duration=0)  # before: it is not told
    process = world.start()
    world.polls(3, process)

    # The server is gone while a job fails.
    world.emulator.stop()
    wait_for(lambda: "cannot be read" in world.said, process)
    first = world.face.add_job(outcome="failed", duration=0, name=HOSTILE % trap)
    world.emulator.port = world.port
    world.emulator.start()
    wait_for(lambda: world.done, process)
    world.polls(5, process)
    assert [line.split()[:2] for line in world.done] == [[first, "failed"]]
    assert not trap.exists()
    assert world.said.count("cannot be read") == 1
    assert world.said.count("can be read again") == 1

    # The source is gone while another does.
    world.end(process)
    second = world.face.add_job(outcome="failed", duration=0)
    process = world.start()
    wait_for(lambda: len(world.done) > 1, process)
    world.polls(5, process)
    assert [line.split()[0] for line in world.done] == [first, second]

    # And once more, with nothing to tell; it ends as it should.
    world.end(process, signal.SIGTERM)
    process = world.start()
    world.polls(5, process)
    assert len(world.done) == 2
    assert world.face.options["token"] not in world.said + world.state.read_text()


def test_a_wrong_option_ends_it_with_one_sentence(world: World) -> None:
    world.rulebook(intervall=5)
    process = world.start()
    assert process.wait(LONG) != 0 or "Source error" in world.said
    said = [line for line in world.said.splitlines() if "did you mean" in line]
    assert len(said) >= 1 and "intervall is not an option of the event source" in said[0]
    assert world.face.log == []


def secrets_of(options: dict[str, Any]) -> dict[str, str]:
    """The environment variables of the credentials."""
    return {
        "ASYNCOPS_" + key.upper(): str(value) for key, value in options.items() if key != "base_url"
    }


def test_a_rulebook_that_ships_runs_by_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the playbook that it names, which reads the job once more."""
    world.variables(state_file=str(world.state))
    for name, value in secrets_of(world.face.options).items():
        monkeypatch.setenv(name, value)
    process = world.start("--vars", "vars.json", rulebook="asyncops.jobs.failed_jobs")
    wait_for(lambda: world.state.exists() and "begun" in world.state.read_text(), process)
    job = world.face.add_job(outcome="failed", duration=0)
    wait_for(lambda: f"log360 job {job} (" in world.said, process)
    assert "fatal" not in world.said


def test_the_other_rulebooks_that_ship_are_accepted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = sorted((ROOT / "extensions/eda/rulebooks").glob("*.yml"))
    rulesets = [one for path in shipped for one in yaml.safe_load(path.read_text())]
    for number, ruleset in enumerate(rulesets):
        ruleset["sources"][0]["name"] = f"source {number}"
    (world.folder / "rulebook.yml").write_text(yaml.dump(rulesets))
    world.variables(state_file=str(world.state))
    for name, value in secrets_of(world.face.options).items():
        monkeypatch.setenv(name, value)
    process = world.start("--vars", "vars.json")
    world.polls(len(shipped), process)
    time.sleep(1)  # for what a rule may find wrong
    assert process.poll() is None and "error" not in world.said.lower(), world.said
