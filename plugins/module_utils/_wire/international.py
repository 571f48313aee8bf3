# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""International host names (RFC 5890). Private to asyncops.jobs."""

from __future__ import annotations

import re

# RFC 5894 section 7.2: what IDNA 2003 maps away and IDNA 2008 does not.
_UNSURE = re.compile("[\u00df\u1e9e\u03c2\u200c\u200d]")


def ascii_host(host: str) -> str:
    """The ASCII form (``xn--``) of a host name.

    :raises ValueError: there is none, or it differs from one standard to the next.
    """
    if _UNSURE.search(host):
        raise ValueError("its host has characters that are to be written as xn--")
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError("its host or port is not valid") from None
