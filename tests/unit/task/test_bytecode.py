# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Byte code of a module's files: kept where it is safe, taken only if it is of the same source."""

from __future__ import annotations

import importlib
import os
import pathlib
import shutil
import subprocess
import sys
import types
import zipfile
from collections.abc import Iterator
from typing import Any
from zipimport import zipimporter

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._task import bytecode

BASE = "kept_bytecode_home.plugins.module_utils."
INIT = {"kept_bytecode_home/%s__init__.py" % part: "" for part in (
    "", "plugins/", "plugins/module_utils/", "plugins/module_utils/_x/",
)}  # fmt: skip


@pytest.fixture
def home(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The home of the user that the task runs as."""
    (tmp_path / ".ansible" / "tmp").mkdir(parents=True, mode=0o700)
    (tmp_path / ".ansible").chmod(0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(bytecode, "_OURS", BASE)
    return tmp_path


@pytest.fixture
def load(tmp_path: pathlib.Path, home: pathlib.Path) -> Iterator[Any]:
    """Imports `_x.file` of a zip as a task does, with this source; returns it."""
    before, finders = list(sys.path), list(sys.meta_path)

    def run(source: str, name: str = "a.zip") -> types.ModuleType:
        forget()
        archive = tmp_path / name
        with zipfile.ZipFile(archive, "w") as made:
            for path, text in {**INIT, "kept_bytecode_home/plugins/module_utils/_x/file.py": source}.items():  # fmt: skip
                made.writestr(path, text)
        sys.path.insert(0, str(archive))
        importlib.invalidate_caches()
        bytecode.use(zipimporter(str(archive)))
        return importlib.import_module(BASE + "_x.file")

    def forget() -> None:
        sys.path[:], sys.meta_path[:] = before, finders
        for name in [name for name in sys.modules if name.startswith("kept_bytecode_home")]:
            del sys.modules[name]

    yield run
    forget()


def kept(home: pathlib.Path) -> list[pathlib.Path]:
    folder = home / ".ansible" / "tmp" / "asyncops-bytecode"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_the_second_task_compiles_nothing(
    load: Any, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load("VALUE = 1\n", "a.zip").VALUE == 1
    assert len(kept(home)) == 2  # a package and the file
    assert {path.stat().st_mode & 0o777 for path in kept(home)} == {0o600}

    def refuse(*given: Any, **more: Any) -> Any:
        raise AssertionError("compiled anew")

    monkeypatch.setattr(bytecode, "compile", refuse, raising=False)
    module = load("VALUE = 1\n", "b.zip")
    assert module.VALUE == 1
    assert module.__file__ and module.__file__.endswith(
        "b.zip/" + BASE.replace(".", "/") + "_x/file.py"
    )
    assert module.__loader__.get_source("") == "VALUE = 1\n"


def test_another_source_is_another_file(load: Any, home: pathlib.Path) -> None:
    assert load("VALUE = 1\n").VALUE == 1
    assert load("VALUE = 2\n").VALUE == 2
    assert len(kept(home)) == 3


@pytest.mark.parametrize("damage", [b"", b"junk", b"i\x01\x00\x00\x00"])
def test_what_is_no_code_is_compiled_anew(load: Any, home: pathlib.Path, damage: bytes) -> None:
    load("VALUE = 1\n")
    for path in kept(home):
        path.write_bytes(damage)
    assert load("VALUE = 1\n").VALUE == 1


@pytest.mark.parametrize(
    "place", [".", ".ansible", ".ansible/tmp", ".ansible/tmp/asyncops-bytecode"]
)
@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_may_write_to_is_left_alone(
    load: Any, home: pathlib.Path, place: str, mode: int
) -> None:
    (home / ".ansible/tmp/asyncops-bytecode").mkdir()
    (home / place).chmod(mode)
    assert load("VALUE = 1\n").VALUE == 1
    assert kept(home) == []


def test_files_that_others_may_write_to_are_not_taken(load: Any, home: pathlib.Path) -> None:
    load("VALUE = 1\n")
    for path in kept(home):
        path.chmod(0o666)
    wrong = bytecode.marshal.dumps(compile("VALUE = 'planted'", "x", "exec"))
    for path in kept(home):
        path.write_bytes(wrong)
    assert load("VALUE = 1\n").VALUE == 1


def test_links_are_not_followed(load: Any, home: pathlib.Path) -> None:
    load("VALUE = 1\n")
    for number, path in enumerate(kept(home)):
        path.rename(home / str(number))
        path.symlink_to(home / str(number))
    assert load("VALUE = 1\n").VALUE == 1
    folder = home / ".ansible/tmp/asyncops-bytecode"
    folder.rename(home / "elsewhere")
    folder.symlink_to(home / "elsewhere")
    finders = len(sys.meta_path)
    bytecode.use(zipimporter(str(home / "a.zip")))
    assert len(sys.meta_path) == finders


def test_without_the_folder_of_ansible_nothing_is_made(load: Any, home: pathlib.Path) -> None:
    os.rmdir(home / ".ansible/tmp")
    assert load("VALUE = 1\n").VALUE == 1
    assert list((home / ".ansible").iterdir()) == []


def test_who_wants_no_byte_code_gets_none(
    load: Any, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert load("VALUE = 1\n").VALUE == 1
    assert kept(home) == []


@pytest.mark.gate
def test_it_does_not_grow_without_end(
    load: Any, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bytecode, "_MOST", 5)
    for number in range(20):
        load("VALUE = %d\n" % number)
    assert len(kept(home)) <= 8


def test_files_that_pythons_own_loader_reads_are_its_matter() -> None:
    finders = list(sys.meta_path)
    bytecode.use(bytecode.__loader__)
    assert sys.meta_path == finders


# As an action plugin begins, under ansible-core's loader.
CONTROLLER = """
import sys
from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder
_AnsibleCollectionFinder([sys.argv[1]])._install()
from ansible_collections.asyncops.jobs.plugins.module_utils._task import check_python
from ansible_collections.asyncops.jobs.plugins.module_utils._model import errors
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _arguments
print("module_utils" in errors.__file__, errors.__cached__)
print("plugin_utils" in _arguments.__file__, _arguments.__cached__)
"""


@pytest.mark.gate
def test_the_controller_keeps_byte_code_of_what_plugins_import(tmp_path: pathlib.Path) -> None:
    collection = tmp_path / "ansible_collections" / "asyncops" / "jobs"
    plugins = pathlib.Path(bytecode.__file__).parents[2]
    for part in ("module_utils", "plugin_utils"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(plugins / part, collection / "plugins" / part, ignore=without)
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    run = subprocess.run(
        [sys.executable, "-c", CONTROLLER, str(tmp_path)],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    for line in run.stdout.splitlines():
        is_ours, kept_as = line.split()
        assert is_ours == "True" and kept_as.startswith(str(collection))
        assert os.path.exists(kept_as)
