# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a request that has items. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Optional
from urllib.parse import parse_qsl, urlsplit

from .._model.compiled.items import LeftOut
from .._model.compiled.page.pager import Pager
from .._model.compiled.page.styles import pager_for
from .._model.compiled.sections import Paged
from .._model.errors import ApiError, DecodeError
from .._model.provider import Provider
from .._model.template import Names
from .._model.values import text_of
from .._wire import codecs, urls
from .._wire.headers import merge_headers
from .._wire.request import Request, SendOptions
from .decoding import DecodedResponse
from .expectations import STRUCTURED, SUBMIT
from .session import ApiSession, address_of, facts_of, query_pairs

if TYPE_CHECKING:
    from .readiness import FirstPage

_MAY_BE_DENIED = ("list", "outputs", "result")


class Page(NamedTuple):
    """The items of one response."""

    items: list[Any]
    decoded: DecodedResponse


class Narrowing:
    """What a list request has besides its template: filters, by the place they go to."""

    __slots__ = ("query", "headers", "body")

    def __init__(self) -> None:
        self.query: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] = {}


def fetch_pages(
    session: ApiSession,
    provider: Provider,
    template: Paged,
    names: Names,
    options: Optional[SendOptions] = None,
    pager: Optional[Pager] = None,
    narrowing: Optional[Narrowing] = None,
    first: Optional[FirstPage] = None,
) -> Iterator[Page]:
    """The pages, one request each.

    :param first: knows answers to the first request that are no page yet, or none at all.
    :raises ApiError: the system says no, or names a next page elsewhere.
    :raises DecodeError: (Denied where it says why) an answer holds no list.
    """
    pager = pager or pager_for(template.page)
    narrowing = narrowing or Narrowing()
    more, url = True, None
    while more:
        request = page_request(session, provider, template, names, pager, narrowing, url)
        request.repeatable = True
        options = _options_of_page(pager, options)
        expected = SUBMIT if first is not None else STRUCTURED
        decoded = session.send(request, template, provider, options, expected)
        if first is not None:
            if first.is_absent(decoded):
                return
            if first.is_asked_again(decoded, options):
                continue
            first = None
        session.check(decoded, template, provider)
        items = _items(session, provider, template, decoded)
        more = pager.advance(items, decoded.view)
        url = _next_url(session, template, pager, decoded) if more else None
        yield Page(_kept(pager, items), decoded)
    if pager.is_endless:
        raise endless(decoded, pager)


def _next_url(
    session: ApiSession, template: Paged, pager: Pager, decoded: DecodedResponse
) -> Optional[str]:
    """The URL that an answer names as that of the next page, if it does."""
    if not pager.url:
        return None
    resolve = session.resolve_result if template.may_be_elsewhere else session.resolve
    link = urls.without_host(pager.url) if pager.spec.rebase else pager.url
    return resolve(link, decoded.url)


def _options_of_page(pager: Pager, options: Optional[SendOptions]) -> Optional[SendOptions]:
    """Later pages are asked for again in any case: whoever repeats the first would begin anew, and
    at a system that turns every second request away no list would ever be whole.
    """
    if pager.pages and options is not None and options.retries == 0:
        return SendOptions(None, options.deadline, abandon=options.abandon)
    return options


def _kept(pager: Pager, items: list[Any]) -> list[Any]:
    """The items that are wanted; none of a page that came twice: the system does not page."""
    return [] if pager.repeated else [item for item in items if not isinstance(item, LeftOut)]


def endless(decoded: DecodedResponse, pager: Pager) -> DecodeError:
    """The error of pages that lead on and on, and bring nothing."""
    message = "the pages of %s have no end: page %d names one more, and the last held nothing new"
    return DecodeError(message % (address_of(decoded.response), pager.pages))


def page_request(
    session: ApiSession,
    provider: Provider,
    template: Paged,
    names: Names,
    pager: Pager,
    narrowing: Narrowing,
    url: Optional[str],
) -> Request:
    # What the user asks for by a filter counts.
    params = {name: value for name, value in pager.params().items() if name not in narrowing.query}
    in_body = {**narrowing.body, **(params if pager.in_body else {})}
    if in_body and (template.body is None or isinstance(template.body.source, Mapping)):
        request = session.build(template.copy(body=None), names, provider, url)
        _put_body(session, template, names, request, in_body)
    else:
        request = session.build(template, names, provider, url)
    is_ours = not request.elsewhere or urls.is_of_origin(request.url, session.base_url)
    if pager.pages and params and not is_ours:
        # The URL of a result at another host is signed: nothing can be added to it.
        raise ApiError("a result at another host is paged by links only (page.type: link)")
    fixed = [*request.query, *query_pairs(narrowing.query)]
    if url:
        request.query = _missing_in(url, fixed)
    else:
        request.query = [*fixed, *query_pairs(params if pager.in_query else {})]
    header_params = params if pager.in_headers else {}
    texts = {name: text_of(value) for name, value in header_params.items()}
    request.headers = merge_headers(request.headers, narrowing.headers, texts)
    return request


def _put_body(
    session: ApiSession, template: Paged, names: Names, request: Request, params: Mapping[str, Any]
) -> None:
    """The template's body with parameters in it; ``page.offset`` goes into the mapping ``page``."""
    body = template.body.fill({**session.names, **names}) if template.body is not None else {}
    for name, value in params.items():
        *way, last = name.split(".")
        place = body
        for key in way:
            place = place.setdefault(key, {})
        place[last] = value
    request.body, content_type = codecs.encode(body, template.body_format)
    request.headers = merge_headers({"Content-Type": content_type}, request.headers)


def _missing_in(url: str, fixed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a next link has not kept of the list's own query: it would lead on through another
    list.
    """
    kept = {name for name, _value in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    return [(name, value) for name, value in fixed if name not in kept]


def _items(
    session: ApiSession, provider: Provider, template: Paged, decoded: DecodedResponse
) -> list[Any]:
    if decoded.status == 204 and 204 in template.ok:
        return []
    if decoded.decode_error is not None:
        raise decoded.decode_error
    if not isinstance(decoded.body, (dict, list)):
        response = decoded.response
        said = session.said(decoded, provider)
        message = "%s did not answer a list%s" % (address_of(response), said)
        raise DecodeError(message, **facts_of(response))
    items = template.items_of(decoded.body)
    if not items and template.verb in _MAY_BE_DENIED:
        # A record of a job, where messages and outputs may stand, tells of errors, too.
        places = () if template.verb == "outputs" else [one.path for one in template.items]
        from .denials import check

        check(session, decoded, provider, places)
    return items
