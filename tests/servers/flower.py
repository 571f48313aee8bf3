# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real Flower with a Celery worker on loopback; the broker is a folder, and all state in one.

    python tests/servers/flower.py --state DIR [--port 0]

Needs tests/servers/requirements-flower.txt in the Python that runs it; without it: exit code 77
and one sentence. The first line on stdout is {"base_url", "username", "password", "version", ...};
SIGINT or SIGTERM ends it, the worker and its tasks.
"""

from __future__ import annotations

import importlib.metadata
import json
import secrets
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Any

import children

HERE = Path(__file__).resolve().parent


def missing() -> str:
    """Why it cannot run here."""
    try:
        importlib.metadata.version("flower")
        importlib.metadata.version("celery")
    except importlib.metadata.PackageNotFoundError:
        return "flower is not installed here: see tests/servers/requirements-flower.txt"
    return ""


def has_worker(base_url: str, headers: dict[str, str]) -> bool:
    """Whether Flower knows the worker."""
    request = urllib.request.Request(base_url + "/api/workers?refresh=1", headers=headers)
    try:
        with children.LOOPBACK.open(request, timeout=10) as answer:
            return bool(json.load(answer))
    except (OSError, ValueError):
        return False


def serve(started: children.Children, port: int) -> dict[str, Any]:
    """Start both."""
    state, password = started.state, secrets.token_hex(12)
    for name in ("queue", "control", "results"):
        (state / name).mkdir()
    shutil.copy(HERE / "flower" / "tasks.py", state)
    celery = [sys.executable, "-m", "celery", "-A", "tasks"]
    worker = [*celery, "worker", "--concurrency=2", "--events", "--without-mingle"]
    started.start("worker", worker, STATE=str(state), C_FORCE_ROOT="true")
    started.start(
        "flower",
        [*celery, "flower", "--address=127.0.0.1", "--port=%d" % port],
        STATE=str(state),
        FLOWER_BASIC_AUTH="me:" + password,
    )
    base_url, headers = "http://127.0.0.1:%d" % port, children.basic("me", password)
    started.wait_for(lambda: has_worker(base_url, headers))
    return {
        "base_url": base_url,
        "username": "me",
        "password": password,
        "version": importlib.metadata.version("flower"),
    }


if __name__ == "__main__":
    sys.exit(children.main(__doc__, missing, serve))
