# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system's record -> a Job. Pure. Private to asyncops.jobs."""
from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping, Sequence
from typing import Any, Optional

from . import paths, rules, text, times
from .job import Job
from .provider import Provider
from .rules import View

_TIMES = ("submitted_at", "started_at", "finished_at", "updated_at")
_PROSE = ("name", "type", "reason", "status", "text", "source")  # read by people; ids and URLs stay as they are
_PERCENTAGE = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NOTHING: tuple[Any, ...] = (None, "", [], {})  # an empty text leaves the next path its say, too
LEVELS = {"error": "error", "err": "error", "fatal": "error", "critical": "error", "warning": "warning",
          "warn": "warning"}


def line(value: Any, limit: int = 1000) -> Optional[str]:
    """Remote text as one clean line: no tags, entities, ANSI codes or control characters; None when nothing is left."""
    if isinstance(value, (list, tuple)):
        value = "; ".join(filter(None, (line(one, limit) for one in value)))
    elif isinstance(value, dict):
        told = filter(None, (line(value.get(key), limit) for key in ("#text", "message", "text", "detail", "description")))
        parts = ((key, line(one, limit)) for key, one in value.items())
        value = next(told, None) or "; ".join("%s: %s" % (key, one) for key, one in parts if one)
    if value is None:
        return None
    cleaned = text.one_line(paths.text_of(value))
    return (cleaned[:limit - 1] + "\u2026" if len(cleaned) > limit else cleaned) or None


def exact(value: Any) -> Optional[str]:
    """An id or a URL: a scalar as text, character by character; None for anything else."""
    return None if value is None or isinstance(value, (dict, list)) else paths.text_of(value) or None


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
    if not spec or (spec.get("when") and not rules.holds(spec["when"], View(record, {}))):
        return None
    if spec["done"] is not None:
        done, total = number(paths.find(record, spec["done"])), number(paths.find(record, spec["total"] or "total"))
        return round(100.0 * done / total, 2) if done is not None and total else None
    fixed, kind = spec["value"], spec["type"]
    values = [fixed] if fixed is not None else (paths.find(record, path) for path in spec["path"])
    if kind == "auto":
        kind = "iso" if name in _TIMES or name == "time" else {"progress": "percent", "duration": "seconds"}.get(name, "text")
    if kind in ("iso", "epoch_s", "epoch_ms"):  # a null date at one path leaves the next its say
        told = (times.to_iso(one, "auto" if kind == "iso" else kind) for one in values)
        return next((one for one in told if one), None)
    value, nulls = None, spec.get("nulls")
    for one in values:
        if one not in _NOTHING and not (nulls and any(paths.same(one, null) for null in nulls)):
            value = one
            break
    if kind == "percent" and isinstance(value, str):
        told_so = _PERCENTAGE.search(value)  # "step 2 of 7, 30 %"
        value = told_so.group(1) if told_so else value
    if kind in ("percent", "fraction", "seconds", "ms"):
        found = number(value)
        scale = {"fraction": 100.0, "ms": 0.001}.get(kind, 1.0)
        return None if found is None else round(found * scale, 6)
    return line(value) if name in _PROSE else exact(value)


def plain(spec: Optional[Mapping[str, Any]]) -> Sequence[str]:
    """The paths of a field whose value is told as it stands, for a quicker look than ``field``; none of any other."""
    return spec["path"] if spec and spec["type"] in ("auto", "text") and not (
        spec.get("when") or spec.get("nulls") or spec["done"] is not None or spec["value"] is not None) else ()


def read_job(provider: Provider, view: View, href: Optional[str] = None, job_id: Optional[str] = None,
             only: Optional[Container[str]] = None) -> Job:
    """The Job that a record tells.

    ``href`` and ``job_id`` are what it was asked by, for records that do not name themselves. ``only``: the keys that
    are read besides the state; a list of 100,000 jobs of which four keys are wanted is read in a third of the time.
    """
    record, fields = view.record, provider["job"]
    state, status, reason = rules.state_of(provider, view)
    job = Job("", provider.name, state, raw=record if isinstance(record, dict) else None)
    job.id, job.href = _identity(provider, record, href, job_id, only is None or "href" in only)
    if only is not None and not only:
        return job  # counted, not shown
    if only is None or "status" in only:
        job.status = field(record, fields.get("status"), "status") or line(status)
    for name in ("name", "type", "progress", "duration", "reason", *_TIMES):
        if name in fields and (only is None or name in only or (name in _TIMES and "duration" in only)):
            setattr(job, name, field(record, fields[name], name))
    if not job.finished:
        job.finished_at = None  # a forecast is not an end
    if job.progress is not None:
        job.progress = max(0.0, min(100.0, job.progress))
    if job.duration is None and job.started_at and job.finished_at:
        job.duration = round(max(0.0, times.to_epoch(job.finished_at) - times.to_epoch(job.started_at)), 6)
    job.reason = job.reason or (line(reason) if reason else None)
    if only is None or "messages" in only:
        job.messages = _messages(record, fields.get("messages"))
    if only is None or "outputs" in only:
        job.outputs = _outputs(record, fields.get("outputs"))
    result = provider["result"]
    if only is None and result and result["href"]:
        job.result_href = exact(rules.first(result["href"], view))
    return job


def _identity(provider: Provider, record: Any, href: Optional[str], job_id: Optional[str],
              want_href: bool) -> tuple[str, Optional[str]]:
    """(id, href) of a record; the href is read only where it is wanted, or needed to tell the id."""
    fields = provider["job"]
    found = field(record, fields.get("id")) or job_id
    if found is None or "/" in found or want_href:
        told = field(record, fields.get("href"))
        href = told or href
        if found is None:
            return provider.id_of(href) if href else "", href
        if "/" in found and told == found:
            found = provider.id_of(found)
    return str(found), href


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
    return [message(one, field(one, parts.get("level")), field(one, parts.get("text"), "text"), field(one, parts.get("source"), "source"),
                    field(one, parts.get("time"), "time"), spec["levels"]) for one in items]


def _outputs(record: Any, spec: Optional[Mapping[str, Any]]) -> Optional[list[dict[str, Any]]]:
    items = _items(record, spec)
    return None if items is None or spec is None else [output(one, spec["fields"] or {}) for one in items]


def output(item: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """One output: id, name, href, formats."""
    formats = _values(item, fields["formats"]["path"]) if fields.get("formats") else []
    return {"id": field(item, fields.get("id")), "name": field(item, fields.get("name"), "name"),
            "href": field(item, fields.get("href")), "formats": [paths.text_of(one) for one in formats or []]}


def _items(record: Any, spec: Optional[Mapping[str, Any]]) -> Optional[list[Any]]:
    found = _values(record, spec["path"]) if spec else None
    return None if found is None else [one for one in found if one not in (None, "")]


def _values(record: Any, several: Sequence[str]) -> Optional[list[Any]]:
    """All values at the first path that has any, a list there (``issues``) being the same as its elements (``issues[]``)."""
    for path in several:
        found = paths.find_all(record, path)
        if found:
            return paths.as_list(found[0]) if len(found) == 1 else found
    return None
