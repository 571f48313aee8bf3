# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every block of the pages that somebody would run is run, against the emulator: first with --check, which changes nothing, then for good.

As printed, but for the addresses of the systems and the folder /var/tmp; credentials come from the variables that the blocks name.
The session `commands` of nox runs this; the quick unit tests do not.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.commands.blocks import (
    ELSEWHERE,
    ROOT,
    Block,
    blocks,
    runnable,
    scripts,
)
from ansible_collections.asyncops.jobs.tests.commands.ogc import Processes, serving
from ansible_collections.asyncops.jobs.tests.unit.task.conftest import Ansible

# What the pages call the systems.
ADDRESSES = {
    "adverity": "https://acme.datatap.adverity.com",
    "alteryx": "https://alteryx.example.com/webapi",
    "commvault": "https://cs.example.com/webconsole/api",
    "illumio": "https://pce.example.com:8443",
    "log360": "https://log360.example.com:8095",
}
OGC = "http://127.0.0.1:5000"
PIPELINE = {
    "name": "pipeline",
    "get": "/runs/{id}",
    "job": {"id": "uid", "progress": "percent"},
    "state": {"path": "phase", "words": {"running": "Going", "succeeded": "Done"}},
}
WIDTH = 80  # columns of a terminal
PATIENCE = 300.0  # seconds for one block, on a busy machine


class Place:
    """The systems, a folder, and ansible in it."""

    def __init__(self, folder: pathlib.Path, emulator: Emulator, ogc: Processes) -> None:
        self.folder, self.emulator, self.ogc = folder, emulator, ogc
        self.results = folder / "results"
        self.results.mkdir()
        self.ansible = Ansible(folder)
        definition = next(
            one.tree for one in blocks() if one.text.startswith("name: ogc_processes\n")
        )
        (folder / "ogc.yml").write_text(yaml.safe_dump(definition), encoding="utf-8")
        (folder / "pipeline.yml").write_text(yaml.safe_dump(PIPELINE), encoding="utf-8")
        self.variables = {**self._credentials(), "ids": [810, 812], "ogc_processes": definition}

    def _credentials(self) -> dict[str, Any]:
        options = {name: self.emulator[name].options for name in ADDRESSES}
        commvault, illumio, alteryx = (options[one] for one in ("commvault", "illumio", "alteryx"))
        with self.emulator["commvault"].lock:
            session = self.emulator["commvault"].sessions.make()
        with self.emulator["alteryx"].lock:
            bearer = self.emulator["alteryx"].ready_token()
        key, secret = illumio["username"], illumio["password"]
        return {
            "adverity_key": self.emulator["adverity"].ui_key, "adverity_token": options["adverity"]["token"],
            "alteryx_id": alteryx["client_id"], "alteryx_secret": alteryx["client_secret"], "alteryx_token": bearer,
            "commvault_user": commvault["username"], "commvault_password": commvault["password"],
            "commvault_token": session, "cs_token": session, "cs_url": commvault["base_url"],
            "commvault_url": commvault["base_url"],
            "illumio_username": key, "illumio_password": secret, "pce": illumio["base_url"],
            "pce_key": key, "pce_secret": secret, "key": key, "secret": secret,
            "log360_token": options["log360"]["token"],
            "alteryx": {"options": alteryx},
        }  # fmt: skip

    def printed(self, text: str) -> str:
        """A text of a page, with our addresses."""
        for name, address in ADDRESSES.items():
            text = text.replace(address, self.emulator[name].options["base_url"])
        return text.replace(OGC, self.ogc.base_url).replace("/var/tmp", str(self.results))

    def playbook(self, block: Block) -> str:
        """The block as a playbook, by its file's name."""
        text = self.printed(block.text)
        if block.is_tasks:
            play: dict[str, Any] = {"hosts": "localhost", "gather_facts": False}
            if block.system:
                options = self.emulator[block.system].options
                play["module_defaults"] = {"group/asyncops.jobs.jobs": options}
            text = yaml.safe_dump([{**play, "tasks": yaml.safe_load(text)}], sort_keys=False)
        name = re.sub(r"\W", "-", block.name) + ".yml"
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def run(self, *arguments: str, **variables: Any) -> str:
        """Runs a playbook that has to end well; what it says."""
        done = self.ansible.run(*arguments, variables={**self.variables, **variables})
        assert done.code == 0, done.out[-4000:] + done.err[-2000:]
        return done.out

    def script(self, block: Block) -> None:
        """Runs a block of shell or Python to its end, and ends what it has left running."""
        text = self.printed(block.text)
        command = (
            [sys.executable, "-c", text] if block.language == "python" else ["bash", "-euc", text]
        )
        environment = dict(self.ansible.environment)
        environment["PATH"] = os.pathsep.join(
            [str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]
        )
        environment["PYTHONPATH"] = environment["ANSIBLE_COLLECTIONS_PATH"]
        with (self.folder / "said").open("w+", encoding="utf-8") as said:
            child = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=said,
                stderr=said, start_new_session=True,
            )  # fmt: skip
            try:
                code = child.wait(PATIENCE)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGTERM)
            said.seek(0)
            assert code == 0, said.read()[-4000:]

    def writes(self) -> list[str]:
        """The requests so far that may have changed something."""
        sent = [
            f"{entry.method} {entry.target}"
            for name in ADDRESSES
            for entry in self.emulator[name].writes()
        ]
        return sent + self.ogc.writes


@pytest.fixture
def place(tmp_path: pathlib.Path) -> Iterator[Place]:
    """Systems whose jobs take a tenth of the usual time."""
    with Emulator(speed=10.0) as emulator, serving() as ogc:
        yield Place(tmp_path, emulator, ogc)


def test_all_blocks_run_as_they_are_printed(place: Place) -> None:
    """In one process, since that is what takes the time; it ends at the first block that fails."""
    playbooks = [place.playbook(block) for block in runnable()]
    assert len(playbooks) == len(set(playbooks)) > 20
    place.run(*playbooks, "--check")
    assert place.writes() == [] and list(place.results.iterdir()) == []
    place.run(*playbooks)
    assert place.writes() and list(place.results.iterdir())


@pytest.mark.parametrize("block", scripts(), ids=lambda block: block.name)
def test_a_script_runs_as_it_is_printed(place: Place, block: Block) -> None:
    """`ansible` and `ansible-playbook` are those of this environment; files that the block names are there."""
    home = pathlib.Path(place.ansible.environment["HOME"])
    token = place.variables["commvault_token"]
    (home / ".commvault-token").write_text(token, encoding="utf-8")
    (place.folder / "secrets.yml").write_text(json.dumps(place.variables), encoding="utf-8")
    backup = next(one for one in runnable() if one.name.startswith("docs/index.md"))
    shutil.move(place.folder / place.playbook(backup), place.folder / "backup.yml")
    (place.folder / "tools").symlink_to(ROOT / "tools")
    place.script(block)


def test_every_block_of_shell_is_run_somewhere() -> None:
    texts = [one.text for one in blocks() if one.language == "shell"]
    assert all(any(text.startswith(head) for text in texts) for head in ELSEWHERE)


def test_the_demo_runs_in_check_mode_and_fits_a_terminal(place: Place) -> None:
    """Its table, as debug shows it; commands.sh looks at that of a real run."""
    demo = str(ROOT / "playbooks" / "demo.yml")
    told = {name: {"options": place.emulator[name].options} for name in ADDRESSES}
    text = place.run(demo, "--check", emulator=told)
    assert place.writes() == []
    table = [line for line in text.splitlines() if line.startswith('        "')]
    assert len(table) == len(ADDRESSES) + 1 and table[0].startswith('        "system ')
    assert max(map(len, table)) <= WIDTH, "\n".join(table)


def test_the_playbook_of_ogc_runs_in_check_mode(place: Place) -> None:
    """The session servers-pygeoapi runs it for good."""
    playbook = str(ROOT / "playbooks" / "ogc_processes.yml")
    result_file = str(place.results / "result.json")
    place.run(playbook, "--check", base_url=place.ogc.base_url, result_file=result_file)
    assert place.writes() == [] and list(place.results.iterdir()) == []


def test_this_python_is_the_one_that_runs() -> None:
    """The blocks of shell find `ansible` beside it."""
    assert (pathlib.Path(sys.executable).parent / "ansible").exists()
