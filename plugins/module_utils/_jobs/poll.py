# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a job is addressed, and what one poll of it gives. Private to asyncops.jobs."""

from __future__ import annotations

from typing import NamedTuple, Optional

from .._model.job import Job
from .._model.provider import Provider

PLACEHOLDER = "asyncops-check-mode-"  # how the ids of jobs begin that check mode makes up


class JobRef(NamedTuple):
    """A job as it was asked for, its id, its URL where one is known, the provider of its kind, and
    whether check mode made it up (placeholder.py).
    """

    asked: str
    id: str
    href: Optional[str]
    provider: Provider
    is_placeholder: bool = False


class PollResult(NamedTuple):
    """What one poll of a job gave. ``job`` is None where the system says that nothing has
    changed.
    """

    job: Optional[Job]
    retry_after: Optional[float]  # seconds until the system wants to be asked again
    received: float  # the clock, when the response came
    ref: JobRef  # where to ask next time (a queue item may have become a build)
    poll_url: Optional[str] = None  # a URL that answers when something changes
