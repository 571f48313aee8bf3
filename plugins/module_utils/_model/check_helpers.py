# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of a definition have in common. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import DefinitionError

Checked = Mapping[str, Any]
REQUEST_PARTS = ("path", "root", "query", "headers", "body")
OUTPUT_FIELDS = ("id", "name", "href", "formats")
MESSAGE_FIELDS = ("level", "text", "source", "time")
LEVELS = ("info", "warning", "error")
BODILESS = ("GET", "HEAD")

_TIME_TYPES = ("auto", "iso", "epoch_s", "epoch_ms")
_FIELD_TYPES = {
    **dict.fromkeys(("submitted_at", "started_at", "finished_at", "updated_at"), _TIME_TYPES),
    "time": _TIME_TYPES,
    "progress": ("auto", "percent", "fraction"),
    "duration": ("auto", "seconds", "ms"),
}
_TEXT_TYPES = ("auto", "text")


def no_effect(where: str, key: str, why: str) -> DefinitionError:
    """The error of a key that could do nothing where it stands."""
    return DefinitionError("%s.%s" % (where, key), "has no effect %s" % why)


def second_word(name: str) -> str:
    """The second word of a name: ``crumb`` of ``saved.crumb``."""
    words = re.findall(r"[\w-]+", name)
    return words[1] if len(words) > 1 else ""


def check_fields(fields: Checked, known: tuple[str, ...], where: str) -> None:
    """Every field is one that is read there, and says nothing that is not.

    :raises DefinitionError: naming the field.
    """
    for name, field in fields.items():
        here = "%s.%s" % (where, name)
        if name not in known:
            message = "is not one of the fields here, which are %s" % ", ".join(known)
            raise DefinitionError(here, message)
        check_field(name, field, here)


def check_field(name: str, field: Checked, where: str) -> None:
    """The keys of a field that depend on which field it is.

    :raises DefinitionError: naming the key.
    """
    if name in ("messages", "outputs", "formats"):
        for key in ("value", "done", "when", "nulls"):
            if field[key] not in (None, []):
                raise no_effect(where, key, "here: all values at path are taken")
        if field["type"] != "auto":
            raise no_effect(where, "type", "here: all values at path are taken")
    known = _FIELD_TYPES.get(name, _TEXT_TYPES)
    if field["type"] not in (*known, "auto"):
        message = "must be one of %s here, not %s" % (", ".join(known), field["type"])
        raise DefinitionError(where + ".type", message)
    if field["done"] is not None and name != "progress":
        raise no_effect(where, "done", "here; it is for progress")
    if field["levels"] and name != "messages":
        raise no_effect(where, "levels", "here; it is for messages")
    if field["fields"] and name not in ("messages", "outputs"):
        raise no_effect(where, "fields", "here; it is for messages and outputs")
    if name == "messages":
        check_fields(field["fields"], MESSAGE_FIELDS, where + ".fields")
        check_levels(field["levels"], where)
    elif name == "outputs":
        check_fields(field["fields"], OUTPUT_FIELDS, where + ".fields")


def check_levels(levels: Mapping[str, str], where: str) -> None:
    """Every level is one of ours.

    :raises DefinitionError: naming the one that is not.
    """
    for word, level in levels.items():
        if level not in LEVELS:
            message = "must be one of %s, not %r" % (", ".join(LEVELS), level)
            raise DefinitionError("%s.levels.%s" % (where, word), message)


def refuse_request(conditions: Sequence[Checked], where: str) -> None:
    """Where answers to one kind of request are read, `request` would tell nothing.

    :raises DefinitionError: a condition asks for it.
    """
    for condition in conditions:
        if condition["request"] is not None:
            raise no_effect(where, "request", "here: it is always the same")
