# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of scripted systems: each change is told once, whatever the server does meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.tests.unit.watching import Rulebook, rulebook_of

LIST = {"path": "/jobs", "items": "items", "full": True}


class Jobs:
    """The jobs of a scripted server, as its list and its look-ups show them."""

    def __init__(self, **status: str) -> None:
        self.of: dict[str, dict[str, Any]] = {}
        self.listed: set[str] | None = None  # None: all
        self.broken: Any = None  # answered instead of anything else
        for name, word in status.items():
            self.set(name.lstrip("j"), word)

    def set(self, job_id: str, status: str, **more: Any) -> None:
        self.of[job_id] = {"id": job_id, "status": status, **more}

    def remove(self, job_id: str) -> None:
        del self.of[job_id]

    def only(self, *listed: str) -> None:
        self.listed = set(listed)

    def break_down(self, answer: Any) -> Callable[[], None]:
        def now() -> None:
            self.broken = answer

        return now

    def list(self, sent: Any) -> Any:
        if self.broken is not None:
            return self.broken
        shown = [one for key, one in self.of.items() if self.listed is None or key in self.listed]
        return {"items": shown}

    def get(self, sent: Any) -> Any:
        if self.broken is not None:
            return self.broken
        return self.of.get(sent.target.rsplit("/", 1)[1], 404)

    def script(self, *ids: str) -> dict[str, Any]:
        """A server that has a list, and look-ups of these jobs."""
        return {"GET /jobs": self.list, **{f"GET /jobs/{one}": self.get for one in ids}}


@pytest.fixture
def watched(acme: Any) -> Callable[..., Rulebook]:
    """Start a server of jobs and hand out a rulebook that watches it."""

    def start(jobs: Jobs, *ids: str, definition: Any = None, **options: Any) -> Rulebook:
        whole = {"list": LIST, "job": {"id": "id", "reason": "why"}, **(definition or {})}
        whole = {name: part for name, part in whole.items() if part is not None}
        person = acme(jobs.script(*ids), **whole)
        rulebook = rulebook_of(person, **options)
        rulebook.base["fake"] = person.fake
        rulebook.fake = rulebook.base.pop("fake")  # type: ignore[attr-defined]
        return rulebook

    return start


def test_each_change_is_told_once(watched: Any) -> None:
    jobs = Jobs(j1="running", j2="done")
    rulebook = watched(jobs)
    plan = {
        15: lambda: jobs.set("3", "queued"),
        25: lambda: jobs.set("3", "running"),
        35: lambda: jobs.set("1", "error"),
        45: lambda: jobs.set("3", "done"),
        55: lambda: jobs.set("4", "error"),
    }
    assert rulebook.run(100, plan) == [
        "3 job.new queued",
        "3 job.changed running",
        "1 job.finished failed",
        "3 job.finished succeeded",
        "4 job.finished failed",
    ]
    before = [event["previous"] and event["previous"]["state"] for event in rulebook.events]
    assert before == [None, "queued", "running", "running", None]
    assert rulebook.log == []


@pytest.mark.parametrize("replay", [False, True])
def test_what_is_there_at_first_is_told_where_that_is_asked_for(watched: Any, replay: bool) -> None:
    rulebook = watched(Jobs(j1="running", j2="done", j3="error"), replay=replay)
    events = ["1 job.new running", "2 job.finished succeeded", "3 job.finished failed"]
    assert rulebook.run(50) == (events if replay else [])


def test_an_event_holds_the_job_and_what_it_was(watched: Any) -> None:
    jobs = Jobs(j1="running")
    rulebook = watched(jobs)
    rulebook.run(30, {5: lambda: jobs.set("1", "error", why="the disk is full")})
    (event,) = rulebook.events
    assert sorted(event) == ["event", "job", "previous"]
    assert event["job"]["reason"] == "the disk is full"
    assert (event["job"]["provider"], event["job"]["finished"]) == ("acme", True)
    assert event["previous"] == {
        "state": "running",
        "status": "running",
        "reason": None,
        "finished": False,
        "succeeded": False,
    }
    json.dumps(event)


@pytest.mark.parametrize(
    ("states", "events"),
    [
        (["failed"], ["1 job.finished failed"]),
        (["running", "succeeded"], ["2 job.new running", "2 job.finished succeeded"]),
        ("failed,lost", ["1 job.finished failed"]),
    ],
)
def test_only_events_of_jobs_in_these_states(watched: Any, states: Any, events: list[str]) -> None:
    jobs = Jobs(j1="running")
    plan = {
        5: lambda: jobs.set("2", "running"),
        15: lambda: jobs.set("2", "done"),
        25: lambda: jobs.set("1", "error"),
    }
    assert watched(jobs, states=states).run(60, plan) == events


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        ({"status": "running"}, {"status": "running", "progress": 40}, None),
        (
            {"status": "running"},
            {"status": "running", "why": "waits for a tape"},
            "changed running",
        ),
        ({"status": "running", "why": "waits"}, {"status": "running"}, None),
        ({"status": "error"}, {"status": "error", "why": "full"}, None),
        ({"status": "error"}, {"status": "running"}, "changed running"),
        ({"status": "error"}, {"status": "done"}, "finished succeeded"),
        ({"status": "running"}, {"status": "odd"}, "changed unknown"),
        ({"status": "odd"}, {"status": "odder"}, "changed unknown"),
    ],
)
def test_what_counts_as_a_change(watched: Any, before: Any, after: Any, event: str) -> None:
    jobs = Jobs()
    jobs.set("1", **before)
    rulebook = watched(jobs)
    found = rulebook.run(60, {5: lambda: jobs.set("1", **after)})
    assert found == ([f"1 job.{event}"] if event else [])


@pytest.mark.parametrize(
    ("what", "event"),
    [
        (lambda jobs: jobs.remove("1"), "1 job.lost lost"),
        (lambda jobs: jobs.set("1", "error"), "1 job.finished failed"),
        (lambda jobs: None, None),
    ],
)
def test_a_job_that_left_the_list_is_looked_at(watched: Any, what: Any, event: Any) -> None:
    jobs = Jobs(j1="running", j2="running")
    rulebook = watched(jobs, "1")
    found = rulebook.run(60, {5: lambda: jobs.only("2"), 15: lambda: what(jobs)})
    assert found == ([event] if event else [])
    assert 1 <= rulebook.fake.lines.count("GET /jobs/1") <= 6


def test_a_job_that_comes_back_has_changed(watched: Any) -> None:
    jobs = Jobs(j1="running")
    events = watched(jobs, "1").run(
        60, {5: lambda: jobs.remove("1"), 25: lambda: jobs.set("1", "running")}
    )
    assert events == ["1 job.lost lost", "1 job.changed running"]


def test_ended_jobs_that_leave_the_list_are_forgotten_after_an_hour(watched: Any) -> None:
    jobs = Jobs(j1="done", j2="running")
    rulebook = watched(jobs, interval=600)
    plan = {
        10: lambda: jobs.only("2"),  # for a while only: no event when it is back
        1300: lambda: jobs.only("1", "2"),
        2500: lambda: jobs.only("2"),
        7000: lambda: jobs.only("1", "2"),
    }
    assert rulebook.run(9000, plan) == ["1 job.finished succeeded"]


def outages(say: Any) -> dict[str, Any]:
    return {
        "refused": "drop",
        "500": say({"message": "oops"}, 500),
        "502": 502,
        "503": say(None, 503, Retry_After="25"),
        "401": 401,
        "403": 403,
        "404": 404,
        "HTML": say("<html>Maintenance</html>", 200, Content_Type="text/html"),
        "cut": say('{"items": [{"id": "1", "sta', 200, Content_Type="application/json"),
        "no list": {"message": "try again later"},
        "text": say("ok"),
    }


@pytest.mark.parametrize("kind", list(outages(lambda *args, **kwargs: None)))
def test_an_outage_ends_nothing_and_is_told_once(watched: Any, say: Any, kind: str) -> None:
    jobs = Jobs(j1="running", j2="running")
    rulebook = watched(jobs, "1", "2", request_retries=0)
    plan = {
        15: jobs.break_down(outages(say)[kind]),
        150: lambda: jobs.set("1", "error"),
        200: jobs.break_down(None),
        400: lambda: jobs.set("2", "done"),
    }
    assert rulebook.run(450, plan) == ["1 job.finished failed", "2 job.finished succeeded"]
    said = [line for line in rulebook.log if "it counts as empty" not in line]
    assert len(said) == 2, said
    assert said[0].startswith("acme cannot be read (") and said[1] == "acme can be read again"


def test_a_server_that_is_down_at_first(watched: Any) -> None:
    jobs = Jobs(j1="running")
    jobs.broken = 503
    rulebook = watched(jobs)
    events = rulebook.run(300, {100: jobs.break_down(None), 200: lambda: jobs.set("1", "done")})
    assert events == ["1 job.finished succeeded"]


@pytest.mark.parametrize(("status", "lines"), [(429, 0), (503, 2)])
def test_it_is_never_asked_sooner_than_a_server_wants(
    watched: Any, say: Any, status: int, lines: int
) -> None:
    jobs = Jobs(j1="running")
    rulebook = watched(jobs, request_retries=0)
    jobs.broken = say(None, status, Retry_After="77")
    rulebook.run(200, {10: jobs.break_down(None)})
    assert rulebook.sleeps[0] == 77
    assert len(rulebook.log) == lines


def test_a_list_says_when_it_wants_to_be_asked_again(acme: Any, say: Any) -> None:
    person = acme(
        {"GET /jobs": say({"items": []}, 200, Retry_After="45")}, list=LIST, job={"id": "id"}
    )
    rulebook = rulebook_of(person)
    rulebook.run(100)
    assert rulebook.sleeps[:2] == [45, 45]


def test_refused_credentials_are_tried_ever_more_rarely(watched: Any) -> None:
    jobs = Jobs()
    jobs.broken = 401
    rulebook = watched(jobs)
    rulebook.run(3000)
    assert rulebook.sleeps[:5] == [10, 20, 40, 80, 160]
    assert max(rulebook.sleeps) == 600
    assert len(rulebook.log) == 1


def test_a_401_that_a_fresh_login_cures_is_no_outage(acme: Any, say: Any) -> None:
    good = ["t1"]

    def listed(sent: Any) -> Any:
        if sent.headers.get("Authorization") != f"Bearer {good[-1]}":
            return say(None, 401)
        return {"items": [{"id": "1", "status": "running" if len(good) < 3 else "error"}]}

    person = acme(
        {"POST /login": lambda sent: {"token": good[-1]}, "GET /jobs": listed},
        list=LIST,
        job={"id": "id"},
        auth={
            "type": "login",
            "request": {
                "method": "POST",
                "path": "/login",
                "body": {"user": "{username}", "password": "{password}"},
            },
            "token": "token",
            "headers": {"Authorization": "Bearer {saved.token}"},
        },
    )
    rulebook = rulebook_of(person, username="u", password="pass-word-1")
    events = rulebook.run(100, {25: lambda: good.append("t2"), 45: lambda: good.append("t3")})
    assert events == ["1 job.finished failed"]
    assert rulebook.log == []


def test_a_page_that_fails_concludes_nothing(acme: Any) -> None:
    items = [{"id": str(number), "status": "running"} for number in range(6)]
    fails: list[bool] = []

    def serve(sent: Any) -> Any:
        offset = int(sent.query.get("offset", 0))
        if offset and fails:
            return 500
        return {"items": items[offset : offset + 2]}

    page = {"type": "offset", "size": 2, "short_is_last": True}
    person = acme({"GET /jobs": serve}, list={**LIST, "page": page}, job={"id": "id"})
    rulebook = rulebook_of(person, request_retries=0)
    fails.append(True)  # at first, too: what was on later pages is not new
    plan = {
        30: fails.clear,
        60: lambda: fails.append(True),
        70: lambda: items[5].update(status="done"),
        90: fails.clear,
    }
    assert rulebook.run(300, plan) == ["5 job.finished succeeded"]
    assert not [line for line in person.fake.lines if line.startswith("GET /jobs/")]


def test_two_records_with_one_id_are_told_of_once(acme: Any) -> None:
    items = [{"id": "1", "status": "running"}, {"id": "1", "status": "done"}]
    person = acme({"GET /jobs": {"items": items}}, list=LIST, job={"id": "id"})
    assert rulebook_of(person, replay=True).run(60) == ["1 job.new running"]


def test_a_poor_list_is_asked_why_a_job_ended_once(watched: Any) -> None:
    jobs = Jobs(j1="running", j2="error", j3="running")
    rulebook = watched(jobs, "1", "2", "3", definition={"list": {**LIST, "full": False}})
    jobs.list = lambda sent: {  # type: ignore[method-assign]
        "items": [{"id": one["id"], "status": one["status"]} for one in jobs.of.values()]
    }
    rulebook.fake.script["GET /jobs"] = jobs.list
    rulebook.run(100, {15: lambda: jobs.set("1", "error", why="no space left")})
    assert [event["job"]["reason"] for event in rulebook.events] == ["no space left"]
    looks = [line for line in rulebook.fake.lines if line.startswith("GET /jobs/")]
    assert looks == ["GET /jobs/1"]


def test_bare_ids_are_looked_at_until_they_end(acme: Any) -> None:
    jobs = Jobs(j1="running", j2="done")
    person = acme(
        {
            "GET /jobs": lambda sent: list(jobs.of),
            **{f"GET /jobs/{number}": jobs.get for number in range(1, 4)},
        },
        list={"path": "/jobs", "items": "[]"},
        job={"id": "id"},
    )
    rulebook = rulebook_of(person)
    events = rulebook.run(
        100, {15: lambda: jobs.set("3", "running"), 45: lambda: jobs.set("1", "error")}
    )
    assert events == ["3 job.new running", "1 job.finished failed"]
    assert person.fake.lines.count("GET /jobs/2") == 1  # it had ended
    assert person.fake.lines.count("GET /jobs/1") == 6


def test_old_jobs_whose_end_the_list_does_not_tell_are_not_looked_at(acme: Any) -> None:
    jobs = Jobs(j1="over", j2="running")
    ended = {"1": "done", "2": "error"}
    person = acme(
        {
            "GET /jobs": jobs.list,
            **{
                f"GET /jobs/{one}": {"id": one, "status": "over", "how": how}
                for one, how in ended.items()
            },
        },
        list={**LIST, "expand_when": {"path": "status", "equals": "over"}},
        state={
            "path": "status",
            "rules": [
                {"when": {"path": "how", "equals": "done"}, "state": "succeeded"},
                {"when": {"path": "how", "equals": "error"}, "state": "failed"},
                {"when": {"path": "status", "equals": "over"}, "state": "unknown", "reason": "?"},
            ],
            "words": {"running": "running"},
        },
        job={"id": "id"},
    )
    rulebook = rulebook_of(person)
    assert rulebook.run(100, {25: lambda: jobs.set("2", "over")}) == ["2 job.finished failed"]
    looks = [line for line in person.fake.lines if line.startswith("GET /jobs/")]
    assert looks == ["GET /jobs/2"]


LOG_URL = "/logs/%s.log"
CLOSED = '"log_count/INFO": 1\nSpider closed (finished)\n'


def test_a_second_call_that_tells_the_end_is_made_once(shipped: Any, say: Any) -> None:
    """Scrapyd's list says that a crawl has ended, and its log how."""
    crawls = {str(number): "finished" for number in range(50)} | {"a": "running", "b": "running"}

    def listed(sent: Any) -> Any:
        found: dict[str, list[Any]] = {"pending": [], "running": [], "finished": []}
        for key, word in crawls.items():
            found[word].append({"id": key, "log_url": LOG_URL % key})
        return {"status": "ok", **found}

    logs = {f"GET {LOG_URL % key}": say(CLOSED) for key in crawls}
    person = shipped("scrapyd", {"GET /listjobs.json": listed, **logs})
    rulebook = rulebook_of(person)
    plan = {15: lambda: crawls.update(a="finished"), 35: lambda: crawls.update(c="running")}
    assert rulebook.run(100, plan) == ["a job.finished succeeded", "c job.new running"]
    assert [line for line in person.fake.lines if "/logs/" in line] == ["GET /logs/a.log"]


def test_a_list_that_is_cut_off_is_told(acme: Any) -> None:
    items = [{"id": str(number), "status": "running"} for number in range(5)]
    person = acme({"GET /jobs": {"items": items}}, list={**LIST, "limit": 5}, job={"id": "id"})
    rulebook = rulebook_of(person)
    rulebook.run(100)
    assert rulebook.log == [
        "acme shows no more than 5 jobs of its list, and nothing is told of the others"
    ]


def test_text_of_a_server_is_data(watched: Any) -> None:
    jobs = Jobs(j1="running")
    rulebook = watched(jobs, definition={"job": {"id": "id", "reason": "why", "name": "name"}})
    text = "{{ lookup('pipe', 'id') }} {% raw %} {# no #} {{{{ x"
    rulebook.run(30, {5: lambda: jobs.set("1", "error", why=text, name="\x1b[31m" + text)})
    shown = json.dumps(rulebook.events)
    for mark in ("{{ l", "{{{", "{%", "{#", "\\u001b"):
        assert mark not in shown
    assert "{ { lookup('pipe', 'id') }}" in rulebook.events[0]["job"]["reason"]


def test_no_secret_in_events_log_or_file(watched: Any, say: Any, tmp_path: Any) -> None:
    secret = "s3cr3t-token-4711"
    jobs = Jobs(j1="running")
    rulebook = watched(
        jobs,
        definition={"auth": "bearer"},
        token=secret,
        state_file=str(tmp_path / "state"),
        request_retries=0,
    )
    plan = {
        5: lambda: jobs.set("1", "running", why=f"got {secret}"),
        15: lambda: jobs.set("1", "error", why=f"Bearer {secret} refused"),
        25: jobs.break_down(say({"message": f"token {secret} is bad"}, 500)),
    }
    rulebook.run(60, plan)
    assert len(rulebook.events) == 2 and rulebook.log
    shown = json.dumps(rulebook.events) + " ".join(rulebook.log)
    assert secret not in shown + (tmp_path / "state").read_text(encoding="utf-8")


NAMED = ("1", "2", "3")


def test_named_jobs_are_watched_one_by_one_where_there_is_no_list(watched: Any) -> None:
    jobs = Jobs(j1="running", j2="running", j3="done", j4="running")
    rulebook = watched(jobs, *NAMED, definition={"list": None}, job_id=list(NAMED))
    plan = {
        25: lambda: jobs.set("1", "error", why="full"),
        45: lambda: jobs.set("2", "queued"),
        65: lambda: jobs.remove("2"),
    }
    assert rulebook.run(300, plan) == [
        "1 job.finished failed",
        "2 job.changed queued",
        "2 job.lost lost",
    ]
    assert "GET /jobs" not in rulebook.fake.lines
    assert rulebook.fake.lines.count("GET /jobs/3") == 1


def test_a_named_job_that_is_not_known_is_told(watched: Any) -> None:
    events = watched(Jobs(j1="running"), "1", job_id=["1", "9"]).run(60)
    assert events == ["9 job.lost lost"]


@pytest.mark.parametrize("kind", ["refused", "500", "502", "503", "401", "403", "HTML", "cut"])
def test_an_outage_does_not_end_the_watch_of_named_jobs(watched: Any, say: Any, kind: str) -> None:
    jobs = Jobs(j1="running", j2="running")
    rulebook = watched(jobs, "1", "2", definition={"list": None}, job_id=["1", "2"])
    plan = {
        15: jobs.break_down(outages(say)[kind]),
        150: lambda: jobs.set("1", "error"),
        200: jobs.break_down(None),
        400: lambda: jobs.set("2", "done"),
    }
    assert rulebook.run(450, plan) == ["1 job.finished failed", "2 job.finished succeeded"]
    assert len(rulebook.log) == 2, rulebook.log


def test_one_job_that_may_not_be_looked_at_hinders_no_other(watched: Any) -> None:
    jobs = Jobs(j1="running", j2="running", j3="running")
    rulebook = watched(jobs, *NAMED, definition={"list": None}, job_id=list(NAMED))
    rulebook.fake.script["GET /jobs/2"] = 403
    plan = {50: lambda: jobs.set("3", "error"), 90: lambda: jobs.set("1", "done")}
    assert rulebook.run(200, plan) == ["3 job.finished failed", "1 job.finished succeeded"]
    assert len(rulebook.log) == 1


def test_looks_at_named_jobs_keep_to_the_budget(watched: Any) -> None:
    jobs = Jobs(**{f"j{number}": "running" for number in range(20)})
    names = [str(number) for number in range(20)]
    rulebook = watched(
        jobs, *names, definition={"list": None, "requests_per_minute": 30}, job_id=names
    )
    rulebook.run(240)
    assert 90 <= len(rulebook.fake.log) <= 150
