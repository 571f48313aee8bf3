# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of jobs in one of its formats."""

from __future__ import annotations

from typing import Any, Optional

from ansible_collections.asyncops.jobs.plugins.module_utils._model.times import to_iso

from .collect import collect
from .page import as_html
from .tables import as_csv, as_json

FORMATS = ("html", "json", "csv")


def write(
    given: Any,
    format: str,
    template: Optional[str] = None,
    *,
    title: str = "Job report",
    time: str = "",
    rows: int = 500,
    bars: int = 40,
) -> str:
    """The report as a text.

    :param given: what ``collect`` reads.
    :param template: of the page, Jinja.
    :param time: when it was made, ISO 8601.
    :param rows: jobs in the tables of the page at most.
    :param bars: jobs in its timeline at most.
    :raises ValueError: one sentence on what is wrong.
    """
    when = to_iso(str(time), "iso") if time else ""
    if when is None:
        raise ValueError("time must be an ISO 8601 time, not %r" % str(time)[:40])
    if format not in FORMATS:
        raise ValueError("format must be one of %s, not %r" % (", ".join(FORMATS), format[:40]))
    found = collect(given)
    jobs, notes = found.ordered(), list(found.notes)
    if format == "csv":
        return as_csv(jobs)
    if format == "json":
        return as_json(jobs, notes, str(title), when)
    if not template:
        raise ValueError("template must be given for html")
    return as_html(
        jobs, notes, template=str(template), title=str(title), time=when,
        limit=_count("rows", rows), lanes=_count("bars", bars),
    )  # fmt: skip


def _count(name: str, value: Any) -> int:
    """A number of things.

    :raises ValueError: it is none.
    """
    try:
        count = int(value)
    except (TypeError, ValueError):
        count = -1
    if isinstance(value, bool) or count < 0:
        raise ValueError("%s must be a number from 0 up, not %r" % (name, str(value)[:40]))
    return count
