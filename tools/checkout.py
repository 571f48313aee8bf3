# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of this tree, for tools that want a collection at .../ansible_collections/asyncops/jobs or
a clean checkout.
"""

from __future__ import annotations

import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def files() -> list[str]:
    """Return what is committed or could be: tracked files, new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())


def copy(destination: pathlib.Path) -> None:
    """Make destination a copy of the tree, without .git. What was there before is removed."""
    shutil.rmtree(destination, ignore_errors=True)
    for name in files():
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def make_repository(tree: pathlib.Path) -> None:
    """Make the copy a repository of its own: some tools ask git for the files, and would find one
    further up.
    """
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
