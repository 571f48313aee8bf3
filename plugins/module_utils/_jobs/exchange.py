# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One exchange: a request of the vocabulary -> the judged answer. Private to asyncops.jobs."""
from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Callable, NamedTuple, Optional
from urllib.parse import urlsplit

from .._model import paths, read, template
from .._model.errors import API_KINDS, ApiError, DecodeError
from .._model.provider import Provider
from .._model.rules import View
from .._wire import codecs, urls
from .._wire.auth import Auth
from .._wire.http import Answer, Transport
from .._wire.secrets import Secrets
from . import verdict

Names = Mapping[str, Any]
Section = Mapping[str, Any]


class Reply(NamedTuple):
    """An answer and what it says; ``body`` is None where there was none, or where it could not be read (``unread``)."""

    answer: Answer
    body: Any
    unread: Optional[DecodeError] = None

    @property
    def view(self) -> View:
        """The answer as conditions look at it."""
        return View(self.body, self.answer.headers, self.answer.status)


class Exchange:
    """Sends what a definition describes: builds the URL, proves who we are, decodes, and judges the answer.

    :param names: what templates may use: org_id, api_version, username.
    :param credentials: the secret options, used by auth sections only.
    """

    def __init__(self, provider: Provider, transport: Transport, names: Names, credentials: Names, secrets: Secrets,
                 warn: Callable[[str], None], clock: Callable[[], float] = time.monotonic,
                 sleep: Callable[[float], None] = time.sleep) -> None:
        self.provider, self.transport, self.names, self.warn = provider, transport, dict(names), warn
        self.root = template.render(provider["base"], self.names)
        self.base_url = urls.above_root(transport.connection.base_url, self.root)
        self._clock, self._sleep = clock, sleep
        self._sent: deque[float] = deque(maxlen=provider["requests_per_minute"] or 0)
        self._budget = threading.Lock()
        self.auth = Auth(provider["auth"], {**self.names, **credentials}, secrets, self._login, clock)

    def url(self, section: Section, names: Names) -> str:
        """The absolute URL of a request.

        A path that is one placeholder of a URL (`{href}`, `{record.links.self}`) is resolved as a reference.

        :raises ConfigError: a name without a value, or an id that is no path segment.
        :raises ApiError: a reference to another origin.
        """
        text: str = section["path"] or ""
        used = template.names_in(text)
        root = template.render(section["root"], names) if section["root"] is not None else self.root
        if len(used) == 1 and text in ("{%s}" % used[0],) and used[0].split(".")[0] in ("href", "record", "saved", "output"):
            return self.resolve(template.render(text, names))
        path = template.render(text, names, urls.segment)
        if path.startswith(("http://", "https://")):
            return self.resolve(path)
        return urls.join(self.base_url, root, path)

    def resolve(self, reference: str, current: Optional[str] = None) -> str:
        """A Location, href or next link -> an absolute URL of our origin; relative to ``current``, else to the API root."""
        return urls.resolve(reference, self.base_url, self.root, current or urls.join(self.base_url, self.root, "") + "/")

    def given(self, option: str, reference: str) -> str:
        """The same of a URL or absolute path that the user gave in ``option``; ConfigError where it leads elsewhere."""
        return urls.given(option, reference, self.base_url, self.root)

    def ask(self, section: Section, names: Names, *, provider: Optional[Provider] = None, url: Optional[str] = None,
            query: Iterable[tuple[str, Any]] = (), headers: Optional[Mapping[str, str]] = None, body: Optional[bytes] = None,
            expect: str = "auto", judge: bool = True, **send: Any) -> Reply:
        """Sends one request of the vocabulary and returns its judged answer.

        ``query``, ``headers`` and ``body`` (encoded) come on top of the section's own. ``send`` goes to Transport.send.

        :raises ApiError: (a subclass) the system says no, by HTTP code or by an error rule.
        :raises TransportError, DecodeError: no usable answer.
        """
        provider = provider or self.provider
        names = {**self.names, **names}
        target = url or self.url(section, names)
        pairs = _pairs(template.fill(section["query"], names)) + _pairs(query)
        # The user's own headers are laid over the definition's, so that Accept or Prefer can be changed.
        sent_headers = _merged(template.fill(provider["headers"], names), template.fill(section["headers"], names),
                               self.transport.connection.headers, headers or {})
        if body is None and section.get("body") is not None:
            body, kind = codecs.encode(template.fill(section["body"], names), section["body_format"])
            sent_headers = _merged({"Content-Type": kind}, sent_headers)
        if any(code in (301, 302, 307, 308) for code in section["ok"]):
            send["follow"] = False  # the definition calls a redirect an answer
        send["verdict"] = lambda answer: verdict.settle(provider, answer)
        answer = self._authorised(section["method"], target, pairs, sent_headers, body, send)
        return self._read(provider, section, answer, expect, judge)

    def _authorised(self, method: str, url: str, query: list[tuple[str, str]], headers: dict[str, str],
                    body: Optional[bytes], send: dict[str, Any]) -> Answer:
        proof = self.auth.headers()
        self._wait_for_budget()
        answer = self.transport.send(method, url, query=query, headers={**headers, **proof}, body=body, **send)
        if (answer.status == 401 or send["verdict"](answer) == "expired") and self.auth.renew(proof):
            # Such a request was not carried out, so that this is no second submit.
            answer = self.transport.send(method, url, query=query, headers={**headers, **self.auth.headers()}, body=body, **send)
        return answer

    def _login(self, section: Section, names: Names) -> Any:
        root = section["root"] if section["root"] is not None else self.provider["base"]
        url = urls.join(self.base_url, template.render(root, self.names), template.render(section["path"], names, urls.segment))
        body, kind = codecs.encode(template.fill(section["body"], names), section["body_format"]) if section["body"] else (None, "")
        headers = _merged({"Content-Type": kind} if kind else {}, self.provider["headers"], self.transport.connection.headers,
                          template.fill(section["headers"], names))
        # A login changes nothing that a second one would change again.
        answer = self.transport.send(section["method"], url, query=_pairs(template.fill(section["query"], names)),
                                     headers=headers, body=body, repeatable=True)
        return self._read(self.provider, section, answer, "auto", True).view

    def _read(self, provider: Provider, section: Section, answer: Answer, expect: str, judge: bool) -> Reply:
        good = verdict.is_good(section, answer.status)
        # A 303 leads on by its Location; what else it holds is for browsers.
        expect = (expect if answer.status < 300 else "loose") if good else "auto"
        unread = None
        try:
            body = verdict.decode(answer, "any" if expect == "submit" else expect)
        except DecodeError as exc:
            unread = DecodeError("%s: %s" % (self.told(answer), exc.message), **self.facts(answer))
            if good and expect != "submit":  # what a submit has started may be told by its headers
                raise unread from exc
            body = None if good else read.line(answer.content[:2000].decode("utf-8", "replace"), 200)
        if 300 <= answer.status < 400 and isinstance(body, str):
            body = None
        reply = Reply(answer, body, unread)
        if judge:
            self.judge(provider, section, reply)
        return reply

    def judge(self, provider: Provider, section: Section, reply: Reply) -> None:
        """Raises the error that an answer is, if it is one."""
        kind = verdict.kind_of(provider, section, reply.view)
        if kind is not None:
            raise self.error(provider, reply, kind)

    def error(self, provider: Provider, reply: Reply, kind: str) -> ApiError:
        """The error of an answer, with the system's own words."""
        answer = reply.answer
        text, code = verdict.message(provider, reply.body), verdict.code(provider, reply.body)
        words = "%s answered HTTP %d" % (self.told(answer), answer.status)
        if text:
            words += ": %s" % text + (" (code %s)" % code if code and code not in text else "")
        types = self.auth.words()
        if answer.status == 401 and len(types) > 1:
            words += " (token_type is one of %s)" % ", ".join(types)
        facts = self.facts(answer)
        hint = answer.hint(self.warn)
        if hint is not None:
            facts["retry_after"] = hint
        if code:
            facts["code"] = code
        return API_KINDS["auth" if kind == "expired" else kind](words, **facts)

    @staticmethod
    def told(answer: Answer) -> str:
        """How an answer is named in a sentence."""
        parts = urlsplit(answer.url)
        return "%s%s" % (parts.netloc, parts.path)

    @staticmethod
    def facts(answer: Answer) -> dict[str, Any]:
        """What a person looks up an answer by."""
        return {"http_status": answer.status, "request_id": answer.request_id, "tries": answer.tries}

    def _wait_for_budget(self) -> None:
        """Keeps to the system's requests a minute, counted over every window of 60 seconds."""
        if not self._sent.maxlen:
            return
        with self._budget:
            if len(self._sent) == self._sent.maxlen:
                free = self._sent[0] + 60.0 - self._clock()
                if free > 0:
                    self._sleep(free)
            self._sent.append(self._clock())


def _pairs(query: Any) -> list[tuple[str, str]]:
    """A mapping or list of pairs -> pairs of texts; a list repeats its name, null is left out."""
    pairs = query.items() if hasattr(query, "items") else query
    return [(str(name), paths.text_of(one)) for name, value in pairs for one in paths.as_list(value)]


def _merged(*layers: Mapping[str, str]) -> dict[str, str]:
    """Headers laid over each other, whatever the case of their names."""
    merged: dict[str, tuple[str, str]] = {}
    for layer in layers:
        merged.update({name.lower(): (name, value) for name, value in layer.items()})
    return dict(merged.values())
