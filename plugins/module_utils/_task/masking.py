# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets among the options, and the options without them. Private to asyncops.jobs.

ansible-core masks a secret where it stands literally. It does not know its other forms (URL-quoted, base64, escaped),
leaves dict keys alone, and takes `headers` given as text for one long secret: so both forms mask here, alike.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from .._wire.secrets import MASK, SHORTEST, Secrets


def secrets_of(params: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> Secrets:
    """The values of all `no_log` options, and a password that stands (wrongly) in `base_url`.

    :param params: as validated, or as far as validation got.
    """
    secrets = Secrets()
    users = [params.get(name) for name in ("username", "client_id") if params.get(name)]
    for name, option in spec.items():
        value = params.get(name) if option.get("no_log") else None
        for one in value.values() if isinstance(value, Mapping) else [value]:
            secrets.add(one)
            for user in users:
                secrets.add_basic(user, one)
    user, at, _host = str(params.get("base_url") or "").rpartition("@")
    if at:
        password = user.rpartition("//")[2].partition(":")[2]
        for one in (password, unquote(password)):
            secrets.add(one)
    return secrets


def shown(params: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]], secrets: Secrets) -> dict[str, Any]:
    """The options as the result may show them (`invocation`)."""
    found: dict[str, Any] = {}
    for name, value in params.items():
        if not value or not spec.get(name, {}).get("no_log"):
            found[name] = secrets.scrub_tree(value)
        else:
            found[name] = dict.fromkeys(map(str, value), MASK) if isinstance(value, Mapping) else MASK
    return found


def maskable(values: set[str]) -> set[str]:
    """Without those too short to be masked: hiding "1" would hide every number (Context warns of such secrets)."""
    return {value for value in values if len(value.strip()) >= SHORTEST}
