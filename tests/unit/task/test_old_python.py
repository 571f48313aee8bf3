# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A target whose Python is too old, or that lacks the controller's environment: one sentence."""

from __future__ import annotations

import ast
import json
import types
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._task import check_python
from ansible_collections.asyncops.jobs.plugins.plugin_utils._action import VerbAction
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import MODULES, ROOT

FIRST = ["plugins/modules/%s.py" % name for name in sorted(MODULES.values())]


@pytest.mark.parametrize("name", [*FIRST, "plugins/module_utils/_task/check_python.py"])
def test_what_runs_first_is_valid_in_old_pythons(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("name", FIRST)
def test_modules_look_at_the_python_before_all_else(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert imports[0].module == "__future__"
    assert [alias.name for alias in imports[1].names] == ["check_python"]


def test_no_package_on_the_way_imports_anything() -> None:
    for folder in ("plugins/module_utils", "plugins/module_utils/_task"):
        path = ROOT / folder / "__init__.py"
        assert not path.exists() or not ast.parse(path.read_text(encoding="utf-8")).body


@pytest.mark.parametrize("version", [(3, 7, 16), (3, 8, 18)])
def test_an_old_python_is_told_in_one_sentence(version: Any, capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        check_python.check_python(version)
    result = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1 and result["failed"] and result["error"] == "config"
    assert "needs Python 3.9 or newer" in result["msg"]
    assert ".".join(map(str, version)) in result["msg"]


@pytest.mark.parametrize("version", [(3, 9, 0), (3, 10, 1), (4, 0, 0)])
def test_a_newer_python_is_not_spoken_of(version: Any, capsys: Any) -> None:
    check_python.check_python(version)
    assert capsys.readouterr().out == ""


MISSING = "missing required arguments: base_url"


@pytest.mark.parametrize(
    ("transport", "become", "msg", "error", "args", "hint"),
    [
        ("ssh", False, MISSING, "config", {}, "ASYNCOPS_BASE_URL"),
        ("local", True, MISSING, "config", {}, "ASYNCOPS_BASE_URL"),
        ("ssh", False, "token is required", "config", {"base_url": "x"}, "ASYNCOPS_TOKEN"),
        ("local", False, MISSING, "config", {}, None),
        ("ssh", False, "refused", "auth", {}, None),
        ("ssh", False, "mode is wrong", "config", {"base_url": "x", "token": "y"}, None),
    ],
)
def test_a_target_without_the_controllers_environment(
    monkeypatch: Any, transport: str, become: bool, msg: str, error: str, args: Any, hint: Any
) -> None:
    monkeypatch.setenv("ASYNCOPS_BASE_URL", "https://acme.example.com")
    monkeypatch.setenv("ASYNCOPS_TOKEN", "some-token")
    action = VerbAction.__new__(VerbAction)
    action._connection = types.SimpleNamespace(transport=transport)
    action._play_context = types.SimpleNamespace(become=become)
    outcome = {"failed": True, "msg": msg, "error": error}
    action._hint_at_environment(outcome, args)
    assert outcome["msg"].startswith(msg) and (hint is None) is (outcome["msg"] == msg)
    assert hint is None or hint in outcome["msg"]
    assert "some-token" not in outcome["msg"]
