# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook of the collection, by its name, against the emulator: with --check, for good, and again.

All in one process, since that is what takes the time; what they did is looked up at the systems and in the files. The session
`playbooks` of nox runs this; ELSEWHERE says where the others are run.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.commands.blocks import ROOT
from ansible_collections.asyncops.jobs.tests.unit.task.conftest import Ansible, Run

# Those that are run elsewhere, and where.
ELSEWHERE = {
    "demo": "test_pages.py",
    "ogc_processes": "the session servers-pygeoapi",
    "on_failed_job": "tests/rulebook",
    "awx_setup": "tests/awx/test_setup.py",
    **dict.fromkeys(
        ("job_run", "job_wait", "job_stop", "job_result"), "tests/unit/task/test_job_playbooks.py"
    ),
}
NAMES = sorted({path.stem for path in (ROOT / "playbooks").glob("*.yml")} - set(ELSEWHERE))
# What their first lines promise of a second run.
SECOND_RUN_CHANGES_NOTHING = {
    "export_collections",
    "purge_old_jobs",
    "report_all_systems",
    "resume_once",
    "stop_overdue",
    "wait_for_others",
}
WORKFLOW = "66eb0c1f3d6200007e000a01"
CHANGED = re.compile(r"^\S+ +: ok=\d+ +changed=(\d+) ", re.MULTILINE)


class Place:
    """The systems, a home, and ansible in it."""

    def __init__(self, folder: pathlib.Path, emulator: Emulator) -> None:
        self.emulator, self.ansible = emulator, Ansible(folder)
        self.home = pathlib.Path(self.ansible.environment["HOME"])
        options = {name: emulator[name].options for name in emulator}
        hosts = {name: {"job_system": options["illumio"]} for name in ("pce-east", "pce-west")}
        inventory = {"all": {"children": {"job_systems": {"hosts": hosts}}}}
        (folder / "hosts.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
        self.variables: dict[str, Any] = {
            **options,
            "backup_subclients": [12, 13],
            "overdue_after": "30s",
            "overdue_stop": True,
            "workflow_id": WORKFLOW,
            "workflow_questions": [{"name": "Year", "value": "2026"}],
            "fetch_datastream": 1,
            "purge_older_than": "1m",
            "purge_delete": True,
            "others_filters": {"datastream_id": 42},
            "report_systems": [
                {"name": "Backups", "connection": options["commvault"],
                 "filters": {"jobCategory": "Finished", "completedJobLookupTime": 864_000}, "states": ["failed"]},
                {"name": "Fetches", "connection": options["adverity"], "filters": {"start": "2020-01-01"},
                 "states": ["lost", "skipped"]},
            ],
        }  # fmt: skip

    def run(self, *arguments: str, **variables: Any) -> Run:
        """Runs playbooks by their names."""
        return self.ansible.run(
            "-i", "hosts.yml", *arguments, variables={**self.variables, **variables}
        )

    def writes(self, name: str = "") -> list[str]:
        """The requests so far, at one system or all, that may have changed something."""
        return [
            f"{entry.method} {entry.target}"
            for one in ([name] if name else self.emulator)
            for entry in self.emulator[one].writes()
        ]


@pytest.fixture
def place(tmp_path: pathlib.Path) -> Iterator[Place]:
    """Systems whose jobs take a tenth of the usual time."""
    with Emulator(speed=10.0) as emulator:
        yield Place(tmp_path, emulator)


def changes(run: Run) -> dict[str, int]:
    """For each playbook how many tasks changed something. A recap counts those before, too."""
    assert run.code == 0, run.out[-6000:] + run.err[-2000:]
    recaps = run.out.split("PLAY RECAP")[1:]
    assert len(recaps) == len(NAMES)
    sums = [sum(map(int, CHANGED.findall(part.split("\nPLAY [")[0]))) for part in recaps]
    return {name: now - before for name, now, before in zip(NAMES, sums, [0, *sums])}


def test_all_of_them_by_name(place: Place) -> None:
    names = [f"asyncops.jobs.{name}" for name in NAMES]
    assert len(names) == 10

    changes(place.run(*names, "--check"))
    assert place.writes() == []
    assert not [path for path in place.home.glob("asyncops-*") if any(path.iterdir())]

    (other,) = place.emulator.add_many("adverity", 1, of=42, duration=300)
    first = place.run(*names)
    assert all(count for name, count in changes(first).items() if name != "wait_for_others")
    whole = first.out + first.err
    for name in place.emulator:
        for option in ("password", "token", "client_secret"):
            secret = place.emulator[name].options.get(option)
            assert not secret or secret not in whole, f"{name}: {option} is shown"
    backups_started_and_reported(place)
    collections_exported(place)
    search_saved_and_deleted(place)
    overdue_stopped(place, first)
    workflow_run_once(place, 1)
    rolled_over_the_inventory(place)
    assert place.writes("adverity") == ["POST /api/datastreams/1/fetch_fixed/"]
    old_jobs_purged(place, first)
    systems_reported(place)

    others_ended(first, other)

    again = changes(place.run(*names))
    assert {name: again[name] for name in SECOND_RUN_CHANGES_NOTHING if again[name]} == {}
    workflow_run_once(place, 1)


def backups_started_and_reported(place: Place) -> None:
    """Two, side by side; the page has them."""
    started = [one for one in place.writes("commvault") if "/action/backup" in one]
    assert [re.findall(r"Subclient/(\d+)/", one)[0] for one in started] == ["12", "13"]
    page = (place.home / "asyncops-reports/nightly-backups.html").read_text(encoding="utf-8")
    assert "All 2 jobs succeeded." in page.replace("\u00a0", " ")


def collections_exported(place: Place) -> None:
    """A file for each, whole, and no job left behind."""
    for name in ("labels", "workloads"):
        rows = json.loads(
            (place.home / f"asyncops-exports/{name}.json").read_text(encoding="utf-8")
        )
        assert rows and all(f"/{name}/" in row["href"] for row in rows)


def search_saved_and_deleted(place: Place) -> None:
    """The hits are here, the search is gone."""
    assert json.loads((place.home / "asyncops-searches/hits.json").read_text(encoding="utf-8"))
    assert [one.split()[0] for one in place.writes("log360")] == ["POST", "DELETE"]


def overdue_stopped(place: Place, run: Run) -> None:
    """By name, those that a list said."""
    found, stopped = run["Find them"], run["Stop them, and see them end"]
    assert stopped["stopped"] == [job["id"] for job in found["jobs"]] != []
    kills = [one for one in place.writes("commvault") if "kill" in one.lower()]
    assert len(kills) == len(stopped["stopped"])


def workflow_run_once(place: Place, times: int) -> None:
    """Started so often; the result is a file."""
    started = [
        one for one in place.writes("alteryx") if one.endswith(f"/workflows/{WORKFLOW}/jobs")
    ]
    assert len(started) == times
    assert [path.stat().st_size > 0 for path in (place.home / "asyncops-results").iterdir()]


def rolled_over_the_inventory(place: Place) -> None:
    """A file and a row for each host."""
    folder = place.home / "asyncops-rolling"
    for name in ("pce-east", "pce-west"):
        assert json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert {job["system"] for job in report["jobs"]} == {"pce-east", "pce-west"}
    assert {job["state"] for job in report["jobs"]} == {"succeeded"} and report["notes"] == []


def old_jobs_purged(place: Place, run: Run) -> None:
    """As many as were counted."""
    assert run["Count them"]["count"] == len(run["Delete jobs that ended long ago"]["deleted"]) > 0
    assert [one for one in place.writes("illumio") if one.startswith("DELETE ")]


def others_ended(run: Run, other: str) -> None:
    """Where it was still at work when it was looked for."""
    if run["Find what is at work"]["count"]:
        (job,) = run["Wait for all of them"]["jobs"]
        assert (job["id"], job["state"]) == (str(other), "succeeded")


def systems_reported(place: Place) -> None:
    """In all three formats."""
    folder = place.home / "asyncops-reports"
    report = json.loads((folder / "all-systems.json").read_text(encoding="utf-8"))
    assert {line["system"] for line in report["systems"]} == {"Backups", "Fetches"}
    assert set(report["summary"]) == {"failed", "lost", "skipped"}
    lines = (folder / "all-systems.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + report["count"]
    assert "<table" in (folder / "all-systems.html").read_text(encoding="utf-8")


def test_those_of_the_templates_of_awx(place: Place) -> None:
    """With what a survey and a credential set."""
    options = place.emulator["adverity"].options
    connection = {f"ASYNCOPS_{name.upper()}": str(value) for name, value in options.items()}
    names = [f"asyncops.jobs.{name}" for name in ("job_run", "job_wait", "job_result", "job_stop")]
    survey = {
        "job_run_path": "datastreams/1/fetch_fixed/",
        "job_run_method": "POST",
        "job_run_body": '{"start": "2026-09-01", "end": "2026-09-02"}',
        "job_wait_ids": "3",
        "job_result_ids": "3",
        "job_result_dest": f"{place.home}/",
        "job_stop_ids": "2",
    }
    run = place.ansible.run(*names, variables=survey, **connection)
    assert run.code == 0, run.out[-4000:] + run.err
    assert run["Wait for them"]["jobs"][0]["state"] == "succeeded"
    (saved,) = run["Fetch them"]["results"]
    assert pathlib.Path(saved["dest"]).stat().st_size > 0
    assert place.writes()[0] == "POST /api/datastreams/1/fetch_fixed/" and len(place.writes()) == 2


def test_a_backup_that_is_refused_is_in_the_report_and_fails_the_play(place: Place) -> None:
    run = place.run("asyncops.jobs.nightly_backups", backup_subclients=[12, 99_999])
    assert run.code == 2 and run.failed[-1] == "Every backup has succeeded"
    assert run["Every backup has succeeded"]["msg"].startswith("1 of 2 backups went wrong, 0 are")
    page = (place.home / "asyncops-reports/nightly-backups.html").read_text(encoding="utf-8")
    assert "Of 2 jobs: 1 failed." in page.replace("\u00a0", " ")


def test_jobs_of_others_that_do_not_end_fail_the_play_and_are_named(place: Place) -> None:
    waits = {"others_filters": {"datastream_id": 2}, "others_timeout": 1}
    run = place.run("asyncops.jobs.wait_for_others", **waits)
    assert run.code == 2
    assert run["None is at work any more"]["msg"] == "after 1 s still at work: 8"
    assert place.writes() == []


def test_what_does_not_concern_us_is_passed_over(place: Place) -> None:
    run = place.run("asyncops.jobs.rescue_by_error", fetch_datastream=99_999)
    assert run.code == 0 and "passed over (not_found): " in run.out


def test_what_is_for_a_person_fails(place: Place) -> None:
    wrong = {**place.emulator["adverity"].options, "token": "a-wrong-token-0123456789"}
    run = place.run("asyncops.jobs.rescue_by_error", adverity=wrong)
    assert run.code == 2 and run["Everything else is for a person"]["msg"].startswith("auth: ")


def test_the_first_lines_tell_what_a_playbook_is_for() -> None:
    """And how it is run; the pages name it."""
    guide = (ROOT / "docs/playbooks.md").read_text(encoding="utf-8")
    for name in NAMES:
        text = (ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8")
        head = text.split("\n\n- name: ")[0]
        assert head.startswith("---\n# ") and f"ansible-playbook asyncops.jobs.{name} " in head
        assert ("second run" in head and "changes nothing" in head.replace("\n# ", " ")) == (
            name in SECOND_RUN_CHANGES_NOTHING - {"wait_for_others"}
        )
        assert f"asyncops.jobs.{name}`" in guide
