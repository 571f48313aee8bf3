# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each promise names tests that exist; the page of the faults is that of the table."""

from __future__ import annotations

import ast
import collections
import functools
import json
import pathlib
import re

import pytest

from ansible_collections.asyncops.jobs.tests.faults import page
from ansible_collections.asyncops.jobs.tests.faults.run import FORMS, NAMES
from ansible_collections.asyncops.jobs.tests.faults.table import GROUPS, rows

pytestmark = pytest.mark.gate

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("SECURITY.md", "docs/promises.md")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NAMED = sorted(
    {
        (name, *found)
        for name in PAGES
        for found in TEST.findall((ROOT / name).read_text(encoding="utf-8"))
    }
)
FAULTS = (ROOT / "docs/faults.md").read_text(encoding="utf-8")


@functools.cache
def names_in(path: str) -> set[str]:
    """The tests of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("name", "path", "test"), NAMED)
def test_a_test_that_is_named_exists(name: str, path: str, test: str) -> None:
    assert (ROOT / path).is_file(), f"{name} names a file that is not there"
    assert test in names_in(path), f"{name} names a test that {path} has not got"


def test_every_promise_names_a_test() -> None:
    text = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    promises = [
        line
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith(("| ---", "| promise"))
    ]
    assert len(promises) > 30
    assert [line for line in promises if not TEST.search(line)] == []


@pytest.mark.gate
def test_the_page_of_the_faults_has_every_row() -> None:
    """`tests/faults/run.py --write docs/faults.md` writes it."""
    assert page.page(page.read(FAULTS)) == FAULTS


@pytest.mark.gate
def test_its_figures_are_of_these_rows() -> None:
    cores = json.loads((ROOT / "tests/matrix.json").read_text(encoding="utf-8"))["controller"]
    ordered = sorted(cores, key=lambda minor: int(minor.partition(".")[2]))
    found = page.read(FAULTS)
    assert set(found) == {
        f"ansible-core {core}, {NAMES[form]}"
        for core in (ordered[0], ordered[-1])
        for form in FORMS
    }
    all_of = collections.Counter(row.group for row in rows())
    for column, groups in found.items():
        for group, total in all_of.items():
            survived, count = groups[group]
            # As a module a task costs a process: a spread of each group will do.
            least = 1 if column.endswith(NAMES["module"]) else total
            assert survived <= count and least <= count <= total, (column, group)


def test_no_fault_has_two_rows_and_no_group_is_empty() -> None:
    names = [(row.group, row.name) for row in rows()]
    assert len(names) == len(set(names)) > 253
    assert len({group for group, _name in names}) == len(GROUPS)
