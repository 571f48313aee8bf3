# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook and ansible processes against the emulator."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.module_utils._task import signals
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
FORMS = ("in_process", "module")
PATIENCE = 600.0  # seconds for one run of ansible, on a busy machine


def collections_path() -> str:
    """Where `ansible_collections` with this tree in it lies."""
    places = [*ROOT.parents, *map(pathlib.Path, sys.path), ROOT / ".venv" / "collections"]
    for place in places:
        tree = place / "ansible_collections" / "asyncops" / "jobs"
        if tree.exists() and tree.resolve() == ROOT:
            return str(place)
    raise AssertionError("this tree is in no ansible_collections folder; run sh test.sh")


class Run(NamedTuple):
    """What a run of ansible left behind."""

    code: int
    out: str
    err: str
    records: list[dict[str, Any]]

    def __getitem__(self, task: Any) -> Any:
        """The result of the task with this name."""
        found = [one["result"] for one in self.records if one["task"] == task]
        assert len(found) == 1, (
            f"{len(found)} results of {task!r}\n{self.out[-3000:]}\n{self.err[-3000:]}"
        )
        return found[0]

    @property
    def failed(self) -> list[str]:
        """The names of the tasks that failed."""
        return [one["task"] for one in self.records if one["outcome"] == "failed"]


class Ansible:
    """Starts ansible in a folder of its own."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        (folder / "home").mkdir()
        (folder / "ansible.cfg").touch()
        self.environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("ANSIBLE_", "ASYNCOPS_"))
        } | {
            "ANSIBLE_COLLECTIONS_PATH": collections_path(),
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_ASYNC_DIR": str(folder / "async"),
            "ANSIBLE_REMOTE_TEMP": str(folder / "remote"),
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_PIPELINING": "true",
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_FORCE_COLOR": "false",
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "COLUMNS": "10000",  # so that no line is folded
        }

    def _interpreter(self) -> list[str]:
        """In a tree with a blank in its path: this Python by another path, since ansible-core's `async` runs no such one."""
        if " " not in sys.executable:
            return []
        script = self.folder / "python"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        return ["-e", json.dumps({"ansible_python_interpreter": str(script)})]

    def command(self, *arguments: str, variables: dict[str, Any] | None = None) -> list[str]:
        """`ansible-playbook` with these arguments; the first may be "adhoc" for `ansible`."""
        kind, rest = (
            ("adhoc", arguments[1:]) if arguments[0] == "adhoc" else ("playbook", arguments)
        )
        given = ["-e", json.dumps(variables)] if variables else []
        return [sys.executable, "-m", "ansible", kind, *rest, *self._interpreter(), *given]

    def start(
        self, *arguments: str, form: str = "in_process", variables: Any = None, **more: str
    ) -> Any:
        """A process that runs, with those that it starts in a session of its own; the caller ends them: `end`."""
        environment = {**self.environment, "ASYNCOPS_IN_PROCESS": str(form == "in_process"), **more}
        return subprocess.Popen(
            self.command(*arguments, variables=variables), cwd=self.folder, env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def end(self, child: Any) -> None:
        """Ends what `start` started, workers and all, as Ctrl-C at a terminal would."""
        for number in (signal.SIGINT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=5.0)

    def run(
        self, *arguments: str, form: str = "in_process", variables: Any = None, **more: str
    ) -> Run:
        """Runs to the end."""
        record = self.folder / "record"
        record.unlink(missing_ok=True)
        child = self.start(*arguments, form=form, variables=variables, RECORDER=str(record), **more)
        try:
            out, err = child.communicate(timeout=PATIENCE)
        finally:
            self.end(child)
        lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
        return Run(child.returncode, out, err, [json.loads(line) for line in lines])

    def play(
        self, tasks: list[dict[str, Any]], *arguments: str, play: Any = None, **more: Any
    ) -> Run:
        """Runs a playbook with these tasks; `play` may change the play's own keywords."""
        whole = {
            "hosts": "localhost",
            "gather_facts": False,
            "connection": "local",
            **(play or {}),
            "tasks": tasks,
        }
        (self.folder / "play.yml").write_text(
            yaml.safe_dump([whole], sort_keys=False), encoding="utf-8"
        )
        return self.run("play.yml", *arguments, **more)


@pytest.fixture(autouse=True, scope="session")
def signals_count() -> Iterator[None]:
    """A shell's background job (`sh test.sh &`, nohup) ignores SIGINT or SIGHUP, and so would all that it starts."""
    ignored = [n for n in signals.SIGNALS if signal.getsignal(n) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        )
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """The systems, whose jobs take a tenth of the usual time."""
    with Emulator(speed=10.0) as running:
        yield running


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Ansible]:
    """Makes one Ansible after the other, each in an empty folder, home and all."""
    if "ANSIBLE_CONTROLLER_MIN_PYTHON_VERSION" in os.environ:
        pytest.skip("ansible-test runs unit tests where no ansible-playbook can be started")
    return lambda: Ansible(tmp_path_factory.mktemp("ansible"))


@pytest.fixture(scope="module")
def ansible(workshop: Callable[[], Ansible]) -> Ansible:
    """One Ansible for all tests of a file."""
    return workshop()


@pytest.fixture
def handlers() -> Iterator[None]:
    """The handlers of this process, put back in the end."""
    before = {number: signal.getsignal(number) for number in signals.SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
