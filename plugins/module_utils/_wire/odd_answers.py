# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of which nobody can tell whether they are whole. Private to asyncops.jobs.

Imported where there is one: most answers are plain.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Sequence

from .content_encoding import IncompleteBody

_BYTES = re.compile(r"bytes\s+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")


class InvalidLength(http.client.HTTPException):
    """Several lengths: nobody can tell where the body ends (RFC 9112 section 6.3)."""


def check_lengths(lengths: Sequence[str]) -> None:
    """Does nothing where one length stands there again and again.

    :param lengths: the values of Content-Length.
    :raises InvalidLength: there are several.
    """
    if len({length.strip() for length in ",".join(lengths).split(",")}) > 1:
        raise InvalidLength("Content-Length")


def check_whole(content_range: str) -> None:
    """A part is no result: no part was asked for.

    :param content_range: of a 206; what some systems call a page of a list is no part.
    :raises IncompleteBody: it is a part, as far as it says.
    """
    found = _BYTES.match(content_range.strip())
    if found and (found.group(1) != "0" or str(int(found.group(2)) + 1) != found.group(3)):
        raise IncompleteBody("a part of it was sent, which nobody has asked for")
