# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs by their age, told and stopped: what is not known is neither old nor new."""

from __future__ import annotations

from typing import Any

import pytest

from .test_selection import DAY, LIST, TIMES, ago

HOUR = 3600
OWNER = {"owner": {"in": "query"}}
STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
JOBS = [
    {"id": "old", "status": "done", "started": ago(9 * DAY), "finished": ago(8 * DAY)},
    {"id": "mid", "status": "error", "started": ago(9 * DAY), "finished": ago(2 * DAY)},
    {"id": "new", "status": "done", "started": ago(2 * HOUR), "finished": ago(HOUR)},
    {"id": "long", "status": "running", "started": ago(10 * DAY), "updated": ago(5)},
    {"id": "short", "status": "running", "started": ago(HOUR), "updated": ago(5)},
]


def system(acme: Any, jobs: list[Any], looks: list[Any] | None = None, **more: Any) -> Any:
    """A system that lists jobs, shows each, and stops them."""
    script: dict[str, Any] = {"GET /jobs": {"jobs": jobs}}
    for job in jobs if looks is None else looks:
        script["GET /jobs/%s" % job["id"]] = job
        script["POST /jobs/%s/stop" % job["id"]] = {}
    return acme(script, **{"list": LIST, "job": TIMES, "stop": STOP, **more})


def ids(result: Any) -> list[str]:
    return [job["id"] for job in result["jobs"]]


def stops(person: Any) -> list[str]:
    return [one.target.split("/")[-2] for one in person.fake.log if one.method == "POST"]


# job_info


WINDOWS = [
    ({"older_than": "7d"}, ["old", "long"]),
    ({"newer_than": "7d"}, ["mid", "new", "short"]),
    ({"newer_than": "7d", "older_than": "12h"}, ["mid"]),
    ({"newer_than": "90m"}, ["new", "short"]),
    ({"older_than": "7d", "states": ["running"]}, ["long"]),
    ({"older_than": 691199}, ["old", "long"]),
    ({"older_than": 691200}, ["long"]),
    ({"newer_than": "1s"}, []),
]


@pytest.mark.parametrize("more", [{}, {"fields": ["id"]}, {"limit": 99}, {"messages": False}])
@pytest.mark.parametrize(("ages", "chosen"), WINDOWS)
def test_a_job_is_as_old_as_its_end_or_else_its_start(
    acme: Any, ages: Any, chosen: Any, more: Any
) -> None:
    person = system(acme, JOBS)
    result = person.ok("info", **ages, **more)
    assert (ids(result), result["count"], result["complete"]) == (chosen, len(chosen), True)
    assert (person.fake.lines, person.warnings) == (["GET /jobs"], [])


@pytest.mark.parametrize(("ages", "chosen"), WINDOWS)
def test_jobs_that_were_named_are_chosen_in_the_same_way(acme: Any, ages: Any, chosen: Any) -> None:
    person = system(acme, JOBS)
    result = person.ok("info", job_id=[job["id"] for job in JOBS], **ages)
    assert (ids(result), result["missing"]) == (chosen, [])


def test_counts_alone_go_by_age_too(acme: Any) -> None:
    result = system(acme, JOBS).ok("info", older_than="7d", summary_only=True)
    assert (result["summary"], result["jobs"]) == ({"succeeded": 1, "running": 1}, [])


def test_a_limit_counts_what_is_of_that_age(acme: Any) -> None:
    result = system(acme, JOBS).ok("info", newer_than="7d", limit=2)
    assert (ids(result), result["complete"]) == (["mid", "new"], False)


@pytest.mark.parametrize("name", ["older_than", "newer_than"])
def test_times_that_the_list_lacks_are_looked_up(acme: Any, name: str) -> None:
    bare = [{"id": job["id"], "status": job["status"]} for job in JOBS]
    person = system(acme, bare, JOBS)
    chosen = ["old", "long"] if name == "older_than" else ["mid", "new", "short"]
    assert ids(person.ok("info", **{name: "7d"})) == chosen
    assert person.warnings == []


@pytest.mark.parametrize("name", ["older_than", "newer_than"])
@pytest.mark.parametrize(
    ("times", "said"),
    [({}, "job a tells no time"), ({"finished": "soon"}, "the end of job a (soon) cannot be read")],
)
def test_a_job_of_no_known_age_is_neither_old_nor_new(
    acme: Any, name: str, times: Any, said: str
) -> None:
    job = {"id": "a", "status": "done", "started": ago(DAY) if times else None, **times}
    person = system(acme, [job])
    assert ids(person.ok("info", **{name: "7d"})) == []
    (warning,) = person.warnings
    assert said in warning


@pytest.mark.parametrize(
    ("ages", "name"),
    [
        ({"older_than": ""}, "older_than"),
        ({"newer_than": ""}, "newer_than"),
        ({"newer_than": "7 days"}, "newer_than"),
        ({"older_than": "7d", "newer_than": "1d"}, "older_than"),
        ({"older_than": "1d", "newer_than": "24h"}, "older_than"),
    ],
)
def test_ages_that_mean_nothing_are_refused(acme: Any, ages: Any, name: str) -> None:
    person = system(acme, JOBS)
    assert person.fails("info", "config", **ages)["msg"].startswith(name)
    assert person.fake.lines == []


# job_stop


@pytest.mark.parametrize(
    ("choice", "stopped"),
    [
        ({"older_than": "7d"}, ["long"]),
        ({"older_than": "30m"}, ["long", "short"]),
        ({"states": ["running"]}, ["long", "short"]),
        ({"states": ["queued", "waiting"]}, []),
        ({"states": ["running"], "older_than": "7d"}, ["long"]),
        ({"filters": {"owner": "x"}}, ["long", "short"]),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_active_jobs_are_stopped_by_state_filter_and_age(
    acme: Any, choice: Any, stopped: Any, check: bool
) -> None:
    person = system(acme, JOBS, filters=OWNER)
    result = person.ok("stop", **choice, check_mode=check)
    assert ids(result) == stopped
    assert stops(person) == ([] if check else stopped)
    assert result["changed"] is bool(stopped)


def test_a_stop_of_many_has_a_ceiling(acme: Any) -> None:
    person = system(acme, JOBS)
    failed = person.fails("stop", "api", states=["running"], max_jobs=1)
    assert "max_jobs is 1; nothing was stopped" in failed["msg"]
    assert stops(person) == []


def test_what_nobody_knows_and_what_stops_already_is_not_chosen(acme: Any) -> None:
    jobs = [{"id": "a", "status": "huh"}, {"id": "b", "status": "ending"}]
    words = {"running": "running", "stopping": "ending", "succeeded": "done"}
    person = system(acme, jobs, state={"path": "status", "words": words}, filters=OWNER)
    assert person.ok("stop", filters={"owner": "x"})["jobs"] == []


def test_a_job_that_ended_since_the_list_is_left_and_told(acme: Any) -> None:
    person = system(acme, [JOBS[4]], [{**JOBS[4], "status": "done"}])
    assert person.ok("stop", states=["running"])["stopped"] == []
    assert stops(person) == []
    assert person.warnings == [
        "not stopped: job short is succeeded (status done), while the list has it as running"
    ]


@pytest.mark.parametrize("start", [None, "soon"])
def test_a_job_of_unknown_start_is_not_stopped_for_its_age(acme: Any, start: Any) -> None:
    person = system(
        acme, [{"id": "a", "status": "running", "started": start, "updated": ago(9 * DAY)}]
    )
    assert person.ok("stop", older_than="7d")["stopped"] == []
    (said,) = person.warnings
    assert said.startswith("not stopped, because older_than needs to know when a job began")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({}, "job_id"),
        ({"states": []}, "states"),
        ({"filters": {}}, "filters"),
        ({"older_than": ""}, "older_than"),
        ({"job_id": ["a"], "states": ["running"]}, "job_id"),
        ({"job_id": [], "states": ["running"]}, "job_id"),
        ({"states": ["running"], "max_jobs": 0}, "max_jobs"),
    ],
)
def test_a_choice_that_came_out_empty_stops_nothing(acme: Any, choice: Any, said: str) -> None:
    person = system(acme, JOBS)
    assert said in person.fails("stop", "config", **choice)["msg"]
    assert person.fake.lines == []
