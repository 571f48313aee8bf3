# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Job record: what every plugin says of a job. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any

ACTIVE = ("queued", "running", "waiting", "stopping", "unknown")
TERMINAL = ("succeeded", "partial", "failed", "stopped", "skipped", "lost")
STATES = ACTIVE + TERMINAL
NEEDS_SOMEBODY = "waiting"  # the one active state that `fail_on` may hold
MAY_FAIL = (*TERMINAL, NEEDS_SOMEBODY)
MAY_END = tuple(state for state in STATES if state != "unknown")  # what `wait_until` may hold
SUCCESS = ("succeeded", "partial")
KEYS = (
    "id",
    "href",
    "provider",
    "name",
    "type",
    "state",
    "status",
    "finished",
    "succeeded",
    "progress",
    "submitted_at",
    "started_at",
    "finished_at",
    "updated_at",
    "duration",
    "reason",
    "messages",
    "outputs",
    "raw",
)


class Job:
    """One job as one system tells it, with the keys of docs/contract.md, "The job".

    ``finished`` and ``succeeded`` are derived from ``state`` and cannot be set.
    """

    # Class defaults instead of slots: a job read for two of its keys carries those two only.
    href: str | None = None
    name: str | None = None
    type: str | None = None
    status: str | None = None
    progress: float | None = None
    submitted_at: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    updated_at: str | None = None
    duration: float | None = None
    reason: str | None = None
    messages: list[dict[str, Any]] | None = None
    outputs: list[dict[str, Any]] | None = None
    raw: dict[str, Any] | None = None
    result_href: str | None = None  # where the result is; not part of what users see
    gathered: Any = None  # what looks have brought of the result (_jobs/gathering.py); nor is this

    def __init__(self, id: str, provider: str, state: str = "unknown", **fields: Any) -> None:
        if state not in STATES:
            raise ValueError("state must be one of %s, not %r" % (", ".join(STATES), state))
        self.id, self.provider, self.state = id, provider, state
        for name, value in fields.items():
            if name not in Job.__annotations__:
                raise TypeError("a job has no %s" % name)
            setattr(self, name, value)

    @property
    def finished(self) -> bool:
        """True when the state is terminal."""
        return self.state in TERMINAL

    @property
    def succeeded(self) -> bool:
        """True when the job is done and its state is ``succeeded`` or ``partial``."""
        return self.state in SUCCESS

    def to_dict(self, raw: bool = False, fields: list[str] | None = None) -> dict[str, Any]:
        """All keys of a job (or just ``fields``); ``raw`` is null unless asked
        for.
        """
        keys = KEYS if fields is None else fields
        return {key: None if key == "raw" and not raw else getattr(self, key) for key in keys}

    def __repr__(self) -> str:
        return "<Job %s %s %s>" % (self.provider, self.id, self.state)
