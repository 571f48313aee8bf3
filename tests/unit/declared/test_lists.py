# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of declared systems: forms of items, ways of paging, filters."""

from __future__ import annotations

from typing import Any

import pytest

JOBS = {str(number): {"id": number, "status": "done"} for number in range(1, 6)}
RUNNING, DONE = (
    [{"id": 1, "status": "running"}],
    [{"id": 2, "status": "done"}, {"id": 3, "status": "done"}],
)
EACH = {f"GET /jobs/{number}": job for number, job in JOBS.items()}


@pytest.mark.parametrize(
    ("items", "answered"),
    [
        ("jobs[]", {"jobs": RUNNING + DONE}),
        ("jobs", {"jobs": RUNNING + DONE}),
        ("", RUNNING + DONE),
        ("[].job", [{"job": one} for one in RUNNING + DONE]),
        (
            {"path": "jobs", "key_to": "id"},
            {
                "jobs": {
                    "1": {"status": "running"},
                    "2": {"status": "done"},
                    "3": {"status": "done"},
                }
            },
        ),
        (
            {"path": "", "key_to": "id"},
            {"1": {"status": "running"}, "2": {"status": "done"}, "3": {"status": "done"}},
        ),
        (
            {"path": "jobs", "key_to": "id", "value_to": "status"},
            {"jobs": {"1": "running", "2": "done", "3": "done"}},
        ),
        (
            {"path": "jobs", "key_to": "status"},
            {"jobs": {"running": [{"id": 1}], "done": [{"id": 2}, {"id": 3}], "error": []}},
        ),
        ({"path": "", "key_to": "status"}, {"running": [1], "done": [2, 3], "error": None}),
        (
            {"path": "nodes.*.jobs", "key_to": "id"},
            {
                "nodes": {
                    "a": {"jobs": {"1": {"status": "running"}, "2": {"status": "done"}}},
                    "b": {"jobs": {"3": {"status": "done"}}},
                }
            },
        ),
        ("queues.*.jobs[]", {"queues": {"a": {"jobs": RUNNING}, "b": {"jobs": DONE}, "c": {}}}),
        (
            "jobs[?kind=='job']",
            {
                "jobs": [
                    {"id": 9, "kind": "step"},
                    *({**one, "kind": "job"} for one in RUNNING + DONE),
                ]
            },
        ),
        ("running || done", {"running": [], "done": RUNNING + DONE}),
        (
            [
                {"path": "active[]", "set": {"status": "running"}},
                {"path": "old[]", "set": {"status": "done"}},
            ],
            {"active": [{"id": 1}], "old": [{"id": 2}, {"id": 3}]},
        ),
        (
            [
                {"path": "active", "set": {"status": "running"}},
                {"path": "old", "set": {"status": "done"}},
            ],
            {"active": ["/jobs/1"], "old": ["/jobs/2", "BASE/jobs/3"]},
        ),
    ],
)
def test_the_forms_of_items(acme: Any, say: Any, items: Any, answered: Any) -> None:
    person = acme(
        {"GET /jobs": say(answered)}, list={"path": "/jobs", "items": items}, job={"id": "id"}
    )
    assert [(job["id"], job["state"]) for job in person.listed()] == [
        ("1", "running"),
        ("2", "succeeded"),
        ("3", "succeeded"),
    ]
    assert person.fake.lines == ["GET /jobs"]


@pytest.mark.parametrize("answered", [{"jobs": None}, {"jobs": {}}, {"jobs": []}, {}])
@pytest.mark.parametrize("items", ["jobs[]", {"path": "jobs", "key_to": "id"}])
def test_an_empty_list(acme: Any, items: Any, answered: Any) -> None:
    person = acme({"GET /jobs": answered}, list={"path": "/jobs", "items": items}, job={"id": "id"})
    assert person.ok("info")["count"] == 0


def test_ids_that_the_definition_calls_otherwise(acme: Any) -> None:
    person = acme(
        {"GET /jobs": {"done": [2, 3]}},
        list={"path": "/jobs", "items": {"path": "", "key_to": "status"}},
        job={"id": "jobNumber"},
    )
    assert [job["id"] for job in person.listed()] == ["2", "3"]


@pytest.mark.parametrize(
    "answered", [[1, 2], ["/jobs/1", "/jobs/2"], ["BASE/jobs/1", "BASE/jobs/2"]]
)
def test_bare_ids_and_hrefs_are_looked_up(acme: Any, answered: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": answered}, **EACH},
        list={"path": "/jobs", "items": "jobs[]"},
        job={"id": "id"},
    )
    assert [(job["id"], job["state"]) for job in person.listed()] == [
        ("1", "succeeded"),
        ("2", "succeeded"),
    ]
    assert person.fake.lines == ["GET /jobs", "GET /jobs/1", "GET /jobs/2"]


def page_of(sent: Any, start: int, size: int) -> dict[str, Any]:
    """Items start+1 ... of the five."""
    jobs = list(JOBS.values())
    return {
        "jobs": jobs[start : start + size],
        "total": len(jobs),
        "more": start + size < len(jobs),
    }


def by_offset(sent: Any) -> dict[str, Any]:
    return page_of(sent, int(sent.query["offset"]), int(sent.query["limit"]))


def by_header(sent: Any) -> dict[str, Any]:
    return page_of(sent, int(sent.headers["X-Offset"]), int(sent.headers["X-Limit"]))


def by_body(sent: Any) -> dict[str, Any]:
    return page_of(sent, sent.json["page"]["offset"], sent.json["page"]["limit"])


def by_number(sent: Any) -> dict[str, Any]:
    return page_of(sent, (int(sent.query["p"]) - 1) * 2, 2)


def by_marker(sent: Any) -> dict[str, Any]:
    start = int(sent.query.get("after", 0))
    return {**page_of(sent, start, 2), "next": str(start + 2) if start < 4 else ""}


def counted(sent: Any) -> dict[str, Any]:
    return page_of(sent, int(sent.query["startIndex"]) - 1, int(sent.query["count"]))


@pytest.mark.parametrize("total", [[], {"path": "total"}])
@pytest.mark.parametrize(
    ("page", "serve", "method"),
    [
        ({"type": "offset", "size": 2}, by_offset, "GET"),
        (
            {"type": "offset", "size": 2, "in": "header", "offset": "X-Offset", "limit": "X-Limit"},
            by_header,
            "GET",
        ),
        (
            {
                "type": "offset",
                "size": 2,
                "in": "body",
                "offset": "page.offset",
                "limit": "page.limit",
            },
            by_body,
            "POST",
        ),
        (
            {"type": "offset", "size": 2, "offset": "startIndex", "limit": "count", "start": 1},
            counted,
            "GET",
        ),
        ({"type": "offset", "size": 2, "next": {"path": "more"}}, by_offset, "GET"),
        ({"type": "number", "number": "p", "limit": ""}, by_number, "GET"),
        (
            {"type": "cursor", "cursor": "after", "limit": "", "next": {"path": "next"}},
            by_marker,
            "GET",
        ),
    ],
)
def test_ways_of_paging(acme: Any, page: Any, serve: Any, method: str, total: Any) -> None:
    person = acme(
        {f"{method} /jobs": serve},
        job={"id": "id"},
        list={"method": method, "path": "/jobs", "items": "jobs[]", "page": page, "total": total},
    )
    result = person.ok("info")
    assert [job["id"] for job in result["jobs"]] == list(JOBS) and result["complete"] is True
    expected = 4 if not total and page["type"] != "cursor" and "next" not in page else 3
    assert len(person.fake.log) == (3 if method == "GET" and page["type"] == "cursor" else expected)


def test_a_page_number_with_a_flag_for_more_and_from_zero(acme: Any) -> None:
    person = acme(
        {"GET /jobs": lambda sent: page_of(sent, int(sent.query.get("p", 0)) * 2, 2)},
        job={"id": "id"},
        list={
            "path": "/jobs",
            "items": "jobs[]",
            "page": {
                "type": "number",
                "number": "p",
                "first": 0,
                "limit": "",
                "next": {"path": "more"},
            },
        },
    )
    assert [job["id"] for job in person.listed()] == list(JOBS) and len(person.fake.log) == 3


def test_an_item_is_looked_up_by_what_the_definition_calls_its_id(acme: Any) -> None:
    items = [{"upid": "a", "id": "100"}, {"upid": "b", "id": "100"}]
    looks = {f"GET /jobs/{name}": {"upid": name, "id": "100", "status": "done"} for name in "ab"}
    person = acme(
        {"GET /jobs": {"data": items}, **looks},
        list={"path": "/jobs", "items": "data[]", "expand": True},
        job={"id": "upid"},
    )
    assert [job["id"] for job in person.listed()] == ["a", "b"]


def test_a_list_of_which_no_look_up_knows_anything_is_told(acme: Any) -> None:
    person = acme(
        {"GET /jobs": [{"number": 1, "name": "x"}], "GET /jobs/x": 404},
        list={"path": "/jobs", "expand": True},
        job={"id": "name"},
    )
    assert person.listed() == []
    assert person.warnings == [
        "provider acme lists 1 jobs, and the look-up knows none of them: is job.id what get asks by?"
    ]


def test_a_list_of_bare_ids_that_is_the_only_look_up(acme: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": [6, 7]}},
        get={"from_list": True},
        list={"path": "/jobs", "items": "jobs[]"},
    )
    assert person.job()["state"] == "unknown"
    assert person.fake.lines == ["GET /jobs"]


def test_a_poll_query_sees_the_filters(acme: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": [{"id": 7, "status": "done"}]}},
        get={"from_list": True},
        list={"path": "/jobs", "items": "jobs[]", "poll_query": {"all": "{filters.days}"}},
        filters={"days": {"type": "int", "default": 3}},
    )
    person.job()
    assert person.fake.log[0].query == {"days": "3", "all": "3"}


def test_an_item_of_overlapping_pages_is_listed_once(acme: Any) -> None:
    def page(sent: Any) -> Any:
        ids = {"0": [1, 2, 3], "3": [3, 4], "5": []}[sent.query.get("offset", "0")]
        return {"jobs": [{"id": one, "status": "done"} for one in ids]}

    pages = {"type": "offset", "size": 3}
    person = acme({"GET /jobs": page}, list={"path": "/jobs", "items": "jobs[]", "page": pages})
    result = person.ok("info")
    assert [job["id"] for job in result["jobs"]] == ["1", "2", "3", "4"]
    assert (result["count"], result["summary"]) == (4, {"succeeded": 4})


def test_two_records_with_one_id_are_no_answer_to_it(acme: Any) -> None:
    twins = [{"id": 7, "status": "done", "of": "a"}, {"id": 7, "status": "error", "of": "b"}]
    listed = {"path": "/jobs", "items": "jobs[]"}
    person = acme({"GET /jobs": {"jobs": twins}}, list=listed, get={"from_list": True})
    assert "2 jobs with the id 7" in person.fails("info", "api", job_id=[7])["msg"]
    assert "2 jobs with the id 7" in person.fails("wait", "api", job_id=[7])["msg"]
    assert person.ok("info")["count"] == 2


def test_ids_are_compared_letter_by_letter(acme: Any) -> None:
    jobs = [{"id": "abc", "status": "running"}, {"id": "AbC", "status": "done"}]
    listed = {"path": "/jobs", "items": "jobs[]"}
    person = acme({"GET /jobs": {"jobs": jobs}}, list=listed, get={"from_list": True})
    assert person.ok("info", job_id=["AbC"])["job"]["state"] == "succeeded"
    assert person.ok("info", job_id=["abc"])["job"]["state"] == "running"


def test_empty_pages_without_an_end_are_given_up(acme: Any) -> None:
    count = iter(range(1, 10_000))

    def page(sent: Any) -> Any:
        jobs = [] if "cursor" in sent.query else [{"id": 1, "status": "done"}]
        return {"jobs": jobs, "next": "c%d" % next(count)}

    pages = {"type": "cursor", "next": {"path": "next"}}
    person = acme({"GET /jobs": page}, list={"path": "/jobs", "items": "jobs[]", "page": pages})
    failed = person.fails("info", "decode")
    assert "have no end" in failed["msg"] and len(person.fake.log) < 30


# A list that is the only look-up is read once for all


def only_list(acme: Any, *answers: Any, **more: Any) -> Any:
    listed = {"path": "/jobs", "items": "jobs[]"}
    return acme({"GET /jobs": list(answers)}, list=listed, get={"from_list": True}, **more)


def rows(*statuses: str) -> dict[str, Any]:
    return {"jobs": [{"id": number, "status": one} for number, one in enumerate(statuses, 1)]}


IDS = ["1", "2", "3"]


@pytest.mark.parametrize(
    ("verb", "params", "lists"),
    [
        ("info", {"job_id": [*IDS, "9"]}, 1),
        ("wait", {"job_id": IDS[:2]}, 2),
        ("wait", {"job_id": IDS}, 2),
        ("wait", {"job_id": [*IDS, "4", "5"]}, 2),
        ("stop", {"job_id": IDS}, 2),
        ("delete", {"job_id": IDS, "force": True}, 1),
    ],
)
def test_one_list_for_all_ids(acme: Any, verb: str, params: Any, lists: int) -> None:
    jobs = [rows(*["running"] * 5), rows(*["done"] * 5)]
    person = only_list(
        acme,
        *jobs,
        stop={"method": "POST", "path": "/jobs/{id}/stop"},
        delete={"method": "DELETE", "path": "/jobs/{id}"},
    )
    for one in IDS:
        person.fake.script["POST /jobs/%s/stop" % one] = {}
        person.fake.script["DELETE /jobs/%s" % one] = {}
    result = person.ok(verb, **params)
    assert person.fake.lines.count("GET /jobs") == lists
    assert verb != "info" or result["missing"] == ["9"]


def test_a_job_that_the_only_list_lacks_is_lost(acme: Any) -> None:
    person = only_list(acme, rows("running", "running", "running"), rows("done", "done"))
    failed = person.fails("wait", "job_failed", job_id=IDS)
    assert [job["state"] for job in failed["jobs"]] == ["succeeded", "succeeded", "lost"]
    assert person.fake.lines == ["GET /jobs"] * 2


def test_an_only_list_that_fails_is_asked_again(acme: Any) -> None:
    person = only_list(acme, 503, rows("done", "done", "done"))
    assert person.ok("wait", job_id=IDS)["polls"] == 2


# States that the list tells are applied before jobs are looked up


@pytest.mark.parametrize(
    ("listed", "states", "looked_up"),
    [
        ({"expand": True}, ["running"], ["1"]),
        ({"expand": True}, ["running", "failed"], ["1", "3"]),
        ({"expand": True}, ["queued"], []),
        ({"expand_when": {"path": "status", "equals": "done"}}, ["running"], []),
        ({"expand_when": {"path": "status", "equals": "done"}}, ["succeeded"], ["2"]),
        # That it is done is told, but not how it ended.
        ({"expand_when": {"path": "status", "equals": "done"}}, ["failed"], ["2"]),
    ],
)
@pytest.mark.parametrize("fields", [None, ["id"]])
def test_jobs_in_other_states_are_not_looked_up(
    acme: Any, listed: Any, states: list[str], looked_up: list[str], fields: Any
) -> None:
    jobs = rows("running", "done", "error")
    looks = {"GET /jobs/%d" % job["id"]: job for job in jobs["jobs"]}
    person = acme(
        {"GET /jobs": jobs, **looks},
        list={"path": "/jobs", "items": "jobs[]", **listed},
        job={"id": "id"},
    )
    result = person.ok("info", states=states, fields=fields)
    assert person.fake.lines[1:] == ["GET /jobs/%s" % one for one in looked_up]
    assert set(result["summary"]) <= set(states)


def test_bare_ids_tell_no_state_and_are_looked_up(acme: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": [1, 2]}, **EACH}, list={"path": "/jobs", "items": "jobs[]"}
    )
    assert person.ok("info", states=["failed"])["count"] == 0
    assert person.fake.lines == ["GET /jobs", "GET /jobs/1", "GET /jobs/2"]


def test_a_word_that_nobody_lists_is_told_whatever_states_are_wanted(acme: Any) -> None:
    person = acme({"GET /jobs": rows("paused")}, list={"path": "/jobs", "items": "jobs[]"})
    assert person.ok("info", states=["failed"])["count"] == 0
    assert "'paused'" in person.warnings[0]


@pytest.mark.parametrize(
    ("verb", "params"), [("delete", {"states": ["failed"]}), ("delete", {"older_than": "1s"})]
)
def test_a_purge_looks_up_no_job_in_another_state(acme: Any, verb: str, params: Any) -> None:
    jobs = rows("running", "running", "error")
    person = acme(
        {"GET /jobs": jobs, "GET /jobs/3": {"id": 3, "status": "error", "ended": 5}},
        list={"path": "/jobs", "items": "jobs[]", "expand": True},
        job={"id": "id", "finished_at": "ended"},
        delete={"method": "DELETE", "path": "/jobs/{id}"},
    )
    person.fake.script["DELETE /jobs/3"] = {}
    assert person.ok(verb, **params)["deleted"] == ["3"]
    assert not {"GET /jobs/1", "GET /jobs/2"} & set(person.fake.lines)


# Where a page is the last


@pytest.mark.parametrize(
    ("count", "more", "requests"),
    [
        (5, {}, 3),  # 2, 2, 1
        (4, {}, 3),  # 2, 2, none
        (1, {}, 2),  # a short first page may be the system's own limit
        (5, {"limit": ""}, 4),  # no size was asked for
    ],
)
def test_a_short_page_after_a_full_one_is_the_last(
    acme: Any, count: int, more: Any, requests: int
) -> None:
    def page(sent: Any) -> Any:
        start = (int(sent.query["page"]) - 1) * 2
        return {"jobs": list(JOBS.values())[:count][start : start + 2]}

    pages = {"type": "number", "size": 2, **more}
    pages = {key: one for key, one in pages.items() if key != "size" or "limit" not in more}
    person = acme(
        {"GET /jobs": page},
        list={"path": "/jobs", "items": "jobs[]", "page": pages},
        job={"id": "id"},
    )
    result = person.ok("info")
    assert (result["count"], result["complete"]) == (count, True)
    assert len(person.fake.log) == requests


@pytest.mark.parametrize("cap", [1, 2, 3])
@pytest.mark.parametrize("style", ["offset", "number"])
def test_a_system_whose_pages_are_shorter_than_asked_for_is_read_whole(
    acme: Any, cap: int, style: str
) -> None:
    def page(sent: Any) -> Any:
        start = int(sent.query.get("offset", 0))
        if style == "number":
            start = (int(sent.query["page"]) - 1) * cap
        return {"jobs": list(JOBS.values())[start : start + cap]}

    pages = {"type": style, "size": 50}
    person = acme(
        {"GET /jobs": page},
        list={"path": "/jobs", "items": "jobs[]", "page": pages},
        job={"id": "id"},
    )
    assert [job["id"] for job in person.listed()] == list(JOBS)


def test_a_second_call_for_an_item_whose_id_stands_elsewhere(acme: Any) -> None:
    """`{id}` in get.detail is the job's, whatever the key of the record."""
    script = {
        "GET /jobs": [{"uuid": "a", "status": "running"}],
        "GET /jobs/a/more": {"percent": 50},
    }
    person = acme(
        script,
        list="/jobs",
        get={
            "path": "/jobs/{id}",
            "detail": {"path": "/jobs/{id}/more", "when": {"path": "status"}},
        },
        job={"id": "uuid", "progress": "detail.percent"},
    )
    assert [(job["id"], job["progress"]) for job in person.listed()] == [("a", 50.0)]
