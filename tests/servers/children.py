# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the servers of tests/servers have in common that are programs of their own: they are
started on loopback with all state in one folder, waited for, and ended.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, NoReturn

NOT_INSTALLED = 77
START_SECONDS = 90.0
END_SECONDS = 10.0
LOOPBACK = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class StartError(Exception):
    """A server did not come up; the text says which and where its log is."""


class Child(NamedTuple):
    """A program that was started in a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


class Children:
    """The programs of one server, in the order they were started."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.at_end: list[Callable[[], object]] = []  # called before the programs are ended
        self._children: list[Child] = []

    def start(self, name: str, command: Sequence[str], **environment: str) -> None:
        """Start one; what it says goes to NAME.log in the folder."""
        log = self.state / ("%s.log" % name)
        with log.open("wb") as output:
            process = subprocess.Popen(
                list(command),
                cwd=self.state,
                env={**os.environ, "HOME": str(self.state), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._children.append(Child(name, process, log))

    def wait_for(self, ready: Callable[[], bool], seconds: float = START_SECONDS) -> None:
        """Wait until the server answers.

        :raises StartError: a program ended, or the time is over.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._look()
            if ready():
                return
            time.sleep(0.1)
        raise StartError("no answer after %d s: see the logs in %s" % (seconds, self.state))

    def _look(self) -> None:
        for child in self._children:
            if child.process.poll() is not None:
                text = child.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise StartError(
                    "%s ended with %s: %s" % (child.name, child.process.returncode, text)
                )

    def watch(self) -> NoReturn:
        """Wait until one ends by itself.

        :raises StartError: always; a signal ends it otherwise.
        """
        while True:
            self._look()
            time.sleep(0.5)

    def end(self) -> None:
        """End all, the last first, and what each has started in its process group."""
        for call in self.at_end:
            with contextlib.suppress(StartError, subprocess.TimeoutExpired):
                call()
        for child in reversed(self._children):
            for signum in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(child.process.pid, signum)
                    child.process.wait(END_SECONDS)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue


def answers(url: str, status: int = 200, **headers: str) -> bool:
    """True once a GET of the URL is answered with this status."""
    try:
        with LOOPBACK.open(urllib.request.Request(url, headers=headers), timeout=5) as answer:
            return bool(answer.status == status)
    except urllib.error.HTTPError as error:
        return error.code == status
    except (OSError, ValueError):
        return False


def basic(username: str, password: str) -> dict[str, str]:
    """The header of basic authentication."""
    pair = base64.b64encode(("%s:%s" % (username, password)).encode()).decode()
    return {"Authorization": "Basic " + pair}


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def program_folder() -> Path:
    """Where the programs of this Python's packages are."""
    return Path(sys.executable).parent


def main(doc: str | None, missing: Callable[[], str], serve: Callable[..., Any]) -> int:
    """Serve until a signal comes; the first line on stdout says where.

    :param missing: why it cannot run here, as one sentence; '' when it can.
    :param serve: starts the programs; gets (children, port), returns what the first line says.
    """
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    parser.add_argument("--state", type=Path, required=True, help="folder for all that it writes")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options = parser.parse_args()
    if absent := missing():
        print(absent, file=sys.stderr)
        return NOT_INSTALLED
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _leave)
    state = options.state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    children = Children(state)
    try:
        said = serve(children, options.port or free_port())
        print(json.dumps({**said, "pid": os.getpid(), "state": str(state)}), flush=True)
        children.watch()
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, signal.SIG_IGN)
        children.end()
