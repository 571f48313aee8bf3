# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: pages walked, items made Jobs, filters applied. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Optional
from urllib.parse import parse_qsl, urlsplit

from .._model import paths, read, rules, template
from .._model.errors import DecodeError, NotFound
from .._model.job import STATES, Job
from .._model.provider import Provider
from .._model.rules import View
from .._wire import codecs
from .._wire.paging import Pager
from .exchange import Exchange, Reply
from .filters import check_filters, typed
from .ref import Ref

if TYPE_CHECKING:
    from .client import Client


def walk(exchange: Exchange, provider: Provider, section: Mapping[str, Any], names: Mapping[str, Any],
         pager: Optional[Pager] = None, query: Optional[Mapping[str, Any]] = None, headers: Optional[Mapping[str, str]] = None,
         extra_body: Optional[Mapping[str, Any]] = None, **send: Any) -> Iterator[tuple[list[Any], Reply]]:
    """The pages of a section: ``(items, reply)``, one request each."""
    pager = pager or Pager(section["page"])
    fixed = [*template.fill(section["query"], {**exchange.names, **names}).items(), *(query or {}).items()]
    section, template_body = {**section, "query": {}}, section["body"]
    more, url = True, None
    while more:
        in_query, in_header, in_body = pager.places()
        params = pager.params()
        body = None
        if (in_body or extra_body) and isinstance(template_body or {}, Mapping):
            whole = _nested(template.fill(template_body or {}, {**exchange.names, **names}),
                            {**(extra_body or {}), **(params if in_body else {})})
            body, kind = codecs.encode(whole, section["body_format"])
            headers = {"Content-Type": kind, **(headers or {})}
        reply = exchange.ask(
            section, names, provider=provider, url=url, body=body, repeatable=True,
            query=_missing_in(url, fixed) if url else [*fixed, *(params if in_query else {}).items()],
            headers={**(headers or {}), **_texts(params if in_header else {})}, **send)
        items = [] if reply.answer.status == 204 and 204 in section["ok"] else items_of(section["items"], reply.body, exchange, reply)
        more = pager.advance(items, reply.view)
        url = exchange.resolve(pager.url, reply.answer.url) if more and pager.url else None
        yield [] if pager.repeated else items, reply  # a system that does not page answers its one page twice


def _missing_in(url: str, fixed: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """What a next link has not kept of the list's own query: it would lead on through another list."""
    kept = {name for name, _value in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    return [(name, value) for name, value in fixed if name not in kept]


def _nested(body: dict[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters put into a body; ``page.offset`` goes into the mapping ``page``."""
    for name, value in params.items():
        *way, last = name.split(".")
        place = body
        for key in way:
            place = place.setdefault(key, {})
        place[last] = value
    return body


def _texts(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: paths.text_of(value) for name, value in params.items()}


def items_of(specs: Any, body: Any, exchange: Exchange, reply: Reply) -> list[Any]:
    """The items of one page; scalars become records with an id or href, mappings are laid out by their keys."""
    if not isinstance(body, (dict, list)):
        raise DecodeError("%s did not answer a list" % exchange.told(reply.answer), **exchange.facts(reply.answer))
    found: list[Any] = []
    for spec in specs:
        if isinstance(spec, str):
            spec = {"path": spec, "key_to": None, "set": {}, "as": "auto", "value_to": None}
        if spec["key_to"]:
            for keyed in paths.find_all(body, spec["path"]):
                for key, value in keyed.items() if isinstance(keyed, Mapping) else ():
                    found += [_item(one, spec, {spec["key_to"]: key}) for one in paths.as_list(value)]
        else:
            values = paths.find_all(body, spec["path"])
            if len(values) == 1 and isinstance(values[0], list):
                values = values[0]
            found += [_item(one, spec, {}) for one in values]
    return found


def _item(item: Any, spec: Mapping[str, Any], keyed: Mapping[str, Any]) -> Any:
    if isinstance(item, dict):
        return {**item, **keyed, **spec["set"]} if keyed or spec["set"] else item
    if spec["as"] == "auto" and not keyed and not spec["set"]:
        return item
    name = spec["value_to"] or ("href" if spec["as"] == "href" or (spec["as"] == "auto" and "/" in str(item)) else "id")
    return {**({} if keyed.get(name) else {name: item}), **keyed, **spec["set"]}


class Listing:
    """Jobs of a list, page by page. After it has been walked: ``complete``, ``hint``, ``received``.

    ``complete`` is False when the system cut the list, or when it never tells all (INTERFACE.md section 4).
    """

    def __init__(self, client: Client, provider: Provider, filters: dict[str, Any], page_size: Optional[int],
                 wanted: Optional[Container[str]], send: dict[str, Any]) -> None:
        self._client, self.provider, self._send = client, provider, send
        self._section = provider.require("list")
        self._expand_when, self._detail = self._section["expand_when"], provider["get"]["detail"]
        self._filters = check_filters(provider, filters)
        self._given = set(filters)
        self._states: Container[str] = ()
        self._only: Optional[Collection[str]] = None
        self._id_at = read.plain(provider["job"].get("id"))
        self._tokens: dict[str, Job] = {}  # one for each state, where jobs are only counted
        self._wanted = wanted  # a poll: only these ids, and the query that the definition has for polls
        self.pager = Pager(self._section["page"] or provider["page"], self._section["total"], page_size)
        self.hint: Optional[float] = None
        self.received = 0.0
        self.requests = 0
        self._whole = self._strange = False
        self._missed = 0

    def narrow(self, states: Container[str], only: Optional[Collection[str]]) -> None:
        """Jobs in other states are passed over, and of the rest only these keys are read (None: all).

        Without any key the jobs are there to be counted: those of a state are one object.
        """
        self._states, self._only = states, only
        if only is not None and not only:
            self._tokens = {state: Job("", self.provider.name, state) for state in STATES}

    @property
    def complete(self) -> bool:
        """True when all jobs that the filters ask for were listed."""
        section = self._section
        if section["partial"] and not any(name in self._given for name in section["whole_with"]):
            return False
        cut = section["limit"] and self.pager.count >= section["limit"]
        asked = [int(value) for name, value in self._filters.items() if self.provider["filters"][name]["cuts"]]
        less = self.pager.cut and not (section["total_of_all"] and self._given)
        return self._whole and not self._strange and not cut and not less and not any(self.pager.count >= most for most in asked)

    def __iter__(self) -> Iterator[Job]:
        client, provider = self._client, self.provider
        names: dict[str, Any] = {"filters": self._filters}
        places: dict[str, dict[str, Any]] = {"query": {}, "header": {}, "body": {}, "path": {}}
        for name, value in self._filters.items():
            spec = provider["filters"][name]
            places[spec["in"]][spec["name"] or name] = typed(spec["type"], value) if spec["in"] == "body" else value
        query = {**places["query"], **(self._section["poll_query"] if self._wanted is not None else {})}
        for page, reply in walk(client.exchange, provider, self._section, names, self.pager, query, places["header"],
                                places["body"], **self._send):
            self.requests += 1
            self.hint, self.received = client.hint(provider, reply), reply.answer.received
            if not page and not self._is_list(reply):
                self._strange = True
                client.warn("%s answered something else than a list of jobs; it counts as empty" % client.exchange.told(reply.answer))
            for item in page:
                job = self._job(item, reply)
                if job is not None:
                    yield job
        self._whole = True
        if self._missed and self._missed == self.pager.count:
            client.warn("provider %s lists %d jobs, and the look-up knows none of them: is job.id what get asks by?"
                        % (provider.name, self._missed))

    def _is_list(self, reply: Reply) -> bool:
        """Whether an answer without items has at least the place of a list, or their number; an empty answer is no lie."""
        body = reply.body
        if not body or rules.first(self._section["total"], reply.view) is not None:
            return True
        starts = [(paths.parse(spec["path"]) or (None,))[0] for spec in self._section["items"]]
        return any(start in body if isinstance(body, dict) else not isinstance(start, str) for start in starts)

    def _job(self, item: Any, reply: Reply) -> Optional[Job]:
        client, provider = self._client, self.provider
        bare = not isinstance(item, dict)
        if bare:
            text = paths.text_of(item)
            item = {"href" if "/" in text else "id": text}
        view = View(item, reply.answer.headers, reply.answer.status)
        bare = bare or self._section["expand"] or (self._expand_when and rules.any_holds(self._expand_when, view))
        if (self._filters and not self._matches(item)) or (self._wanted is not None and not self._is_wanted(item, self._wanted)):
            return None
        if bare:
            named = item.get("href") or self._told(item) or client.read(client.ref("-"), item, reply).id
            try:
                return client.get(client.ref(named), **self._send)
            except NotFound:
                self._missed += 1
                return None  # it went between the list and the look
        if not self._detail:  # else only a second call tells how a finished job ended
            state = rules.state_of(provider, view)[0] if self._states or self._tokens else ""
            if self._states and state not in self._states:
                return None
            if self._tokens and state != "unknown" and (read.exact(paths.find(item, self._id_at)) or self._told(item)):
                return self._tokens[state]
        # An item that was no object has been given its id or href by us, whatever the definition calls them.
        href = item.get("href")
        ref = Ref("", read.exact(item.get("id")) or "", href if isinstance(href, str) else None, provider)
        job = client.detailed(ref, client.read(ref, item, reply, self._only), reply, self._send)
        if not (job.id or self._told(item)):
            self._strange = True
            client.warn("%s lists something without an id; it is left out" % client.exchange.told(reply.answer))
            return None
        return job

    def _is_wanted(self, item: Any, wanted: Container[str]) -> bool:
        told = self._told(item)
        return told is None or (self.provider.id_of(told) if "/" in told else told) in wanted

    def _told(self, item: Any) -> Any:
        """What an item is called: its id, else its href."""
        fields = self.provider["job"]
        return read.field(item, fields.get("id")) or read.field(item, fields.get("href")) or item.get("href") or item.get("id")

    def _matches(self, item: Any) -> bool:
        """A filter that the system may ignore is applied again."""
        for name, value in self._filters.items():
            spec = self.provider["filters"][name]
            told = paths.find(item, spec["match"]) if spec["match"] else None
            if told is not None and not any(paths.same(told, one) for one in value.split(",")):
                return False
        return True
