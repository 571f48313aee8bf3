# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample answers of provider_info: data, or the text that `curl -i` printed. Private to
asyncops.jobs.

Such a text has a block of headers for each answer that curl was given: those of a proxy (CONNECT),
of 1xx, of redirects that `-L` followed, and of the answer itself, which is the last. It may have
been copied from a screen: with the command before it, without the blank line after the headers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

from .._model.errors import ConfigError
from .._model.text import label
from .._model.values import as_list
from .._wire.response import Response

_KEYS = ("status", "headers", "body")
_STATUS_LINE = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})(?:\s|$)")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_REDIRECTS = (301, 302, 303, 307, 308)


class Sample(NamedTuple):
    """One answer.

    :param notes: what was passed over to get to it.
    :param location: where the redirects before it led to; empty: there were none.
    """

    response: Response
    notes: list[str]
    location: str = ""


class _Block(NamedTuple):
    status: int
    headers: list[tuple[str, str]]


def samples_of(given: Any) -> list[Sample]:
    """The answers of the option `sample`: one, or a list of them in the order in which they came.

    :raises ConfigError: it is no answer.
    """
    several = given if isinstance(given, list) else as_list(given)
    names = ["sample[%d]" % number for number in range(len(several))]
    if not isinstance(given, list):
        names = ["sample"]
    return [_sample(one, name) for one, name in zip(several, names)]


def _sample(given: Any, name: str) -> Sample:
    if isinstance(given, Mapping):
        return Sample(_of_mapping(given, name), [])
    if isinstance(given, str) and given.strip():
        return _of_text(given, name)
    message = "%s must be the text that `curl -i` printed, or have status, headers and body"
    raise ConfigError(message % name)


def _of_mapping(given: Mapping[str, Any], name: str) -> Response:
    unknown = sorted(str(key) for key in set(given) - set(_KEYS))
    if unknown:
        message = (
            "%s.%s is not known; a sample has status, headers and body, or is the text that"
            " `curl -i` printed"
        )
        raise ConfigError(message % (name, unknown[0]))
    headers = given.get("headers") or {}
    if not isinstance(headers, Mapping):
        raise ConfigError("%s.headers must be a mapping" % name)
    pairs = [(str(key), str(one)) for key, value in headers.items() for one in as_list(value)]
    body = given.get("body")
    if isinstance(body, str):
        return _response(_status(given.get("status"), name), pairs, body)
    text = "" if body is None else json.dumps(body)
    return _response(_status(given.get("status"), name), pairs, text, "application/json")


def _status(value: Any, name: str) -> int:
    text = str(200 if value is None else value)
    if not re.fullmatch("[1-5][0-9][0-9]", text):
        raise ConfigError("%s.status must be an HTTP status, such as 200" % name)
    return int(text)


def _response(
    status: int, pairs: list[tuple[str, str]], body: str, content_type: Optional[str] = None
) -> Response:
    """An answer; where it does not say what its body is, that is seen from how it begins."""
    named = [value for key, value in pairs if key.lower() == "content-type"]
    if not named:
        start = body.lstrip()[:1]
        content_type = content_type or {"<": "application/xml"}.get(start)
        if content_type:
            pairs = [*pairs, ("Content-Type", content_type)]
    return Response(status, pairs, _encoded(body, named[0] if named else ""))


def _encoded(body: str, content_type: str) -> bytes:
    """The bytes of a body, which the terminal has shown as text."""
    found = _CHARSET.search(content_type)
    try:
        return body.encode(found.group(1) if found else "utf-8")
    except (LookupError, UnicodeError):
        return body.encode("utf-8", "surrogatepass")


def _of_text(text: str, name: str) -> Sample:
    lines = text.replace("\r\n", "\n").split("\n")
    start = _first_status_line(lines)
    if start is None:
        note = "no status line (`curl -i` prints one): taken as the body of HTTP 200"
        return Sample(_response(200, [], text), [note])
    notes, location = [], ""
    if start:
        notes.append("%d lines before the status line are passed over" % start)
    block, at = _block(lines, start, notes)
    while True:
        following = _next_line(lines, at)
        if following is None or not _STATUS_LINE.match(lines[following]):
            break
        notes.append("HTTP %d is not the last answer: %s" % (block.status, _what(block)))
        if block.status in _REDIRECTS:
            location = _header(block, "Location") or location
        block, at = _block(lines, following, notes)
    body = _body(lines[at:], block)
    _check_length(body, block, notes)
    if not 200 <= block.status <= 599:
        message = "%s has HTTP %d and no answer after it"
        raise ConfigError(message % (name, block.status))
    return Sample(_response(block.status, block.headers, body), notes, location)


def _first_status_line(lines: list[str]) -> Optional[int]:
    """Where the first status line is; None where the text begins as a body does."""
    for number, line in enumerate(lines):
        if _STATUS_LINE.match(line):
            return number
        if line.strip()[:1] in ("{", "[", "<") and line.strip():
            return None
    return None


def _block(lines: list[str], start: int, notes: list[str]) -> tuple[_Block, int]:
    """A status line with its headers, and where what follows begins."""
    match = _STATUS_LINE.match(lines[start])
    status = int(match.group(1)) if match else 0
    headers: list[tuple[str, str]] = []
    at = start + 1
    while at < len(lines) and lines[at].strip():
        line = lines[at]
        found = _HEADER.fullmatch(line)
        if headers and line[:1] in (" ", "\t"):  # RFC 9112 section 5.2
            key, value = headers.pop()
            headers.append((key, "%s %s" % (value, line.strip())))
        elif found is None:
            notes.append("no blank line after the headers: %r begins the body" % label(line)[:20])
            return _Block(status, headers), at
        else:
            headers.append((found.group(1), found.group(2).strip()))
        at += 1
    return _Block(status, headers), at + 1


def _next_line(lines: list[str], at: int) -> Optional[int]:
    """The next line that holds something."""
    for number in range(at, len(lines)):
        if lines[number].strip():
            return number
    return None


def _what(block: _Block) -> str:
    if block.status < 200:
        return "the server goes on"
    if block.status in _REDIRECTS:
        return "curl went on to %s" % label(_header(block, "Location") or "another URL")
    return "that of a proxy, or a try before"


def _header(block: _Block, name: str) -> Optional[str]:
    return next((value for key, value in block.headers if key.lower() == name.lower()), None)


def _body(lines: list[str], block: _Block) -> str:
    """The rest of the text; without the line end that a file or YAML adds, where the answer tells
    its length, or is JSON or XML.
    """
    body = "\n".join(lines)
    length = _header(block, "Content-Length") or ""
    if length.isdigit():
        while len(body.encode()) > int(length) and body.endswith("\n"):
            body = body[:-1]
    return body if body.strip() else ""


def _check_length(body: str, block: _Block, notes: list[str]) -> None:
    length = _header(block, "Content-Length") or ""
    encoded = _header(block, "Content-Encoding")
    if length.isdigit() and not encoded and body and len(body.encode()) < int(length) - 2:
        message = "the body has %d bytes of the %s that Content-Length tells: was it cut?"
        notes.append(message % (len(body.encode()), length))
