# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of job templates, with answers as a survey gives them: texts, and empty ones for what was left out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import Emulator


def variables(begin: str, given: dict[str, Any]) -> dict[str, str]:
    """The options of a system as a credential sets them."""
    return {f"{begin}_{name.upper()}": str(value) for name, value in given.items()}


@pytest.mark.slow
def test_run_wait_and_fetch(ansible: Any, emulator: Emulator) -> None:
    env = variables("ASYNCOPS_PCE", emulator["illumio"].options)
    asked = {"job_run_env_prefix": "ASYNCOPS_PCE", "job_run_path": "orgs/1/labels", "job_run_method": "GET",
             "job_run_body": "", "job_run_once": "", "job_run_wait": "no", "job_run_wait_timeout": 60}  # fmt: skip
    run = ansible.run("asyncops.jobs.job_run", variables=asked, **env)
    assert run.code == 0, run.out
    job = run["Submit the request, wait for its job"]["job"]
    assert not job["finished"]

    asked = {
        "job_wait_env_prefix": "ASYNCOPS_PCE",
        "job_wait_ids": f" {job['id']}, ",
        "job_wait_timeout": 60,
    }
    run = ansible.run("asyncops.jobs.job_wait", variables=asked, **env)
    assert run.code == 0, run.out
    assert run["Wait for them"]["jobs"][0]["state"] == "succeeded"

    asked = {
        "job_result_env_prefix": "ASYNCOPS_PCE",
        "job_result_ids": job["id"],
        "job_result_dest": "",
    }
    run = ansible.run("asyncops.jobs.job_result", variables=asked, **env)
    assert run.code == 0, run.out
    assert run["Show the results, or where they are"]["msg"] == run["Fetch them"]["result"]


@pytest.mark.slow
def test_a_body_of_the_survey_and_a_stop(ansible: Any, emulator: Emulator) -> None:
    """The body is JSON in a text area; numbers that a survey gives as ids are ids; a key starts one job."""
    face = emulator["commvault"]
    env = variables("ASYNCOPS", face.options)
    asked = {"job_run_env_prefix": "ASYNCOPS", "job_run_path": "Subclient/5/action/backup", "job_run_method": "POST",
             "job_run_body": '{"backupLevel": "FULL"}', "job_run_once": "tonight", "job_run_wait": "no"}  # fmt: skip
    ids = []
    for _time in range(2):
        run = ansible.run("asyncops.jobs.job_run", variables=asked, **env)
        assert run.code == 0, run.out
        ids.append(run["Submit the request, wait for its job"]["job"]["id"])
    assert ids[0] == ids[1]

    job = face.add_job(status="Running", age=0)
    asked = {"job_stop_env_prefix": "", "job_stop_ids": int(job), "job_stop_wait": "no"}
    run = ansible.run("asyncops.jobs.job_stop", variables=asked, **env)
    assert run.code == 0, run.out
    assert run["Stop them"]["changed"]
