# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job that is waited for. Private to asyncops.jobs."""
from __future__ import annotations

from typing import Optional

from .._model.errors import AsyncopsError
from .._model.job import Job
from .pace import Pace
from .ref import Look


class Watch:
    """What is known of the job, and when to look again (``due``, an instant of the clock)."""

    __slots__ = ("ref", "job", "asked", "due", "pace", "poll_url", "seen", "told", "hinted", "held", "unreadable", "grace_until",
                 "last", "running", "failure")

    def __init__(self, look: Look, due: float, pace: Pace, grace_until: float) -> None:
        self.ref, self.job, self.asked = look.ref, look.job, look.ref.asked
        self.due, self.pace, self.grace_until = due, pace, grace_until
        self.poll_url: Optional[str] = None
        self.seen = False  # the system has shown it to us, so that "not found" means that it went
        self.told = False  # a look of this wait has said what it is
        self.hinted = False  # the server set the due time
        self.held = False  # by a 429 or 503: not to be undercut
        self.last = False  # the deadline cut its look short: that was the last one
        self.running = False  # a look is under way in a thread
        self.unreadable = 0  # answers in a row that could not be read
        self.failure: Optional[AsyncopsError] = None

    @property
    def finished(self) -> bool:
        """True when there is nothing more to wait for."""
        return self.told and self.job is not None and self.job.finished

    def known(self) -> Job:
        """The job as last told, or what little is known of it."""
        return self.job or Job(self.ref.id, self.ref.provider.name, href=self.ref.href)
