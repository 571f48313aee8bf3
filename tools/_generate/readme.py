# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README's table of systems, between its two markers; the rest of the file is left as it is."""

from __future__ import annotations

from typing import Any

from . import words
from .sources import World

BEGIN, END = "<!-- providers: begin -->", "<!-- providers: end -->"
PAGES = "https://github.com/asyncops/asyncops.jobs/blob/main/docs"
VERBS = ("submit", "get", "list", "messages", "result", "stop", "delete")


def text(world: World, whole: str) -> str:
    """The README with a fresh table.

    :raises ValueError: it has not exactly one pair of markers.
    """
    rows = [
        [
            f"[{one['title'] or one.name}]({PAGES}/providers/{one.name}.md)",
            f"`{one.name}`",
            *_marks(one),
        ]
        for one in world.providers
    ]
    rows.append(
        [
            f"[any other]({PAGES}/declaring.md)",
            "`provider_definition`",
            *["as declared"] * len(VERBS),
        ]
    )
    head = ["system", "`provider`", *("read" if verb == "get" else verb for verb in VERBS)]
    fresh = f"\n{words.table(head, rows).rstrip()}\n"
    return words.between(whole, BEGIN, END, fresh, "README.md")


def _marks(provider: Any) -> list[str]:
    return ["yes" if provider[verb] or verb in provider["job"] else "no" for verb in VERBS]
