# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists as servers have them: items that are no jobs, items that tell little, a page that is short,
totals of messages and outputs, filters that repeat their name."""

from __future__ import annotations

from typing import Any

import pytest

KINDS = ["job", "folder", "job", "folder", "folder", "folder", "job"]
ITEMS = [
    {"id": number, "kind": kind, "status": "done" if number % 2 else "running"}
    for number, kind in enumerate(KINDS, 1)
]
JOBS = ["1", "3", "7"]


def pages_of(items: list[Any], style: str, size: int, key: str = "items") -> Any:
    """A server of pages; one that is asked for what lies beyond the last says 404."""

    def serve(sent: Any) -> Any:
        start = int(sent.query.get("offset", 0))
        if style == "number":
            start = (int(sent.query["page"]) - 1) * size
        if style == "cursor":
            start = int(sent.query.get("cursor", 0))
        page = items[start : start + size]
        return {key: page} if page else 404

    return serve


@pytest.mark.parametrize(
    ("page", "style"),
    [
        ({"type": "offset", "size": 2, "short_is_last": True}, "offset"),
        ({"type": "number", "size": 2, "short_is_last": True}, "number"),
        ({"type": "cursor", "size": 2, "short_is_last": True, "next": "items[-1].id"}, "cursor"),
    ],
)
def test_items_that_are_no_jobs_count_in_pages_only(acme: Any, page: Any, style: str) -> None:
    """A page of folders alone is not the last, and a page with one job is not short."""
    items = {"path": "items[]", "when": {"path": "kind", "equals": "job"}}
    person = acme(
        {"GET /jobs": pages_of(ITEMS, style, 2)},
        list={"path": "/jobs", "items": items, "page": page},
        job={"id": "id"},
    )
    result = person.ok("info")
    assert [job["id"] for job in result["jobs"]] == JOBS
    assert result["complete"] is True
    assert len(person.fake.log) == 4


@pytest.mark.parametrize(
    ("items", "body", "ids"),
    [
        (
            {"path": "names[]", "when": {"path": "@", "matches": "^job-"}},
            {"names": ["job-1", "lost+found", "job-2"]},
            ["job-1", "job-2"],
        ),
        (
            {
                "path": "names[]",
                "when": {"path": "id", "matches": "^job-"},
                "set": {"status": "done"},
            },
            {"names": ["job-1", "lost+found", "job-2"]},
            ["job-1", "job-2"],
        ),
        (
            {"path": "nodes", "key_to": "id", "when": {"path": "id", "not_in": ["total"]}},
            {"nodes": {"1": {"status": "done"}, "total": {"status": "done"}}},
            ["1"],
        ),
        (
            [
                {"path": "queue[]", "set": {"status": "queued"}},
                {"path": "all[]", "when": {"path": "status", "exists": True}},
            ],
            {"queue": [{"id": 1}], "all": [{"id": 2}, {"id": 3, "status": "done"}]},
            ["1", "3"],
        ),
    ],
)
def test_the_forms_of_what_is_left_out(acme: Any, items: Any, body: Any, ids: list[str]) -> None:
    person = acme({"GET /jobs": body}, list={"path": "/jobs", "items": items}, job={"id": "id"})
    for name in ids:
        person.fake.script[f"GET /jobs/{name}"] = {"id": name, "status": "done"}
    assert [job["id"] for job in person.listed()] == ids
    assert person.warnings == []


def test_items_are_left_out_of_messages_and_results_too(acme: Any) -> None:
    person = acme(
        {
            "GET /jobs/7": {"status": "done"},
            "GET /jobs/7/log": {"lines": [{"text": "a", "tty": True}, {"text": "b"}]},
        },
        messages={
            "path": "/jobs/{id}/log",
            "items": {"path": "lines[]", "when": {"path": "tty", "is_null": True}},
        },
    )
    messages = person.job(messages=True)["messages"]
    assert [one["text"] for one in messages] == ["b"]


@pytest.mark.parametrize("size", [2, 3, 7])
def test_a_short_page_is_the_last_where_the_definition_says_so(acme: Any, size: int) -> None:
    page = {"type": "offset", "size": size, "short_is_last": True}
    items = ITEMS[:7]
    serve = pages_of(items, "offset", size)
    person = acme(
        {"GET /jobs": lambda sent: {"items": []} if sent.query["offset"] == "7" else serve(sent)},
        list={"path": "/jobs", "items": "items[]", "page": page},
        job={"id": "id"},
    )
    assert person.ok("info")["count"] == 7
    assert len(person.fake.log) == (2 if size == 7 else -(-7 // size))


@pytest.mark.parametrize(
    ("options", "looks"),
    [
        ({"summary_only": True}, []),
        ({"summary_only": True, "states": ["running"]}, []),
        ({"states": ["running"]}, ["2", "4", "6"]),
        ({}, ["1", "2", "3", "4", "5", "6", "7"]),
    ],
)
def test_items_that_lack_fields_but_tell_the_state(acme: Any, options: Any, looks: Any) -> None:
    """They are counted without a look, and looked at only where more than the state is wanted."""
    script: dict[str, Any] = {"GET /jobs": {"items": ITEMS}}
    script.update({f"GET /jobs/{item['id']}": {**item, "title": "t"} for item in ITEMS})
    person = acme(
        script,
        list={"path": "/jobs", "items": "items[]", "expand": True},
        job={"id": "id", "name": "title"},
    )
    result = person.ok("info", **options)
    assert [line for line in person.fake.lines if line != "GET /jobs"] == [
        f"GET /jobs/{name}" for name in looks
    ]
    running = "states" in options
    assert result["summary"] == {"running": 3, **({} if running else {"succeeded": 4})}
    assert all(job["name"] == "t" for job in result["jobs"])


# Totals


@pytest.mark.parametrize(("total", "warned"), [(3, False), (9, True)])
@pytest.mark.parametrize("section", ["messages", "outputs"])
def test_a_total_of_messages_and_outputs(acme: Any, section: str, total: int, warned: bool) -> None:
    """It ends the pages, and tells where the system kept some back."""
    items = [{"id": str(number), "text": "m"} for number in range(3)]

    def serve(sent: Any) -> Any:
        start = int(sent.query["offset"])
        return {"items": items[start : start + 2], "count": total}

    person = acme(
        {"GET /jobs/7": {"status": "done"}, "GET /jobs/7/more": serve},
        **{
            section: {
                "path": "/jobs/{id}/more",
                "items": "items[]",
                "total": "count",
                "page": {"type": "offset", "size": 2},
            }
        },
    )
    job = person.job(messages=section == "messages")
    assert len(job[section]) == 3
    asked = [line for line in person.fake.lines if "/more" in line]
    assert len(asked) == (3 if warned else 2)
    told = [one for one in person.warnings if f"3 of 9 {section} of job 7" in one]
    assert bool(told) is warned


# Filters


@pytest.mark.parametrize(
    ("filter", "query"),
    [
        ({"type": "list", "repeat": True}, "state=a&state=b"),
        ({"type": "list", "repeat": True, "name": "s", "choices": ["A", "B"]}, "s=A&s=B"),
        ({"type": "list"}, "state=a,b"),
    ],
)
@pytest.mark.parametrize("value", [["a", "b"], "a,b"])
def test_a_filter_that_repeats_its_name(acme: Any, filter: Any, query: str, value: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": [{"id": 1}]}},
        list={"path": "/jobs", "items": "jobs[]"},
        filters={"state": filter},
    )
    person.listed(filters={"state": value})
    assert person.fake.lines == [f"GET /jobs?{query}"]


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        (
            {"filters": {"s": {"repeat": True}}},
            "filters.s.repeat has no effect unless type is list and in is query",
        ),
        (
            {"filters": {"s": {"repeat": True, "type": "list", "in": "header"}}},
            "filters.s.repeat has no effect",
        ),
        (
            {"page": {"type": "offset", "limit": "", "short_is_last": True}},
            "page.short_is_last has no effect where limit is empty",
        ),
        ({"page": {"type": "link", "short_is_last": True}}, "page.short_is_last has no effect"),
        (
            {"list": {"path": "/j", "items": {"path": "a", "when": {"http_status": 200}}}},
            "list.items.when.http_status has no effect in an item: it sees the record only",
        ),
    ],
)
def test_what_would_do_nothing(acme: Any, definition: Any, says: str) -> None:
    person = acme({}, **{"list": "/jobs", **definition})
    assert says in person.fails("info", "config")["msg"]
