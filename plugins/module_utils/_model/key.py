# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of the vocabulary, and the words that several sections share. Private to asyncops.jobs.

Types: text, template (a text with ``{names}``), templates (any data whose texts are templates),
literal (any data, without templates), path (JMESPath), regex, int, count (1 or more), number,
status (an HTTP status), bool, state_name, partial (a definition to be laid over another), or the
name of a section. ``[T]`` is a list of T (a lone T is taken as a list of one), ``{T}`` a mapping of
texts to T.
"""

from __future__ import annotations

from typing import Any, Optional

VERBS = ("submit", "get", "list", "messages", "outputs", "result", "stop", "delete")
# Requests as conditions tell them apart: those of the verbs, and of a login.
REQUESTS = (*VERBS, "login")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
FIELD_TYPES = (
    "auto", "text", "iso", "epoch_s", "epoch_ms", "percent", "fraction", "seconds", "ms",
)  # fmt: skip
# What a submit without `ok` takes for an answer.
SUBMIT_STATUSES = frozenset((200, 201, 202, 203, 204, 303))
ERROR_KINDS = ("not_found", "auth", "expired", "conflict", "rate_limited", "api", "ok")
HINT_TYPES = ("seconds", "ms", "epoch", "epoch_ms", "date")
PAGE_TYPES = ("none", "offset", "number", "cursor", "link")
AUTH_TYPES = ("none", "basic", "bearer", "header", "query", "body", "login", "oauth2")
# Types of which the definition itself says where the secrets stand.
PLACED = ("header", "query", "body", "login")
JOB_FIELDS = (
    "id", "href", "name", "type", "progress", "submitted_at", "started_at", "finished_at",
    "updated_at", "duration", "reason", "status", "messages", "outputs",
)  # fmt: skip

# What templates may use: in every request, ...
OPTION_NAMES = ("org_id", "api_version", "username")
# ... where the request is about one job, ...
JOB_NAMES = ("id", "href", "part")
# ... and where that job has been read.
RECORD_NAMES = (*JOB_NAMES, "record")
LOGIN_NAMES = ("password", "token", "client_id", "client_secret", "basic")
# ... where a submitted job is looked for in the list.
FIND_NAMES = ("part", "body", "since", "age")
# Names that are followed by a name of their own: `{saved.NAME}`.
SPACES = ("part", "record", "saved", "filters", "output", "body")


class Key:
    """One key of a section.

    :param type: see above.
    :param doc: what it means, for the reference page.
    :param default: its value where the definition gives none.
    :param choices: the allowed values.
    :param example: YAML, for the reference page.
    :param required: whether the section is nothing without it.
    :param only: the values of the section's ``type`` that it is for; with others it would have no
        effect.
    :param names: what templates in it may use besides OPTION_NAMES; None: what the section around
        it may.
    """

    __slots__ = ("type", "doc", "default", "choices", "example", "required", "only", "names")

    def __init__(
        self,
        type: str,
        doc: str,
        default: Any = None,
        choices: tuple[Any, ...] = (),
        example: str = "",
        required: bool = False,
        only: tuple[str, ...] = (),
        names: Optional[tuple[str, ...]] = None,
    ) -> None:
        self.type = type
        self.doc = doc
        self.default = default
        self.choices = choices
        self.example = example
        self.required = required
        self.only = only
        self.names = names
