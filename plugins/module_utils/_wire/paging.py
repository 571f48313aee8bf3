# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paging by name: none, offset, number, cursor, link. Private to asyncops.jobs.

Totals may lie and pages may be short, so a list ends where the system says so (no next page, the total is reached)
or where a page is empty; a page that repeats the one before it ends the list, too: the system does not page.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._model import paths, read, rules
from .._model.rules import View

_LINK = re.compile(r'<([^>]*)>([^<]*)')
MOST_PAGES = 100000


class Pager:
    """Where the next page is. ``params()`` for the request, then ``advance()`` with its answer, until that is False.

    :param spec: the ``page`` section.
    :param total: sources of the number of all items.
    :param size: items to ask for per page, when it should differ from the section's.
    """

    def __init__(self, spec: Mapping[str, Any], total: Sequence[Mapping[str, Any]] = (),
                 size: Optional[int] = None) -> None:
        self.spec, self._total_sources = spec, total
        self.size: int = min(size, spec["size"]) if size else spec["size"]
        self.url: Optional[str] = None  # link: the next page's URL as the system gave it
        self.total: Optional[int] = None
        self.count = 0
        self.cut = False  # the list ended although the system has more
        self.repeated = False  # the page just taken in was the one before it once more: its items are known
        self._pages = 0
        self._place: Any = spec["first"] if spec["type"] == "number" else None  # page number or cursor
        self._last: Any = None
        self._seen: set[str] = set()

    def params(self) -> dict[str, Any]:
        """The parameters of the page to ask for now."""
        kind, spec = self.spec["type"], self.spec
        if kind == "none" or self.url:
            return {}
        found: dict[str, Any] = {}
        if spec["limit"]:
            found[spec["limit"]] = self.size
        if kind == "offset":
            found[spec["offset"]] = spec["start"] + self.count
        elif kind == "number" and (self._pages or not spec["next"]):
            found[spec["number"]] = self._place
        elif kind == "cursor" and self._place is not None:
            found[spec["cursor"]] = self._place
        return found

    def places(self) -> tuple[bool, bool, bool]:
        """Whether the parameters go into (query, headers, body)."""
        where = self.spec["in"]
        return where in ("query", "both"), where in ("header", "both"), where == "body"

    def advance(self, items: Sequence[Any], view: View) -> bool:
        """Takes the page's items and its answer in; True when there is another page to ask for."""
        self._pages += 1
        same = bool(items) and self._pages > 1 and list(items) == self._last
        self._last = list(items)
        total = read.number(rules.first(self._total_sources, view))
        self.total = int(total) if total is not None else self.total
        if self.spec["next"] or self.spec["type"] == "link":
            # Two pages may be equal by chance; one that also names a next page named before goes round.
            named = self._named(view)
            counted = named == "true"  # there is one, and no more is said
            if counted:
                named = paths.text_of(int(self._place) + 1 if self.spec["type"] == "number" else self._pages)
            self.repeated = same and (counted or named in self._seen)
            more = named is not None and named not in self._seen and not (counted and (same or not items))
            self._seen.add(named or "")
            self._place, self.url = named, named if self.spec["type"] == "link" and more else None
        else:
            self.repeated = same
            more = bool(items) and not same and self.spec["type"] != "none"
            self._place = (self._place or 0) + 1
        if not self.repeated:
            self.count += len(items)
        if not self.spec["next"] and self.spec["type"] in ("offset", "number") and self.total == self.count:
            more = False
        more = more and self._pages < MOST_PAGES
        self.cut = not more and self.total is not None and self.total > self.count
        return more

    def _named(self, view: View) -> Optional[str]:
        """What the system names as the next page: a number, a token or a link."""
        linked = [one for one in self.spec["next"] if (one["header"] or "").lower() == "link" and not one["pattern"]]
        named = rules.first([one for one in self.spec["next"] if one not in linked], view)
        if self.spec["type"] == "link" or linked:
            named = named or link_header(view.headers, "next")
        return None if named in (None, "", False, "false") or isinstance(named, (dict, list)) else paths.text_of(named)


def link_header(headers: Mapping[str, str], relation: str) -> Optional[str]:
    """The target of a Link header's relation (RFC 8288 section 3), else None."""
    text = rules.header(headers, "Link") or ""
    for target, params in _LINK.findall(text):
        named = r'(?:^|[;\s])rel\s*=\s*"?(?:[^";]*\s)?%s(?:\s[^";]*)?"?\s*(?:[;,]|$)' % relation
        if re.search(named, params, re.IGNORECASE):
            return str(target)
    return None
