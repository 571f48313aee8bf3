# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/definition_reference.md: every section and key of the vocabulary, with an example of each."""

from __future__ import annotations

import pathlib
from typing import Any

from . import examples, words
from .sources import World

HEAD = pathlib.Path(__file__).with_name("reference_head.md")


def text(world: World) -> str:
    """The whole page."""
    vocabulary = world.vocabulary
    secrets = ", ".join(words.code("{%s}" % name) for name in world.login_names)
    head = HEAD.read_text(encoding="utf-8")
    parts = [
        words.note("plugins/module_utils/_model/vocabulary.py"),
        head.replace("{STATES}", ", ".join(world.states)).replace("{SECRETS}", secrets),
    ]
    names = [
        "definition",
        "request",
        *(name for name in vocabulary.SECTIONS if name not in ("definition", "request")),
    ]
    parts.append("## Sections\n\n" + ", ".join(f"[{name}](#{name})" for name in names) + "\n\n")
    request = vocabulary.SECTIONS["request"]
    for name in names:
        keys = vocabulary.SECTIONS[name]
        parts.append(f"### {name}\n\n")
        if name in vocabulary.SHORT:
            parts.append(f"Short form: `{vocabulary.SHORT[name]}`.\n\n")
        if name != "request" and all(keys.get(key) == spec for key, spec in request.items()):
            keys = {key: spec for key, spec in keys.items() if key not in request}
            parts.append("All keys of [request](#request)%s.\n\n" % (", and these" if keys else ""))
        if not keys:
            continue
        parts.append(words.table(["key", "type", "default", "meaning", "example"],
                                 [_row(world, name, key, spec) for key, spec in keys.items()]))  # fmt: skip
    return "".join(parts).rstrip() + "\n"


def example(section: str, key: str, spec: Any) -> str:
    """The example of a key as YAML in one line: the vocabulary's own, else ours; "" where there is none."""
    return str(spec.example or examples.example(section, key))


def _row(world: World, section: str, key: str, spec: Any) -> list[str]:
    meaning = (
        f"**Required.** {spec.doc}"
        if spec.required or (section, key) == ("definition", "get")
        else spec.doc
    )
    if spec.choices and spec.choices != world.states:
        meaning += " One of %s." % ", ".join(words.code(one) for one in spec.choices)
    if spec.only:
        meaning += " With type %s." % words.listed([words.code(one) for one in spec.only], "or")
    default = "" if spec.default in (None, "", [], {}) else words.code(words.flow(spec.default))
    return [
        f"`{key}`",
        _type(world, spec.type),
        default,
        meaning,
        words.code(f"{key}: {example(section, key, spec)}"),
    ]


def _type(world: World, kind: str) -> str:
    name = kind.strip("[]{}")
    if name in world.vocabulary.SECTIONS:
        return kind.replace(name, f"[{name}](#{name})").replace("[[", "[ [").replace(")]", ") ]")
    return kind
