# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's arguments as they would reach a module, through JSON. Private to asyncops.jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.text.converters import to_text


def as_module_arguments(args: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a task, of plain types only."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(args), default=_plain))
    return plain


def _plain(value: Any) -> Any:
    """What JSON does not know: times, sets, bytes, vaulted texts and lazy containers."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes):
        return to_text(value, errors="surrogate_or_strict")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value)
