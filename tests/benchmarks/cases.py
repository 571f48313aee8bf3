# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases: the same work done by us and by the alternative, interleaved."""

from __future__ import annotations

import os
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from measure import DEFINITION, Bench, Cost, Server, median, slope

MODULE = {"ASYNCOPS_IN_PROCESS": "false"}
LISTED = {
    **DEFINITION,
    "list": {
        "path": "/page",
        "items": "jobs[]",
        "page": {"type": "number", "number": "number", "limit": ""},
    },
}
UNLISTED = {key: value for key, value in DEFINITION.items() if key != "list"}
WANTED = ">= 200 CPU, >= 60 wall; lag <= 0.75 mean, <= 1.3 max; early 0; "
WAITS = {"first": 1, "last": 10, "retry_after": 1, "latency": 0.02}


class Row(NamedTuple):
    """A line of the table."""

    case: str
    ours: str
    theirs: str
    ratio: str
    target: str


Task = dict[str, Any]


def ours(module: str, definition: Any = None, **options: Any) -> Task:
    """A task of the collection."""
    connection = {
        "provider": "bench",
        "base_url": "{{ url }}",
        "provider_definition": definition or "{{ definition }}",
    }
    return {"asyncops.jobs." + module: {**connection, **options}}


def uri(path: str, **options: Any) -> Task:
    """A task of ansible.builtin.uri."""
    return {"ansible.builtin.uri": {"url": "{{ url }}" + path, **options}}


def per_step(
    bench: Bench,
    server: Server,
    name: str,
    make: Callable[[int], list[Task]],
    few: int,
    many: int,
    env: Any = None,
    reset: Any = None,
) -> Callable[[], tuple[list[Cost], list[Cost]]]:
    """A measurement of one run with few and one with many steps, to be interleaved with others."""
    lows: list[Cost] = []
    highs: list[Cost] = []

    def once() -> tuple[list[Cost], list[Cost]]:
        lows.append(bench.playbook(name, make(few), server, env, reset or {"jobs": 1}))
        highs.append(bench.playbook(name, make(many), server, env, reset or {"jobs": 1}))
        return lows, highs

    return once


def interleave(bench: Bench, *measurements: Callable[[], Any]) -> list[Any]:
    """Each measurement once, then each again, as often as wanted; the results of the last round
    hold all rounds.
    """
    found: list[Any] = []
    for _run in range(bench.runs):
        found = [one() for one in measurements]
    return found


def one_get(bench: Bench, server: Server, title: str, env: Any, target: str) -> list[Row]:
    """One GET per task: one job of a built-in system, of a described one, and as a module.

    All options are written out: a template costs ansible-core some 4 ms, whatever the module.
    """
    token = "0123456789abcdef"
    job = {"base_url": server.url, "job_id": "0"}
    look = {"asyncops.jobs.job_info": {"provider": "adverity", "token": token, **job}}
    described = {
        "asyncops.jobs.job_info": {"provider": "bench", "provider_definition": DEFINITION, **job}
    }
    plain = {
        "ansible.builtin.uri": {
            "url": server.url + "/api/jobs/0/",
            "headers": {"Authorization": "Token " + token},
        }
    }
    running = {"jobs": 1, "first": 9999, "last": 9999}
    steps = [
        ("built-in", look, 50, env),
        ("described", described, 50, env),
        ("module", look, 10, {**(env or {}), **MODULE}),
        ("uri", plain, 10, env),
    ]
    found = interleave(
        bench,
        *(
            per_step(
                bench,
                server,
                name,
                lambda n, task=task: [task] * n,
                more // 10,
                more // 10 + more,
                env,
                running,
            )
            for name, task, more, env in steps
        ),
    )
    slopes = [slope(*costs, more) for costs, (_name, _task, more, _env) in zip(found, steps)]
    wall, cpu = slopes[-1]
    text = "%.1f ms CPU, %.1f ms wall"
    titles = (
        (title, target),
        (title + ", with a `provider_definition`", target),
        (title + ", as a module", "below uri"),
    )
    alone = [median(low) for low, _high in found[2:]]  # one task each
    whole = Row(
        title.replace("per task", "as a module, the whole process"),
        *("%.2f s CPU, %.2f s wall" % (cost.cpu, cost.wall) for cost in alone),
        "%.1f CPU, %.1f wall" % (alone[1].cpu / alone[0].cpu, alone[1].wall / alone[0].wall),
        "-",
    )
    rows = [
        Row(
            name,
            text % (1000 * mine[1], 1000 * mine[0]),
            text % (1000 * cpu, 1000 * wall),
            "%.1f CPU, %.1f wall" % (cpu / mine[1], wall / mine[0]),
            wanted,
        )
        for (name, wanted), mine in zip(titles, slopes)
    ]
    return [*rows, whole]


def lookup(bench: Bench, server: Server) -> list[Row]:
    """Many GETs inside one task."""

    def terms(n: int) -> list[Task]:
        text = (
            "{{ query('asyncops.jobs.job', *(['0'] * %d), provider='bench', base_url=url,"
            " provider_definition=definition) | length }}"
        )
        return [{"ansible.builtin.debug": {"msg": text % n}}]

    rows = interleave(
        bench,
        per_step(bench, server, "lookup", terms, 50, 1050),
        per_step(
            bench,
            server,
            "uri-loop",
            lambda n: [{**uri("/jobs/0"), "loop": "{{ range(%d) | list }}" % n}],
            2,
            12,
        ),
    )
    mine, theirs = slope(*rows[0], 1000), slope(*rows[1], 10)
    connections = rows[0][1][-1].score["connections"]
    return [
        Row(
            "many GETs in one task (lookup), each",
            "%.2f ms CPU, %d connection" % (1000 * mine[1], connections),
            "%.0f ms CPU" % (1000 * theirs[1]),
            "%.0f CPU" % (theirs[1] / mine[1]),
            ">= 300",
        )
    ]


def waiting(bench: Bench, server: Server, jobs: int = 1000) -> list[Row]:
    """Waiting for many jobs of 1 to 10 s, Retry-After 1, 20 ms latency."""

    def wait(definition: Any, env: Any = None) -> Callable[[], list[Cost]]:
        found: list[Cost] = []

        def once() -> list[Cost]:
            task = ours("job_wait", definition, job_id=[str(n) for n in range(jobs)])
            found.append(bench.playbook("wait", [task], server, env, {"jobs": jobs, **WAITS}))
            return found

        return once

    def loop(n: int) -> list[Task]:
        task = uri("/jobs/{{ item }}")
        return [{**task, "loop": "{{ range(%d) | list }}" % n, "register": "r", **until}]

    until = {"until": "r.json.status == 'done'", "retries": 99, "delay": 1}
    few, many = 5, 25
    # The jobs are over by then: what is measured is the price of one look per job, the least a loop
    # can pay.
    reset = {"jobs": jobs, **WAITS, "first": 0, "last": 0}
    rows = interleave(
        bench,
        wait(UNLISTED),
        wait(DEFINITION),
        wait(DEFINITION, MODULE),
        per_step(bench, server, "uri-wait", loop, few, many, None, reset),
    )
    each = slope(*rows[3], many - few)
    base = median(rows[3][0])
    wall, cpu = base.wall + each[0] * (jobs - few), base.cpu + each[1] * (jobs - few)
    titles = (
        ("one by one", WANTED + "<= 8 connections"),
        ("by list", WANTED + "<= 14 requests"),
        ("by list, as a module", "-"),
    )
    table = []
    for (title, target), costs in zip(titles, rows):
        cost = median(costs)
        score = cost.score
        text = (
            "%.1f s wall (last job %.1f), %.2f s CPU, %d requests, %d connections,"
            " lag %.2f mean %.2f max, early %d"
            % (
                cost.wall,
                score["last_end"],
                cost.cpu,
                score["requests"],
                score["connections"],
                score["lag_mean"],
                score["lag_max"],
                score["early"],
            )
        )
        theirs = "%.0f s wall, %.0f s CPU at least (from %d jobs)" % (wall, cpu, many)
        table.append(
            Row(
                "wait for %d jobs, %s" % (jobs, title),
                text,
                theirs,
                "%.0f CPU, %.0f wall" % (cpu / cost.cpu, wall / cost.wall),
                target,
            )
        )
    return table


def one_job(bench: Bench, server: Server) -> list[Row]:
    """Submit, wait for 2 s, fetch: the price of one more job in a play."""

    def mine(n: int) -> list[Task]:
        return [ours("async_request", method="POST", path="/jobs?seconds=2")] * n

    def theirs(n: int) -> list[Task]:
        tasks = [
            {**uri("/jobs?seconds=2", method="POST", status_code=202), "register": "s"},
            {
                **uri("{{ s.location | urlsplit('path') }}"),
                "register": "r",
                "until": "r.json.status == 'done'",
                "retries": 99,
                "delay": 1,
            },
            uri("{{ s.location | urlsplit('path') }}/result"),
        ]
        return tasks * n

    few, many = 1, 4
    rows = interleave(
        bench,
        per_step(bench, server, "submit", mine, few, many, None, {"retry_after": 1}),
        per_step(bench, server, "uri-submit", theirs, few, many, None, {"retry_after": 1}),
    )
    told, cpus, wholes = [], [], []
    for low, high in rows:
        wholes.append(median(low))
        wall, cpu = slope(low, high, many - few)
        score = median(high).score
        told.append(
            "%.2f s CPU, %.1f s wall, %.0f requests, %.0f connections, lag %.2f s"
            % (cpu, wall, score["requests"] / many, score["connections"] / many, score["lag_max"])
        )
        cpus.append(cpu)
    return [
        Row(
            "submit, wait, fetch of a 2 s job",
            *told,
            "%.1f CPU" % (cpus[1] / cpus[0]),
            ">= 3 CPU; 1 connection; lag <= 0.1 s",
        ),
        Row(
            "submit, wait, fetch of a 2 s job, the whole process",
            *("%.2f s CPU, %.1f s wall" % (whole.cpu, whole.wall) for whole in wholes),
            "%.1f CPU" % (wholes[1].cpu / wholes[0].cpu),
            ">= 2.8 CPU",
        ),
    ]


def stopping(bench: Bench, server: Server) -> list[Row]:
    """Stops 11 jobs where each request takes a second, next to one task each."""
    jobs = [str(number) for number in range(11)]
    reset = {"jobs": len(jobs), "first": 600, "last": 600, "latency": 1}
    words = {**DEFINITION["state"]["words"], "stopped": "stopped"}
    definition = {
        **DEFINITION,
        "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
        "state": {"path": "status", "words": words},
    }
    mine = [ours("job_stop", definition, job_id=jobs)]
    theirs = [uri("/jobs/%s/stop" % job, method="POST") for job in jobs]
    found: list[list[Cost]] = [[], []]
    for _run in range(bench.runs):
        for costs, tasks in zip(found, (mine, theirs)):
            costs.append(bench.playbook("stop", tasks, server, None, reset))
    we, they = map(median, found)
    told = "%.1f s wall, %.1f s CPU, %d requests"
    return [
        Row(
            "stop 11 jobs, 1 s a request",
            *(told % (one.wall, one.cpu, one.score["requests"]) for one in (we, they)),
            "%.1f CPU, %.1f wall" % (they.cpu / we.cpu, they.wall / we.wall),
            "8 at a time",
        )
    ]


def many_jobs(bench: Bench, server: Server) -> list[Row]:
    """100,000 jobs in pages of 1,000: counted, filtered, projected."""
    cases = {
        "count 100,000 jobs": {"summary_only": True},
        "filter 100,000 jobs": {"states": ["failed"], "fields": ["id"]},
        "4 fields of 100,000 jobs": {"fields": ["id", "state", "status", "provider"]},
    }
    targets = {
        "count 100,000 jobs": ">= 30 CPU, <= 80 MB",
        "filter 100,000 jobs": ">= 30 CPU, <= 80 MB",
        "4 fields of 100,000 jobs": ">= 10 CPU, <= 150 MB",
    }
    found: dict[str, list[Cost]] = {name: [] for name in (*cases, "uri")}

    def once(name: str) -> Callable[[], None]:
        def run() -> None:
            tasks = (
                [ours("job_info", LISTED, **cases[name])]
                if name in cases
                else [
                    {
                        **uri("/page?number={{ item }}"),
                        "loop": "{{ range(1, 101) | list }}",
                        "register": "r",
                    },
                    {
                        "ansible.builtin.debug": {
                            "msg": "{{ r.results | map(attribute='json.jobs')"
                            " | map('length') | sum }}"
                        }
                    },
                ]
            )
            found[name].append(bench.playbook("many", tasks, server))

        return run

    interleave(bench, *(once(name) for name in found))
    theirs = median(found["uri"])
    told = "%.1f s CPU, %.1f s wall, %.0f MB"
    rows = []
    for name in cases:
        cost = median(found[name])
        rows.append(
            Row(
                name,
                told % (cost.cpu, cost.wall, cost.memory),
                "to count: " + told % (theirs.cpu, theirs.wall, theirs.memory),
                "%.1f CPU" % (theirs.cpu / cost.cpu),
                targets[name],
            )
        )
    return rows


def download(bench: Bench, server: Server, size: int = 1 << 30) -> list[Row]:
    """A large result to a file."""
    dest, path = bench.folder / "large", "/bytes?size=%d" % size
    found: dict[str, list[Cost]] = {"ours": [], "uri": [], "curl": []}
    tasks = {
        "ours": ours(
            "async_request",
            {**DEFINITION, "result": path},
            method="POST",
            path="/jobs?seconds=0",
            dest=str(dest),
        ),
        "uri": uri(path, dest=str(dest)),
    }

    def once(name: str) -> Callable[[], None]:
        def run() -> None:
            # Each begins with as much memory that the (virtual) machine has at hand: a page touched
            # anew costs more than its copy.
            with dest.open("wb") as file:
                for _piece in range(size >> 20):
                    file.write(bytes(1 << 20))
            dest.unlink()
            cost = (
                bench.playbook("download", [tasks[name]], server)
                if name in tasks
                else bench.process(["curl", "-sS", "-o", str(dest), server.url + path], server)
            )
            assert os.path.getsize(dest) == size
            dest.unlink()
            found[name].append(cost)

        return run

    interleave(bench, *(once(name) for name in found))
    mine, theirs, curl = (median(found[name]) for name in ("ours", "uri", "curl"))
    told = "%.1f s CPU, %.0f MB"
    return [
        Row(
            "download %d MiB" % (size >> 20),
            told % (mine.cpu, mine.memory),
            told % (theirs.cpu, theirs.memory) + " (curl: %.1f s CPU)" % curl.cpu,
            "%.1f CPU" % (theirs.cpu / mine.cpu),
            ">= 1.4 CPU, <= 70 MB",
        )
    ]


def growth(bench: Bench, server: Server) -> list[Row]:
    """How the cost of one waiting task grows with the jobs."""
    rows = []
    for name, definition in (("one by one", UNLISTED), ("by list", DEFINITION)):
        for jobs in (10, 100, 1000, 10000):
            task = ours(
                "job_wait", definition, job_id=[str(n) for n in range(jobs)], wait_timeout=900
            )
            cost = bench.playbook("growth", [task], server, None, {"jobs": jobs, **WAITS})
            score = cost.score
            told = "%d requests, %.1f s CPU, %.0f MB, lag %.2f mean %.2f max" % (
                score["requests"],
                cost.cpu,
                cost.memory,
                score["lag_mean"],
                score["lag_max"],
            )
            rows.append(Row("wait for %d jobs, %s" % (jobs, name), told, "-", "-", "-"))
    return rows


def certificate(folder: Path) -> tuple[str, str, dict[str, str]]:
    """A certificate for localhost, its key, and the environment in which it is trusted along with
    the usual CAs.
    """
    cert, key, store = (str(folder / name) for name in ("cert.pem", "key.pem", "store.pem"))
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            cert,
        ],
        check=True,
        capture_output=True,
    )
    usual = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    Path(store).write_text((Path(usual).read_text() if usual else "") + Path(cert).read_text())
    return cert, key, {"SSL_CERT_FILE": store}
