# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a server, and how often: lists without a hint, ids out of a list, logins."""

from __future__ import annotations

from typing import Any

from cases import LISTED, WAITS, Row, ours, uri
from measure import DEFINITION, Bench, Cost, Server, median
from systems import commvault

LOGIN = {"method": "POST", "path": "/login", "body": {"user": "{username}", "pass": "{password}"}}
HEADERS = {"Authorization": "Bearer {saved.token}"}
AUTH = [
    {"type": "bearer"},
    {"type": "login", "headers": HEADERS, "token": "token", "request": LOGIN},
]
LOGGED_IN = {**DEFINITION, "auth": AUTH}
TASKS = 20


def hints(bench: Bench, server: Server) -> list[Row]:
    """Waits by a list that says nothing of when to ask again, while each job's own answer does."""
    rows = []
    for jobs in (10, 60):
        task = ours("job_wait", job_id=[str(number) for number in range(jobs)])
        reset = {"jobs": jobs, **WAITS, "begin": 1, "silent_list": 1}
        score = bench.playbook("hints", [task], server, None, reset).score
        told = "%d requests, lag %.2f mean %.2f max, early %d" % (
            score["requests"],
            score["lag_mean"],
            score["lag_max"],
            score["early"],
        )
        name = "wait for %d jobs by a list without Retry-After" % jobs
        rows.append(Row(name, told, "-", "-", "early 0, lag <= 0.75 mean, <= 1.3 max"))
    return rows


def picked(bench: Bench, server: Server) -> list[Row]:
    """20 ids of a system that knows no look at one job."""
    ids = [str(number) for number in range(20)]
    definition = {**DEFINITION, "get": {"from_list": True}}
    tasks = [ours("job_info", definition, job_id=ids)]
    cost = bench.playbook("picked", tasks, server, None, {"jobs": 1000})
    told = "%d request(s), %.1f s CPU" % (cost.score["requests"], cost.cpu)
    return [Row("job_info of 20 ids with `from_list`", told, "-", "-", "1 list")]


def logins(bench: Bench, server: Server) -> list[Row]:
    """A login of each task, and one for the play that is passed on (docs/index.md)."""
    user: dict[str, Any] = {"username": "ops", "password": "0123456789abcdef"}
    each = [ours("job_info", LOGGED_IN, job_id="0", **user)] * TASKS
    once = [
        {
            **uri("/login", method="POST", body_format="json", body=user),
            "register": "session",
            "no_log": True,
        },
        *[ours("job_info", LOGGED_IN, job_id="0", token="{{ session.json.token }}")] * TASKS,
    ]
    found: list[list[Cost]] = [[], []]
    for _run in range(bench.runs):
        for costs, tasks in zip(found, (each, once)):
            costs.append(bench.playbook("login", tasks, server, None, {"jobs": 1}))
    told = "%d requests, %.1f s CPU, %.1f s wall"
    names = ("a login of each", "one login, passed on")
    return [
        Row(
            "%d tasks, %s" % (TASKS, name),
            told % (cost.score["requests"], cost.cpu, cost.wall),
            *("-", "-", "%d requests" % (2 * TASKS if name == names[0] else TASKS + 1)),
        )
        for name, cost in zip(names, map(median, found))
    ]


def counts_of_pages(bench: Bench, server: Server) -> list[Row]:
    """What one more job costs in a count: pages of 1,000 of the ideal server, and of Commvault."""
    tasks = {
        "ideal": ours("job_info", LISTED, summary_only=True),
        "Commvault": {"asyncops.jobs.job_info": {**commvault(server), "summary_only": True}},
    }
    resets = {"ideal": {"jobs": 1}, "Commvault": {"others": 100_000, "jobs": 1, "first": 0}}
    nothing = {"ideal": {"pages": 0}, "Commvault": {"others": 0}}
    costs: dict[str, list[float]] = {name: [] for name in tasks}
    for _run in range(bench.runs):
        for name, task in tasks.items():
            whole = bench.playbook("pages", [task], server, None, resets[name])
            empty = bench.playbook("pages", [task], server, None, {**resets[name], **nothing[name]})
            costs[name].append(whole.cpu - empty.cpu)
    ideal, real = (sorted(costs[name])[len(costs[name]) // 2] for name in tasks)
    return [
        Row(
            "count per 100,000 jobs of Commvault",
            "%.2f s CPU" % real,
            "(pages of 1,000 of the ideal server: %.2f s CPU)" % ideal,
            "%.2f of the ideal" % (real / ideal),
            "as with pages of 1,000",
        )
    ]
