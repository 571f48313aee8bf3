# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dest: whole or absent, changed only when the content differs, inside the folder, told before
anything is sent."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import saving
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import atomic_file

LABELS: dict[str, Any] = {"path": "orgs/1/labels"}
FETCH: dict[str, Any] = {
    "method": "POST",
    "path": "datastreams/1/fetch_fixed/",
    "body": {"start": "2026-09-01", "end": "2026-09-02"},
}


def test_the_result_goes_to_the_file_and_is_described(world: Any, tmp_path: Path) -> None:
    dest = tmp_path / "labels.json"
    result = world.ok("request", "illumio", **LABELS, dest=str(dest))
    data = dest.read_bytes()
    assert (result["result"], result["changed"], result["dest"], result["size"]) == (
        None,
        True,
        str(dest),
        len(data),
    )
    assert result["checksum_sha256"] == hashlib.sha256(data).hexdigest()
    assert len(json.loads(data)) == 12 and dest.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["labels.json"]


def identity(path: Path) -> tuple[int, int, int, int]:
    """What a file that is left alone keeps. It has been read, so its access time may be another."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_mode, found.st_size


def test_the_same_content_again_changes_nothing(world: Any, tmp_path: Path) -> None:
    dest = tmp_path / "labels.json"
    world.ok("request", "illumio", **LABELS, dest=str(dest))
    dest.chmod(0o640)
    before = identity(dest)
    result = world.ok("request", "illumio", **LABELS, dest=str(dest))
    assert (result["changed"], result["size"]) == (False, dest.stat().st_size)
    assert identity(dest) == before and os.listdir(tmp_path) == ["labels.json"]
    other = world.ok("request", "illumio", **LABELS, query={"key": "env"}, dest=str(dest))
    assert other["changed"] is True and dest.stat().st_mode & 0o777 == 0o640


def test_a_post_has_changed_something_whatever_the_file_says(world: Any, tmp_path: Path) -> None:
    for _time in range(2):
        assert (
            world.ok("request", "adverity", **FETCH, dest=str(tmp_path / "x.csv"))["changed"]
            is True
        )


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500, "times": 0},
        {"drop": "body", "times": 0},
        {"html": True},
        {"status": 403, "body": {"error": "no"}},
    ],
)
@pytest.mark.parametrize("old", [None, b"old content"])
def test_a_failed_download_leaves_no_trace(
    world: Any, tmp_path: Path, fault: Any, old: Any
) -> None:
    dest = tmp_path / "labels.json"
    if old:
        dest.write_bytes(old)
    world["illumio"].fault(path="datafiles", **fault)
    failed = world.run("request", "illumio", **LABELS, dest=str(dest), delete_after="success")
    assert failed["failed"] and failed["job"]["state"] == "succeeded" and failed["changed"] is False
    assert (dest.read_bytes() if old else None) == old
    assert os.listdir(tmp_path) == (["labels.json"] if old else [])
    assert world["illumio"].writes() == []


def test_a_download_that_drops_is_begun_again_from_the_start(world: Any, tmp_path: Path) -> None:
    world["illumio"].fault(path="datafiles", drop="body", times=2)
    world.ok("request", "illumio", **LABELS, dest=str(tmp_path / "labels.json"))
    assert len(json.loads((tmp_path / "labels.json").read_bytes())) == 12


def test_a_large_result_is_streamed_not_decoded(world: Any, tmp_path: Path) -> None:
    world["illumio"].add_rows("labels", 20000)
    dest = tmp_path / "labels.json"
    size = world.ok("request", "illumio", **LABELS, dest=str(dest))["size"]
    assert size == dest.stat().st_size > 2_000_000


def test_a_synchronous_answer_is_saved_as_it_came(world: Any, tmp_path: Path) -> None:
    world["illumio"].next_job(sync=True)
    world.ok("request", "illumio", **LABELS, dest=str(tmp_path / "labels.json"))
    assert len(json.loads((tmp_path / "labels.json").read_bytes())) == 12


def test_a_synchronous_html_page_is_not_saved(world: Any, tmp_path: Path) -> None:
    world["illumio"].fault(html=True)
    failed = world.fails(
        "request", "illumio", "decode", **LABELS, dest=str(tmp_path / "labels.json")
    )
    assert "HTML page (Sign in)" in failed["msg"] and os.listdir(tmp_path) == []


@pytest.mark.parametrize("where", ["missing/labels.json", "missing/", "file/labels.json"])
def test_a_missing_folder_is_told_before_anything_is_sent(
    world: Any, tmp_path: Path, where: str
) -> None:
    (tmp_path / "file").write_text("")
    failed = world.fails("request", "adverity", "config", **FETCH, dest=f"{tmp_path}/{where}")
    assert "does not exist" in failed["msg"] and world["adverity"].log == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(
    world: Any, tmp_path: Path
) -> None:
    tmp_path.chmod(0o500)
    failed = world.fails("request", "adverity", "config", **FETCH, dest=f"{tmp_path}/x.csv")
    assert "cannot be written to" in failed["msg"] and world["adverity"].log == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("output.csv", "output.csv"),
        ("../../etc/passwd", "passwd"),
        ("..", "result"),
        ("", "ID"),
        ("a/b\\c.csv", "c.csv"),
        (".bashrc", "bashrc"),
        ("über größe.csv", "über größe.csv"),
        ("a\x00b\x1b[31m.csv", "ab.csv"),
        ("x" * 300 + ".csv", "x" * 200),
    ],
)
def test_names_of_the_system_stay_inside_the_folder(
    world: Any, tmp_path: Path, name: str, file: str
) -> None:
    output = [{"id": "o1", "availableFormats": ["Raw"], "fileName": name}]
    world["alteryx"].fault(path="output/o1", body="data")
    world["alteryx"].next_job(fields={"outputs": output})
    order: dict[str, Any] = {
        "method": "POST",
        "path": "workflows/66eb0c1f3d6200007e000a01/jobs",
        "body": {},
    }
    world.ok("request", "alteryx", **order, dest=str(tmp_path))
    (only,) = tmp_path.iterdir()
    assert only.name == file.replace("ID", "o1") and only.read_bytes() == b"data"


def test_several_results_need_a_folder(world: Any, tmp_path: Path) -> None:
    world["adverity"].next_job(count=2)
    failed = world.fails("request", "adverity", "api", **FETCH, dest=str(tmp_path / "x.csv"))
    assert "dest must be a folder" in failed["msg"] and len(failed["jobs"]) == 2
    assert "succeeded" in failed["msg"] and failed["changed"] is True
    assert os.listdir(tmp_path) == []


def test_several_outputs_are_not_fetched_into_one_file(world: Any, tmp_path: Path) -> None:
    """The job has run: nothing promises that nothing was sent, and nothing is fetched in vain."""
    outputs = [{"id": f"o{number}", "availableFormats": ["Raw"]} for number in (1, 2)]
    world["alteryx"].next_job(fields={"outputs": outputs})
    order = {"method": "POST", "path": "workflows/66eb0c1f3d6200007e000a01/jobs", "body": {}}
    failed = world.fails("request", "alteryx", "api", **order, dest=str(tmp_path / "x.csv"))
    assert "is succeeded" in failed["msg"] and "2 results" in failed["msg"]
    assert (failed["changed"], failed["job"]["state"]) == (True, "succeeded")
    assert not [line for line in world.sent("alteryx") if "/output/" in line]
    assert os.listdir(tmp_path) == []


class Trouble:
    """A disk, a folder, a mount that refuses one call."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
        def refuse(*_args: Any, **_more: Any) -> None:
            raise OSError(number, os.strerror(number))

        if name == "write":
            real = os.fdopen

            class Full:
                """A file on a full disk."""

                def __init__(self, handle: int) -> None:
                    self._real = real(handle, "w+b", buffering=0)

                write = refuse

                def __getattr__(self, name: str) -> Any:
                    return getattr(self._real, name)

            monkeypatch.setattr(
                atomic_file.os, "fdopen", lambda handle, *_more, **_named: Full(handle)
            )
        elif name == "mkstemp":
            monkeypatch.setattr(atomic_file.os, "O_TMPFILE", 0, raising=False)
            made = atomic_file.tempfile.mkstemp
            tries = iter([made])  # the first is to see whether the folder can be used at all

            def take_turns(*args: Any, **more: Any) -> Any:
                return next(tries, refuse)(*args, **more)

            monkeypatch.setattr(atomic_file.tempfile, "mkstemp", take_turns)
        else:
            monkeypatch.setattr(atomic_file.os, name, refuse)


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize(("call", "number"), [
    ("write", errno.ENOSPC), ("write", errno.EIO), ("fsync", errno.EDQUOT), ("replace", errno.EBUSY), ("replace", errno.EPERM),
    ("replace", errno.EROFS), ("fchmod", errno.EPERM), ("mkstemp", errno.EROFS),
])  # fmt: skip
@pytest.mark.parametrize(("system", "order"), [
    ("adverity", FETCH),  # a download
    ("log360", {"method": "POST", "path": "search/async", "body": {"query": "x"}}),  # pages
    ("illumio", LABELS),
])  # fmt: skip
def test_what_cannot_be_written_in_the_end_is_told_with_the_job_and_the_file(
    world: Any, tmp_path: Path, monkeypatch: Any, system: str, order: Any, call: str, number: int, old: str | None
) -> None:  # fmt: skip
    dest = tmp_path / "x"
    if old:
        dest.write_text(old)
    elif call == "fchmod":
        pytest.skip("a new file keeps the mode it was made with")
    with monkeypatch.context() as patch:
        Trouble(patch, call, number)
        failed = world.fails("request", system, "api", **order, dest=str(dest))
        log = len(world[system].log)
    assert os.strerror(number) in failed["msg"] and "is succeeded" in failed["msg"]
    assert (failed["job"]["state"], failed["changed"]) == ("succeeded", system != "illumio")
    assert call == "mkstemp" or ("left as it was" if old else "nothing was saved") in failed["msg"]
    assert (dest.read_text() if dest.exists() else None) == old
    assert os.listdir(tmp_path) == (["x"] if old else [])
    assert log < 18, "a full disk is no reason to ask the system again"


def test_of_several_files_those_that_were_saved_are_told(
    world: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    world["adverity"].next_job(count=2)
    real, calls = os.replace, []

    def second_fails(source: str, dest: str) -> None:
        calls.append(dest)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, dest)

    monkeypatch.setattr(atomic_file.os, "replace", second_fails)
    failed = world.fails("request", "adverity", "api", **FETCH, dest=f"{tmp_path}/")
    assert [file["dest"] for file in failed["files"]] == calls[:1]
    assert os.listdir(tmp_path) == [os.path.basename(calls[0])] and calls[1] in failed["msg"]


def test_a_file_that_cannot_be_replaced_is_written_over_where_that_was_asked_for(
    world: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    """A file that is mounted, as in a container."""
    dest = tmp_path / "x"
    dest.write_text("old")
    Trouble(monkeypatch, "replace", errno.EBUSY)
    result = world.ok("request", "illumio", **LABELS, dest=str(dest), unsafe_writes=True)
    assert len(json.loads(dest.read_bytes())) == 12 and result["changed"] is True
    assert os.listdir(tmp_path) == ["x"]


def test_a_file_that_cannot_be_read_is_not_taken_for_the_same(
    world: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    dest = tmp_path / "x"
    size = world.ok("request", "illumio", **LABELS, dest=str(dest))["size"]
    dest.write_bytes(b"-" * size)

    def refuse(path: str) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(saving, "sha256_of", refuse)
    monkeypatch.setattr(atomic_file, "sha256_of", refuse)
    assert world.ok("request", "illumio", **LABELS, dest=str(dest))["changed"] is True


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_dest_that_is_no_file_is_refused_before_anything_is_sent(
    world: Any, tmp_path: Path, check_mode: bool
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    for name in ("pipe", "link"):
        failed = world.fails(
            "request",
            "adverity",
            "config",
            **FETCH,
            dest=str(tmp_path / name),
            check_mode=check_mode,
        )
        assert "no regular file" in failed["msg"] and failed["changed"] is False
    assert world["adverity"].log == [] and (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_name_that_is_too_long_is_refused_before_anything_is_sent(
    world: Any, tmp_path: Path, check_mode: bool
) -> None:
    dest = str(tmp_path / ("\u8cc7" * 150))
    failed = world.fails("request", "adverity", "config", **FETCH, dest=dest, check_mode=check_mode)
    assert os.strerror(errno.ENAMETOOLONG) in failed["msg"] and world["adverity"].log == []


@pytest.mark.parametrize("dest", ["", "  "])
def test_a_dest_that_came_out_empty_is_refused(world: Any, dest: str) -> None:
    failed = world.fails("request", "adverity", "config", **FETCH, dest=dest)
    assert "dest must not be empty" in failed["msg"] and world["adverity"].log == []


def test_a_long_name_of_the_system_fits_a_file_system(world: Any, tmp_path: Path) -> None:
    name = "\u8cc7" * 150 + ".csv"
    outputs = [
        {"id": f"o{number}", "availableFormats": ["Raw"], "fileName": name} for number in (1, 2)
    ]
    world["alteryx"].next_job(fields={"outputs": outputs})
    world["alteryx"].fault(path="output/o", body="data", times=2)
    order = {"method": "POST", "path": "workflows/66eb0c1f3d6200007e000a01/jobs", "body": {}}
    world.ok("request", "alteryx", **order, dest=f"{tmp_path}/")
    assert len(os.listdir(tmp_path)) == 2


def test_equal_names_in_a_folder_do_not_overwrite_each_other(world: Any, tmp_path: Path) -> None:
    outputs = [
        {"id": f"o{number}", "availableFormats": ["Raw"], "fileName": "out.csv"}
        for number in (1, 2)
    ]
    world["alteryx"].next_job(fields={"outputs": outputs})
    world["alteryx"].fault(path="output/o1", body="one")
    world["alteryx"].fault(path="output/o2", body="two")
    order: dict[str, Any] = {
        "method": "POST",
        "path": "workflows/66eb0c1f3d6200007e000a01/jobs",
        "body": {},
    }
    result = world.ok("request", "alteryx", **order, dest=f"{tmp_path}/")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "out.csv": "one",
        "out-2.csv": "two",
    }
    assert result["dest"] == str(tmp_path) and len(result["files"]) == 2


def test_a_link_is_replaced_not_written_through(world: Any, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    world.ok("request", "illumio", **LABELS, dest=str(tmp_path / "link"))
    assert (tmp_path / "precious").read_text() == "mine" and not (tmp_path / "link").is_symlink()


def test_a_job_without_a_result_leaves_no_file_and_warns(world: Any, tmp_path: Path) -> None:
    result = world.ok(
        "request",
        "commvault",
        method="POST",
        path="Subclient/5/action/backup",
        dest=str(tmp_path / "x"),
    )
    assert os.listdir(tmp_path) == [] and "no result to save" in world.warnings[0]
    assert (result["dest"], result["files"]) == (str(tmp_path / "x"), [])


def test_the_dest_of_a_job_that_failed_stays_as_it_was(world: Any, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("old")
    world["illumio"].next_job(outcome="failed")
    world.fails("request", "illumio", "job_failed", **LABELS, dest=str(tmp_path / "x.json"))
    assert (tmp_path / "x.json").read_text() == "old"
