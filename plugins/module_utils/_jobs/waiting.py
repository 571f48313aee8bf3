# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb wait: watches jobs until they end. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.errors import ConfigError
from .._model.job import Job
from .client import Client
from .context import Context
from .judge import finish, plan_of, summary
from .ref import Look


def wait(client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]) -> None:
    """job_wait: waits for all (or any) of the jobs."""
    plan = plan_of(params)
    if not params.get("job_id"):
        raise ConfigError("job_id must name at least one job")
    refs = [client.ref(one) for one in params["job_id"]]
    waiter = context.waiter(client)
    try:
        outcome = waiter.wait([Look(None, None, context.clock(), ref) for ref in refs], plan)
        result.update(waited=outcome.waited, polls=outcome.polls)
        finish(client, outcome, plan, params, result, context.warn, context.check_mode)
    finally:
        show(result, waiter.jobs)


def show(result: dict[str, Any], jobs: list[Job], raw: bool = False) -> None:
    """Puts jobs and their summary into a result."""
    result["jobs"] = [job.to_dict(raw) for job in jobs]
    result["summary"] = summary(jobs)
