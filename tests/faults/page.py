# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the figures, docs/faults.md: read, and written by the runner."""

from __future__ import annotations

import collections
import pathlib
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.asyncops.jobs.tests.faults.table import rows

TOP = """# What is survived

<!-- Written by tests/faults/run.py --write docs/faults.md; not by hand. -->

Servers, networks and certificates go wrong in known ways. Each row of the [catalogue](../tests/faults/table.py) is one
of them: what a server does, what a task asks for, and how the task has to end. They run in both
[forms](index.md#the-two-forms), on the oldest and the newest ansible-core (`nox -s faults`); as a module, where a task
costs a process, a spread of each group is tried. Besides its own end, each must show
no internal error, strict JSON, no secret, no request to another server, no half file, and nothing but one printable
sentence. What was found by chance instead of by thought is in the [fuzz](promises.md).
"""
Figures = dict[str, dict[str, tuple[int, int]]]


def read(text: str) -> Figures:
    """Column -> group -> (survived, tried), from the table of a page."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    if not lines:
        return {}
    columns = [cell.strip() for cell in lines[0]][1:]
    found: Figures = {column: {} for column in columns}
    for line in lines[2:]:
        group, *cells = (cell.strip() for cell in line)
        for column, cell in zip(columns, cells):
            match = re.fullmatch(r"(\d+) of (\d+)", cell)
            if match and group != "all":
                found[column][group] = (int(match[1]), int(match[2]))
    return found


def page(found: Figures) -> str:
    """The text of the page."""
    columns = sorted(
        found,
        key=lambda name: [
            int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)
        ],
    )
    groups = list(dict.fromkeys(row.group for row in rows()))
    lines = ["| group | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    for group in groups:
        cells = ["%d of %d" % found[column].get(group, (0, 0)) for column in columns]
        lines.append(f"| {group} | " + " | ".join(cells) + " |")
    sums = [
        "%d of %d" % tuple(sum(pair[place] for pair in found[column].values()) for place in (0, 1))
        for column in columns
    ]
    lines.append("| all | " + " | ".join(sums) + " |")
    return TOP + "\n" + "\n".join(lines) + "\n\n" + "\n\n".join(map(_names, groups)) + "\n"


def _names(group: str) -> str:
    """What is tried in a group."""
    names: dict[str, list[str]] = collections.defaultdict(list)
    for row in rows():
        if row.group == group:
            what, colon, target = row.name.rpartition(": ")
            names[what if colon else row.name] += [target] if colon else []
    lines = [
        f"- {what}" + (f" ({', '.join(where)})" if where else "") for what, where in names.items()
    ]
    return f"## {group[0].upper()}{group[1:]}\n\n" + "\n".join(
        re.sub(r"([<>*_`|\\])", r"\\\1", line) for line in lines
    )


def write(path: pathlib.Path, form: str, figures: Mapping[str, tuple[int, int]]) -> None:
    """Puts the figures of a form on this ansible-core into the page."""
    from ansible.release import __version__

    found: Any = read(path.read_text(encoding="utf-8")) if path.exists() else {}
    core = ".".join(__version__.split(".")[:2])
    found[f"ansible-core {core}, {form}"] = dict(figures)
    path.write_text(page(found), encoding="utf-8")
