# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules themselves, run by ansible, on jobs of a vendor's client, and that client on jobs of
the modules.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator as emulator_package
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator, RealClock

illumio = pytest.importorskip(
    "illumio", reason="tests/vendor_clients/requirements.txt is not installed"
)
pytest.importorskip("ansible", reason="tests/vendor_clients/requirements.txt is not installed")

# .../ansible_collections/asyncops/jobs/plugins/plugin_utils/_emulator/__init__.py
COLLECTIONS = pathlib.Path(str(emulator_package.__file__)).parents[6]


@pytest.fixture
def pce_face() -> Iterator[Any]:
    """A PCE in real time, ten times as fast."""
    with Emulator(["illumio"], clock=RealClock(10)) as emulator:
        yield emulator["illumio"]


@pytest.fixture
def pce(pce_face: Any) -> Any:
    """The vendor's client, at it."""
    host, _colon, port = pce_face.base_url.rpartition(":")
    made = illumio.PolicyComputeEngine(host, port=port, org_id=1, retry_count=0)
    made.set_credentials(pce_face.username, pce_face.password)
    return made


@pytest.fixture
def task(
    request: pytest.FixtureRequest, pce_face: Any, tmp_path: pathlib.Path
) -> Callable[..., dict[str, Any]]:
    """Run one module, in the form that the parameter says; return its result."""
    environment = {
        **os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_HOME": str(tmp_path),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable, "ASYNCOPS_IN_PROCESS": str(request.param),
    }  # fmt: skip

    def run(module: str, **options: Any) -> dict[str, Any]:
        text = json.dumps({**pce_face.options, **options})
        command = [
            sys.executable,
            "-m",
            "ansible",
            "adhoc",
            "localhost",
            "-m",
            f"asyncops.jobs.{module}",
            "-a",
            text,
        ]
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            check=False,
        )
        _before, arrow, told = done.stdout.partition("=> ")
        assert arrow, done.stdout + done.stderr
        result: dict[str, Any] = json.loads(told)
        assert not result.get("failed"), result
        return result

    return run


@pytest.mark.parametrize("task", [False], indirect=True, ids=["as modules"])
def test_its_job_by_the_modules(pce: Any, task: Any) -> None:
    href = pce.get("/labels", headers={"Prefer": "respond-async"}).headers["Location"]
    id = href.rpartition("/")[2]
    ended = task("job_wait", job_id=[id])["jobs"][0]
    theirs = pce.get(href).json()
    assert (ended["id"], ended["href"], ended["status"], ended["state"]) == (
        id,
        href,
        theirs["status"],
        "succeeded",
    )
    assert task("job_info", job_id=[id])["job"]["raw"] == theirs
    assert task("job_delete", job_id=[id])["deleted"] == [id]
    with pytest.raises(illumio.exceptions.IllumioApiException, match="404"):
        pce.get(href)


@pytest.mark.parametrize("task", [True], indirect=True, ids=["in process"])
def test_our_job_by_it(pce: Any, task: Any) -> None:
    ours = task("async_request", path="orgs/1/labels")
    theirs = pce.get(ours["job"]["href"]).json()
    assert (theirs["status"], ours["job"]["state"]) == ("done", "succeeded")
    assert pce.get(theirs["result"]["href"]).json() == ours["result"]
    assert pce.delete(theirs["href"]).status_code == 204
    assert task("job_info", job_id=[ours["job"]["id"]])["missing"] == [ours["job"]["id"]]
