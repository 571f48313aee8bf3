# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make .venv in this tree: ansible-core, requests, the test tools, and the tree itself as an
installed collection.

A stamp tells whether it is up to date, so that a second call costs next to nothing. Standard
library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "prepared"
MATRIX = ROOT / "tests" / "matrix.json"
CONSTRAINTS = ROOT / "tests" / "constraints.txt"
TOOLS = ["requests", "jmespath", "pytest", "pytest-xdist", "hypothesis", "jsonschema"]
TOOLS += ["markdown-it-py"]  # tools/generate.py and its tests


def read_matrix() -> dict:
    """Return tests/matrix.json, the one list of what is supported."""
    return json.loads(MATRIX.read_text())


def newest_core(matrix: dict, python: str) -> str:
    """Return the newest release of ansible-core that is tried with this Python (such as "3.12") as
    a controller.
    """
    tried = {
        minor: core for minor, core in matrix["controller"].items() if python in core["python"]
    }
    # A Python newer than all that are listed gets the newest core: likely to work, and pip says so
    # if not.
    minor = max(tried or matrix["controller"], key=lambda m: tuple(map(int, m.split("."))))
    return matrix["controller"][minor]["release"]


def fingerprint() -> str:
    """Return a text that changes when the environment has to be made anew: also when the tree was
    moved.
    """
    parts = [CONSTRAINTS.read_bytes(), MATRIX.read_bytes(), pathlib.Path(__file__).read_bytes()]
    parts += [sys.version.encode(), os.fsencode(sys.executable), os.fsencode(ROOT)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def link_collection() -> None:
    """Put the tree where Ansible looks for collections.

    A relative link: the tree may be moved with its .venv.
    """
    place = VENV / "collections" / "ansible_collections" / "asyncops"
    place.mkdir(parents=True, exist_ok=True)
    link = place / "jobs"
    if not link.is_symlink():
        link.symlink_to(os.path.relpath(ROOT, place.resolve()))


def install(requirements: list[str]) -> None:
    """Install with the new environment's own pip; exit with pip's words if it fails."""
    pip = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "-q",
    ]
    done = subprocess.run(
        [*pip, "-c", str(CONSTRAINTS), *requirements],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(
            f"{done.stdout}\nprepare: could not install {' '.join(requirements)}"
            f" into {VENV} (see above)"
        )


def main() -> None:
    """Make the environment unless its stamp says that it is there."""
    wanted = fingerprint()
    fcntl.flock(
        os.open(ROOT, os.O_RDONLY), fcntl.LOCK_EX
    )  # demo.sh and test.sh may be started at the same time
    if STAMP.is_file() and STAMP.read_text() == wanted and (VENV / "bin" / "python").exists():
        return
    core = newest_core(read_matrix(), "{}.{}".format(*sys.version_info))
    print(
        f"preparing {VENV.name}: ansible-core {core} on Python {sys.version.split()[0]} (once)",
        file=sys.stderr,
    )
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True)
    install([f"ansible-core=={core}", *TOOLS])
    link_collection()
    STAMP.write_text(wanted)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("prepare: interrupted; the next call begins again")
