# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real Jupyter server with jupyter-scheduler on loopback, with three notebooks, all state in
one folder.

    python tests/servers/jupyter_scheduler.py --state DIR [--port 0]

Needs tests/servers/requirements-jupyter_scheduler.txt in the Python that runs it; without it: exit
code 77 and one sentence. The first line on stdout is {"base_url", "token", "version", ...}; SIGINT
or SIGTERM ends it, and the notebooks that still run.
"""

from __future__ import annotations

import importlib.metadata
import json
import secrets
import sys
from typing import Any

import children

NOTEBOOKS = {
    "good": "print('hello')",
    "bad": "raise ValueError('the disk is full')",
    "long": "import time; time.sleep(600)",
}
ENVIRONMENTS = "jupyter_scheduler.environments.StaticEnvironmentManager"


def missing() -> str:
    """Why it cannot run here."""
    try:
        importlib.metadata.version("jupyter_scheduler")
        importlib.metadata.version("ipykernel")
    except importlib.metadata.PackageNotFoundError:
        return (
            "jupyter-scheduler is not installed here: "
            "see tests/servers/requirements-jupyter_scheduler.txt"
        )
    return ""


def notebook(source: str) -> dict[str, Any]:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "execution_count": None, "id": "only", "metadata": {}}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": [{**cell, "outputs": [], "source": source}],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def serve(started: children.Children, port: int) -> dict[str, Any]:
    """Start it."""
    state, token = started.state, secrets.token_hex(16)
    for name, source in NOTEBOOKS.items():
        (state / ("%s.ipynb" % name)).write_text(json.dumps(notebook(source)), encoding="utf-8")
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        # jupyter-scheduler copies files below its working directory: it has to be the root.
        "ServerApp.root_dir": state,
        "SchedulerApp.db_url": "sqlite:///%s/jobs.sqlite" % state,
        "SchedulerApp.environment_manager_class": ENVIRONMENTS,
    }
    command = [sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"]
    command += ["--%s=%s" % pair for pair in options.items()]
    started.start("jupyter", command, JUPYTER_TOKEN=token, JUPYTER_DATA_DIR=str(state / "data"))
    base_url = "http://127.0.0.1:%d" % port
    header = {"Authorization": "token " + token}
    started.wait_for(lambda: children.answers(base_url + "/scheduler/jobs", **header))
    return {
        "base_url": base_url,
        "token": token,
        "version": importlib.metadata.version("jupyter_scheduler"),
        "runs_in": "jupyterlab-env",
    }


if __name__ == "__main__":
    sys.exit(children.main(__doc__, missing, serve))
