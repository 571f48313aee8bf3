# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site: a page for each plugin and role, and the guides beside them.

    python3 tools/docsite.py FOLDER    # FOLDER/html/index.html; a warning fails it

Needs antsibull-docs, sphinx and sphinx-ansible-theme, and the collection on
ANSIBLE_COLLECTIONS_PATH. Nothing is fetched: links to ansible-core's own documentation come from
the list of labels in tools/_docsite/core_labels.txt.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from _generate.docsite import RAW  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ROOT / "tools" / "_docsite"
INVENTORY = """# Sphinx inventory version 2
# Project: ansible
# Version:
# The remainder of this file is compressed using zlib.
"""


def inventory(lines: list[str]) -> bytes:
    """What Sphinx reads of another project: labels of ansible-core's documentation."""
    rows = []
    for line in lines:
        label, page, title = line.split(maxsplit=2)
        rows.append(f"{label} std:label -1 {page}#{re.sub('[._]', '-', label)} {title}\n")
    return INVENTORY.encode() + zlib.compress("".join(rows).encode())


def prepare(folder: pathlib.Path) -> pathlib.Path:
    """Write the pages of the site below a folder; return where they are."""
    pages = folder / "rst"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True, mode=0o755)
    subprocess.run(
        [
            *("antsibull-docs", "--config-file", str(OURS / "antsibull-docs.cfg"), "collection"),
            *("--use-current", "--fail-on-error", "--squash-hierarchy"),
            *("--dest-dir", str(pages), "asyncops.jobs"),
        ],
        check=True,
    )
    # The public site takes only text: there pictures are at their address in the source tree.
    # Here they lie beside it, so that a picture that is not there is a warning.
    shutil.copytree(ROOT / "docs" / "images", pages / "images")
    for page in pages.rglob("*.rst"):
        text = page.read_text(encoding="utf-8")
        fresh = re.sub(re.escape(f"{RAW}docs/images/"), "/images/", text)
        if fresh != text:
            page.write_text(fresh, encoding="utf-8")
    lines = (OURS / "core_labels.txt").read_text(encoding="utf-8").splitlines()
    (folder / "core.inv").write_bytes(inventory([line for line in lines if line[:1] != "#"]))
    shutil.copy(OURS / "conf.py", folder)
    return pages


def main() -> int:
    """Prepare the pages, let Sphinx read them; the exit code is Sphinx's."""
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder.resolve()
    pages = prepare(folder)
    shutil.rmtree(folder / "html", ignore_errors=True)
    strict = ["-W", "--keep-going", "-n", "-q", "-j", "2"]
    where = ["-b", "html", "-c", str(folder), "-d", str(folder / "doctrees"), str(pages)]
    done = subprocess.run(["sphinx-build", *strict, *where, str(folder / "html")], check=False)
    if not done.returncode:
        print(f"{len(list((folder / 'html').rglob('*.html')))} pages without a warning")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
