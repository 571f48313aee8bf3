# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a good status that say no although no rule of the definition knows them. Private to
asyncops.jobs.

Nothing is decided by this where an answer holds what it was asked for: a job that has failed tells
of errors, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from .path import KeyPath, Path, StepPath
from .values import text_of

_DEPTH = 3  # of what an envelope may hold
_ITEMS = 20
_NODES = 200
_BRIEF = 3  # keys

# Names in lower case, without `_` and `-`. What holds an error, ...
_ERRORS = frozenset((
    "err", "error", "errors", "failures", "problems", "errorlist", "errlist", "errordetails",
    "errormessage", "errormessages",
    "errormsg", "errmsg", "errlogmessage", "errorstring", "errordescription", "errortext",
    "exception", "exceptionmessage", "exceptiontype", "fault", "faultstring", "modelstate",
    "nonfielderrors", "fielderrors", "validationerrors", "violations",
))  # fmt: skip
# ... its number, 0 where there is none, ...
_CODES = frozenset(("errorcode", "errcode", "errornumber", "errno", "faultcode", "returncode"))
_NO_CODE = ("", "0", "ok", "none", "null", "false", "success", "noerror")
# ... whether all is well, ...
_FLAGS = frozenset((
    "success", "ok", "succeeded", "successful", "issuccess", "issuccessful", "issucceeded",
))  # fmt: skip
# ... how it went, ...
_STATUSES = frozenset(("status", "state", "outcome", "stat", "responsestatus", "resultstatus"))
_BAD = frozenset((
    "error", "errors", "err", "fail", "failed", "failure", "fault", "exception", "unsuccessful",
    "ko", "nok", "nack", "rejected", "refused", "denied", "unauthorized", "forbidden", "invalid",
))  # fmt: skip
# ... and an HTTP status that is not that of the answer.
_HTTP = frozenset(("status", "statuscode", "httpstatus", "httpcode", "httpstatuscode", "code"))
_REFUSED = range(400, 600)

_MESSAGES = ("message", "msg", "detail", "title", "description", "reason", "text")
_WORD = re.compile(r"[^\W\d]{2}")
_DONE = re.compile(
    r"\b(ok|done|success\w*|accepted|deleted?|removed?|cancel+ed|stopped|killed|aborted"
    r"|terminat\w+|revoked|halt(ed|ing)|interrupt(ed|ing)|cancel+ing|stopping|killing|aborting"
    r"|cleared|dismissed|purged|queued|requested|scheduled|initiated|started|submitted"
    r"|sent|received|pending|progress|processing|marked|will be|being|is now|has been)\b",
    re.IGNORECASE,
)
# What a look-up may be answered where there is nothing yet: that a licence was revoked is a no.
_WELL = re.compile(
    r"\b(ok|done|success\w*|accepted|queued|scheduled|pending|progress|processing)\b", re.IGNORECASE
)
_NOT = re.compile(
    r"\b(not?|never|cannot|can't|couldn't|unable|fail\w*|error\w*|denied|forbidden|invalid|refused"
    r"|rejected|missing|wrong|locked|busy|unknown|unavailable)\b|n't\b",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(not (be )?found|no such|does ?n[o']t exist|not exist|no longer exists?|not known|expired"
    r"|been deleted|no (jobs?|tasks?|runs?|requests?|records?|results?|data|entries|items)\b"
    r"|(unknown|invalid) ((job|task|request|run)[ _-]?)?(id|job|task|request|run)\b)",
    re.IGNORECASE,
)


def says_no(body: Any, deep: bool) -> bool:
    """Whether an answer calls itself an error.

    :param deep: what it wraps counts as well: it lacks the place of what was asked for.
    """
    if isinstance(body, dict) and _is_by_field(body):
        return True
    for mapping in _mappings(body, _DEPTH if deep else 0):
        if any(_is_no(_plain(key), value) for key, value in islice(mapping.items(), _NODES)):
            return True
    return False


def may_say_no(body: Any, is_look_up: bool = False) -> bool:
    """Whether an answer may say no, which lacks what was asked for or only says whether something
    was done: it calls itself an error, or has words that do not say that all is well.

    :param is_look_up: nothing was to be done.
    """
    if says_no(body, deep=True):
        return True
    if isinstance(body, list):
        return any(may_say_no(item, is_look_up) for item in body[:_ITEMS] if is_brief(item))
    if not isinstance(body, dict):
        return isinstance(body, str) and _is_complaint(body, is_look_up)
    named = {_plain(key): value for key, value in islice(body.items(), _NODES)}
    texts = (named[name] for name in _MESSAGES if isinstance(named.get(name), str))
    return any(may_say_no(text, is_look_up) for text in texts)


def is_brief(body: Any) -> bool:
    """Whether there is little besides what may be the words of a refusal."""
    return not isinstance(body, (dict, list)) or len(body) <= _BRIEF


def is_of_missing(text: str) -> bool:
    """Whether words of a refusal say that what was asked for is not there."""
    return bool(_MISSING.search(text))


def is_bad(status: str) -> bool:
    """Whether a word of status is that of an answer which says no, and not of a job."""
    return status.casefold() in _BAD or _is_refused(status)


def may_hold(path: Path, body: Any) -> bool:
    """Whether a body has at least the beginning of a path."""
    if isinstance(path, KeyPath):
        return isinstance(body, dict) and path.keys[0] in body
    if isinstance(path, StepPath):
        first = path.steps[0]
        return first in body if isinstance(body, dict) else not isinstance(first, str)
    return isinstance(body, list) if path.text in ("", "@") else path.value(body) is not None


def reaches(path: Path, body: Any) -> bool:
    """Whether a body has all the mappings on the way to a place, as far as keys lead."""
    if isinstance(path, KeyPath):
        steps: Sequence[Any] = path.keys
    elif isinstance(path, StepPath):
        steps = path.steps
    else:
        return may_hold(path, body)
    for step in steps:
        if not isinstance(body, dict):
            return body is None or (isinstance(body, list) and not isinstance(step, str))
        if step not in body:
            return False
        body = body[step]
    return True


def _is_complaint(text: str, is_look_up: bool) -> bool:
    if not _WORD.search(text):
        return False
    return bool(_NOT.search(text)) or not (_WELL if is_look_up else _DONE).search(text)


def _is_by_field(mapping: dict[str, Any]) -> bool:
    """Whether it is nothing but sentences by field: ``name: [This field is required.]``"""
    return bool(mapping) and all(
        isinstance(texts, list) and texts and all(map(_is_sentence, texts[:_ITEMS]))
        for texts in islice(mapping.values(), _ITEMS)
    )


def _is_sentence(text: Any) -> bool:
    return isinstance(text, str) and " " in text.strip() and bool(_WORD.search(text))


def _is_no(name: str, value: Any) -> bool:
    if name in _ERRORS:
        return _is_error(value)
    if name in _CODES:
        return _is_code(value)
    if name in _FLAGS:
        return value is False or (isinstance(value, str) and value.casefold() == "false")
    if name in _HTTP and isinstance(value, (int, str)) and _is_refused(text_of(value)):
        return True
    return name in _STATUSES and isinstance(value, str) and value.strip().casefold() in _BAD


def _is_refused(text: str) -> bool:
    return len(text) == 3 and text.isdigit() and int(text) in _REFUSED


def _is_code(value: Any) -> bool:
    return not isinstance(value, (dict, list)) and _plain(text_of(value)) not in _NO_CODE


def _is_error(value: Any) -> bool:
    """Whether what is called an error is one: a number of errors may be 0, a list may be empty, and
    each in it may have the code that means none.
    """
    if isinstance(value, dict):
        codes = [one for key, one in value.items() if _plain(key) in (*_CODES, "code")]
        if codes and not any(map(_is_code, codes)):
            return False
        return any(_is_error(one) for one in islice(value.values(), _ITEMS))
    if isinstance(value, list):
        return any(_is_error(one) for one in value[:_ITEMS])
    if isinstance(value, str):
        return bool(_WORD.search(value)) and _plain(value) not in _NO_CODE
    return bool(value)


def _mappings(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """A mapping, or those in a list, and what they wrap, so far down."""
    if isinstance(value, list):
        for item in value[:_ITEMS]:
            if isinstance(item, dict):
                yield from _mappings(item, depth)
    elif isinstance(value, dict):
        yield value
        if depth > 0:
            for inner in islice(value.values(), _ITEMS):
                yield from _mappings(inner, depth - 1)


def _plain(key: Any) -> str:
    return str(key).lower().replace("_", "").replace("-", "").replace(" ", "")
