# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb info: reads jobs. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Callable, Optional

from .._model.errors import AuthError, ConfigError, NotFound, TooLarge
from .._model.job import KEYS, Job
from .client import Client, job_of
from .context import Context
from .poll import JobRef

if TYPE_CHECKING:
    from .ages import Window
    from .listing import Listing, ListQuery


def info(
    client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
) -> None:
    """job_info: the jobs asked for, or a list."""
    ids = params.get("job_id")
    fields = _fields(params.get("fields"))
    _check(client, params, ids)
    ages = _Ages(client, params, context)
    if ids is None:
        _list(client, params, fields, result, ages)
    else:
        _read(client, params, fields, result, ages)
    ages.warn()


def _check(client: Client, params: Mapping[str, Any], ids: Any) -> None:
    """What can be refused is refused before anything is sent."""
    if ids is not None and not ids:
        raise ConfigError("job_id must not be an empty list; leave it out to list all jobs")
    if params.get("states") == []:
        raise ConfigError("states must not be an empty list; leave it out for jobs in any state")
    client.provider.require("list" if ids is None else "get")
    limit = params.get("limit")
    if limit is not None and limit < 1:
        raise ConfigError("limit must be 1 or more")
    if params.get("messages") and client.provider.job.messages is None:
        client.provider.require("messages")


def _fields(fields: Any) -> Optional[list[str]]:
    unknown = [name for name in fields or () if name not in KEYS]
    if unknown:
        message = "fields: %s is not a key of a job; the keys are %s"
        raise ConfigError(message % (", ".join(unknown), ", ".join(KEYS)))
    return list(fields) if fields else None


class _Ages:
    """What `older_than` and `newer_than` choose. A job whose age is not known is neither; where
    only its own look may tell a time, it is looked at.

    :raises ConfigError: an age cannot be read.
    """

    def __init__(self, client: Client, params: Mapping[str, Any], context: Context) -> None:
        self._client = client
        self._warn: Callable[[str], None] = context.warn
        self._window: Optional[Window] = None
        self._not_known: list[str] = []
        if params.get("older_than") is not None or params.get("newer_than") is not None:
            from .ages import Window

            self._window = Window(params, context.now())

    def chosen(self, ref: JobRef, job: Job, was_looked_at: bool) -> Optional[Job]:
        """The job, as last seen; None where it is not of these ages."""
        if self._window is None:
            return job
        from .ages import why_not_known

        holds = self._window.holds(ref.provider, job)
        if holds is None and not was_looked_at and _has_better_look(ref):
            try:
                job = job_of(self._client.poll(ref))
            except NotFound:
                return None  # it went meanwhile
            holds = self._window.holds(ref.provider, job)
        if holds is None:
            self._not_known.append(why_not_known(ref.provider, job, self._window.names(job)))
        return job if holds else None

    def warn(self) -> None:
        """Says which jobs were left out because nobody knows how old they are."""
        if self._not_known:
            from .failures import MAX_NAMED

            more = len(self._not_known) - MAX_NAMED
            text = "; ".join(self._not_known[:MAX_NAMED])
            text += " and %d more" % more if more > 0 else ""
            self._warn("left out, because older_than and newer_than need a time: %s" % text)


def _has_better_look(ref: JobRef) -> bool:
    """Whether a look at the job may tell a time that the list does not."""
    from .ages import has_times

    template, provider = ref.provider.list, ref.provider
    was_looked_at = provider.get.from_list or (template is not None and template.expand)
    return not was_looked_at and has_times(provider)


class _Collector:
    """Jobs on their way into the result."""

    def __init__(
        self,
        client: Client,
        params: Mapping[str, Any],
        fields: Optional[list[str]],
        result: dict[str, Any],
        raw: bool,
        ages: _Ages,
    ) -> None:
        self._client = client
        self._fields = fields
        self._ages = ages
        self._result = result
        self._raw = raw if params.get("raw") is None else params["raw"]
        self._states = params.get("states") or ()
        self._messages = bool(params.get("messages"))
        self._summary_only = bool(params.get("summary_only"))

    def add(self, ref: JobRef, job: Job, with_outputs: bool) -> None:
        """Takes a job in, unless it is in a state or of an age that is not wanted."""
        if self._states and job.state not in self._states:
            return
        chosen = self._ages.chosen(ref, job, was_looked_at=with_outputs)
        if chosen is None or (self._states and chosen.state not in self._states):
            return
        job = chosen
        result = self._result
        result["count"] += 1
        result["summary"][job.state] = result["summary"].get(job.state, 0) + 1
        if self._summary_only:
            return
        if self._messages:
            job.messages = self._client.messages(ref, job)
        if with_outputs and job.succeeded and (not self._fields or "outputs" in self._fields):
            job.outputs = _outputs(self._client, ref, job)
        result["jobs"].append(job.to_dict(self._raw, self._fields))


def _read(
    client: Client,
    params: Mapping[str, Any],
    fields: Optional[list[str]],
    result: dict[str, Any],
    ages: _Ages,
) -> None:
    """The jobs asked for by id."""
    collector = _Collector(client, params, fields, result, True, ages)
    refs = [client.ref(one) for one in params["job_id"]]
    poll = client.poller(refs)
    for ref in refs:
        try:
            job = job_of(poll(ref))
        except NotFound:
            result["missing"].append(ref.asked)
        else:
            collector.add(ref, job, with_outputs=True)
    result["complete"] = True
    if "job" in result:
        result["job"] = result["jobs"][0] if result["jobs"] else None


def _list(
    client: Client,
    params: Mapping[str, Any],
    fields: Optional[list[str]],
    result: dict[str, Any],
    ages: _Ages,
) -> None:
    """The jobs of the list."""
    collector = _Collector(client, params, fields, result, False, ages)
    listing = client.jobs(_query(params, fields))
    limit = params.get("limit")
    try:
        for job in _up_to(limit, listing, result):
            ref = JobRef(job.id, job.id, job.href, client.provider)
            collector.add(ref, job, with_outputs=False)
    except TooLarge as exc:
        from .max_size import naming_what_narrows

        raise naming_what_narrows(exc, params, client.provider.filters) from None


def _up_to(limit: Optional[int], listing: Listing, result: dict[str, Any]) -> Iterator[Job]:
    for job in listing:
        if limit is not None and result["count"] >= limit:
            return
        yield job
    result["complete"] = listing.complete


def _query(params: Mapping[str, Any], fields: Optional[list[str]]) -> ListQuery:
    """What is asked of the list; nothing is read that is not returned."""
    from .listing import ListQuery

    states, limit = params.get("states"), params.get("limit")
    by_age = params.get("older_than") is not None or params.get("newer_than") is not None
    page_size = limit + 1 if limit and not states and not by_age else None
    only: Optional[frozenset[str]] = None
    if not params.get("messages") and not by_age:
        if params.get("summary_only"):
            only = frozenset()
        elif fields:
            only = frozenset(fields)
    wanted = frozenset(states or ())
    return ListQuery(params.get("filters"), page_size, states=wanted, only=only)


def _outputs(client: Client, ref: JobRef, job: Job) -> Optional[list[dict[str, Any]]]:
    """What can be downloaded of one job; where another key is needed to see it, null with a
    warning.
    """
    try:
        return client.outputs(ref, job) or job.outputs
    except (AuthError, NotFound) as exc:
        client.warn("outputs of job %s were refused (%s)" % (ref.asked, exc.message))
        return job.outputs
