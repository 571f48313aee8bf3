# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls around others (of a login, before a submit, a stop or a delete), and what is kept of their
answers. Private to asyncops.jobs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional

from .._model.compiled.request import RequestTemplate
from .._model.compiled.source import Source, first_source
from .._model.compiled.view import View
from .._model.errors import ApiError, DecodeError
from .._model.provider import Provider
from .._wire import codecs
from .._wire.connection import MAX_BYTES
from .._wire.request import SendOptions
from .._wire.sniff import SNIFFED, is_html
from .._wire.unpacking import unpacked
from .decoding import DecodedResponse
from .expectations import SUBMIT

if TYPE_CHECKING:
    from .session import ApiSession

_WHOLE = ("", "@")


def as_text(decoded: DecodedResponse) -> DecodedResponse:
    """An answer that is neither JSON nor XML as its text, for rules and patterns: a sign-in page,
    a bare token.
    """
    if decoded.decode_error is not None and decoded.body is None:
        response = decoded.response
        try:
            content = unpacked(response.content, MAX_BYTES)
        except DecodeError:
            return decoded
        kind = (response.header("Content-Type") or "").lower()
        text, _broken = codecs.read_text(content, kind)
        decoded.body = None if "\0" in text else text
    if isinstance(decoded.body, str):
        decoded.body = _bare(decoded.body.strip())
    return decoded


def _bare(text: str) -> str:
    """A text without the quotes of JSON under another name."""
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return value if isinstance(value, str) else text
    return text


def readable(decoded: DecodedResponse, wanted: Sequence[Sequence[Source]]) -> View:
    """An answer as what is wanted of it is read.

    :param decoded: see as_text.
    :param wanted: for each value the places that may have it.
    :raises DecodeError: it is neither JSON nor XML, and a value stands in no header of it and no
        pattern finds it. A page as a whole is no value.
    """
    view, error = decoded.view, decoded.decode_error
    if error is None:
        return view
    is_page = isinstance(decoded.body, str) and is_html(decoded.body[:SNIFFED])
    for places in wanted:
        usable = [place for place in places if _can_read(place, is_page)]
        if first_source(usable, view) is None:
            raise error
    return view


def _can_read(place: Source, is_page: bool) -> bool:
    """Whether a place can stand in a text."""
    if place.path is None or place.pattern is not None:
        return True
    return place.path.text in _WHOLE and not is_page


def save(template: RequestTemplate, decoded: DecodedResponse, saved: dict[str, Any]) -> None:
    """Keeps what a definition takes of an answer.

    :param decoded: see as_text.
    :raises ApiError: it is not there.
    :raises DecodeError: see readable.
    """
    if not template.save:
        return
    view = readable(decoded, [[source] for source in template.save.values()])
    for name, source in template.save.items():
        value = source.value(view)
        if value is None:
            where = decoded.url.split("?")[0]
            raise ApiError("the answer of %s holds no %s" % (where, str(source) or "value"))
        saved[name] = value


def call_before(
    session: ApiSession,
    steps: Sequence[RequestTemplate],
    names: Mapping[str, Any],
    provider: Provider,
    options: Optional[SendOptions],
) -> dict[str, Any]:
    """Makes the calls that a stop or a delete needs first, and returns what they saved.

    :raises ApiError, DecodeError, TransportError: one of them is refused, or brings not what it
        should.
    """
    saved: dict[str, Any] = {}
    for step in steps:
        request = session.build(step, {**names, "saved": saved}, provider)
        decoded = as_text(session.send(request, step, provider, options, SUBMIT))
        session.check(decoded, step, provider)
        save(step, decoded, saved)
    return saved
