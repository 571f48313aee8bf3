# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""XML becomes the record that the JSON of the same object would be; nothing in it can harm."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import DecodeError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.xml import to_record


@pytest.mark.parametrize(
    ("xml", "record"),
    [
        ("<r/>", {}),
        ("<r> \n </r>", {}),
        ("<r>text</r>", {"#text": "text"}),
        ('<r a="1" b=""/>', {"a": "1", "b": ""}),
        ("<r><a>1</a><b/><c> x </c></r>", {"a": "1", "b": "", "c": "x"}),
        ('<r><j i="1"/></r>', {"j": {"i": "1"}}),
        ('<r><j i="1"/><j i="2"/><j>3</j></r>', {"j": [{"i": "1"}, {"i": "2"}, "3"]}),
        ('<r a="1"><a>2</a></r>', {"a": ["1", "2"]}),
        ('<r a="1">text<b/>more</r>', {"a": "1", "b": "", "#text": "textmore"}),
        ("<r>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</r>", {"#text": "<&>\"'AB"}),
        ("<r><![CDATA[<b>]]></r>", {"#text": "<b>"}),
        ("<r><!-- x --><?p y?><a>1<!-- -->2</a></r>", {"a": "12"}),
        ('<x:r xmlns:x="u" xmlns="v" x:a="1"><x:b>2</x:b></x:r>', {"a": "1", "b": "2"}),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><r>\u00fc</r>', {"#text": "\u00fc"}),
        ("<r>" + "<a>1</a>" * 3 + "</r>", {"a": ["1", "1", "1"]}),
    ],
)
def test_records(xml: str, record: dict[str, Any]) -> None:
    assert to_record(xml.encode("latin-1" if "ISO" in xml else "utf-8")) == record


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        '<!DOCTYPE r PUBLIC "x" "http://127.0.0.1:1/x"><r/>',
        "<!DOCTYPE r><r/>",
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>',
        '<!DOCTYPE r [<!ATTLIST r a CDATA "x">]><r/>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><r/>',
    ],
)
def test_any_document_type_is_refused(xml: str) -> None:
    with pytest.raises(DecodeError, match="refused"):
        to_record(xml.encode())
    with pytest.raises(DecodeError, match="refused"):
        to_record(xml.encode("utf-16"))


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"x",
        b"<r>",
        b"<r></s>",
        b"<r/><r/>",
        b"<r>&nope;</r>",
        b"<r a=1/>",
        b'<r a="1" a="2"/>',
        b"<r>\xff</r>",
        b'<r a="x<br>y"/>',
        b'<?xml version="1.0" encoding="none-such"?><r/>',
        b"<r>\x00</r>",
        b'{"a": 1}',
        b'<?xml version="1.0" encoding="utf-7"?><r/>',
        b"<r>&#0;</r>",
        b'<?xml version="1.0" encoding="idna"?><r/>',
    ],
)
def test_what_is_not_well_formed_is_told(xml: bytes) -> None:
    with pytest.raises(DecodeError, match="XML"):
        to_record(xml)


def test_depth_and_size(monkeypatch: Any) -> None:
    assert to_record(b"<a>" * 64 + b"</a>" * 64)
    for depth in (65, 100000):
        with pytest.raises(DecodeError, match="64 levels"):
            to_record(b"<a>" * depth + b"</a>" * depth)
    monkeypatch.setitem(to_record.__globals__, "MAX_NODES", 100)
    to_record(b"<a>" + b"<b/>" * 99 + b"</a>")
    with pytest.raises(DecodeError, match="100 elements"):
        to_record(b"<a>" + b"<b/>" * 100 + b"</a>")


names = st.text("abcXYZ_", min_size=1, max_size=5)
letters = st.characters(min_codepoint=32, max_codepoint=0xD7FF)
texts = st.text(letters, max_size=12).map(lambda text: " ".join(text.split()))
records = st.recursive(
    texts,
    lambda inner: st.dictionaries(
        names, inner | st.lists(inner, min_size=2, max_size=3), min_size=1, max_size=3
    ),
)


def write(name: str, value: Any, as_attributes: bool) -> str:
    """The XML of a record: texts as attributes or as children, lists as repeated children."""
    if isinstance(value, list):
        return "".join(write(name, item, as_attributes) for item in value)
    if isinstance(value, str):
        return "<%s>%s</%s>" % (name, escape(value, {"\x7f": "&#127;"}), name)
    flat = {key: item for key, item in value.items() if as_attributes and isinstance(item, str)}
    head = "".join(" %s=%s" % (key, quoteattr(item)) for key, item in flat.items())
    rest = "".join(
        write(key, item, as_attributes) for key, item in value.items() if key not in flat
    )
    return "<%s%s>%s</%s>" % (name, head, rest, name)


@pytest.mark.gate
@settings(max_examples=30)  # big examples, slow to make
@given(st.dictionaries(names, records, min_size=1, max_size=3), st.booleans())
def test_the_xml_and_the_json_of_one_record_agree(
    record: dict[str, Any], as_attributes: bool
) -> None:
    assert to_record(write("root", record, as_attributes).encode("utf-8")) == record


@given(
    st.binary(max_size=60).map(lambda data: b"<r>" + data)
    | st.text(max_size=60).map(lambda text: text.encode())
)
def test_any_bytes_are_a_record_or_a_decode_error(xml: bytes) -> None:
    try:
        assert isinstance(to_record(xml), dict)
    except DecodeError:
        pass
