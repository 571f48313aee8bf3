# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths: what they find, and that nothing but ValueError comes out of a wrong one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model import paths

RECORD = {
    "id": 7,
    "empty": None,
    "jobs": [{"s": "a", "n": 1, "in": {"deep": "x"}}, {"s": "B", "n": 2}, {"s": "b", "n": None}],
    "lone": {"s": "a"},
    "a.b": {"c]d": "quoted"},
    "links": [{"rel": "self", "href": "/1"}, {"rel": "NEXT", "href": "/2"}],
    "matrix": [[1, 2], [3]],
}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a b.c-d", ("a b", "c-d")),
        ("[]", (None,)),
        ("jobs[].jobSummary", ("jobs", None, "jobSummary")),
        ("a[0][-1]", ("a", 0, -1)),
        ("a['x.y']", ("a", "x.y")),
        ('a["it\'s"].b', ("a", "it's", "b")),
        ("a['']", ("a", "")),
        ("a[k=v].b", ("a", ("k", "v"), "b")),
        ("a[ k.l = 'v']", ("a", ("k.l", " 'v"))),
        ("a[k=]", ("a", ("k", ""))),
        ("a[k='v w']", ("a", ("k", "v w"))),
        ("a[k={id}]", ("a", ("k", "{id}"))),
    ],
)
def test_parse(text: str, steps: Any) -> None:
    assert paths.parse(text) == steps


@pytest.mark.parametrize(
    "text", [".", ".a", "a.", "a..b", "a[", "a]", "a[0", "a[0]b", "a[-]", "a[x]", "a[=v]", "a['x]", "a[k..l=v]",
             "[.k=v]"]
)
def test_parse_says_where_a_path_stops_making_sense(text: str) -> None:
    with pytest.raises(ValueError, match="is not a path: it stops making sense at"):
        paths.parse(text)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", [RECORD]),
        ("id", [7]),
        ("id.x", []),
        ("empty", []),
        ("nothing", []),
        ("jobs[].s", ["a", "B", "b"]),
        ("jobs[].n", [1, 2]),
        ("jobs[].in.deep", ["x"]),
        ("jobs[0].s", ["a"]),
        ("jobs[-1].s", ["b"]),
        ("jobs[-3].s", ["a"]),
        ("jobs[3].s", []),
        ("jobs[-4].s", []),
        ("jobs[s=b].n", [2]),
        ("jobs[n=1].s", ["a"]),
        ("jobs[in.deep=X].s", ["a"]),
        ("jobs[s=zz]", []),
        ("jobs.s", []),
        ("lone[].s", ["a"]),
        ("lone[0].s", ["a"]),
        ("lone[-1].s", ["a"]),
        ("lone[1].s", []),
        ("lone[s=a].s", ["a"]),
        ("empty[]", []),
        ("['a.b']['c]d']", ["quoted"]),
        ("links[rel=next].href", ["/2"]),
        ("matrix[]", [[1, 2], [3]]),
        ("matrix[][]", [1, 2, 3]),
        ("matrix[][0]", [1, 3]),
    ],
)
def test_find_all(path: str, found: list[Any]) -> None:
    assert paths.find_all(RECORD, path) == found
    assert paths.find(RECORD, path) == (found[0] if found else None)


def test_find_takes_the_first_of_several_paths_that_has_a_value() -> None:
    assert paths.find(RECORD, ["empty", "nothing", "id", "jobs"]) == 7
    assert paths.find(RECORD, []) is None
    assert paths.find(RECORD, ["empty"]) is None
    assert paths.find({"zero": 0, "no": False, "text": ""}, ["zero"]) == 0
    assert paths.find({"no": False, "id": 1}, ["no", "id"]) is False


def test_a_selection_may_hold_a_template() -> None:
    def fill(text: str) -> str:
        return text.replace("{id}", "B")

    assert paths.find(RECORD, "jobs[s={id}].n", fill) == 2
    assert paths.find(RECORD, "jobs[s={id}].n") is None
    assert paths.find({"j": [{"s": "{"}]}, "j[s={].s") == "{"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), (False, "false"), (7, "7"), (7.0, "7"), (-0.0, "0"), (7.5, "7.5"), (" done ", "done"),
        (None, "None"),
        (1e300, "1e+300"), (float("inf"), "inf"),
    ],
)  # fmt: skip
def test_text_of(value: Any, text: str) -> None:
    assert paths.text_of(value) == text


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Done", "dONE ", True), (7, "7", True), (7.0, "7", True), (True, "TRUE", True), (1, True, False),
        (0, "", False),
        ("", "", True), (None, None, True), (None, "", False), ("None", None, False), ("stra\u00dfe", "STRASSE", True),
        ([1], [1], True), ([1], "1", False), ({"a": 1}, {"a": 1}, True), ("x", {}, False),
    ],
)  # fmt: skip
def test_same(one: Any, other: Any, equal: bool) -> None:
    assert paths.same(one, other) is equal
    assert paths.same(other, one) is equal


def test_as_list() -> None:
    assert paths.as_list(None) == []
    assert paths.as_list([None]) == [None]
    assert paths.as_list({"a": 1}) == [{"a": 1}]
    assert paths.as_list("") == [""]


def written(steps: Any) -> str:
    """The text of parsed steps, each in its plainest form."""
    text = ""
    for step in steps:
        if step is None:
            text += "[]"
        elif isinstance(step, int):
            text += "[%d]" % step
        elif isinstance(step, tuple):
            text += "[%s=%s]" % step
        elif step and not set(step) & set(".[]"):
            text += ("." if text else "") + step
        else:
            text += "['%s']" % step
    return text


KEYS = st.text(st.characters(blacklist_characters="'\n", blacklist_categories=("Cs",)), max_size=6)
PLAIN = st.text("abcXYZ09_-", min_size=1, max_size=5)
STEPS = st.lists(st.one_of(st.none(), st.integers(-99, 99), KEYS, st.tuples(PLAIN, PLAIN)), max_size=6).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("ab1", max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(STEPS)
def test_what_is_written_is_read_back(steps: Any) -> None:
    assert paths.parse(written(steps)) == steps


@given(st.one_of(st.text(max_size=30), st.text("ab.[]='\"-0{} ", max_size=15)), JSON)
def test_any_text_is_a_path_or_a_value_error(text: str, record: Any) -> None:
    try:
        steps = paths.parse(text)
    except ValueError as exc:
        assert repr(text)[:2] in str(exc)
        return
    assert isinstance(steps, tuple)
    paths.find_all(record, text)  # and a path that was accepted never fails later


@given(JSON, st.sampled_from(["a", "a.b", "a[]", "a[0].b", "[]", "[-1]", "a[b=1]", "[a=b].c"]))
def test_find_is_the_first_of_find_all(record: Any, path: str) -> None:
    every = paths.find_all(record, path)
    assert all(one is not None for one in every)
    assert paths.find(record, path) == (every[0] if every else None)


@given(JSON, JSON)
def test_same_is_symmetric_and_holds_for_itself(one: Any, other: Any) -> None:
    assert paths.same(one, one)
    assert paths.same(one, other) == paths.same(other, one)
