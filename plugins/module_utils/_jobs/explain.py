# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb explain: what a provider would send, and how it would read sample answers, without a
network.

The same client runs as for the real thing; only its Transport is one that writes down what it is
given and answers with the samples (conversation.py). Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional
from urllib.parse import urlsplit

from .._model.advice import advice_on
from .._model.compiled.sections import AuthSpec
from .._model.compiled.view import View
from .._model.errors import AsyncopsError, ConfigError
from .._model.options import CREDENTIALS, SECRETS
from .._model.provider import Provider
from .._model.values import as_list
from .._wire.auth.scheme import FixedAuthentication, Proof, Setup
from .._wire.auth.schemes import SCHEMES
from .._wire.connection import Connection
from .._wire.response import Response
from .client import Client
from .context import Context
from .conversation import Conversation, ListeningSession, NextRequest, RecordingTransport
from .decoding import decode
from .expectations import LENIENT
from .finding import finds_any
from .poll import JobRef
from .samples import samples_of
from .workbench import RUN, Run, next_request, read

JOB_ID = "JOB_ID"
Params = Mapping[str, Any]


def explain(provider: Provider, params: Params, context: Context, result: dict[str, Any]) -> None:
    """provider_info: what the provider has, the requests it would send, what its definition leaves
    unsaid, and how samples would be read.

    :param params: base_url, org_id, username, job_id, sample, sample_of (a verb, or login).
    """
    for name in SECRETS:
        context.secrets.add(params.get(name))  # the conversation has stand-ins
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
        advice=advice_on(provider),
        requests={one: explainer.first_request(one) for one in provider.verbs},
    )
    if params.get("sample") is not None:
        result.update(explainer.read_samples(params.get("sample_of") or "get", params["sample"]))


class _Explainer:
    def __init__(self, provider: Provider, params: Params, context: Context) -> None:
        self._provider = provider
        self._params = params
        self._context = context

    def connect(self, conversation: Conversation) -> Client:
        """A client whose requests the samples of a conversation answer."""

        def make_transport(connection: Connection, retry_after: object) -> RecordingTransport:
            return RecordingTransport(conversation, connection, self._context.clock)

        inner = Context(
            warn=self._context.warn,
            make_transport=make_transport,
            make_session=ListeningSession,
            secrets=self._context.secrets,
            clock=self._context.clock,
            sleep=conversation.pauses.append,
        )
        client = inner.connect(self._provider, self._complete_params())
        client.session.auth = FixedAuthentication(_stand_in(self._provider.auth))
        return client

    def log_in(self, client: Client) -> None:
        """Has the login sent before the next request.

        :raises ConfigError: the definition has none.
        """
        specs = [spec for spec in self._provider.auth if spec.type in ("login", "oauth2")]
        if not specs:
            message = "sample_of: provider %s has no login: its auth needs no answer"
            raise ConfigError(message % self._provider.name)
        session = client.session
        options = {name: "(%s)" % name for name in CREDENTIALS}
        names = {**session.names, **options, "username": session.names["username"]}
        setup = Setup(names, session.secrets, session.login, self._context.clock)
        session.auth = SCHEMES[specs[0].type]().create(specs[0], setup)

    def _complete_params(self) -> dict[str, Any]:
        """The options, and what a connection cannot do without."""
        given = {name: value for name, value in self._params.items() if value is not None}
        needed = {name: "(%s)" % name for name in (*SECRETS, "client_id")}
        username = given.get("username") or "USERNAME"
        default = {"base_url": "https://system.example.com"}
        return {**default, **given, **needed, "username": username, "token_type": None}

    def ref(self, client: Client, response: Optional[Response] = None) -> JobRef:
        """The job that the options name, else that of the sample, else one that stands for any."""
        asked = self._params.get("job_id")
        if not asked and response is not None:
            asked = _named_in(self._provider, response)
        return client.ref(asked or JOB_ID)

    def first_request(self, verb: str) -> dict[str, Any]:
        """The first request of a verb; its template where a value comes from an answer only."""
        conversation = Conversation()
        client = self.connect(conversation)
        try:
            RUN[verb](Run(client, self.ref(client), conversation))
        except NextRequest:
            return conversation.sent[0]
        except AsyncopsError as exc:
            return _template(self._provider, verb, exc)
        return {"note": "no request of its own: it is in the job's record"}

    def read_samples(self, verb: str, given: Any) -> dict[str, Any]:
        """What samples are read as, how, and which request would be the next."""
        if verb != "login":
            self._provider.require(verb)
        samples = samples_of(given)
        if not samples:
            raise ConfigError("sample holds no answer")
        conversation = Conversation(samples)
        client = self.connect(conversation)
        if verb == "login":
            self.log_in(client)
        run = Run(client, self.ref(client, samples[0].response), conversation)
        reads_as = read(run, verb)
        answered = conversation.sent[: conversation.answered]
        steps = run.steps()
        onward = next_request(run)
        return {"reads_as": reads_as, "steps": steps, "sent": answered, "next_request": onward}


def _once(provider: Provider) -> dict[str, Any]:
    """Who keeps the keys of the option `once`, and how a job is found whose submit did not learn
    its name.
    """
    submit = provider.checked["submit"]
    key = {name: value for name, value in (submit["once"] or {}).items() if value}
    if "taken" not in key:
        key.pop("id", None)
    finds = [{name: value for name, value in find.items() if value} for find in submit["find"]]
    if finds_any(provider):
        finds = [{}]
    return {"kept_by": "system" if key else "journal", "key": key or None, "find": finds}


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
