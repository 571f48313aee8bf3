# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs: parameters -> result, the whole body of a module, without Ansible. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional

from .._model.errors import AsyncopsError, AuthError, ConfigError, NotFound
from .._model.job import KEYS, Job
from .._model.provider import Provider
from .._model.result import empty
from .client import Client
from .context import Context
from .ref import Ref

Params = Mapping[str, Any]
_DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)


def run(name: str, provider: Callable[[], Provider], params: Params, context: Context) -> dict[str, Any]:
    """Runs a verb; never raises for what can be told: the result then has ``failed``, ``msg`` and ``error``.

    :param name: info, wait, stop, delete, request or explain.
    :param provider: makes the Provider (its errors are told like any other).
    """
    result = empty(name, params)
    try:
        if name == "explain":
            from .explain import explain
            explain(provider(), params, context, result)
        else:
            _verb(name)(context.connect(provider(), params), params, context, result)
    except AsyncopsError as exc:
        result.update({key: value for key, value in exc.details.items() if value is not None and key not in result})
        result.update(failed=True, msg=exc.message, error=exc.kind)
    except _DEFECTS as exc:
        # Ours to mend. The text of such an exception may quote anything, so only its place is told.
        where = exc.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        place = "%s:%d" % (where.tb_frame.f_code.co_filename.rpartition("/")[2], where.tb_lineno) if where else "?"
        result.update(failed=True, error="api", msg="internal error (%s at %s); please report it" % (type(exc).__name__, place))
    scrubbed: dict[str, Any] = context.secrets.scrub_tree(result)
    return scrubbed


def _verb(name: str) -> Callable[[Client, Params, Context, dict[str, Any]], None]:
    if name == "info":
        return info
    if name == "wait":
        from .waiting import wait
        return wait
    if name == "request":
        from .request import request
        return request
    from . import change
    return change.stop if name == "stop" else change.delete


def info(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    """job_info: the jobs asked for, or a list."""
    ids = params.get("job_id")
    fields = _fields(params.get("fields"))
    raw = bool(ids) if params.get("raw") is None else params["raw"]
    states, want_messages = params.get("states") or (), bool(params.get("messages"))
    if ids is not None and not ids:
        raise ConfigError("job_id must not be an empty list; leave it out to list all jobs")
    client.provider.require("list" if ids is None else "get")
    if want_messages and not (client.provider["messages"] or "messages" in client.provider["job"]):
        client.provider.require("messages")
    seen: dict[str, int] = {}
    for job, ref in (_asked(client, ids, result) if ids is not None else _listed(client, params, result)):
        if states and job.state not in states:
            continue
        seen[job.state] = seen.get(job.state, 0) + 1
        result["count"] += 1
        if not params.get("summary_only"):
            if want_messages:
                job.messages = client.messages(ref or Ref(job.id, job.id, job.href, client.provider), job)
            if ref and job.succeeded and (not fields or "outputs" in fields):
                job.outputs = _outputs(client, ref, job)
            result["jobs"].append(job.to_dict(raw, fields))
    result["summary"] = seen
    if "job" in result:
        result["job"] = result["jobs"][0] if result["jobs"] else None


def _outputs(client: Client, ref: Ref, job: Job) -> Optional[list[dict[str, Any]]]:
    """What can be downloaded of one job; where another key is needed to see it, null with a warning."""
    try:
        return client.outputs(ref, job) or job.outputs
    except (AuthError, NotFound) as exc:
        client.warn("outputs of job %s were refused (%s)" % (ref.asked, exc.message))
        return job.outputs


def _fields(fields: Any) -> Optional[list[str]]:
    unknown = [name for name in fields or () if name not in KEYS]
    if unknown:
        raise ConfigError("fields: %s is not a key of a job; the keys are %s" % (", ".join(unknown), ", ".join(KEYS)))
    return list(fields) if fields else None


def _asked(client: Client, ids: list[Any], result: dict[str, Any]) -> Any:
    for ref in [client.ref(one) for one in ids]:
        try:
            yield client.get(ref), ref
        except NotFound:
            result["missing"].append(ref.asked)
    result["complete"] = True


def _listed(client: Client, params: Params, result: dict[str, Any]) -> Any:
    limit = params.get("limit")
    if limit is not None and limit < 1:
        raise ConfigError("limit must be 1 or more")
    states = params.get("states")
    listing = client.jobs(params.get("filters"), limit + 1 if limit and not states else None)
    if not params.get("messages") and (params.get("summary_only") or params.get("fields")):
        listing.narrow(frozenset(states or ()), frozenset(() if params.get("summary_only") else params["fields"]))
    for job in listing:
        if limit and result["count"] >= limit:
            return
        yield job, None
    result["complete"] = listing.complete
