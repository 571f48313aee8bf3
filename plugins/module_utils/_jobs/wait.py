# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb wait: waits until jobs end. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.errors import ConfigError
from .client import Client
from .conclusion import conclude
from .context import Context
from .outcome import WaitOptions
from .placeholder import in_order, real
from .poll import PollResult
from .predicates import PREDICATES
from .showing import show_jobs
from .waiter import Waiter


def wait(
    client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
) -> None:
    """job_wait: waits for all (or any) of the jobs."""
    options = WaitOptions.from_params(params)
    if not params.get("job_id"):
        raise ConfigError("job_id must name at least one job")
    refs = [client.ref(one) for one in params["job_id"]]
    waiter = Waiter(client, options, context)
    for ref in real(refs):
        waiter.add(PollResult(None, None, context.clock(), ref))
    try:
        outcome = waiter.run(PREDICATES[options.wait_for])
    finally:
        result.update(waited=waiter.waited, polls=waiter.polls)
        show_jobs(result, in_order(refs, waiter.jobs))
    try:
        conclude(client, outcome, options, result, context)
    finally:
        show_jobs(result, in_order(refs, outcome.jobs))
