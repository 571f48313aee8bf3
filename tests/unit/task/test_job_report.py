# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role job_report, as a play runs it. What the files hold is tested in tests/unit/report."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.report import hostile
from ansible_collections.asyncops.jobs.tests.unit.task.conftest import Ansible, Run

# ansible-core 2.19 and newer refuse half a character at their own doors.
NEVER_ARRIVES = (hostile.TEXTS["surrogate"],)
FORMATS = ("html", "json", "csv")


def report(**variables: Any) -> dict[str, Any]:
    """The task that runs the role."""
    given = {f"job_report_{name}": value for name, value in variables.items()}
    return {"name": "report", "include_role": {"name": "asyncops.jobs.job_report"}, "vars": given}


def files(folder: pathlib.Path) -> dict[str, str]:
    """The options for all three files."""
    return {format: str(folder / f"report.{format}") for format in FORMATS}


def writes(run: Run) -> list[bool]:
    """Whether each file was changed."""
    assert run.code == 0, run.out + run.err
    (task,) = (one for one in run.records if one["task"].endswith("Write the report"))
    return [one["changed"] for one in task["result"]["results"]]


def read(folder: pathlib.Path) -> dict[str, Any]:
    """The report as JSON."""
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_hostile_names_stay_texts_and_the_same_jobs_are_the_same_report(
    ansible: Ansible, tmp_path: pathlib.Path
) -> None:
    """As a registered result, through variables and facts of any ansible-core; twice in one process,
    then as it would be."""
    given = tmp_path / "jobs.json"
    texts = [job for job in hostile.jobs() if job["name"] not in NEVER_ARRIVES]
    given.write_text(json.dumps({"jobs": texts}), encoding="utf-8")
    read_it = {
        "name": "read",
        "command": f"cat {given}",
        "register": "told",
        "check_mode": False,
    }
    vars = {"jobs": ["{{ told.stdout | from_json }}"], **files(tmp_path)}
    tasks = [read_it, report(**vars)]
    assert writes(ansible.play(tasks, "--check", "--diff")) == [True] * 3
    assert not (tmp_path / "report.html").exists()
    assert writes(ansible.play(tasks)) == [True] * 3
    first = {path: path.read_bytes() for path in tmp_path.glob("report.*")}
    assert writes(ansible.play(tasks, "--diff")) == [False] * 3
    assert first == {path: path.read_bytes() for path in tmp_path.glob("report.*")}
    assert {job["name"] for job in read(tmp_path)["jobs"]} == {job["name"] for job in texts}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "{{ 7*7 }}" in page and ">49<" not in page and "<script" not in page
    assert {path.stat().st_mode & 0o777 for path in first} == {0o600}


@pytest.mark.slow
def test_it_lists_systems_and_names_those_that_it_cannot_read(
    ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path
) -> None:
    systems: list[dict[str, Any]] = [
        {"name": "adverity", "connection": emulator["adverity"].options,
         "filters": {"start": "2026-09-01"}},
        {"name": "commvault", "connection": emulator["commvault"].options,
         "filters": {"jobCategory": "All", "completedJobLookupTime": 86_400}},
        {"name": "illumio", "connection": {**emulator["illumio"].options, "password": "wrong-one"}},
    ]  # fmt: skip
    run = ansible.play([report(systems=systems, **files(tmp_path))], "-v")
    assert writes(run) == [True] * 3
    found = read(tmp_path)
    assert {line["system"] for line in found["systems"]} == {"adverity", "commvault"}
    (note,) = found["notes"]
    assert (note["system"], note["error"]) == ("illumio", "auth")
    everything = run.out + run.err + (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "wrong-one" not in everything
    assert emulator["adverity"].options["token"] not in everything


@pytest.mark.slow
@pytest.mark.parametrize("serial", [None, 2])
def test_all_hosts_of_the_play_are_one_report(
    ansible: Ansible, tmp_path: pathlib.Path, serial: Any
) -> None:
    """Also those of an earlier batch; a host that fails before is a note."""
    hosts = {f"cell-{number}": {"ansible_connection": "local"} for number in (1, 2, 3)}
    (ansible.folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
    jobs = [{"id": "{{ inventory_hostname[-1] }}", "state": "succeeded", "name": "backup"}]
    stops = {"name": "stops", "fail": {"msg": "no"}, "when": "inventory_hostname == 'cell-2'"}
    play = {"hosts": "all", **({"serial": serial} if serial else {}), "max_fail_percentage": 100}
    tasks = [stops, report(jobs=jobs, json=str(tmp_path / "report.json"))]
    ansible.play(tasks, "-i", "hosts.yml", play=play)
    found = read(tmp_path)
    assert [(job["host"], job["id"]) for job in found["jobs"]] == [("cell-1", "1"), ("cell-3", "3")]
    (note,) = found["notes"]
    assert note["host"] == "cell-2" and note["text"].startswith("handed in nothing")


@pytest.mark.slow
def test_it_says_what_is_wrong(ansible: Ansible, tmp_path: pathlib.Path) -> None:
    none = ansible.play([report(jobs=[])])
    assert none.code == 2
    assert "job_report_html, job_report_json or job_report_csv must name a file" in none.out
    junk = ansible.play([report(jobs=[{"rc": 0}], **files(tmp_path))])
    assert junk.code == 2
    assert "asyncops.jobs.report_jobs: jobs[0] is neither a job" in junk.out
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_template_and_a_time_of_ones_own(ansible: Ansible, tmp_path: pathlib.Path) -> None:
    mine = tmp_path / "mine.j2"
    mine.write_text("{{ report.title }}: {{ report.verdict }} {{ report.made | moment }}")
    vars = {"html": str(tmp_path / "x"), "template": str(mine), "mode": "0644", "title": "<T>",
            "time": "2026-11-29T01:00:00Z"}  # fmt: skip
    run = ansible.play([report(jobs=[{"id": "1", "state": "succeeded"}], **vars)])
    assert writes(run) == [True]
    text = (tmp_path / "x").read_text().rstrip()
    assert text == "&lt;T&gt;: The one job succeeded. 2026-11-29 01:00"
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o644
