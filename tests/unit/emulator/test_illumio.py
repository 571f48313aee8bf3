# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's PCE as its page "Async Job Operations" has it, and its traffic queries."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

ORG = "/api/v2/orgs/1"
QUERY: dict[str, Any] = {
    "query_name": "q", "start_date": "2026-09-01T00:00:00Z", "end_date": "2026-09-02T00:00:00Z", "sources": {},
    "destinations": {}, "services": {}, "policy_decisions": ["unknown"], "max_results": 2,
}  # fmt: skip


@pytest.fixture
def pce(web: Callable[[str], Any]) -> Any:
    return web("illumio")


def submit(pce: Any, path: str = "labels") -> Any:
    return pce("GET", f"{ORG}/{path}", Prefer="respond-async", Accept="application/json")


def job_path(answer: Any) -> str:
    return f"/api/v2{answer.headers['Location']}"


def test_accepted_with_an_empty_body(pce: Any) -> None:
    answer = submit(pce)
    assert (answer.status, answer.body) == (202, b"")
    assert re.fullmatch(r"/orgs/1/jobs/[0-9a-f-]{36}", answer.headers["Location"])
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])


def test_the_job_as_the_page_shows_it(pce: Any) -> None:
    path = job_path(submit(pce))
    assert pce.get(path)["status"] == "pending"
    pce.clock.advance(1)
    job = pce.get(path)
    assert job == {
        "href": path[len("/api/v2") :], "job_type": ":illumio/async_requests", "description": "/orgs/1/labels",
        "result": {}, "status": "running", "requested_at": "2026-09-21 14:13:20.000000",
        "requested_by": {"href": "/users/1"}, "created_by": {"href": "/users/1"},
    }  # fmt: skip
    pce.clock.advance(4)
    done = pce.get(path)
    assert (done["status"], done["terminated_at"]) == ("done", "2026-09-21 14:13:25.000000")
    rows = pce.get("/api/v2" + done["result"]["href"])
    assert [row["href"] for row in rows] == [row["href"] for row in pce.face.rows["labels"]]
    assert pce.get(path.replace("/orgs/1", "")) == done, (
        "the page also writes it without the organisation"
    )


def test_filters_go_into_the_job(pce: Any) -> None:
    path = job_path(submit(pce, "labels?key=env&value=tw"))
    pce.clock.advance(5)
    (row,) = pce.get("/api/v2" + pce.get(path)["result"]["href"])
    assert (row["key"], row["value"]) == ("env", "Two")


def test_datafile_with_a_filename(pce: Any) -> None:
    pce.face.next_job(duration=0)
    href = pce.get(job_path(submit(pce)))["result"]["href"]
    answer = pce("GET", f"/api/v2{href}?filename=labels.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="labels.json"'
    assert "Content-Disposition" not in pce("GET", f"/api/v2{href}").headers
    assert pce("GET", f"{ORG}/datafiles/nothing").status == 404


@pytest.mark.parametrize(
    "form", ["api_relative", "relative", "absolute", "none", "http://other.example/jobs/{id}"]
)
def test_forms_of_location(pce: Any, form: str) -> None:
    pce.face.next_job(id="J1", location=form)
    expected = {
        "api_relative": "/orgs/1/jobs/J1", "relative": "/api/v2/orgs/1/jobs/J1", "none": None,
        "absolute": f"http://{pce.host}/api/v2/orgs/1/jobs/J1",
    }.get(form, "http://other.example/jobs/J1")  # fmt: skip
    assert submit(pce).headers["Location"] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, ["7"]),
        ("soon", ["soon"]),
        ([1, 9], ["1", "9"]),
        ("none", []),
        ("date+10", ["Mon, 21 Sep 2026 14:13:30 GMT"]),
    ],
)
def test_any_retry_after(pce: Any, value: Any, expected: list[str]) -> None:
    pce.face.next_job(retry_after=value, poll_retry_after=3)
    answer = submit(pce)
    assert (answer.headers.get_all("Retry-After") or []) == expected
    assert answer.headers["Date"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    assert pce("GET", job_path(answer)).headers["Retry-After"] == "3"
    assert pce("GET", job_path(submit(pce))).headers["Retry-After"] is None


def test_endings(pce: Any) -> None:
    pce.face.next_job(outcome="failed", duration=0, reason="out of time")
    pce.face.next_job(outcome="no_result", duration=0)
    pce.face.next_job(sync=True)
    failed, empty = pce.get(job_path(submit(pce))), pce.get(job_path(submit(pce)))
    assert (failed["status"], failed["result"]) == ("failed", {"message": "out of time"})
    assert (empty["status"], empty["result"]) == ("done", {})
    at_once = submit(pce)
    assert (at_once.status, len(at_once.json())) == (200, 12)


def test_a_job_may_be_invisible_at_first_and_vanish_later(pce: Any) -> None:
    pce.face.next_job(hidden_for=2, lost_after=4)
    path = job_path(submit(pce))
    seen = []
    for _second in range(5):
        seen.append(pce("GET", path).status)
        pce.clock.advance(1)
    assert seen == [404, 404, 200, 200, 404]


def test_list_and_delete_jobs(pce: Any) -> None:
    assert {job["status"] for job in pce.get(f"{ORG}/jobs")} == {
        "pending",
        "running",
        "done",
        "failed",
    }
    pce.face.add_job(type="other", status="done", age=1)
    assert [job["job_type"] for job in pce.get(f"{ORG}/jobs?job_type=other")] == ["other"]
    assert len(pce.get("/api/v2/jobs?max_results=2")) == 2
    assert pce("GET", f"{ORG}/jobs?max_results=x").status == 406
    path = f"{ORG}/jobs/43f6e9e3-6a68-4481-87c6-18fd096dafbe"
    assert [pce("DELETE", path).status, pce("DELETE", path).status, pce("GET", path).status] == [
        204,
        404,
        404,
    ]
    assert len(pce.face.writes()) == 2


def test_a_synchronous_get_is_cut_in_silence(pce: Any) -> None:
    pce.face.add_rows("labels", 900)
    answer = pce("GET", f"{ORG}/labels?key=env")
    assert answer.headers["X-Total-Count"] == "912", "the total without the filter"
    assert {row["key"] for row in answer.json()} == {"env"}
    assert len(pce.get(f"{ORG}/labels")) == 500
    path = job_path(submit(pce))
    pce.clock.advance(5)
    assert len(pce.get("/api/v2" + pce.get(path)["result"]["href"])) == 912


@pytest.mark.parametrize(
    "path",
    [
        "workloads",
        "events",
        "jobs",
        "datafiles",
        "sec_policy/draft/ip_lists",
        "sec_policy/active/services",
    ],
)
def test_any_collection(pce: Any, path: str) -> None:
    rows = pce.get(f"{ORG}/{path}")
    assert rows and submit(pce, path).status == 202
    assert pce("GET", f"{ORG}/nothing", Prefer="respond-async").status == 404


def test_one_row_and_other_reads(pce: Any) -> None:
    assert pce.get(f"{ORG}/labels/1")["key"] == "role"
    assert pce.get(f"{ORG}/sec_policy/active/ip_lists/2")["name"] == "ip_list 2"
    assert pce("GET", f"{ORG}/labels/0").status == 404
    assert [
        pce("GET", f"/api/v2/{path}").status
        for path in ("health", "users/login", "orgs/1/settings/workloads")
    ] == [200] * 3
    assert pce("GET", "/api/v2/node_available", auth=False).status == 200


def test_errors_are_arrays_of_token_and_message(pce: Any) -> None:
    answers = [
        pce("GET", f"{ORG}/labels", auth=False),
        pce("GET", "/api/v2/orgs/2/labels"),
        pce("GET", f"{ORG}/jobs/nobody"),
        pce("PUT", f"{ORG}/labels"),
        pce("GET", f"{ORG}/events?timestamp%5Bgte%5D=2026-01-01"),
    ]
    assert [answer.status for answer in answers] == [401, 403, 404, 405, 406]
    assert all(set(answer.json()[0]) == {"token", "message"} for answer in answers)
    pce.face.expire_tokens()
    assert pce("GET", f"{ORG}/labels").status == 401


def test_five_hundred_requests_a_minute(pce: Any) -> None:
    pce.face.set(rate_limit=3)
    assert [pce("GET", f"{ORG}/jobs").status for _number in range(4)] == [200, 200, 200, 429]
    assert pce("GET", f"{ORG}/jobs").json()[0]["token"] == "too_many_requests_error"
    pce.clock.advance(60)
    assert pce("GET", f"{ORG}/jobs").status == 200


def test_traffic_query(pce: Any) -> None:
    base = f"{ORG}/traffic_flows/async_queries"
    answer = pce("POST", base, QUERY)
    assert (answer.status, answer.json()["status"]) == (202, "queued")
    path = "/api/v2" + answer.json()["href"]
    assert pce("GET", f"{path}/download").status == 404
    pce.clock.advance(1)
    assert pce.get(path)["status"] == "working"
    pce.clock.advance(4)
    done = pce.get(path)
    assert (done["status"], done["query_parameters"]) == ("completed", QUERY)
    assert (done["matches_count"], done["flows_count"]) == (3, 2)
    assert done["regions"] == [{"pce_fqdn": "pce.example.com", "responded": True}]
    assert len(pce("GET", "/api/v2" + done["result"], Accept="application/json").json()) == 2
    assert pce("GET", "/api/v2" + done["result"]).headers["Content-Type"] == "text/csv"
    table = pce("GET", f"{path}/download?include_draft_policy_in_csv=true", Accept="text/csv").text
    assert table.splitlines()[0] == "Source IP,Destination IP,Port,Policy Decision,Draft Policy"
    assert [query["href"] for query in pce.get(base)] == [done["href"]]
    assert pce("PUT", f"{path}/update_rules?label_based_rules=true&offset=0&limit=10").status == 202
    assert pce.get(path)["rules"] == "working"
    pce.clock.advance(2)
    assert pce.get(path)["rules"] == "completed"
    assert [pce("DELETE", path).status, pce("GET", path).status] == [204, 404]
    assert pce("GET", path.replace("traffic_flows/async_queries", "jobs")).status == 404


def test_deleting_a_query_that_runs_cancels_it(pce: Any) -> None:
    path = "/api/v2" + pce("POST", f"{ORG}/traffic_flows/async_queries", QUERY).json()["href"]
    assert pce("DELETE", path).status == 202
    assert pce.get(path)["status"] == "cancel_requested"
    pce.clock.advance(1)
    assert pce.get(path)["status"] == "cancelled"


@pytest.mark.parametrize("outcome", ["failed", "cancelled", "no_result"])
def test_other_endings_of_a_query(pce: Any, outcome: str) -> None:
    pce.face.next_job(outcome=outcome, duration=0, reason="because")
    query = pce.get(
        "/api/v2" + pce("POST", f"{ORG}/traffic_flows/async_queries", QUERY).json()["href"]
    )
    assert query["status"] == {"no_result": "completed"}.get(outcome, outcome)
    assert query["result"] is None
    id = pce.face.add_job(of="traffic_flows/async_queries", status="working")
    assert pce.get(f"{ORG}/traffic_flows/async_queries/{id}")["status"] == "working"


@pytest.mark.parametrize(
    "change",
    [
        {"start_date": "2026-09-01"},
        {"end_date": None},
        {"max_results": 200001},
        {"sources": []},
        {"services": 1},
    ],
)
def test_a_query_that_is_refused(pce: Any, change: dict[str, Any]) -> None:
    assert pce("POST", f"{ORG}/traffic_flows/async_queries", {**QUERY, **change}).status == 406
    assert pce("POST", f"{ORG}/traffic_flows/async_queries", "[").status == 400


def test_label_mapping_run(pce: Any) -> None:
    path = "/api/v2" + pce("POST", f"{ORG}/label_mapping_rules/run", {}).json()["href"]
    pce.clock.advance(5)
    assert pce.get(path)["status"] == "completed"
    assert pce("GET", f"{path}/download", Accept="application/json").json()


def test_what_clients_ask_first(pce: Any) -> None:
    assert pce("GET", "/api/v2/product_version", auth=False).json()["version"]
    (cluster,) = pce.get("/api/v2/health")
    assert [node["type"] for node in cluster["nodes"]] == ["core"]
    for name in ("virtual_servers", "roles", "vulnerabilities", "vulnerability_reports"):
        below = "sec_policy/draft/" if name == "virtual_servers" else ""
        assert len(pce.get(f"{ORG}/{below}{name}")) == 12
    assert pce.get(f"{ORG}/settings/syslog/destinations")[0]["href"]


def test_a_login_opens_a_session_that_is_used_as_a_key(pce: Any) -> None:
    token = pce("POST", "/api/v2/login_users/authenticate?pce_fqdn=pce.example.com").json()
    header = f"Token token={token['auth_token']}"
    user = pce("GET", "/api/v2/users/login", auth=False, Authorization=header).json()
    pair = f"{user['auth_username']}:{user['session_token']}"
    basic = "Basic " + base64.b64encode(pair.encode()).decode()
    assert pce("GET", f"{ORG}/labels", auth=False, Authorization=basic).status == 200
    assert pce("GET", "/api/v2/users/login", auth=False, Authorization=header).status == 401
    assert pce("POST", "/api/v2/login_users/authenticate", auth=False).status == 401
    pce.face.expire_tokens()
    assert pce("GET", f"{ORG}/labels", auth=False, Authorization=basic).status == 401


def test_a_report(pce: Any) -> None:
    answer = pce("POST", f"{ORG}/reports", {"description": "monthly"})
    assert (answer.status, answer.json()["status"]) == (201, "pending")
    path = "/api/v2" + answer.json()["href"]
    assert pce("GET", f"{path}/download").status == 404
    pce.clock.advance(5)
    assert (pce.get(path)["status"], pce.get(path)["description"]) == ("done", "monthly")
    assert pce("GET", f"{path}/download").text.startswith("label,workloads")
    assert [report["href"] for report in pce.get(f"{ORG}/reports")] == [answer.json()["href"]]
    assert all("reports" not in job["href"] for job in pce.get(f"{ORG}/jobs"))
    assert pce("GET", path.replace("reports", "jobs")).status == 404
