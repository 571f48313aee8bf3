# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of docs/scaling.md: read from docs/benchmarks.md, or computed from the providers.

Nothing is measured here. A row that is gone, or says something else, makes the page stale.
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from . import words
from .sources import World

A_DAY = 1_000_000  # jobs
MINUTES = 24 * 60
LASTS = 10  # minutes that a job takes
LOOK = 30  # seconds between two looks at a list: the default of wait_interval
WAYS = {
    "wait for 1000 jobs, one by one": "a look at each job, 1,000 jobs",
    "wait for 10000 jobs, one by one": "a look at each job, 10,000 jobs",
    "wait for 1000 jobs, by list": "one list for all, 1,000 jobs",
    "wait for 10000 jobs, by list": "one list for all, 10,000 jobs",
}
TASK, MODULE, WHOLE = (
    "one GET per task",
    "one GET per task, as a module",
    "submit, wait, fetch of a 2 s job",
)


class Need(NamedTuple):
    """What the jobs of one system cost it.

    :param parts: what is asked for each job -> requests.
    :param size: the jobs on a page of its list; none: it has no pages.
    :param budget: requests a minute that it allows a client; none: it names none.
    """

    parts: dict[str, int]
    size: int | None
    budget: int | None

    @property
    def each(self) -> int:
        """Requests for each job."""
        return sum(self.parts.values())

    def minute(self, jobs: int) -> int:
        """Requests a minute, where so many jobs begin in each minute: the list shows those that are
        under way.
        """
        pages = math.ceil(jobs * LASTS / self.size) if self.size else 1
        return jobs * self.each + pages * (60 // LOOK)

    def within(self) -> int | None:
        """Jobs that may begin in each minute within the budget."""
        if not self.budget:
            return None
        return max(jobs for jobs in range(self.budget) if self.minute(jobs) <= self.budget)


def need(provider: Any, version: str = "") -> Need:
    """What a job of a provider costs: each has one output, and is looked at once when it has ended."""
    parts = {"submit": 1, "look": 1}
    if provider["result"]:
        listed = provider["result"]["each_output"] and provider["outputs"]
        parts["result"] = 2 if listed else 1
    if provider["delete"]:
        parts["delete"] = 1
    paged = provider["page"]["type"] != "none"
    budget = provider["versions"].get(version, {}).get("requests_per_minute")
    size = provider["page"]["size"] if paged else None
    return Need(parts, size, budget or provider["requests_per_minute"])


def rows(benchmarks: str) -> dict[str, str]:
    """What docs/benchmarks.md says of each case, of ours."""
    found: dict[str, str] = {}
    for line in benchmarks.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) > 2:
            found[cells[0].strip("| ")] = cells[1]  # of two of a name, the later tells memory
    return found


def number(pattern: str, text: str) -> float:
    """A number in a row.

    :raises ValueError: it is not there.
    """
    found = re.search(pattern, text)
    if not found:
        raise ValueError(f"docs/benchmarks.md: {pattern} is not in {text}")
    return float(found[1])


def measured(benchmarks: str) -> str:
    """What one process holds."""
    figures = rows(benchmarks)
    told = []
    for case, name in WAYS.items():
        text = figures[case]
        requests, cpu = number(r"(\d+) requests", text), number(r"([0-9.]+) s CPU", text)
        memory, lag = number(r"(\d+) MB", text), number(r"lag ([0-9.]+) mean", text)
        told.append([name, f"{requests:,.0f}", f"{cpu:g} s", f"{memory:g} MB", f"{lag:g} s"])
    head = ["one task waits by", "requests", "CPU", "memory of the process", "noticed after (mean)"]
    return words.table(head, told)


def processors(benchmarks: str) -> str:
    """What a million jobs a day cost on our side."""
    figures = rows(benchmarks)
    whole = number(r"([0-9.]+) s CPU", figures[WHOLE])
    task = number(r"([0-9.]+) ms CPU", figures[TASK]) / 1000
    module = number(r"([0-9.]+) ms CPU", figures[MODULE]) / 1000
    cases = [
        ("a task for each job, in the controller's process", whole, WHOLE),
        ("a short task for each job, in the controller's process", task, TASK),
        ("a short task for each job, as a module", module, MODULE),
    ]
    told = [
        [name, f"{cpu:.3g} s", f"{A_DAY * cpu / 86400:.1f}", f"*{case}*"]
        for name, cpu, case in cases
    ]
    head = ["how", "CPU for each job", "processors for a million jobs a day", "row"]
    return words.table(head, told)


def budgets(world: World) -> str:
    """What a million jobs a day cost each system."""
    told = []
    for provider in world.providers:
        versions = [
            one for one, spec in provider["versions"].items() if "requests_per_minute" in spec
        ]
        for version in ["", *versions]:
            told.append(_row(provider, version))
    head = [
        "system",
        "requests for each job",
        "a page of its list",
        "requests a minute at a million jobs a day",
        "it allows a client",
        "jobs a day within that",
    ]
    return words.table(head, told)


def _row(provider: Any, version: str) -> list[str]:
    cost = need(provider, version)
    begin = math.ceil(A_DAY / MINUTES)
    parts = ", ".join(
        name if count == 1 else f"{name} {count}" for name, count in cost.parts.items()
    )
    allowed = cost.within()
    minute = cost.minute(begin)
    share = f" ({math.ceil(minute / cost.budget)} budgets)" if cost.budget else ""
    return [
        (provider["title"] or provider.name) + (f", API {version}" if version else ""),
        f"{cost.each}: {parts}",
        f"{cost.size:,} jobs" if cost.size else "all jobs",
        f"{minute:,}{share}",
        f"{cost.budget} a minute" if cost.budget else "not told",
        f"{allowed * MINUTES:,}" if allowed is not None else "",
    ]


def text(world: World, whole: str, benchmarks: str) -> str:
    """The page with fresh figures between its markers.

    :raises ValueError: a marker is missing.
    """
    fresh = {
        "measured": measured(benchmarks),
        "processors": processors(benchmarks),
        "budgets": budgets(world),
    }
    for name, figures in fresh.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        whole = words.between(whole, begin, end, figures.rstrip() + "\n", "docs/scaling.md")
    return whole
