# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the collection against `ansible.builtin.uri` on the same work, on loopback, and prints a
table.

.venv/bin/python tests/benchmarks/run.py [--runs 3] [--only CASE ...] [--write docs/benchmarks.md]
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases  # noqa: E402
import systems  # noqa: E402
import traffic  # noqa: E402
from measure import Bench, Server  # noqa: E402


def https(bench: Bench) -> list[cases.Row]:
    """One GET per task over HTTPS, with the full trust store."""
    cert, key, env = cases.certificate(bench.folder)
    server = Server((cert, key))
    try:
        return cases.one_get(bench, server, "one GET per task, HTTPS", env, ">= 12 CPU")
    finally:
        server.close()


CASES: dict[str, Callable[[Bench, Server], list[cases.Row]]] = {
    "get": lambda bench, server: cases.one_get(
        bench, server, "one GET per task", None, ">= 10 CPU and wall"
    ),
    "https": lambda bench, server: https(bench),
    "lookup": cases.lookup,
    "wait": cases.waiting,
    "submit": cases.one_job,
    "stop": cases.stopping,
    "many": cases.many_jobs,
    "download": cases.download,
    "growth": cases.growth,
    "systems": systems.waits,
    "count": systems.counts,
    "synchronous": systems.synchronous,
    "hints": traffic.hints,
    "picked": traffic.picked,
    "login": traffic.logins,
    "pages": traffic.counts_of_pages,
}


def table(rows: list[cases.Row]) -> str:
    """Markdown."""
    lines = [
        "| case | asyncops.jobs | ansible.builtin.uri | uri / ours | target |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join(lines + ["| %s |" % " | ".join(row) for row in rows])


def head(runs: int) -> str:
    """When, where and with what."""
    core = subprocess.run(
        [sys.executable, "-c", "import ansible.release as r; print(r.__version__)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    return (
        "Measured %s with ansible-core %s, urllib3 %s, Python %s;"
        " medians of %d interleaved runs on %s processors."
        % (
            time.strftime("%Y-%m-%d"),
            core,
            version("urllib3"),
            platform.python_version(),
            runs,
            __import__("os").cpu_count(),
        )
    )


def main() -> int:
    """Runs the cases that were asked for."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", nargs="*", choices=list(CASES), default=list(CASES))
    options.add_argument(
        "--write", type=Path, help="put the table between the markers of this page"
    )
    found = options.parse_args()
    bench, server = Bench(found.runs), Server()
    rows: list[cases.Row] = []
    try:
        for name in found.only:
            print("... %s" % name, file=sys.stderr, flush=True)
            rows += CASES[name](bench, server)
    finally:
        server.close()
        bench.close()
    text = "%s\n\n%s\n" % (head(found.runs), table(rows))
    print(text)
    if found.write:
        before, _mark, rest = found.write.read_text().partition("<!-- figures: begin -->\n")
        _old, mark, after = rest.partition("<!-- figures: end -->")
        found.write.write_text(before + "<!-- figures: begin -->\n" + text + mark + after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
