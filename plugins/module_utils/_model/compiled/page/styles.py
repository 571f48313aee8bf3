# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of paging by name. Private to asyncops.jobs.

They are imported where they are used: a module compiles the one that its list has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, Optional

from ..source import Source
from .pager import Pager
from .spec import PageSpec


def _none() -> type[Pager]:
    return Pager


def _offset() -> type[Pager]:
    from .offset import OffsetPager

    return OffsetPager


def _number() -> type[Pager]:
    from .number import NumberPager

    return NumberPager


def _cursor() -> type[Pager]:
    from .cursor import CursorPager

    return CursorPager


def _link() -> type[Pager]:
    from .link import LinkPager

    return LinkPager


STYLES: dict[str, Callable[[], type[Pager]]] = {
    "none": _none,
    "offset": _offset,
    "number": _number,
    "cursor": _cursor,
    "link": _link,
}


def pager_for(spec: PageSpec, total: Sequence[Source] = (), size: Optional[int] = None) -> Pager:
    """A fresh pager of the style that a definition names."""
    return STYLES[spec.type]()(spec, total, size)
