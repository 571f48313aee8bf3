# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a list: pages walked, items made Jobs, filters applied. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Callable, Optional

from .._model.compiled.condition import any_holds, first_value
from .._model.compiled.page.pager import MAX_EMPTY, Pager
from .._model.compiled.page.styles import pager_for
from .._model.compiled.sections import List
from .._model.compiled.source import first_source
from .._model.denial import may_hold
from .._model.errors import ConfigError, NotFound
from .._model.job import STATES, TERMINAL, Job
from .._model.provider import Provider
from .._model.values import exact
from .._wire.request import SendOptions
from .addressing import Addressing
from .decoding import DecodedResponse
from .filters import check_filters, narrow
from .pages import Page, endless, fetch_pages
from .poll import JobRef
from .reading import RecordReader
from .session import ApiSession, address_of

LookUp = Callable[[JobRef], Job]


class ListQuery:
    """What is asked of a list.

    :param filters: as the user gives them.
    :param page_size: items to ask for per page, when less than the definition's are enough.
    :param pager: which pages to read, where not all are.
    :param ids: a poll for these jobs; others are passed over unread.
    :param states: jobs in other states are passed over; empty: none is.
    :param only: the keys that are read besides the state (None: all). Without any the jobs are
        there to be counted: those of a state are one object.
    :param looks_up: whether items are looked up of which the list does not tell how they ended.
    :param known: takes such an item as the list alone tells it, and whether that is no more than
        an id; what it returns counts, and None has the item looked up.
    """

    __slots__ = ("filters", "page_size", "ids", "states", "only", "looks_up", "pager", "known")

    def __init__(
        self,
        filters: Optional[Mapping[str, Any]] = None,
        page_size: Optional[int] = None,
        ids: Optional[Container[str]] = None,
        states: Container[str] = (),
        only: Optional[frozenset[str]] = None,
        looks_up: bool = True,
        pager: Optional[Pager] = None,
        known: Optional[Callable[[Job, bool], Optional[Job]]] = None,
    ) -> None:
        self.known = known
        self.looks_up = looks_up
        self.pager = pager
        self.filters: Mapping[str, Any] = filters or {}
        self.page_size = page_size
        self.ids = ids
        self.states = states
        self.only = only


class Listing:
    """Jobs of a list, page by page: iterate over it. Then ``complete``, ``retry_after`` and
    ``received`` are known.

    :param look_up: polls one job, where the list lacks what only that tells.
    :param warn: takes one sentence for the user.
    :raises Unsupported, ConfigError: the provider has no list, or a filter is wrong; nothing was
        sent.
    """

    def __init__(
        self,
        session: ApiSession,
        addressing: Addressing,
        reader: RecordReader,
        provider: Provider,
        query: ListQuery,
        look_up: LookUp,
        warn: Callable[[str], None],
        options: Optional[SendOptions] = None,
    ) -> None:
        if provider.list is None:
            raise provider.lacks("list")
        self.provider = provider
        self._template = provider.list
        self._session = session
        self._addressing = addressing
        self._reader = reader
        self._query = query
        self._look_up = look_up
        self._warn = warn
        self._options = options
        self._filters = check_filters(provider, query.filters)
        self.pager = query.pager or pager_of(self._template, query.page_size)
        self.position = 0  # of the job just yielded, in the whole list
        self.reads_on: Callable[[Page], bool] = _always  # asked after each page
        self.retry_after: Optional[float] = None
        self.received, self.requests = 0.0, 0
        self.date: Optional[str] = None  # what the answer calls now
        self._ended = self._unreadable = False  # no page is left; something in it was no job
        self.is_list = True  # no answer was something else
        self._not_found = self._stale = 0  # _stale: pages in a row with known jobs only
        self._seen: dict[str, Any] = {}  # ids of the pages before; for polls with what was said
        self._narrowed = bool(self._filters) or query.ids is not None
        self._id_paths = provider.job.id_paths
        counts = query.only is not None and not query.only
        self._counted = {one: Job("", provider.name, one) for one in STATES} if counts else {}
        # Whether the state tells what becomes of a record; where only a second call tells how a
        # job ended, it does not.
        self._by_state = bool(query.states or self._counted) and provider.get.detail is None

    @property
    def is_whole(self) -> bool:
        """Whether all was read that the system shows, whatever it may have cut."""
        return self._ended and not self.pager.is_part

    @property
    def complete(self) -> bool:
        """Whether all jobs that the filters ask for were listed (docs/contract.md, job_info)."""
        if not self._ended or self._unreadable:
            return False
        template, given = self._template, set(self._query.filters)
        if template.partial and not given & template.complete_with:
            return False
        if template.limit and self._may_be_cut(template.limit):
            return False
        if self.pager.cut and not (template.total_of_all and given):
            return False
        return not any(self.pager.count >= most for most in self._limits())

    def _may_be_cut(self, limit: int) -> bool:
        count = self.pager.count
        if not self._template.limit_name:
            return count >= limit
        # More than the system's own limit: it gives what it is asked for.
        return count == limit or count >= self.pager.size

    def _limits(self) -> list[int]:
        filters = self.provider.filters
        return [int(text) for name, text in self._filters.items() if filters[name].is_limit]

    def __iter__(self) -> Iterator[Job]:
        for page in self._pages():
            self.requests += 1
            self.retry_after = self._session.retry_after(page.decoded, self.provider)
            self.received = page.decoded.response.received
            self.date = page.decoded.response.date
            self._check_is_list(page)
            known = len(self._seen)
            yield from self._new_jobs(page)
            if not self.reads_on(page):
                return
            self._check_is_new(page, len(self._seen) > known)
        self._ended = True
        if self._not_found and self._not_found == self.pager.count:
            message = (
                "provider %s lists %d jobs, and the look-up knows none of them: is job.id what get"
                " asks by?"
            )
            self._warn(message % (self.provider.name, self._not_found))

    def _new_jobs(self, page: Page) -> Iterator[Job]:
        """The jobs of a page, each once: a list that grows while it is read moves its items on,
        so that the last of a page come again. Two records of one page that have a name in common
        and differ are two jobs. So are, for a poll that can look at the job itself, two of
        different pages.
        """
        here: dict[str, Any] = {}
        for place, item in enumerate(page.items, self.pager.start):
            name = self._name_of(item) if isinstance(item, dict) else exact(item)
            if name and (here.get(name) == item or self._was_seen(name, item)):
                continue
            if name:
                here[name] = item
            job = self._job(item, name, page.decoded)
            if job is not None:
                self.position = place
                yield job
        may_look = self._query.ids is not None and not self.provider.get.from_list
        self._seen.update(here if may_look else dict.fromkeys(here))

    def _was_seen(self, name: str, item: Any) -> bool:
        """Whether a page before had this job, in the same words where that matters."""
        return name in self._seen and self._seen[name] in (None, item)

    def _pages(self) -> Iterator[Page]:
        narrowing = narrow(self.provider, self._filters)
        names = {"filters": self._filters}
        if self._query.ids is not None:
            all_names = {**self._session.names, **names}
            narrowing.query.update(self._template.poll_query.fill(all_names))
        return fetch_pages(
            self._session,
            self.provider,
            self._template,
            names,
            self._options,
            self.pager,
            narrowing,
        )

    def _check_is_new(self, page: Page, is_new: bool) -> None:
        """Does nothing where the pages still bring jobs that those before did not have.

        :raises DecodeError: so many in a row have brought none, and each names one more.
        """
        self._stale = 0 if is_new or not page.items else self._stale + 1
        if self._stale >= MAX_EMPTY:
            raise endless(page.decoded, self.pager)

    def _check_is_list(self, page: Page) -> None:
        if not page.items and not self._is_list(page.decoded):
            self._unreadable, self.is_list = True, False
            message = "%s answered something else than a list of jobs; it counts as empty%s"
            said = self._session.said(page.decoded, self.provider)
            self._warn(message % (address_of(page.decoded.response), said))

    def _is_list(self, decoded: DecodedResponse) -> bool:
        """Whether an answer without items has at least the place of a list, or their number."""
        body = decoded.body
        if not body or first_source(self._template.total, decoded.view) is not None:
            return True  # an empty answer is no lie
        return any(may_hold(items.path, body) for items in self._template.items)

    def _job(self, item: Any, name: Optional[str], decoded: DecodedResponse) -> Optional[Job]:
        """The job of an item; None where it is not wanted."""
        record = item if isinstance(item, dict) else _bare_record(name or "")
        if not record:
            self._leave_out_nameless(decoded)
            return None
        if self._narrowed and not self._is_asked_for(record, name):
            return None
        if self._needs_look_up(item, record, decoded):
            if self._is_in_another_state(record, decoded):
                return None
            counted = self._counted_at_once(item, name, decoded)
            counted = counted or self._known_already(item, record, decoded)
            return counted or self._looked_up(record, name, decoded)
        if self._by_state:
            counted = self._state_only(record, name, decoded)
            if counted is not None:
                return counted if counted.state in (self._query.states or STATES) else None
        return self._read(record, name, decoded)

    def _counted_at_once(
        self, item: Any, name: Optional[str], decoded: DecodedResponse
    ) -> Optional[Job]:
        """A job that is only counted, where its item lacks fields but tells the state."""
        if not (self._by_state and self._counted and self._template.expand):
            return None
        return self._state_only(item, name, decoded) if isinstance(item, dict) else None

    def _known_already(
        self, item: Any, record: dict[str, Any], decoded: DecodedResponse
    ) -> Optional[Job]:
        """What is known of an item that would be looked up."""
        if self._query.known is None:
            return None
        job_id, href = exact(record.get("id")), exact(record.get("href"))
        if job_id is None and href is not None:
            job_id = self.provider.job.id_of(href)
        if self._template.expand or not isinstance(item, dict):
            return self._query.known(Job(job_id or "", self.provider.name), True)
        ref = JobRef("", job_id or "", href, self.provider)
        return self._query.known(self._reader.read(ref, record, decoded), False)

    def _is_asked_for(self, record: dict[str, Any], name: Optional[str]) -> bool:
        filters = self.provider.filters
        if not all(filters[key].matches(record, text) for key, text in self._filters.items()):
            return False
        if self._query.ids is None or name is None or name in self._query.ids:
            return True
        return "/" in name and self.provider.job.id_of(name) in self._query.ids

    def _needs_look_up(self, item: Any, record: dict[str, Any], decoded: DecodedResponse) -> bool:
        if self.provider.get.from_list:
            return False  # there is nothing but this list
        if not isinstance(item, dict) or self._template.expand:
            return True
        conditions = self._template.expand_when if self._query.looks_up else ()
        return bool(conditions) and any_holds(conditions, decoded.view_of(record))

    def _is_in_another_state(self, record: dict[str, Any], decoded: DecodedResponse) -> bool:
        """Whether the list itself tells that a job is in no state that is wanted, so that it need
        not be looked up.
        """
        wanted = self._query.states
        state = self.provider.state.read(decoded.view_of(record)).state
        if not wanted or state in wanted or state == "unknown":
            return False
        if state in TERMINAL and self._template.expand_when:
            # That it has ended is told, but not how.
            return not any(one in wanted for one in TERMINAL)
        return True

    def _looked_up(
        self, record: dict[str, Any], name: Optional[str], decoded: DecodedResponse
    ) -> Optional[Job]:
        name = exact(record.get("href")) or name
        if not name:
            name = self._reader.read(self._addressing.ref("-"), record, decoded).id
        try:
            ref = self._addressing.ref(name)
        except ConfigError as exc:
            self._leave_out(decoded, "a job whose id cannot be used (%s)" % exc.message)
            return None
        try:
            return self._look_up(ref)
        except NotFound:
            self._not_found += 1
            return None  # it went between the list and the look-up

    def _state_only(
        self, record: dict[str, Any], name: Optional[str], decoded: DecodedResponse
    ) -> Optional[Job]:
        """A job of which no more than the state matters; None where the record has to be read."""
        state = self.provider.state.read(decoded.view_of(record)).state
        if self._query.states and state not in self._query.states and state != "unknown":
            return Job("", self.provider.name, state)
        if not self._counted or state == "unknown":
            return None
        return self._counted[state] if name else None

    def _read(
        self, record: dict[str, Any], name: Optional[str], decoded: DecodedResponse
    ) -> Optional[Job]:
        # An item that was no object has been given its id or href by us, whatever the definition
        # calls them.
        href = record.get("href")
        job_id = exact(record.get("id")) or ""
        ref = JobRef("", job_id, href if isinstance(href, str) else None, self.provider)
        job = self._reader.read(ref, record, decoded, self._query.only)
        known = self._query.known if self.provider.get.detail is not None else None
        told = known(job, False) if known is not None else None
        if told is None and self._query.looks_up:
            named = ref if ref.id else ref._replace(id=job.id)
            job = self._reader.with_detail(named, job, decoded, self._options)
        if job.id or name:
            return job
        self._leave_out_nameless(decoded)
        return None

    def _leave_out_nameless(self, decoded: DecodedResponse) -> None:
        items = self._template.items_of(decoded.body)
        if not any(self._name_of(item) for item in items if isinstance(item, dict)):
            from .denials import check

            check(self._session, decoded, self.provider)
        self._leave_out(decoded, "something without an id")

    def _leave_out(self, decoded: DecodedResponse, what: str) -> None:
        self._unreadable = True
        self._warn("%s lists %s; it is left out" % (address_of(decoded.response), what))

    def _name_of(self, record: dict[str, Any]) -> Optional[str]:
        """What an item is called: its id, else its href."""
        job = self.provider.job
        name = exact(first_value(self._id_paths, record)) or job.named(record)
        return name or exact(record.get("href")) or exact(record.get("id"))


def _always(page: Page) -> bool:
    return True


def pager_of(template: List, size: Optional[int]) -> Pager:
    """A fresh pager of a list.

    :param size: items to ask for per page, where all are not wanted.
    """
    if not template.limit_name:
        return pager_for(template.page, template.total, size)
    from .._model.compiled.page.limited import LimitedPager

    return LimitedPager(template.page, template.limit_name, template.total, size)


def _bare_record(text: str) -> dict[str, Any]:
    """The record of an item that is no object but an id or href; empty where it is neither."""
    is_href = "/" in text and ("://" not in text or text.startswith(("http://", "https://")))
    return {"href" if is_href else "id": text} if text else {}
