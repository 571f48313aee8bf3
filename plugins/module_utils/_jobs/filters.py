# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters: checked against what the provider documents, before anything is sent. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model import paths
from .._model.errors import ConfigError, Unsupported
from .._model.provider import Provider


def check_filters(provider: Provider, filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters by their own names, as texts (lists joined by commas), defaults added.

    :raises Unsupported: a filter the provider does not have, naming what it has.
    :raises ConfigError: a value of the wrong form, or a required filter that is missing.
    """
    known = provider["filters"]
    for name in filters:
        if name not in known:
            has = "it has %s" % ", ".join(known) if known else "it has none"
            raise Unsupported("provider %s has no filter %s; %s" % (provider.name, name, has))
    checked: dict[str, Any] = {}
    for name, spec in known.items():
        value = filters.get(name)
        if value in (None, ""):
            value = spec["default"]
        if value is None:
            if spec["required"]:
                raise ConfigError("filters.%s is required by provider %s: %s" % (name, provider.name, spec["doc"]))
            continue
        checked[name] = _checked(name, spec, value)
    return checked


def _checked(name: str, spec: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, dict) or (isinstance(value, list) and spec["type"] != "list"):
        raise ConfigError("filters.%s must be one value" % name)
    text = ",".join(paths.text_of(one) for one in paths.as_list(value))
    if spec["type"] == "int" and not (text.isascii() and text.isdigit()):
        raise ConfigError("filters.%s must be a whole number, not %r" % (name, text))
    if spec["type"] == "bool" and text.lower() not in ("true", "false", "yes", "no", "1", "0"):
        raise ConfigError("filters.%s must be true or false, not %r" % (name, text))
    if spec["choices"]:
        match = next((paths.text_of(one) for one in spec["choices"] if paths.same(one, text)), None)
        if match is None:
            raise ConfigError("filters.%s must be one of %s, not %r" % (name, ", ".join(map(str, spec["choices"])), text))
        return match
    return text


def typed(kind: str, value: str) -> Any:
    """A filter's text as what JSON has for it."""
    if kind == "bool":
        return value.lower() in ("true", "yes", "1")
    return int(value) if kind == "int" else value.split(",") if kind == "list" else value
