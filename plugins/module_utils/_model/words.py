# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of an answer that says no, wherever systems put them. Private to asyncops.jobs.

Sources: RFC 9457 (problem details), RFC 6749 section 5.2 (`error_description`), the refusals of
ASP.NET (`modelState`, `exceptionMessage`), of Django REST framework (texts by field), of Google,
Azure and Spring (`error`, `code`, `message`), faults of SOAP, OperationOutcome of FHIR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Optional

from .path import Path, XmlRecord
from .values import one_line

_LENGTH = 1000  # characters of all words together
_SHORT = 300  # characters of a body that is shown because it has no words
_MOST = 5  # texts, and items of a list
_ITEMS = 20  # of a list or mapping that is shown because it has no words
_DEPTH = 6
_NODES = 2000
_CHARACTERS = 16_384  # of a text
_KEYS = 200  # of a mapping
_NO_ERROR = (0, "0", "")  # codes

# Names in lower case, without `_` and `-`: those of a text, the most telling first ...
_TEXTS = (
    "title",
    "message",
    "msg",
    "errormessage",
    "errmsg",
    "errormsg",
    "messagedetail",
    "errlogmessage",
    "errorstring",
    "errordescription",
    "statusmessage",
    "detail",
    "details",
    "exceptionmessage",
    "faultstring",
    "description",
    "reason",
    "text",
    "diagnostics",
    "summary",
    "explanation",
    "cause",
)
# ... those of what holds such texts, or texts by the names of fields ...
_FIELDS = ("error", "errors", "modelstate", "fielderrors", "validationerrors", "nonfielderrors")
# ... and those of what holds the one or the other.
_HOLDERS = (
    *_FIELDS,
    "errlist",
    "fault",
    "exception",
    "messages",
    "issue",
    "issues",
    "violations",
    "invalidparams",
    "innererror",
    "response",
    "result",
    "data",
)
_ALL_FIELDS = ("", "nonfielderrors", "all", "schema", "general")
_CODES = ("code", "errorcode", "errcode", "errornumber", "faultcode")
_REQUEST_IDS = ("requestid", "traceid", "correlationid", "trackingid", "xrequestid")


class WordsReader:
    """The words of one system.

    :param messages: where they are, by the definition.
    :param codes: where the system's own code is.
    """

    def __init__(self, messages: Sequence[Path], codes: Sequence[Path]) -> None:
        self._messages = messages
        self._codes = codes

    def words(self, body: Any, known: str = "") -> Optional[str]:
        """The system's own words: from the first path that has any, and what else explains a no.

        :param known: words that need not be said, such as those of the HTTP status.
        """
        if not isinstance(body, (dict, list)):
            return one_line(body)
        words = words_of(body, self._message(body), known)
        # Of XML the text alone would be little; JSON is shown as it came.
        return shown(body) if words is None and isinstance(body, XmlRecord) else words

    def said(self, body: Any) -> Optional[str]:
        """What explains a no in an answer that may hold other things as well; nothing else."""
        if not isinstance(body, (dict, list)):
            return one_line(body, _SHORT)
        return self._message(body) or explained(body)

    def code(self, body: Any) -> Optional[str]:
        """The system's own code, if it has one."""
        codes = [code for path in self._codes for code in path.all(body) if code is not None]
        # Of several parts the one that went wrong; 0 is the code of those that did not.
        code = next((one for one in codes if one not in _NO_ERROR), codes[0] if codes else None)
        return one_line(code) or code_of(body)

    def _message(self, body: Any) -> Optional[str]:
        for path in self._messages:
            for value in path.all(body):
                line = one_line(head(value))
                if line and not isinstance(value, bool):
                    return line
        return None


def words_of(body: Any, first: Optional[str] = None, known: str = "") -> Optional[str]:
    """All that a refusal says, as one line.

    :param first: what the definition has found; it comes first.
    :param known: words that need not be said, such as those of the HTTP status.
    """
    said = [first] if first else []
    pairs = set(_pairs(_named(body))) if isinstance(body, dict) else set()
    for text in _Search().texts(body):
        if len(said) >= _MOST:
            break
        if known and text.casefold() == known.casefold():
            continue
        if text in pairs:  # `Forbidden: The quota is used up` says what its second half said
            said = [one for one in said if one.casefold() not in text.casefold()]
            if known and text.casefold().startswith(known.casefold()):
                text = text[len(known) :].lstrip(".: ")
        if not any(_adds_nothing(text, one) for one in said):
            said.append(text)
    return one_line(_joined(said, ";"), _LENGTH)


def _joined(texts: Sequence[str], mark: str) -> str:
    """One after the other, with the mark between two that is missing there."""
    line = ""
    for text in texts:
        if line and line[-1] not in ".!?:;":
            line += mark
        line = "%s %s" % (line, text)
    return line.strip()


def _adds_nothing(text: str, said: str) -> bool:
    """Whether all of a text was said, or all of it but the name of a field."""
    text, said = text.casefold(), said.casefold()
    return text in said or text.endswith(": " + said)


def explained(body: Any) -> Optional[str]:
    """What a body calls a message or an error, or a list of texts; nothing else: it may hold
    secrets.
    """
    if isinstance(body, list):
        first = body[:_MOST]
        return words_of(first) if all(isinstance(item, str) for item in first) else None
    if not isinstance(body, dict):
        return None
    named = {name: value for name, value in _named(body).items() if name in _EXPLAINING}
    return words_of(named)


def shown(body: Any) -> Optional[str]:
    """The beginning of a body without words."""
    return one_line(head(body), _SHORT)


def head(value: Any) -> Any:
    """As much of a value as can be shown: the rest may be millions of items."""
    return _Head().of(value, 0)


class _Head:
    """Copies so many nodes: a few items each on a few levels would be millions."""

    def __init__(self) -> None:
        self._left = _NODES

    def of(self, value: Any, depth: int) -> Any:
        """The beginning of one node."""
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            return None
        if isinstance(value, list):
            return [self.of(item, depth + 1) for item in value[:_ITEMS]]
        if isinstance(value, dict):
            items = islice(value.items(), _ITEMS)
            return {key: self.of(item, depth + 1) for key, item in items}
        return value[:_CHARACTERS] if isinstance(value, str) else value


def code_of(body: Any) -> Optional[str]:
    """The system's own code, at the usual places."""
    for mapping in _outer_mappings(body):
        for name in _CODES:
            value = mapping.get(name)
            if value is not None and not isinstance(value, (dict, list, bool)):
                return one_line(value, 100)
    return None


def request_id_of(body: Any) -> Optional[str]:
    """What the system's support asks for, where the body names it."""
    for mapping in _outer_mappings(body):
        for name in _REQUEST_IDS:
            value = mapping.get(name)
            if isinstance(value, (str, int)) and value:
                return one_line(value, 200)
        instance = mapping.get("instance")
        if isinstance(instance, str) and instance.lower().startswith("urn:"):
            return one_line(instance, 200)
    return None


def _outer_mappings(body: Any) -> Iterator[dict[str, Any]]:
    """The body, what it calls its error, and the first of its errors."""
    body = body[0] if isinstance(body, list) and body else body
    if not isinstance(body, dict):
        return
    named = _named(body)
    yield named
    for name in ("error", "errors", "fault", "meta"):
        inner = named.get(name)
        inner = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(inner, dict):
            yield _named(inner)


def _named(mapping: dict[str, Any]) -> dict[str, Any]:
    """The first keys of a mapping, so spelled that they can be compared."""
    named: dict[str, Any] = {}
    for key, value in islice(mapping.items(), _KEYS):
        named.setdefault(_plain(key), value)
    return named


def _plain(key: Any) -> str:
    return str(key).lower().replace("_", "").replace("-", "")


def _pairs(named: dict[str, Any]) -> Iterator[str]:
    """A general and a special text that belong together."""
    for general, special in (("title", "detail"), ("error", "errordescription")):
        left, right = named.get(general), named.get(special)
        if isinstance(left, str) and isinstance(right, str):
            texts = list(filter(None, map(one_line, (left, right))))
            if len(texts) == 2:
                yield _joined(texts, ":")


def _texts_by_field(mapping: dict[str, Any], all_of_it: bool) -> Iterator[str]:
    """Lists of texts under the names of fields: ``name: This field is required.``

    :param all_of_it: every value is about a field, a lone text too.
    """
    for key, value in islice(mapping.items(), _KEYS):
        is_list = isinstance(value, list) and bool(value)
        if not all_of_it and _plain(key) in _KNOWN:
            continue
        if all_of_it or (is_list and all(isinstance(item, str) for item in value[:_ITEMS])):
            line = one_line(head(value))
            if line:
                yield line if _plain(key) in _ALL_FIELDS else "%s: %s" % (one_line(key), line)


class _Search:
    """The texts in a body, the most telling first; of a large one only so many nodes are seen."""

    def __init__(self) -> None:
        self._left = _NODES

    def texts(self, value: Any, depth: int = 0) -> Iterator[str]:
        """The texts in a value."""
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            return
        if isinstance(value, dict):
            yield from self._of_mapping(value, depth + 1)
        elif isinstance(value, list):
            for item in value[:_MOST]:
                yield from self.texts(item, depth + 1)
        elif not isinstance(value, bool):
            line = one_line(head(value))
            if line:
                yield line

    def _of_mapping(self, mapping: dict[str, Any], depth: int) -> Iterator[str]:
        named = _named(mapping)
        found = False
        by_name = self._by_name(named, depth)
        for text in chain(_pairs(named), by_name, _texts_by_field(mapping, False)):
            found = True
            yield text
        if found:
            return
        if "#text" in mapping:
            yield from self.texts(mapping["#text"], depth)
        for key, value in islice(mapping.items(), _KEYS):
            if isinstance(value, (dict, list)) and _plain(key) not in _KNOWN:
                yield from self.texts(value, depth)

    def _by_name(self, named: dict[str, Any], depth: int) -> Iterator[str]:
        for name in _TEXTS:
            if name in named:
                yield from self.texts(named[name], depth)
        for name in _HOLDERS:
            value = named.get(name)
            holds_fields = name in _FIELDS and isinstance(value, dict)
            if value is not None and holds_fields and _KNOWN.isdisjoint(_named(value)):
                yield from _texts_by_field(value, True)
            elif value is not None:
                yield from self.texts(value, depth)


_KNOWN = frozenset((*_TEXTS, *_HOLDERS))
_EXPLAINING = frozenset((*_TEXTS, *_FIELDS, "errlist", "fault"))
