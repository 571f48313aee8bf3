# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection so that everybody who builds the same commit gets the same bytes.

    python3 tools/build.py [--output FOLDER]    # default: build; prints the SHA-256 and the file

`ansible-galaxy collection build` lists the files as the file system happens to, and stamps them
with the times of the checkout and of now; it does not read SOURCE_DATE_EPOCH. So it builds from a
clean copy of the tree, and then what it built is packed again: sorted by name, every time stamp
the day of the release (as changelogs/changelog.yaml tells) or SOURCE_DATE_EPOCH. The same bytes
need the same ansible-core and zlib; the files inside are the same with any.

Needs ansible-core (and PyYAML, which comes with it).
"""

from __future__ import annotations

import argparse
import calendar
import gzip
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

import checkout
import release


def pack(built: bytes, stamp: int) -> bytes:
    """Pack a collection again, so that only its contents count.

    :param built: what ansible-galaxy wrote.
    :param stamp: the time of every entry, in seconds since 1970.
    """
    with tarfile.open(fileobj=io.BytesIO(built), mode="r:gz") as tar:
        entries = {member.name: (member, _data(tar, member)) for member in tar.getmembers()}
    listed = json.loads(entries["FILES.json"][1])
    listed["files"].sort(key=lambda file: file["name"])
    _replace(entries, "FILES.json", listed)
    manifest = json.loads(entries["MANIFEST.json"][1])
    checksum = hashlib.sha256(entries["FILES.json"][1]).hexdigest()
    manifest["file_manifest_file"]["chksum_sha256"] = checksum
    _replace(entries, "MANIFEST.json", manifest)

    # The two first, as ansible-galaxy has them: it reads them before all others.
    first = ("MANIFEST.json", "FILES.json")
    order = [*first, *sorted(set(entries) - set(first))]
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 9, packed, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name in order:
            member, data = entries[name]
            # ansible-galaxy's tar tells the times a second time there, with fractions.
            member.mtime, member.pax_headers = stamp, {}
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def _data(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member) if member.isfile() else None
    return file.read() if file else b""


def _replace(entries: dict[str, tuple[tarfile.TarInfo, bytes]], name: str, content: object) -> None:
    member = entries[name][0]
    data = json.dumps(content, indent=True).encode()  # as ansible-galaxy writes it
    member.size = len(data)
    entries[name] = (member, data)


def time_stamp() -> int:
    """Return SOURCE_DATE_EPOCH, or the day of the release, in seconds since 1970."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    year, month, day = release.latest()[1].split("-")
    return calendar.timegm((int(year), int(month), int(day), 0, 0, 0))


def build(output: pathlib.Path) -> pathlib.Path:
    """Build into a folder; return the file.

    :raises subprocess.CalledProcessError: ansible-galaxy failed, and has said why.
    """
    beside = pathlib.Path(sys.executable).with_name("ansible-galaxy")
    galaxy = str(beside) if beside.exists() else shutil.which("ansible-galaxy")
    if not galaxy:
        sys.exit("build: needs ansible-core, and there is no ansible-galaxy")
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        tree = pathlib.Path(work, "tree")
        checkout.copy(tree)
        command = [galaxy, "collection", "build", "--output-path", work, str(tree)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (built,) = pathlib.Path(work).glob("*.tar.gz")
        file = output / built.name
        file.write_bytes(pack(built.read_bytes(), time_stamp()))
    return file


def main() -> None:
    """Build, and say what."""
    parser = argparse.ArgumentParser(description="Build the collection, reproducibly.")
    parser.add_argument("--output", type=pathlib.Path, default=checkout.ROOT / "build")
    file = build(parser.parse_args().output)
    # As sha256sum prints it.
    print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file}")


if __name__ == "__main__":
    main()
