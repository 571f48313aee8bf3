# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server behind a proxy that tells its inner address in Locations and links."""

from __future__ import annotations

from typing import Any

import pytest

INNER = "http://inner.example.com:8080"
DONE = {"id": 7, "status": "done"}
CALL = {"method": "POST", "path": "run"}


@pytest.mark.parametrize(
    "location",
    [
        INNER + "/jobs/7?x=1",
        "/jobs/7?x=1",
        "HTTPS://inner/jobs/7?x=1",
        "//inner/jobs/7?x=1",
        "jobs/7?x=1",
    ],
)
def test_a_location(acme: Any, say: Any, location: str) -> None:
    script = {"POST /run": say(None, 202, Location=location), "GET /jobs/7?x=1": DONE}
    rebased = {"reference": {"header": "Location", "rebase": True}}
    person = acme(script, submit=rebased, get="{href}")
    result = person.ok("request", **CALL)
    assert result["job"]["id"] == "7" and person.fake.lines[1] == "GET /jobs/7?x=1"
    if "//" in location:
        plain = acme(script, submit={"reference": {"header": "Location"}}, get="{href}")
        assert "not followed" in plain.fails("request", "api", **CALL)["msg"]


def test_below_a_prefix(acme: Any, say: Any) -> None:
    script = {
        "POST /outer/api/run": say(None, 202, Location=INNER + "/api/jobs/7"),
        "GET /outer/api/jobs/7": DONE,
    }
    rebased = {"reference": {"header": "Location", "rebase": True}}
    person = acme(script, submit=rebased, base="/api")
    person.ok("request", base_url=person.fake.base_url + "/outer", **CALL)
    assert person.fake.lines == ["POST /outer/api/run", "GET /outer/api/jobs/7"]


def test_moves_and_pages(acme: Any) -> None:
    running = {"id": 7, "status": "running", "next": INNER + "/jobs/8"}
    person = acme(
        {
            "GET /jobs/7": running,
            "GET /jobs/8": DONE,
            "GET /jobs": {"jobs": [DONE], "next": INNER + "/jobs?page=2"},
            "GET /jobs?page=2": {"jobs": [{"id": 9, "status": "done"}]},
        },
        get={"path": "{href}", "moves": {"path": "next", "rebase": True}},
        href="/jobs/{id}",
        list={
            "path": "/jobs",
            "items": "jobs[]",
            "page": {"type": "link", "next": "next", "rebase": True},
        },
    )
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"
    assert [job["id"] for job in person.listed()] == ["7", "9"]


@pytest.mark.parametrize("location", [INNER + "/a\\b", INNER + "/%2e%2e/b"])
def test_what_is_no_path_is_refused_as_ever(acme: Any, say: Any, location: str) -> None:
    rebased = {"reference": {"header": "Location", "rebase": True}}
    person = acme({"POST /run": say(None, 202, Location=location)}, submit=rebased, get="{href}")
    person.fails("request", "api", **CALL)
    assert len(person.fake.log) == 1
