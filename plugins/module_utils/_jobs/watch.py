# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that are watched without end: what the two ways to do it share. Private to asyncops.jobs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional

from .._model.errors import DEFECTS, AsyncopsError, ConfigError, Unsupported
from .._model.job import Job
from .client import Client
from .context import Context
from .events import LOST, Event, Known, event, kind_of
from .known_jobs import KnownJobs
from .outage import Outage
from .poll import JobRef
from .verbs import defect

INTERVAL = 30.0  # seconds


class Stopped(BaseException):
    """A watch is to end: what ``sleep`` raises then."""


class WatchOptions(NamedTuple):
    """What is watched, and how; times in seconds.

    :param refs: the jobs; empty: those of the list.
    :param states: only jobs in these are told of; empty: all are.
    :param replay: whether what is there at first is told as if it had just come.
    """

    interval: float = INTERVAL
    refs: Sequence[JobRef] = ()
    filters: Mapping[str, Any] = {}
    states: Collection[str] = ()
    replay: bool = False


class Watch(ABC):
    """Yields an event for each thing that becomes of a job. Iterate over ``events``: an event is
    remembered once the next one is asked for.

    :param context: its ``sleep`` may raise to end it.
    :param tell: takes a sentence for the log.
    """

    def __init__(
        self,
        client: Client,
        context: Context,
        options: WatchOptions,
        jobs: KnownJobs,
        tell: Callable[[str], None],
    ) -> None:
        self.client = client
        self.context = context
        self.options = options
        self.jobs = jobs
        self.outage = Outage(client.provider, self._say, options.interval, context.random)
        self.is_stopped = False
        self._tell = tell

    def stop(self) -> None:
        """Ends it, from another thread: what is under way is cut off, and nothing is sent after."""
        self.is_stopped = True
        self.client.session.close()

    def events(self) -> Iterator[Event]:
        """The events as they come.

        :raises ConfigError, Unsupported: an option is wrong; nothing was sent.
        """
        while True:
            try:
                pause = yield from self.round()
            except AsyncopsError as exc:
                pause = self.fails(exc)
            except DEFECTS as exc:  # one odd answer must not end it; the text may quote anything
                pause = self.fails(AsyncopsError(defect(exc, self.context)))
            self.jobs.flush()
            if pause is None:
                return
            self.context.sleep(pause)

    @abstractmethod
    def round(self) -> Generator[Event, None, Optional[float]]:
        """The events of one turn; returns the seconds until the next, None where there is none.

        :raises AsyncopsError: the turn has failed.
        """

    def take(self, job: Job, is_as_listed: bool = False) -> Iterator[Event]:
        """Takes in a job as it is now; yields an event if that is new."""
        before = self.jobs.get(job.id)
        now = Known.of(job, self.context.secrets, is_as_listed)
        kind = kind_of(before, now)
        if before is not None and kind is None:
            return
        is_first = before is None and not (self.options.replay or self.jobs.has_begun)
        is_news = not is_first or kind == LOST  # that a job is not there can only be told
        if kind is not None and is_news and self._is_wanted(job):
            yield event(kind, job, before, self.context.secrets)
        self.jobs.put(job.id, now)

    def fails(self, error: AsyncopsError) -> float:
        """Seconds to wait after a failure.

        :raises ConfigError, Unsupported: it is one of the options: nothing was sent.
        :raises Stopped: it is to end.
        """
        if self.is_stopped:
            raise Stopped
        is_ours = isinstance(error, (ConfigError, Unsupported))
        if is_ours and not self.client.session.has_sent:
            raise error.with_message(self.context.secrets.sentence(error.message))
        return self.outage.failed(error)

    def _is_wanted(self, job: Job) -> bool:
        return not self.options.states or job.state in self.options.states

    def _say(self, text: str) -> None:
        self._tell(self.context.secrets.sentence(text))


def known_ref(client: Client, job_id: str, known: Optional[Known]) -> JobRef:
    """How a job is asked for of which little is known."""
    href = known.href if known is not None else None
    return JobRef(job_id, job_id, href, client.provider) if href else client.ref(job_id)
