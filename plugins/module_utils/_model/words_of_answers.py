# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The half of the vocabulary that says how answers are read. Private to asyncops.jobs."""

from __future__ import annotations

from .job import STATES
from .key import ERROR_KINDS, FIELD_TYPES, HINT_TYPES, PAGE_TYPES, REQUESTS, Key

_PAGED = ("offset", "number", "cursor", "link")
_MESSAGES = [
    "message",
    "error.message",
    "error_description",
    "error",
    "detail",
    "title",
    "description",
]

ANSWERS: dict[str, dict[str, Key]] = {
    "state": {
        "path": Key("[path]", "Where the system's word is.", [], (), "status"),
        "words": Key(
            "{[text]}",
            "state -> the system's words (any case): %s." % ", ".join(STATES),
            {},
            (),
            "{running: [started, active], succeeded: done}",
        ),
        "rules": Key("[rule]", "Tried in order before the words.", []),
    },
    "rule": {
        "when": Key("[condition]", "All of these hold.", None, (), "", True),
        "state": Key("state_name", "Then the job's state is this.", None, STATES, "", True),
        "reason": Key("text", "And this is why, where the record gives no reason.", ""),
    },
    "condition": {
        "path": Key(
            "[path]",
            "A value in the record (of an error rule: in the answer's body); of several values the"
            " first. Where no test is named, it must be true: not null, not false, not empty.",
            None,
            (),
            "num_done >= num_total",
        ),
        "header": Key("text", "A header of the answer."),
        "http_status": Key("[status]", "The answer's HTTP status is one of these."),
        "request": Key(
            "[text]",
            "The answer is one to a request of these sections, calls before and after it included.",
            None,
            REQUESTS,
            "[get, list]",
        ),
        "equals": Key(
            "literal",
            (
                "The value equals this (texts: in any case; true and `'true'`, 7 and `'7'` are the"
                " same)."
            ),
        ),
        "in": Key("[literal]", "The value is one of these; null stands for a missing one."),
        "not_in": Key("[literal]", "The value is there and is none of these."),
        "contains": Key(
            "[literal]",
            "One of all the values at the path, or in a list there, is one of these.",
        ),
        "contains_other": Key(
            "[literal]",
            "One of all the values at the path, or in a list there, is none of these.",
        ),
        "matches": Key("regex", "The value as text matches this somewhere (in any case)."),
        "exists": Key("bool", "The value is there and not null."),
        "is_null": Key(
            "bool", "The value is missing or null, empty, or a null date (0 is a value)."
        ),
    },
    "field": {
        "path": Key("[path]", "Where the value is; the first that has one.", []),
        "type": Key(
            "text",
            (
                "What it is: percent is 0-100 or a text with one, fraction 0-1; auto tells times"
                " apart by form and size."
            ),
            "auto",
            FIELD_TYPES,
            "epoch_ms",
        ),
        "value": Key("literal", "A fixed value."),
        "done": Key("path", "progress: how many are done ..."),
        "total": Key("path", "progress: ... of how many."),
        "when": Key(
            "[condition]",
            "Only where all of these hold in the record.",
            [],
            (),
            "{path: ended, exists: true}",
        ),
        "nulls": Key("[literal]", "Values that count as none.", [], (), "[none, -1]"),
        "fields": Key("{field}", "messages, outputs: where the parts of each item are.", {}),
        "levels": Key("{text}", "messages: the system's level -> info, warning or error.", {}),
    },
    "source": {
        "header": Key("text", "A header of the answer."),
        "path": Key("path", "A path in its body."),
        "pattern": Key(
            "regex",
            "What of the text there: the first group, or the whole match.",
            None,
            (),
            "sid=([^;]+)",
        ),
    },
    "move": {
        "header": Key("text", "A header of the answer."),
        "path": Key("path", "A path in the job's record."),
        "when": Key("[condition]", "Only where all of these hold.", []),
        "rebase": Key(
            "bool",
            "A whole URL here has an inner host (a proxy): its path is asked for at `base_url`.",
            False,
            (),
            "true",
        ),
    },
    "poll_after": {
        "header": Key("text", "A header that says it."),
        "path": Key("path", "A path in the answer's body."),
        "type": Key(
            "text",
            "What stands there: a span in seconds (or a date) or in ms, or a time: epoch (seconds"
            " since 1970), epoch_ms, or date (HTTP or ISO 8601), measured against the answer's own"
            " Date.",
            "seconds",
            HINT_TYPES,
            "epoch",
        ),
        "when": Key(
            "[condition]",
            "Only on answers of which all of these hold (paths are in the answer's body).",
            [],
            (),
            "{http_status: [429, 503]}",
        ),
    },
    "page": {
        "type": Key(
            "text",
            "offset, page number, cursor (token), or link to the next page.",
            "none",
            PAGE_TYPES,
        ),
        "in": Key(
            "text",
            "Where the parameters go; in a body `page.offset` is a key in a key.",
            "query",
            ("query", "header", "body", "both"),
            only=_PAGED,
        ),
        "offset": Key("text", "The parameter's name.", "offset", only=("offset",)),
        "start": Key("int", "The number of the first item.", 0, (), "1", only=("offset",)),
        "limit": Key(
            "text",
            "The parameter that names the page's size, whatever the type; `''`: none is sent.",
            "limit",
            only=_PAGED,
        ),
        "size": Key("count", "Items to ask for per page.", 100, only=_PAGED),
        "short_is_last": Key(
            "bool",
            "A page with fewer items than were asked for is the last, so that none is asked for"
            " after it.",
            False,
            only=("offset", "number", "cursor"),
        ),
        "number": Key("text", "The parameter's name.", "page", only=("number",)),
        "first": Key("int", "The first page.", 1, only=("number",)),
        "cursor": Key("text", "The parameter's name.", "cursor", only=("cursor",)),
        "next": Key(
            "[source]",
            "Where the next page is named: a token, a URL, a number, or true for `there is more`."
            " link: a Link header with rel=next needs no `next`.",
            [],
            only=_PAGED,
        ),
        "rebase": Key(
            "bool",
            "A whole URL here has an inner host (a proxy): its path is asked for at `base_url`.",
            False,
            (),
            "true",
            only=("link",),
        ),
    },
    "filter": {
        "name": Key("text", "The system's name of it, where it differs."),
        "in": Key("text", "Where it goes.", "query", ("query", "path", "body", "header")),
        "type": Key("text", "What it is.", "text", ("text", "int", "bool", "list", "time")),
        "repeat": Key(
            "bool",
            "In a query, a list repeats the name (`?state=a&state=b`); else commas join it.",
            False,
        ),
        "choices": Key("[literal]", "Allowed values.", []),
        "default": Key("literal", "Sent where the user gives none."),
        "required": Key("bool", "The list cannot be asked without it.", False),
        "match": Key("[path]", "The record's value that must equal it: applied again by us."),
        "is_limit": Key(
            "bool", "It limits how many are listed: a list that long may not be all.", False
        ),
        "doc": Key("text", "What it is for.", ""),
    },
    "error": {
        "message": Key(
            "[path]",
            "Where the message is in an answer that says no. What stands at the usual places (lists"
            " of texts, texts by field, problem details, ...) is said as well.",
            _MESSAGES,
        ),
        "code": Key(
            "[path]",
            "Where the system's own code is, besides the usual places (code, errorCode).",
            [],
        ),
        "rules": Key(
            "[error_rule]",
            "Which answers mean what, whatever their HTTP status: the first that holds. What a"
            " rule explains is final, save rate_limited; other 5xx are asked again where that is"
            " safe.",
            [],
        ),
    },
    "error_rule": {
        "when": Key("[condition]", "All of these hold.", None, (), "", True),
        "is": Key(
            "text",
            "What it means: auth (not permitted), expired (log in again), conflict (not in this"
            " state), rate_limited (ask later), api (any other no), ok (no error).",
            None,
            ERROR_KINDS,
            "not_found",
            True,
        ),
    },
    "vanished": {
        "state": Key(
            "state_name",
            "The job's state then (succeeded, where jobs vanish when done).",
            "lost",
            STATES,
        ),
        "after_stop": Key("state_name", "The same after we stopped it.", "stopped", STATES),
        "grace": Key(
            "number", "Seconds after submitting in which not found means: not there yet.", 10
        ),
    },
}
