# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""XML -> the record that the JSON of the same object would be. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any, Union

from .._model.errors import DecodeError
from .._model.path import XmlRecord

MAX_DEPTH = 64
# Elements and attributes: a body of 64 MiB of <a/> would be some ten gigabytes of dicts.
MAX_NODES = 1_500_000


class _Element:
    __slots__ = ("name", "keys", "text")

    def __init__(self, name: str) -> None:
        self.name = name
        self.keys = XmlRecord()
        self.text: list[str] = []

    def put(self, key: str, value: Any) -> None:
        """A key that comes again becomes a list; what is put in is never itself a list."""
        if key not in self.keys:
            self.keys[key] = value
        elif isinstance(self.keys[key], list):
            self.keys[key].append(value)
        else:
            self.keys[key] = [self.keys[key], value]

    def value(self) -> Any:
        text = "".join(self.text).strip()
        if not self.keys:
            return text
        if text:
            self.put("#text", text)
        return self.keys


def _local_name(name: str) -> str:
    return name.rpartition(":")[2]


class _Builder:
    """The three events of expat that matter, and the refusal of those that are dangerous."""

    def __init__(self) -> None:
        self.stack: list[_Element] = []
        self.root: Any = None
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1 + len(attributes)
        if len(self.stack) >= MAX_DEPTH:
            raise DecodeError("the XML response is nested more than %d levels deep" % MAX_DEPTH)
        if self.count > MAX_NODES:
            message = "the XML response has more than %d elements and attributes"
            raise DecodeError(message % MAX_NODES)
        element = _Element(_local_name(name))
        for key, value in attributes.items():
            if key != "xmlns" and not key.startswith("xmlns:"):
                element.put(_local_name(key), value)
        self.stack.append(element)

    def end(self, name: str) -> None:
        element = self.stack.pop()
        if self.stack:
            self.stack[-1].put(element.name, element.value())
        else:
            self.root = element.value()

    def text(self, data: str) -> None:
        self.stack[-1].text.append(data)

    def refuse(self, *args: Any) -> int:
        raise DecodeError(
            "the XML response has a document type or entities of its own, which are refused"
        )


def to_record(xml: Union[bytes, str]) -> dict[str, Any]:
    """Attributes and children of the root as keys; children that come again as a list.

    The root's name and all namespaces are dropped; an element of text alone is str; text beside
    attributes or children stands under ``#text``; text is trimmed.

    :param xml: of a str the encoding in its declaration does not count any more.
    :raises DecodeError: not well formed, with any DTD, nested deeper than 64, or too many elements.
    """
    from xml.parsers import expat  # here, because most responses are JSON

    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as exc:
        raise DecodeError(
            "the response is not well-formed XML: %s, line %d, column %d"
            % (expat.ErrorString(exc.code), exc.lineno, exc.offset + 1)
        ) from None
    except (ValueError, LookupError, UnicodeError):  # an encoding that Python does not know
        raise DecodeError("the XML response has an encoding that cannot be read") from None
    if isinstance(builder.root, dict):
        return builder.root
    return XmlRecord({"#text": builder.root} if builder.root else {})
