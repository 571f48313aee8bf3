# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stop and delete have in common: they read a job before they change it. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .._model.errors import ApiError, AsyncopsError, ConfigError, Conflict, NotFound
from .._model.job import Job
from .client import Client
from .failures import MAX_NAMED, describe
from .poll import JobRef


class Found(NamedTuple):
    """A job that is there."""

    ref: JobRef
    job: Job


def refs_for(client: Client, ids: Any, verb: str) -> list[JobRef]:
    """The jobs to act on, each once.

    :raises Unsupported, ConfigError: before anything is sent.
    """
    if not ids:
        client.provider.require(verb)
        raise ConfigError("job_id must name at least one job")
    refs = {ref.asked: ref for ref in map(client.ref, ids)}
    for ref in refs.values():
        ref.provider.require(verb)
    return list(refs.values())


def look_up(client: Client, refs: Sequence[JobRef]) -> tuple[list[Found], list[str]]:
    """(the jobs that are there, the ids that are not)."""
    found: list[Found] = []
    missing: list[str] = []
    poll_one = client.poller(refs)
    for ref in refs:
        try:
            poll = poll_one(ref)
        except NotFound:
            missing.append(ref.asked)
            continue
        if poll.job is not None:
            found.append(Found(poll.ref, poll.job))
    return found, missing


class Refusals:
    """The jobs that a verb could not change, each with its error: one hinders no other.

    :param verb: in words, for the sentence: ``stopped``.
    :param result: of the verb; its ``refused`` is filled.
    """

    def __init__(self, verb: str, result: dict[str, Any]) -> None:
        self._verb = verb
        self._errors: list[AsyncopsError] = []
        self._shown: list[dict[str, str]] = result["refused"]

    def add(self, job: Job, error: AsyncopsError) -> None:
        """Notes what became of a job."""
        self._errors.append(error)
        self._shown.append({"job_id": job.id, "error": error.kind, "msg": error.message})

    def check(self, total: int) -> None:
        """Does nothing where every job could be changed.

        :param total: how many there were.
        :raises AsyncopsError: the error of the one that could not, or one that names them all.
        """
        if not self._errors:
            return
        error = self._errors[0]
        if len(self._errors) == 1:
            raise error
        kinds = {type(one) for one in self._errors}
        text = "; ".join(one.message for one in self._errors[:MAX_NAMED])
        message = "%d of %d jobs were not %s: %s"
        values = (len(self._errors), total, self._verb, text)
        raise error.with_message(message % values, None if len(kinds) == 1 else ApiError)


def check_state(found: Found, verb: str, default: tuple[str, ...]) -> None:
    """Does nothing where the job is in a state that the verb is for.

    :raises Conflict: it is not.
    """
    provider = found.ref.provider
    states = provider.states_for(verb, default)
    if found.job.state not in states:
        message = "%s; provider %s can %s a job only while it is %s"
        named = (describe(found.job), provider.name, verb, ", ".join(states))
        raise Conflict(message % named)
