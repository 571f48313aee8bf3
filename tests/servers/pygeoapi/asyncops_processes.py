# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three pygeoapi processes: one sleeps, one answers at once, one fails with a reason."""

from __future__ import annotations

import time
from typing import Any

from pygeoapi.process.base import BaseProcessor, ProcessorExecuteError

MAX_SECONDS = 600.0


def _metadata(name: str, title: str, inputs: dict[str, str], modes: list[str]) -> dict[str, Any]:
    """The process description that pygeoapi publishes. `inputs`: name -> JSON schema type."""
    return {
        "version": "1.0.0",
        "id": name,
        "title": {"en": title},
        "description": {"en": title},
        "jobControlOptions": modes,
        "keywords": ["test"],
        "links": [],
        "inputs": {
            key: {"title": key, "schema": {"type": kind}, "minOccurs": 0, "maxOccurs": 1}
            for key, kind in inputs.items()
        },
        "outputs": {"result": {"title": "result", "schema": {"type": "object"}}},
        "example": {"inputs": {}},
    }


def _seconds(data: dict[str, Any]) -> float:
    """The input `seconds`. ProcessorExecuteError if it is no number from 0 to MAX_SECONDS."""
    value = data.get("seconds", 0)
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not 0 <= value <= MAX_SECONDS
    ):
        raise ProcessorExecuteError("seconds must be a number from 0 to %d" % MAX_SECONDS)
    return float(value)


class Sleep(BaseProcessor):
    """Sleeps `seconds`, then says how long it slept."""

    def __init__(self, processor_def: dict[str, Any]) -> None:
        modes = ["sync-execute", "async-execute"]
        super().__init__(processor_def, _metadata("sleep", "Sleep", {"seconds": "number"}, modes))

    def execute(self, data: dict[str, Any], outputs: Any = None) -> tuple[str, Any]:
        """Return the MIME type and the result."""
        seconds = _seconds(data)
        time.sleep(seconds)
        return "application/json", {"id": "slept", "value": seconds}


class Answer(BaseProcessor):
    """Answers at once: `value` given back as JSON or, with `size`, that many bytes of text."""

    def __init__(self, processor_def: dict[str, Any]) -> None:
        inputs = {"value": "string", "size": "integer"}
        modes = ["sync-execute", "async-execute"]
        super().__init__(processor_def, _metadata("answer", "Answer", inputs, modes))

    def execute(self, data: dict[str, Any], outputs: Any = None) -> tuple[str, Any]:
        """Return the MIME type and the result."""
        size = data.get("size")
        if size is None:
            return "application/json", {"id": "answer", "value": data.get("value")}
        line = b"0123456789abcde\n"
        return "text/plain", (line * (int(size) // len(line) + 1))[: int(size)]


class Fail(BaseProcessor):
    """Sleeps `seconds`, then fails with `reason`."""

    def __init__(self, processor_def: dict[str, Any]) -> None:
        inputs = {"reason": "string", "seconds": "number"}
        modes = ["sync-execute", "async-execute"]
        super().__init__(processor_def, _metadata("fail", "Fail", inputs, modes))

    def execute(self, data: dict[str, Any], outputs: Any = None) -> tuple[str, Any]:
        """Never returns: raises ProcessorExecuteError with the reason given."""
        time.sleep(_seconds(data))
        raise ProcessorExecuteError(str(data.get("reason", "no reason given")))
