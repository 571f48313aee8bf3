# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`once` where something is odd: the key, the clock, the folder, what stands in the journal."""

from __future__ import annotations

import errno
import json
import os
import pathlib
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._wire import atomic_file
from ansible_collections.asyncops.jobs.tests.unit.declared.test_once import (
    BY_ID,
    LISTED,
    RUN,
    SCRIPT,
    entry_of,
    forget,
    posts,
)


@pytest.fixture
def once(tmp_path: pathlib.Path) -> dict[str, Any]:
    """The options of a task with a key."""
    return {**RUN, "once": "nightly", "once_dir": str(tmp_path / "once")}


@pytest.mark.parametrize("key", ["True", "true", "False", "yes", "no", True, False])
def test_a_key_is_no_switch(acme: Any, once: Any, key: Any) -> None:
    """`once: true` would be one key of all tasks that say so."""
    person = acme(SCRIPT, submit=BY_ID)
    failed = person.fails("request", "config", **{**once, "once": key})
    assert "once is a key of your own" in failed["msg"]
    assert person.fake.lines == []


@pytest.mark.parametrize(
    "entry",
    [
        {"jobs": [7]},
        {"jobs": [None]},
        {"jobs": {"7": 1}},
        {"jobs": "7"},
        {"before": [{}]},
        {"files": ["x"]},
        {"files": [["x"]]},
        {"ended": {"7": 1}},
        {"ended": {"7": "gone"}},
        {"at": True},
        {"newest": "x"},
        {"more": 1},
    ],
)
def test_an_entry_of_other_types_is_garbled(acme: Any, once: Any, entry: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    path = entry_of(once)
    content = json.loads(path.read_text())
    content["entry"].update(entry)
    path.write_text(json.dumps(content))
    person.fake.log.clear()
    for check_mode in (False, True):
        failed = person.fails("request", "config", **once, check_mode=check_mode)
        assert "it is garbled" in failed["msg"] and str(path) in failed["msg"]
    assert person.fake.lines == []


@pytest.mark.parametrize("content", ["[" * 100_000, "\xff" * 10, "1" * 5000])
def test_a_file_that_no_parser_takes_is_garbled(acme: Any, once: Any, content: str) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    entry_of(once).write_text(content, encoding="latin-1")
    assert "it is garbled" in person.fails("request", "config", **once)["msg"]


def test_an_entry_of_a_later_version_is_said_to_be_one(acme: Any, once: Any) -> None:
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    path = entry_of(once)
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
    assert "another version" in person.fails("request", "config", **once)["msg"]


@pytest.mark.parametrize("days", [1, 400])
def test_a_clock_that_goes_back_does_not_make_it_wait_for_the_old_time(
    acme: Any, once: Any, days: int
) -> None:
    person = acme({**SCRIPT, "GET /jobs": {"jobs": []}}, submit=BY_ID, **LISTED)
    person.ok("request", **once)
    forget(once)
    person.time -= days * 86400
    before = person.time
    failed = person.fails("request", "api", **once, wait_timeout=7200)
    assert "the list shows no job" in failed["msg"]
    assert person.time - before < 300 and posts(person) == 1


def test_a_job_that_is_gone_is_not_waited_for_because_the_clock_went_back(
    acme: Any, once: Any
) -> None:
    person = acme({**SCRIPT, "POST /run": [{"id": 7}, {"id": 8}]}, submit=BY_ID)
    person.ok("request", **once, wait=False)
    person.time -= 86400
    person.fake.script["GET /jobs/7"] = 404
    result = person.run("request", **once, wait_timeout=7200)
    assert person.time < 1_000_000.0 - 86400 + 600, result


def test_without_a_home_the_folder_has_to_be_named(
    acme: Any, once: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """A container may run as a user of whom it knows no home."""
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    person = acme(SCRIPT, submit=BY_ID)
    failed = person.fails("request", "config", **{**once, "once_dir": None})
    assert "once_dir" in failed["msg"] and "home" in failed["msg"]
    assert person.fake.lines == [] and os.listdir(tmp_path) == []


@pytest.mark.parametrize("end", ["", "/", "/api", "/api/"])
def test_ways_to_write_an_address_are_one_key(acme: Any, once: Any, end: str) -> None:
    script = {line.replace(" ", " /api"): answer for line, answer in SCRIPT.items()}
    person = acme(script, submit=BY_ID, base="/api")
    person.ok("request", **once)
    base_url = person.fake.base_url.upper().replace("HTTP", "http") + end
    assert person.ok("request", **once, base_url=base_url)["resumed"] is True
    assert posts(person) == 1


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("code", [errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_no_file_is_refused_before_anything_is_sent(
    acme: Any, once: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path,
    check_mode: bool, depth: int, code: int,
) -> None:  # fmt: skip
    def no_file(*_args: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(atomic_file, "_nameless", no_file)
    person = acme(SCRIPT, submit=BY_ID)
    folder = str(tmp_path.joinpath(*["once"] * depth))
    options = {**once, "once_dir": folder, "check_mode": check_mode}
    failed = person.fails("request", "config", **options)
    assert failed["msg"] == f"once_dir: {folder} cannot be made ({os.strerror(code)})"
    os.makedirs(folder, mode=0o700)
    failed = person.fails("request", "config", **options)
    assert failed["msg"] == f"once_dir: {folder} cannot be written to ({os.strerror(code)})"
    assert person.fake.lines == []


def test_a_full_folder_does_not_hide_a_job_that_is_known(
    acme: Any, once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_file(*_args: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", **once)
    monkeypatch.setattr(atomic_file, "_nameless", no_file)
    for check_mode in (False, True):
        assert person.ok("request", **once, check_mode=check_mode)["resumed"] is True
    assert posts(person) == 1


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_folder_of_another_user_is_refused(
    acme: Any, once: Any, monkeypatch: pytest.MonkeyPatch, check_mode: bool
) -> None:
    os.mkdir(once["once_dir"], mode=0o700)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    person = acme(SCRIPT, submit=BY_ID)
    failed = person.fails("request", "config", **once, check_mode=check_mode)
    assert "belongs to another user" in failed["msg"] and person.fake.lines == []


OWNED = {**BY_ID, "find": {"owner": "by.name", "only_once": True}}


@pytest.mark.parametrize(
    ("user", "ours", "theirs", "taken"),
    [
        ("me", "a", "a", True),
        ("me", "a", "b", False),
        ("me", None, "b", True),
        ("me", "a", None, True),
        ("", "a", "b", True),
    ],
)
def test_who_we_are_is_learnt_from_the_jobs_that_the_journal_knows(
    acme: Any, once: Any, user: str, ours: Any, theirs: Any, taken: bool
) -> None:
    rows = [{"id": 8, "by": {"name": ours}}, {"id": 7, "by": {"name": theirs}}]
    lists = [{"jobs": []}, {"jobs": rows[:1]}, {"jobs": rows}]
    script = {**SCRIPT, "POST /run": [{"id": 8}, {"id": 7}], "GET /jobs": lists}
    person = acme(script, submit=OWNED, **LISTED)
    person.ok("request", **{**once, "once": "another"}, username=user)
    path = entry_of(once)
    person.ok("request", **once, username=user)
    path.rename(path.with_suffix(".kept"))
    forget(once)
    path.with_suffix(".kept").rename(path)
    result = person.run("request", **once, username=user)
    assert bool(result.get("failed")) is not taken, result
    assert taken or "no job that it can have started" in result["msg"]
