# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a mesh does with the credentials: AWX's injector fills a private data folder, `ansible-runner transmit` packs it, `worker`
runs it elsewhere, `process` unpacks what came back. Exit codes are no proof (process ends with 0 after a play that failed):
the rc and the events in the artifacts are. Run by `nox -s credentials`."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import Emulator

api = pytest.importorskip("awx_plugins.interfaces._temporary_private_inject_api")
container = pytest.importorskip("awx_plugins.interfaces._temporary_private_api")
pytest.importorskip("ansible_runner")

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import credential_types  # noqa: E402

COLLECTIONS = os.environ["PYTHONPATH"].split(os.pathsep)[0]
BIN = pathlib.Path(sys.executable).parent
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}


class Filled(dict):  # type: ignore[type-arg]
    """A credential, as the injector asks for it."""

    get_input = dict.get
    has_input = dict.__contains__
    get_input_keys = dict.keys


def inputs_of(kind: dict[str, Any], options: dict[str, Any]) -> dict[str, str]:
    """The options of a system that a credential type has fields for."""
    fields = {field["id"] for field in kind["inputs"]["fields"]}
    return {name: str(value) for name, value in options.items() if name in fields}


class Mesh:
    """A controller and a node."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.controller, self.node, self.back = (folder / n for n in ("controller", "node", "back"))
        for part in ("env", "project", "inventory"):
            (self.controller / part).mkdir(parents=True)
        self.node.mkdir()
        self.env: dict[str, str] = {}
        self.shown: dict[str, str] = {}

    def inject(self, name: str, options: dict[str, Any], prefix: str = "") -> None:
        """Add a credential to the job, as AWX does."""
        kind = yaml.safe_load((ROOT / f"docs/awx/{name}.yml").read_text(encoding="utf-8"))
        if prefix:
            kind = credential_types.with_prefix(kind, prefix)
        made = container.ManagedCredentialType(
            "asyncops", kind["name"], "cloud", kind["inputs"], kind["injectors"]
        )
        filled = Filled(inputs_of(kind, options))
        api.inject_credential(made, filled, self.env, self.shown, [], str(self.controller))

    def run(self, tasks: list[dict[str, Any]], **hosts: Any) -> dict[str, Any]:
        """Run a play on the node; rc, the results of the tasks by their names, and all that came back as text."""
        play = {"hosts": "all", "gather_facts": False, "tasks": tasks}
        inventory = {"all": {"hosts": hosts or {"localhost": LOCAL}}}
        (self.controller / "project" / "site.yml").write_text(json.dumps([play]))
        (self.controller / "inventory" / "hosts.json").write_text(json.dumps(inventory))
        (self.controller / "env" / "envvars").write_text(json.dumps(self.env))
        runner = str(BIN / "ansible-runner")
        script = (
            f"set -o pipefail; {runner} transmit {self.controller} -p site.yml"
            f" | {runner} worker --private-data-dir {self.node}"
            f" | {runner} process {self.back}"
        )
        env = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.node), "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS, "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_REMOTE_TMP": str(self.node / "tmp"),
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-c", script],
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        artifacts = self.back / "artifacts"
        assert (artifacts / "rc").exists(), done.stdout + done.stderr
        events = [
            json.loads(one.read_text()) for one in sorted((artifacts / "job_events").glob("*.json"))
        ]
        told = {
            event["event_data"]["task"]: event["event_data"]["res"]
            for event in events
            if "res" in event["event_data"]
        }
        # The runner keeps the whole environment in the file `command`, readable by nobody else; AWX removes the folder.
        command = artifacts / "command"
        assert command.stat().st_mode & 0o077 == 0
        kept = [path for path in artifacts.rglob("*") if path.is_file() and path != command]
        files = "".join(path.read_text() for path in kept)
        return {
            "rc": int((artifacts / "rc").read_text()),
            "results": told,
            "text": done.stdout + done.stderr + files,
        }


@pytest.fixture
def mesh(tmp_path: pathlib.Path) -> Mesh:
    """A mesh."""
    return Mesh(tmp_path)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """The five systems."""
    with Emulator() as started:
        yield started


def test_a_job_with_two_credentials(mesh: Mesh, emulator: Emulator) -> None:
    """It submits to one system and waits, and reads another; what comes back holds no secret."""
    north, south = emulator["commvault"], emulator["log360"]
    mesh.inject("commvault", north.options)
    mesh.inject("log360", south.options, "ASYNCOPS_SOUTH")
    told = mesh.run([
        {"name": "submit", "asyncops.jobs.async_request": {"method": "POST", "path": "Subclient/5/action/backup",
                                                           "wait_timeout": 60}},
        {"name": "read", "asyncops.jobs.job_info": {"env_prefix": "ASYNCOPS_SOUTH", "summary_only": True}},
    ])  # fmt: skip
    assert told["rc"] == 0, told["text"]
    assert told["results"]["submit"]["job"]["state"] == "succeeded"
    assert told["results"]["read"]["count"] > 0
    for secret in (north.options["password"], south.options["token"]):
        assert secret not in told["text"] and secret not in json.dumps(mesh.shown)
        assert secret in json.dumps(mesh.env), "it was there"


def test_a_job_that_fails_is_a_play_that_fails(mesh: Mesh, emulator: Emulator) -> None:
    """Seen by the rc of the artifacts; the reason is in the events."""
    face = emulator["commvault"]
    mesh.inject("commvault", face.options)
    job = face.add_job(status="Failed", reason="The disk is full.")
    told = mesh.run([{"name": "wait", "asyncops.jobs.job_wait": {"job_id": job}}])
    assert told["rc"] == 2
    assert told["results"]["wait"]["error"] == "job_failed"
    assert "The disk is full" in told["results"]["wait"]["msg"]
    assert face.options["password"] not in told["text"]


def test_a_managed_node_is_told_what_does_not_reach_it(mesh: Mesh, emulator: Emulator) -> None:
    """A task with become runs where the variables of the job are not; the sentence names them and the way out."""
    if not shutil.which("su"):
        pytest.skip("no su")
    mesh.inject("commvault", emulator["commvault"].options)
    mesh.env["ANSIBLE_BECOME_ALLOW_SAME_USER"] = "true"
    task = {
        "name": "elsewhere", "asyncops.jobs.job_info": {}, "become": True, "become_method": "ansible.builtin.su",
        # `su` with an environment of its own, as on another machine
        "vars": {"ansible_become_flags": "-", "ansible_become_user": "root"},
    }  # fmt: skip
    told = mesh.run([task])
    assert told["rc"] == 2
    said = told["results"]["elsewhere"]["msg"]
    assert "ASYNCOPS_BASE_URL" in said and "delegate_to: localhost" in said
    assert emulator["commvault"].options["password"] not in told["text"]
