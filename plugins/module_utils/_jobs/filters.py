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
from .pages import Narrowing


def check_filters(provider: Provider, filters: Mapping[str, Any]) -> dict[str, str]:
    """The filters by their own names, as texts (lists joined by commas), defaults added.

    :raises Unsupported: a filter the provider does not have, naming what it has.
    :raises ConfigError: a value of the wrong form, or a required filter that is missing.
    """
    for name in filters:
        if name not in provider.filters:
            has = "it has %s" % ", ".join(provider.filters) if provider.filters else "it has none"
            raise Unsupported("provider %s has no filter %s; %s" % (provider.name, name, has))
    checked: dict[str, str] = {}
    for name, spec in provider.filters.items():
        value = filters.get(name)
        if value is None or value == "":
            value = spec.default
        if value is not None:
            checked[name] = spec.check(value)
        elif spec.required:
            message = "filters.%s is required by provider %s: %s"
            raise ConfigError(message % (name, provider.name, spec.doc))
    return checked


def narrow(provider: Provider, checked: Mapping[str, str]) -> Narrowing:
    """Checked filters, by the place they go to; those of the path are in the template's names."""
    narrowing = Narrowing()
    for name, text in checked.items():
        spec = provider.filters[name]
        if spec.place == "query":
            narrowing.query[spec.wire_name] = text
        elif spec.place == "header":
            narrowing.headers[spec.wire_name] = text
        elif spec.place == "body":
            narrowing.body[spec.wire_name] = spec.json_value(text)
    return narrowing
