# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An internal error shows where it came from at -vvv, and no value: in both forms alike."""

from __future__ import annotations

import json
import re
import types
from typing import Any, NoReturn

import pytest

from ansible_collections.asyncops.jobs.plugins.action.job_info import ActionModule
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import registry
from ansible_collections.asyncops.jobs.plugins.modules import job_info
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _action
from ansible_collections.asyncops.jobs.tests.unit.task.run_module import arguments

pytestmark = pytest.mark.usefixtures("handlers")  # a module ignores signals in the end

PARAMS = {"provider": "pipeline", "base_url": "https://pipeline.example.com", "token": "hush-hush"}
VALUE = "a value that nobody should see"


def provider_of(*args: Any) -> NoReturn:
    """A defect of ours."""
    raise KeyError(VALUE)


def as_module(verbosity: int, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The result of the module."""
    with arguments({**PARAMS, "_ansible_verbosity": verbosity}), pytest.raises(SystemExit):
        job_info.main()
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def in_process(verbosity: int, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The result of the action plugin."""
    task = types.SimpleNamespace(check_mode=False, no_log=False, diff=False, action="job_info")
    loader = types.SimpleNamespace(get_basedir=lambda: "/")
    action = ActionModule(task, None, None, loader, None, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_action._display, "verbosity", verbosity)
        return action._run_in_process(PARAMS, None)


@pytest.mark.parametrize("form", [as_module, in_process])
def test_the_chain_of_places(
    form: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "provider_of", provider_of)
    result = form(3, capsys)
    assert result["failed"]
    assert "internal error (KeyError" in result["msg"]
    places = re.findall(r"(\w+\.py):\d+ in (\w+)", result["trace"])
    assert places[-1] == ("test_trace.py", "provider_of")
    assert places[-2] == ("execution.py", "make")
    assert VALUE not in json.dumps(result)
    assert "hush-hush" not in json.dumps(result)


@pytest.mark.parametrize("form", [as_module, in_process])
def test_none_below_vvv(
    form: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "provider_of", provider_of)
    result = form(2, capsys)
    assert "internal error (KeyError" in result["msg"]
    assert "trace" not in result


@pytest.mark.parametrize("form", [as_module, in_process])
def test_none_where_nothing_is_wrong_with_us(form: Any, capsys: pytest.CaptureFixture[str]) -> None:
    result = form(3, capsys)
    assert result["error"] == "config"  # there is no such provider
    assert "trace" not in result
