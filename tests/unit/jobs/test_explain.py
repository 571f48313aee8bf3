# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""provider_info: what a provider would send and how it would read a sample, without a network and without secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)


@pytest.mark.parametrize("system", NAMES)
def test_every_verb_is_shown_as_it_would_be_sent(world: Any, system: str) -> None:
    result = world.ok("explain", system)
    assert set(result["requests"]) == set(result["verbs"]) == set(provider_of(system).verbs)
    assert (
        result["changed"] is False
        and result["words"]
        and result["notes"]
        and result["name"] == system
    )
    for one in result["requests"].values():
        assert "note" in one or (one["method"] and one["url"].startswith(world[system].root)), one
    assert world[system].log == [] and "reads_as" not in result


@pytest.mark.parametrize("system", NAMES)
def test_no_credential_is_needed_or_shown(world: Any, system: str) -> None:
    secrets = [
        value
        for name, value in world[system].options.items()
        if name in ("token", "password", "client_secret")
    ]
    shown = json.dumps(world.ok("explain", system))
    assert not any(secret in shown for secret in secrets)
    bare = dict.fromkeys(
        ("token", "username", "password", "client_id", "client_secret", "base_url", "token_type")
    )
    assert "system.example.com" in json.dumps(world.ok("explain", system, **bare)["requests"])


@pytest.mark.parametrize(
    ("system", "verb", "line"),
    [
        ("adverity", "stop", "POST /api/jobs/7/stop/"),
        ("alteryx", "get", "GET /webapi/v3/jobs/7"),
        ("commvault", "stop", "POST /commandcenter/api/Job/7/action/kill"),
        ("illumio", "delete", "DELETE /api/v2/orgs/1/jobs/7"),
        ("log360", "delete", "DELETE /RestAPI/v1/jobs"),
        ("illumio", "submit", "GET /api/v2/PATH"),
    ],
)
def test_the_request_is_the_one_of_the_conversations(
    world: Any, system: str, verb: str, line: str
) -> None:
    shown = world.ok("explain", system, job_id="7")["requests"][verb]
    assert f"{shown['method']} {shown['url'].replace(world[system].root, '')}" == line
    if verb == "submit":
        assert shown["headers"]["Prefer"] == "respond-async"
    if system == "log360":
        assert shown["query"] == [["request_id", "7"]]


def test_a_sample_is_read_as_the_real_thing_would_be(world: Any) -> None:
    sample = {
        "body": {
            "requests": [{"request_id": "7", "status": "FAILED", "submitted_at": 1700000000000}]
        }
    }
    result = world.ok("explain", "log360", job_id="7", sample=sample)
    assert (result["reads_as"]["job"]["state"], result["reads_as"]["job"]["submitted_at"]) == (
        "failed",
        "2023-11-14T22:13:20Z",
    )
    assert world["log360"].log == [] and len(result["sent"]) == 1


HREF = "/orgs/1/traffic_flows/async_queries/u-1"


@pytest.mark.parametrize(("system", "body", "job_id", "state"), [
    ("adverity", {"id": 7, "state_label": "Success"}, "7", "succeeded"),
    ("alteryx", {"id": "a1", "status": "Running"}, "a1", "running"),
    ("commvault", {"jobs": [{"jobSummary": {"jobId": 7, "status": "Running"}}]}, "7", "running"),
    ("commvault", "<R><jobs><jobSummary jobId='7' status='Running'/></jobs></R>", "7", "running"),
    ("illumio", {"href": "/orgs/1/jobs/a1", "status": "running"}, "a1", "running"),
    ("illumio", {"href": "https://pce.example.com/orgs/1/jobs/a1", "status": "running"}, "a1", "running"),
    ("illumio", {"href": HREF, "status": "working"}, "u-1", "running"),
    ("log360", {"requests": [{"request_id": "9", "status": "FAILED"}, {"request_id": "8"}]}, "9", "failed"),
])  # fmt: skip
def test_a_sample_names_its_job(
    world: Any, system: str, body: Any, job_id: str, state: str
) -> None:
    result = world.ok("explain", system, sample={"body": body})
    job = result["reads_as"]["job"]
    assert (job["id"], job["state"]) == (job_id, state)
    asked = world.ok("explain", system, sample={"body": body}, job_id="other")["reads_as"]
    assert asked["error"] in ("decode", "not_found"), "an id that was given is asked for"


@pytest.mark.parametrize("body", [None, "", "text", [], [1], {}, {"id": {"a": 1}}, {"id": None}])
def test_a_sample_that_names_no_job_is_read_as_before(world: Any, body: Any) -> None:
    assert "reads_as" in world.ok("explain", "adverity", sample={"body": body})


@pytest.mark.parametrize(("system", "of", "sample", "expected"), [
    ("illumio", "submit", {"status": 202, "headers": {"Location": "/orgs/1/jobs/9", "Retry-After": "5"}},
     {"retry_after": 5.0}),
    ("illumio", "get", {"body": {"href": "/orgs/1/jobs/JOB_ID", "status": "running"}, "headers": {"Retry-After": "3"}},
     {"retry_after": 3.0}),
    ("commvault", "list", {"body": '<?xml version="1.0"?><R totalRecordsWithoutPaging="0"/>'}, {"jobs": [], "complete": True}),
    ("adverity", "stop", {"status": 400, "body": {"detail": "it is not in the fetch stage"}}, {"error": "conflict"}),
    ("alteryx", "messages", {"body": {"status": 3, "text": "no"}},
     {"messages": [{"level": "error", "text": "no", "source": None, "time": None}]}),
    ("log360", "get", {"body": "<html></html>"}, {"error": "decode"}), ("log360", "get", {"status": 401}, {"error": "auth"}),
])  # fmt: skip
def test_samples_of_other_verbs(
    world: Any, system: str, of: str, sample: Any, expected: Any
) -> None:
    reads = world.ok("explain", system, sample=sample, sample_of=of)["reads_as"]
    assert {key: reads[key] for key in expected} == expected


def test_what_is_missing_is_told_with_the_reason(world: Any) -> None:
    assert "stop" in world.ok("explain", "log360")["unsupported"]
    failed = world.fails("explain", "log360", "unsupported", sample={}, sample_of="stop")
    assert "not stop one" in failed["msg"]


def test_a_sample_with_a_wrong_key(world: Any) -> None:
    assert (
        "sample.code is not known"
        in world.fails("explain", "log360", "config", sample={"code": 200})["msg"]
    )


@pytest.mark.parametrize("system", NAMES)
def test_it_tells_what_makes_a_submit_happen_once(world: Any, system: str) -> None:
    once = world.ok("explain", system)["once"]
    assert (once["kept_by"], once["key"]) == ("journal", None)
    assert once["find"] and once["find"] != [{}], "each of the five says what it can match"


LEAST: dict[str, Any] = {
    "name": "acme",
    "get": "/jobs/{id}",
    "state": {"path": "status", "words": {"succeeded": "done"}},
}


@pytest.mark.parametrize(("more", "once"), [
    ({}, {"kept_by": "journal", "key": None, "find": []}),
    ({"list": "/jobs"}, {"kept_by": "journal", "key": None, "find": [{}]}),
    ({"list": "/jobs", "filters": {"flow": {"required": True}}},
     {"kept_by": "journal", "key": None, "find": []}),
    ({"list": "/jobs", "submit": {"find": {"match": {"path": "ref", "equals": "{body.ref}"}}}},
     {"kept_by": "journal", "key": None,
      "find": [{"match": [{"path": ["ref"], "equals": "{body.ref}"}]}]}),
    ({"submit": {"once": {"header": "Idempotency-Key"}}},
     {"kept_by": "system", "key": {"header": "Idempotency-Key"}, "find": []}),
])  # fmt: skip
def test_and_of_a_declared_system(world: Any, more: Any, once: Any) -> None:
    definition = {**LEAST, **more}
    params = {"provider": "acme", "provider_definition": definition}
    assert world.ok("explain", "log360", **params)["once"] == once
