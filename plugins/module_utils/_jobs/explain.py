# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb explain: what a provider would send, and how it would read a sample answer, without a network.

The same client runs as for the real thing; only its Transport is one that writes down what it is given and answers
with the sample. Private to asyncops.jobs.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable, Optional

from .._model import template
from .._model.errors import AsyncopsError, ConfigError
from .._model.job import Job
from .._model.provider import Provider
from .._wire.http import Answer, Connection
from .client import Client
from .context import Context
from .ref import Ref
from .result import fetch
from .submission import Order, submit

JOB_ID = "JOB_ID"
Params = Mapping[str, Any]


class Rehearsal:
    """Stands in for a Transport: notes each request, and gives the sample for an answer."""

    def __init__(self, sample: Optional[Mapping[str, Any]], connection: Connection) -> None:
        self.connection, self.requests, self.retry_after_max = connection, 0, 300.0
        self.sent: list[dict[str, Any]] = []
        self._answer = _answer(sample or {})

    def send(self, method: str, url: str, *, query: Any = (), headers: Any = None, body: Optional[bytes] = None,
             **unused: Any) -> Answer:
        """Notes the request; sends nothing."""
        shown = body.decode("utf-8", "replace") if body else None
        self.sent.append({"method": method, "url": url, "query": [list(pair) for pair in query], "headers": dict(headers or {}),
                          "body": shown})
        self.requests += 1
        self._answer.url = url
        return self._answer


def _answer(sample: Mapping[str, Any]) -> Answer:
    unknown = sorted(set(sample) - {"status", "headers", "body"})
    if unknown:
        raise ConfigError("sample.%s is not known; a sample has status, headers and body" % unknown[0])
    body, headers = sample.get("body"), {str(name): str(value) for name, value in (sample.get("headers") or {}).items()}
    if not isinstance(body, str):
        body = "" if body is None else json.dumps(body)
        headers.setdefault("Content-Type", "application/json")
    elif body.lstrip().startswith("<"):
        headers.setdefault("Content-Type", "application/xml")
    return Answer(int(sample.get("status") or 200), headers, body.encode())


class _Shown:
    """Stands in for Auth: shows where a secret would go."""

    def __init__(self, provider: Provider) -> None:
        self._headers = {}
        for spec in provider["auth"][:1]:
            names = list(spec["headers"]) or [spec["header"]]
            self._headers = {} if spec["type"] == "none" else dict.fromkeys(names, "(%s)" % spec["type"])

    def headers(self) -> dict[str, str]:
        """The headers, without secrets."""
        return self._headers

    def renew(self, stale: Any) -> bool:
        """There is nothing to renew."""
        return False

    def words(self) -> list[str]:
        """No choice to tell of."""
        return []


def explain(provider: Provider, params: Params, context: Context, result: dict[str, Any]) -> None:
    """provider_info: what the provider has, the requests it would send, and how the sample would be read.

    :param params: base_url, org_id, username, job_id, sample, sample_of (a verb).
    """
    verb, sample = params.get("sample_of") or "get", params.get("sample")
    result.update(
        name=provider.name, title=provider["title"], verbs=provider.verbs, api_version=provider.api_version,
        filters=provider["filters"], unsupported=provider["unsupported"], words=provider["state"]["words"],
        notes=provider["notes"], requests={one: _rehearse(provider, params, context, one) for one in provider.verbs})
    if sample is None:
        return
    provider.require(verb)
    client, rehearsal = _client(provider, params, context, sample)
    try:
        result["reads_as"] = _RUN[verb](client, _ref(client, params))
    except AsyncopsError as exc:
        result["reads_as"] = {"error": exc.kind, "msg": exc.message}
    result["sent"] = rehearsal.sent


def _client(provider: Provider, params: Params, context: Context, sample: Any) -> tuple[Client, Rehearsal]:
    made: list[Rehearsal] = []

    def transport(connection: Connection, **unused: Any) -> Any:
        made.append(Rehearsal(sample, connection))
        return made[0]

    inner = Context(warn=context.warn, transport=transport, secrets=context.secrets, clock=context.clock)
    needed = {name: "(%s)" % name for name in ("password", "token", "client_id", "client_secret")}
    whole = {"base_url": "https://system.example.com", **{k: v for k, v in params.items() if v is not None}}
    whole["username"] = whole.get("username") or "USERNAME"
    client = inner.connect(provider, {**whole, **needed, "token_type": None})
    client.exchange.auth = _Shown(provider)  # type: ignore[assignment]
    return client, made[0]


def _ref(client: Client, params: Params) -> Ref:
    return client.ref(params.get("job_id") or JOB_ID)


def _rehearse(provider: Provider, params: Params, context: Context, verb: str) -> Any:
    """The first request of a verb; its template where a value comes from an answer only."""
    client, rehearsal = _client(provider, params, context, None)
    try:
        _RUN[verb](client, _ref(client, params))
    except AsyncopsError as exc:
        if not rehearsal.sent:
            section = provider[verb]
            used = template.names_in(section["path"] or "")
            return {"method": section["method"], "path": section["path"], "note": exc.message if not used else
                    "needs %s" % ", ".join(used)}
    return rehearsal.sent[0] if rehearsal.sent else {"note": "no request of its own: it is in the job's record"}


def _look(client: Client, ref: Ref) -> Any:
    look = client.look(ref)
    return {"job": look.job.to_dict() if look.job else None, "retry_after": look.hint}


def _list(client: Client, ref: Ref) -> Any:
    filters = {name: "FILTER" for name, spec in client.provider["filters"].items() if spec["required"]}
    listing = client.jobs(filters)
    return {"jobs": [job.to_dict() for job in listing], "complete": listing.complete}


def _submit(client: Client, ref: Ref) -> Any:
    section = client.provider["submit"]
    methods = section["methods"]
    submission = submit(client, Order("" if section["path"] else "PATH", (methods or [section["method"]])[0]))
    return {"jobs": [look.job.to_dict() for look in submission.looks if look.job],
            "retry_after": submission.looks[0].hint if submission.looks else None}


def _job(client: Client, ref: Ref) -> Job:
    return Job(ref.id, ref.provider.name, "running", href=ref.href, raw={})


def _result(client: Client, ref: Ref) -> Any:
    job = _job(client, ref)
    job.outputs = [{"id": "OUTPUT_ID", "name": "OUTPUT", "href": None, "formats": ["FORMAT"]}]
    return {"result": [piece.value for piece in fetch(client, ref, job)]}


_RUN: dict[str, Callable[[Client, Ref], Any]] = {
    "get": _look, "list": _list, "submit": _submit, "result": _result,
    "messages": lambda client, ref: {"messages": client.messages(ref, _job(client, ref))},
    "outputs": lambda client, ref: {"outputs": client.outputs(ref, _job(client, ref))},
    "stop": lambda client, ref: {"stopped": client.stop(ref, _job(client, ref))},
    "delete": lambda client, ref: {"deleted": client.delete(ref, _job(client, ref))},
}
