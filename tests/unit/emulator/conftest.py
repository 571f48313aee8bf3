# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw HTTP against the emulator: no client of ours, no client of a vendor, a clock that only the test moves."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator, ManualClock


class Answer:
    """One reply."""

    def __init__(self, reply: http.client.HTTPResponse, body: bytes) -> None:
        self.status, self.headers, self.body = reply.status, reply.headers, body

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)


class Web:
    """A system, and requests to it that carry valid credentials unless told otherwise."""

    def __init__(self, face: Any, clock: ManualClock) -> None:
        self.face, self.clock = face, clock
        self.host = face.root.partition("://")[2]
        self.headers = credentials(face)
        self.wire = http.client.HTTPConnection(self.host, timeout=10)

    def __call__(
        self, method: str, path: str, body: Any = None, auth: bool = True, **headers: str
    ) -> Answer:
        """Send one request on the kept connection. Keywords are headers, with _ for -."""
        sent = dict(self.headers) if auth else {}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        if isinstance(body, (dict, list)):
            body, sent["Content-Type"] = json.dumps(body), "application/json"
        self.wire.request(method, path, body=body, headers=sent)
        reply = self.wire.getresponse()
        return Answer(reply, reply.read())

    def get(self, path: str, **options: Any) -> Any:
        """GET a path that must answer 200 with JSON; return that."""
        answer = self("GET", path, **options)
        assert answer.status == 200, answer.text
        return answer.json()


def credentials(face: Any) -> dict[str, str]:
    """Return the headers that authenticate, taken from the face and not from a login."""
    if face.name == "illumio":
        pair = base64.b64encode(f"{face.username}:{face.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    if face.name == "commvault":
        return {"Authtoken": face.token, "Accept": "application/json"}
    if face.name == "alteryx":
        return {"Authorization": f"Bearer {face.ready_token()}"}
    if face.name == "adverity":
        return {"Authorization": f"Token {face.user_key}"}
    return {"Authorization": f"Bearer {face.token}"}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_790_000_000.0)


@pytest.fixture
def web(clock: ManualClock) -> Iterator[Callable[[str], Web]]:
    """Start a system by name; at the end no request may have met a bug in the emulator."""
    running: list[Emulator] = []
    made: list[Web] = []

    def start(name: str) -> Web:
        running.append(Emulator([name], clock=clock).start())
        made.append(Web(running[-1][name], clock))
        return made[-1]

    yield start
    for one in made:
        one.wire.close()
    for emulator in running:
        emulator.stop()
        assert [error for face in emulator.faces.values() for error in face.errors] == []
