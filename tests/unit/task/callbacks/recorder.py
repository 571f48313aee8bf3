# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that writes what every callback is given: one line of JSON per result, to the file that RECORDER names."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: recorder
    type: aggregate
    short_description: Records results
    description: Records results.
"""


class CallbackModule(CallbackBase):
    """Records."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def _record(self, outcome: str, result: Any) -> None:
        found = result.result if hasattr(result, "result") else result._result
        task = result.task if hasattr(result, "task") else result._task
        host = result.host if hasattr(result, "host") else result._host
        line = {"outcome": outcome, "task": task.name, "host": host.name, "result": found}
        with open(os.environ["RECORDER"], "a", encoding="utf-8") as out:
            # Whatever JSON does not know would break callbacks that write it: `default` makes it visible to the tests.
            out.write(json.dumps(line, default=lambda value: "NOT JSON: %s" % type(value)) + "\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task went well."""
        self._record("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._record("failed", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A task was skipped."""
        self._record("skipped", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host was not reached."""
        self._record("unreachable", result)
