# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in systems as they are declared, against a light server that answers as they do
(faces.py).
"""

from __future__ import annotations

from typing import Any

from cases import WAITS, Row
from measure import Bench, Cost, Server, median

FAST = "all seen <= last job + 1.5 s, lag <= 0.75 s mean"


def illumio(server: Server) -> dict[str, Any]:
    """The options of the system."""
    return {
        "provider": "illumio",
        "base_url": server.url,
        "org_id": 1,
        "username": "api_1",
        "password": "0123456789abcdef",
    }


def commvault(server: Server) -> dict[str, Any]:
    """The options of the system."""
    return {
        "provider": "commvault",
        "base_url": server.url + "/webconsole/api",
        "token": "0123456789abcdef",
    }


def told(cost: Cost) -> str:
    """A wait in a cell of the table."""
    score = cost.score
    text = (
        "all seen after %.1f s (last job %.1f), %.1f s CPU, %d requests,"
        " lag %.2f mean %.2f max, early %d"
    )
    return text % (
        score["last_seen"],
        score["last_end"],
        cost.cpu,
        score["requests"],
        score["lag_mean"],
        score["lag_max"],
        score["early"],
    )


def waits(bench: Bench, server: Server) -> list[Row]:
    """Waits for many jobs of 1 to 10 s, Retry-After 1 where the system sends one, 20 ms."""
    rows = []
    cases = [
        ("Illumio, gives as many as asked for", illumio(server), {"budget": 500}, FAST),
        (
            "Illumio, cuts at 500",
            illumio(server),
            {"budget": 500, "cut": 500},
            "no silence; 61 s at the least",
        ),
        ("Commvault, after 20,000 jobs", commvault(server), {"others": 20000, "retry_after": ""}, FAST),
    ]  # fmt: skip
    for name, options, system, target in cases:
        for jobs in (10, 100, 1000, 10_000):
            if jobs > 1000 and "cut" in system:
                continue  # 9,500 looks at 500 a minute: the budget alone takes 19 minutes
            task = {
                "asyncops.jobs.job_wait": {
                    **options,
                    "job_id": [str(number) for number in range(jobs)],
                }
            }
            reset = {"jobs": jobs, **WAITS, "begin": 1, **system}
            cost = bench.playbook("systems", [task], server, None, reset)
            rows.append(Row("wait for %d jobs of %s" % (jobs, name), told(cost), "-", "-", target))
    return rows


def counts(bench: Bench, server: Server) -> list[Row]:
    """Counts 20,000 Commvault jobs."""
    found: list[Cost] = []
    task = {"asyncops.jobs.job_info": {**commvault(server), "summary_only": True}}
    for _run in range(bench.runs):
        found.append(
            bench.playbook("count", [task], server, None, {"others": 20000, "jobs": 1, "first": 0})
        )
    cost = median(found)
    text = "%d requests, %.1f s CPU, %.1f s wall, %.0f MB"
    cell = text % (cost.score["requests"], cost.cpu, cost.wall, cost.memory)
    return [Row("count 20,000 jobs of Commvault", cell, "-", "-", "pages of 1,000")]


def synchronous(bench: Bench, server: Server, size: int = 256 << 20) -> list[Row]:
    """A synchronous answer of 256 MiB with `dest`, next to curl and the same hash."""
    dest = bench.folder / "answer"
    definition = {"name": "sync", "submit": {"immediate": {"http_status": 200}},
                  "get": "/jobs/{id}", "result": {"path": "/jobs/{id}/result"},
                  "state": {"path": "status", "words": {"succeeded": "done"}}}  # fmt: skip
    task = {
        "asyncops.jobs.async_request": {
            "provider": "sync",
            "provider_definition": definition,
            "base_url": server.url,
            "method": "POST",
            "path": "/bytes?size=%d" % size,
            "dest": str(dest),
        }
    }
    nothing = [{"ansible.builtin.meta": "noop"}]
    hashed = "curl -sS -X POST -o %s '%s/bytes?size=%d' && sha256sum %s"
    shell = ["sh", "-c", hashed % (dest, server.url, size, dest)]
    mine, empty, theirs = [], [], []
    for _run in range(bench.runs):
        mine.append(bench.playbook("sync", [task], server))
        dest.unlink()
        empty.append(bench.playbook("nothing", nothing, server))
        theirs.append(bench.process(shell, server))
        dest.unlink()
    cpu = median(mine).cpu - median(empty).cpu
    curl = median(theirs).cpu
    gib = size / (1 << 30)
    return [
        Row(
            "synchronous answer of %d MiB with `dest`" % (size >> 20),
            "%.1f s CPU per GiB, %.0f MB" % (cpu / gib, median(mine).memory),
            "(curl and sha256sum: %.1f s CPU per GiB)" % (curl / gib),
            "%.2f of curl" % (cpu / curl),
            "<= 1.2 of curl, <= 70 MB",
        )
    ]
