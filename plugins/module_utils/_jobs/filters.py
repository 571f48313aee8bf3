# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters: checked against what the provider documents, before anything is sent. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.errors import ConfigError, Unsupported
from .._model.provider import Provider
from .._model.values import text_of
from .pages import Narrowing


def check_filters(provider: Provider, filters: Mapping[str, Any]) -> dict[str, str]:
    """The filters by their own names, as texts (lists joined by commas), defaults added.

    :raises Unsupported: a filter the provider does not have, naming what it has.
    :raises ConfigError: a value that is empty or of the wrong form, or a required filter that is
        missing.
    """
    for name in filters:
        if name not in provider.filters:
            has = "it has %s" % ", ".join(provider.filters) if provider.filters else "it has none"
            raise Unsupported("provider %s has no filter %s; %s" % (provider.name, name, has))
        if _is_empty(filters[name]):
            # Dropping it would widen the list: to the jobs of others, where jobs are deleted.
            message = "filters.%s is empty; leave it out where the list is not to be narrowed by it"
            raise ConfigError(message % name)
    checked: dict[str, str] = {}
    for name, spec in provider.filters.items():
        value = filters.get(name, spec.default)
        if value is not None:
            checked[name] = spec.check(value)
        elif spec.required:
            message = "filters.%s is required by provider %s: %s"
            raise ConfigError(message % (name, provider.name, spec.doc))
    return checked


def _is_empty(value: Any) -> bool:
    """Whether a value is none, as that of a variable that came out empty; so is a list of such."""
    if isinstance(value, list):
        return any(map(_is_empty, value)) or not value
    return value is None or value == {} or not text_of(value)


def narrow(provider: Provider, checked: Mapping[str, str]) -> Narrowing:
    """Checked filters, by the place they go to; those of the path are in the template's names."""
    narrowing = Narrowing()
    for name, text in checked.items():
        spec = provider.filters[name]
        if spec.place == "query":
            narrowing.query[spec.wire_name] = text.split(",") if spec.repeat else text
        elif spec.place == "header":
            narrowing.headers[spec.wire_name] = text
        elif spec.place == "body":
            narrowing.body[spec.wire_name] = spec.json_value(text)
    return narrowing
