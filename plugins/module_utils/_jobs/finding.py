# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job of a submit, found in the list where no answer names it. Private to asyncops.jobs.

Only a job that is new is taken: the list did not hold it before the request was sent, it has not
begun before those that it held, it has what `submit.find` says, and there is no other such job.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, NamedTuple, Optional

from .._model import retry_after, times
from .._model.compiled.finding import Find, is_unset
from .._model.errors import ApiError, AsyncopsError
from .._model.job import Job
from .._model.provider import Provider
from .._model.template import TemplateTree
from .._model.text import label
from .._wire import urls
from .client import Client
from .context import Context
from .failures import MAX_NAMED
from .listing import ListQuery
from .order import Order, target
from .outcome import INTERVAL, TIMEOUT
from .pace import Pace
from .poll import JobRef, PollResult
from .session import AFTER_DEADLINE, facts_of
from .stand_ins import stand_ins
from .submission import Submission, Submitter
from .tracked_job import is_final

# Seconds. Times of jobs are often whole seconds; a clock that no Date tells may be off by more.
_TOLERANCE, _TOLERANCE_WITHOUT_DATE = 2.0, 60.0
# From the sending of a request to the time that the system gives its job.
_LATENESS = 60.0
_FAR = 60.0  # what begins later than now is planned, and no measure
_ANY: Mapping[str, Any] = {
    "path": None,
    "kind": None,
    "filters": {},
    "match": [],
    "owner": [],
    "only_once": True,
}


class Window(NamedTuple):
    """When a request was sent, and what the list held before; see journal.Entry."""

    first: float  # seconds since 1970, by this machine's clock
    last: Optional[float]  # None: a moment ago
    before: Optional[Container[str]]
    newest: Optional[float]


class Listed(NamedTuple):
    """One list: the jobs that `submit.find` is for."""

    jobs: list[Job]
    complete: bool
    skew: Optional[float]  # seconds that the system's clock is ahead; None: it does not tell
    retry_after: Optional[float]


class Finder:
    """Looks for the job of one request.

    :param find: what the job has of it.
    :param path: of the request, below the API root.
    :param body: the user's, for `{body.NAME}`.
    """

    def __init__(self, client: Client, context: Context, find: Find, path: str, body: Any) -> None:
        self._client = client
        self._context = context
        self._find = find
        provider = client.provider
        self.provider: Provider = provider if find.kind is None else provider.kind(find.kind)
        self._names = {
            **client.session.names,
            "part": find.parts(path),
            "body": body if isinstance(body, Mapping) else {},
        }

    @property
    def only_once(self) -> bool:
        """Whether it is for the option `once` alone."""
        return self._find.only_once

    @property
    def grace(self) -> float:
        """Seconds in which a job may not be in the list yet."""
        return self.provider.vanished.grace

    def listed(self, since: float, ours: Container[Optional[str]] = ()) -> Listed:
        """The jobs of the list that `submit.find` is for.

        :param since: seconds since 1970 from which on the job may have begun.
        :param ours: ids and hrefs of jobs that the same user has asked for; they tell who that is.
        :raises AsyncopsError: the list cannot be had.
        """
        query = ListQuery(self._filters(since), looks_up=False)
        listing = self._client.jobs(query, self.provider)
        jobs, owners = [], set()
        for job in listing:
            if job.id in ours or job.href in ours:
                owners.add(self._find.owner_of(job.raw))
            if job.id and self._find.holds(job.raw, self._names):
                jobs.append(job)
        if owners - {None}:
            owners.add(None)  # of a job that does not say it nothing is known
            jobs = [job for job in jobs if self._find.owner_of(job.raw) in owners]
        skew = None
        parsed = retry_after.parse_date((listing.date or "").strip(" \t"))
        if parsed is not None:
            skew = times.to_epoch(parsed[0].isoformat() + "Z") - self._context.now()
        return Listed(jobs, listing.complete, skew, listing.retry_after)

    def _filters(self, since: float) -> dict[str, str]:
        since -= _TOLERANCE_WITHOUT_DATE
        names = {
            **self._names,
            "since": times.to_iso(int(since), "epoch_s"),
            "age": max(1, int(self._context.now() - since)),
        }
        filters = self._find.filters.items()
        return {name: text.fill(names) for name, text in filters if not is_unset(text, names)}

    def snapshot(self, recent: float = float("inf")) -> tuple[list[str], Optional[float]]:
        """(ids of the jobs that are there, when the newest of them had begun).

        :param recent: seconds; jobs that had begun before need not be among the ids.
        """
        listed = self.listed(self._context.now())
        now = self._context.now() + (listed.skew or 0.0)
        times_of = [(job.id, began_at(job)) for job in listed.jobs]
        began = [when for _id, when in times_of if when is not None and when <= now + _FAR]
        ids = [one for one, when in times_of if when is None or when >= now - recent]
        return ids, max(began, default=None)

    def candidates(
        self,
        window: Window,
        others: Container[str] = (),
        ours: Container[Optional[str]] = (),
    ) -> tuple[list[Job], Listed]:
        """The jobs that the request may have started.

        :param others: jobs that are known to be of other requests.
        :param ours: those of them that are of the same user.
        """
        listed = self.listed(window.first, ours)
        found = []
        for job in listed.jobs:
            names = {job.id, job.href} - {None}
            if any(name in (window.before or ()) or name in others for name in names):
                continue
            if self._is_in(window, job, listed.skew):
                found.append(job)
        return found, listed

    def _is_in(self, window: Window, job: Job, skew: Optional[float]) -> bool:
        began = began_at(job)
        if began is None:
            return window.before is not None
        if window.newest is not None and began < window.newest:
            return False
        if window.last is None:
            return True
        tolerance = _TOLERANCE_WITHOUT_DATE if skew is None else _TOLERANCE
        first, last = (when + (skew or 0.0) for when in (window.first, window.last))
        request_timeout = self._client.session.request_timeout
        return first - tolerance <= began <= last + request_timeout + _LATENESS

    def pace(self) -> Pace:
        """How often the list is asked."""
        return Pace(INTERVAL, self._context.random, self._context.clock())

    def poll_of(self, job: Job) -> PollResult:
        """A job of the list, as a submit that named it would give it."""
        if job.href is not None:
            ref = self._client.addressing.ref_at(job.href, job.id)
        else:
            ref = JobRef(job.id, job.id, None, self.provider)
        if ref.href is None and ref.provider.href is not None:
            ref = ref._replace(href=self._client.addressing.names(ref)["href"])
        return PollResult(job, None, self._context.clock(), ref)


class Dispatch:
    """A submit whose answer names no job: the list names it a little later."""

    def __init__(self, client: Client, context: Context, finder: Finder) -> None:
        self._client = client
        self._context = context
        self._finder = finder
        self._window = Window(0.0, None, None, None)

    def remember(self) -> None:
        """What the list holds before the request is sent. Raises AsyncopsError: nothing was."""
        before, newest = self._finder.snapshot()
        self._window = Window(self._context.now(), None, frozenset(before), newest)

    def find(self, submission: Submission, submitter: Submitter) -> Submission:
        """Asks for the list until the job is in it, within the time of the task.

        :param submitter: gets the job.
        :raises ApiError: it is not, or there are several.
        """
        decoded = submission.decoded
        template = self._client.provider.submit
        if submission.polls or submission.is_result or decoded.decode_error:
            return submission
        if not template.is_accepted(decoded.view):
            return submission
        try:
            found = self._wait()
        except AsyncopsError as exc:
            message = "the request was accepted, but its job could not be looked for: %s"
            raise exc.with_message(message % exc.message, ApiError) from exc
        if len(found) != 1:
            message = (
                "the request was accepted with HTTP %d and no name of a job; %s: see job_info"
                " before you repeat it"
            )
            values = (decoded.status, what_was_seen(found))
            raise ApiError(message % values, **facts_of(decoded.response))
        submitter.polls = [self._finder.poll_of(found[0])]
        return Submission(submitter.polls, decoded)

    def _wait(self) -> list[Job]:
        clock, pace = self._context.clock, self._finder.pace()
        deadline = self._client.session.deadline
        if deadline is None:
            deadline = clock() + TIMEOUT
        while True:
            pause = 0.0
            try:
                found, listed = self._finder.candidates(self._window)
            except AsyncopsError as exc:
                if is_final(exc) or clock() >= deadline:
                    raise
                pause = pace.after_failure(exc.retry_after)
            else:
                if found or clock() >= deadline:
                    return found
                pause = pace.after_response(listed.retry_after, clock())
            if clock() + pause >= deadline:
                pause = max(0.0, deadline - clock())
                self._client.session.extend(AFTER_DEADLINE)
            self._context.sleep(pause)


def began_at(job: Job) -> Optional[float]:
    """When a job was submitted, else began, in seconds since 1970; None: it does not say."""
    when = job.submitted_at or job.started_at
    return None if when is None else times.to_epoch(when)


def finder_for(client: Client, context: Context, submitter: Submitter) -> Optional[Finder]:
    """What finds the job of an order; None where nothing can.

    :raises ConfigError: the order cannot be sent.
    """
    provider, order = client.provider, submitter.order
    if not provider.submit.starts_jobs(order.method):
        return None
    path = path_of(client, order)
    for find in provider.submit.find:
        if find.suits(path, order.given):
            return Finder(client, context, find, path, order.given)
    return Finder(client, context, Find(_ANY), path, order.given) if finds_any(provider) else None


def finds_any(provider: Provider) -> bool:
    """Whether any job that began then is the one of a submit: the definition does not say which,
    and its list needs no more to be asked.
    """
    needs_more = any(spec.required and spec.default is None for spec in provider.filters.values())
    return not (provider.submit.find or provider.list is None or needs_more)


def dispatch_for(client: Client, context: Context, submitter: Submitter) -> Optional[Dispatch]:
    """What finds the job of a submit whose answer names none; None where the definition does not
    say how, or says so for `once` only.
    """
    finder = finder_for(client, context, submitter) if client.provider.submit.find else None
    return None if finder is None or finder.only_once else Dispatch(client, context, finder)


def path_of(client: Client, order: Order) -> str:
    """The path of an order below the API root, without its query, as far as it is known before
    anything is answered; "" where it is not.

    :raises ConfigError: it leads elsewhere.
    """
    session = client.session
    if order.path:
        url = target(client, order)
    else:
        template = client.provider.submit.copy(query=TemplateTree({}), headers={}, body=None)
        saved = stand_ins(template)
        if saved is None or template.path is None:
            return ""
        body = order.given if isinstance(order.given, Mapping) else {}
        url = session.url(template, {**session.names, "saved": saved, "body": body})
    return urls.below(session.base_url + session.root, url)


def what_was_seen(jobs: list[Job]) -> str:
    """The half of a sentence that says what the list has."""
    if not jobs:
        return "the list shows no job that it can have started"
    names = ", ".join(label(job.id) for job in jobs[:MAX_NAMED])
    if len(jobs) == 1:
        return "the list shows job %s" % names
    more = " and %d more" % (len(jobs) - MAX_NAMED) if len(jobs) > MAX_NAMED else ""
    return "the list shows %d jobs that it may have started (%s%s)" % (len(jobs), names, more)
