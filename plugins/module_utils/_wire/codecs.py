# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: bytes <-> JSON, XML, forms. Private to asyncops.jobs."""
from __future__ import annotations

import json
import re
import sys
from typing import Any
from urllib.parse import urlencode

from .._model.errors import ConfigError, DecodeError
from .._model.text import clean

MAX_DEPTH = 64
_INFINITY = float("inf")
_CONTAINERS = frozenset((dict, list))
MAX_DIGITS = 4300  # CPython's own limit; more takes quadratic time
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_CHARSET = re.compile(r"charset=\"?([a-z0-9_.:-]+)")
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.I)


def _float(text: str) -> float | None:
    number = float(text)
    return number if -_INFINITY < number < _INFINITY else None


def _int(text: str) -> int | str:
    return int(text) if len(text) <= MAX_DIGITS else text


def _constant(text: str) -> None:
    return None


def _what(content: bytes, content_type: str) -> str:
    """What arrived instead, for a message."""
    text = content[:4096].decode("utf-8", "replace")
    if _HTML.match(text) or "html" in content_type:
        title = _TITLE.search(text)
        name = clean(title.group(1))[:60] if title else ""
        return "an HTML page" + (" (%s)" % name if name else "")
    kind = clean(content_type.partition(";")[0])[:60]
    start = clean(text)[:60]
    return "%s that begins with: %s" % (kind or "text", start) if start else kind or "unreadable bytes"


def _check_depth(value: Any) -> None:
    """Level by level, so that deep nesting costs no recursion here, nor later in whoever walks the value."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(MAX_DEPTH):
        if not level:
            return
        level = [
            item
            for node in level
            for item in (node.values() if node.__class__ is dict else node)
            if item.__class__ in _CONTAINERS  # half the time of isinstance
        ]
    if level:
        raise DecodeError("The JSON answer is nested more than %d levels deep." % MAX_DEPTH)


def _whole(value: Any) -> Any:
    """Lone surrogates (``\\ud800`` alone is legal JSON) would break whoever encodes the text: replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value


def _from_json(content: bytes, content_type: str) -> Any:
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")  # the codec utf-8-sig would be imported anew in each worker
    except UnicodeDecodeError:
        raise DecodeError("JSON was expected, but %s came." % _what(content, content_type)) from None
    # A hook for every int costs time, so it is used only where Python itself sets no limit.
    limit = getattr(sys, "get_int_max_str_digits", lambda: 0)()
    hooks: dict[str, Any] = {"parse_constant": _constant, "parse_float": _float}
    if not 0 < limit <= MAX_DIGITS:
        hooks["parse_int"] = _int
    try:
        try:
            value = json.loads(text, **hooks)
        except json.JSONDecodeError:
            raise
        except ValueError:  # an int over the limit of Python
            value = json.loads(text, **dict(hooks, parse_int=_int))
    except json.JSONDecodeError as exc:
        what = _what(content, content_type)
        if text.lstrip()[:1] in ("{", "["):
            what = "broken JSON (%s at character %d)" % (exc.msg, exc.pos)
        raise DecodeError("JSON was expected, but %s came." % what) from None
    except RecursionError:
        raise DecodeError("The JSON answer is nested more than %d levels deep." % MAX_DEPTH) from None
    if content.count(b"[") + content.count(b"{") > MAX_DEPTH:
        _check_depth(value)
    return _whole(value) if _SURROGATE.search(text) else value


def decode(answer_content: bytes, content_type: str | None, expect: str = "auto") -> Any:
    """The body of an answer as Python data; None where it is empty.

    ``expect`` is ``json``, ``xml``, ``text`` or ``auto`` (XML if the content type or an XML prolog says so, else JSON).
    NaN, Infinity and numbers too large for a float are None; integers over 4,300 digits stay text; of a key that comes
    twice the last counts. Raises DecodeError that says what came instead; an HTML page is always an error.
    """
    kind = (content_type or "").strip().lower()
    if not answer_content.strip():
        return None
    start = answer_content[:4096].decode("utf-8", "replace").lstrip("\ufeff")
    if _HTML.match(start):
        wanted = {"xml": "XML", "text": "Text"}.get(expect, "JSON")
        raise DecodeError("%s was expected, but %s came." % (wanted, _what(answer_content, kind)))
    if expect == "text":
        charset = _CHARSET.search(kind)
        try:
            return answer_content.decode(charset.group(1) if charset else "utf-8-sig", "replace")
        except LookupError:
            return answer_content.decode("utf-8-sig", "replace")
    is_xml = start.lstrip().startswith("<") and ("xml" in kind or start.lstrip().startswith("<?xml"))
    if expect == "xml" or (expect == "auto" and is_xml):
        from .xml import to_record

        if not start.lstrip().startswith("<") and not answer_content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise DecodeError("XML was expected, but %s came." % _what(answer_content, kind))
        return to_record(answer_content.lstrip())
    return _from_json(answer_content, kind)


def _word(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value if isinstance(value, bytes) else str(value)


def _form(body: Any) -> bytes:
    pairs = body.items() if isinstance(body, dict) else body
    flat: list[tuple[str, Any]] = []
    try:
        for key, value in pairs:
            values = value if isinstance(value, (list, tuple)) else [value]
            flat.extend((str(key), _word(item)) for item in values)
    except (TypeError, ValueError):
        raise ConfigError("body must be a dict or a list of pairs for body_format=form.") from None
    return urlencode(flat).encode("ascii")


def encode(body: Any, body_format: str) -> tuple[bytes, str]:
    """(bytes, content type) of a request body. Raises ConfigError for a body that the format cannot carry.

    ``json``: any data; a text that is JSON already goes as it is. ``form``: a dict or a list of pairs; a list repeats
    its key. ``raw``: str (sent as UTF-8) or bytes.
    """
    if body_format == "json":
        try:
            if isinstance(body, str):
                json.loads(body)
                return body.encode("utf-8"), "application/json"
        except ValueError:
            pass  # a text that is not JSON yet
        try:
            return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii"), "application/json"
        except (TypeError, ValueError, RecursionError):
            raise ConfigError("body holds something that JSON cannot carry.") from None
    if body_format == "form":
        if isinstance(body, str):
            return body.encode("utf-8"), "application/x-www-form-urlencoded"
        return _form(body), "application/x-www-form-urlencoded"
    if body_format != "raw":
        raise ConfigError("body_format must be json, form or raw.")
    if isinstance(body, bytes):
        return body, "application/octet-stream"
    if isinstance(body, str):
        return body.encode("utf-8"), "text/plain; charset=utf-8"
    raise ConfigError("body must be text for body_format=raw.")
