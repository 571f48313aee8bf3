# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking in texts that hold no whole secret that is known. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Collection

_CUT = re.compile(r"\u2026|\.\.\.")
# Of a signed URL: whoever has it needs no other proof. Names of Azure, AWS, Google and CloudFront,
# and what APIs call a key in a query.
_GRANT = re.compile(
    r"([?&;](?:[\w.-]{0,40}(?:signature|token|secret|passw|credential|key|accesskeyid)|sig|sid|auth"
    r"|policy|jwt|code)=)[^\s&;\"'<>#]+",
    re.IGNORECASE,
)


def without_grants(text: str, mask: str) -> str:
    """A message without what the query of a signed URL grants."""
    return _GRANT.sub(r"\1" + mask, text) if "=" in text else text


def without_halves(text: str, forms: Collection[str], heads: Collection[str], mask: str) -> str:
    """A text without the first half of a secret before the mark of a cut.

    :param forms: of all secrets.
    :param heads: how the forms begin; what is shorter tells too little.
    """
    longest = max(map(len, forms))
    begins = re.compile("(?=%s)" % "|".join(map(re.escape, sorted(heads))))
    kept, at = [], 0
    for begin in begins.finditer(text):
        start = begin.start()
        cut = _CUT.search(text, start, start + longest + 3) if start >= at else None
        if cut and any(form.startswith(text[start : cut.start()]) for form in forms):
            kept += [text[at:start], mask]
            at = cut.start()
    return "".join((*kept, text[at:]))
