# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system's record -> a Job. Pure. Private to asyncops.jobs."""
from __future__ import annotations

import html
import math
import re
from typing import Any, Mapping, Optional

from . import paths, rules, times
from .job import Job
from .provider import Provider
from .rules import View

_TIMES = ("submitted_at", "started_at", "finished_at", "updated_at")
_TAG = re.compile(r"<[A-Za-z/!][^<>]{0,200}>")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
# C0, DEL, C1, and the bidirectional controls that can turn a line round on a terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
LEVELS = {"error": "error", "err": "error", "fatal": "error", "critical": "error", "warning": "warning",
          "warn": "warning"}


def line(value: Any, limit: int = 1000) -> Optional[str]:
    """Remote text as one clean line: no tags, entities, ANSI codes or control characters; None when nothing is left."""
    if isinstance(value, (list, tuple)):
        value = "; ".join(filter(None, (line(one, limit) for one in value)))
    elif isinstance(value, Mapping):
        value = next((value[key] for key in ("message", "text", "detail", "description") if value.get(key)), None)
    if value is None or isinstance(value, (Mapping, list)):
        return None
    text = _TAG.sub(" ", _ANSI.sub("", paths.text_of(value)))
    text = " ".join(_CONTROL.sub(" ", html.unescape(text)).split())
    return (text[:limit - 1] + "\u2026" if len(text) > limit else text) or None


def number(value: Any) -> Optional[float]:
    """A finite number, also out of a text such as ``45.5 %``; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        match = _NUMBER.search(value)
        value = match.group(0) if match else None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def field(record: Any, spec: Optional[Mapping[str, Any]], name: str = "") -> Any:
    """The value of one field in the form that its type says."""
    if not spec:
        return None
    if spec["value"] is not None:
        return spec["value"]
    if spec["done"] is not None:
        done, total = number(paths.find(record, spec["done"])), number(paths.find(record, spec["total"] or "total"))
        return round(100.0 * done / total, 2) if done is not None and total else None
    value = paths.find(record, spec["path"]) if spec["path"] else None
    kind = spec["type"]
    if kind == "auto":
        kind = "iso" if name in _TIMES or name == "time" else {"progress": "percent", "duration": "seconds"}.get(name, "text")
    if kind in ("iso", "epoch_s", "epoch_ms"):
        return times.to_iso(value, "auto" if kind == "iso" else kind)
    if kind in ("percent", "fraction", "seconds", "ms"):
        found = number(value)
        scale = {"fraction": 100.0, "ms": 0.001}.get(kind, 1.0)
        return None if found is None else round(found * scale, 6)
    return line(value)


def read_job(provider: Provider, view: View, href: Optional[str] = None, job_id: Optional[str] = None) -> Job:
    """The Job that a record tells.

    ``href`` and ``job_id`` are what it was asked by, for records that do not name themselves.
    """
    record, fields = view.record, provider["job"]
    found_href = field(record, fields.get("href")) or href
    found_id = field(record, fields.get("id")) or job_id
    if found_id is None and found_href:
        found_id = provider.id_of(found_href)
    elif found_id is not None and "/" in found_id and fields.get("href") and field(record, fields["href"]) == found_id:
        found_id = provider.id_of(found_id)
    state, status, reason = rules.state_of(provider, view)
    job = Job(found_id or "", provider.name, state, href=found_href, raw=record if isinstance(record, dict) else None)
    job.status = line(field(record, fields.get("status"))) or status
    job.name, job.type = field(record, fields.get("name")), field(record, fields.get("type"))
    for name in _TIMES:
        setattr(job, name, field(record, fields.get(name), name))
    if not job.finished:
        job.finished_at = None  # a forecast is not an end
    progress = field(record, fields.get("progress"), "progress")
    job.progress = None if progress is None else max(0.0, min(100.0, progress))
    job.duration = field(record, fields.get("duration"), "duration")
    if job.duration is None and job.started_at and job.finished_at:
        job.duration = round(max(0.0, times.to_epoch(job.finished_at) - times.to_epoch(job.started_at)), 6)
    job.reason = field(record, fields.get("reason")) or line(reason)
    job.messages = _messages(record, fields.get("messages"))
    job.outputs = _outputs(record, fields.get("outputs"))
    result = provider["result"]
    job.result_href = line(paths.find(record, result["href"])) if result and result["href"] else None
    return job


def message(item: Any, level: Any, text: Any, source: Any, time: Optional[str],
            levels: Mapping[str, str]) -> dict[str, Any]:
    """One message in the vocabulary of INTERFACE.md section 1."""
    word = paths.text_of(level).casefold() if level is not None else ""
    word = next((ours for theirs, ours in levels.items() if theirs.casefold() == word), word)
    return {"level": LEVELS.get(word, "info"), "text": line(text) or line(item) or "", "source": line(source), "time": time}


def _messages(record: Any, spec: Optional[Mapping[str, Any]]) -> Optional[list[dict[str, Any]]]:
    items = _items(record, spec)
    if items is None or spec is None:
        return None
    parts = spec["fields"] or {}
    return [message(one, field(one, parts.get("level")), field(one, parts.get("text")), field(one, parts.get("source")),
                    field(one, parts.get("time"), "time"), spec["levels"]) for one in items]


def _outputs(record: Any, spec: Optional[Mapping[str, Any]]) -> Optional[list[dict[str, Any]]]:
    items = _items(record, spec)
    return None if items is None or spec is None else [output(one, spec["fields"] or {}) for one in items]


def output(item: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """One output: id, name, href, formats."""
    formats = paths.find(item, fields["formats"]["path"]) if fields.get("formats") else None
    return {"id": field(item, fields.get("id")), "name": field(item, fields.get("name")),
            "href": field(item, fields.get("href")), "formats": [paths.text_of(one) for one in paths.as_list(formats)]}


def _items(record: Any, spec: Optional[Mapping[str, Any]]) -> Optional[list[Any]]:
    if not spec:
        return None
    found = paths.find(record, spec["path"])
    return None if found is None else [one for one in paths.as_list(found) if one not in (None, "")]
