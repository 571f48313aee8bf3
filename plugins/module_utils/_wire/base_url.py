# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option base_url. Private to asyncops.jobs."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import SplitResult, urlsplit

from .._model.errors import ConfigError
from .urls import DEFAULT_PORTS, UNPRINTABLE, VALID_HOST, has_dot_segment, plain_host

_QUERY_OR_FRAGMENT = re.compile(r"[?#]")
_EXAMPLE = "https://host:8443"


def check_base_url(text: str) -> str:
    """The base URL without a trailing slash.

    :raises ConfigError: one sentence that says what is wrong.
    """
    text = text.strip()
    _check_text(text)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigError("base_url has a host or port that is not valid") from None
    _check_parts(parts, port)
    # In the text: an empty query or fragment does not show in the parts.
    if _QUERY_OR_FRAGMENT.search(text):
        raise ConfigError("base_url must not hold a query or a fragment")
    return "%s://%s%s" % (parts.scheme, _ascii(parts), parts.path.rstrip("/"))


def _ascii(parts: SplitResult) -> str:
    """The host and the port as every library below understands them alike."""
    if parts.netloc.isascii():
        return parts.netloc
    try:
        host = plain_host(parts.hostname or "")
    except ValueError as exc:
        raise ConfigError("base_url cannot be used: %s" % exc) from None
    return host if parts.port is None else "%s:%d" % (host, parts.port)


def _check_text(text: str) -> None:
    if not text:
        raise ConfigError("base_url is empty; write it like %s" % _EXAMPLE)
    if UNPRINTABLE.search(text):
        raise ConfigError("base_url holds white space or control characters")
    if "://" not in text:
        raise ConfigError("base_url has no scheme; write it like %s" % _EXAMPLE)


def _check_parts(parts: SplitResult, port: Optional[int]) -> None:
    if parts.scheme not in DEFAULT_PORTS:
        raise ConfigError("base_url must begin with http:// or https://")
    if "@" in parts.netloc:
        raise ConfigError(
            "base_url must not hold a user or password; use the options for credentials"
        )
    if "%" in (parts.hostname or ""):
        raise ConfigError("base_url must not hold an IPv6 zone: HTTP cannot carry it")
    if not VALID_HOST.fullmatch(parts.hostname or ""):
        raise ConfigError("base_url has no valid host")
    if port == 0 or parts.netloc.endswith(":"):
        raise ConfigError("base_url has a port that is not between 1 and 65535")
    if has_dot_segment(parts.path):
        raise ConfigError("base_url must not hold '.' or '..' in its path")
