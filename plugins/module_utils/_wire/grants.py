# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs that grant something to whoever has them. Private to asyncops.jobs."""

from __future__ import annotations

import re

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
