# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of faults, in every form: how many of them a task survives.

    .venv/bin/python tests/faults/run.py                                # both forms, this ansible-core
    .venv/bin/python tests/faults/run.py --form engine --only leaks     # without Ansible, in seconds
    .venv/bin/python tests/faults/run.py --write docs/faults.md         # and its columns of the page
    .venv/bin/python tests/faults/run.py --every 1                      # each row as a module, too

A fault is a row of table.py: what a server does, what a task asks, how it has to end. `in process`
is the action plugin in Ansible's worker, `module` the module in a process of its own; for both a
playbook has one task for each row. As a module, a task costs a process: unless told otherwise, every
third row of a group is tried so. Survived means: all that the row and judge.py ask holds.

The last line has the figures; the exit code is 1 where a row was not survived.
"""

from __future__ import annotations

import argparse
import collections
import functools
import importlib.util
import pathlib
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
if importlib.util.find_spec("ansible_collections") is None:
    sys.path.insert(0, str(ROOT / ".venv" / "collections"))
FORMS = ("in_process", "module")
TASKS = 50  # of one playbook
NAMES = {"in_process": "in process", "module": "as a module"}


def engine(trial: Any) -> tuple[dict[str, Any], list[str]]:
    """The result of a row without Ansible."""
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
    from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
        provider_of,
    )
    from ansible_collections.asyncops.jobs.tests.unit.verbs import run

    warnings: list[str] = []
    params = trial.params
    context = Context(check_mode=trial.row.check_mode, warn=warnings.append)
    provider = functools.partial(provider_of, params["provider"], params["provider_definition"])
    return run(trial.row.verb, provider, params, context), warnings


def with_ansible(trials: Sequence[Any], form: str, folder: pathlib.Path) -> dict[int, Any]:
    """Place of a row -> its result; a task for each."""
    from ansible_collections.asyncops.jobs.tests.unit.task.conftest import Ansible
    from ansible_collections.asyncops.jobs.tests.unit.task.helpers import MODULES

    folder.mkdir()
    tasks = [
        {
            "name": str(place), f"asyncops.jobs.{MODULES[trial.row.verb]}": _safe(trial.params),
            "ignore_errors": True, "check_mode": trial.row.check_mode,
        }
        for place, trial in enumerate(trials)
    ]  # fmt: skip
    run = Ansible(folder).play(tasks, form=form)
    found = {int(one["task"]): _plain(one) for one in run.records}
    if len(found) != len(trials):
        print(run.out[-2000:], run.err[-2000:])
    return found


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A result without what ansible-core 2.19 and newer say of each failure."""
    result = {**record["result"], "failed": record["outcome"] == "failed"}
    if "traceback unavailable" in str(result.get("exception", "")):
        del result["exception"]
    return result


def _safe(value: Any) -> Any:
    """Options in which Ansible evaluates nothing."""
    if isinstance(value, dict):
        return {key: _safe(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_safe(one) for one in value]
    if isinstance(value, str) and "{" in value:
        return "{{ %s }}" % repr(value)
    return value


def try_all(rows: Sequence[Any], form: str, lanes: int) -> dict[Any, list[str]]:
    """(group, name) -> what is wrong."""
    from ansible_collections.asyncops.jobs.tests.faults.judge import Trial
    from ansible_collections.asyncops.jobs.tests.faults.server import Scripted

    elsewhere = Scripted({})
    wrong: dict[Any, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="asyncops-faults-") as name:
        home = pathlib.Path(name)
        trials = [Trial(row, elsewhere.base, home / f"row{n}") for n, row in enumerate(rows)]

        def lane(number: int) -> None:
            mine = trials[number::lanes]
            if form == "engine":
                ended = dict(enumerate(map(engine, mine)))
            else:
                found = {}
                for begin in range(0, len(mine), TASKS):
                    part = with_ansible(
                        mine[begin : begin + TASKS], form, home / f"l{number}.{begin}"
                    )
                    found.update({begin + place: one for place, one in part.items()})
                ended = {place: (one, one.get("warnings") or []) for place, one in found.items()}
            for place, trial in enumerate(mine):
                seen = len(elsewhere.requests)
                result, warnings = ended.get(place, ({"failed": True, "msg": "no result"}, []))
                key = (trial.row.group, trial.row.name)
                wrong[key] = trial.judge(result, [str(one) for one in warnings])
                if len(elsewhere.requests) > seen:
                    wrong[key].append("another server was asked")

        with ThreadPoolExecutor(lanes) as pool:
            list(pool.map(lane, range(lanes)))
        for trial in trials:
            trial.server.close()
        if elsewhere.requests:
            wrong[("leaks", "the other server")] = [f"was asked: {elsewhere.requests[:3]}"]
        elsewhere.close()
    return wrong


def every(step: int, rows: Sequence[Any]) -> list[Any]:
    """The first, and every n-th after it, of each group."""
    groups: dict[str, list[Any]] = collections.defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    return [row for group in groups.values() for row in group[::step]]


def figures(rows: Sequence[Any], wrong: dict[Any, list[str]]) -> dict[str, tuple[int, int]]:
    """Group -> (survived, tried)."""
    tried = collections.Counter(row.group for row in rows)
    lost = collections.Counter(group for (group, _name), found in wrong.items() if found)
    return {group: (count - lost[group], count) for group, count in tried.items()}


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description="The catalogue of faults.")
    parser.add_argument("--form", choices=[*FORMS, "engine"], action="append")
    parser.add_argument("--only", default="", help="a regular expression for 'group: name'")
    parser.add_argument("--every", type=int, help="try every n-th row of a group only")
    parser.add_argument("--lanes", type=int, default=4, help="playbooks side by side")
    parser.add_argument("--write", metavar="FILE", help="put the figures into this page")
    asked = parser.parse_args()
    from ansible_collections.asyncops.jobs.tests.faults.page import write
    from ansible_collections.asyncops.jobs.tests.faults.table import rows

    all_right, said = True, []
    everything = [row for row in rows() if re.search(asked.only, f"{row.group}: {row.name}")]
    for form in asked.form or FORMS:
        began = time.monotonic()
        chosen = [row for row in everything if form != "engine" or not row.needs_ansible]
        chosen = every(asked.every or (6 if form == "module" else 1), chosen)
        wrong = try_all(chosen, form, asked.lanes)
        lost = {key: found for key, found in wrong.items() if found}
        for (group, name), found in lost.items():
            print(f"{form}, {group}: {name}", *(f"    {one}" for one in found), sep="\n")
        all_right = all_right and not lost
        said.append(f"{form} {len(chosen) - len(lost)} of {len(chosen)}")
        print(f"{said[-1]}, {time.monotonic() - began:.0f} s", flush=True)
        if asked.write and form in FORMS and not asked.only:
            write(pathlib.Path(asked.write), NAMES[form], figures(chosen, wrong))
    print("survived: " + ", ".join(said))
    return 0 if all_right else 1


if __name__ == "__main__":
    sys.exit(main())
