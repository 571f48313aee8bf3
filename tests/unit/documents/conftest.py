# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that the vendors' pages print, sent to the emulator: by curl as a shell reads them, or byte by byte."""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator, ManualClock

TESTS = pathlib.Path(__file__).resolve().parents[2]


def _load(path: pathlib.Path) -> Any:
    """Load another folder's conftest."""
    spec = importlib.util.spec_from_file_location(f"documents_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# Our verbs on the emulator, as the conversations have them.
_jobs = _load(TESTS / "unit" / "jobs" / "conftest.py")
world = _jobs.world
DOCUMENTS = TESTS / "fixtures" / "documents"
CERTIFICATE = str(TESTS / "unit" / "wire" / "tls" / "server.pem")


def _pages_write_https(system: str) -> bool:
    """Whether a request of the system's pages has a URL with https."""
    files = (DOCUMENTS / system).iterdir()
    return any("https://" in path.read_text(encoding="utf-8") for path in files)


HTTPS = [name for name in NAMES if _pages_write_https(name)]


class Answer(NamedTuple):
    """What came back: the exit code of the shell (0 for raw requests), the last answer's status, headers, body."""

    code: int
    status: int
    headers: dict[str, str]
    body: str
    errors: str

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def printed(name: str, values: dict[str, str]) -> str:
    """A request as its page prints it, with the placeholders filled in; each must be there."""
    text = (DOCUMENTS / name).read_text(encoding="utf-8")
    for placeholder, value in values.items():
        assert placeholder in text, placeholder
        text = text.replace(placeholder, value)
    return text


def head_of(text: str) -> tuple[int, dict[str, str]]:
    """The status and the headers (by lower-case names) of the last answer in what curl dumped."""
    last = text.replace("\r", "").strip().rpartition("\n\n")[2]
    line, *headers = last.split("\n")
    pairs = [header.partition(":") for header in headers]
    return int(line.split()[1]), {name.lower(): value.strip() for name, _colon, value in pairs}


class Systems:
    """The systems, those that the pages reach over https with a certificate, on a clock that only a
    test moves.
    """

    def __init__(self, clock: ManualClock, scratch: pathlib.Path) -> None:
        self.clock, self.scratch = clock, scratch
        self.plain = Emulator([name for name in NAMES if name not in HTTPS], clock=clock)
        self.secure = Emulator(HTTPS, clock=clock, tls=(CERTIFICATE, CERTIFICATE))

    def __getitem__(self, system: str) -> Any:
        return (self.secure if system in HTTPS else self.plain)[system]

    def curl(self, name: str, repair: Callable[[str], str] = str, **values: str) -> Answer:
        """Give the lines to a shell as they are printed. The host stays: curl is told where that is."""
        system = name.partition("/")[0]
        face, head = self[system], self.scratch / "head"
        head.write_text("")
        (self.scratch / ".curlrc").write_text(
            f'connect-to = "::127.0.0.1:{face.root.rpartition(":")[2]}"\ninsecure\nsilent\nshow-error\n'
            f'max-time = 20\ndump-header = "{head}"\n'
        )
        found = {
            "PATH": os.environ["PATH"],
            "CURL_HOME": str(self.scratch),
            "HOME": str(self.scratch),
        }
        if system == "illumio":
            found.update(KEY=face.username, TOKEN=face.password)
        text = repair(printed(name, values))
        done = subprocess.run(
            ["sh", "-c", text], env=found, capture_output=True, text=True, timeout=60, check=False
        )
        status, headers = head_of(head.read_text())
        body = (
            done.stdout.replace("\r\n", "\n").partition("\n\n")[2]
            if "curl -i" in text
            else done.stdout
        )
        return Answer(done.returncode, status, headers, body, done.stderr)

    def raw(self, system: str, text: str) -> Answer:
        """Send a request line by line, as it is; the connection is closed after it."""
        host, _colon, port = self[system].root.partition("://")[2].rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as wire:
            wire.sendall(
                text.rstrip("\n").replace("\n", "\r\n").encode() + b"\r\nConnection: close\r\n\r\n"
            )
            received = b"".join(iter(lambda: wire.recv(65536), b""))
        head, _blank, body = received.partition(b"\r\n\r\n")
        return Answer(0, *head_of(head.decode()), body.decode(), "")


@pytest.fixture(scope="module")
def steady() -> Iterator[Any]:
    """One world for all examples of a property."""
    clock = ManualClock()
    with Emulator(clock=clock) as emulator:
        yield _jobs.World(emulator, clock)


@pytest.fixture
def systems(tmp_path: pathlib.Path) -> Iterator[Systems]:
    """All of them; at the end no request may have met a bug in the emulator."""
    made = Systems(ManualClock(), tmp_path)
    with made.plain, made.secure:
        yield made
    assert [
        error
        for each in (made.plain, made.secure)
        for face in each.faces.values()
        for error in face.errors
    ] == []


@pytest.fixture
def curl(systems: Systems) -> Callable[..., Answer]:
    """Run the curl lines of a file."""
    if shutil.which("curl") is None or shutil.which("sh") is None:
        pytest.skip("there is no curl on this machine")
    return systems.curl
