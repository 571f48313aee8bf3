# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changelog of a release, and whether the tree is ready for one.

    python3 tools/release.py notes          # fold the fragments into the version of galaxy.yml
    python3 tools/release.py notes --first  # the same for the first release: without bugfixes
    python3 tools/release.py check [TAG]    # each thing that is not ready; exit code 1 then

`notes` may be called as often as wanted before the tag is set: fragments that came since are added
to the same version, and are gone then. `--date YYYY-MM-DD` sets the day; by default the day that
the version has already, or today. It needs antsibull-changelog (`nox -s release-notes` has it) and
writes changelogs/changelog.yaml, CHANGELOG.rst and CHANGELOG.md. To change what is written there,
edit changelog.yaml and call it again. `--first` leaves out what fragments say of bugs: nobody has
had them.

`check` needs PyYAML only.
"""

from __future__ import annotations

import argparse
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import checkout
import yaml

ROOT = checkout.ROOT
COLLECTION = pathlib.Path("ansible_collections", "asyncops", "jobs")
WRITTEN = ("changelogs/changelog.yaml", "CHANGELOG.rst", "CHANGELOG.md")


def version(root: pathlib.Path = ROOT) -> str:
    """Return the version of the collection."""
    return str(yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))["version"])


def releases(root: pathlib.Path = ROOT) -> dict[str, dict]:
    """Return what changelogs/changelog.yaml says of each version; nothing where it is missing."""
    file = root / "changelogs" / "changelog.yaml"
    if not file.exists():
        return {}
    return yaml.safe_load(file.read_text(encoding="utf-8"))["releases"] or {}


def latest(root: pathlib.Path = ROOT) -> tuple[str, str]:
    """Return the newest version of the changelog and its day.

    :raises ValueError: there is none.
    """
    known = releases(root)
    newest = max(known, key=lambda text: [int(part) for part in text.split(".")])
    return newest, str(known[newest]["release_date"])


def fragments(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """Return the fragments that no release has yet."""
    return sorted((root / "changelogs" / "fragments").glob("*.y*ml"))


def unready(tag: str | None = None, root: pathlib.Path = ROOT) -> list[str]:
    """Return what is missing for a release, a sentence each.

    :param tag: the tag that is to be set, or was.
    """
    current, known, found = version(root), releases(root), []
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", current):
        found.append(f"galaxy.yml: {current} is not of the form MAJOR.MINOR.PATCH")
    if tag is not None and tag != current:
        found.append(f"the tag is {tag}, galaxy.yml says {current}")
    if current not in known:
        found.append(f"changelogs/changelog.yaml has no {current}: nox -s release-notes")
    elif latest(root)[0] != current:
        found.append(f"changelogs/changelog.yaml has {latest(root)[0]}, newer than {current}")
    elif not known[current].get("changes", {}).get("release_summary"):
        found.append(f"changelogs/changelog.yaml: {current} has no release_summary")
    for name in ("CHANGELOG.rst", "CHANGELOG.md"):
        file = root / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if f"v{current}" not in text.replace("\\", ""):  # the .md has v1\.0\.0
            found.append(f"{name} does not hold v{current}: nox -s release-notes")
    for fragment in fragments(root):
        name = fragment.relative_to(root).as_posix()
        found.append(f"{name} is in no release: nox -s release-notes")
    return found


def leave_out_bugfixes(root: pathlib.Path) -> None:
    """Take the bugfixes out of the fragments of a tree."""
    for fragment in fragments(root):
        told = yaml.safe_load(fragment.read_text(encoding="utf-8")) or {}
        left = {section: lines for section, lines in told.items() if section != "bugfixes"}
        if left:
            fragment.write_text(yaml.safe_dump(left), encoding="utf-8")
        else:
            fragment.unlink()


def write_notes(day: str | None, first: bool, root: pathlib.Path = ROOT) -> None:
    """Fold the fragments into the version of galaxy.yml; of the first, those of bugs are left out.

    It happens in a copy at .../ansible_collections/asyncops/jobs, since only there
    antsibull-changelog finds the plugins that are new.

    :raises subprocess.CalledProcessError: antsibull-changelog failed, and has said why.
    """
    current = version(root)
    known = releases(root).get(current)
    day = day or (known and str(known["release_date"])) or datetime.date.today().isoformat()
    tools = pathlib.Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as work:
        tree = pathlib.Path(work) / COLLECTION
        checkout.copy(tree)
        if first:
            leave_out_bugfixes(tree)
        checkout.make_repository(tree)  # antsibull-changelog asks git for the files
        options = ["--version", current, "--date", day, "--update-existing", "--reload-plugins"]
        again = [] if known is None else ["--refresh-plugins", "allow-removal"]
        subprocess.run(
            [str(tools / "antsibull-changelog"), "release", *options, *again],
            cwd=tree,
            check=True,
            env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        )
        for name in WRITTEN:
            shutil.copy(tree / name, root / name)
        for fragment in fragments(root):
            if not (tree / fragment.relative_to(root)).exists():
                fragment.unlink()


def main() -> int:
    """Do what was asked for; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description="The changelog of a release, and its checks.")
    commands = parser.add_subparsers(dest="command", required=True)
    notes = commands.add_parser("notes", help="fold the fragments into the version of galaxy.yml")
    notes.add_argument("--date", metavar="YYYY-MM-DD", help="the day of the release")
    notes.add_argument("--first", action="store_true", help="leave bugfixes out")
    check = commands.add_parser("check", help="say what is not ready for a release")
    check.add_argument("tag", nargs="?", help="the tag that is to be set")
    given = parser.parse_args()
    if given.command == "notes":
        write_notes(given.date, given.first)
    found = unready(getattr(given, "tag", None))
    print(*found or [f"{version()} is ready"], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
