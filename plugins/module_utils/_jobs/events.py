# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a job, told once: the events of the event source. Private to asyncops.jobs."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, Optional

from .._model.job import SUCCESS, TERMINAL, Job
from .._model.text import cut
from .._wire.secrets import Secrets
from .visible import make_visible

NEW, CHANGED, FINISHED, LOST = "job.new", "job.changed", "job.finished", "job.lost"
_LONGEST = 500  # characters of a status or a reason that are kept and compared
# What ansible-rulebook hands to a playbook are extra variables, which Ansible takes for templates.
_TEMPLATE = re.compile(r"\{(?=[{%#])")

Event = dict[str, Any]


class Known(NamedTuple):
    """What is kept of a job: what tells whether it has changed, and how it is asked for.

    ``is_as_listed``: only a list has told it, which does not tell how a job ended, and it was not
    looked at.
    """

    state: str
    status: Optional[str] = None
    reason: Optional[str] = None
    href: Optional[str] = None
    is_as_listed: bool = False

    @classmethod
    def of(cls, job: Job, secrets: Secrets, is_as_listed: bool = False) -> Known:
        """What is kept of a job, without secrets: it may be written to a file."""
        href = None if job.finished or not job.href else job.href
        if href is not None and secrets.scrub(href) != href:
            href = None
        status, reason = _kept(job.status, secrets), _kept(job.reason, secrets)
        return cls(job.state, status, reason, href, is_as_listed)

    @property
    def finished(self) -> bool:
        """Whether it has ended."""
        return self.state in TERMINAL

    def tells(self) -> dict[str, Any]:
        """What an event says of it under ``previous``."""
        return {
            "state": self.state,
            "status": self.status,
            "reason": self.reason,
            "finished": self.finished,
            "succeeded": self.state in SUCCESS,
        }


def kind_of(before: Optional[Known], now: Known) -> Optional[str]:
    """Which event a look at a job makes; None where it brought nothing new.

    That a reason is not told any more is no news: a list often tells less than a look does. Nor is
    anything but another state of a job that has ended.
    """
    if before is not None and not _differ(before, now):
        return None
    if now.finished and (before is None or before.state != now.state):
        return LOST if now.state == "lost" else FINISHED
    return NEW if before is None else CHANGED


def event(kind: str, job: Job, before: Optional[Known], secrets: Secrets) -> Event:
    """An event as a rulebook gets it: without secrets, and no text in it is a template."""
    shown = {"job": job.to_dict(), "event": kind, "previous": before and before.tells()}
    told: Event = secrets.scrub_tree(shown)
    make_visible(told)
    return {key: _plain(value) for key, value in told.items()}


def _differ(before: Known, now: Known) -> bool:
    if before.state != now.state:
        return True
    if now.finished:
        return False
    return before.status != now.status or now.reason not in (None, before.reason)


def _kept(text: Optional[str], secrets: Secrets) -> Optional[str]:
    return text if text is None else cut(secrets.scrub(text), _LONGEST)


def _plain(value: Any) -> Any:
    """The same with ``{ {`` for ``{{`` in its texts."""
    if isinstance(value, str):
        return _TEMPLATE.sub("{ ", value) if "{" in value else value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(one) for key, one in value.items()}
    return value
