# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paging: all items exactly once and an end, whatever the server makes of page sizes, totals and
next pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page import pager
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page.link_header import (
    is_link_header,
    next_link,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page.pager import (
    Pager,
    PageSpec,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page.styles import (
    STYLES,
    pager_for,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.source import (
    Source,
    compile_sources,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

Server = Callable[[dict[str, Any], Any], "tuple[list[Any], View]"]
TOTAL = compile_sources([{"header": None, "path": "total", "pattern": None}])


def section(spec: Any) -> PageSpec:
    """A page section as the engine gets it."""
    base = {"name": "x", "get": "/j/{id}", "state": {"path": "s", "words": {"failed": "f"}}}
    listed = Provider({**base, "page": spec, "list": {"method": "POST", "path": "/j"}}).list
    assert listed is not None
    return listed.page


def collect(made: Pager, server: Server, most: int = 500) -> tuple[list[Any], int]:
    """Every item, and how many requests it took."""
    found: list[Any] = []
    for number in range(1, most):
        items, view = server(made.params(), made.url)
        more = made.advance(items, view)
        found += [] if made.repeated else items
        assert made.count == len(found)
        if not more:
            return found, number
    raise AssertionError("no end after %d requests" % most)


def answer(items: list[Any], headers: Any = None, **body: Any) -> tuple[list[Any], View]:
    return items, View(
        {"items": items, **{key: value for key, value in body.items() if value is not None}},
        headers or {},
        200,
    )


SIZES = st.integers(1, 7)
COUNTS = st.integers(0, 40)
# What the server says of the number of all items: the truth, too many, nothing.
CLAIMS = st.sampled_from([0, 1, 13, None])
CHUNKS = st.lists(SIZES, min_size=1, max_size=5)


@given(COUNTS, SIZES, CHUNKS, CLAIMS, st.sampled_from([0, 1]))
def test_offset(count: int, size: int, chunks: list[int], claim: Any, start: int) -> None:
    """The server gives at most what is asked, often less, now one, now another number."""
    turns = iter(chunks * 100)

    def server(params: dict[str, Any], _url: Any) -> Any:
        at = params["skip"] - start
        return answer(
            list(range(count))[at : at + min(params["top"], next(turns))],
            total=None if claim is None else count + claim,
        )

    made = pager_for(
        section({"type": "offset", "offset": "skip", "limit": "top", "size": size, "start": start}),
        TOTAL,
    )
    found, requests = collect(made, server)
    assert found == list(range(count))
    assert requests <= count + 1
    assert made.cut is bool(claim)


@given(COUNTS, SIZES, SIZES, CLAIMS, st.sampled_from([0, 1]))
def test_number(count: int, size: int, cap: int, claim: Any, first: int) -> None:
    """The server's pages are as long as it likes, the last one is short."""

    def server(params: dict[str, Any], _url: Any) -> Any:
        length = min(params["limit"], cap)
        at = (params["page"] - first) * length
        return answer(
            list(range(count))[at : at + length], total=None if claim is None else count + claim
        )

    made = pager_for(section({"type": "number", "first": first, "size": size}), TOTAL)
    found, requests = collect(made, server)
    assert found == list(range(count))
    assert requests <= -(-count // min(size, cap)) + 1
    assert made.cut is bool(claim)


@given(COUNTS, SIZES, st.integers(-40, -1), st.sampled_from(["offset", "number"]))
def test_a_total_that_is_too_low_costs_items_but_never_doubles_them(
    count: int, size: int, less: int, kind: str
) -> None:
    def server(params: dict[str, Any], _url: Any) -> Any:
        at = params["offset"] if kind == "offset" else (params["page"] - 1) * params["limit"]
        return answer(list(range(count))[at : at + params["limit"]], total=count + less)

    found, _requests = collect(pager_for(section({"type": kind, "size": size}), TOTAL), server)
    assert found == list(range(len(found)))
    assert len(found) == count or len(found) == count + less


NEXT_CHUNKS = st.lists(st.integers(0, 7), min_size=1, max_size=5).filter(any)


def follower(
    count: int,
    chunks: list[int],
    name: Callable[[int, int], Any],
    read: Callable[[Any], int],
    same: bool,
    where: str,
) -> Server:
    """A server that names the next page; pages may be empty on the way (and equal, where the items
    are)."""
    turns = iter(enumerate(chunks * 100))
    items = ["x"] * count if same else list(range(count))

    def server(params: dict[str, Any], url: Any) -> Any:
        at = read(url if url is not None else params.get("cursor", params.get("page")))
        turn, length = next(turns)
        end = at + length
        following = name(end, turn) if end < count else None
        if where == "header":
            return answer(items[at:end], {"X-Next": following} if following is not None else {})
        if where == "link":
            return answer(
                items[at:end],
                {"link": '</first>; rel="first", <%s>; rel="next"' % following}
                if following is not None
                else {},
            )
        return answer(items[at:end], next=following)

    return server


@given(COUNTS, NEXT_CHUNKS, st.booleans(), st.sampled_from(["body", "header"]))
def test_cursor(count: int, chunks: list[int], same: bool, where: str) -> None:
    server = follower(
        count,
        chunks,
        lambda at, turn: "%d-%d==" % (at, turn),
        lambda told: int(told.split("-")[0]) if told else 0,
        same,
        where,
    )
    spec = {"type": "cursor", "next": {"path": "next"} if where == "body" else {"header": "x-next"}}
    found, _requests = collect(pager_for(section(spec)), server)
    assert found == (["x"] * count if same else list(range(count)))


@given(COUNTS, NEXT_CHUNKS, st.booleans(), st.sampled_from(["body", "header", "link"]))
def test_link(count: int, chunks: list[int], same: bool, where: str) -> None:
    server = follower(
        count,
        chunks,
        lambda at, turn: "/jobs?turn=%d&at=%d" % (turn, at),
        lambda told: int(told.split("at=")[1]) if told else 0,
        same,
        where,
    )
    spec = {
        "type": "link",
        "next": []
        if where == "link"
        else [{"path": "next"} if where == "body" else {"header": "X-Next"}],
    }
    found, _requests = collect(pager_for(section(spec)), server)
    assert found == (["x"] * count if same else list(range(count)))


@given(COUNTS, CHUNKS, st.booleans())
def test_number_that_the_server_names(count: int, chunks: list[int], same: bool) -> None:
    server = follower(
        count, chunks, lambda at, _turn: at, lambda told: int(told or 0), same, "body"
    )
    found, _requests = collect(
        pager_for(section({"type": "number", "limit": "", "next": {"path": "next"}})), server
    )
    assert found == (["x"] * count if same else list(range(count)))


@given(COUNTS, SIZES, st.sampled_from(["offset", "number"]))
def test_more_is_true_and_nothing_else_is_said(count: int, size: int, kind: str) -> None:
    def server(params: dict[str, Any], _url: Any) -> Any:
        at = params["offset"] if kind == "offset" else (int(params.get("page", 1)) - 1) * size
        return answer(list(range(count))[at : at + size], next=at + size < count)

    found, requests = collect(
        pager_for(section({"type": kind, "size": size, "next": {"path": "next"}})), server
    )
    assert found == list(range(count))
    assert requests <= max(1, -(-count // size))


@pytest.mark.parametrize(
    "spec",
    [
        "offset",
        "number",
        {"type": "cursor", "next": {"path": "next"}},
        {"type": "link", "next": {"path": "next"}},
        {"type": "number", "next": {"path": "next"}},
        "link",
    ],
)
@pytest.mark.parametrize("total", [None, 3, 9])
def test_a_system_that_does_not_page_is_read_once(spec: Any, total: Any) -> None:
    """It answers the same page to every request, and names the same next page."""

    def server(_params: dict[str, Any], _url: Any) -> Any:
        return answer([1, 2, 3], {"Link": "</jobs?page=2>; rel=next"}, next="2", total=total)

    made = pager_for(section(spec), TOTAL)
    found, requests = collect(made, server)
    assert found == [1, 2, 3]
    assert requests <= 2
    assert made.cut is (total == 9)


@pytest.mark.parametrize("kind", ["cursor", "link"])
def test_pages_that_lead_round_in_a_circle_end(kind: str) -> None:
    turns = iter(range(100))

    def server(_params: dict[str, Any], _url: Any) -> Any:
        turn = next(turns)
        return answer([turn], next="/page/%d" % (turn % 3))

    found, requests = collect(pager_for(section({"type": kind, "next": {"path": "next"}})), server)
    assert (found, requests) == ([0, 1, 2, 3], 4)


def test_a_system_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "MAX_PAGES", 20)
    turns = iter(range(1000))
    _found, requests = collect(
        pager_for(section("offset")), lambda _params, _url: answer([next(turns)])
    )
    assert requests == 20


def test_none_asks_once_and_knows_what_is_missing() -> None:
    made = pager_for(section("none"), TOTAL)
    assert made.params() == {}
    assert collect(made, lambda _params, _url: answer([1, 2], total="5")) == ([1, 2], 1)
    assert (made.total, made.count, made.cut) == (5, 2, True)


@pytest.mark.parametrize("named", ["", None, False, [], {}, ["a"], {"a": 1}, "false", 0])
def test_no_next_page(named: Any) -> None:
    for spec in (
        {"type": "cursor", "next": {"path": "next"}},
        {"type": "link", "next": {"path": "next"}},
    ):
        made = pager_for(section(spec))
        assert made.advance([1], View({"next": named}, {}, 200)) is False
        assert made.url is None


def test_parameters_of_each_type() -> None:
    assert pager_for(
        section({"type": "offset", "offset": "o", "limit": "l", "size": 50})
    ).params() == {
        "l": 50,
        "o": 0,
    }
    assert pager_for(section({"type": "offset", "start": 1}), (), 7).params() == {
        "limit": 7,
        "offset": 1,
    }
    assert pager_for(section("offset"), (), 700).params() == {"limit": 100, "offset": 0}
    assert pager_for(
        section({"type": "number", "number": "p", "limit": "", "first": 0})
    ).params() == {"p": 0}
    made = pager_for(section({"type": "cursor", "cursor": "c", "next": {"path": "n"}}))
    assert made.params() == {"limit": 100}
    assert made.advance([1], View({"n": "tok"}, {}, 200))
    assert made.params() == {"limit": 100, "c": "tok"}
    made = pager_for(section({"type": "link", "limit": "page_size"}))
    assert made.params() == {"page_size": 100}
    assert made.advance([1], View({}, {"Link": "</b>; rel=next"}, 200))
    assert (made.params(), made.url) == ({}, "/b")
    made = pager_for(
        section({"type": "number", "limit": "", "next": [{"path": "a"}, {"path": "b"}]})
    )
    assert made.params() == {}  # the first page needs no number where the system names the others
    assert made.advance([1], View({"b": 2}, {}, 200))
    assert made.params() == {"page": "2"}


@pytest.mark.parametrize(
    ("where", "places"),
    [
        ("query", (True, False, False)),
        ("header", (False, True, False)),
        ("body", (False, False, True)),
        ("both", (True, True, False)),
    ],
)
def test_places(where: str, places: Any) -> None:
    made = pager_for(section({"type": "offset", "in": where}))
    assert (made.in_query, made.in_headers, made.in_body) == places


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://h/j?page=2>; rel="next"', "https://h/j?page=2"),
        ("</j?page=2>; rel=next", "/j?page=2"),
        ("</a>; rel=prev, </b>; rel=next", "/b"),
        ("</a>;rel=next,</b>;rel=last", "/a"),
        ('</a>; title="x"; REL="NEXT"', "/a"),
        ('</a>; rel="prev next"; title="y"', "/a"),
        ('</a,b;c>; rel = "next"', "/a,b;c"),
        ("<?page=2>; rel=next; type=x", "?page=2"),
        ('</a>; rel="nextish"', None),
        ('</a>; rel="prev"; title="next"', None),
        ("</a>; x-rel=next", None),
        ("</a>", None),
        ("/a; rel=next", None),
        ("", None),
    ],
)
def test_link_header(header: str, target: Any) -> None:
    assert next_link(View({}, {"LINK": header})) == target


def test_no_link_header() -> None:
    assert next_link(View({}, {})) is None


@pytest.mark.parametrize(
    ("spec", "is_one"),
    [
        ({"header": "link"}, True),
        ({"header": "Link", "pattern": "x"}, False),
        ({"header": "X-Next"}, False),
        ({"path": "link"}, False),
    ],
)
def test_a_source_that_means_the_relation_next(spec: Any, is_one: bool) -> None:
    assert is_link_header(Source({"header": None, "path": None, "pattern": None, **spec})) is is_one


@pytest.mark.parametrize("kind", STYLES)
def test_a_pager_is_of_the_style_that_the_definition_names(kind: str) -> None:
    spec = {"type": kind, **({"next": "n"} if kind == "cursor" else {})}
    made = pager_for(section(spec))
    assert made.__class__ is STYLES[kind]() and isinstance(made, Pager)
