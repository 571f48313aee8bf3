# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-navigator, as people run it where there is no container and no terminal: `doc`, `run`, `collections`.

The session `navigator` of nox runs this.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.task.conftest import Ansible

BIN = pathlib.Path(sys.executable).parent
NAVIGATOR = shutil.which("ansible-navigator", path=str(BIN))
PATIENCE = 300.0  # seconds for one run, on a busy machine
# No execution environment, no curses, no file of what was played.
PLAIN = ["--ee", "false", "-m", "stdout"]


class Navigator:
    """ansible-navigator in a folder and a home of its own."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        environment = Ansible(folder).environment
        environment["PATH"] = os.pathsep.join([str(BIN), os.environ["PATH"]])
        for recorded in ("ANSIBLE_CALLBACKS_ENABLED", "ANSIBLE_CALLBACK_PLUGINS"):
            del environment[recorded]
        self.environment = environment

    def run(self, *arguments: str) -> str:
        """What it says; it has to end well."""
        done = subprocess.run(
            [str(NAVIGATOR), *arguments, *PLAIN, "--lf", str(self.folder / "navigator.log")],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, text=True, timeout=PATIENCE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout


@pytest.fixture
def navigator(tmp_path: pathlib.Path) -> Iterator[Navigator]:
    """One."""
    if not NAVIGATOR:
        pytest.skip("ansible-navigator is not installed")
    yield Navigator(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["job_wait"], ["wait_timeout", "Retry-After", "EXAMPLES"]),
        (["job", "-t", "lookup"], ["errors='ignore'", "EXAMPLES"]),
        (["report", "-t", "filter"], ["html, json, csv", "EXAMPLES"]),
        (["job_report", "-t", "role"], ["job_report_systems", "job_report_html"]),
    ],
    ids=lambda value: value[0],
)
def test_doc(navigator: Navigator, arguments: list[str], words: list[str]) -> None:
    name, *kind = arguments
    said = navigator.run("doc", f"asyncops.jobs.{name}", *kind)
    assert [word for word in words if word not in said] == []


def test_run_by_name(navigator: Navigator) -> None:
    """A playbook that reads, and one that writes."""
    with Emulator(speed=10.0) as emulator:
        options = {name: emulator[name].options for name in emulator}
        facts = navigator.folder / "systems.json"
        facts.write_text(json.dumps({**options, "purge_older_than": "1m", "purge_delete": True}))
        said = navigator.run(
            "run", "asyncops.jobs.purge_old_jobs", "-e", f"@{facts}", "--pae", "false"
        )
        assert "failed=0" in said and "deleted " in said
        assert [one for one in emulator["illumio"].writes() if one.method == "DELETE"]


def test_the_collection_is_listed(navigator: Navigator) -> None:
    assert "asyncops.jobs" in navigator.run("collections", "--fmt", "json")
