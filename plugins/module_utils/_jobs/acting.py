# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stop and delete have in common: they read a job before they change it. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable, NamedTuple, Optional

from .._model.errors import (
    ApiError,
    AsyncopsError,
    ConfigError,
    Conflict,
    DecodeError,
    NotFound,
    TransportError,
)
from .._model.job import STATES, Job
from .._wire.request import SendOptions
from .changing import delete
from .client import Client
from .context import Context
from .failures import MAX_NAMED, describe
from .parallel import ForEach, is_for_all
from .poll import JobRef, PollResult


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


class LookedUp(NamedTuple):
    """What looking jobs up brought: those that are there, the ids that are not known, and the ids
    whose look-up failed.
    """

    found: list[Found]
    missing: list[str]
    failed: list[tuple[str, AsyncopsError]]


def poller(
    client: Client, refs: Sequence[JobRef]
) -> Callable[[JobRef, Optional[SendOptions]], PollResult]:
    """What polls each of several jobs once: those whose only look-up is a list by one list for
    all, which is not asked for again where it failed.
    """
    if not any(ref.provider.get.from_list for ref in refs):
        return lambda ref, options: client.poll(ref, options=options)
    poll = client.poller(refs)
    broken: list[AsyncopsError] = []

    def poll_one(ref: JobRef, _options: Optional[SendOptions]) -> PollResult:
        if broken:
            raise broken[0]
        try:
            return poll(ref)
        except (ApiError, DecodeError, TransportError) as exc:
            is_of_list = not isinstance(exc, ApiError) or exc.status is not None
            if is_of_list and ref.provider.get.from_list:
                broken.append(exc)
            raise

    return poll_one


def look_up(client: Client, context: Context, refs: Sequence[JobRef]) -> LookedUp:
    """Looks each job up, whatever becomes of the others.

    :raises AuthError: nothing can be read at all.
    """
    seen = LookedUp([], [], [])
    looks = ForEach(client, context, refs, poller(client, refs), True)
    looks.run()
    for ref, outcome in zip(refs, looks.outcomes):
        if isinstance(outcome, NotFound):
            seen.missing.append(ref.asked)
        elif isinstance(outcome, AsyncopsError):
            if is_for_all(outcome):
                raise outcome
            seen.failed.append((ref.asked, outcome))
        elif outcome is not None and outcome.job is not None:
            seen.found.append(Found(outcome.ref, outcome.job))
    return seen


class Refusals:
    """The jobs that a verb could not change, each with its error: one hinders no other.

    :param verb: in words, for the sentence: ``stopped``.
    :param result: of the verb; its ``refused`` is filled.
    """

    def __init__(self, verb: str, result: dict[str, Any]) -> None:
        self._verb = verb
        self._errors: list[AsyncopsError] = []
        self._shown: list[dict[str, str]] = result.setdefault("refused", [])

    def add(self, job_id: str, error: AsyncopsError) -> None:
        """Notes what became of a job."""
        self._errors.append(error)
        self._shown.append({"job_id": job_id, "error": error.kind, "msg": error.message})

    def check(self, ids: Iterable[str]) -> None:
        """Does nothing where every job could be changed.

        :param ids: of the jobs that were there to be changed.
        :raises AsyncopsError: the error of the one that could not, or one that names them all.
        """
        if not self._errors:
            return
        error = self._errors[0]
        if len(self._errors) == 1:
            raise error
        kinds = {type(one) for one in self._errors}
        raise error.with_message(self._text(ids), None if len(kinds) == 1 else ApiError)

    def beside(self, error: AsyncopsError, ids: Iterable[str]) -> Any:
        """An error that ends the task for another reason, its sentence with the refusals in it."""
        if not self._errors:
            return error
        return error.with_message("%s; %s" % (error.message, self._text(ids)))

    def warn(self, warn: Callable[[str], None]) -> None:
        """Tells them where the task fails for another reason."""
        for error in self._errors:
            warn("not %s: %s" % (self._verb, error.message))

    def _text(self, ids: Iterable[str]) -> str:
        text = "; ".join(error.message for error in self._errors[:MAX_NAMED])
        more = len(self._errors) - MAX_NAMED
        if more > 0:
            text += " and %d more" % more
        total = len({*ids, *(one["job_id"] for one in self._shown)})
        return "%d of %d jobs were not %s: %s" % (len(self._errors), total, self._verb, text)


def check_state(found: Found, verb: str, default: tuple[str, ...]) -> None:
    """Does nothing where the job is in a state that the verb is for.

    :raises Conflict: it is not.
    """
    if found.ref.is_placeholder:
        return  # nobody knows how far it would have come
    provider = found.ref.provider
    states = provider.states_for(verb, default)
    if found.job.state not in states:
        message = "%s; provider %s can %s a job only while it is %s"
        named = (describe(found.job), provider.name, verb, ", ".join(states))
        raise Conflict(message % named)


def delete_each(
    client: Client,
    context: Context,
    jobs: Sequence[Found],
    refusals: Refusals,
    result: dict[str, Any],
) -> None:
    """Deletes jobs, each for itself; fills ``deleted`` of the result. Check mode deletes none.

    :raises Interrupted: a signal came; what was deleted by then is in the result.
    """

    def delete_one(one: Found, options: Optional[SendOptions]) -> bool:
        check_state(one, "delete", STATES)
        return context.check_mode or delete(client, one.ref, one.job, options)

    deletes = ForEach(client, context, jobs, delete_one)
    try:
        deletes.run()
    finally:
        outcomes = list(zip(jobs, deletes.outcomes))
        result["deleted"] = [one.job.id for one, outcome in outcomes if outcome is True]
        for one, outcome in outcomes:
            if isinstance(outcome, AsyncopsError):
                refusals.add(one.job.id, outcome)
