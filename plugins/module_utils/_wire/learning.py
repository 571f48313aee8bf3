# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the secrets in what the user wrote and in what a login answered. Private to asyncops.jobs.

A header is more than one secret: a server that is given ``Authorization: Bearer T`` quotes ``T``,
of a Cookie one of its values, of Basic the password. Names tell the others (`api_key` in a query,
`refresh_token` in an answer); what a login answers is judged by its looks as well.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus

from .._model.text import unescape
from .secrets import SHORTEST, Secrets

if TYPE_CHECKING:
    from .request import Request
    from .response import Response

_PART = 6  # the shortest part of a header that is masked by itself
_OPAQUE = 20  # from so many characters on a word of letters and digits is taken for a token
_READ = 65_536  # characters of a login's answer
_NODES = 20_000  # of a tree

# Names in lower case, of letters and digits only.
_SECRET_NAME = re.compile(
    "pass?wor|passwd|passphrase|pwd|secret|token|signature|credential|authorization|cookie|session"
    "|csrf|xsrf|crumb|jwt|assertion"
    "|(?:api|access|private|shared|account|subscription|functions?|auth|signing|encryption"
    "|master|licen[cs]e|service|client)key|^(?:key|sig|sid|otp|x?auth)$"
)
_PLAIN_NAME = re.compile(
    "(?:type|name|url|uri|path|file|policy|length|count|limit|scope|method|timeout|lifetime|ttl"
    "|enabled|required|format)$|expir|public|idempotency"
    "|^(?:next|page|nextpage|prev|previous|continuation|cursor|start|sync|delta|skip|resume"
    "|pagination)(?:page)?(?:token|key)$"
)
# Headers that are about the message, not about who sends it.
_PLAIN_HEADER = re.compile(
    r"accept(?:-.*)?|content-.*|prefer|user-agent|if-.*|range|cache-control|host|origin|referer|via"
    r"|date|from|te|connection|expect|x-requested-with|x-request-id|x-forwarded-.*|traceparent"
)
# Words that stand where a secret might, and everywhere else too.
_WORDS = (
    "basic bearer digest negotiate token apikey default none null auto true false json oauth2 user"
    " username password secret session cookie header query required optional disabled enabled"
    " anonymous client_credentials refresh_token access_token success succeeded login welcome"
)
_COMMON = frozenset(_WORDS.split())
_SEPARATORS = re.compile(r"[\s;,]+")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_PAIR = re.compile(
    r"(?<![\w-])([\w-]{1,64})[\"']?[ \t]{0,8}[=:][ \t]{0,8}[\"']?([^\s&;,\"'<>{\[][^\s&;,\"'<>]*)"
)
_ELEMENT = re.compile(r"<([\w:.-]{1,64})[^<>]*>([^<>]*)")
_DIGIT = re.compile("[0-9]")
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.~%-]+")


def is_secret_name(name: object) -> bool:
    """Whether what is called so is a secret, wherever it stands."""
    plain = re.sub("[^a-z0-9]", "", str(name).lower())
    return bool(_SECRET_NAME.search(plain)) and not _PLAIN_NAME.search(plain)


def learn_options(secrets: Secrets, params: Mapping[str, Any]) -> None:
    """The secrets in options that need not be secret as a whole.

    :param params: as validated, or as far as validation got.
    """
    for name, value in _items(params.get("headers")):
        learn_header(secrets, name, value)
    for name in ("query", "filters", "body"):
        _learn_data(secrets, params.get(name))
    for name in ("path", "base_url"):
        _learn_query(secrets, params.get(name))
    definition = params.get("provider_definition")
    if isinstance(definition, str):  # which is none
        _learn_data(secrets, definition)
    _Definition(secrets).learn(definition)


def learn_header(secrets: Secrets, name: str, value: object) -> None:
    """A request header that is secret: all of it, and what a server may quote of it."""
    text = str(value)
    secrets.add(text)
    if _PLAIN_HEADER.fullmatch(name.lower()):
        return
    add = _add_token if is_secret_name(name) else _add
    for part in _parts(text):
        add(secrets, part, _PART)
    scheme, _blank, code = text.strip().partition(" ")
    if scheme.lower() == "basic":
        _learn_basic(secrets, code.strip())


def learn_request(secrets: Secrets, request: Request, body: Any = None) -> None:
    """What is secret, by its name, in a request that holds what answers have brought.

    :param body: what its body is made of.
    """
    for name, value in request.headers.items():
        if is_secret_name(name):
            learn_header(secrets, name, value)
    _learn_pairs(secrets, request.query)
    _learn_pairs(secrets, _leaves(body))


def learn_answer(secrets: Secrets, response: Response) -> None:
    """What a login answered: by name, by its looks, or the whole of a body of one word."""
    for name in response.headers:
        for value in response.headers.all(name):
            if name.lower() == "set-cookie":
                _add_token(secrets, value.partition(";")[0].partition("=")[2].strip('" '))
            elif is_secret_name(name):
                learn_header(secrets, name, value)
    text = response.content[: 4 * _READ].decode("utf-8", "replace")[:_READ].strip("\ufeff \t\r\n")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        _learn_text(secrets, text, response.status)
        return
    if isinstance(data, str):
        _learn_text(secrets, data, response.status)
    for name, value in _leaves(data):
        if is_secret_name(name):
            _learn_token(secrets, value, response.status)
        _learn_words(secrets, value, response.status)


def learn_place(secrets: Secrets, url: str) -> None:
    """What is secret in a URL that grants something: the signature of a link."""
    _learn_query(secrets, url)


def learn_saved(secrets: Secrets, value: object) -> None:
    """What a login's answer was read for."""
    if isinstance(value, (str, int, float)):
        _add_token(secrets, str(value), _PART)
        _add_token(secrets, str(value).strip().partition(" ")[2], _PART)


class _Definition:
    """The literal secrets of a definition: in headers, queries, bodies and paths."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._left = _NODES

    def learn(self, value: Any, place: str = "", in_auth: bool = False) -> None:
        """Walks down to where values are sent.

        :param place: the key that the value stands under.
        :param in_auth: whether all headers say who we are.
        """
        self._left -= 1
        if self._left < 0:
            return
        if isinstance(value, (list, tuple)):
            for item in value:
                self.learn(item, place, in_auth)
        elif place in ("query", "body"):
            _learn_data(self._secrets, value)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                if place == "headers":
                    self._learn_header(str(key), item, in_auth)
                else:
                    self.learn(item, str(key), in_auth or key == "auth")
        elif isinstance(value, str):
            _learn_query(self._secrets, value)
            # A literal where the place of one was asked for.
            if (is_secret_name(place) or in_auth) and _is_opaque(value):
                self._secrets.add(value)

    def _learn_header(self, name: str, value: Any, in_auth: bool) -> None:
        if not isinstance(value, (str, int)) or _PLAIN_HEADER.fullmatch(name.lower()):
            return
        text = str(value)
        words = (*_SEPARATORS.split(text), *_parts(text))
        if not (in_auth or is_secret_name(name) or any(map(_is_opaque, words))):
            return
        if "{" in text:
            for piece in _PLACEHOLDER.split(text):
                for part in _parts(piece):
                    _add(self._secrets, part, _PART)
        elif text.lower() not in _COMMON:
            learn_header(self._secrets, name, text)


def _learn_data(secrets: Secrets, value: Any) -> None:
    """A query or a body: a tree, JSON, or a text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            _learn_pairs(secrets, _pairs_of_text(value[:_READ]))
            return
    _learn_pairs(secrets, _leaves(value))


def _pairs_of_text(text: str) -> Iterator[tuple[str, str]]:
    """What stands by a name in a text of the user's: a form, XML, lines of a file."""
    yield from parse_qsl(text)
    for name, value in (*_PAIR.findall(text), *_ELEMENT.findall(text)):
        yield name, value
        yield name, unescape(value).rstrip("}])")


def _learn_pairs(secrets: Secrets, pairs: Iterable[tuple[str, str]]) -> None:
    for name, value in pairs:
        if is_secret_name(name) and "{" not in value:  # else a template
            _add(secrets, value)


def _learn_query(secrets: Secrets, url: object) -> None:
    query = url.partition("?")[2] if isinstance(url, str) else ""
    if query:
        _learn_pairs(secrets, parse_qsl(query[:_READ]))


def _learn_text(secrets: Secrets, text: str, status: int) -> None:
    """An answer that is no JSON: a form, lines, XML, or a bare token."""
    for name, value in (*_PAIR.findall(text), *_ELEMENT.findall(text)):
        value = value.strip()
        if is_secret_name(name):
            _learn_token(secrets, value, status)
            _learn_token(secrets, unquote_plus(value), status)
        _learn_words(secrets, value, status)
    if not text.startswith("<"):
        _learn_words(secrets, text, status)
    if _DIGIT.search(text):
        _learn_token(secrets, text.strip("\"'"), status)


def _learn_token(secrets: Secrets, value: str, status: int) -> None:
    """A token by its name, perhaps behind its scheme word.

    `{"token": ["is missing"]}` tells what is wrong, and so does most of a refusal.
    """
    words = value.split()
    is_answer = 200 <= status < 300
    if len(words) == 1 and (is_answer or (len(words[0]) >= _PART and _DIGIT.search(value))):
        _add_token(secrets, words[0])
    elif len(words) == 2 and _DIGIT.search(words[1]):
        _add_token(secrets, words[1], _PART)


def _learn_words(secrets: Secrets, text: str, status: int) -> None:
    """Those that look like tokens. A refusal holds none, but ids that support asks for."""
    if 200 <= status < 300:
        for word in filter(_is_opaque, text.split()):
            secrets.add(word)


def _learn_basic(secrets: Secrets, code: str) -> None:
    try:
        data = base64.b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return
    for charset in ("utf-8", "latin-1"):
        user, colon, password = data.decode(charset, "replace").partition(":")
        if colon:
            secrets.add_basic(user, password)


def _parts(header: str) -> Iterator[str]:
    """What stands in a header beside a scheme word: words, and values of pairs."""
    for index, word in enumerate(_SEPARATORS.split(header.strip())):
        value = word.partition("=")[2].strip("=\"'")
        if value:
            yield value
        if index and not value:
            yield word.strip("\"'")


def _add(secrets: Secrets, value: str, shortest: int = SHORTEST) -> None:
    """Adds what is long enough and no word of every day; nobody is warned of what is not."""
    text = value.strip()
    if len(text) >= shortest and text.lower() not in _COMMON:
        secrets.add(value)


def _add_token(secrets: Secrets, value: str, shortest: int = SHORTEST) -> None:
    """The same of what says who we are: pieces of it are secret, too."""
    text = value.strip()
    if len(text) >= shortest and text.lower() not in _COMMON:
        secrets.add_token(value)


def _is_opaque(text: str) -> bool:
    """Whether a text looks like a token: long, without a blank, of letters and digits."""
    if len(text) < _OPAQUE or not _TOKEN.fullmatch(text):
        return False
    return bool(_DIGIT.search(text) and re.search("[A-Za-z]", text))


def _items(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield str(name), str(item)


def _leaves(value: Any) -> Iterator[tuple[str, str]]:
    """The texts and numbers of a tree, each with the name it stands under."""
    stack: list[tuple[str, Any]] = [("", value)]
    left = _NODES
    while stack and left:
        left -= 1
        name, one = stack.pop()
        if isinstance(one, Mapping):
            stack.extend((str(key), item) for key, item in one.items())
            # What forms and questions are made of: {name: password, value: ...}
            named = one.get("name", one.get("key"))
            if isinstance(named, str) and "value" in one:
                stack.append((named, one["value"]))
        elif isinstance(one, (list, tuple)):
            stack.extend((name, item) for item in one)
        elif isinstance(one, str) or (isinstance(one, (int, float)) and not isinstance(one, bool)):
            yield name, str(one)
