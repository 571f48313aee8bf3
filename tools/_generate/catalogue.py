# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/catalogue/index.md: what the catalogue has, and what each definition can do."""

from __future__ import annotations

from typing import Any

from . import words
from .readme import VERBS
from .sources import World

INTRO = """# The catalogue

Definitions that ship with the collection. `provider: NAME` takes one like a built-in system, in every module, the lookup and the
event source; a `provider_definition` without a `name` beside it is [laid over it](../contract.md#the-catalogue). `provider_info` shows
each as data. What is not here is [declared](../declaring.md) in the playbook.

"""


def text(world: World) -> str:
    """The whole page."""
    head = ["system", "`provider`", *("read" if verb == "get" else verb for verb in VERBS), "tried with"]  # fmt: skip
    rows = [
        [
            f"[{provider['title'] or provider.name}]({provider.name}.md)",
            f"`{provider.name}`",
            *_marks(provider),
            "; ".join(provider["tried_with"]),
        ]
        for provider in world.catalogue
    ]
    return words.note("extensions/catalogue") + INTRO + words.table(head, rows).rstrip() + "\n"


def _marks(provider: Any) -> list[str]:
    return ["yes" if provider[verb] or verb in provider["job"] else "no" for verb in VERBS]
