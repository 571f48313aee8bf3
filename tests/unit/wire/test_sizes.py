# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer becomes in memory is bounded, too: by its nodes, and by what it was packed from."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import DecodeError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import (
    content_encoding,
    json_decoder,
    unpacking,
    xml,
)


@pytest.fixture
def few(monkeypatch: Any) -> None:
    """Limits that a test reaches with small texts."""
    monkeypatch.setattr(json_decoder, "MAX_CONTAINERS", 10)
    monkeypatch.setattr(json_decoder, "MAX_VALUES", 40)
    monkeypatch.setattr(xml, "MAX_NODES", 10)


@pytest.mark.parametrize(
    "text",
    [
        "[%s]" % ",".join(["{}"] * 10),
        "[%s]" % ",".join(["[]"] * 10),
        "[%s]" % ",".join(['{"a":1}'] * 10),
        "[%s]" % ",".join(["1.5"] * 42),
        "{%s}" % ",".join('"k%d": null' % n for n in range(42)),
        '["%s", %s]' % ('"\\', ",".join(["{}"] * 20)),
        '["%s' % ('\\"' * 50) + "{}," * 50,
    ],
)
def test_values_of_json_are_counted(few: None, text: str) -> None:
    with pytest.raises(DecodeError, match=r"more than (10 objects|40 values)|broken JSON"):
        json_decoder.decode_json(text, "application/json")


@pytest.mark.parametrize(
    "text", ["{}," * 100, '{"a": [1, 2]}' * 100, '\\"{[,' * 100, "a,b\n" * 100]
)
def test_what_stands_in_a_string_is_no_value(few: None, text: str) -> None:
    body = {"csv": text}
    assert json_decoder.decode_json(json.dumps(body), "application/json") == body


@pytest.mark.parametrize("text", ["<a>%s</a>" % ("<b/>" * 10), '<a b="" c=""/>', "<a %s/>"])
def test_nodes_of_xml_are_counted(few: None, text: str) -> None:
    if text == '<a b="" c=""/>':
        text = "<r>%s</r>" % (text * 4)
    elif "%s" in text:
        text %= " ".join('k%d=""' % n for n in range(11))
    with pytest.raises(DecodeError, match="10 elements and attributes"):
        xml.to_record(text)


def packed(size: int, member: int = 1024 * 1024) -> bytes:
    """Zeros in gzip members, in little memory."""
    one = gzip.compress(bytes(member), 9)
    return one * (size // member)


@pytest.mark.parametrize("encoding", ["gzip"])
def test_a_bomb_is_found_by_its_ratio(encoding: str) -> None:
    bomb = packed(256 * 1024 * 1024)
    taken = 0
    with pytest.raises(DecodeError, match="250 times their size"):
        for piece in content_encoding.decompress([bomb], encoding):
            taken += len(piece)
    assert taken <= 17 * 1024 * 1024  # little of it is written
    with pytest.raises(DecodeError, match="250 times their size"):
        unpacking.unpacked(bomb, 1024**4)


@pytest.mark.gate
def test_what_repeats_itself_is_no_bomb() -> None:
    table = b"".join(b"2026-11-29T00:%02d:00Z,0,0,0,running\n" % (n % 60) for n in range(500_000))
    assert b"".join(content_encoding.decompress([gzip.compress(table)], "gzip")) == table
    small = gzip.compress(bytes(8 * 1024 * 1024))  # a thousandth, and harmless
    assert len(b"".join(content_encoding.decompress([small], "gzip"))) == 8 * 1024 * 1024
