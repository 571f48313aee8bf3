# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submitting: a request that may start jobs -> their references, told before any waiting begins. Private to asyncops.jobs."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

from .._model import paths, rules, template
from .._model.errors import ApiError, ConfigError, TransportError
from .._model.job import Job
from .._wire import urls
from .client import Client
from .exchange import Reply
from .ref import Look, Ref

_BROKEN = (408, 500, 502, 503, 504)  # a server or gateway that failed may have passed the request on before
_UNKNOWN = ("; it is not known whether the request was carried out, and it was not sent again: look with job_info before you"
            " repeat it")


class Submission(NamedTuple):
    """What a submit led to: looks at the jobs it started (none: it was answered at once), and the answer."""

    looks: list[Look]
    reply: Reply


class Order(NamedTuple):
    """What the user wants to send; empty parts fall back to the definition's ``submit``."""

    path: str
    method: str
    query: Any = None
    body: Optional[bytes] = None
    content_type: str = ""
    given: Any = None  # the body before it was encoded: `{body.NAME}` in the definition's own bodies


def submit(client: Client, order: Order, **send: Any) -> Submission:
    """Sends an order, with the calls that the definition puts before and after it.

    :raises TransportError: with a sentence that says whether the order may have been carried out.
    """
    section = client.provider.require("submit")
    saved: dict[str, Any] = {}
    names = {"saved": saved, "body": order.given if isinstance(order.given, Mapping) else {}}
    starts = not section["methods"] or order.method.upper() in section["methods"]
    if not starts:  # the calls around it belong to a job
        section = {**section, "before": [], "body": None, "save": {}, "after": []}
    for step in section["before"]:
        _save(step, _once(client, step, names, **send), saved)
    reply = _send(client, section, order, names, send)
    _save(section, reply, saved)
    replies = [reply]
    for step in section["after"]:
        replies.append(_once(client, step, names, **send))
        _save(step, replies[-1], saved)
    if not starts:
        return Submission([], reply)
    for told in reversed(replies):
        if section["accepted"] and not rules.any_holds(section["accepted"], told.view):
            continue
        refs = _references(client, section, told, saved)
        if refs:
            return Submission([_first_look(client, section, ref, told) for ref in refs], told)
    return Submission([], reply)


def _send(client: Client, section: Mapping[str, Any], order: Order, names: Mapping[str, Any], send: dict[str, Any]) -> Reply:
    path = order.path or section["path"]
    if not path:
        raise ConfigError("path is required: provider %s does not say where jobs are submitted" % client.provider.name)
    method = order.method.upper()
    section = {**section, "method": method, "ok": section["ok"] or [200, 201, 202, 203, 204, 303]}
    url = target(client, order) if order.path else None
    body = None if takes_parts(section["body"]) else order.body
    own = body is not None and order.content_type and "content-type" not in (name.lower() for name in section["headers"])
    headers = {"Content-Type": order.content_type} if own else {}
    return _once(client, section, names, url=url, query=order.query or {}, headers=headers, body=body,
                 expect="submit", **send)


def takes_parts(body: Any) -> bool:
    """True for a body of the definition that is built from parts of the user's; any other is replaced by the user's."""
    return any(name.startswith("body.") for name in template.names_in(body))


def target(client: Client, order: Order) -> str:
    """The URL of an order.

    :raises ConfigError: a path that leads elsewhere; nothing was sent.
    """
    if order.path.startswith(("http://", "https://")):
        return client.exchange.given("path", order.path)
    return urls.join(client.exchange.base_url, client.exchange.root, order.path)


def _once(client: Client, section: Mapping[str, Any], names: Mapping[str, Any], **send: Any) -> Reply:
    """One request that is never sent a second time when its outcome is not known."""
    try:
        return client.exchange.ask(section, names, **send)
    except TransportError as exc:
        if exc.sent and section["method"] not in ("GET", "HEAD"):
            exc.message = exc.message.rstrip(".") + _UNKNOWN
        raise
    except ApiError as exc:
        if exc.details.get("http_status") in _BROKEN and section["method"] not in ("GET", "HEAD"):
            exc.message = exc.message.rstrip(".") + _UNKNOWN
        raise


def _save(section: Mapping[str, Any], reply: Reply, saved: dict[str, Any]) -> None:
    for name, source in section["save"].items():
        value = rules.first([source], reply.view)
        if value is None:
            raise ApiError("the answer of %s holds no %s" % (client_told(reply), source["header"] or source["path"]))
        saved[name] = value


def client_told(reply: Reply) -> str:
    """The path that answered."""
    return str(reply.answer.url.split("?")[0])


def _references(client: Client, section: Mapping[str, Any], reply: Reply, saved: Mapping[str, Any]) -> list[Ref]:
    for spec in section["reference"]:
        if spec["header"]:
            values = paths.as_list(reply.answer.header(spec["header"]))
        elif spec["saved"]:
            values = paths.as_list(saved.get(spec["saved"]))
        else:
            values = paths.find_all(reply.body, spec["path"])
        refs = [_reference(client, spec, paths.text_of(value), reply) for value in values if value not in ("", None)
                and not isinstance(value, (dict, list))]
        if refs:
            return refs
    return []


def _reference(client: Client, spec: Mapping[str, Any], text: str, reply: Reply) -> Ref:
    if spec["pattern"]:
        match = re.search(spec["pattern"], text)
        if not match:
            raise ApiError("the system named a job as %r, where %r was expected" % (text, spec["pattern"]))
        text = match.group(1) if match.re.groups else match.group(0)
    if spec["as"] == "id" or (spec["as"] == "auto" and "/" not in text):
        return Ref(text, text, None, client.provider)
    try:
        return client.ref_at(text, current=reply.answer.url)
    except (ApiError, ConfigError) as exc:
        raise ApiError("the system has started a job at %s, which is refused: %s" % (text, exc.message), job_href=text) from exc


def _first_look(client: Client, section: Mapping[str, Any], ref: Ref, reply: Reply) -> Look:
    """The job as the answer tells it: its record if there is one, else accepted and not looked at yet."""
    record = next((one for path in section["record"] for one in paths.find_all(reply.body, path)), None)
    if isinstance(record, dict):
        job = client.read(ref, record, reply)
        job.id = ref.id or job.id
    else:
        job = Job(ref.id, ref.provider.name, "queued", href=ref.href)
    return Look(job, client.hint(ref.provider, reply), reply.answer.received, ref)
