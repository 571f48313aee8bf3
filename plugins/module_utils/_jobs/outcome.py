# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to wait, how it goes, and how it ended. Private to asyncops.jobs."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple, Optional

from .._model.errors import AsyncopsError, ConfigError
from .._model.job import MAY_END, MAY_FAIL, NEEDS_SOMEBODY, Job
from .poll import JobRef

FAIL_ON = ("failed", "stopped", "skipped", "lost")
TIMEOUT = 600.0
INTERVAL = 30.0


class WaitOptions:
    """The waiting options (docs/contract.md, Waiting); times in seconds.

    :param timeout: of the whole wait; 0: one poll of each job.
    :param interval: upper bound of the pace where the system does not say when to ask again.
    :param wait_for: ``all`` or ``any``.
    :param fail_on: states that fail the task; with `waiting` among them at once.
    :param on_timeout: ``fail``, ``return`` or ``stop``.
    :param after_stop: the jobs were stopped by us.
    :param until: states at which a job is no longer waited for, besides the terminal ones.
    :param endures: no failure of a poll ends the wait.
    """

    __slots__ = (
        "timeout",
        "interval",
        "wait_for",
        "fail_on",
        "on_timeout",
        "after_stop",
        "until",
        "endures",
    )

    def __init__(
        self,
        timeout: float = TIMEOUT,
        interval: float = INTERVAL,
        wait_for: str = "all",
        fail_on: Sequence[str] = FAIL_ON,
        on_timeout: str = "fail",
        after_stop: bool = False,
        until: Container[str] = (),
        endures: bool = False,
    ) -> None:
        self.endures = endures
        self.timeout = timeout
        self.interval = interval
        self.wait_for = wait_for
        self.fail_on = fail_on
        self.on_timeout = on_timeout
        self.after_stop = after_stop
        self.until = until

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> WaitOptions:
        """The options of a task.

        :raises ConfigError: a number that makes no sense, or a state that has no place there.
        """
        timeout = _seconds(params, "wait_timeout", TIMEOUT)
        interval = _seconds(params, "wait_interval", INTERVAL)
        if timeout < 0 or timeout == float("inf"):
            raise ConfigError("wait_timeout must be a finite number of seconds, 0 or more")
        if interval <= 0 or interval == float("inf"):
            raise ConfigError("wait_interval must be a number of seconds above 0")
        fail_on = params.get("fail_on")
        _check_states("fail_on", fail_on, MAY_FAIL)
        _check_states("wait_until", params.get("wait_until"), MAY_END)
        return cls(
            timeout,
            interval,
            params.get("wait_for") or "all",
            FAIL_ON if fail_on is None else fail_on,
            params.get("on_timeout") or "fail",
            until=params.get("wait_until") or (),
        )

    @property
    def ends_early(self) -> bool:
        """Whether a job that needs somebody ends the wait for all."""
        return NEEDS_SOMEBODY in self.fail_on


def _check_states(name: str, given: Optional[Sequence[str]], allowed: Sequence[str]) -> None:
    unknown = sorted(set(given or ()) - set(allowed))
    if unknown:
        message = "%s must hold states of these: %s; not %s"
        raise ConfigError(message % (name, ", ".join(allowed), ", ".join(unknown)))


def _seconds(params: Mapping[str, Any], name: str, default: float) -> float:
    value = params.get(name)
    seconds = default if value is None else float(value)
    return float("inf") if math.isnan(seconds) else seconds


class Progress(NamedTuple):
    """What a waiting person wants to know."""

    jobs: Sequence[Job]
    next_poll: float  # seconds from now
    why: str
    waited: float
    last_failure: Optional[str]


class Outcome(NamedTuple):
    """How a wait ended."""

    jobs: list[Job]  # in the order asked
    refs: list[JobRef]
    timed_out: bool
    waited: float
    polls: int  # requests sent
    unseen: list[str]  # ids that the system never knew
    last_failure: Optional[AsyncopsError]
    retry_after: Optional[float]  # after a 429 or 503: seconds until the server would have answered
    reached: Container[int] = ()  # places of the jobs that were waited for no longer

    @property
    def still_open(self) -> list[int]:
        """The places of the jobs that would have been waited for any longer."""
        # One that only the answer to its submit calls finished is among them.
        return [place for place in range(len(self.jobs)) if place not in self.reached]
