# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that check mode would have started, so that a play of submit, wait, result, stop and
delete runs through (docs/contract.md, Check mode). Private to asyncops.jobs.

A reference is one only where a user's option named it (`Addressing.ref`): an id of the same form in
an answer is the system's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from .._model.errors import ConfigError
from .._model.job import Job
from .._model.provider import Provider
from .poll import PLACEHOLDER, JobRef, PollResult

_REASON = "check mode: nothing was sent"


def new_job(provider: Provider, path: str, random: float) -> Job:
    """The job that a request would have started.

    :param path: of the request; the href continues it, so that it names a job of the same kind.
    :param random: [0, 1): two jobs have two ids.
    """
    job_id = "%s%08x" % (PLACEHOLDER, int(random * 2**32))
    parts = (path.partition("?")[0].rstrip("/"), job_id)
    href = "/".join(part for part in parts if part)
    return _job(provider, job_id, href if "://" in href else "/" + href.lstrip("/"))


def ref_of(text: str, provider: Provider, check_mode: bool) -> JobRef:
    """The reference that a user's option names by the id or the href of such a job.

    :raises ConfigError: no check mode, in which it stands for a job that was never started.
    """
    job_id = text.rpartition("/")[2]
    if not check_mode:
        message = "job_id: %s stands for a job that check mode did not start; there is none"
        raise ConfigError(message % job_id)
    href = text if "/" in text else None
    return JobRef(text, job_id, href, provider.kind_of(href), True)


def poll(ref: JobRef, now: float) -> PollResult:
    """What a look at such a job gives; nothing is sent.

    :param now: of the clock.
    """
    return PollResult(job_at(ref), None, now, ref)


def job_at(ref: JobRef) -> Job:
    """Such a job: it will always be queued."""
    return _job(ref.provider, ref.id, ref.href)


def real(refs: Iterable[JobRef]) -> list[JobRef]:
    """The references to jobs that are there: those to ask the system for, and to wait for."""
    return [ref for ref in refs if not ref.is_placeholder]


def in_order(refs: Sequence[JobRef], jobs: Iterable[Job]) -> list[Job]:
    """The jobs of all references in their order.

    :param jobs: those of the real ones (see ``real``), in their order.
    """
    rest = iter(jobs)
    return [job_at(ref) if ref.is_placeholder else next(rest) for ref in refs]


def _job(provider: Provider, job_id: str, href: Optional[str]) -> Job:
    return Job(job_id, provider.name, "queued", href=href, reason=_REASON)
