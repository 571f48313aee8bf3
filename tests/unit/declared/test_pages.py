# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are led from page to page by links, lists by POST, totals that lie, filters that a system ignores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

JOBS = [
    {
        "id": number,
        "status": "done" if number % 2 else "running",
        "owner": "ada" if number < 4 else "bob",
    }
    for number in range(1, 6)
]
BY_LINK = {
    "type": "link",
    "limit": "limit",
    "size": 2,
    "next": {"path": "links[?rel=='next'].href"},
}


def listing(**more: Any) -> dict[str, Any]:
    return {"job": {"id": "id"}, "list": {"path": "/jobs", "items": "jobs[]", **more}}


@pytest.mark.parametrize(
    "form",
    ["BASE/api/jobs?from=%d", "/api/jobs?from=%d", "/jobs?from=%d", "jobs?from=%d", "?from=%d"],
)
@pytest.mark.parametrize("place", ["next", "rel", "header"])
def test_next_links_in_any_form_keep_the_fixed_query(
    acme: Any, say: Any, form: str, place: str
) -> None:
    def serve(sent: Any) -> Any:
        start = int(sent.query.get("from", 0))
        link = form % (start + 2) if start < 4 else None
        body: dict[str, Any] = {"jobs": JOBS[start : start + 2]}
        if place == "next":
            body["next"] = link
        elif place == "rel":
            body["links"] = [
                {"rel": "self", "href": "/x"},
                *([{"rel": "next", "href": link}] if link else []),
            ]
        headers = (
            {"Link": f'</x>; rel="self", <{link}>; rel="next"'}
            if place == "header" and link
            else {}
        )
        return say(body, **headers)

    sources = {"next": {"path": "next"}, "rel": {"path": "links[?rel=='next'].href"}, "header": []}
    page = {"type": "link", "size": 2, "next": sources[place]}
    person = acme(
        {"GET /api/jobs": serve},
        base="/api",
        filters={"owner": {"match": "owner"}},
        **listing(page=page, query={"f": "json"}),
    )
    assert [job["id"] for job in person.listed(filters={"owner": "ada"})] == ["1", "2", "3"]
    assert [one.query for one in person.fake.log] == [
        {"f": "json", "owner": "ada", "limit": "2"},
        {"from": "2", "f": "json", "owner": "ada"},
        {"from": "4", "f": "json", "owner": "ada"},
    ]


def test_what_a_next_link_says_itself_is_not_said_twice(acme: Any) -> None:
    script = {
        "GET /jobs?f=json&limit=2": {
            "jobs": JOBS[:2],
            "links": [{"rel": "next", "href": "/jobs?f=json&offset=2&limit=2"}],
        },
        "GET /jobs?f=json&offset=2&limit=2": {"jobs": JOBS[2:], "links": []},
    }
    person = acme(script, **listing(page=BY_LINK, query={"f": "json"}))
    assert len(person.listed()) == 5 and person.fake.lines == list(script)


def test_a_next_link_to_another_origin_is_refused(acme: Any) -> None:
    script = {
        "GET /jobs": {"jobs": JOBS[:2], "links": [{"rel": "next", "href": "http://127.0.0.2/jobs"}]}
    }
    assert "127.0.0.2" in acme(script, **listing(page=BY_LINK)).fails("info", "api")["msg"]


def test_a_list_by_post_with_filters_and_a_token_in_its_body(acme: Any) -> None:
    def serve(sent: Any) -> Any:
        start = int(sent.json.get("pageToken", 0))
        return {
            "jobs": JOBS[start : start + 2],
            "nextPageToken": str(start + 2) if start < 4 else None,
        }

    person = acme(
        {"POST /jobs/search": serve},
        job={"id": "id"},
        list={
            "method": "POST",
            "path": "/jobs/search",
            "items": "jobs[]",
            "body": {"view": "FULL", "where": {"kind": "job"}},
            "page": {
                "type": "cursor",
                "in": "body",
                "cursor": "pageToken",
                "limit": "pageSize",
                "size": 2,
                "next": {"path": "nextPageToken"},
            },
        },
        filters={
            "owner": {"in": "body", "name": "where.owner"},
            "since": {"in": "body", "type": "int"},
        },
    )
    assert len(person.listed(filters={"owner": "ada", "since": 5})) == 5
    bodies = [one.json for one in person.fake.log]
    assert bodies[0] == {
        "view": "FULL",
        "where": {"kind": "job", "owner": "ada"},
        "since": 5,
        "pageSize": 2,
    }
    assert [body.get("pageToken") for body in bodies] == [None, "2", "4"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("query", "GET /jobs?owner=ada"),
        ("path", "GET /users/ada/jobs"),
        ("header", "GET /jobs"),
        ("body", "POST /jobs"),
    ],
)
def test_where_a_filter_goes(acme: Any, place: str, expected: str) -> None:
    path = "/users/{filters.owner}/jobs" if place == "path" else "/jobs"
    person = acme(
        {expected.split("?")[0]: {"jobs": JOBS}},
        job={"id": "id"},
        list={"path": path, "items": "jobs[]", "method": expected.split()[0]},
        filters={"owner": {"in": place, **({"name": "X-Owner"} if place == "header" else {})}},
    )
    assert len(person.listed(filters={"owner": "ada"})) == 5
    assert person.fake.lines == [expected]
    assert person.fake.log[0].headers.get("X-Owner") == ("ada" if place == "header" else None)
    assert person.fake.log[0].body == ('{"owner":"ada"}' if place == "body" else "")


def test_a_filter_that_the_system_ignores_is_applied_again(acme: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": JOBS}},
        **listing(),
        filters={"owner": {"match": "owner"}, "any": {"type": "list", "match": "id"}},
    )
    assert [job["id"] for job in person.listed(filters={"owner": "BOB"})] == ["4", "5"]
    assert [job["id"] for job in person.listed(filters={"any": [1, 5]})] == ["1", "5"]


def test_a_filter_is_checked_before_any_request(acme: Any) -> None:
    person = acme(
        {},
        **listing(),
        filters={
            "phase": {"choices": ["old", "new"]},
            "space": {"required": True, "doc": "Where."},
        },
    )
    assert (
        "it has phase, space"
        in person.fails("info", "unsupported", filters={"colour": "red"})["msg"]
    )
    assert (
        "one of old, new"
        in person.fails("info", "config", filters={"space": "x", "phase": "odd"})["msg"]
    )
    assert "required" in person.fails("info", "config")["msg"]
    assert person.fake.log == []


@pytest.mark.parametrize(
    ("total", "complete"), [(5, True), (9, False), (None, True), ("5", True), ("many", True)]
)
def test_a_total_that_says_more_than_came_makes_a_list_incomplete(
    acme: Any, total: Any, complete: bool
) -> None:
    person = acme({"GET /jobs": {"jobs": JOBS, "total": total}}, **listing(total={"path": "total"}))
    assert person.ok("info")["complete"] is complete


def test_a_total_cut_out_of_a_header(acme: Any, say: Any) -> None:
    total = {"header": "Content-Range", "pattern": "/(\\d+)$"}
    person = acme(
        {"GET /jobs": say({"jobs": JOBS}, 206, Content_Range="items 0-4/57")},
        **listing(total=total),
    )
    assert person.ok("info")["complete"] is False


@pytest.mark.parametrize(
    "page",
    [
        {"type": "offset", "size": 5},
        {"type": "number", "limit": ""},
        {"type": "link", "next": {"path": "next"}},
        {"type": "number", "next": {"path": "more"}},
    ],
)
def test_a_system_that_does_not_page_after_all(acme: Any, page: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": JOBS, "next": "/jobs?again", "more": True}}, **listing(page=page)
    )
    assert len(person.listed()) == 5 and len(person.fake.log) <= 3


def test_the_link_header_may_be_named(acme: Any, say: Any) -> None:
    first = say(
        [{"id": 1, "status": "done"}],
        Link='<BASE/jobs?page=2>; rel="next", <BASE/jobs?page=1>; rel="first"',
    )
    second = say([{"id": 2, "status": "done"}], Link='<BASE/jobs?page=1>; rel="first"')
    page = {"type": "link", "limit": "", "next": {"header": "Link"}}
    person = acme(
        {"GET /jobs": first, "GET /jobs?page=2": second}, list={"path": "/jobs", "page": page}
    )
    assert [job["id"] for job in person.listed()] == ["1", "2"]


@pytest.mark.parametrize("rows", [[], ["x"]])
def test_a_result_in_pages_goes_on_beyond_the_deadline_only_while_it_brings_something(
    acme: Any, rows: list[str]
) -> None:
    """Each page takes 8 s and names a next one; the wait has 20 s, a request has 10."""

    def page(sent: Any) -> Any:
        person.time += 8.0
        at = int(sent.query.get("cursor", 0)) + 1
        return {"rows": [f"{one}{at}" for one in rows], "next": str(at) if at < 10 else None}

    person = acme(
        {"POST /run": {"id": 7}, "GET /jobs/7": {"id": 7, "status": "done"}, "GET /out/7": page},
        submit={"reference": {"path": "id"}},
        result={"path": "/out/{id}", "items": "rows[]", "page": {"type": "cursor", "next": "next"}},
    )
    params = {"method": "POST", "path": "run", "wait_timeout": 20, "request_timeout": 10}
    if rows:
        assert len(person.ok("request", **params)["result"]) == 10
        return
    failed = person.fails("request", "transport", **params)
    assert person.fake.lines.count("GET /out/7") <= 3
    assert failed["jobs"][0]["state"] == "succeeded"


PAGES_OF_TWO = {"type": "cursor", "next": "next", "limit": ""}


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize(
    ("page", "first", "second", "message"),
    [
        (PAGES_OF_TWO, {"next": "b"}, {"count": 3}, None),
        (PAGES_OF_TWO, {"next": "b", "count": 3}, {}, None),
        (PAGES_OF_TWO, {"next": "b", "count": 2}, {}, None),  # it may have grown meanwhile
        (PAGES_OF_TWO, {"next": "b", "count": "many"}, {}, None),
        (PAGES_OF_TWO, {"next": "b"}, {"count": 500}, "the system gave 3 of 500 items"),
        (PAGES_OF_TWO, {"next": None, "count": 3}, {}, "the system gave 2 of 3 items"),
        ({"type": "none"}, {"next": "b", "count": 3}, {}, "the system gave 2 of 3 items"),
    ],
)
def test_a_result_that_ends_before_its_total_is_not_whole(
    acme: Any, tmp_path: Path, page: Any, first: Any, second: Any, message: str, inline: bool
) -> None:
    script = {
        "POST /run": {"id": 7},
        "GET /jobs/7": {"id": 7, "status": "done"},
        "GET /rows": {"rows": [1, 2], **first},
        "GET /rows?cursor=b": {"rows": [3], **second},
    }
    result = {"path": "/rows", "items": "rows[]", "page": page, "total": "count"}
    person = acme(script, submit={"reference": {"path": "id"}}, result=result)
    options: dict[str, Any] = {} if inline else {"dest": str(tmp_path / "rows")}
    call = {"method": "POST", "path": "run", **options}
    if message is None:
        assert person.ok("request", **call)["job"]["state"] == "succeeded"
        return
    failed = person.fails("request", "decode", **call)
    assert message in failed["msg"] and failed["job"]["state"] == "succeeded"
    assert not list(tmp_path.iterdir())
