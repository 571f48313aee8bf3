# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plant typos in a copy of floors 0 to 3: mypy, with the repository's settings, must report every
one.

    python tests/typing/planted.py          needs mypy, requests, types-requests and types-PyYAML

A typo that passes shows data that the type checker does not see.
"""

from __future__ import annotations

import ast
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = "plugins/module_utils"
FLOORS = ["_model", "_providers", "_wire", "_jobs"]
PACKAGE = "ansible_collections.asyncops.jobs.plugins.module_utils"

# (file under plugins/module_utils, text that stands there exactly once, the same with a typo)
TYPOS: list[tuple[str, str, str]] = [
    ("_model/template.py", "part.text(names", "part.txt(names"),
    ("_model/path.py", "else record\n\n\nclass StepPath", "else recrd\n\n\nclass StepPath"),
    (
        "_model/compiled/condition.py",
        "view.status not in self.statuses",
        "view.status not in self.status",
    ),
    (
        "_model/compiled/job_reader.py",
        "job.reason = _first_error(job)",
        "job.reson = _first_error(job)",
    ),
    ("_model/compiled/refusal.py", "return rule.kind", "return rule.knd"),
    ("_model/compiled/page/offset.py", "self.spec.start", "self.spec.strat"),
    ("_model/provider.py", "self.messages = Messages(", "self.mesages: int = Messages("),
    ("_providers/registry.py", "ships=True", "shps=True"),
    ("_wire/auth/bearer.py", "spec.header: token", "spec.haeder: token"),
    ("_wire/auth/oauth2.py", "self._spec.scope:", "self._spec.scop:"),
    ("_wire/retry.py", "= options.deadline", "= options.dead_line"),
    (
        "_jobs/session.py",
        "request.repeatable = True\n        decoded",
        "request.repeatble = True\n        decoded",
    ),
    (
        "_jobs/pollers.py",
        "SendOptions(retries=0, deadline=limit, abandon",
        "SendOptions(retires=0, deadline=limit, abandon",
    ),
    ("_jobs/reading.py", "detail.is_needed(", "detail.is_neded("),
    ("_jobs/looks.py", "move.target(", "move.targt("),
    ("_jobs/fetching.py", "if template.each_output:", "if template.each_ouput:"),
    ("_jobs/listing.py", "template.complete_with", "template.whole_with"),
    ("_jobs/submission.py", "template.is_immediate(", "template.is_imediate("),
    ("_jobs/client.py", "get.from_list:", "get.form_list:"),
    ("_jobs/waiter.py", "tracked.had_last_poll = True", "tracked.had_last_pol = True"),
    ("_jobs/tracked_job.py", "vanished.after_stop", "vanished.after_stopp"),
    ("_jobs/conclusion.py", 'options.on_timeout == "fail"', 'options.on_timeuot == "fail"'),
    ("_jobs/conversation.py", "in request.query", "in request.qeury"),
]


def plant(tree: pathlib.Path, number: int) -> tuple[str, int]:
    """Plant a typo; return the file and the line on which it stands."""
    name, right, wrong = TYPOS[number]
    path = tree / HERE / name
    text = path.read_text(encoding="utf-8")
    if (ROOT / HERE / name).read_text(encoding="utf-8").count(right) != 1 or text.count(right) != 1:
        sys.exit(f"planted.py: TYPOS[{number}]: {right!r} must stand in {name} exactly once")
    place = text.index(right)
    # The line of the first character that differs: the text may begin on an earlier one.
    place += next((i for i, (a, b) in enumerate(zip(right, wrong)) if a != b), len(right))
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    return name, text.count("\n", 0, place) + 1


def statement(path: pathlib.Path, line: int) -> range:
    """Return the lines of the smallest statement around a line; of a compound one only its head."""
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            if line <= max(end, node.lineno):
                found = range(node.lineno, max(end, node.lineno) + 1)
    return found


def errors(tree: pathlib.Path, roots: pathlib.Path) -> dict[str, set[int]]:
    """Run mypy; return the lines with an error of each file."""
    packages = [word for floor in FLOORS for word in ("-p", f"{PACKAGE}.{floor}")]
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file",
        str(ROOT / "pyproject.toml"),
    ]
    command += ["--cache-dir", str(roots / "cache"), "--no-color-output", *packages]
    done = subprocess.run(
        command, cwd=roots, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{done.stdout}\nplanted.py: mypy ended with {done.returncode}")
    found: dict[str, set[int]] = {}
    for name, line in re.findall(rf"^\S*?{HERE}/(\S+?):(\d+): error: ", done.stdout, re.MULTILINE):
        found.setdefault(name, set()).add(int(line))
    return found


def main() -> None:
    """Plant all of them at once, run mypy once, look for an error at each."""
    with tempfile.TemporaryDirectory() as scratch:
        roots = pathlib.Path(scratch).resolve()
        tree = roots / "ansible_collections" / "asyncops" / "jobs"
        for floor in FLOORS:
            shutil.copytree(
                ROOT / HERE / floor,
                tree / HERE / floor,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        planted = [plant(tree, number) for number in range(len(TYPOS))]
        found = errors(tree, roots)
        missed = [
            f"{name}:{line}: {TYPOS[number][2]!r}"
            for number, (name, line) in enumerate(planted)
            if not found.get(name, set()).intersection(statement(tree / HERE / name, line))
        ]
    if missed:
        sys.exit("planted.py: mypy does not see these typos:\n" + "\n".join(missed))
    print(f"{len(TYPOS)} planted typos, mypy sees all")


if __name__ == "__main__":
    main()
