# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as JSON and as CSV: all jobs, whatever the page has room for."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import MARK

from .collect import Note
from .figures import by_state, by_system
from .row import COLUMNS, NUMBERS, Row
from .words import written

CELL = 32_000  # characters; spreadsheets take no more
# Spreadsheets take a cell for a formula by its first character; those that split at semicolons
# or tabs also by the first after one.
_FORMULA = re.compile("(^|;)([\\s\"']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def as_json(rows: Sequence[Row], notes: Sequence[Note], title: str, time: str) -> str:
    """The report as JSON, ASCII only: what cannot be seen stands there as ``\\u202e``."""
    report: dict[str, Any] = {
        "version": 1,
        "title": title,
        "time": time or None,
        "count": len(rows),
        "summary": by_state(rows),
        "systems": [dict(line.__dict__) for line in by_system(rows)],
        "notes": [note.to_dict() for note in notes],
        "jobs": [row.to_dict() for row in rows],
    }
    return json.dumps(report, indent=1) + "\n"


def as_csv(rows: Sequence[Row]) -> str:
    """The jobs as CSV: a line each, every text in quotes, none that a spreadsheet computes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(name, getattr(row, name)) for name in COLUMNS])
    return out.getvalue()


def _cell(name: str, value: Any) -> Any:
    """A value of a row as a cell."""
    if value is None or name in NUMBERS:
        return "" if value is None else value
    text = written(value)
    if len(text) > CELL:
        text = text[: CELL - 1] + MARK
    return _FORMULA.sub("\\1\\2'", text)
