# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: what came is believed only if it is what it should be."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ConfigError,
    DecodeError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.codecs import decode, encode


@pytest.mark.parametrize(
    ("content", "kind", "value"),
    [
        (b'{"a": [1, 2.5, true, null, "x"]}', "application/json", {"a": [1, 2.5, True, None, "x"]}),
        (b'\xef\xbb\xbf{"a": 1}', None, {"a": 1}),
        (b" \n7 ", "text/plain", 7),
        (b"", "application/json", None),
        (b" \r\n", None, None),
        (
            b'{"a": NaN, "b": Infinity, "c": -Infinity, "d": 1e999}',
            None,
            {"a": None, "b": None, "c": None, "d": None},
        ),
        (b'{"a": 1, "a": 2}', None, {"a": 2}),
        ('{"a": "\u00fc"}'.encode(), "application/json; charset=utf-8", {"a": "\u00fc"}),
        (
            b'["\\ud83d\\ude00", "\\ud800x", {"\\udfff": 1}]',
            None,
            ["\U0001f600", "\ufffdx", {"\ufffd": 1}],
        ),
        (b"<a><b>1</b></a>", "application/xml", {"b": "1"}),
        (b"<a><b>1</b></a>", "application/vnd.x+xml; charset=utf-8", {"b": "1"}),
        (b'<?xml version="1.0"?><a b="1"/>', "application/json", {"b": "1"}),
        (b'\xef\xbb\xbf <?xml version="1.0"?><a b="1"/>', "text/plain", {"b": "1"}),
        (b'{"a": 1}', "text/xml", {"a": 1}),
        (b'"<b>"', "text/html", "<b>"),
    ],
)
def test_decode(content: bytes, kind: str | None, value: Any) -> None:
    assert decode(content, kind) == value


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (
            b"<html><title>Log\nin &amp; go</title>",
            "text/html",
            "the response is an HTML page (Log in &amp; go)",
        ),
        (b"<!DOCTYPE html>\n<html>", "application/json", "the response is an HTML page"),
        (b"<!-- x --> <HTML>", "application/xml", "the response is an HTML page"),
        (
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html/>',
            None,
            "the response is an HTML page",
        ),
        (
            b"Service \x1b[1mDown\x1b[0m" + b"!" * 99,
            "text/plain; x",
            "text/plain that begins with: Service Down!!",
        ),
        (b"oops", None, "text that begins with: oops"),
        (
            b"\xff\xfe\x00",
            "application/json",
            "JSON was expected, but the response is application/json",
        ),
        (b'{"a": 1', None, "broken JSON ("),
        (b'{"a": 1}}', None, "broken JSON (Extra data at character 8)"),
        (b")]}',\n{}", None, "text that begins with: )]}', {}"),
        (b"<a>1</a>", None, "JSON was expected"),
        (b"<a>1</b>", "text/xml", "not well-formed XML"),
    ],
)
def test_what_came_is_told(content: bytes, kind: str | None, words: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(content, kind)
    assert words in caught.value.message
    assert caught.value.message.isprintable()
    assert not caught.value.message.endswith(".")
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("mark", ["\t", "\n", "\r\n", "\x01", "\x1b[1m", "\x00"])
def test_control_characters_in_a_text_of_json_are_read(mark: str) -> None:
    assert decode(b'{"log": "a%sb"}' % mark.encode(), None) == {"log": f"a{mark}b"}


def test_what_is_expected_can_be_said() -> None:
    assert decode(b"<a>1</a>", "text/plain", "xml") == {"#text": "1"}
    assert decode(b"id,x\n\xc3\xbc", "text/csv", "text") == "id,x\n\u00fc"
    assert decode(b"\xfc", "text/csv; charset=ISO-8859-1", "text") == "\u00fc"
    assert decode(b"\xfc", "text/csv; charset=none-such", "text") == "\ufffd"
    assert decode(b"", "text/csv", "text") is None
    for content, expect in ((b'{"a": 1}', "xml"), (b"<a/>", "json"), (b"<html>", "text")):
        with pytest.raises(DecodeError, match="was expected"):
            decode(content, None, expect)


@pytest.mark.parametrize("limit", [640, 4300, 0, 10000])
def test_huge_integers_stay_text(limit: int) -> None:
    """Since they take quadratic time: 64 MiB of such of 4,300 digits took a minute to be shown."""
    set_limit = getattr(
        sys, "set_int_max_str_digits", lambda limit: None
    )  # Python before 3.9.14 has no limit
    set_limit(limit)
    try:
        for digits in (401, 600, 5000):
            for before in range(0, 400, 57):
                text = b'{"x": "%s", "n": [%s, 12]}' % (b"-" * before, b"9" * digits)
                assert decode(text, None)["n"] == ["9" * digits, 12]
    finally:
        set_limit(4300)
    assert decode(b"9" * 400, None) == 10**400 - 1
    assert decode(b'["%s", -7]' % (b"9" * 900), None) == ["9" * 900, -7]


@pytest.mark.parametrize(("start", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_depth(start: bytes, end: bytes) -> None:
    assert decode(start * 64 + b"1" + end * 64, None)
    for depth in (65, 900, 200000):
        with pytest.raises(DecodeError, match="more than 64 levels"):
            decode(start * depth + b"1" + end * depth, None)
    assert len(decode(b"[" + b"[[]]," * 500 + b"[]]", None)) == 501


trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(trees)
def test_json_goes_and_comes(value: Any) -> None:
    content, kind = encode([value], "json")
    assert kind == "application/json"
    assert decode(content, kind) == [value]


@given(st.binary(max_size=80), st.sampled_from([None, "application/json", "text/xml", "text/html"]))
def test_any_bytes_are_a_value_or_a_decode_error(content: bytes, kind: str | None) -> None:
    for expect in ("auto", "json", "xml", "text"):
        try:
            json.dumps(decode(content, kind, expect), allow_nan=False).encode("ascii")
        except DecodeError:
            pass


def test_bodies_of_requests() -> None:
    assert encode({"a": [1, "\u00fc"]}, "json") == (b'{"a":[1,"\\u00fc"]}', "application/json")
    assert encode('{"a": 1}', "json") == (b'{"a": 1}', "application/json")
    assert encode("text", "json") == (b'"text"', "application/json")
    assert encode(None, "json")[0] == b"null"
    form = encode({"a": [1, "x y"], "b": True, "c": None, "d": "&\u00fc"}, "form")
    assert form == (b"a=1&a=x+y&b=true&c=&d=%26%C3%BC", "application/x-www-form-urlencoded")
    assert encode([["a", 1], ("a", 2)], "form")[0] == b"a=1&a=2"
    assert encode("a=1", "form")[0] == b"a=1"
    assert encode("\u00fc", "raw") == (b"\xc3\xbc", "text/plain; charset=utf-8")
    assert encode(b"\x00", "raw") == (b"\x00", "application/octet-stream")


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ({"a": float("nan")}, "json"),
        ({"a": {1}}, "json"),
        (5, "form"),
        (["ab", "c"], "form"),
        ({"a": 1}, "raw"),
        ("", "yaml"),
    ],
)
def test_bodies_that_cannot_be_sent(body: Any, form: str) -> None:
    with pytest.raises(ConfigError, match="body"):
        encode(body, form)
