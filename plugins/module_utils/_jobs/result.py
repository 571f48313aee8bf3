# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching what a finished job leaves: in its record, at a URL, in pages, or as outputs. Private to asyncops.jobs."""
from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple, Optional, Protocol

from .._model import paths
from .._model.errors import DecodeError
from .._model.job import Job
from . import verdict
from .client import Client
from .listing import walk
from .ref import Ref


class Sink(Protocol):
    """Where bytes go; ``dest`` is what the file will be called, ``sha256`` what was hashed on the way."""

    dest: str
    sha256: Optional[str]

    def write(self, data: bytes) -> Any:
        """Takes the next piece."""


# A name the system gives the piece (an output's file name, or "") -> where to write it.
Open = Callable[[str], Sink]


class Piece(NamedTuple):
    """One result: parsed, or written to a sink (then ``value`` is None)."""

    name: str
    value: Any


def fetch(client: Client, ref: Ref, job: Job, open_sink: Optional[Open] = None, **send: Any) -> list[Piece]:
    """The results of a job; an empty list where the system keeps none.

    Usually one; one per output where the system has several. With ``open_sink`` they are written, not parsed.
    """
    section = ref.provider["result"]
    if not section:
        return []
    names = client.names(ref, job)
    if section["inline"]:
        return _inline(section, job, open_sink)
    if section["each_output"]:
        job.outputs = client.outputs(ref, job, **send)
        return [_output(client, ref, section, {**names, "output": _named(one)}, one, open_sink, send)
                for one in job.outputs]
    if section["href"]:
        if not job.result_href:
            return []
        section = {**section, "path": "{href}"}
        names["href"] = job.result_href
    if section["items"]:
        return [_paged(client, ref, section, names, open_sink, send)]
    return [_whole(client, ref, section, names, "", open_sink, send)] if section["path"] else []


def _inline(section: Mapping[str, Any], job: Job, open_sink: Optional[Open]) -> list[Piece]:
    value = paths.find(job.raw, section["inline"])
    if value is None or not open_sink:
        return [] if value is None else [Piece("", value)]
    text = value if isinstance(value, str) else json.dumps(value, indent=1, sort_keys=True)
    open_sink("").write(text.encode())
    return [Piece("", None)]


def _named(output: Mapping[str, Any]) -> dict[str, Any]:
    formats = output["formats"]
    return {**output, "format": formats[0] if formats else None}


def _output(client: Client, ref: Ref, section: Mapping[str, Any], names: Mapping[str, Any], output: Mapping[str, Any],
            open_sink: Optional[Open], send: dict[str, Any]) -> Piece:
    return _whole(client, ref, section, names, output["name"] or output["id"] or "", open_sink, send)


def _whole(client: Client, ref: Ref, section: Mapping[str, Any], names: Mapping[str, Any], name: str,
           open_sink: Optional[Open], send: dict[str, Any]) -> Piece:
    sink = open_sink(name) if open_sink else None
    reply = client.exchange.ask(section, names, provider=ref.provider, sink=sink, expect="any", repeatable=True, **send)
    if sink and verdict.is_page(reply.answer, name or sink.dest):
        # A parsed result is refused by the decoder; a streamed one would put a sign-in page in the file's place.
        raise DecodeError("%s answered an HTML page instead of the result; it was not saved" % client.exchange.told(reply.answer),
                          **client.exchange.facts(reply.answer))
    if sink:
        sink.sha256 = reply.answer.sha256
    return Piece(name, None if sink else reply.body)


def _paged(client: Client, ref: Ref, section: Mapping[str, Any], names: Mapping[str, Any], open_sink: Optional[Open],
           send: dict[str, Any]) -> Piece:
    pages = walk(client.exchange, ref.provider, section, names, **send)
    if not open_sink:
        return Piece("", [item for items, _reply in pages for item in items])
    sink, between = open_sink(""), b"[\n"
    for items, _reply in pages:
        for item in items:
            sink.write(between + json.dumps(item, sort_keys=True).encode())
            between = b",\n"
    sink.write(b"\n]\n" if between == b",\n" else b"[]\n")
    return Piece("", None)
