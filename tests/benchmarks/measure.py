# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs whole processes and reads the operating system's own accounts of them."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple, Optional

import yaml

HERE = Path(__file__).resolve().parent
DEFINITION = yaml.safe_load((HERE / "definition.yml").read_text())


class Cost(NamedTuple):
    """Of one process with all its children: seconds of wall and CPU, MiB of the largest of them,
    and the server's score.
    """

    wall: float
    cpu: float
    memory: float
    score: dict[str, Any]


class Server:
    """The benchmark server as a process of its own."""

    def __init__(self, tls: Optional[tuple[str, str]] = None) -> None:
        options = ["--certfile", tls[0], "--keyfile", tls[1]] if tls else []
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "server.py"), *options], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().strip()
        self._context = ssl._create_unverified_context() if tls else None

    def reset(self, **what: Any) -> None:
        """New jobs and a new score."""
        query = "&".join("%s=%s" % pair for pair in what.items())
        self._open("/_reset?" + query, "POST")

    def score(self) -> dict[str, Any]:
        """The score since the last reset."""
        found: dict[str, Any] = json.loads(self._open("/_stats", "GET"))
        return found

    def _open(self, path: str, method: str) -> bytes:
        request = urllib.request.Request(self.url + path, method=method)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._context)
        )
        data: bytes = opener.open(request).read()
        return data

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()


class Bench:
    """A scratch folder, the way to ansible-playbook, and how often to measure."""

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.folder = Path(tempfile.mkdtemp(prefix="asyncops-bench-"))
        self.playbook_command = shutil.which(
            "ansible-playbook", path="%s:%s" % (Path(sys.executable).parent, os.environ["PATH"])
        )
        if not self.playbook_command:
            raise SystemExit("ansible-playbook is not on PATH; run it with the Python of .venv")
        names = "PATH", "LANG", "ANSIBLE_COLLECTIONS_PATH", "PYTHONPATH"
        self.env = {name: os.environ[name] for name in names if name in os.environ}
        self.env.update(
            HOME=str(self.folder),
            ANSIBLE_LOCALHOST_WARNING="false",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ANSIBLE_DISPLAY_ARGS_TO_STDOUT="false",
            no_proxy="*",
        )

    def playbook(
        self,
        name: str,
        tasks: list[dict[str, Any]],
        server: Server,
        env: Optional[dict[str, str]] = None,
        reset: Optional[dict[str, Any]] = None,
        **variables: Any,
    ) -> Cost:
        """Runs a playbook of these tasks once; raises where it fails."""
        path = self.folder / (name + ".yml")
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": tasks,
            "vars": {"url": server.url, "definition": DEFINITION, **variables},
        }
        path.write_text(json.dumps([play]))
        server.reset(**(reset or {}))
        return self.process([str(self.playbook_command), str(path)], server, env)

    def process(
        self, command: list[str], server: Server, env: Optional[dict[str, str]] = None
    ) -> Cost:
        """Runs a command once; raises with the end of its output where it fails."""
        with tempfile.TemporaryFile() as output:
            began = time.monotonic()
            process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**self.env, **(env or {})},
            )
            _pid, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - began
            process.returncode = status
            if status:
                output.seek(0)
                raise SystemExit(
                    "%s failed:\n%s" % (" ".join(command), output.read()[-3000:].decode())
                )
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, server.score())

    def close(self) -> None:
        """Removes the scratch folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def median(costs: list[Cost]) -> Cost:
    """The medians of several runs; the score is that of the middle run by wall time."""
    middle = sorted(costs, key=lambda cost: cost.wall)[len(costs) // 2]
    return Cost(
        *(statistics.median(values) for values in zip(*((c.wall, c.cpu, c.memory) for c in costs))),
        middle.score,
    )


def slope(few: list[Cost], many: list[Cost], steps: int) -> tuple[float, float]:
    """(wall, CPU) of one more step, from the medians of runs with few and with many."""
    low, high = median(few), median(many)
    return (high.wall - low.wall) / steps, (high.cpu - low.cpu) / steps
