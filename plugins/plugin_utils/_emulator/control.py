# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's controls over HTTP, for tests that run in other processes: the paths below
/_emulator.
"""

from __future__ import annotations

from typing import Any

from .clock import ManualClock
from .face import Face
from .wire import Reply, Request, json_reply

CALLS = (
    "GET /_emulator",
    "GET, DELETE /_emulator/log",
    "POST, DELETE /_emulator/fault",
    "POST /_emulator/next",
    "POST /_emulator/jobs",
    "POST /_emulator/settings",
    "POST /_emulator/advance",
)


class Misuse(Exception):
    """The caller of the controls did something wrong; the text says what."""


def control(face: Face, request: Request) -> Reply:
    """Carry out one control request on `face`; a wrong one is answered 400 with one sentence."""
    verb = f"{request.method} {request.path.rstrip('/')}"
    try:
        return json_reply(_carry_out(face, verb, request))
    except (KeyError, TypeError, ValueError, Misuse) as error:
        return json_reply({"error": str(error)}, 400)


def _carry_out(face: Face, verb: str, request: Request) -> Any:
    if verb == "GET /_emulator":
        return {
            "system": face.name,
            "base_url": face.base_url,
            "options": face.options,
            "calls": list(CALLS),
        }
    if verb == "GET /_emulator/log":
        return [entry.as_dict() for entry in face.log]
    if verb == "DELETE /_emulator/log":
        face.clear_log()
        return None
    if verb == "DELETE /_emulator/fault":
        face.clear_faults()
        return None
    body = request.json()
    if verb == "POST /_emulator/fault":
        for what in _each(body):
            face.fault(**what)
        return None
    if verb == "POST /_emulator/next":
        for what in _each(body):
            face.next_job(**what)
        return None
    if verb == "POST /_emulator/jobs":
        return {
            "ids": [
                id for what in _each(body) for id in face.add_many(int(what.pop("n", 1)), **what)
            ]
        }
    if verb == "POST /_emulator/settings":
        face.set(**body)
        return None
    if verb == "POST /_emulator/advance":
        if not isinstance(face.clock, ManualClock):
            raise Misuse("this emulator lives by the real clock, which cannot be advanced")
        face.clock.advance(float(body["seconds"]))
        return {"now": face.clock.now()}
    raise Misuse(f"no such control; there are: {'; '.join(CALLS)}")


def _each(body: Any) -> list[dict[str, Any]]:
    found = body if isinstance(body, list) else [body]
    if not all(isinstance(what, dict) for what in found):
        raise Misuse("the body is an object, or a list of objects")
    return found
