# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One key of the vocabulary, and the words that several sections share. Private to asyncops.jobs.

Types: text, template (text with ``{names}``), path, regex, int, number, bool, any, state_name, or the name of a section;
``[T]`` is a list of T (a lone T is taken as a list of one), ``{T}`` a mapping of texts to T.
"""
from __future__ import annotations

from typing import Any, NamedTuple


class Key(NamedTuple):
    """One key of a section: its type, what it means, its default, the allowed values, an example (YAML)."""

    type: str
    doc: str
    default: Any = None
    choices: tuple[Any, ...] = ()
    example: str = ""
    required: bool = False


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
FIELD_TYPES = ("auto", "text", "iso", "epoch_s", "epoch_ms", "percent", "fraction", "seconds", "ms")
ERROR_KINDS = ("not_found", "auth", "expired", "conflict", "rate_limited", "api", "ok")
PAGE_TYPES = ("none", "offset", "number", "cursor", "link")
AUTH_TYPES = ("none", "basic", "bearer", "header", "login", "oauth2")
JOB_FIELDS = (
    "id", "href", "name", "type", "progress", "submitted_at", "started_at", "finished_at", "updated_at", "duration",
    "reason", "status", "messages", "outputs",
)
