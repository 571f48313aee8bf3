# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small helpers of the pages: Markdown, YAML, and plain words."""

from __future__ import annotations

import re
from typing import Any

import yaml

_MARKUP = re.compile(r"`?\b[OVCE]\(([^()]*)\)`?")


def note(source: str) -> str:
    """Say which file a page comes from."""
    return (
        f"<!-- Written by tools/generate.py from {source}. Change that, then run it again. -->\n\n"
    )


def between(whole: str, begin: str, end: str, fresh: str, where: str) -> str:
    """A text with other words between two markers.

    :param where: what the text is, for the error.
    :raises ValueError: it has not exactly one pair of markers.
    """
    before, found, rest = whole.partition(begin)
    _old, ended, after = rest.partition(end)
    if not found or not ended or begin in after or end in after:
        markers = f"{begin.strip()} and {end.strip()}"
        raise ValueError(f"{where} must have {markers} once each, in this order")
    return before + begin + fresh + end + after


def plain(text: str) -> str:
    """Turn Ansible's markup into Markdown: ``O(token_type=Token)`` becomes `token_type: Token`."""
    return _MARKUP.sub(lambda found: code(found.group(1).replace("=", ": ", 1)), text)


def code(text: Any) -> str:
    """Inline code, also for text that holds a backtick."""
    text = str(text).lower() if isinstance(text, bool) else str(text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table; bars inside of cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return (
        "".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
        )
        + "\n"
    )


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, as playbooks are written; no anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, data: str) -> Any:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", data, style='"' if "{{" in data else None
    )


def _list(dumper: yaml.SafeDumper, data: list[Any]) -> Any:
    short = (
        all(not isinstance(one, (list, dict)) for one in data)
        and len(", ".join(map(str, data))) < 80
    )
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def dump(value: Any) -> str:
    """YAML in block style, keys in their order."""
    return str(
        yaml.dump(
            value,
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            width=150,
            default_flow_style=False,
        )
    )


def flow(value: Any) -> str:
    """YAML in one line."""
    text = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10**6,
        default_flow_style=True,
    )
    return str(text).strip().removesuffix("...").strip()


def fenced(text: str, kind: str = "yaml") -> str:
    """A code block."""
    return f"```{kind}\n{text.rstrip()}\n```\n\n"


def listed(words: list[str], last: str = "and") -> str:
    """``a, b and c``."""
    return (
        words[0]
        if len(words) == 1
        else "%s %s %s" % (", ".join(words[:-1]), last, words[-1])
        if words
        else ""
    )


def condition(one: dict[str, Any]) -> str:
    """A condition in words."""
    parts = []
    if one["request"]:
        parts.append("it answers %s" % listed([code(name) for name in one["request"]], "or"))
    if one["http_status"] is not None:
        parts.append(
            "the HTTP code is %s" % listed([code(value) for value in one["http_status"]], "or")
        )
    what = (
        listed([code(path) for path in one["path"]], "or")
        if one["path"]
        else one["header"] and f"the header {one['header']}"
    )
    tests = {
        "equals": lambda value: "is %s" % code(value),
        "in": lambda value: "is one of %s" % ", ".join(code(each) for each in value),
        "not_in": lambda value: (
            "is there and is none of %s"
            % ", ".join(code(each) if each != "" else "an empty text" for each in value)
        ),
        "contains": lambda value: "holds %s" % listed([code(each) for each in value], "or"),
        "matches": lambda value: "matches %s" % code(value) if value else "is there",
        "exists": lambda value: "is there" if value else "is missing",
        "is_null": lambda value: "is empty" if value else "is not empty",
    }
    if what:
        found = [words(one[name]) for name, words in tests.items() if one[name] is not None] or [
            "is true"
        ]
        parts.append("%s %s" % (what, " and ".join(found)))
    return " and ".join(parts)
