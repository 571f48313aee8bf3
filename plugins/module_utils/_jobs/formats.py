# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that a definition, or their media type, calls something else than one document: records
one a line, text, a page. Private to asyncops.jobs.
"""

from __future__ import annotations

from typing import Any, Callable, Optional

from .._model.errors import DecodeError
from .._wire import codecs
from .._wire.connection import MAX_BYTES
from .._wire.json_decoder import decode_json
from .._wire.response import Response
from .._wire.sniff import describe
from .._wire.unpacking import unpacked

OnBroken = Optional[Callable[[str], object]]
_JSON = "application/json"
_BLANKS = " \t\r\n\x1e"  # RFC 7464 puts U+001E before each record


def decode_format(response: Response, answer_format: str, on_broken: OnBroken = None) -> Any:
    """The body as its format says.

    :param answer_format: of the definition; nothing or auto where the media type says that records
        stand one a line.
    :raises DecodeError: it is something else.
    """
    kind = (response.header("Content-Type") or "").lower()
    content = unpacked(response.content, max(MAX_BYTES, len(response.content)))
    if answer_format in ("text", "html"):
        return _text(content, kind, answer_format, on_broken)
    text, broken = codecs.read_text(content, kind)
    if broken and on_broken is not None:
        on_broken(broken)
    if answer_format:
        return _records(text)
    return _one_or_records(text)


def _text(content: bytes, kind: str, answer_format: str, on_broken: OnBroken) -> str:
    text, broken = codecs.read_text(content, kind)
    if "\0" in text:
        message = "text was expected, but the response is %d bytes that are none; use dest"
        raise DecodeError(message % len(content))
    if broken and on_broken is not None:
        on_broken(broken)
    if answer_format == "text":
        codecs.decode(content, kind, "text")  # which refuses a page
    return text


def _one_or_records(text: str) -> Any:
    """The answer to a submit: a lone line is an answer like any other."""
    try:
        return decode_json(text, _JSON) if text.strip(_BLANKS) else None
    except DecodeError:
        return _records(text)


def _records(text: str) -> list[Any]:
    """One JSON value a line; blank lines are none.

    :raises DecodeError: naming the line that is no JSON.
    """
    # Not by splitlines(): a JSON text may hold U+2028 and its like.
    lines = [line.strip(_BLANKS) for line in text.split("\n")]
    whole = "[%s]" % ",".join(filter(None, lines))
    try:
        records: list[Any] = decode_json(whole, _JSON)
    except DecodeError as exc:
        raise _named(lines, exc) from None
    if len(records) != sum(map(bool, lines)):
        raise _named(lines, DecodeError("one JSON record a line was expected"))
    return records


def _named(lines: list[str], error: DecodeError) -> DecodeError:
    """The error with the first line that is to blame."""
    for number, line in enumerate(lines, 1):
        try:
            if line:
                decode_json(line, _JSON)
        except DecodeError:
            what = describe(line, "")
            message = "one JSON record a line was expected, but line %d is %s"
            return DecodeError(message % (number, what))
    return error
