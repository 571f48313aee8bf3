# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release: the changelog and the version agree, what is not ready is told, and what is built is the same for all."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import time

import pytest

yaml = pytest.importorskip("yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import build  # noqa: E402
import release  # noqa: E402

SUMMARY = {"changes": {"release_summary": "The first."}, "release_date": "2026-11-30"}


def tree(folder: pathlib.Path, **files: str) -> pathlib.Path:
    """A tree that is ready for 1.0.0, but for these files (a name's first `__` is a slash; empty: not there)."""
    ready = {
        "galaxy.yml": "version: 1.0.0\n",
        "changelogs/changelog.yaml": yaml.safe_dump({"releases": {"1.0.0": SUMMARY}}),
        "CHANGELOG.rst": "v1.0.0\n======\n",
        "CHANGELOG.md": "## v1\\.0\\.0\n",
    }
    for name, text in {**ready, **{k.replace("__", "/"): v for k, v in files.items()}}.items():
        if text:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def releases(**known: dict) -> str:
    """Of changelog.yaml, by versions such as v1_0_0."""
    return yaml.safe_dump({"releases": {k[1:].replace("_", "."): v for k, v in known.items()}})


def test_the_changelog_holds_the_version() -> None:
    """Fragments that no release has yet are no fault here: they come with every change."""
    if not (ROOT / "galaxy.yml").exists():
        pytest.skip("not in an unpacked collection")
    assert release.latest()[0] == release.version()
    assert [line for line in release.unready() if "changelogs/fragments/" not in line] == []


def test_what_is_written_agrees_with_what_it_is_written_from() -> None:
    """`nox -s docs` compares each letter; this is quick, and looks at the titles of the newest version."""
    newest = release.latest()[0]
    text = (ROOT / "CHANGELOG.rst").read_text(encoding="utf-8").split(f"\nv{newest}\n", 1)[1]
    changes = release.releases()[newest]["changes"]
    config = yaml.safe_load((ROOT / "changelogs/config.yaml").read_text(encoding="utf-8"))
    titles = dict(config["sections"])
    assert changes["release_summary"]
    for key, lines in changes.items():
        if key != "release_summary":
            assert f"\n{titles[key]}\n" in text
            assert all(" ".join(line.split()[:4]) in text for line in lines)


def test_a_tree_that_is_ready(tmp_path: pathlib.Path) -> None:
    assert release.unready("1.0.0", tree(tmp_path)) == []


@pytest.mark.parametrize(
    ("tag", "files", "told"),
    [
        ("v1.0.0", {}, "the tag is v1.0.0, galaxy.yml says 1.0.0"),
        ("1.0.1", {}, "the tag is 1.0.1"),
        (None, {"galaxy.yml": "version: 1.1.0\n"}, "changelogs/changelog.yaml has no 1.1.0"),
        (None, {"galaxy.yml": "version: 1.1.0-dev\n"}, "not of the form"),
        (None, {"changelogs/changelog.yaml": ""}, "has no 1.0.0"),
        (None, {"changelogs/changelog.yaml": releases(v1_0_0=SUMMARY, v1_10_0=SUMMARY, v1_9_0=SUMMARY)}, "has 1.10.0, newer than 1.0.0"),
        (None, {"changelogs/changelog.yaml": releases(v1_0_0={"release_date": "2026-11-30"})}, "no release_summary"),
        (None, {"CHANGELOG.rst": ""}, "CHANGELOG.rst does not hold v1.0.0"),
        (None, {"CHANGELOG.md": "## v0\\.9\\.0"}, "CHANGELOG.md does not hold v1.0.0"),
        (None, {"changelogs/fragments/12-a.yml": "---\n"}, "changelogs/fragments/12-a.yml is in no release"),
        (None, {"changelogs/fragments/12-a.yaml": "---\n"}, "changelogs/fragments/12-a.yaml is in no release"),
    ],
)  # fmt: skip
def test_what_is_not_ready_is_told(
    tmp_path: pathlib.Path, tag: str | None, files: dict[str, str], told: str
) -> None:
    assert any(told in line for line in release.unready(tag, tree(tmp_path, **files)))


def test_the_first_release_tells_of_no_bugs(tmp_path: pathlib.Path) -> None:
    """They were never in anybody's hands."""
    both = yaml.safe_dump({"minor_changes": ["a - new."], "bugfixes": ["a - mended."]})
    only = yaml.safe_dump({"bugfixes": ["b - mended."]})
    root = tree(tmp_path, **{
        "changelogs/fragments/both.yml": both, "changelogs/fragments/only.yml": only,
    })  # fmt: skip
    release.leave_out_bugfixes(root)
    (left,) = release.fragments(root)
    assert yaml.safe_load(left.read_text(encoding="utf-8")) == {"minor_changes": ["a - new."]}


def built(names: list[str], stamp: float) -> bytes:
    """What ansible-galaxy would write: the files in this order, with fractions of seconds."""
    contents = {name: name.encode() * 100 for name in names}
    listed = [
        {"name": name, "chksum_sha256": hashlib.sha256(data).hexdigest()}
        for name, data in contents.items()
    ]
    of_files = json.dumps({"files": listed, "format": 1}, indent=True).encode()
    checksum = hashlib.sha256(of_files).hexdigest()
    manifest = json.dumps({"file_manifest_file": {"chksum_sha256": checksum}}, indent=True).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, data in {"MANIFEST.json": manifest, "FILES.json": of_files, **contents}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), stamp
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def test_two_builds_become_the_same_bytes() -> None:
    one = built(["README.md", "plugins/a.py", "docs/z.md"], 1_700_000_000.25)
    other = built(["docs/z.md", "plugins/a.py", "README.md"], time.time())
    assert one != other
    assert build.pack(one, 1_800_000_000) == build.pack(other, 1_800_000_000)


def test_what_is_packed_again_is_whole() -> None:
    """Its checksums are right, so that `ansible-galaxy collection verify` holds; nothing tells who built it when."""
    packed = build.pack(built(["b", "a"], time.time()), 1_800_000_000)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        members = tar.getmembers()
        data = {member.name: tar.extractfile(member).read() for member in members}  # type: ignore[union-attr]
    assert [member.name for member in members] == ["MANIFEST.json", "FILES.json", "a", "b"]
    assert {(m.mtime, m.uid, m.gid, m.uname, m.gname) for m in members} == {
        (1_800_000_000, 0, 0, "", "")
    }
    assert not any(member.pax_headers for member in members)
    wanted = json.loads(data["MANIFEST.json"])["file_manifest_file"]["chksum_sha256"]
    assert hashlib.sha256(data["FILES.json"]).hexdigest() == wanted
    for file in json.loads(data["FILES.json"])["files"]:
        assert hashlib.sha256(data[file["name"]]).hexdigest() == file["chksum_sha256"]
    assert packed[4:8] == b"\0\0\0\0" and gzip.decompress(packed), "no time in gzip's head either"


def test_the_time_is_that_of_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    day = time.strftime("%Y-%m-%d", time.gmtime(build.time_stamp()))
    assert day == release.latest()[1] and build.time_stamp() % 86_400 == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    assert build.time_stamp() == 1234567890


@pytest.mark.slow
def test_a_signature_is_that_of_the_manifest(tmp_path: pathlib.Path) -> None:
    """As ansible-galaxy verifies it: a detached one of MANIFEST.json; without a key nothing is signed."""
    script = ROOT / ".github" / "sign.sh"
    if not (script.exists() and shutil.which("gpg")):
        pytest.skip("no gpg, or not in an unpacked collection")
    folder, keys = tmp_path / "build", tmp_path / "keys"
    folder.mkdir()
    keys.mkdir(mode=0o700)
    packed = build.pack(built(["a"], 0), 0)
    (folder / "asyncops-jobs-1.0.0.tar.gz").write_bytes(packed)
    env = {"PATH": os.environ["PATH"], "GNUPGHOME": str(keys)}

    def run(*command: str, **more: str) -> str:
        done = subprocess.run(command, env={**env, **more}, check=True, capture_output=True)
        return done.stdout.decode()

    assert "nothing is signed" in run("bash", str(script), str(folder))
    assert {path.suffix for path in folder.iterdir()} == {".gz", ""}

    gpg = ("gpg", "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback")
    try:
        run(*gpg, "--quick-generate-key", "release@example.com", "ed25519", "sign")
        key = run(*gpg, "--armor", "--export-secret-keys")
        run("bash", str(script), str(folder), GPG_PRIVATE_KEY=key)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extract("MANIFEST.json", folder)
        run(*gpg, "--verify", str(folder / "MANIFEST.json.asc"), str(folder / "MANIFEST.json"))
        run(*gpg, "--verify", str(folder / "SHA256SUMS.asc"), str(folder / "SHA256SUMS"))
        subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=folder, check=True)
    finally:
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=env, check=False)


def test_the_licence_stands_where_reuse_looks_for_it() -> None:
    text = (ROOT / "LICENSE").read_bytes()
    assert text == (ROOT / "LICENSES/GPL-3.0-or-later.txt").read_bytes()
    assert re.search(rb"GNU GENERAL PUBLIC LICENSE\s+Version 3", text)
