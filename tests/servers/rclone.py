# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real rclone (rclone rcd) on loopback, with a folder of files to copy, all state in one folder.

    python3 tests/servers/rclone.py --state DIR [--port 0]

Needs the program rclone: tests/servers/requirements-rclone.txt, or the distribution's package;
without it: exit code 77 and one sentence. The first line on stdout is {"base_url", "username",
"password", "version", "files", ...}; SIGINT or SIGTERM ends it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import children

FILES = 3
FILE_SIZE = 3_000_000
# A copy of all files takes some seconds: up to 4 MB are let through at once.
BYTES_A_SECOND = "1M"


def program() -> str:
    """The rclone beside this Python, else that on PATH; '' where there is none."""
    beside = Path(sys.executable).parent / "rclone"
    return str(beside) if beside.exists() else shutil.which("rclone") or ""


def missing() -> str:
    """Why it cannot run here."""
    if program():
        return ""
    return "rclone is not installed here: see tests/servers/requirements-rclone.txt"


def serve(started: children.Children, port: int) -> dict[str, Any]:
    """Start it."""
    files = started.state / "files"
    files.mkdir()
    for number in range(FILES):
        (files / ("%d.bin" % number)).write_bytes(os.urandom(FILE_SIZE))
    password = secrets.token_hex(12)
    started.start(
        "rclone",
        [
            program(),
            "rcd",
            "--rc-addr=127.0.0.1:%d" % port,
            "--config=%s" % (started.state / "rclone.conf"),
            "--bwlimit=%s" % BYTES_A_SECOND,
            "--retries=1",
        ],
        RCLONE_RC_USER="me",
        RCLONE_RC_PASS=password,
    )
    base_url = "http://127.0.0.1:%d" % port
    started.wait_for(lambda: children.answers(base_url + "/", 401))
    version = subprocess.run([program(), "version"], capture_output=True, text=True, check=True)
    return {
        "base_url": base_url,
        "username": "me",
        "password": password,
        "version": version.stdout.split("\n")[0],
        "files": str(files),
    }


if __name__ == "__main__":
    sys.exit(children.main(__doc__, missing, serve))
