# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider of the catalogue in both forms: a target gets the definition with the options."""

from __future__ import annotations

from typing import Any

import pytest

TASKS: list[dict[str, Any]] = [
    {
        "name": f"{provider} {form}",
        "asyncops.jobs.provider_info": {
            "provider": provider,
            "provider_definition": definition,
            "job_id": "7",
        },
        "environment": {"FORM": "module"} if form == "module" else {},
    }
    for form in ("in_process", "module")
    for provider, definition in (("slurm", "{{ omit }}"), ("rfc7240", {"title": "Mine"}))
]


@pytest.mark.slow
def test_the_forms_know_the_catalogue(ansible: Any) -> None:
    run = ansible.play(TASKS)
    assert not run.failed, run.out
    for provider in ("slurm", "rfc7240"):
        one, other = (
            {key: value for key, value in run[f"{provider} {form}"].items() if key != "invocation"}
            for form in ("in_process", "module")
        )
        assert one == other
        assert {"slurm", "rfc7240", "awx"} <= set(one["catalogue"])
        assert one["tried_with"] and one["definition"]["name"] == provider
    assert run["rfc7240 module"]["title"] == "Mine"
    assert run["slurm module"]["requests"]["get"]["url"].endswith("/slurm/v0.0.38/job/7")
