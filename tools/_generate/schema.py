# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/definition.schema.json: the vocabulary as JSON Schema, so that editors complete and CI validates."""

from __future__ import annotations

import json
from typing import Any

from .sources import World

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = "https://raw.githubusercontent.com/asyncops/asyncops.jobs/main/docs/definition.schema.json"
# What YAML makes of an unquoted word, number or `no` is taken as the text it stands for.
TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
EXACTLY_ONE = {
    "reference": ("header", "path", "saved"),
    "source": ("header", "path"),
    "poll_after": ("header", "path"),
}


def text(world: World) -> str:
    """The schema as it is committed."""
    return json.dumps(build(world), indent=1, ensure_ascii=False) + "\n"


def build(world: World) -> dict[str, Any]:
    """The schema of a whole `provider_definition`."""
    vocabulary = world.vocabulary
    sections = {name: _section(world, name) for name in vocabulary.SECTIONS}
    for name, short in vocabulary.SHORT.items():
        spec = vocabulary.SECTIONS[name][short]
        sections[f"{name}_or_short"] = {
            "anyOf": [_type(world, spec.type, spec), {"$ref": f"#/$defs/{name}"}]
        }
    return {
        "$schema": DRAFT,
        "$id": ID,
        "title": "asyncops.jobs provider_definition",
        "$comment": "Written by tools/generate.py from plugins/module_utils/_model/vocabulary.py.",
        "$ref": "#/$defs/definition",
        "$defs": sections,
    }


def _section(world: World, name: str) -> dict[str, Any]:
    keys = world.vocabulary.SECTIONS[name]
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _key(world, name, key, spec) for key, spec in keys.items()},
    }
    required = [key for key, spec in keys.items() if spec.required]
    if name == "definition":
        required.append("get")
    if required:
        found["required"] = required
    if name in EXACTLY_ONE:
        found["oneOf"] = [{"required": [key]} for key in EXACTLY_ONE[name]]
    return found


def _key(world: World, section: str, key: str, spec: Any) -> dict[str, Any]:
    kind = _type(world, spec.type, spec)
    if (section, key) == ("definition", "job"):
        kind["propertyNames"] = {"enum": list(world.vocabulary.JOB_FIELDS)}
    elif (section, key) == ("state", "words"):
        kind["propertyNames"] = {"enum": list(world.states)}
    # null is "not given"; only a required key cannot be left out.
    found = kind if spec.required or not kind else {"anyOf": [kind, {"type": "null"}]}
    return {
        "description": spec.doc,
        **({} if spec.default is None else {"default": spec.default}),
        **found,
    }


def _type(world: World, kind: str, spec: Any) -> dict[str, Any]:
    if kind.startswith("["):
        one = _type(world, kind[1:-1], spec)
        return {"anyOf": [one, {"type": "array", "items": one}]} if one else {}
    if kind.startswith("{"):
        return {"type": "object", "additionalProperties": _type(world, kind[1:-1], spec) or True}
    if kind in world.vocabulary.SHORT:
        return {"$ref": f"#/$defs/{kind}_or_short"}
    if kind in world.vocabulary.SECTIONS:
        return {"$ref": f"#/$defs/{kind}"}
    if kind == "state_name":
        return {"enum": list(world.states)}
    if spec.choices and kind == "text":
        return {"enum": list(spec.choices)}
    plain: dict[str, dict[str, Any]] = {
        "bool": {"type": "boolean"}, "int": {"type": "integer"}, "number": {"type": "number"},
        "count": {"type": "integer", "minimum": 1}, "status": {"type": "integer", "minimum": 200, "maximum": 599},
        "literal": {}, "templates": {}, "partial": {"type": "object"},
    }  # fmt: skip
    return dict(plain.get(kind, TEXT))
