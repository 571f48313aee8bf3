# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option `max_size`: what is too large a result. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from .._model.errors import ConfigError, TooLarge
from .._wire.connection import MAX_BYTES

# Of an answer that has to be read as a whole although little of it is kept: what it holds goes to a
# file, is only counted, or chosen from.
_NOT_KEPT = 4 * MAX_BYTES
_SIZE = re.compile(r"([0-9]{1,18})\s*([kmgt]?)(?:i?b)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def max_size_of(params: Mapping[str, Any]) -> Optional[int]:
    """The bytes that a result may have; None: any number, into a file.

    :raises ConfigError: `max_size` is no size.
    """
    given = params.get("max_size")
    if given is None:
        return None if params.get("dest") else MAX_BYTES
    match = _SIZE.fullmatch(str(given).strip())
    size = int(match.group(1)) * _UNITS[match.group(2).lower()] if match else 0
    if not size:
        message = (
            "max_size must be a number of bytes above 0, with k, m, g or t behind it (2g), not %r"
        )
        raise ConfigError(message % str(given)[:40])
    return size


def most_in_memory(params: Mapping[str, Any]) -> int:
    """The bytes of an answer that is read as a whole: a look, a page. What is no result is never
    refused by a small `max_size`.

    :raises ConfigError: `max_size` is no size.
    """
    is_kept = not any(params.get(name) for name in ("dest", "summary_only", "max_jobs"))
    least = MAX_BYTES if is_kept else _NOT_KEPT
    return max(least, max_size_of(params) or 0)


def check(size: int, limit: Optional[int]) -> None:
    """Does nothing where a result may have this size.

    :raises TooLarge: it may not.
    """
    if limit is not None and size > limit:
        raise TooLarge("the result is larger than %d bytes" % limit)


def naming_option(error: TooLarge, params: Mapping[str, Any]) -> TooLarge:
    """The error, with the option that says what is too large."""
    way_out = "raise max_size" if params.get("max_size") is not None else "set max_size"
    if not params.get("dest"):
        way_out += ", or save it with dest"
    named: TooLarge = error.with_message("%s: %s" % (error.message.rstrip("."), way_out))
    return named


def naming_what_narrows(
    error: TooLarge, params: Mapping[str, Any], filters: Iterable[str]
) -> TooLarge:
    """The error of a list's page that is too large, with the options that make it smaller.

    :param filters: those that the provider has.
    """
    ways = ["narrow the list with filters (%s)" % ", ".join(filters)] if list(filters) else []
    if params.get("limit") is None and "max_jobs" not in params:
        ways.append("ask for fewer jobs with limit")
    if not params.get("summary_only") and "max_jobs" not in params:
        ways.append("only count them with summary_only (%d bytes)" % _NOT_KEPT)
    if not ways:
        return error
    named: TooLarge = error.with_message("%s: %s" % (error.message.rstrip("."), " or ".join(ways)))
    return named
