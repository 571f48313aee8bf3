# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook of docs/results.md runs as it is printed."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "results.md"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["in_process", "module"])
def test_the_playbook_runs_as_it_is_printed(ansible: Any, emulator: Emulator, form: str) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    (ansible.folder / "later.yml").write_text(blocks[0], encoding="utf-8")
    folder = ansible.folder / form
    folder.mkdir()
    variables = {**emulator.describe(), "folder": str(folder)}
    run = ansible.run("later.yml", form=form, variables=variables)
    assert run.code == 0, run.out
    (saved,) = run["Save its CSV files"]["results"]
    assert (saved["output"], saved["changed"]) == ("output.csv", True)
    assert pathlib.Path(saved["dest"]).read_text(encoding="utf-8").startswith("Year,Sales")
