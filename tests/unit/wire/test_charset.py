# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The characters of a body: as declared, as they show themselves, and what cannot be read replaced."""

from __future__ import annotations

import codecs
import json
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import DecodeError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.codecs import decode

VALUE = {"m": "façade"}
TEXT = json.dumps(VALUE, ensure_ascii=False)
XML = "<a><m>façade</m></a>"
CHARSETS = ("iso-8859-1", "ISO-8859-15", "windows-1252", "cp850", "mac-roman", "utf-8", "utf-8-sig")


def read(content: bytes, kind: str | None, expect: str = "auto") -> tuple[Any, list[str]]:
    """(value, the charsets in which something could not be read)."""
    broken: list[str] = []
    return decode(content, kind, expect, broken.append), broken


@pytest.mark.parametrize("charset", [*CHARSETS, "utf-16", "utf-16le", "utf-16be", "utf-32"])
@pytest.mark.parametrize("form", ["application/json;charset=%s", 'text/plain; CharSet = "%s"'])
def test_a_declared_charset_is_honoured(charset: str, form: str) -> None:
    assert read(TEXT.encode(charset), form % charset) == (VALUE, [])
    assert read(XML.encode(charset), "text/xml; charset=" + charset, "xml") == (VALUE, [])
    assert read("façade".encode(charset), "text/csv; charset=" + charset, "text")[0] == "façade"


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("declared", ["", "; charset=utf-8", "; charset=iso-8859-1"])
def test_a_byte_order_mark_counts_first(mark: bytes, charset: str, declared: str) -> None:
    kind = "application/json" + declared
    assert read(mark + TEXT.encode(charset), kind) == (VALUE, [])
    assert read(mark + XML.encode(charset), "text/xml" + declared) == (VALUE, [])


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", "; charset=utf-16", "; charset=utf-8"])
def test_zeros_tell_wide_characters(charset: str, declared: str) -> None:
    assert read(TEXT.encode(charset), "application/json" + declared) == (VALUE, [])


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "shift_jis", "koi8-r", "utf-16"])
def test_an_xml_declaration_is_honoured(charset: str) -> None:
    text = "日本" if charset == "shift_jis" else "мир" if charset == "koi8-r" else "façade"
    xml = f'<?xml version="1.0" encoding="{charset}"?>\n<a><m>{text}</m></a>'
    for kind in ("application/xml", "text/plain", None):
        assert read(xml.encode(charset), kind) == ({"m": text}, [])
    # RFC 7303 section 3.2: the Content-Type counts before it.
    latin = '<?xml version="1.0" encoding="utf-8"?><a><m>façade</m></a>'.encode("latin-1")
    assert read(latin, "application/xml; charset=iso-8859-1") == (VALUE, [])


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("application/json", "utf-8"),
        ("application/json; charset=utf-8", "utf-8"),
        ("application/json; charset=us-ascii", "utf-8"),
        ("application/json; charset=none-such", "utf-8"),
        ("application/json; charset=hex", "utf-8"),
        ("application/json; charset=idna", "utf-8"),
        ("application/json; charset=unicode_escape", "utf-8"),
        ("application/json; charset=shift_jis", "shift_jis"),
        ("application/json; charset=../../x", "utf-8"),
        ("application/json; charset=", "utf-8"),
    ],
)
def test_what_cannot_be_read_is_replaced_and_told(kind: str, named: str) -> None:
    value, broken = read(b'{"a": "x\xffy", "b": "\xc3\xa7"}', kind)
    assert value["a"].startswith("x\ufffd") and broken == [named]


@pytest.mark.parametrize("name", ["iso-8859-1", "none-such", "utf-16", "shift_jis", "ascii"])
def test_plain_ascii_is_read_whatever_is_declared(name: str) -> None:
    assert read(b'{"a": 1}', "application/json; charset=" + name) == ({"a": 1}, [])
    assert read(b'<?xml version="1.0" encoding="%s"?><a b="1"/>' % name.encode(), None)[0] == {
        "b": "1"
    }


def test_utf8_under_another_name_is_read_where_the_other_cannot_be() -> None:
    assert read(TEXT.encode(), "application/json; charset=utf-16") == (VALUE, [])
    assert read('{"m": "я"}'.encode(), "application/json; charset=ascii") == ({"m": "я"}, [])


def test_nothing_is_told_of_what_is_no_json_at_all() -> None:
    broken: list[str] = []
    with pytest.raises(DecodeError, match="JSON was expected"):
        decode(b"\x89PNG\r\n\x1a\n\xff", "application/json", on_broken=broken.append)
    assert broken == []
