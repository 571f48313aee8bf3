# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real Airflow 3 on loopback: API server, scheduler and DAG processor, one DAG, SQLite, all
state in one folder.

    python tests/servers/airflow.py --state DIR [--port 0]

Needs tests/servers/requirements-airflow.txt in the Python that runs it; without it: exit code 77
and one sentence. The first line on stdout is {"base_url", "username", "password", "version", ...};
SIGINT or SIGTERM ends it, and the runs that go on. It takes a minute or more to start.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import children

HERE = Path(__file__).resolve().parent
SECONDS = 300


def missing() -> str:
    """Why it cannot run here."""
    try:
        importlib.metadata.version("apache-airflow-core")
    except importlib.metadata.PackageNotFoundError:
        return "airflow is not installed here: see tests/servers/requirements-airflow.txt"
    return ""


def settings(state: Path, base_url: str, port: int, password: str) -> dict[str, str]:
    """The environment of all three."""
    passwords = state / "passwords.json"
    passwords.write_text(json.dumps({"me": password}), encoding="utf-8")
    found = {
        "CORE__DAGS_FOLDER": state / "dags",
        "CORE__LOAD_EXAMPLES": False,
        "CORE__EXECUTION_API_SERVER_URL": base_url + "/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": "me:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": passwords,
        "CORE__PARALLELISM": 2,
        "WORKERS__EXECUTION_API_TIMEOUT": 60,  # seconds; its first request may take half a minute
        "API__BASE_URL": base_url,
        "API__HOST": "127.0.0.1",
        "API__PORT": port,
        "API__WORKERS": 1,
        "API__SECRET_KEY": secrets.token_hex(32),
        "API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "DAG_PROCESSOR__REFRESH_INTERVAL": 5,
        "LOGGING__WORKER_LOG_SERVER_PORT": children.free_port(),
        "LOGGING__TRIGGER_LOG_SERVER_PORT": children.free_port(),
    }
    return {"AIRFLOW_HOME": str(state), **{"AIRFLOW__" + name: str(found[name]) for name in found}}


def has_dag(base_url: str, password: str) -> bool:
    """Whether the API tells of the DAG."""
    body = json.dumps({"username": "me", "password": password}).encode()
    kind = {"Content-Type": "application/json"}
    try:
        request = urllib.request.Request(base_url + "/auth/token", body, kind)
        with children.LOOPBACK.open(request, timeout=20) as answer:
            token = json.load(answer)["access_token"]
    except (OSError, ValueError, KeyError):
        return False
    return children.answers(base_url + "/api/v2/dags/etl", Authorization="Bearer " + token)


def serve(started: children.Children, port: int) -> dict[str, Any]:
    """Start all three."""
    state, password = started.state, secrets.token_hex(12)
    shutil.copytree(HERE / "airflow", state / "dags")
    base_url = "http://127.0.0.1:%d" % port
    environment = settings(state, base_url, port, password)
    airflow = [sys.executable, "-m", "airflow"]
    with (state / "migrate.log").open("wb") as log:
        subprocess.run(
            [*airflow, "db", "migrate"],
            env={**os.environ, "HOME": str(state), **environment},
            cwd=state,
            stdout=log,
            stderr=log,
            check=True,
            timeout=SECONDS,
        )
    for name in ("api-server", "dag-processor", "scheduler"):
        started.start(name, [*airflow, name], **environment)
    started.wait_for(lambda: has_dag(base_url, password), SECONDS)
    return {
        "base_url": base_url,
        "username": "me",
        "password": password,
        "version": importlib.metadata.version("apache-airflow-core"),
    }


if __name__ == "__main__":
    sys.exit(children.main(__doc__, missing, serve))
