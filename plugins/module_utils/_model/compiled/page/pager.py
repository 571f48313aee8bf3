# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all styles of paging have in common. Private to asyncops.jobs.

Totals may lie and pages may be short, so a list ends where the system says so (no next page, the
total is reached) or where a page is empty; a page that repeats the one before it ends the list,
too: the system does not page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from ...values import number, text_of
from ..items import LeftOut
from ..source import Source, first_source
from ..view import View
from .link_header import is_link_header, next_link
from .spec import PageSpec

MAX_PAGES = 100000
MAX_EMPTY = 20  # pages in a row without an item, each naming a next one
MAX_BARREN = 1000  # ... with the items of the one before, or with none but what is left out


class Pager:
    """Where the next page is: ``params`` for the request, then ``advance`` with its answer, until
    that is False.

    This one takes the first page for all there is.

    :param total: where the number of all items is.
    :param size: items to ask for per page, when it should be less than the definition's.
    """

    def __init__(
        self, spec: PageSpec, total: Sequence[Source] = (), size: Optional[int] = None
    ) -> None:
        self.spec = spec
        self.size = min(size, spec.size) if size else spec.size
        self.url: Optional[str] = None  # the next page's URL as the system gave it
        self.total: Optional[int] = None
        self.count = 0  # items so far
        self.start = 0  # the place of the first item of the page just taken in
        self.cut = False  # the list ended although the system has more
        self.repeated = False  # the page just taken in was the one before it once more
        self.is_part = False  # no more than a part of the list was asked for
        self.pages = 0
        self._total = total
        self.is_endless = False  # it was given up: one empty page led to the next
        self._empty = self._barren = 0  # pages in a row
        self._previous: list[Any] = []

    def params(self) -> dict[str, Any]:
        """The parameters of the page to ask for now."""
        return {}

    @property
    def in_query(self) -> bool:
        """Whether the parameters go into the query."""
        return self.spec.place in ("query", "both")

    @property
    def in_headers(self) -> bool:
        """Whether the parameters go into headers."""
        return self.spec.place in ("header", "both")

    @property
    def in_body(self) -> bool:
        """Whether the parameters go into the body."""
        return self.spec.place == "body"

    def advance(self, items: Sequence[Any], view: View) -> bool:
        """Takes in the page's items and its answer; True when there is another page to ask for."""
        self.pages += 1
        self.start = self.count
        same = bool(items) and self.pages > 1 and list(items) == self._previous
        self._previous = list(items)
        self._read_total(view)
        more = self._turn(bool(items), same, view)
        if not self.repeated:
            self.count += len(items)
        is_short = self.spec.short_is_last and len(items) < self.size
        if more and (is_short or self._is_counted_out()):
            more = False
        self.is_endless = more and self._leads_nowhere(items, same)
        more = more and not self.is_endless
        self.cut = not more and self.total is not None and self.total > self.count
        return more

    def _leads_nowhere(self, items: Sequence[Any], same: bool) -> bool:
        """Whether too many pages in a row have brought nothing."""
        self._empty = 0 if items else self._empty + 1
        is_barren = same or all(isinstance(item, LeftOut) for item in items)
        self._barren = self._barren + 1 if is_barren else 0
        if self._empty >= MAX_EMPTY or self._barren >= MAX_BARREN:
            return True
        return self.pages >= MAX_PAGES

    def _turn(self, has_items: bool, same: bool, view: View) -> bool:
        """Sets ``repeated`` and where the next page is; True when there may be one."""
        self.repeated = same
        return False

    def _is_counted_out(self) -> bool:
        """Whether the total says that there is no more."""
        return False

    def _read_total(self, view: View) -> None:
        total = number(first_source(self._total, view))
        if total is not None:
            self.total = int(total)

    def _limit(self) -> dict[str, Any]:
        return {self.spec.limit: self.size} if self.spec.limit else {}


class NamedPages:
    """Pages that the answers name: by a number, a token, a URL, or by ``true`` for "there is
    one".
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._seen: set[str] = set()
        self.repeated = False

    def named(self, view: View) -> Optional[str]:
        """What the answer names as the next page."""
        for source in self._sources:
            name = name_of(next_link(view) if is_link_header(source) else source.value(view))
            if name is not None:
                return name
        return None

    def is_new(self, name: Optional[str], same: bool) -> bool:
        """Whether a name leads on. Two pages may be equal by chance; one that also names a page
        again goes round.
        """
        self.repeated = same and name in self._seen
        more = name is not None and name not in self._seen
        self._seen.add(name or "")
        return more


def name_of(value: Any) -> Optional[str]:
    """The name of a next page as text; None for null (in a header it is a text), false, 0, an
    empty text and what is no scalar.
    """
    if isinstance(value, (dict, list)) or value is None or value == 0:
        return None
    text = text_of(value)
    return None if text in ("", "false", "null") else text
