# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an event source remembers: nothing is told again after a restart, and nothing is lost."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import state_file as files
from ansible_collections.asyncops.jobs.plugins.module_utils._task.event_source import Refused
from ansible_collections.asyncops.jobs.tests.unit.watching import Rulebook, mode_of, rulebook_of

ONE = {"1": "running"}


class World:
    """Jobs of a scripted server, the file of a source, and its rulebook."""

    def __init__(self, acme: Any, folder: pathlib.Path, **options: Any) -> None:
        self.jobs: dict[str, str] = {}
        self.path = folder / "state"
        self.fake_options = {"state_file": str(self.path), **options}

        def listed(sent: Any) -> Any:
            return {"items": [{"id": key, "status": word} for key, word in self.jobs.items()]}

        def job(sent: Any) -> Any:
            key = sent.target.rsplit("/", 1)[1]
            return {"id": key, "status": self.jobs[key]} if key in self.jobs else 404

        script = {"GET /jobs": listed, **{f"GET /jobs/{one}": job for one in range(30)}}
        self.person = acme(
            script, list={"path": "/jobs", "items": "items", "full": True}, job={"id": "id"}
        )
        self.rulebook = self.restarted()

    def restarted(self) -> Rulebook:
        """The same source in a new process."""
        self.rulebook = rulebook_of(self.person, **self.fake_options)
        return self.rulebook

    def set(self, **status: str) -> Callable[[], None]:
        """What changes jobs at a moment of the time table."""
        return lambda: self.jobs.update({key.lstrip("j"): word for key, word in status.items()})

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def world(acme: Any, tmp_path: pathlib.Path) -> World:
    """A server and a source with a state file."""
    return World(acme, tmp_path)


def test_a_restart_repeats_nothing_and_loses_nothing(world: World) -> None:
    world.jobs = {"1": "running", "2": "running", "3": "done"}
    assert world.rulebook.run(50, {15: world.set(j1="error")}) == ["1 job.finished failed"]
    world.set(j2="error", j4="done", j5="running")()
    assert world.restarted().run(50) == [
        "2 job.finished failed",
        "4 job.finished succeeded",
        "5 job.new running",
    ]
    assert world.rulebook.events[0]["previous"]["state"] == "running"
    del world.jobs["5"]
    assert world.restarted().run(50) == ["5 job.lost lost"]
    assert world.restarted().run(50) == []


def test_without_a_file_it_begins_from_now(world: World) -> None:
    world.fake_options.pop("state_file")
    world.jobs = dict(ONE)
    assert world.restarted().run(30) == []
    world.set(j1="error", j2="error")()
    assert world.restarted().run(30) == []


def test_replay_with_a_file_replays_once(world: World) -> None:
    world.fake_options["replay"] = True
    world.jobs = {"1": "running", "2": "done"}
    assert world.restarted().run(30) == ["1 job.new running", "2 job.finished succeeded"]
    assert world.restarted().run(30) == []


@pytest.mark.parametrize("killed_at", range(1, 7))
def test_a_kill_repeats_the_one_event_that_was_not_remembered(world: World, killed_at: int) -> None:
    world.jobs = {str(number): "running" for number in range(6)}
    world.rulebook.run(20)
    world.jobs = {str(number): "error" for number in range(6)}
    told = [f"{number} job.finished failed" for number in range(6)]
    rulebook = world.restarted()
    rulebook.killed_at = killed_at
    assert rulebook.run(20) == told[:killed_at]
    assert world.restarted().run(20) == told[killed_at - 1 :]
    assert world.restarted().run(20) == []


def test_a_kill_before_all_was_taken_in_at_first_makes_nothing_new(world: World) -> None:
    world.jobs = {"1": "running", "2": "running"}
    world.rulebook.run(20)
    lines = world.path.read_text(encoding="utf-8").splitlines(keepends=True)
    world.path.write_text("".join(lines[:2]), encoding="utf-8")  # the head and one job
    assert world.restarted().run(20) == []


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_line_that_was_cut_short_does_not_count(world: World, cut: int) -> None:
    world.jobs = dict(ONE)
    world.rulebook.run(30, {15: world.set(j1="error")})
    whole = world.path.read_bytes()
    world.path.write_bytes(whole[:-cut])
    events = world.restarted().run(30)
    assert events == ["1 job.finished failed"]
    assert world.path.read_bytes() == whole


@pytest.mark.parametrize("head", [b"", b'{"about": "asyn'])
def test_a_file_that_holds_nothing_yet(world: World, head: bytes) -> None:
    world.path.write_bytes(head)
    world.jobs = dict(ONE)
    assert world.rulebook.run(30, {15: world.set(j1="done")}) == ["1 job.finished succeeded"]
    assert world.restarted().run(30) == []


HEAD = "{head}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no file of ours\n", "is damaged in line 1"),
        ("no file of ours", "is damaged in line 1"),
        ("\x00\x01\x02\n\x03", "is damaged in line 1"),
        ("[]\n", "was not written by this event source"),
        ('{"about": "another"}\n', "was not written by this event source"),
        ('{"about": "asyncops.jobs.job_events", "version": 9}\n', "by another version"),
        ('{"about": "asyncops.jobs.job_events", "version": 1, "of": "x"}\n', "another system"),
        (HEAD + "{}\n", "is damaged in line 2"),
        (HEAD + '{"begun": true}\n["1", "runni\n', "is damaged in line 3"),
        (HEAD + '["1", "odd", null, null, null, false]\n', "is damaged in line 2"),
        (HEAD + '["1", "running"]\n', "is damaged in line 2"),
        (HEAD + '[1, "running", null, null, null, false]\n', "is damaged in line 2"),
        (HEAD + "[" * 100000 + "\n", "is damaged in line 2"),
        (HEAD + "[]\n", "is damaged in line 2"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(world: World, text: str, says: str) -> None:
    world.rulebook.run(10)
    head = world.path.read_text(encoding="utf-8").splitlines()[0]
    before = len(world.person.fake.log)
    world.path.write_text(text.replace("{head}", head), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        world.restarted().run(10)
    sentence = str(caught.value)
    assert says in sentence and str(world.path) in sentence and "\n" not in sentence
    assert len(world.person.fake.log) == before  # nothing was sent
    assert world.path.read_text(encoding="utf-8") == text.replace("{head}", head)


@pytest.mark.parametrize(
    "other", [{"org_id": 2}, {"api_version": "v9"}, {"base_url": "http://127.0.0.1:9"}]
)
def test_a_file_is_of_one_system(world: World, other: Any) -> None:
    world.rulebook.run(10)
    world.fake_options.update(other)
    if "api_version" in other:
        world.person.definition = {**world.person.definition, "versions": {"v9": {}}}
        world.person.definition["api_version"] = "v1"
    with pytest.raises(Refused, match="is about another system"):
        world.restarted().run(10)


def test_a_file_is_of_one_source(world: World) -> None:
    def second() -> None:
        with pytest.raises(Refused, match="is in use by another event source"):
            rulebook_of(world.person, **world.fake_options).run(10)

    world.rulebook.run(20, {5: second})
    world.restarted().run(20)


@pytest.mark.parametrize(
    ("place", "says"),
    [("", "Is a directory"), ("none/state", "No such file"), ("state/x", "Not a directory")],
)
def test_a_place_where_no_file_can_be(world: World, place: str, says: str) -> None:
    world.path.write_text("", encoding="utf-8")
    world.fake_options["state_file"] = str(world.path.parent / place)
    with pytest.raises(Refused, match=says):
        world.restarted().run(10)


def test_a_file_is_for_its_owner_only(world: World) -> None:
    old = os.umask(0)
    try:
        world.rulebook.run(10)
    finally:
        os.umask(old)
    assert mode_of(world.path) == 0o600
    world.path.chmod(0o644)
    world.restarted().run(10)
    assert mode_of(world.path) == 0o600


def test_a_file_is_written_anew_when_most_of_it_is_outdated(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_SLACK", 10)
    world.jobs = {"1": "running", "2": "running"}
    words = ["queued", "running"] * 15
    plan = {5 + 10 * n: world.set(j1=word) for n, word in enumerate(words)}
    assert len(world.rulebook.run(400, plan)) == 30
    assert len(world.lines) <= 18 and mode_of(world.path) == 0o600
    assert world.restarted().run(30) == []
    assert [one.name for one in world.path.parent.iterdir()] == ["state"]


def test_a_disk_that_is_full_ends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.jobs = {"1": "running", "2": "running"}
    full = [False]
    real = os.write

    def write(handle: int, data: bytes) -> int:
        return real(handle, data[:7]) if full[0] and data.startswith(b"[") else real(handle, data)

    monkeypatch.setattr(files.os, "write", write)
    monkeypatch.setattr(files.StateFile, "_write_whole", _fails_while(full))
    plan = {
        15: lambda: full.__setitem__(0, True),
        25: world.set(j1="error"),
        35: world.set(j2="queued"),
        55: lambda: full.__setitem__(0, False),
        75: world.set(j2="done"),
    }
    assert world.rulebook.run(100, plan) == [
        "1 job.finished failed",
        "2 job.changed queued",
        "2 job.finished succeeded",
    ]
    assert len(world.rulebook.log) == 1
    assert "a restart now may tell events again" in world.rulebook.log[0]
    assert world.restarted().run(30) == []


def _fails_while(full: list[bool]) -> Callable[..., None]:
    whole = files.StateFile._write_whole

    def write_whole(self: Any, lines: Any) -> None:
        if full[0]:
            raise files.SaveError("state_file could not be written anew")
        whole(self, lines)

    return write_whole


def test_named_jobs_are_remembered_too(world: World) -> None:
    world.jobs = {"1": "running", "2": "running"}
    world.fake_options["job_id"] = ["1", "2"]
    assert world.restarted().run(30, {10: world.set(j1="error")}) == ["1 job.finished failed"]
    sent = len(world.person.fake.log)
    world.set(j2="done")()
    assert world.restarted().run(30) == ["2 job.finished succeeded"]
    assert "GET /jobs/1" not in world.person.fake.lines[sent:]
    del world.jobs["2"]
    assert world.restarted().run(30) == []


def test_a_named_job_that_vanished_meanwhile_was_there(world: World) -> None:
    world.jobs = dict(ONE)
    world.fake_options["job_id"] = ["1"]
    world.restarted().run(30)
    world.jobs.clear()
    assert world.restarted().run(30) == ["1 job.lost lost"]


def test_an_id_that_is_a_secret_is_not_kept(world: World) -> None:
    """A system may call a job by what it was asked with; it is told, and told again after a restart."""
    world.fake_options["headers"] = {"X-Key": "k3y-of-ours-4711"}
    world.jobs = {"k3y-of-ours-4711": "running", "2": "running"}
    told = world.restarted().run(50, {15: world.set(j2="done")})
    assert told == ["2 job.finished succeeded"]
    assert "4711" not in world.path.read_text(encoding="utf-8") and len(world.lines) > 2
