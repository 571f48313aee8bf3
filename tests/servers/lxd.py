# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real LXD on loopback, with a storage pool in a folder, all state in one folder.

    python3 tests/servers/lxd.py --state DIR [--port 0]

Needs Debian's lxd, lxd-client, openssl, and root; without them: exit code 77 and one sentence. The
first line on stdout is {"base_url", "client_cert", "client_key", "ca_path", "version", ...}; SIGINT
or SIGTERM ends it, and unmounts what it has mounted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any

import children

SECONDS = 60


def missing() -> str:
    """Why it cannot run here."""
    if os.geteuid() != 0:
        return "LXD needs root"
    absent = [name for name in ("lxd", "lxc", "openssl") if not shutil.which(name)]
    return "LXD is not installed here: %s is missing" % absent[0] if absent else ""


def serve(started: children.Children, port: int) -> dict[str, Any]:
    """Start it, and make a client that it trusts."""
    state = started.state
    home = state / "lxd"
    home.mkdir()
    environment = {**os.environ, "LXD_DIR": str(home), "HOME": str(state)}

    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            env=environment,
            cwd=state,
            check=False,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        if done.returncode:
            raise children.StartError("%s: %s" % (" ".join(command[:3]), done.stderr.strip()))
        return done.stdout

    started.start("lxd", ["lxd", "--group", "root"], LXD_DIR=str(home))
    started.at_end.append(lambda: run("lxd", "shutdown", "--timeout", "20"))
    run("lxd", "waitready", "--timeout", str(SECONDS - 5))
    address = "127.0.0.1:%d" % port
    run("lxc", "config", "set", "core.https_address", address)
    key, certificate = state / "client.key", state / "client.crt"
    made = ["-nodes", "-days", "2", "-subj", "/CN=client", "-keyout", str(key)]
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", *made, "-out", str(certificate))
    run("lxc", "config", "trust", "add", str(certificate))
    run("lxc", "storage", "create", "default", "dir")
    run("lxc", "profile", "device", "add", "default", "root", "disk", "path=/", "pool=default")
    return {
        "base_url": "https://" + address,
        "client_cert": str(certificate),
        "client_key": str(key),
        "ca_path": str(home / "server.crt"),
        "version": run("lxd", "--version").strip(),
    }


if __name__ == "__main__":
    sys.exit(children.main(__doc__, missing, serve))
