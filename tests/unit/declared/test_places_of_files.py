# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places that take no result: what can be known is refused before anything is sent, the rest is told with the job."""

from __future__ import annotations

import errno
import os
import pathlib
import shutil
import stat
from typing import Any

import pytest

RUN = {"method": "POST", "path": "run", "wait_timeout": 5.0}
JOB = {"POST /run": {"id": "7"}, "GET /jobs/7": {"id": "7", "status": "done"}}
ONE: dict[str, Any] = {"submit": {"reference": "id"}, "result": "/jobs/{id}/result"}
EACH: dict[str, Any] = {
    "submit": {"reference": "id"},
    "outputs": {"path": "/jobs/{id}/files", "items": "files", "fields": {"id": "id", "name": "n"}},
    "result": {"path": "/files/{output.id}", "each_output": True},
}


def make(what: str, path: pathlib.Path) -> None:
    """Puts something that is no file where a result is to go."""
    if what == "a pipe":
        os.mkfifo(path)
    elif what == "a link to a device":
        path.symlink_to("/dev/null")
    else:
        path.mkdir()


@pytest.mark.parametrize("what", ["a pipe", "a link to a device", "a folder"])
@pytest.mark.parametrize("when", ["a name in a folder", "in the meantime"])
def test_what_is_no_file_is_not_replaced(
    acme: Any, say: Any, tmp_path: pathlib.Path, what: str, when: str
) -> None:
    place = tmp_path / "report"

    def serve(sent: Any) -> Any:
        if when == "in the meantime":
            make(what, place)
        return say("rows")

    script = {**JOB, "GET /jobs/7/files": {"files": [{"id": "a", "n": "report"}]}}
    for path in ("/jobs/7/result", "/files/a"):
        script["GET " + path] = serve
    if when == "in the meantime":
        person, dest = acme(script, **ONE), str(place)
    else:
        make(what, place)
        person, dest = acme(script, **EACH), str(tmp_path)
    before = place.lstat().st_mode if place.exists() else None
    result = person.fails("request", "api", dest=dest, **RUN)
    assert "report" in result["msg"] and "internal" not in result["msg"]
    assert [job["state"] for job in result["jobs"]] == ["succeeded"]
    assert before in (None, place.lstat().st_mode)
    assert not stat.S_ISREG(place.lstat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("code", [errno.EROFS, errno.EPERM, errno.ENOSPC, errno.EDQUOT])
def test_a_folder_that_takes_no_file_is_refused_before_anything_is_sent(
    acme: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Also for root, whom `access` tells nothing of a folder that is immutable or on a read-only disk."""
    open_it = os.open

    def refusing(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(code, os.strerror(code))
        return open_it(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refusing)
    person = acme(JOB, **ONE)
    result = person.fails("request", "config", dest=str(tmp_path / "r"), **RUN)
    assert "dest" in result["msg"] and os.strerror(code) in result["msg"]
    assert not person.fake.lines


def test_a_file_system_without_nameless_files_is_no_reason(
    acme: Any, say: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_it = os.open

    def refusing(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "not here")
        return open_it(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refusing)
    acme({**JOB, "GET /jobs/7/result": say("rows")}, **ONE).ok(
        "request", dest=str(tmp_path / "r"), **RUN
    )
    assert [path.name for path in tmp_path.iterdir()] == ["r"]

    def vanish(sent: Any) -> Any:
        shutil.rmtree(tmp_path)
        return say("rows")

    person = acme({**JOB, "GET /jobs/7/result": vanish}, **ONE)
    result = person.fails("request", "api", dest=str(tmp_path / "r"), **RUN)
    assert "internal" not in result["msg"] and str(tmp_path) in result["msg"]


def test_a_path_with_a_nul_is_refused(acme: Any) -> None:
    person = acme(JOB, **ONE)
    assert "NUL" in person.fails("request", "config", dest="/tmp/a\0b", **RUN)["msg"]
    assert not person.fake.lines
