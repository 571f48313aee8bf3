# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb delete: removes jobs by id, or by state and age. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.errors import AsyncopsError, ConfigError, Conflict
from .acting import Found, Refusals, delete_each, look_up, refs_for
from .client import Client
from .context import Context
from .selection import Selection
from .showing import show_jobs


def delete(
    client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
) -> None:
    """job_delete: removes jobs."""
    refusals = Refusals("deleted", result)
    found = _choose(client, params, context, refusals)
    show_jobs(result, [one.job for one in found])
    del result["summary"]
    if found:
        before = {one.job.id: one.job.state for one in found}
        result["diff"] = {"before": before, "after": {}}
    may_be_deleted = []
    for one in found:
        try:
            _check(one, bool(params.get("force")))
            may_be_deleted.append(one)
        except AsyncopsError as exc:
            refusals.add(one.job.id, exc)
    try:
        delete_each(client, context, may_be_deleted, refusals, result)
    finally:
        result["changed"] = bool(result["deleted"])
    refusals.check(one.job.id for one in found)


def _check(one: Found, force: bool) -> None:
    """Does nothing where a job may be deleted.

    :raises Conflict: it may not.
    """
    if not (one.job.finished or force or one.ref.is_placeholder):
        message = "job %s is %s; an active job is deleted only with force: true"
        raise Conflict(message % (one.job.id, one.job.state))


def _choose(
    client: Client, params: Mapping[str, Any], context: Context, refusals: Refusals
) -> list[Found]:
    """The jobs to delete.

    :raises ConfigError: it is not said which, or said in two ways.
    """
    ids, states, older = (params.get(name) for name in ("job_id", "states", "older_than"))
    if ids is None and states is None and older is None:
        raise ConfigError("job_id, states or older_than is required: what to delete")
    if ids is None:
        client.provider.require("delete")
        client.provider.require("list")
        return Selection(client, context, params).jobs(refusals)
    if states is not None or older is not None:
        message = (
            "job_id cannot be narrowed by states or older_than: give either the one or the others"
        )
        raise ConfigError(message)
    seen = look_up(client, context, refs_for(client, ids, "delete"))
    for job_id, error in seen.failed:
        refusals.add(job_id, error)
    return seen.found
