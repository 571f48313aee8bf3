# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Markdown as reStructuredText, which is what the public documentation site takes.

markdown-it-py reads; what is written here is only how each of its tokens looks in the other
language. A kind of token that is not known raises: nothing is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

UNDERLINES = ("=", "-", "^", "~")
# Names of languages as Sphinx knows them. Jinja stands in most of our YAML.
LANGUAGES = {"yaml": "yaml+jinja", "shell": "bash", "console": "console", "": "text"}
# What may stand beside inline markup (docutils, "Inline markup recognition rules").
MAY_PRECEDE, MAY_FOLLOW = " \n-:/'\"<([{", " \n-.,:;!?/'\")]}>"


class Link:
    """Where a link of a page leads: another text of its own, or a role with a target."""

    def __init__(self, target: str, role: str = "") -> None:
        self.target, self.role = target, role

    def written(self, title: str) -> str:
        """The link as it stands in a text."""
        if self.role:
            return f":{self.role}:`{_in_role(title)} <{self.target}>`"
        return f"`{_in_role(title)} <{self.target}>`__"


class Names:
    """What a page may refer to besides its own words.

    :param link: the address in a link -> where it leads.
    :param label: the anchor of a heading -> its label, or nothing where none is needed.
    :param code: inline code -> the markup that is better than plain code, or nothing.
    """

    def __init__(
        self,
        link: Callable[[str], Link],
        label: Callable[[str], str],
        code: Callable[[str], str],
        image: Callable[[str], str],
    ) -> None:
        self.link, self.label, self.code, self.image = link, label, code, image


def anchor(title: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-")


def convert(markdown: str, names: Names) -> str:
    """A page as reStructuredText.

    :raises ValueError: it has something in it that is not known here.
    :raises ImportError: there is no markdown-it-py.
    """
    from markdown_it import MarkdownIt  # what imports this tool need not have it

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    blocks = list(_Blocks(names).blocks(iter(tokens), ""))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _in_role(title: str) -> str:
    """A title between backticks: no markup inside of it."""
    return title.replace("\\", "\\\\").replace("<", "\\<").replace("`", "")


def _indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.split("\n"))


class _Blocks:
    """One page on its way."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def blocks(self, tokens: Iterator[Any], end: str) -> Iterator[str]:
        """Every block up to a token."""
        for token in tokens:
            kind = token.type
            if kind == end:
                return
            if kind == "heading_open":
                yield self._heading(tokens, int(token.tag[1:]))
            elif kind == "paragraph_open":
                yield self._paragraph(tokens)
            elif kind in ("bullet_list_open", "ordered_list_open"):
                yield self._list(tokens, kind)
            elif kind == "table_open":
                yield self._table(tokens)
            elif kind in ("fence", "code_block"):
                yield _code(token)
            elif kind == "blockquote_open":
                yield _indented("\n\n".join(self.blocks(tokens, "blockquote_close")), 3)
            elif kind == "html_block" and token.content.lstrip().startswith("<!--"):
                continue  # for our own tools
            else:
                raise ValueError(f"no reStructuredText is known for {kind}: {token.content[:60]}")

    def _paragraph(self, tokens: Iterator[Any]) -> str:
        text = self._inline(next(tokens))
        next(tokens)
        return text

    def _heading(self, tokens: Iterator[Any], level: int) -> str:
        inline = next(tokens)
        next(tokens)
        title = self._inline(inline, plain=True)
        label = self._names.label(anchor(inline.content) if level > 1 else "")
        told = f".. _{label}:\n\n" if label else ""
        return f"{told}{title}\n{UNDERLINES[level - 1] * len(title)}"

    def _list(self, tokens: Iterator[Any], kind: str) -> str:
        mark = "- " if kind.startswith("bullet") else "#. "
        items = []
        for token in tokens:
            if token.type == kind.replace("_open", "_close"):
                break
            whole = "\n\n".join(self.blocks(tokens, "list_item_close"))
            items.append(mark + _indented(whole, len(mark)).lstrip())
        between = "\n\n" if any("\n\n" in item for item in items) else "\n"
        return between.join(items)

    def _table(self, tokens: Iterator[Any]) -> str:
        rows: list[list[str]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inline(token).replace("\n", " "))
        lines = [".. list-table::", "   :header-rows: 1", ""]
        for row in rows:
            marks = ["   * - ", *["     - "] * (len(row) - 1)]
            lines += [(mark + cell).rstrip() for mark, cell in zip(marks, row)]
        return "\n".join(lines)

    def _inline(self, token: Any, plain: bool = False) -> str:
        children = list(token.children or [])
        if len(children) == 1 and children[0].type == "image":
            image = children[0]
            source = self._names.image(image.attrs["src"])
            return f".. image:: {source}\n   :alt: {image.content}"
        return joined(self._pieces(iter(children), plain))

    def _pieces(self, tokens: Iterator[Any], plain: bool) -> Iterator[tuple[str, bool]]:
        """Pieces of a line, and whether each is markup."""
        for token in tokens:
            kind = token.type
            if kind == "text":
                yield escaped(token.content), False
            elif kind in ("softbreak", "hardbreak"):
                yield "\n", False
            elif kind == "code_inline":
                better = "" if plain else self._names.code(token.content)
                yield better or f"``{token.content.strip()}``", True
            elif kind == "link_open":
                title = _text(tokens, "link_close")
                yield self._names.link(str(token.attrs["href"])).written(title), True
            elif kind in ("strong_open", "em_open"):
                mark = "**" if kind == "strong_open" else "*"
                title = _text(tokens, kind.replace("_open", "_close"))
                yield f"{mark}{escaped(title)}{mark}", True
            elif kind == "html_inline" and token.content.startswith("<!--"):
                continue
            else:
                raise ValueError(f"no reStructuredText is known for {kind}: {token.content[:60]}")


def _text(tokens: Iterator[Any], end: str) -> str:
    """The words up to a token: reStructuredText has no markup within markup."""
    parts: list[str] = []
    for token in tokens:
        if token.type == end:
            break
        parts.append(" " if token.type.endswith("break") else token.content)
    return "".join(parts)


def _code(token: Any) -> str:
    language = LANGUAGES.get(token.info.strip(), token.info.strip())
    return f".. code-block:: {language}\n\n{_indented(token.content.rstrip(), 4)}"


def escaped(text: str) -> str:
    """A text in which nothing is markup."""
    text = re.sub(r"([\\*`|])", r"\\\1", text)
    return re.sub(r"(?<=\w)_(?!\w)", r"\\_", text)


def joined(pieces: Iterable[tuple[str, bool]]) -> str:
    """Pieces beside each other; where markup would not be seen as such, a backslash and a space."""
    whole, after_markup = "", False
    for piece, markup in pieces:
        if not piece:
            continue
        if whole and (
            (markup and whole[-1] not in MAY_PRECEDE)
            or (after_markup and piece[0] not in MAY_FOLLOW)
        ):
            whole += "\\ "
        whole, after_markup = whole + piece, markup
    return whole
