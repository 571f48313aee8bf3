# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result that the definition promises and the answers lack is told; lists that never end are given up."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

DONE = {"id": 7, "status": "done"}
ROWS = {"path": "/rows", "items": "rows[]"}


@pytest.mark.parametrize(
    ("result", "record", "rows", "warning"),
    [
        ({"inline": "out"}, {}, None, "its record has no out"),
        ({"inline": ["out", "a.b"]}, {}, None, "its record has no out or a.b"),
        ({"inline": "out"}, {"out": None}, None, None),
        ({"href": "links.out"}, {}, None, "its record names no place of one"),
        (ROWS, {}, {"foo": 1}, "answered no items of a result (rows[]); it counts as empty"),
        (ROWS, {}, {"rows": []}, None),
        (ROWS, {}, {"rows": None}, None),
        (ROWS, {}, {}, None),
    ],
)
def test_what_is_promised_and_not_there_is_told(
    acme: Any, result: Any, record: Any, rows: Any, warning: str | None
) -> None:
    script = {"GET /jobs/7": {**DONE, **record}, "GET /rows": rows, "POST /jobs": {"id": 7}}
    submit = {"method": "POST", "path": "/jobs", "reference": {"path": "id"}}
    person = acme(script, submit=submit, result=result)
    assert not person.ok("request", method="POST", path="jobs", body={})["result"]
    assert len(person.warnings) == (warning is not None)
    assert warning is None or warning in person.warnings[0]


LIST = {"path": "/jobs", "items": "jobs[]", "page": {"type": "link", "next": "next"}}


def pages(say: Any, of: Any) -> Any:
    """Pages that all name a next one."""
    number = itertools.count(1)

    def answer(_sent: Any) -> Any:
        page = next(number)
        return say({"jobs": of(page), "next": f"/jobs?page={page}"})

    return answer


@pytest.mark.parametrize(
    "of",
    [lambda page: [], lambda page: [DONE], lambda page: [{**DONE, "page": page}]],
    ids=["empty", "same", "known"],
)
def test_pages_that_bring_nothing_new_are_given_up(acme: Any, say: Any, of: Any) -> None:
    person = acme({"GET /jobs": pages(say, of)}, list=LIST)
    failed = person.fails("info", "decode")
    assert "have no end" in failed["msg"] and len(person.fake.log) <= 21


def test_pages_of_what_is_left_out_are_given_up_later(acme: Any, say: Any) -> None:
    items = {"path": "jobs[]", "when": {"path": "kind", "equals": "job"}}

    def one(page: int) -> list[Any]:
        return [{"id": page, "kind": "job" if page in (30, 60, 90) else "x", "status": "done"}]

    person = acme({"GET /jobs": pages(say, one)}, list={**LIST, "items": items})
    assert [job["id"] for job in person.ok("info", limit=2)["jobs"]] == ["30", "60"]


def test_pages_of_what_is_left_out_are_not_the_same_page(acme: Any, say: Any) -> None:
    bodies = [[{"id": 1, "kind": "x"}], [{"id": 2, "kind": "x"}], [{**DONE, "kind": "job"}], []]
    items = {"path": "jobs[]", "when": {"path": "kind", "equals": "job"}}
    page = {"type": "offset", "size": 1}
    person = acme(
        {"GET /jobs": [say({"jobs": body}) for body in bodies]},
        list={**LIST, "items": items, "page": page},
    )
    assert [job["id"] for job in person.listed()] == ["7"]
