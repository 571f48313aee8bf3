# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb explain: what a provider would send, and how it would read a sample answer, without a
network.

The same client runs as for the real thing; only its Transport is one that writes down what it is
given and answers with the sample. Private to asyncops.jobs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

from .._model.compiled.sections import AuthSpec
from .._model.compiled.view import View
from .._model.errors import AsyncopsError, ConfigError
from .._model.job import Job
from .._model.options import SECRETS
from .._model.provider import Provider
from .._model.values import as_list
from .._wire.auth.scheme import FixedAuthentication, Proof
from .._wire.connection import Connection
from .._wire.request import Classifier, Request, SendOptions
from .._wire.response import Response
from .changing import ask_to_stop, delete
from .client import Client
from .context import Context
from .decoding import decode
from .expectations import LENIENT
from .fetching import expected, fetch
from .finding import finds_any
from .listing import ListQuery
from .order import Order
from .poll import JobRef
from .submission import submit

JOB_ID = "JOB_ID"
Params = Mapping[str, Any]
_SAMPLE_KEYS = ("status", "headers", "body")


class RecordingTransport:
    """Stands in for a Transport: notes each request, and gives the sample for an answer."""

    def __init__(self, sample: Params, connection: Connection, clock: Callable[[], float]) -> None:
        self.connection = connection
        self.clock = clock
        self.sent: list[dict[str, Any]] = []
        self._response = _response(sample)

    @property
    def requests(self) -> int:
        """How many requests were noted."""
        return len(self.sent)

    def send(
        self,
        request: Request,
        options: Optional[SendOptions] = None,
        classifier: Optional[Classifier] = None,
    ) -> Response:
        """Notes the request; sends nothing."""
        body = request.body.decode("utf-8", "replace") if isinstance(request.body, bytes) else None
        self.sent.append(
            {
                "method": request.method,
                "url": request.url,
                "query": [list(pair) for pair in request.query],
                "headers": dict(request.headers),
                "body": body,
            }
        )
        self._response.url = request.url
        return self._response


def explain(provider: Provider, params: Params, context: Context, result: dict[str, Any]) -> None:
    """provider_info: what the provider has, the requests it would send, and how the sample would be
    read.

    :param params: base_url, org_id, username, job_id, sample, sample_of (a verb).
    """
    verb, sample = params.get("sample_of") or "get", params.get("sample")
    explainer = _Explainer(provider, params, context)
    result.update(
        name=provider.name,
        title=provider.title,
        verbs=provider.verbs,
        api_version=provider.api_version,
        filters=provider.checked["filters"],
        unsupported=dict(provider.unsupported),
        words=provider.checked["state"]["words"],
        notes=provider.notes,
        tried_with=provider.tried_with,
        once=_once(provider),
        requests={one: explainer.first_request(one) for one in provider.verbs},
    )
    if sample is None:
        return
    provider.require(verb)
    client, transport = explainer.connect(sample)
    try:
        result["reads_as"] = _RUN[verb](client, explainer.ref(client, sample))
    except AsyncopsError as exc:
        result["reads_as"] = {"error": exc.kind, "msg": exc.message}
    result["sent"] = transport.sent


class _Explainer:
    def __init__(self, provider: Provider, params: Params, context: Context) -> None:
        self._provider = provider
        self._params = params
        self._context = context

    def connect(self, sample: Params) -> tuple[Client, RecordingTransport]:
        """A client whose every request is answered by the sample."""
        made: list[RecordingTransport] = []

        def make_transport(connection: Connection, retry_after: object) -> RecordingTransport:
            made.append(RecordingTransport(sample, connection, self._context.clock))
            return made[0]

        inner = Context(
            warn=self._context.warn,
            make_transport=make_transport,
            secrets=self._context.secrets,
            clock=self._context.clock,
        )
        client = inner.connect(self._provider, self._complete_params())
        client.session.auth = FixedAuthentication(_stand_in(self._provider.auth))
        return client, made[0]

    def _complete_params(self) -> dict[str, Any]:
        """The options, and what a connection cannot do without."""
        given = {name: value for name, value in self._params.items() if value is not None}
        needed = {name: "(%s)" % name for name in (*SECRETS, "client_id")}
        username = given.get("username") or "USERNAME"
        default = {"base_url": "https://system.example.com"}
        return {**default, **given, **needed, "username": username, "token_type": None}

    def ref(self, client: Client, sample: Optional[Params] = None) -> JobRef:
        """The job that the options name, else that of the sample, else one that stands for any."""
        asked = self._params.get("job_id")
        if not asked and sample is not None:
            asked = _named_in(self._provider, _response(sample))
        return client.ref(asked or JOB_ID)

    def first_request(self, verb: str) -> dict[str, Any]:
        """The first request of a verb; its template where a value comes from an answer only."""
        client, transport = self.connect({})
        try:
            _RUN[verb](client, self.ref(client))
        except AsyncopsError as exc:
            if not transport.sent:
                return _template(self._provider, verb, exc)
        if transport.sent:
            return transport.sent[0]
        return {"note": "no request of its own: it is in the job's record"}


def _once(provider: Provider) -> dict[str, Any]:
    """Who keeps the keys of the option `once`, and how a job is found whose submit did not learn
    its name.
    """
    submit = provider.checked["submit"]
    key, finds = _given(submit["once"] or {}), _given(submit["find"])
    if "taken" not in key:
        key.pop("id", None)
    if finds_any(provider):
        finds = [{}]
    return {"kept_by": "system" if key else "journal", "key": key or None, "find": finds}


def _given(value: Any) -> Any:
    """Part of a checked definition without the keys that say nothing."""
    if isinstance(value, list):
        return [_given(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {name: _given(one) for name, one in value.items() if one}


def _named_in(provider: Provider, response: Response) -> Optional[str]:
    """The first job that an answer names: its URL's path where that tells the kind, else its id."""
    body = decode(response, LENIENT)
    records = [value for path in provider.get.record for value in as_list(path.value(body))]
    if provider.get.from_list and provider.list is not None:
        records += provider.list.items_of(body)
    for record in (*records, body):
        if not isinstance(record, dict):
            continue
        href = provider.job.href.value(record) if provider.job.href else None
        kind = provider.kind_of(href)
        job_id = kind.job.read(View(record)).id
        if job_id:
            return urlsplit(href).path if href and kind is not provider else job_id
    return None


def _template(provider: Provider, verb: str, error: AsyncopsError) -> dict[str, Any]:
    request = getattr(provider, verb)
    path = request.path
    names = path.names if path is not None else []
    note = "needs %s" % ", ".join(names) if names else error.message
    return {"method": request.method, "path": path.source if path else None, "note": note}


def _stand_in(specs: Sequence[AuthSpec]) -> Proof:
    """What would prove who we are, without secrets."""
    if not specs or specs[0].type == "none":
        return Proof({})
    spec, mark = specs[0], "(%s)" % specs[0].type
    placed = [dict.fromkeys(names, mark) for names in (spec.headers, spec.query, spec.body)]
    return Proof(*placed) if any(placed) else Proof({spec.header: mark})


def _response(sample: Params) -> Response:
    unknown = sorted(set(sample) - set(_SAMPLE_KEYS))
    if unknown:
        message = "sample.%s is not known; a sample has status, headers and body"
        raise ConfigError(message % unknown[0])
    given = sample.get("headers") or {}
    headers = {str(name): str(value) for name, value in given.items()}
    body = sample.get("body")
    if not isinstance(body, str):
        body = "" if body is None else json.dumps(body)
        headers.setdefault("Content-Type", "application/json")
    elif body.lstrip().startswith("<"):
        headers.setdefault("Content-Type", "application/xml")
    return Response(int(sample.get("status") or 200), headers, body.encode())


def _get(client: Client, ref: JobRef) -> dict[str, Any]:
    poll = client.poll(ref)
    job = poll.job.to_dict() if poll.job else None
    return {"job": job, "retry_after": poll.retry_after}


def _list(client: Client, ref: JobRef) -> dict[str, Any]:
    filters = client.provider.filters
    required = {name: "FILTER" for name, spec in filters.items() if spec.required}
    listing = client.jobs(ListQuery(required))
    jobs = [job.to_dict() for job in listing]
    return {"jobs": jobs, "complete": listing.complete}


def _submit(client: Client, ref: JobRef) -> dict[str, Any]:
    template = client.provider.submit
    method = sorted(template.methods)[0] if template.methods else template.method
    submission = submit(client, Order("" if template.path else "PATH", method))
    jobs = [poll.job.to_dict() for poll in submission.polls if poll.job]
    retry_after = submission.polls[0].retry_after if submission.polls else None
    return {"jobs": jobs, "retry_after": retry_after}


def _messages(client: Client, ref: JobRef) -> dict[str, Any]:
    return {"messages": client.messages(ref, _job(ref))}


def _outputs(client: Client, ref: JobRef) -> dict[str, Any]:
    return {"outputs": client.outputs(ref, _job(ref))}


def _result(client: Client, ref: JobRef) -> dict[str, Any]:
    job = _job(ref)
    output = {"id": "OUTPUT_ID", "name": "OUTPUT", "href": None, "formats": ["FORMAT"]}
    job.outputs = [output]
    pieces = [fetch(client, ref, job, output) for output in expected(client, ref, job)]
    return {"result": [piece.value for piece in pieces]}


def _stop(client: Client, ref: JobRef) -> dict[str, Any]:
    return {"stopped": ask_to_stop(client, ref, _job(ref))}


def _delete(client: Client, ref: JobRef) -> dict[str, Any]:
    return {"deleted": delete(client, ref, _job(ref))}


def _job(ref: JobRef) -> Job:
    return Job(ref.id, ref.provider.name, "running", href=ref.href, raw={})


_RUN: dict[str, Callable[[Client, JobRef], dict[str, Any]]] = {
    "get": _get,
    "list": _list,
    "submit": _submit,
    "messages": _messages,
    "outputs": _outputs,
    "result": _result,
    "stop": _stop,
    "delete": _delete,
}
