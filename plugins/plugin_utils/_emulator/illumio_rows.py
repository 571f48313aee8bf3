# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's collections: filters, the silent cut at 500 rows, the preference for an asynchronous
answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .illumio_login import Keys
from .illumio_world import PARTIAL
from .wire import Refused, Reply, Request, json_reply

MOST = 500


class Rows(Keys):
    """The part of the Illumio face that answers with rows."""

    def rows_reply(self, request: Request, rows: list[dict[str, Any]]) -> Reply:
        """Return rows at once: silently no more than 500; X-Total-Count is the total without the
        filters.
        """
        found, most = self.filtered(request, rows)
        return json_reply(found[: min(MOST, most)], 200, [("X-Total-Count", str(len(rows)))])

    def filtered(
        self, request: Request, rows: Sequence[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], int]:
        """Return the rows that meet the query, cut by max_results, and max_results; 406 for bad
        input.
        """
        most = 2**31
        found = list(rows)
        for name, text in request.query:
            if name == "max_results":
                if not text.isdigit() or not text.isascii() or int(text[:10]) < 1:
                    raise Refused(
                        self.error(406, "Invalid parameter: max_results", "input_validation_error")
                    )
                most = int(text[:10])
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                # Dates without a time of day are refused (seen on 25.2).
                raise Refused(
                    self.error(406, f"Invalid parameter: {name}", "input_validation_error")
                )
            else:
                found = [row for row in found if meets(row, name, text)]
        return found[:most], most


def prefers_async(request: Request) -> bool:
    """Tell whether a Prefer header asks for respond-async, among whatever else."""
    return any(
        part.partition(";")[0].strip().lower() == "respond-async"
        for line in request.headers.get_all("prefer")
        for part in line.split(",")
    )


def meets(row: dict[str, Any], name: str, text: str) -> bool:
    """Tell whether a row meets one filter: names in part, without case; anything else exactly."""
    values = list(leaves(row.get(name)))
    if name in PARTIAL:
        return any(text.lower() in value.lower() for value in values)
    return text in values


def leaves(value: Any) -> Iterator[str]:
    """Yield the scalars of a value as query text."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif value is not None:
        yield str(value)
