# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer says, and whether it says no. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .._model import paths, read, rules
from .._model.errors import DecodeError
from .._model.provider import Provider
from .._model.rules import View
from .._model.vocabulary import SECTIONS
from .._wire import codecs
from .._wire.http import Answer

_STATUS_KINDS = {401: "auth", 403: "auth", 404: "not_found", 410: "not_found", 409: "conflict", 429: "rate_limited"}
_USUAL: list[str] = SECTIONS["error"]["message"].default
_BY_CODE = (429, 503)  # these say themselves when to ask again


def is_good(section: Mapping[str, Any], status: int) -> bool:
    """True when the HTTP code is one that the request is answered with."""
    return status in section["ok"] if section["ok"] else 200 <= status < 300


def ruled(provider: Provider, view: View) -> Optional[str]:
    """What the first error rule that holds makes of an answer; None where none does."""
    return next((rule["is"] for rule in provider["error"]["rules"] if rules.holds(rule["when"], view)), None)


def kind_of(provider: Provider, section: Mapping[str, Any], view: View) -> Optional[str]:
    """The kind of error that an answer is; None where it does not say no."""
    status = view.http_status or 0
    if status in section.get("unchanged", ()):
        return None
    kind = ruled(provider, view) or (None if is_good(section, status) else _STATUS_KINDS.get(status, "api"))
    return None if kind == "ok" else kind


def settle(provider: Provider, answer: Answer) -> Optional[str]:
    """What the error rules say of an answer before a request is sent again; None leaves it to the HTTP code."""
    known = {rule["is"] for rule in provider["error"]["rules"]}
    if not known or answer.status in _BY_CODE or (answer.status < 400 and not known & {"rate_limited", "expired"}):
        return None
    return ruled(provider, View(decode(answer, "loose"), answer.headers, answer.status))


def message(provider: Provider, body: Any) -> Optional[str]:
    """The system's own words, from the first path that has any."""
    if not isinstance(body, (dict, list)):
        return read.line(body)
    several = [*provider["error"]["message"], *_USUAL]  # a login or a gateway may say it in other words than the API
    told = (read.line(one) for path in several for one in paths.find_all(body, path))
    return next((one for one in told if one), None)


def code(provider: Provider, body: Any) -> Optional[str]:
    """The system's own code, if it has one."""
    return read.line(paths.find(body, provider["error"]["code"])) if provider["error"]["code"] else None


def is_page(answer: Answer, wanted: str = "") -> bool:
    """True for an HTML page (a proxy's sign-in page, mostly), unless a file of that kind is ``wanted``."""
    if wanted.lower().endswith((".html", ".htm")):
        return False
    start = answer.content[:200].lstrip().lower()
    return "html" in (answer.header("Content-Type") or "").lower() or start.startswith((b"<!doctype html", b"<html"))


def decode(answer: Answer, expect: str) -> Any:
    """``any`` is for results: JSON and XML by their content type, else text; bytes that are no text are refused.

    ``loose`` is for answers that nothing hangs on: what cannot be read is left as text.
    """
    kind = (answer.header("Content-Type") or "").lower()
    if expect == "loose":
        try:
            return codecs.decode(answer.content, kind)
        except DecodeError:
            return read.line(answer.content[:2000].decode("utf-8", "replace"))
    if expect == "any" and kind and "json" not in kind and "xml" not in kind:
        try:
            answer.content.decode("utf-8")
        except UnicodeDecodeError:
            raise DecodeError("%d bytes of %s, which cannot be shown; use dest to save them"
                              % (len(answer.content), kind.split(";")[0])) from None
        expect = "text"
    return codecs.decode(answer.content, kind, "auto" if expect == "any" else expect)
