# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook asyncops.jobs.awx_setup with the modules of awx.awx, against a scripted API: what it makes, and that a second
run makes nothing. Run by `nox -s awx`, which has the collection; nothing here depends on it otherwise."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.tests.awx.server import Awx, serve

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLLECTIONS = os.environ["PYTHONPATH"].split(os.pathsep)[0]
TOKEN, PASSWORD = "token-of-awx-0815", "pass-word-of-the-service"
SETTINGS = {
    "awx_setup_credentials": [
        {"name": "production", "system": "commvault",
         "inputs": {"base_url": "https://cs.example.com", "username": "svc", "password": PASSWORD}},
        {"name": "second site", "system": "commvault", "prefix": "ASYNCOPS_TARGET",
         "inputs": {"base_url": "https://cs2.example.com", "username": "svc", "password": PASSWORD}},
        {"name": "cluster", "system": "any", "prefix": "ASYNCOPS_SLURM",
         "inputs": {"provider": "slurm", "base_url": "https://slurm.example.com", "token": PASSWORD}},
    ],
    "awx_setup_schedule": {
        "rrule": "DTSTART:20261201T020000Z RRULE:FREQ=DAILY;INTERVAL=1", "path": "Subclient/12/action/backup",
    },
}  # fmt: skip


@pytest.fixture
def awx() -> Iterator[Awx]:
    """The API."""
    made = Awx()
    server = serve(made)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
    yield made
    server.shutdown()
    server.server_close()


def play(awx: Any, folder: pathlib.Path, *arguments: str, **settings: Any) -> str:
    """Run the playbook as people do; what it says."""
    (folder / "awx.json").write_text(json.dumps({**SETTINGS, **settings}), encoding="utf-8")
    beside = pathlib.Path(sys.executable).with_name("ansible-playbook")
    env = {
        "PATH": f"{beside.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_REMOTE_TMP": str(folder / "tmp"), "CONTROLLER_HOST": awx.url, "CONTROLLER_OAUTH_TOKEN": TOKEN,
    }  # fmt: skip
    command = [str(beside), "asyncops.jobs.awx_setup", "-e", "@awx.json", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert TOKEN not in said and PASSWORD not in said
    awx.code = done.returncode
    return said


def test_what_is_made_and_that_a_second_run_makes_nothing(awx: Any, tmp_path: pathlib.Path) -> None:
    said = play(awx, tmp_path, "-vvv")
    assert awx.code == 0, said

    kinds = {kind["name"]: kind for kind in awx.found("credential_types")}
    assert set(kinds) == {
        "asyncops.jobs: Commvault", "asyncops.jobs: Commvault (ASYNCOPS_TARGET)",
        "asyncops.jobs: any system (ASYNCOPS_SLURM)",
    }  # fmt: skip
    plain = yaml.safe_load((ROOT / "docs/awx/commvault.yml").read_text(encoding="utf-8"))
    made = kinds["asyncops.jobs: Commvault"]
    assert (made["inputs"], made["injectors"]) == (plain["inputs"], plain["injectors"])
    target = kinds["asyncops.jobs: Commvault (ASYNCOPS_TARGET)"]["injectors"]["env"]
    assert target == {
        name.replace("ASYNCOPS_", "ASYNCOPS_TARGET_"): value
        for name, value in plain["injectors"]["env"].items()
    }
    files = kinds["asyncops.jobs: any system (ASYNCOPS_SLURM)"]["injectors"]["file"]
    assert files["template.client_cert"] == "{{ client_cert }}", "AWX's template, not Ansible's"

    credentials = {one["id"] for one in awx.found("credentials")}
    templates = awx.found("job_templates")
    assert len(credentials) == 3 and len(templates) == 4
    for template in templates:
        playbook = yaml.safe_load((ROOT / template["playbook"]).read_text(encoding="utf-8"))
        assert playbook[0]["hosts"] == "localhost"
        assert set(awx.parts[template["related"]["credentials"]]) == credentials
        spec = awx.parts[template["related"]["survey_spec"]]["spec"]
        assert spec[0]["choices"] == ["ASYNCOPS", "ASYNCOPS_TARGET", "ASYNCOPS_SLURM"]
        text = (ROOT / template["playbook"]).read_text(encoding="utf-8")
        assert {question["variable"] for question in spec} <= set(re.findall(r"\bjob_\w+", text)), (
            "a question that the playbook does not read"
        )

    (schedule,) = awx.found("schedules")
    (run,) = [one for one in templates if one["playbook"] == "playbooks/job_run.yml"]
    assert schedule["unified_job_template"] == run["id"]
    assert schedule["extra_data"]["job_run_path"] == "Subclient/12/action/backup"
    (host,) = awx.found("hosts")
    assert "{{ ansible_playbook_python }}" in host["variables"]

    awx.changes.clear()
    said = play(awx, tmp_path)
    assert awx.code == 0 and awx.changes == [] and "changed=0" in said, (awx.changes, said)


def test_two_credentials_that_would_collide_are_refused(awx: Any, tmp_path: pathlib.Path) -> None:
    both = [{**one, "prefix": "ASYNCOPS_A"} for one in SETTINGS["awx_setup_credentials"]]
    said = play(awx, tmp_path, awx_setup_credentials=both)
    assert awx.code and "needs a prefix of its own" in said and awx.changes == []
