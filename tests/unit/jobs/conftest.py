# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: the verbs against the emulator over real sockets, on one clock that only sleep moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator, ManualClock
from ansible_collections.asyncops.jobs.tests.unit.verbs import run


class World:
    """The emulator, its clock, and a person who runs tasks against it."""

    def __init__(self, emulator: Emulator, clock: ManualClock) -> None:
        self.emulator, self.clock = emulator, clock
        self.warnings: list[str] = []
        self.sleeps: list[float] = []
        self.progress: list[Any] = []
        self.started: list[Any] = []

    def __getitem__(self, system: str) -> Any:
        return self.emulator[system]

    def sleep(self, seconds: float) -> None:
        """What the waiter calls instead of time.sleep."""
        self.sleeps.append(seconds)
        self.clock.sleep(seconds)

    def run(
        self, verb: str, system: str, check_mode: bool = False, **params: Any
    ) -> dict[str, Any]:
        """Runs a verb as a module would; options given win over those that reach the emulator."""
        options = {
            **(self.emulator[system].options if system in list(self.emulator) else {}),
            **params,
        }
        context = Context(
            check_mode=check_mode,
            warn=self.warnings.append,
            clock=self.clock.now,
            now=self.clock.now,
            sleep=self.sleep,
            random=lambda: 0.0,
            progress=self.progress.append,
            started=self.started.append,
        )
        return run(
            verb,
            lambda: provider_of(
                options.get("provider", system),
                options.get("provider_definition"),
                options.get("api_version") or "",
            ),
            options,
            context,
        )

    def sent(self, system: str) -> list[str]:
        """What went to a system since the last call, logins left out: ["GET /path?query", ...]."""
        face = self.emulator[system]
        lines = [f"{entry.method} {entry.target}" for entry in face.log if entry.kind != "login"]
        face.clear_log()
        return lines

    def ok(self, verb: str, system: str, **params: Any) -> dict[str, Any]:
        """Runs a verb that has to succeed."""
        result = self.run(verb, system, **params)
        assert not result.get("failed"), result
        return result

    def fails(self, verb: str, system: str, error: str, **params: Any) -> dict[str, Any]:
        """Runs a verb that has to fail with this class of error, in one sentence."""
        result = self.run(verb, system, **params)
        assert result.get("failed"), result
        assert result["error"] == error, result
        assert "\n" not in result["msg"] and ".;" not in result["msg"] and "?." not in result["msg"]
        return result


@pytest.fixture
def world() -> Iterator[World]:
    """Every system on loopback, and a clock that stands still unless somebody sleeps."""
    clock = ManualClock()
    with Emulator(clock=clock) as emulator:
        yield World(emulator, clock)
