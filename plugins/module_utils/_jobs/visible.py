# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids and URLs of the system in the result of a verb. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any

from .._model.text import visible

# Where they stand: by themselves, in lists, in lists of mappings.
_NAMES = ("id", "href", "name", "job_id", "output", "job_href", "code", "request_id", "path")
_LISTS = ("stopped", "deleted", "missing")
_MAPPINGS = ("jobs", "refused", "results")


def make_visible(result: dict[str, Any]) -> None:
    """Leaves nothing in them that a screen would obey. All other texts of a system are clean, or
    data that nobody but the playbook reads (`raw`, `result`).
    """
    _make_visible(result)
    for name in _LISTS:
        if result.get(name):
            result[name] = [visible(one) for one in result[name]]
    for side, states in (result.get("diff") or {}).items():
        result["diff"][side] = {visible(job_id): state for job_id, state in states.items()}
    for name in _MAPPINGS:
        for one in result.get(name) or ():
            _make_visible(one)
    if result.get("job"):
        _make_visible(result["job"])


def _make_visible(mapping: dict[str, Any]) -> None:
    for name in _NAMES:
        value = mapping.get(name)
        if value.__class__ is str and not value.isprintable():
            mapping[name] = visible(value)
    for output in mapping.get("outputs") or ():
        _make_visible(output)
