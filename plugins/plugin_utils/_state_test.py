# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests of a job's state, as `when` and `select` use them. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import (
    STATES,
    SUCCESS,
    TERMINAL,
)

_STATES = {
    "finished": frozenset(TERMINAL),
    "succeeded": frozenset(SUCCESS),
    "failed": frozenset(TERMINAL).difference(SUCCESS),
}


def state_test(name: str) -> Callable[[Any], bool]:
    """The test of that name: a job -> whether its state is one of those that are meant.

    The test raises AnsibleFilterError for what is no job.
    """
    states = _STATES[name]

    def test(job: Any) -> bool:
        state = job.get("state") if isinstance(job, Mapping) else None
        if state not in STATES:
            message = "asyncops.jobs.%s needs a job, as results hold it in job and jobs; %s"
            raise AnsibleFilterError(message % (name, _what_it_is(job)))
        return state in states

    return test


def _what_it_is(value: Any) -> str:
    if value is None:
        return "this is null"
    if isinstance(value, str):
        return "this is text"
    if isinstance(value, Sequence):
        return "this is a list: use it with select"
    if not isinstance(value, Mapping):
        return "this is %s" % type(value).__name__
    if "job" in value or "jobs" in value:
        return "this is a result: name its job"
    return "this has no state of a job"
