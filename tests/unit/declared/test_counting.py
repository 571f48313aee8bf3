# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are counted, narrowed or cut: what is returned, and whether it is all there is."""

from __future__ import annotations

from typing import Any

import pytest

LIST = {"path": "/jobs", "items": "jobs[]"}
PAGE = {"type": "offset", "size": 10}
MIXED = (
    {"id": 1, "status": "running"},
    {"id": 2, "status": "done"},
    {"id": 3, "status": "error"},
    {"id": 4, "status": "done"},
    {"id": 5, "status": "odd"},
)


def listing(acme: Any, records: Any = MIXED, **definition: Any) -> Any:
    """A person who lists these records, page by page if the definition has pages."""

    def serve(sent: Any) -> Any:
        start, size = int(sent.query.get("offset", 0)), int(sent.query.get("limit", 100))
        return {"jobs": records[start : start + size], "total": len(records)}

    return acme({"GET /jobs": serve}, **{"list": LIST, "job": {"id": "id"}, **definition})


COUNTS = {"running": 1, "succeeded": 2, "failed": 1, "unknown": 1}


@pytest.mark.parametrize("options", [{}, {"fields": ["id"]}, {"summary_only": True}, {"raw": True}])
def test_all_are_counted(acme: Any, options: Any) -> None:
    person = listing(acme)
    result = person.ok("info", **options)
    assert (result["summary"], result["count"], result["complete"]) == (COUNTS, 5, True)
    assert len(result["jobs"]) == (0 if "summary_only" in options else 5)
    assert len(person.warnings) == 1 and "odd" in person.warnings[0]


@pytest.mark.parametrize("options", [{}, {"fields": ["id", "state"]}, {"summary_only": True}])
@pytest.mark.parametrize("states", [["succeeded"], ["failed", "running"], ["unknown"], ["lost"]])
def test_some_are_counted(acme: Any, options: Any, states: list[str]) -> None:
    result = listing(acme).ok("info", states=states, **options)
    wanted = {state: number for state, number in COUNTS.items() if state in states}
    assert (result["summary"], result["count"]) == (wanted, sum(wanted.values()))
    assert result["complete"] is True
    if "summary_only" not in options:
        assert {job["state"] for job in result["jobs"]} == set(wanted)


@pytest.mark.parametrize("options", [{}, {"fields": ["id"]}, {"summary_only": True}])
def test_what_has_no_id_is_not_counted(acme: Any, options: Any) -> None:
    records = [
        {"id": 1, "status": "done"},
        {"status": "done"},
        {"href": "/jobs/3", "status": "done"},
    ]
    person = listing(acme, records)
    result = person.ok("info", **options)
    assert (result["count"], result["complete"]) == (2, False)
    assert any("without an id" in text for text in person.warnings)


@pytest.mark.parametrize("options", [{"fields": ["name"]}, {"summary_only": True}, {}])
def test_an_id_with_a_path_of_its_own_is_an_id(acme: Any, options: Any) -> None:
    records = [{"key": {"no": 1}, "status": "done"}, {"key": {"no": None}, "status": "done"}]
    person = listing(acme, records, job={"id": "key.no"})
    assert person.ok("info", **options)["count"] == 1


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({"limit": 2}, ["3"]),
        ({"limit": 9}, ["10", "10"]),
        ({"limit": 20}, ["10", "10"]),
        ({"limit": 2, "states": ["failed"]}, ["10", "10"]),
        ({}, ["10", "10"]),
    ],
)
def test_no_more_is_asked_for_than_is_returned(acme: Any, options: Any, asked: list[str]) -> None:
    person = listing(acme, list={**LIST, "page": PAGE})
    person.ok("info", **options)
    assert [sent.query["limit"] for sent in person.fake.log] == asked


@pytest.mark.parametrize(("limit", "complete"), [(4, False), (5, True), (6, True)])
@pytest.mark.parametrize("page", [None, PAGE])
def test_a_limit_that_is_all_there_is(acme: Any, page: Any, limit: int, complete: bool) -> None:
    result = listing(acme, list={**LIST, **({"page": page} if page else {})}).ok(
        "info", limit=limit
    )
    assert (result["count"], result["complete"]) == (min(limit, 5), complete)


@pytest.mark.parametrize(("limit", "complete"), [(4, False), (5, False), (6, True)])
def test_a_list_that_the_system_cuts(acme: Any, limit: int, complete: bool) -> None:
    person = listing(acme, list={**LIST, "limit": limit})
    assert person.ok("info")["complete"] is complete


@pytest.mark.parametrize(("most", "complete"), [("4", False), ("5", False), ("6", True)])
def test_a_filter_that_cuts(acme: Any, most: str, complete: bool) -> None:
    filters = {"most": {"in": "query", "type": "int", "is_limit": True}}
    person = listing(acme, filters=filters)
    assert person.ok("info", filters={"most": most})["complete"] is complete
    assert person.ok("info")["complete"] is True


OWNER = {"owner": {"in": "query"}}


@pytest.mark.parametrize(
    ("total_of_all", "filters", "complete"),
    [
        (False, {}, False),
        (False, {"owner": "ada"}, False),
        (True, {}, False),
        (True, {"owner": "ada"}, True),
    ],
)
def test_a_total_that_is_greater(
    acme: Any, total_of_all: bool, filters: Any, complete: bool
) -> None:
    spec = {**LIST, "total": {"path": "total"}, "total_of_all": total_of_all}
    person = acme(
        {"GET /jobs": {"jobs": MIXED, "total": 9}}, list=spec, job={"id": "id"}, filters=OWNER
    )
    assert person.ok("info", filters=filters)["complete"] is complete


@pytest.mark.parametrize(("filters", "complete"), [({}, False), ({"owner": "ada"}, True)])
def test_a_list_of_some_that_a_filter_makes_whole(acme: Any, filters: Any, complete: bool) -> None:
    spec = {**LIST, "partial": "of the last day", "complete_with": ["owner"]}
    person = listing(acme, list=spec, filters=OWNER)
    assert person.ok("info", filters=filters)["complete"] is complete


@pytest.mark.parametrize(
    ("items", "body", "is_list"),
    [
        ("jobs[]", {"jobs": []}, True),
        ("jobs[]", {"jobs": None}, True),
        ("jobs[]", {}, True),
        ("jobs[]", {"other": 1}, False),
        ("jobs[]", {"other": 1, "total": 0}, True),
        ("jobs", {"other": 1}, False),
        ("jobs.all[]", {"jobs": {}}, True),
        ("jobs.all[]", {"other": {}}, False),
        ("[0].jobs", [{}], True),
    ],
)
def test_whether_an_empty_answer_is_a_list(acme: Any, items: str, body: Any, is_list: bool) -> None:
    spec = {**LIST, "items": items, "total": {"path": "total"}}
    person = acme({"GET /jobs": body}, list=spec, job={"id": "id"})
    result = person.run("info")
    if result.get("failed"):
        assert not is_list
        return
    assert (result["count"], result["complete"]) == (0, is_list)
    assert any("something else than a list" in text for text in person.warnings) is not is_list


def test_jobs_that_the_look_up_does_not_know(acme: Any) -> None:
    person = acme({"GET /jobs": {"jobs": [1, 2]}}, list=LIST, job={"id": "id"})
    assert person.ok("info")["count"] == 0
    assert "lists 2 jobs, and the look-up knows none of them" in person.warnings[0]
    person = acme(
        {"GET /jobs": {"jobs": [1, 2]}, "GET /jobs/2": MIXED[1]}, list=LIST, job={"id": "id"}
    )
    assert (person.ok("info")["count"], person.warnings) == (1, [])


def test_only_what_the_conditions_name_is_looked_up(acme: Any) -> None:
    spec = {**LIST, "expand_when": {"path": "status", "equals": "error"}}
    one = {"id": 3, "status": "error", "why": "no disk"}
    person = acme(
        {"GET /jobs": {"jobs": MIXED}, "GET /jobs/3": one},
        list=spec, job={"id": "id", "reason": "why"},
    )  # fmt: skip
    reasons = [job["reason"] for job in person.listed()]
    assert reasons == [None, None, "no disk", None, None]
    assert person.fake.lines == ["GET /jobs", "GET /jobs/3"]


def test_a_detail_that_only_finished_jobs_have(acme: Any) -> None:
    get = {"path": "/jobs/{id}", "detail": {"path": "/jobs/{id}/end"}}
    ends = {"GET /jobs/%d/end" % number: {"why": "because %d" % number} for number in range(1, 6)}
    person = acme(
        {"GET /jobs": {"jobs": MIXED}, **ends},
        list=LIST, get=get, job={"id": "id", "reason": "detail.why"},
    )  # fmt: skip
    reasons = [job["reason"] for job in person.listed()]
    assert reasons[1:4] == ["because 2", "because 3", "because 4"]
    assert person.fake.lines == [
        "GET /jobs",
        "GET /jobs/2/end",
        "GET /jobs/3/end",
        "GET /jobs/4/end",
    ]
    person.fake.log.clear()
    assert person.ok("info", summary_only=True)["summary"] == COUNTS


@pytest.mark.parametrize("ok", [[200, 204], None])
def test_no_content_is_an_empty_list_where_the_definition_says_so(acme: Any, ok: Any) -> None:
    person = acme({"GET /jobs": 204}, list={**LIST, **({"ok": ok} if ok else {})}, job={"id": "id"})
    result = person.run("info")
    assert result["count"] == 0 and (result.get("error") is None) is bool(ok)


@pytest.mark.parametrize("fields", [["duration"], ["id", "duration"], None])
def test_a_duration_that_two_times_tell(acme: Any, fields: Any) -> None:
    record = {"id": 1, "status": "done", "began": 1_000_000, "ended": 1_000_090}
    times = {"started_at": "began", "finished_at": "ended"}
    job = {name: {"path": path, "type": "epoch_s"} for name, path in times.items()}
    person = listing(acme, [record], job={"id": "id", **job})
    assert person.listed(fields=fields)[0]["duration"] == 90.0
