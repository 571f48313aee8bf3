# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX demands of a credential type, in our own words (awx/main/fields.py and models/credential of AWX 24.6 were read,
none of their code is here), and what a credential type of ours must not do besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

NAME = re.compile(r"[a-zA-Z_]+[a-zA-Z0-9_]*")
FIELD_KEYS = {
    "id", "label", "type", "help_text", "format", "choices", "multiline", "secret", "ask_at_runtime", "default",
}  # fmt: skip
# Dropped silently by what renders, refused by what validates.
BLOCKED = {
    "VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "INVENTORY_SOURCE_ID", "INVENTORY_UPDATE_ID",
    "AD_HOC_COMMAND_ID", "REST_API_URL", "REST_API_TOKEN", "MAX_EVENT_RES", "CALLBACK_QUEUE", "CALLBACK_CONNECTION",
    "CACHE", "JOB_CALLBACK_DEBUG", "INVENTORY_HOSTVARS", "AWX_HOST", "PROJECT_REVISION", "SUPERVISOR_CONFIG_PATH",
}  # fmt: skip
TEMPLATE = re.compile(r"template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?")
PLACE = re.compile(r"\{\{(.*?)\}\}")
WORDS = re.compile(r"'[^']*'|[a-zA-Z_][a-zA-Z0-9_.]*")
OF_JINJA = {"if", "else", "not", "and", "or"}


def faults(kind: dict[str, Any]) -> list[str]:
    """Each rule that a credential type breaks, in a few words."""
    return [*_of_the_whole(kind), *_of_fields(kind["inputs"]), *_of_injectors(kind)]


def _of_the_whole(kind: dict[str, Any]) -> Iterator[str]:
    if set(kind) != {"name", "description", "kind", "inputs", "injectors"}:
        yield "keys of the type"
    if kind.get("kind") not in ("cloud", "net"):
        yield "kind: only cloud and net may be made"
    if len(kind.get("name", "")) > 512:
        yield "name too long"
    if set(kind["inputs"]) - {"fields", "required"}:
        yield "keys of inputs"
    if set(kind["injectors"]) - {"env", "file", "extra_vars"}:
        yield "keys of injectors"


def _of_fields(inputs: dict[str, Any]) -> Iterator[str]:
    ids = [field.get("id") for field in inputs["fields"]]
    if len(set(ids)) != len(ids):
        yield "two fields of one id"
    if set(inputs.get("required", [])) - set(ids):
        yield "required: no such field"
    for field in inputs["fields"]:
        name = str(field.get("id"))
        if not NAME.fullmatch(name):
            yield f"{name}: id"
        if name == "tower":
            yield "tower: reserved"
        if not field.get("label"):
            yield f"{name}: no label"
        if set(field) - FIELD_KEYS:
            yield f"{name}: keys"
        if field.get("type", "string") not in ("string", "boolean"):
            yield f"{name}: type"
        if field.get("format", "url") not in ("ssh_private_key", "url"):
            yield f"{name}: format"
        if field.get("type") == "boolean":
            if {"secret", "choices", "format", "multiline"} & set(field):
                yield f"{name}: a boolean is nothing else"
            yield f"{name}: ours: a boolean that is not filled in renders as False"
        choices = field.get("choices")
        if choices is not None and (
            not choices
            or len(set(choices)) != len(choices)
            or not all(isinstance(c, str) for c in choices)
        ):
            yield f"{name}: choices"
        if choices and field.get("secret"):
            yield f"{name}: choices that are secret"
        if "default" in field:
            yield f"{name}: ours: a default is not rendered where nothing is filled in"


def _of_injectors(kind: dict[str, Any]) -> Iterator[str]:
    fields = {field.get("id") for field in kind["inputs"]["fields"]}
    secret = {field["id"] for field in kind["inputs"]["fields"] if field.get("secret")}
    files = kind["injectors"].get("file", {})
    for name in files:
        if not TEMPLATE.fullmatch(name):
            yield f"file {name}: name"
    if "template" in files and len(files) > 1:
        yield "file: template, or templates with names"
    known = fields | {f"tower.filename{name[len('template') :]}" for name in files}
    for name, value in kind["injectors"].get("env", {}).items():
        if not NAME.fullmatch(name) or name.startswith("ANSIBLE_") or name in BLOCKED:
            yield f"env {name}: name"
        if not value.isascii():
            yield f"env {name}: not ASCII"
        yield from (f"env {name}: {word} is no field" for word in sorted(_words(value) - known))
    for name, value in files.items():
        yield from (f"file {name}: {word} is no field" for word in sorted(_words(value) - known))
    for name in kind["injectors"].get("extra_vars", {}):
        if not NAME.fullmatch(name) or name.startswith("ansible_"):
            yield f"extra_vars {name}: name"
        yield "ours: an extra variable is a template to Ansible, and a password may look like one"
    used = "".join([*kind["injectors"].get("env", {}).values(), *files.values()])
    yield from (
        f"{name}: ours: a field that nothing uses" for name in sorted(fields - _words(used))
    )
    for name in sorted(secret):
        if re.search(rf"https?://[^\s]*\{{\{{\s*{re.escape(str(name))}", used):
            yield f"{name}: ours: a secret inside of a URL"


def _words(template: str) -> set[str]:
    """The names in the places of a template."""
    return {
        word
        for place in PLACE.findall(template)
        for word in WORDS.findall(place)
        if not word.startswith("'") and word not in OF_JINJA
    }
