# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates in requests: ``/jobs/{id}/stop/``. Private to asyncops.jobs.

``{name}`` is replaced by a value; the name may be a path (``{record.links[0].href}``).
``{name:FORMAT}`` says how: ``int`` (a body template that is nothing else becomes a number),
``base64``, ``path`` (in a URL path: slashes are kept), ``xml`` (escaped). A body that is one text
of XML has all its values escaped. ``{{`` and ``}}`` are literal braces.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, Callable, Optional, Union

from .errors import ApiError, AsyncopsError, ConfigError
from .path import KeyPath, XmlRecord, compile_path
from .values import text_of

FORMATS = ("int", "base64", "path", "xml")
PLACE = re.compile(r"\{\{|\}\}|\{([A-Za-z_][^{}]*?)(?::(%s))?\}" % "|".join(FORMATS))
# XML 1.0 sections 2.2 and 2.4; a carriage return would be read as a line feed (section 2.11), in an
# attribute a line feed or a tab as a blank (section 3.3.3).
_XML = str.maketrans(
    {
        "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;",
        "\r": "&#13;", "\n": "&#10;", "\t": "&#9;",
    }
)  # fmt: skip
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_URLS = ("href", "record", "saved", "output")
# Spaces whose values come from answers: that one is missing is known after requests only.
_ANSWERED = ("record", "saved", "output")
# What says which job is meant: without it a stop, a delete or a result would be that of any other.
_TELLING = ("record", "saved", "id", "href", "output.id")

Names = Mapping[str, Any]
Quote = Callable[[str], str]


class Place:
    """``{name:format}``: where a value goes. ``space`` is the first word of the name.

    :param escape: takes a value into the markup around it; None where there is none.
    """

    __slots__ = ("name", "space", "format", "_escape", "_path")

    def __init__(self, name: str, form: Optional[str], escape: Optional[Quote] = None) -> None:
        self.name = name
        self.space = space_of(name)
        self.format = form or ""
        self._escape = _in_xml if self.format == "xml" else escape
        self._path = compile_path(name)

    def value(self, names: Names) -> Any:
        """What the name stands for; None where it has no value."""
        if isinstance(names.get(self.space), XmlRecord):
            names = XmlRecord(names)  # paths into a record that was XML are read as such
        return self._path.first(names)

    def is_left_out(self, names: Names) -> bool:
        """Whether a parameter that is nothing else is left out, since it has no value."""
        may_be = self.space not in _TELLING and self.name not in _TELLING
        return may_be and self.value(names) is None

    def is_null(self, names: Names) -> bool:
        """Whether it is a key of the user's body that holds null: in a body that is a value."""
        if self.space != "body" or self.format or not isinstance(self._path, KeyPath):
            return False
        *way, last = self._path.keys
        record: Any = names
        for key in way:
            record = record.get(key) if isinstance(record, Mapping) else None
        return isinstance(record, Mapping) and last in record and record[last] is None

    def text(self, names: Names, quote: Optional[Quote], template: str) -> str:
        """The value as it stands in a text.

        :raises ConfigError: there is none.
        :raises ApiError: there is none, and it was to come from an answer.
        """
        value = self.value(names)
        if value is None or isinstance(value, (dict, list)):
            message = "%s is needed here and has no value (template %r)"
            raise self.error(message % (self.name, template))
        is_given = self.space == "body" and isinstance(value, str)  # its blanks are the user's
        text = value if is_given else text_of(value)
        if self.format == "base64":
            return base64.b64encode(text.encode()).decode()
        if self._escape is not None:
            if _NOT_IN_XML.search(text):
                raise self.error("%s holds a character that XML cannot carry" % self.name)
            return self._escape(text)
        if quote is None or self.format == "path" or self.name == "href":
            return text
        return quote(text)

    def error(self, message: str) -> AsyncopsError:
        """The error of a value that will not do: whoever gave it has to mend it."""
        return ApiError(message) if self.space in _ANSWERED else ConfigError(message)


class Template:
    """A text with places in it.

    :param is_xml: it is a document: values are escaped.
    """

    __slots__ = ("source", "_parts", "place")

    def __init__(self, source: str, is_xml: bool = False) -> None:
        self.source = source
        self._parts = tuple(_parts_of(source, is_xml))
        # The place of a template that is nothing else.
        self.place: Optional[Place] = None
        if len(self._parts) == 1 and isinstance(self._parts[0], Place):
            self.place = self._parts[0]

    @property
    def names(self) -> list[str]:
        """The names that it uses, in order."""
        return [part.name for part in self._parts if isinstance(part, Place)]

    @property
    def is_url(self) -> bool:
        """Whether it is one place of a URL (``{href}``, ``{record.links.self}``), to be resolved as
        a reference.
        """
        return self.place is not None and self.place.space in _URLS and not self.place.format

    def fill(self, names: Names, quote: Optional[Quote] = None) -> str:
        """The text with its values. ``quote`` makes each value safe for its place (a segment of a
        URL path).

        :raises ConfigError: a name has no value.
        """
        filled = [
            part if isinstance(part, str) else part.text(names, quote, self.source)
            for part in self._parts
        ]
        return "".join(filled)

    def fill_value(self, names: Names) -> Any:
        """The same in a body: ``{id:int}`` alone is a number, ``{body.NAME}`` alone the user's own
        value.

        :raises ConfigError: a name has no value, or is no whole number.
        """
        if self.place is not None and self.place.space == "body" and not self.place.format:
            value = self.place.value(names)
            if value is not None or self.place.is_null(names):
                return value
        text = self.fill(names)
        if self.place is None:
            return text
        if self.place.space == "record" and not text.strip():
            raise self.place.error("%s is needed here and is empty" % self.place.name)
        if self.place.format != "int":
            return text
        try:
            return int(text)
        except ValueError:
            message = "%s must be a whole number, not %r"
            raise self.place.error(message % (self.place.name, text)) from None

    def __repr__(self) -> str:
        return "Template(%r)" % self.source


class TemplateTree:
    """A body or query: every text in it is a template, everything else is taken as it is.

    A value of a mapping that is one place without a value is left out, so that optional parameters
    can be written, unless it tells which job is meant.
    """

    __slots__ = ("source", "_root")

    def __init__(self, source: Any) -> None:
        self.source = source
        is_xml = isinstance(source, str) and source.lstrip().startswith("<")
        self._root = Template(source, is_xml=True) if is_xml else _compiled(source)

    @property
    def names(self) -> list[str]:
        """The names that it uses, in order."""
        return names_in(self.source)

    def fill(self, names: Names) -> Any:
        """The tree with its values.

        :raises ConfigError: a name has no value, or is no whole number.
        """
        return _filled(self._root, names)


def space_of(name: str) -> str:
    """The first word of a name: ``record`` of ``record.links[0].href``."""
    match = re.match(r"\w+", name)
    return match.group() if match else ""


def names_in(tree: Any) -> list[str]:
    """The names that a text (or a tree of texts) uses, in order."""
    if isinstance(tree, str):
        return [match.group(1) for match in PLACE.finditer(tree) if match.group(1)]
    found: list[str] = []
    for one in _children(tree):
        found += names_in(one)
    return found


def _children(tree: Any) -> list[Any]:
    if isinstance(tree, Mapping):
        return [*tree.keys(), *tree.values()]
    return tree if isinstance(tree, list) else []


def _parts_of(source: str, is_xml: bool) -> Iterator[Union[str, Place]]:
    at = 0
    for match in PLACE.finditer(source):
        if match.start() > at:
            yield source[at : match.start()]
        if match.group(1):
            escape = _escape_at(source[: match.start()]) if is_xml else None
            yield Place(match.group(1), match.group(2), escape)
        else:
            yield match.group()[0]
        at = match.end()
    if at < len(source):
        yield source[at:]


def _escape_at(before: str) -> Quote:
    """What escapes a value that comes after a part of an XML document."""
    return _in_cdata if before.rfind("<![CDATA[") > before.rfind("]]>") else _in_xml


def _in_xml(text: str) -> str:
    return text.translate(_XML)


def _in_cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")


def _compiled(tree: Any) -> Any:
    if isinstance(tree, str):
        return Template(tree)
    if isinstance(tree, Mapping):
        return [(Template(str(key)), _compiled(value)) for key, value in tree.items()]
    if isinstance(tree, list):
        return tuple(_compiled(one) for one in tree)
    return tree


def _filled(node: Any, names: Names) -> Any:
    if isinstance(node, Template):
        return node.fill_value(names)
    if isinstance(node, list):
        return {
            key.fill(names): _filled(value, names)
            for key, value in node
            if not _unset(value, names)
        }
    if isinstance(node, tuple):
        return [_filled(one, names) for one in node]
    return node


def _unset(node: Any, names: Names) -> bool:
    if not isinstance(node, Template) or node.place is None:
        return False
    return node.place.is_left_out(names) and not node.place.is_null(names)
