# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys that a result has from the start, so that a failed task has them too. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .job import KEYS, STATES

# All keys of a result that are ours, at any depth. (A test reads them from the documentation.)
_RESULT_KEYS = (
    "changed failed msg error exception warnings deprecations diff before after"
    " before_header after_header invocation module_args trace jobs job summary count complete"
    " missing timed_out waited polls stopped refused deleted result dest size checksum_sha256"
    " files results output job_id level text source time formats retry_after request_id tries"
    " http_status code method path job_href api_version filters notes reads_as requests sent title"
    " unsupported verbs words tried_with catalogue definition resumed ansible_job_id"
    " once kept_by key find"
    " rc stdout stderr skipped unreachable advice steps next_request why after note url query"
    " headers body logged_in sends is_result"
)
OWN_KEYS = frozenset((*KEYS, *STATES, *_RESULT_KEYS.split()))


def empty(verb: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """What a verb returns before it has done anything. ``params`` need not be valid yet."""
    waited = {"timed_out": False, "waited": 0.0, "polls": 0}
    result: dict[str, Any] = {"changed": False}
    if verb == "explain":
        return result
    result["jobs"] = []
    if verb != "delete":
        result["summary"] = {}
    if verb == "info":
        result.update(count=0, complete=False, missing=[])
        ids = params.get("job_id")
        if isinstance(ids, list) and len(ids) == 1:
            result["job"] = None
    elif verb == "wait":
        result.update(waited)
    elif verb == "stop":
        result.update(waited if params.get("wait") else {}, stopped=[], missing=[], refused=[])
    elif verb == "delete":
        result.update(deleted=[], refused=[])
    elif verb == "result":
        result.update(waited, results=[], result=None)
    elif verb == "request":
        result.update(waited, job=None, result=None)
        if params.get("once") is not None:
            result["resumed"] = False
    return result
