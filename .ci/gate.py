# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the steps of the gate, two at a time, and print a line with time and verdict for each.

Started by .ci/run.

A step is a session of noxfile.py. It runs in a process of its own, its output goes to a log that is
shown when it fails; the verdict is that of nox's report.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = pathlib.Path(os.environ.get("CI_WORK", os.devnull))
TREE = WORK / "tree"
LANES = int(os.environ.get("CI_LANES", "2"))
# No late step is begun that would probably end after so many seconds.
BUDGET = int(os.environ.get("CI_BUDGET", "1140"))
BEGAN = time.monotonic()

sys.path.insert(0, str(ROOT / "tools"))

import checkout  # noqa: E402
import prepare  # noqa: E402

MATRIX = prepare.read_matrix()
CORES = MATRIX["controller"]
ORDERED = sorted(CORES, key=lambda minor: int(minor.split(".")[1]))
OLDEST, NEWEST = ORDERED[0], ORDERED[-1]
TARGET = MATRIX["target"][0]
MIDDLE = [minor for minor in CORES if minor not in (OLDEST, NEWEST)]


# What takes much less or more than three minutes.
TAKES = {
    "fuzz": 90,
    "navigator": 60,
    "credentials": 60,
    "vendor-clients": 120,
    "sanity": 400,
    "integration": 420,
    "units-oldest": 200,
    "units": 300,
    "fresh": 300,
    "coverage": 500,
    "faults": 700,
    "slow": 900,
}


@dataclasses.dataclass(frozen=True)
class Step:
    """A session of nox, or the README's test command."""

    name: str
    limit: int = 900  # seconds; a guard against what hangs, also on a busy machine
    arguments: tuple[str, ...] = ()  # of the session
    late: bool = False  # skipped where it would end after the budget

    @property
    def takes(self) -> int:
        """About how many seconds, beside another step."""
        return next((most for begin, most in TAKES.items() if self.name.startswith(begin)), 180)


def units(minor: str, python: str) -> str:
    """Return the name of a session."""
    return f"units-{minor}-{python}"


# `sh test.sh` has run the quick ones, on this Python where the machine has it.
GATE_UNITS = units(NEWEST, CORES[NEWEST]["python"][-1])
REST_OF_UNITS = ("-m", "gate and not slow", "tests/unit")


def plan() -> list[Step]:
    """Return the steps after TEST_COMMAND: quick checks, then what users get and both ends of the
    matrix, then, while there is time, all the rest. On GitHub each core has a job of its own.
    """
    quick = ["lint", "house", "workflows", "extra-checks", "typing", "docs", "ansible-lint"]
    ends = [
        f"sanity-{NEWEST}",
        f"integration-{OLDEST}-{TARGET}",
        "fresh-bookworm",
        "build",
        "commands",
        "pages",
        "playbooks",
        GATE_UNITS,
        "units-target",
    ]
    rest = [
        "fuzz",
        units(OLDEST, CORES[OLDEST]["python"][-1]),
        "rulebook",
        "credentials",
        "navigator",
        "vendor-clients",
        "awx",
        "browser",
        f"sanity-{OLDEST}",
        f"integration-{NEWEST}-{TARGET}",
        f"slow-{NEWEST}",
        "servers-pygeoapi",
        "servers-slurm",
        "certification",
        "coverage",
        f"slow-{OLDEST}",
        "servers-lxd",
        "servers-rclone",
        "servers-scrapyd",
        "servers-flower",
        "servers-jupyter_scheduler",
        "units-oldest-requests",
        "ansible-test-units",
        *(units(minor, CORES[minor]["python"][-1]) for minor in reversed(MIDDLE)),
        *(units(minor, python) for minor in reversed(ORDERED) for python in CORES[minor]["python"]),
        "fresh-trixie",
        f"integration-{NEWEST}-{CORES[NEWEST]['python'][-1]}",
        *(f"sanity-{minor}" for minor in reversed(MIDDLE)),
        f"faults-{NEWEST}",
        f"faults-{OLDEST}",
    ]
    steps = [
        Step(name, arguments=REST_OF_UNITS if name == GATE_UNITS else ()) for name in quick + ends
    ]
    begun = set(quick + ends)
    return steps + [
        Step(name, limit=2400 if name.startswith(("slow", "coverage")) else 900, late=True)
        for name in dict.fromkeys(rest)
        if name not in begun
    ]


TEST_COMMAND = Step("test.sh")
PLAN = plan()

results: dict[str, str] = {}
running: set[subprocess.Popen] = set()
printing = threading.Lock()
stopping = threading.Event()


def environment() -> dict[str, str]:
    """Return our environment without the settings of the person or program that called us."""
    foreign = re.compile(
        r"(ANSIBLE_|ASYNCOPS_|PYTHON|PYTEST_|VIRTUAL_ENV|NOX|GALAXY_|UV_(?!.*INDEX|NATIVE_TLS|SYSTEM_CERTS))"
    )
    clean = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    clean.update({
        "PATH": os.pathsep.join([str(WORK / "nox" / "bin"), clean.get("PATH", os.defpath)]),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "UV_CACHE_DIR": str(WORK / "uv"),
        "UV_NO_CONFIG": "1",
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    })  # fmt: skip
    return clean


def command(step: Step, report: pathlib.Path) -> list[str]:
    """Return what runs a step."""
    if step is TEST_COMMAND:
        return ["sh", "test.sh"]
    nox = [
        sys.executable,
        "-m",
        "nox",
        "--no-color",
        "--envdir",
        str(WORK / "envs"),
        "--report",
        str(report),
    ]
    arguments = ["--", *step.arguments] if step.arguments else []
    return [*nox, "--session", step.name, *arguments]


def stop(process: subprocess.Popen) -> None:
    """End a step and all that it started."""
    for number, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 20)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def run(step: Step) -> tuple[str, str]:
    """Run a step; return its verdict and what to say beside it."""
    if step.late and time.monotonic() - BEGAN + step.takes > BUDGET:
        return "SKIP", "no time left for it"
    log = WORK / "logs" / f"{step.name}.log"
    report = log.with_suffix(".json")
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(step, report),
            cwd=TREE,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        running.add(process)
        try:
            code = process.wait(step.limit)
        except subprocess.TimeoutExpired:
            stop(process)
            return "FAIL", f"ended after its limit of {step.limit} s"
        finally:
            running.discard(process)
    text = log.read_text(errors="replace")
    said = re.findall(r"^=*\s*(\d+ (?:passed|failed)[^=\n]*)", text, re.MULTILINE)
    said += re.findall(r"^nox > note: (.*)", text, re.MULTILINE)
    reason = said[-1].strip() if said else ""
    if step is TEST_COMMAND:  # no word of pytest, no proof
        return "PASS" if code == 0 and said else "FAIL", reason
    sessions = json.loads(report.read_text())["sessions"] if report.exists() else []
    outcomes = {session["result"] for session in sessions}
    reason = next((session["reason"] for session in sessions if session["reason"]), reason)
    if code or not outcomes or outcomes - {"success", "skipped"}:
        return "FAIL", reason
    return "SKIP" if "skipped" in outcomes else "PASS", reason


def evidence(step: Step) -> list[str]:
    """Return the lines of a log that tell why a step failed: what ansible-test calls errors, and
    the end.
    """
    lines = (WORK / "logs" / f"{step.name}.log").read_text(errors="replace").splitlines()
    end = lines[-40:]
    return [line for line in lines[:-40] if line.startswith("ERROR: ")][:40] + end


def do(step: Step) -> None:
    """Run a step, print its line."""
    start = time.monotonic()
    verdict, reason = run(step)
    if stopping.is_set():
        return
    with printing:
        results[step.name] = verdict
        print(f"{verdict}  {step.name:<24} {time.monotonic() - start:4.0f} s  {reason}", flush=True)
        if verdict == "FAIL":
            print(*(f"      | {line[:400]}" for line in evidence(step)), sep="\n", flush=True)


def lane(queue: list[Step]) -> None:
    """Work the queue off."""
    while not stopping.is_set():
        with printing:
            if not queue:
                return
            step = queue.pop(0)
        do(step)


def interrupt(number: int, frame: object) -> None:
    """Whatever ends this run also ends its steps, and only those."""
    stopping.set()
    for process in list(running):
        stop(process)
    sys.exit(128 + number)


def main() -> None:
    """Run what was asked for."""
    names = tuple(sys.argv[1:])
    if names == ("--list",):
        print(*(step.name for step in [TEST_COMMAND, *PLAN]), sep="\n")
        return
    wanted = [step for step in [TEST_COMMAND, *PLAN] if not names or step.name.startswith(names)]
    asked = len(wanted)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    checkout.copy(TREE)
    checkout.make_repository(TREE)
    shutil.rmtree(WORK / "logs", ignore_errors=True)
    (WORK / "logs").mkdir()
    if TEST_COMMAND in wanted:
        do(wanted.pop(0))
    lanes = [threading.Thread(target=lane, args=(wanted,)) for _number in range(LANES)]
    for each in lanes:
        each.start()
    for each in lanes:
        each.join()
    verdicts = list(results.values())
    passed, skipped = verdicts.count("PASS"), verdicts.count("SKIP")
    failed = asked - passed - skipped  # also those that a mistake in here has lost
    print(f"all of it took {time.monotonic() - BEGAN:.0f} s")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    try:
        main()
    finally:
        if "CI_TEMPORARY" in os.environ:
            shutil.rmtree(WORK, ignore_errors=True)
