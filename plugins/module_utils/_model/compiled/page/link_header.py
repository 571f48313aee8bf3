# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Link header (RFC 8288). Private to asyncops.jobs."""

from __future__ import annotations

import re
from typing import Optional

from ..source import Source
from ..view import View

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r'(?:^|[;\s])rel\s*=\s*(?:"([^"]*)"|"?([^\s";,]*))', re.IGNORECASE)


def is_link_header(source: Source) -> bool:
    """Whether a source means the relation next of the Link header, not the header's text."""
    return (source.header or "").lower() == "link" and source.pattern is None


def next_link(view: View) -> Optional[str]:
    """The target of a Link header's relation next (section 3), else None."""
    for target, params in _LINK.findall(view.header("Link") or ""):
        names = (found[1] or found[2] or "" for found in _RELATION.finditer(params))
        if any("next" in name.casefold().split() for name in names):
            return str(target)
    return None
