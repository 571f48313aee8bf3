# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_info: what is asked for is what is returned; and only what matches is believed (http_facts rule 11)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    ID_IN_QUERY,
    SYSTEMS,
    having,
)

KEYS = ["id", "href", "provider", "name", "type", "state", "status", "finished", "succeeded", "progress", "submitted_at",
        "started_at", "finished_at", "updated_at", "duration", "reason", "messages", "outputs", "raw"]  # fmt: skip
ODD = [
    "a b",
    "a/b",
    "a%2Fb",
    "ünïcödé",
    "a+b&c=d",
    "a?b",
    "{{ x }}",
    "a;b",
    "*",
    "0",
    "-1",
    "a:b@c",
]


@pytest.mark.parametrize("system", having("list"))
def test_all_keys_are_always_there(world: Any, system: str) -> None:
    result = world.ok("info", system, filters=SYSTEMS[system].filters)
    assert result["count"] == len(result["jobs"]) == sum(result["summary"].values()) > 0
    for job in result["jobs"]:
        assert list(job) == KEYS and job["provider"] == system and job["raw"] is None
        assert job["finished"] is (
            job["state"] in ("succeeded", "partial", "failed", "stopped", "skipped", "lost")
        )
        assert job["succeeded"] is (job["state"] in ("succeeded", "partial"))


@pytest.mark.parametrize("system", having("list"))
def test_reading_changes_nothing(world: Any, system: str) -> None:
    assert world.ok("info", system, filters=SYSTEMS[system].filters)["changed"] is False
    assert world[system].writes() == []


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({}, False),
        ({"raw": True}, True),
        ({"raw": False}, False),
        ({"job_id": ["815"]}, True),
        ({"job_id": ["815"], "raw": False}, False),
    ],
)
def test_raw_is_shown_for_ids_unless_said_otherwise(world: Any, params: Any, shown: bool) -> None:
    jobs = world.ok("info", "commvault", **params)["jobs"]
    assert all((job["raw"] is not None) is shown for job in jobs)


def test_ids_keep_their_order_and_are_answered_each(world: Any) -> None:
    result = world.ok("info", "commvault", job_id=["815", "681", "nobody", "815", "707"])
    assert [job["id"] for job in result["jobs"]] == ["815", "681", "815", "707"]
    assert (result["missing"], result["count"], "job" in result) == (["nobody"], 4, False)


@pytest.mark.parametrize(("job_id", "job"), [(["815"], "815"), (["nobody"], None)])
def test_job_is_there_for_one_id(world: Any, job_id: list[str], job: Any) -> None:
    result = world.ok("info", "commvault", job_id=job_id)
    assert (result["job"] and result["job"]["id"]) == job and result["changed"] is False


def test_states_are_applied_by_us(world: Any) -> None:
    result = world.ok("info", "commvault", states=["waiting", "failed"])
    assert set(result["summary"]) == {"waiting", "failed"} and result["complete"] is True
    assert {job["state"] for job in result["jobs"]} == {"waiting", "failed"}


def test_a_limit_counts_what_is_returned(world: Any) -> None:
    result = world.ok("info", "commvault", states=["waiting"], limit=2)
    assert ([job["id"] for job in result["jobs"]], result["complete"]) == (["270", "283"], False)
    result = world.ok("info", "commvault", limit=15)
    assert (result["count"], result["complete"]) == (15, True)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(world: Any, limit: int) -> None:
    assert "limit" in world.fails("info", "commvault", "config", limit=limit)["msg"]
    assert world["commvault"].log == []


def test_summary_only_gives_counts_without_jobs(world: Any) -> None:
    result = world.ok("info", "log360", summary_only=True, messages=False)
    assert (result["jobs"], result["count"], result["summary"]) == (
        [],
        4,
        {"succeeded": 2, "failed": 1, "running": 1},
    )


@pytest.mark.parametrize("states", [None, ["failed", "unknown", "running"]])
@pytest.mark.parametrize("system", having("list"))
def test_a_count_counts_what_a_list_shows(world: Any, system: str, states: Any) -> None:
    for status in (None, None, "Hibernating"):
        world[system].add_job(**({"status": status} if status else {}))
    filters = SYSTEMS[system].filters
    shown = world.ok("info", system, states=states, filters=filters, fields=["state"])
    warned = world.warnings[:]
    world.warnings.clear()
    counted = world.ok("info", system, states=states, filters=filters, summary_only=True)
    assert (counted["count"], counted["summary"], counted["complete"]) == (
        shown["count"],
        shown["summary"],
        shown["complete"],
    )
    assert counted["summary"].get("unknown") and sum(counted["summary"].values()) == len(
        shown["jobs"]
    )
    assert (counted["jobs"], world.warnings) == ([], warned)


def test_fields_are_all_that_is_returned(world: Any) -> None:
    jobs = world.ok("info", "log360", fields=["id", "state"])["jobs"]
    assert all(list(job) == ["id", "state"] for job in jobs)
    failed = world.fails("info", "log360", "config", fields=["id", "colour"])
    assert "colour is not a key of a job" in failed["msg"] and "submitted_at" in failed["msg"]


@pytest.mark.parametrize(
    ("verb", "params"),
    [
        ("info", {"filters": {"colour": "red"}}),
        ("delete", {"filters": {"colour": "red"}, "states": ["failed"]}),
    ],
)
def test_an_unknown_filter_is_refused_naming_what_there_is(
    world: Any, verb: str, params: Any
) -> None:
    failed = world.fails(verb, "log360", "unsupported", **params)
    assert "has no filter colour; it has request_id" in failed["msg"] and world["log360"].log == []


@pytest.mark.parametrize(
    ("filters", "word"),
    [
        ({"clientId": "two"}, "whole number"),
        ({"clientId": [1, 2]}, "one value"),
        ({"jobCategory": "Old"}, "Active, Finished"),
        ({"hideAdminjobs": "perhaps"}, "true or false"),
        ({"clientId": {"a": 1}}, "one value"),
    ],
)
def test_a_filter_of_the_wrong_form_is_refused(world: Any, filters: Any, word: str) -> None:
    failed = world.fails("info", "commvault", "config", filters=filters)
    assert f"filters.{next(iter(filters))}" in failed["msg"] and word in failed["msg"]
    assert world["commvault"].log == []


def test_messages_are_refused_where_there_are_none(world: Any) -> None:
    failed = world.fails("info", "log360", "unsupported", messages=True)
    assert "no messages" in failed["msg"] and world["log360"].log == []


# Ids.


@pytest.mark.parametrize("system", [name for name in NAMES if name not in ID_IN_QUERY])
@pytest.mark.parametrize("id", [one for one in ODD if "/" not in one])
def test_an_odd_id_is_one_segment_of_the_path(world: Any, system: str, id: str) -> None:
    world.ok("info", system, job_id=[id])
    path = [entry for entry in world[system].log if entry.kind == "read"][0].path
    segment = path.rstrip("/").rpartition("/")[2]
    assert world[system].log[-1].target.count("/") == path.count("/") and segment not in (
        "",
        ".",
        "..",
    )
    assert bytes(segment, "ascii") and "?" not in segment and " " not in segment


@pytest.mark.parametrize("system", ID_IN_QUERY)
@pytest.mark.parametrize("id", ODD)
def test_an_odd_id_is_one_value_of_the_query(world: Any, system: str, id: str) -> None:
    world[system].add_job(id=id)
    assert world.ok("info", system, job_id=[id])["job"]["id"] == id
    read = next(entry for entry in world[system].log if entry.kind == "read")
    assert [value for _name, value in read.query] == [id]


@pytest.mark.parametrize("verb", ["info", "wait", "stop", "delete"])
@pytest.mark.parametrize(
    "id",
    ["", " ", None, ".", "..", "a/../b", "a//b", "x\ny", "x\x00y", "%2e%2e", "..%2f", "x" * 600],
)
def test_what_is_no_id_never_reaches_the_wire(world: Any, verb: str, id: Any) -> None:
    for system in NAMES:
        result = world.run(verb, system, job_id=[id])
        assert result["failed"] and result["error"] in ("config", "unsupported"), result
        assert world[system].log == []


def test_an_empty_list_is_not_all_jobs(world: Any) -> None:
    assert "empty list" in world.fails("info", "log360", "config", job_id=[])["msg"]
    assert world["log360"].log == []


@pytest.mark.parametrize(
    "href",
    [
        "http://127.0.0.1:1/api/jobs/3/",
        "https://evil.example.com/api/jobs/3/",
        "//evil.example.com/3",
    ],
)
def test_an_href_of_another_origin_is_refused(world: Any, href: str) -> None:
    failed = world.fails("info", "adverity", "config", job_id=[href])
    assert failed["msg"].startswith("job_id points to ") and world["adverity"].log == []


@pytest.mark.parametrize(
    "href",
    ["/orgs/1/jobs/../labels", "/orgs/1/jobs/%2e%2e/labels", "{root}/api/v2/orgs/1/jobs/./5"],
)
@pytest.mark.parametrize("verb", ["info", "delete", "wait"])
def test_an_href_with_dots_never_reaches_the_wire(world: Any, verb: str, href: str) -> None:
    href = href.replace("{root}", world["illumio"].root)
    assert "job_id" in world.fails(verb, "illumio", "config", job_id=[href])["msg"]
    assert world["illumio"].log == []


# Only what matches is believed.


@pytest.mark.parametrize("verb", ["info", "stop", "wait"])
@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"id": 4, "state_label": "Success"}, "is about job 4"),
        ([{"id": 3, "state_label": "Success"}], "did not answer a job"),
        (None, "did not answer a job"),
        ("null", "did not answer a job"),
        ("[]", "did not answer a job"),
        ('"Success"', "did not answer a job"),
        ("true", "did not answer a job"),
        ("3", "did not answer a job"),
    ],
)
def test_another_job_a_list_or_null_is_not_believed(
    world: Any, verb: str, body: Any, word: str
) -> None:
    world["adverity"].fault(path="/jobs/3/", times=0, body=body, status=200)
    failed = world.fails(verb, "adverity", "decode", job_id=["3"])
    assert word in failed["msg"] and world["adverity"].writes() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": 3},
        {"id": 3, "state_label": None},
        {"id": 3, "state_label": "Succes"},
        {"id": 3, "state_label": {"a": 1}},
        {"id": 3, "state_label": "", "progress": 100},
    ],
)
def test_no_known_word_is_never_done(world: Any, body: Any) -> None:
    world["adverity"].fault(path="/jobs/3/", times=0, body=body)
    job = world.ok("info", "adverity", job_id=["3"])["job"]
    assert (job["state"], job["finished"], job["succeeded"]) == ("unknown", False, False)


def test_a_list_without_the_job_is_no_answer_to_it(world: Any) -> None:
    """Log360 and Commvault answer one job in an envelope: another job in it is not the one asked for."""
    other = {"requests": [{"request_id": "other", "status": "SUCCESS"}]}
    world["log360"].fault(body=other)
    assert world.ok("info", "log360", job_id=["mine"])["missing"] == ["mine"]
    world["commvault"].fault(
        path="/Job/5", body={"jobs": [{"jobSummary": {"jobId": 6, "status": "Completed"}}]}
    )
    assert "is about job 6" in world.fails("info", "commvault", "decode", job_id=[5])["msg"]


@pytest.mark.parametrize("body", ['{"requests": null}', "{}", '{"requests": []}'])
def test_a_list_may_be_empty(world: Any, body: str) -> None:
    world["log360"].fault(body=body)
    assert world.ok("info", "log360")["count"] == 0


@pytest.mark.parametrize("body", ["null", '"text"', "", "[1, 2", "true", "7"])
def test_what_is_no_list_is_told(world: Any, body: str) -> None:
    world["log360"].fault(body=body, status=200)
    world.fails("info", "log360", "decode")


def test_an_item_without_an_id_is_left_out_and_said(world: Any) -> None:
    world["log360"].fault(
        body={
            "requests": [{"status": "SUCCESS"}, {"request_id": "a", "status": "SUCCESS"}, "b", None]
        }
    )
    world["log360"].fault(path="request_id=b", status=404)
    result = world.ok("info", "log360")
    assert ([job["id"] for job in result["jobs"]], result["complete"]) == (["a"], False)
    assert "lists something without an id" in world.warnings[0]
    world["alteryx"].fault(path="workflows", times=0, body={"total": "not a list"})
    result = world.ok("info", "alteryx", filters=SYSTEMS["alteryx"].filters)
    assert (result["jobs"], result["complete"]) == ([], False)


def test_hostile_values_do_no_harm(world: Any) -> None:
    hostile = {
        "request_id": "x",
        "status": "SUCCESS\x1b[31m",
        "submitted_at": "not a date",
        "running_time_in_millis": "NaN",
        "message": "<b>{{ lookup('pipe', 'id') }}</b>\u202e\n" + "y" * 5000,
        "started_at": -1e300,
    }
    world["log360"].add_job(id="x", status="SUCCESS", fields=hostile)
    job = world.ok("info", "log360", job_id=["x"], raw=False)["job"]
    assert (job["submitted_at"], job["started_at"], job["duration"]) == (None, None, None)
    assert (
        len(job["reason"]) <= 1000 and "\n" not in job["reason"] and "\u202e" not in job["reason"]
    )
    assert "\x1b" not in job["status"]


@pytest.mark.parametrize("body", [{"foo": 1}, {"message": "no entries"}, [1, 2]])
def test_an_answer_without_a_list_is_not_an_empty_list(world: Any, body: Any) -> None:
    world["log360"].fault(body=body)
    result = world.ok("info", "log360")
    assert (result["jobs"], result["complete"]) == ([], False)
    assert "answered something else than a list of jobs" in world.warnings[0]
    assert ("no entries" in world.warnings[0]) is ("message" in body)


def test_an_empty_list_is_one(world: Any) -> None:
    world["log360"].fault(body={"total": 0, "requests": []})
    assert world.ok("info", "log360")["complete"] is True
    assert world.warnings == []
