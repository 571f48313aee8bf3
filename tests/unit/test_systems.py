# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each built-in system has all that docs/contributing-a-provider.md asks for, and nothing is left
of one that is gone.

`PLACES` says how to find out which systems a place knows. A place that lacks one, or has one that
the registry has not, fails here. What is generated is compared by test_generate.py.
"""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import sys
from collections.abc import Callable, Iterable

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers import registry
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import FACES
from ansible_collections.asyncops.jobs.tests.unit import systems

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROVIDERS = "plugins/module_utils/_providers"
FIXTURES = "tests/fixtures"
INTEGRATION = "tests/integration/targets/setup_emulator/defaults/main.yml"
SIXTH = "sixth"


def found_in(root: pathlib.Path, name: str, pattern: str) -> set[str]:
    """What a pattern finds in a file."""
    return set(re.findall(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE))


def definitions(root: pathlib.Path) -> set[str]:
    """The files of the folder that hold a definition."""
    files = {path.name: path.stem for path in (root / PROVIDERS).glob("*.py")}
    return {
        stem
        for name, stem in files.items()
        if found_in(root, f"{PROVIDERS}/{name}", r"^DEFINITION\b")
    }


def stems(folder: str) -> Callable[[pathlib.Path], set[str]]:
    """The files of a folder, without their endings."""
    return lambda root: {path.stem for path in (root / folder).iterdir() if path.is_file()}


def folders(folder: str) -> Callable[[pathlib.Path], set[str]]:
    """The folders of a folder, as far as there is something in them."""
    return lambda root: {path.parent.name for path in (root / folder).glob("*/*")}


def documented(root: pathlib.Path) -> set[str]:
    """The systems whose pages are compared name by name."""
    return set(json.loads((root / FIXTURES / "documents/documented.json").read_text("utf-8")))


def samples(root: pathlib.Path) -> set[str]:
    """The systems whose page has examples of its own."""
    sys.path.insert(0, str(ROOT / "tools"))
    from _generate.samples import SAMPLES

    return set(SAMPLES)


def emulator_page(root: pathlib.Path) -> set[str]:
    """The systems in the emulator's table of what is there at the start."""
    text = (root / "docs/emulator.md").read_text(encoding="utf-8")
    table = text.split("## What is there at the start")[1].split("\n## ")[0]
    return set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE)) - {"system"}


# place -> the systems it knows
PLACES: dict[str, Callable[[pathlib.Path], set[str]]] = {
    f"{PROVIDERS}/*.py": definitions,
    "definition_of in registry.py": lambda root: found_in(
        root, f"{PROVIDERS}/registry.py", r"^ +from \.(\w+) import DEFINITION$"
    ),
    "FACES of the emulator": lambda root: set(FACES),
    "docs/emulator.md": emulator_page,
    f"{FIXTURES}/documents": folders(f"{FIXTURES}/documents"),
    f"{FIXTURES}/documents/documented.json": documented,
    f"{FIXTURES}/vendor_docs": folders(f"{FIXTURES}/vendor_docs"),
    "SYSTEMS of tests/unit/systems.py": lambda root: set(systems.SYSTEMS),
    INTEGRATION: lambda root: found_in(root, INTEGRATION, r"^  (\w+):$") - {"module"},
    "playbooks/demo.yml": lambda root: found_in(
        root, "playbooks/demo.yml", r"\bemulator\.(\w+)\.options\b"
    ),
    "SAMPLES of tools/_generate/samples.py": samples,
    "docs/providers": stems("docs/providers"),
    # One of them is for the systems that are not built in.
    "docs/awx": lambda root: stems("docs/awx")(root) - {"any"},
    "README.md": lambda root: found_in(root, "README.md", r"^\| \[.+/providers/(\w+)\.md\)"),
}


def differences(place: str, names: Iterable[str], root: pathlib.Path = ROOT) -> list[str]:
    """What a place lacks of these systems, and what it has besides them."""
    names, known = set(names), PLACES[place](root)
    return [f"{place}: nothing for {name}" for name in sorted(names - known)] + [
        f"{place}: {name} is not in the registry" for name in sorted(known - names)
    ]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_every_system_and_no_other(place: str) -> None:
    assert differences(place, NAMES) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_registry_has_each_under_its_own_name(name: str) -> None:
    definition = registry.definition_of(name)
    assert definition is not None and definition["name"] == name
    assert FACES[name].name == name


def test_the_registry_is_in_alphabetical_order() -> None:
    assert list(NAMES) == sorted(set(NAMES))


# The guard itself, with a system that is nowhere, and without one that is everywhere.


@pytest.mark.parametrize("place", PLACES)
def test_what_a_sixth_system_lacks_is_told(place: str) -> None:
    assert differences(place, [*NAMES, SIXTH]) == [f"{place}: nothing for {SIXTH}"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("gone", NAMES)
def test_what_is_left_of_a_system_is_told(place: str, gone: str) -> None:
    names = [name for name in NAMES if name != gone]
    assert differences(place, names) == [f"{place}: {gone} is not in the registry"]


def test_a_definition_that_nobody_registered_is_told(tmp_path: pathlib.Path) -> None:
    shutil.copytree(ROOT / PROVIDERS, tmp_path / PROVIDERS)
    text = (ROOT / PROVIDERS / "log360.py").read_text(encoding="utf-8")
    (tmp_path / PROVIDERS / f"{SIXTH}.py").write_text(text, encoding="utf-8")
    place = f"{PROVIDERS}/*.py"
    assert differences(place, NAMES, tmp_path) == [f"{place}: {SIXTH} is not in the registry"]
    branch = "definition_of in registry.py"
    assert differences(branch, [*NAMES, SIXTH], tmp_path) == [f"{branch}: nothing for {SIXTH}"]


def test_the_cases_of_check_mode_take_in_a_sixth_system() -> None:
    more = set(systems.check_mode_cases([*NAMES, SIXTH])) - set(systems.check_mode_cases())
    assert more == {(verb, SIXTH) for verb in systems.VERBS}
