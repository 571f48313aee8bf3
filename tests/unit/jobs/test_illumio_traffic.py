# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's other family of jobs: asynchronous traffic queries, addressed by their href."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FAMILY = "traffic_flows/async_queries"
QUERY: dict[str, Any] = {"method": "POST", "path": f"orgs/1/{FAMILY}", "body": {
    "query_name": "all", "start_date": "2026-09-01T00:00:00Z", "end_date": "2026-09-02T00:00:00Z", "sources": {},
    "destinations": {}, "services": {}, "policy_decisions": [], "max_results": 2}}  # fmt: skip


def href_of(id: str) -> str:
    return f"/orgs/1/{FAMILY}/{id}"


def test_a_query_is_submitted_waited_for_and_downloaded(world: Any) -> None:
    result = world.ok("request", "illumio", **QUERY)
    job = result["job"]
    # Of three flows two are wanted.
    assert job["reason"].startswith("more flows matched than were returned")
    assert (job["state"], job["status"], job["name"], job["href"]) == (
        "partial",
        "completed",
        "all",
        href_of(job["id"]),
    )
    assert (job["submitted_at"], job["finished_at"]) == (
        "2026-09-21T14:13:20Z",
        "2026-09-21T14:13:25Z",
    )
    assert [row["num_connections"] for row in result["result"]] == [1, 2] and result[
        "changed"
    ] is True
    assert world["illumio"].log[0].json() == QUERY["body"]
    sent = world.sent("illumio")
    assert sent[0] == f"POST /api/v2/orgs/1/{FAMILY}"
    assert (
        set(sent[1:-1]) == {f"GET /api/v2{job['href']}"}
        and sent[-1] == f"GET /api/v2{job['href']}/download"
    )


def test_the_rows_as_csv(world: Any, tmp_path: Path) -> None:
    id = world["illumio"].add_job(of=FAMILY, status="completed")
    world.ok(
        "request",
        "illumio",
        path=f"{href_of(id)}/download",
        headers={"Accept": "text/csv"},
        dest=str(tmp_path / "f.csv"),
    )
    assert (tmp_path / "f.csv").read_text("utf-8").splitlines()[
        0
    ] == "Source IP,Destination IP,Port,Policy Decision"


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("queued", "queued"),
        ("working", "running"),
        ("completed", "succeeded"),
        ("failed", "failed"),
        ("cancel_requested", "stopping"),
        ("cancelled", "stopped"),
        ("canceled", "stopped"),
        ("Completed", "succeeded"),
    ],
)
def test_its_words(world: Any, word: str, state: str) -> None:
    id = world["illumio"].add_job(of=FAMILY, status="completed", fields={"status": word})
    job = world.ok("info", "illumio", job_id=[href_of(id)])["job"]
    assert (job["state"], job["id"]) == (state, id)


def test_completed_without_a_result_is_failed(world: Any) -> None:
    world["illumio"].next_job(outcome="no_result")
    assert (
        "completed, but without a result"
        in world.fails("request", "illumio", "job_failed", **QUERY)["msg"]
    )


def test_a_failed_query_says_why(world: Any) -> None:
    world["illumio"].next_job(outcome="failed", reason="Too much traffic.")
    assert "Too much traffic." in world.fails("request", "illumio", "job_failed", **QUERY)["msg"]


def test_a_bad_query_is_told_in_the_systems_words(world: Any) -> None:
    bad = {**QUERY, "body": {**QUERY["body"], "start_date": "2026-09-01"}}
    failed = world.fails("request", "illumio", "api", **bad)
    assert (
        "Invalid parameter: start_date" in failed["msg"]
        and "input_validation_error" in failed["msg"]
    )
    assert failed["http_status"] == 406


def test_it_is_waited_for_by_href(world: Any) -> None:
    ids = [href_of(world["illumio"].add_job(of=FAMILY, duration=seconds)) for seconds in (3, 6)]
    result = world.ok("wait", "illumio", job_id=ids)
    assert [job["href"] for job in result["jobs"]] == ids and result["summary"] == {"succeeded": 2}


def test_an_active_query_is_cancelled_by_delete(world: Any) -> None:
    href = href_of(world["illumio"].add_job(of=FAMILY, duration=60))
    result = world.ok("stop", "illumio", job_id=[href], wait=True)
    assert (result["changed"], result["jobs"][0]["state"], result["stopped"]) == (
        True,
        "stopped",
        [href.rpartition("/")[2]],
    )
    assert [f"{one.method} {one.target}" for one in world["illumio"].writes()] == [
        f"DELETE /api/v2{href}"
    ]
    again = world.ok("stop", "illumio", job_id=[href])
    assert (again["changed"], len(world["illumio"].writes())) == (False, 1)


def test_a_finished_query_is_not_deleted_by_stop(world: Any) -> None:
    href = href_of(world["illumio"].add_job(of=FAMILY, status="completed"))
    assert world.ok("stop", "illumio", job_id=[href])["changed"] is False
    assert world["illumio"].writes() == []


def test_a_finished_query_is_deleted_by_href_and_once(world: Any) -> None:
    href = href_of(world["illumio"].add_job(of=FAMILY, status="completed"))
    assert world.ok("delete", "illumio", job_id=[href])["deleted"] == [href.rpartition("/")[2]]
    assert world.sent("illumio") == [f"GET /api/v2{href}", f"DELETE /api/v2{href}"]
    assert world.ok("delete", "illumio", job_id=[href])["changed"] is False


def test_its_second_phase_is_accepted_but_names_no_job(world: Any) -> None:
    href = href_of(world["illumio"].add_job(of=FAMILY, status="completed"))
    path = f"{href}/update_rules"
    failed = world.fails("request", "illumio", "api", method="PUT", path=path)
    assert (failed["changed"], failed["jobs"]) == (True, [])
    assert "HTTP 202, but names no job that could be waited for" in failed["msg"]


def test_jobs_and_queries_in_one_wait(world: Any) -> None:
    query = href_of(world["illumio"].add_job(of=FAMILY, duration=4))
    job = world["illumio"].add_job(duration=2)
    result = world.ok("wait", "illumio", job_id=[query, job])
    assert [one["status"] for one in result["jobs"]] == ["completed", "done"]


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_post_answered_with_the_query_is_a_job(world: Any, status: int) -> None:
    href = href_of(world["illumio"].add_job(of=FAMILY, duration=4))
    answer = {"status": status, "body": {"href": href, "status": "queued"}}
    world["illumio"].fault(method="POST", path="async_queries", **answer)
    path = "orgs/1/traffic_flows/async_queries"
    result = world.ok("request", "illumio", method="POST", path=path, body={})
    assert (result["job"]["state"], result["job"]["href"]) == ("succeeded", href)
    assert result["polls"] > 1


def test_a_region_that_did_not_respond_makes_it_partial(world: Any) -> None:
    regions = [{"pce_fqdn": "a", "responded": True}, {"pce_fqdn": "b", "responded": False}]
    world["illumio"].next_job(fields={"regions": regions})
    body = {**QUERY["body"], "max_results": 100}
    result = world.ok("request", "illumio", **{**QUERY, "body": body})
    assert result["job"]["state"] == "partial" and len(result["result"]) == 3
    assert any("a region did not respond" in warning for warning in world.warnings)
    assert world.fails("request", "illumio", "job_failed", fail_on=["partial"], **QUERY)


# Reports


REPORT: dict[str, Any] = {"method": "POST", "path": "orgs/1/reports", "body": {
    "description": "monthly", "report_template": {"href": "/orgs/1/report_templates/executive"}}}  # fmt: skip


def test_a_report_is_a_job_of_its_own_kind(world: Any) -> None:
    result = world.ok("request", "illumio", **REPORT)
    job = result["job"]
    assert (job["state"], job["status"], job["name"]) == ("succeeded", "done", "monthly")
    assert (job["href"], job["type"]) == (
        f"/orgs/1/reports/{job['id']}",
        "/orgs/1/report_templates/executive",
    )
    assert result["result"] == "label,workloads\r\nenv,12\r\n"
    sent = world.sent("illumio")
    assert sent[0] == "POST /api/v2/orgs/1/reports"
    assert set(sent[1:-1]) == {f"GET /api/v2{job['href']}"} and len(sent) > 3
    assert sent[-1] == f"GET /api/v2{job['href']}/download"
    assert world.ok("info", "illumio", job_id=[job["href"]])["job"]["state"] == "succeeded"


@pytest.mark.parametrize("status", ["failed", "error"])
def test_a_report_that_failed_says_why(world: Any, status: str) -> None:
    fields = {"status": status, "message": "Template not found"}
    world["illumio"].next_job(outcome="failed", fields=fields)
    assert "Template not found" in world.fails("request", "illumio", "job_failed", **REPORT)["msg"]


def test_what_else_is_created_is_no_job(world: Any) -> None:
    """201 is what the PCE answers to whatever is created; a label is no job."""
    body = {"href": "/orgs/1/labels/13", "key": "env", "value": "prod"}
    world["illumio"].fault(method="POST", path="labels", status=201, body=body)
    failed = world.fails("request", "illumio", "api", method="POST", path="orgs/1/labels", body={})
    assert "names no job" in failed["msg"] and failed["jobs"] == []


def test_a_report_cannot_be_stopped_or_deleted(world: Any) -> None:
    href = world.ok("request", "illumio", **REPORT)["job"]["href"]
    for verb in ("stop", "delete"):
        params = {"job_id": [href], **({"force": True} if verb == "delete" else {})}
        result = world.run(verb, "illumio", **params)
        assert not result.get("changed")
    assert len(world["illumio"].writes()) == 1
