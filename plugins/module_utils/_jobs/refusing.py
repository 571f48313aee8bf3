# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that say no: what is read of them, and the error that each becomes. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Callable, Optional

from .._model.compiled.view import View
from .._model.errors import API_ERRORS, ApiError
from .._model.provider import Provider
from .._model.words import request_id_of
from .._wire.response import Response
from .bodies import as_line, structured
from .decoding import DecodedResponse

_SHOWN = 300  # characters of an answer without words

# Takes secrets out of a body or a text, before anything of it is cut off.
Scrub = Callable[[Any], Any]


def refusal(
    decoded: DecodedResponse,
    provider: Provider,
    kind: str,
    scrub: Scrub,
    schemes: Sequence[str],
    where: str,
    facts: dict[str, Any],
) -> ApiError:
    """The error of a response that says no, with the system's own words.

    :param schemes: the scheme words that `token_type` chooses from.
    :param where: how the response is named in a sentence.
    :param facts: what a person looks it up by, as arguments of the error.
    """
    response = decoded.response
    message = "%s answered %s" % (where, status_in_words(response.status))
    text = words(decoded, provider, scrub)
    code = provider.refusal.reader.code(decoded.body)
    if text:
        message += ": %s" % text
    if text and code and code not in text and code != str(response.status):
        message += " (code %s)" % code
    if facts["request_id"] is None:
        facts["request_id"] = request_id_of(decoded.body)
        if facts["request_id"]:
            message += " (request %s)" % facts["request_id"]
    if response.status == 401 and len(schemes) > 1:
        message += " (token_type is one of %s)" % ", ".join(schemes)
    return API_ERRORS["auth" if kind == "expired" else kind](message, code=code, **facts)


def words(decoded: DecodedResponse, provider: Provider, scrub: Scrub) -> Optional[str]:
    """What an answer says, in the system's own words or, where it has none, its beginning; one line
    without secrets.
    """
    known = _phrase_of(decoded.status)
    found = provider.refusal.reader.words(scrub(decoded.body), known)
    return found or as_line(decoded.response, _SHOWN, scrub)


def look_again(
    response: Response, provider: Provider, accepted: bool, scrub: Scrub, request: str
) -> Any:
    """The body of a response that is not what it is called, or was read as text: of a refusal as
    data or its beginning as text; of any other only where an error rule finds a no in it (an error
    in XML as text/html), else None.

    :param request: the section whose request was answered.
    """
    if not accepted:
        body = structured(response)
        return as_line(response, _SHOWN, scrub) if body is None else body
    if not provider.refusal.kinds or response.elsewhere:
        return None
    body = structured(response)
    view = View(body, response.headers, response.status, request)
    return None if provider.refusal.by_rule(view) in (None, "ok") else body


def status_in_words(status: int) -> str:
    """An HTTP status as a person knows it: ``HTTP 429 Too Many Requests``."""
    phrase = _phrase_of(status)
    return "HTTP %d %s" % (status, phrase) if phrase and status >= 400 else "HTTP %d" % status


def _phrase_of(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
