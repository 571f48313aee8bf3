# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A role passes on what its user gave, and nothing else: else it would override the definition, the group's defaults and the environment."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")

ROLES = pathlib.Path(__file__).resolve().parents[2] / "roles"
NAMES = sorted(path.name for path in ROLES.iterdir())
OMITTED = re.compile(r"\{\{ (\w+)(?:\.\w+)? \| default\(omit\) \}\}")
# What a role is for: the jobs that it is about.
PURPOSE = {
    ("purge_jobs", "job_delete"): {"older_than"},
    ("wait_for_jobs", "job_info"): {"states", "fields"},
    ("wait_for_jobs", "job_wait"): {"job_id"},
}


def read(role: str, name: str) -> Any:
    """A file of a role."""
    return yaml.safe_load((ROLES / role / name).read_text(encoding="utf-8"))


def calls(role: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The modules of ours that a role runs, each with its options."""
    files = sorted((ROLES / role / "tasks").glob("*.yml"))
    for task in (task for file in files for task in read(role, f"tasks/{file.name}")):
        for key, options in task.items():
            if key.startswith("asyncops.jobs."):
                yield key.rpartition(".")[2], options


@pytest.mark.parametrize("role", NAMES)
def test_a_role_passes_nothing_that_its_user_did_not_give(role: str) -> None:
    defaults = read(role, "defaults/main.yml")
    found = list(calls(role))
    assert found
    for module, options in found:
        for option, value in options.items():
            if option in PURPOSE.get((role, module), ()):
                continue
            match = OMITTED.fullmatch(str(value))
            assert match, f"{role}: {module}.{option} is passed where nobody gave it"
            assert match.group(1) not in defaults, f"{match.group(1)} has a default"
            assert match.group(1).startswith(f"{role}_")


@pytest.mark.parametrize("role", NAMES)
def test_every_variable_of_a_role_is_used(role: str) -> None:
    files = [*(ROLES / role / "tasks").iterdir(), *(ROLES / role).glob("templates/text.j2")]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    for name in read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]:
        assert re.search(rf"\b{name}\b", text), name
