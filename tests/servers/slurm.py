# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real one-node Slurm with its REST API on loopback: munged, slurmctld, slurmd, slurmrestd;
state in one folder.

    python3 tests/servers/slurm.py --state DIR [--port 0] [--min-job-age 300]

Needs Debian's slurm-wlm, slurmrestd, slurm-wlm-jwt-plugin, munge; without them: exit code 77 and
one sentence. No systemd, no control groups, no system configuration is used; root is not needed.
The first line on stdout is {"base_url": ..., "user": ..., "token": ..., ...}; SIGINT or SIGTERM
ends everything it started, running jobs too.
"""

from __future__ import annotations

import argparse
import ctypes
import getpass
import glob
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn

HERE = Path(__file__).resolve().parent
NOT_INSTALLED = 77
PROGRAMS = {
    "munged": "munge",
    "slurmctld": "slurm-wlm",
    "slurmd": "slurm-wlm",
    "scontrol": "slurm-wlm",
    "slurmrestd": "slurmrestd",
}
PLUGINS = "/usr/lib/*/slurm*/%s.so"
API = "v0.0.38"
START_SECONDS = 60.0
TOKEN_SECONDS = 86400
PR_SET_CHILD_SUBREAPER = 36
SOCKET_PATH_MAX = 107


class StartError(Exception):
    """The servers did not come up; the text says which and where its log is."""


def missing() -> str:
    """Why Slurm cannot run here, as one sentence; '' when it can."""
    os.environ["PATH"] += os.pathsep + "/usr/sbin" + os.pathsep + "/sbin"
    packages = {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if not glob.glob(PLUGINS % "auth_jwt"):
        packages.add("slurm-wlm-jwt-plugin")
    if packages:
        return "Slurm is not installed here: apt-get install %s" % " ".join(sorted(packages))
    if not glob.glob(PLUGINS % ("openapi_" + API.replace(".", "_"))):
        return "The Slurm installed here has no REST API %s (Debian 12 has it)." % API
    return ""


def free_ports(count: int) -> list[int]:
    """Ports that are free now. All are held at once, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _number in range(count)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def write_state(state: Path, ports: list[int], min_job_age: int) -> None:
    """Make the folders, the two keys and slurm.conf under `state`."""
    if len(os.fsencode(state / "munge.sock")) > SOCKET_PATH_MAX:
        raise StartError("the path %s is too long for a Unix socket" % state)
    for folder in (state, state / "ctld", state / "slurmd"):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    for name, size in (("munge.key", 128), ("jwt.key", 32)):
        path = state / name
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(size))
    text = (HERE / "slurm" / "slurm.conf").read_text(encoding="utf-8")
    values = {
        "host": socket.gethostname().split(".")[0],
        "user": getpass.getuser(),
        "state": state,
        "ctld_port": ports[0],
        "slurmd_port": ports[1],
        "min_job_age": min_job_age,
    }
    (state / "slurm.conf").write_text(text.format(**values), encoding="utf-8")


def start(state: Path, port: int) -> dict[str, subprocess.Popen[bytes]]:
    """Start the four daemons in the foreground, as children. Returns name -> process."""
    # slurmrestd takes tokens only when SLURM_JWT is set (to anything), and runs as SlurmUser only
    # with its check off.
    common = {key: value for key, value in os.environ.items() if not key.startswith("SLURM")}
    common["SLURM_CONF"] = str(state / "slurm.conf")
    rest = dict(common, SLURM_JWT="daemon", SLURMRESTD_SECURITY="disable_user_check")
    commands = {
        "munged": [
            "--foreground",
            "--force",
            "--key-file=%s/munge.key" % state,
            "--socket=%s/munge.sock" % state,
            "--pid-file=%s/munged.pid" % state,
            "--log-file=%s/munged.log" % state,
            "--seed-file=%s/munged.seed" % state,
        ],
        "slurmctld": ["-D", "-c"],
        "slurmd": ["-D"],
        "slurmrestd": ["-a", "rest_auth/jwt", "-s", "openapi/%s" % API, "127.0.0.1:%d" % port],
    }
    children = {}
    for name, arguments in commands.items():
        variables = rest if name == "slurmrestd" else common
        with open(state / ("%s.out" % name), "wb") as output:
            children[name] = subprocess.Popen(
                [name, *arguments],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
    return children


def new_token(state: Path, user: str) -> str:
    """A JWT for `user` from slurmctld, or '' while it does not answer."""
    command = ["scontrol", "token", "username=%s" % user, "lifespan=%d" % TOKEN_SECONDS]
    done = subprocess.run(
        command,
        env=dict(os.environ, SLURM_CONF=str(state / "slurm.conf")),
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout.strip().partition("SLURM_JWT=")[2]


def node_is_idle(base_url: str, user: str, token: str) -> bool:
    """True once the REST API answers and reports its one node as usable."""
    request = urllib.request.Request(
        "%s/slurm/%s/nodes" % (base_url, API),
        headers={"X-SLURM-USER-NAME": user, "X-SLURM-USER-TOKEN": token},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as answer:
            nodes = json.load(answer)["nodes"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(nodes) and nodes[0]["state"] == "idle"


def wait_until_ready(
    children: dict[str, subprocess.Popen[bytes]], state: Path, base_url: str, user: str
) -> str:
    """Wait for an idle node and return the token.

    Raises StartError when a daemon ends or the time is over.
    """
    end = time.monotonic() + START_SECONDS
    token = ""
    while time.monotonic() < end:
        for name, child in children.items():
            if child.poll() is not None:
                raise StartError(
                    "%s ended with %s: see %s.out and %s.log in %s"
                    % (name, child.returncode, name, name, state)
                )
        token = token or new_token(state, user)
        if token and node_is_idle(base_url, user, token):
            return token
        time.sleep(0.2)
    raise StartError("no idle node after %d seconds: see the logs in %s" % (START_SECONDS, state))


def first_daemon_to_end(children: dict[str, subprocess.Popen[bytes]]) -> str:
    """Wait for a daemon to end and return its name. Buries orphaned job steps meanwhile."""
    names = {child.pid: name for name, child in children.items()}
    while True:
        pid, _status = os.wait()
        if pid in names:
            return names[pid]


def descendants() -> list[int]:
    """Our children now. Orphans come to us too, because we are their reaper."""
    found = []
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            fields = (
                Path(stat).read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            )
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(stat.split("/")[2]))
    return found


def stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End the daemons, then whatever they leave behind (job steps and the jobs themselves)."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)
    for child in reversed(list(children.values())):
        child.terminate()
    end = time.monotonic() + 5
    while time.monotonic() < end and any(child.poll() is None for child in children.values()):
        time.sleep(0.05)
    while True:
        left = descendants()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def leave(signum: int, frame: FrameType | None) -> NoReturn:
    """Turn a signal into an exit that runs the clean-up."""
    raise SystemExit(0)


def main() -> int:
    """Serve until a signal comes or a daemon dies."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--state", type=Path, required=True, help="folder for everything the servers write"
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port of slurmrestd; 0 takes a free one"
    )
    parser.add_argument(
        "--min-job-age",
        type=int,
        default=300,
        help="seconds a finished job stays visible, at least 2",
    )
    options = parser.parse_args()
    absent = missing()
    if absent:
        print(absent, file=sys.stderr)
        return NOT_INSTALLED
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, leave)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    state = options.state.resolve()
    ports = free_ports(3)
    port = options.port or ports[2]
    base_url = "http://127.0.0.1:%d" % port
    user = getpass.getuser()
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        write_state(state, ports, options.min_job_age)
        children = start(state, port)
        token = wait_until_ready(children, state, base_url, user)
        print(
            json.dumps(
                {
                    "base_url": base_url,
                    "user": user,
                    "token": token,
                    "api_version": API,
                    "state": str(state),
                    "slurm_conf": str(state / "slurm.conf"),
                    "pid": os.getpid(),
                }
            ),
            flush=True,
        )
        raise StartError(
            "%s ended by itself: see the logs in %s" % (first_daemon_to_end(children), state)
        )
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        stop_all(children)


if __name__ == "__main__":
    sys.exit(main())
