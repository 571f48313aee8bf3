# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submitting: what the user gives and what the definition says of a body come together."""

from __future__ import annotations

from typing import Any

import pytest

DONE = {"id": 7, "status": "done"}
BODY = {"reference": {"path": "id"}}
PARTS: dict[str, Any] = {
    "methods": ["PUT"],
    "before": {
        "method": "POST",
        "path": "/tickets",
        "body": {"for": "{body.for}", "tags": "{body.tags}", "note": "{body.note}"},
        "save": {"no": "no"},
    },
    "method": "PUT",
    "path": "/tickets/{saved.no}/rows",
    "headers": {"Content-Type": "text/csv"},
    "body": "{body.rows}",
    "body_format": "raw",
    "reference": {"saved": "no"},
}


def test_each_call_takes_its_part_of_what_the_user_gives(acme: Any) -> None:
    person = acme(
        {"POST /tickets": {"no": 7}, "PUT /tickets/7/rows": {}, "GET /jobs/7": DONE}, submit=PARTS
    )
    person.ok("request", body={"for": "people", "tags": [1, True], "rows": "a,b\n1,2\n"})
    assert person.fake.log[0].json == {"for": "people", "tags": [1, True]}
    assert (
        person.fake.log[1].body == "a,b\n1,2\n"
        and person.fake.log[1].headers["Content-Type"] == "text/csv"
    )


def test_a_part_that_is_missing_is_named(acme: Any) -> None:
    person = acme({"POST /tickets": {"no": 7}}, submit=PARTS)
    assert "body.rows" in person.fails("request", "config", body={"for": "people"})["msg"]


def test_what_starts_nothing_makes_no_calls_around_it(acme: Any) -> None:
    person = acme(
        {"GET /tickets": {"all": []}}, submit={**PARTS, "after": {"method": "POST", "path": "/go"}}
    )
    assert person.ok("request", path="tickets")["result"] == {"all": []}
    assert person.fake.lines == ["GET /tickets"]


@pytest.mark.parametrize(
    ("given", "kind", "sent"),
    [
        ({}, "application/x-www-form-urlencoded", "a=1"),
        ({"body_format": "json"}, "application/json", '{"a":1}'),
    ],
)
def test_the_definition_says_how_a_body_is_written(
    acme: Any, given: Any, kind: str, sent: str
) -> None:
    person = acme(
        {"POST /run": {"id": 7}, "GET /jobs/7": DONE}, submit={**BODY, "body_format": "form"}
    )
    person.ok("request", method="POST", path="run", body={"a": 1}, **given)
    assert (person.fake.log[0].headers["Content-Type"], person.fake.log[0].body) == (kind, sent)


def test_a_content_type_of_the_definition_stays(acme: Any) -> None:
    patch = {**BODY, "headers": {"content-type": "application/merge-patch+json"}}
    person = acme({"POST /run": {"id": 7}, "GET /jobs/7": DONE}, submit=patch)
    person.ok("request", method="POST", path="run", body={"a": 1})
    kinds = [
        value
        for name, value in person.fake.log[0].headers.items()
        if name.lower() == "content-type"
    ]
    assert kinds == ["application/merge-patch+json"]
