# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of a report, read as strictly as it was written."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Optional

from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.write import write

ROOT = pathlib.Path(__file__).resolve().parents[3]
TEMPLATE = (ROOT / "roles/job_report/templates/report.html.j2").read_text(encoding="utf-8")
VOID = ("meta", "link")


class Node:
    """An element: its name, attributes, children and text."""

    def __init__(self, name: str, attributes: dict[str, Optional[str]]) -> None:
        self.name, self.attributes = name, attributes
        self.children: list[Any] = []

    def __getitem__(self, name: str) -> Optional[str]:
        return self.attributes.get(name)

    @property
    def text(self) -> str:
        """All text in it, blanks as one."""
        parts = [one if isinstance(one, str) else one.text for one in self.children]
        return " ".join(" ".join(parts).split())

    def every(self, *names: str) -> Iterator[Node]:
        """The elements in it of these names, or all."""
        for child in self.children:
            if isinstance(child, Node):
                if not names or child.name in names:
                    yield child
                yield from child.every(*names)

    def one(self, name: str) -> Node:
        """The only one of its name."""
        (found,) = self.every(name)
        return found


class Page(HTMLParser):
    """A whole page. Every element that is opened is closed, in its order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root], [one.name for one in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), (tag, names)
        node = Node(tag, dict(attrs))
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        self._open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag, tag

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def page_of(given: Any, **options: Any) -> Page:
    """The page that the role would write."""
    return Page(write(given, "html", TEMPLATE, **options))
