# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is whole or absent, and what was there stays until then."""

from __future__ import annotations

import errno
import hashlib
import os
import pathlib
import shutil
import signal
import stat
import tempfile
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ConfigError,
    SaveError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import atomic_file
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.atomic_file import (
    AtomicFile,
    sha256_of,
)


def mode_of(path: Any) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture(params=["nameless", "named", "copied"], autouse=True)
def _way(request: Any, monkeypatch: Any) -> None:
    """With and without the system's help, and with half of it."""
    if request.param == "named":
        monkeypatch.setattr(os, "O_TMPFILE", 0, raising=False)
    if request.param == "copied":

        def refuse(*args: Any, **options: Any) -> None:
            raise OSError(errno.EXDEV, "no")

        monkeypatch.setattr(os, "link", refuse)


def test_commit_puts_the_whole_file_in_place(tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "result.json"
    with AtomicFile(str(dest)) as out:
        assert mode_of(out.path) == 0o600
        assert out.write(b"x" * 3000000) == 3000000
        assert out.tell() == 3000000
        out.seek(5)
        out.truncate()
        assert not dest.exists()
        out.commit()
        assert dest.read_bytes() == b"x" * 5
    assert os.listdir(tmp_path) == ["result.json"]
    assert mode_of(dest) == 0o600


def test_without_commit_nothing_is_left(tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "result.json"
    dest.write_text("old")
    with AtomicFile(str(dest)) as out:
        out.write(b"new")
    with pytest.raises(KeyboardInterrupt), AtomicFile(str(dest)) as out:
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == ["result.json"]
    assert dest.read_text() == "old"


def test_modes(tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "result.json"
    dest.write_text("old")
    dest.chmod(0o640)
    for mode, after in ((None, 0o640), (0o604, 0o604)):
        with AtomicFile(str(dest), mode) as out:
            out.write(b"new")
            out.commit()
        assert (dest.read_text(), mode_of(dest)) == ("new", after)


def test_a_link_is_replaced_not_followed(tmp_path: pathlib.Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    dest = tmp_path / "link"
    dest.symlink_to(target)
    with AtomicFile(str(dest)) as out:
        out.write(b"new")
        out.commit()
    assert target.read_text() == "precious"
    assert not dest.is_symlink()
    assert mode_of(dest) == 0o600


def test_a_failed_commit_leaves_the_old_file(tmp_path: pathlib.Path, monkeypatch: Any) -> None:
    dest = tmp_path / "result.json"
    dest.write_text("old")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match="No space.*left as it was"), AtomicFile(str(dest)) as out:
        out.commit()
    assert os.listdir(tmp_path) == ["result.json"]
    assert dest.read_text() == "old"


def test_a_folder_that_cannot_be_synced_has_its_file(
    tmp_path: pathlib.Path, monkeypatch: Any
) -> None:
    """As on some network file systems: the file is in place by then."""

    def refuse(path: str) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(atomic_file, "_sync_folder", refuse)
    with AtomicFile(str(tmp_path / "r")) as out:
        out.write(b"new")
        out.commit()
    assert os.listdir(tmp_path) == ["r"] and (tmp_path / "r").read_bytes() == b"new"


@pytest.mark.parametrize("fails_at", ["open", "write"])
def test_what_became_of_a_file_that_cannot_be_written_over(
    tmp_path: pathlib.Path, monkeypatch: Any, fails_at: str, request: Any
) -> None:
    """A mounted file that is read-only, or on a disk that is full."""
    if "copied" in request.node.name:
        pytest.skip("it is copied before")
    dest = tmp_path / "r"
    dest.write_text("old")

    def refuse(*_args: Any) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", refuse)
    with AtomicFile(str(dest), unsafe=True) as out:
        out.write(b"new")
        if fails_at == "write":
            monkeypatch.setattr(atomic_file.shutil, "copyfileobj", full)
        else:
            monkeypatch.setattr(atomic_file, "open", full, raising=False)
        state = "is not whole" if fails_at == "write" else "left as it was"
        with pytest.raises(SaveError, match=state):
            out.commit()
    assert dest.read_text() == ("" if fails_at == "write" else "old")


@pytest.mark.parametrize("number", [None, errno.EACCES, errno.ENOENT])
def test_a_folder_is_tried_where_there_are_no_nameless_files(
    tmp_path: pathlib.Path, monkeypatch: Any, number: int | None
) -> None:
    """A server of files that trusts no root, say."""
    made = tempfile.mkstemp

    def make(**options: Any) -> Any:
        if number is not None:
            raise OSError(number, os.strerror(number))
        return made(**options)

    monkeypatch.setattr(atomic_file, "_nameless", lambda folder, fatal=(): None)
    monkeypatch.setattr(atomic_file.tempfile, "mkstemp", make)
    expected = None if number is None else os.strerror(number)
    assert atomic_file.why_not_writable(str(tmp_path)) == expected
    assert os.listdir(tmp_path) == []


def test_folders_that_cannot_be_used(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        AtomicFile(str(tmp_path / "none" / "x"))
    with pytest.raises(ConfigError, match="is a folder"):
        AtomicFile(str(tmp_path))


def test_checksums(tmp_path: pathlib.Path) -> None:
    data = os.urandom(2 * 1024 * 1024 + 1)
    (tmp_path / "x").write_bytes(data)
    assert sha256_of(str(tmp_path / "x")) == hashlib.sha256(data).hexdigest()


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="of Linux")
def test_not_even_a_sigkill_leaves_anything(tmp_path: pathlib.Path, request: Any) -> None:
    if "nameless" not in request.node.name:
        pytest.skip("a file with a name outlives its process")
    pid = os.fork()
    if not pid:
        AtomicFile(str(tmp_path / "r")).write(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("what", ["made", "removed"])
def test_a_folder_that_changes_meanwhile(tmp_path: pathlib.Path, what: str) -> None:
    """A folder that appears at dest, and one that vanishes around it."""
    folder = tmp_path / "sub"
    folder.mkdir()
    out = AtomicFile(str(folder / "r"))
    out.write(b"data")
    if what == "made":
        (folder / "r").mkdir()
    else:
        shutil.rmtree(folder)
    with pytest.raises(SaveError, match="could not be written"):
        out.commit()
    out.discard()
    assert os.listdir(tmp_path) == (["sub"] if what == "made" else [])
    assert what == "removed" or os.listdir(folder) == ["r"]
