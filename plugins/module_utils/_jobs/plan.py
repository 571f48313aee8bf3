# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to wait, how it goes, and how it ended. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Optional

from .._model.errors import AsyncopsError
from .._model.job import Job
from .ref import Ref


class Plan(NamedTuple):
    """How to wait; all in seconds."""

    timeout: float
    interval: float = 5.0
    wait_for: str = "all"
    stopped_by_us: bool = False


class Progress(NamedTuple):
    """What a waiting person wants to know."""

    jobs: Sequence[Job]
    next_look: float  # seconds from now
    why: str
    waited: float
    last_failure: Optional[str]


class Outcome(NamedTuple):
    """How a wait ended. ``unseen`` are the ids the system never knew; ``held_until`` is told after a 429 or 503."""

    jobs: list[Job]
    refs: list[Ref]
    timed_out: bool
    waited: float
    polls: int
    unseen: list[str]
    last_failure: Optional[AsyncopsError]
    held: Optional[float]  # seconds from the end of the wait to when the server would have answered
