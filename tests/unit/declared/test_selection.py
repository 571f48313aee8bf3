# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletes by state and age: what is empty is refused, what is not known is not old, and a list alone condemns nobody."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

NOW = 1_000_000.0  # of the clock of these tests
LIST = {"path": "/jobs", "items": "jobs[]"}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}
TIMES = {"id": "id", "finished_at": "finished", "started_at": "started", "updated_at": "updated"}
DAY = 86400


def ago(seconds: float) -> str:
    """A time before the clock's, as ISO 8601."""
    when = datetime.datetime.fromtimestamp(NOW - seconds, datetime.timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def purge(acme: Any, listed: list[Any], looks: list[Any], **more: Any) -> Any:
    """A system that lists jobs in one way, and shows each in another."""
    script = {"GET /jobs": {"jobs": listed}}
    for job in looks:
        script["GET /jobs/%s" % job["id"]] = job if "status" in job else 404
    for job in listed:
        script["DELETE /jobs/%s" % job["id"]] = 204
    return acme(script, **{"list": LIST, "delete": DELETE, "job": TIMES, **more})


def deletes(person: Any) -> list[str]:
    return [one.target.rpartition("/")[2] for one in person.fake.log if one.method == "DELETE"]


def a_job(status: str = "error", **more: Any) -> dict[str, Any]:
    return {"id": "a", "status": status, **more}


# What is empty.


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"states": ["failed"], "older_than": ""}, "older_than"),
        ({"states": ["failed"], "older_than": "  "}, "older_than"),
        ({"older_than": ""}, "older_than"),
        ({"states": [], "older_than": "1s"}, "states"),
        ({"states": []}, "states"),
        ({"states": ["failed"], "filters": {"owner": ""}}, "filters.owner"),
        ({"states": ["failed"], "filters": {"owner": " "}}, "filters.owner"),
        ({"states": ["failed"], "filters": {"owner": None}}, "filters.owner"),
        ({"states": ["failed"], "filters": {"owner": {}}}, "filters.owner"),
        ({"states": ["failed"], "filters": {"tags": []}}, "filters.tags"),
        ({"states": ["failed"], "filters": {"tags": ["x", ""]}}, "filters.tags"),
        ({"states": ["failed"], "filters": {"tags": [None]}}, "filters.tags"),
        ({"states": ["failed"], "filters": {"word": ""}}, "filters.word"),
        ({"states": ["failed"], "filters": {"since": ""}}, "filters.since"),
    ],
)
@pytest.mark.parametrize("verb", ["delete", "info"])
def test_what_came_out_empty_is_refused_by_name(
    acme: Any, verb: str, params: Any, name: str
) -> None:
    if verb == "info" and name == "older_than":
        return
    filters = {
        "owner": {"match": "owner", "default": "me"},
        "tags": {"type": "list"},
        "word": {"choices": ["a", "b"]},
        "since": {"type": "time"},
    }
    person = purge(acme, [a_job(owner="you", finished=ago(DAY))], [a_job()], filters=filters)
    failed = person.fails(verb, "config", **params)
    assert name in failed["msg"] and person.fake.log == []


@pytest.mark.parametrize("given", ["a,b", ["a", "b"], "A , b", ["b,a"]])
def test_a_list_of_choices_is_a_list(acme: Any, given: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": []}},
        list=LIST,
        filters={"w": {"type": "list", "choices": ["a", "b"]}},
    )
    person.ok("info", filters={"w": given})
    assert sorted(person.fake.log[0].query["w"].split(",")) == ["a", "b"]
    assert "one of a, b" in person.fails("info", "config", filters={"w": "a,c"})["msg"]


# What the list says, and what the job's own look shows.


@pytest.mark.parametrize(
    ("listed", "own", "states", "gone"),
    [
        ("error", "error", ["failed"], True),
        ("error", "running", ["failed"], False),
        ("error", "done", ["failed"], False),
        ("error", "done", ["failed", "succeeded"], True),
        ("error", "riddle", ["failed"], False),
        ("done", "queued", None, False),
        ("done", "error", None, True),
    ],
)
def test_a_job_is_what_its_own_look_shows(
    acme: Any, listed: str, own: str, states: Any, gone: bool
) -> None:
    end = {"finished": ago(DAY)}
    person = purge(acme, [a_job(listed, **end)], [a_job(own, **end)])
    params = {"older_than": "1h"} if states is None else {"states": states}
    result = person.ok("delete", **params)
    assert result["deleted"] == deletes(person) == (["a"] if gone else [])
    said = [text for text in person.warnings if text.startswith("not deleted: job a is")]
    assert bool(said) is not gone and result["changed"] is gone
    if gone:
        assert [job["status"] for job in result["jobs"]] == [own]


def test_force_takes_the_lists_word(acme: Any) -> None:
    person = purge(acme, [a_job()], [a_job("running")])
    assert person.ok("delete", states=["failed"], force=True)["deleted"] == ["a"]
    assert person.fake.lines == ["GET /jobs", "DELETE /jobs/a"]


def test_a_job_that_went_after_the_list_is_no_failure(acme: Any) -> None:
    person = purge(acme, [a_job()], [{"id": "a"}])
    result = person.ok("delete", states=["failed"])
    assert (result["deleted"], result["changed"], deletes(person)) == ([], False, [])


def test_a_job_that_cannot_be_looked_at_is_not_deleted(acme: Any) -> None:
    person = purge(acme, [a_job(), {"id": "b", "status": "error"}], [a_job()])
    person.fake.script["GET /jobs/b"] = 500
    failed = person.fails("delete", "api", states=["failed"], request_retries=0)
    assert failed["deleted"] == deletes(person) == ["a"]
    assert [one["job_id"] for one in failed["refused"]] == ["b"]


@pytest.mark.parametrize("more", [{"get": {"from_list": True}}, {"list": {**LIST, "expand": True}}])
def test_a_list_that_is_the_look_is_not_asked_twice(acme: Any, more: Any) -> None:
    person = purge(acme, [a_job()], [a_job()], **more)
    assert person.ok("delete", states=["failed"])["deleted"] == ["a"]
    assert sum(line.startswith("GET") for line in person.fake.lines) <= 2


# Ages.

JUNK = ["yesterday", "2026-13-45", "31/12/2025", {"at": 1}, [[1]], True, "soon", 1.7e25]


@pytest.mark.parametrize("end", JUNK)
@pytest.mark.parametrize("force", [False, True])
def test_an_end_that_cannot_be_read_is_not_old(acme: Any, end: Any, force: bool) -> None:
    job = a_job(finished=end, started=ago(30 * DAY), updated=ago(30 * DAY))
    person = purge(acme, [job], [job])
    result = person.ok("delete", states=["failed"], older_than="7d", force=force)
    assert (result["deleted"], deletes(person)) == ([], [])
    (said,) = person.warnings
    assert "job a" in said and "cannot be read as a time" in said


@pytest.mark.parametrize("end", [None, "", "never", "n/a", 0, "0", -1, "0001-01-01T00:00:00Z"])
def test_an_end_that_is_not_told_leaves_it_to_the_other_times(acme: Any, end: Any) -> None:
    job = a_job(finished=end, started=ago(30 * DAY))
    person = purge(acme, [job], [job])
    assert person.ok("delete", older_than="7d")["deleted"] == ["a"]
    assert person.warnings == []


OWN = [
    ({"finished": ago(30 * DAY)}, True),
    ({"finished": ago(DAY)}, False),
    ({"started": ago(30 * DAY)}, True),
    ({"started": ago(DAY)}, False),
    ({"finished": "yesterday", "started": ago(30 * DAY)}, False),
    ({}, False),
]


@pytest.mark.parametrize("listed", [{}, {"finished": "yesterday"}, {"started": ago(60 * DAY)}])
@pytest.mark.parametrize(("own", "gone"), OWN)
def test_times_that_the_list_lacks_are_looked_up(
    acme: Any, listed: Any, own: Any, gone: bool
) -> None:
    person = purge(acme, [a_job(**listed)], [a_job(**own)])
    result = person.ok("delete", older_than="7d")
    assert result["deleted"] == deletes(person) == (["a"] if gone else [])
    is_told = bool(own) and "yesterday" not in own.values()
    assert bool(person.warnings) is not is_told


def test_a_list_without_times_is_looked_up_even_with_force(acme: Any) -> None:
    person = purge(acme, [a_job()], [a_job(finished=ago(DAY))])
    assert person.ok("delete", older_than="7d", force=True)["deleted"] == []


@pytest.mark.parametrize("more", [{"job": {"id": "id"}}, {"get": {"from_list": True}}])
def test_where_nothing_tells_times_nothing_is_old_and_this_is_said(acme: Any, more: Any) -> None:
    person = purge(acme, [a_job(), {"id": "b", "status": "done"}], [a_job()], **more)
    assert person.ok("delete", older_than="7d")["deleted"] == []
    (said,) = person.warnings
    assert "older_than" in said and "job a tells no time; job b tells no time" in said
    assert person.fake.lines == ["GET /jobs"]


@pytest.mark.gate
def test_many_jobs_of_unknown_age_are_named_in_part(acme: Any) -> None:
    jobs = [{"id": "j%d" % n, "status": "done"} for n in range(150)]
    person = purge(acme, jobs, jobs)
    person.ok("delete", older_than="7d")
    (said,) = person.warnings
    assert "and 145 more" in said and len(said) < 400


def test_the_ceiling_holds_for_what_looks_show(acme: Any) -> None:
    listed = [{"id": "j%d" % n, "status": "done"} for n in range(200)]
    looks = [{**job, "finished": ago(30 * DAY)} for job in listed]
    person = purge(acme, listed, looks)
    failed = person.fails("delete", "api", older_than="7d", max_jobs=5)  # the list was asked
    assert "max_jobs is 5" in failed["msg"] and deletes(person) == []
    assert len(person.fake.log) < 100  # no more looks than it takes to know


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2026-11-30", "2026-11-30"),
        ("2026-11-30T08:00:00+02:00", "2026-11-30T08:00:00+02:00"),
        (1700000000, "1700000000"),
        ("yesterday", None),
        ("2026-13-01", None),
        (0, None),
        (True, None),
    ],
)
def test_a_filter_that_is_a_time(acme: Any, given: Any, sent: Any) -> None:
    person = acme({"GET /jobs": {"jobs": []}}, list=LIST, filters={"since": {"type": "time"}})
    result = person.run("info", filters={"since": given})
    if sent is None:
        assert result["error"] == "config" and "filters.since must be a time" in result["msg"]
        assert person.fake.log == []
    else:
        assert person.fake.log[0].query["since"] == sent
