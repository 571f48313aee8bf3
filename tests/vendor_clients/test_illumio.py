# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""illumio, the vendor's Python client of the PCE: asynchronous collections, jobs, asynchronous
traffic queries.

It needs a relative Location and a Retry-After in whole seconds, as the page of release 20.1 has
them.
"""

from __future__ import annotations

from typing import Any

import pytest

illumio = pytest.importorskip(
    "illumio", reason="tests/vendor_clients/requirements.txt is not installed"
)
from illumio.exceptions import IllumioApiException  # noqa: E402
from illumio.explorer import TrafficQuery  # noqa: E402

ASYNC = {"Prefer": "respond-async"}


@pytest.fixture
def pce(world: Any, nap: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client, logged in with the API key."""
    monkeypatch.setattr("illumio.pce.time", nap)
    options = world["illumio"].options
    host, _colon, port = options["base_url"].rpartition(":")
    made = illumio.PolicyComputeEngine(host, port=port, org_id=1, retry_count=0)
    made.set_credentials(options["username"], options["password"])
    return made


def query() -> Any:
    return TrafficQuery.build(
        start_date="2026-09-01T00:00:00Z",
        end_date="2026-09-02T00:00:00Z",
        policy_decisions=["unknown"],
    )


def started(pce: Any, path: str = "/labels") -> tuple[str, str]:
    """Start a job with the client, as it does itself before it polls; return its href and id."""
    answer = pce.get(path, headers=ASYNC)
    assert answer.status_code == 202
    href = answer.headers["Location"]
    return href, href.rpartition("/")[2]


# The client alone.


def test_connection(pce: Any, world: Any) -> None:
    assert pce.check_connection() is True
    assert world.sent("illumio") == ["GET /api/v2/health", "GET /api/v2/orgs/1/settings/workloads"]
    pce.set_credentials("api_1", "not the secret")
    assert pce.check_connection() is False


def test_labels_asynchronously(pce: Any, world: Any, nap: Any) -> None:
    labels = pce.labels.get_async()
    assert [label.href for label in labels] == [
        f"/orgs/1/labels/{number}" for number in range(1, 13)
    ]
    assert {label.key for label in labels} == {"role", "app", "env", "loc"}
    assert nap.naps == [5], "the Retry-After of the 202, and the job was done then"
    assert world["illumio"].log[0].headers["Prefer"] == "respond-async"
    lines = world.sent("illumio")
    job = world.ok("info", "illumio")["jobs"][0]
    file = job_raw(world, job["id"])["result"]["href"]
    assert lines == ["GET /api/v2/orgs/1/labels", f"GET /api/v2{job['href']}", f"GET /api/v2{file}"]


def job_raw(world: Any, id: str) -> Any:
    return world.ok("info", "illumio", job_id=[id])["job"]["raw"]


def test_a_job_that_takes_several_polls(pce: Any, world: Any, nap: Any) -> None:
    world["illumio"].next_job(duration=30)
    assert len(pce.labels.get_async()) == 12
    assert nap.naps == [5, 7.5, 11.25, 16.875], "its own backing off"


@pytest.mark.parametrize("name", ["labels", "workloads", "events", "users", "pairing_profiles"])
def test_any_collection(pce: Any, world: Any, name: str) -> None:
    rows = pce.get_collection(f"/{name}").json()
    assert [row["href"] for row in rows] == [row["href"] for row in world["illumio"].rows[name]]


@pytest.mark.parametrize("name", ["ip_lists", "services", "rule_sets"])
def test_policy_objects(pce: Any, name: str) -> None:
    assert len(getattr(pce, name).get_async()) == 12


def test_a_filtered_collection(pce: Any) -> None:
    assert {label.key for label in pce.labels.get_async(params={"key": "env"})} == {"env"}


def test_jobs_as_the_page_lists_and_deletes_them(pce: Any) -> None:
    found = {job["href"]: job["status"] for job in pce.get("/jobs").json()}
    assert sorted(found.values()) == ["done", "failed", "pending", "running"]
    assert len(pce.get("/jobs", params={"max_results": 2}).json()) == 2
    assert pce.get("/jobs", params={"job_type": "other"}).json() == []
    gone = next(iter(found))
    assert pce.delete(gone).status_code == 204
    assert gone not in {job["href"] for job in pce.get("/jobs").json()}
    with pytest.raises(IllumioApiException, match="404"):
        pce.delete(gone)


def test_a_failed_job_says_why(pce: Any, world: Any) -> None:
    world["illumio"].next_job(outcome="failed", reason="exceeded time limit")
    with pytest.raises(IllumioApiException) as told:
        pce.labels.get_async()
    assert "exceeded time limit" in str(told.value.__cause__)


def test_a_traffic_query(pce: Any, world: Any, nap: Any) -> None:
    flows = pce.get_traffic_flows_async("nightly", query())
    assert [flow.src.ip for flow in flows][:2] == ["10.0.0.1", "10.0.0.2"]
    assert {flow.policy_decision for flow in flows} == {"unknown"}
    assert nap.naps[0] == 1
    first = world["illumio"].log[0]
    assert (first.method, first.path) == ("POST", "/api/v2/orgs/1/traffic_flows/async_queries")
    assert first.json()["query_name"] == "nightly"


# What the client gets wrong. Ours is shown to do it, then the client's failure.


def test_location_may_be_absolute(pce: Any, world: Any, wrong: Any) -> None:
    """The page of 24.2: "location": https://pce.my-company.com:8443/api/v2/orgs/1/jobs/..."""
    world["illumio"].location = "absolute"
    assert len(world.ok("request", "illumio", path="orgs/1/labels")["result"]) == 12
    with wrong(
        "illumio",
        "it puts its own prefix before an absolute Location",
        IllumioApiException,
        "/orgs/1/http:/",
    ):
        pce.labels.get_async()


def test_a_collection_may_come_at_once(pce: Any, world: Any, wrong: Any) -> None:
    """Prefer is a preference (RFC 7240): a server may answer 200 with the rows."""
    for _twice in range(2):
        world["illumio"].next_job(sync=True)
    assert len(world.ok("request", "illumio", path="orgs/1/labels")["result"]) == 12
    with wrong(
        "illumio", "it looks for a Location in a 200", IllumioApiException, "KeyError('location')"
    ):
        pce.labels.get_async()


@pytest.mark.parametrize(
    ("hint", "says"), [("date+3", "invalid literal"), ("none", "KeyError('retry-after')")]
)
def test_retry_after_may_be_a_date_or_absent(
    pce: Any, world: Any, wrong: Any, hint: str, says: str
) -> None:
    """RFC 9110 section 10.2.3; the page only shows seconds."""
    for _twice in range(2):
        world["illumio"].next_job(retry_after=hint)
    assert len(world.ok("request", "illumio", path="orgs/1/labels")["result"]) == 12
    with wrong("illumio", "it demands a Retry-After in whole seconds", IllumioApiException, says):
        pce.labels.get_async()


def test_done_may_be_unsuccessful(pce: Any, world: Any, wrong: Any) -> None:
    """The page: "Done: Complete (successful/unsuccessful)"."""
    for _twice in range(2):
        world["illumio"].next_job(outcome="no_result")
    told = world.fails("request", "illumio", "job_failed", path="orgs/1/labels")
    assert "done, but without a result" in told["msg"]
    fault = "a job that is done without a result ends in a KeyError"
    with wrong("illumio", fault, IllumioApiException, "KeyError('href')"):
        pce.labels.get_async()


def test_a_query_may_be_cancelled(pce: Any, world: Any, nap: Any, wrong: Any) -> None:
    """It knows only failed, completed and done."""
    href = pce.post("/traffic_flows/async_queries", json=query()).json()["href"]
    pce.delete(href)
    assert (
        world.fails("wait", "illumio", "job_failed", job_id=[href])["jobs"][0]["state"] == "stopped"
    )

    def cancel() -> None:
        if len(nap.naps) > 20:
            raise TimeoutError("still polling")
        for entry in pce.get("/traffic_flows/async_queries").json():
            if entry["status"] in ("queued", "working"):
                pce.delete(entry["href"])

    nap.meanwhile = cancel
    with wrong(
        "illumio", "it polls a cancelled query for ever", IllumioApiException, "still polling"
    ):
        pce.get_traffic_flows_async("q", query())


# The same job seen by both.


def test_its_job_is_found_and_waited_for_by_us(pce: Any, world: Any) -> None:
    href, id = started(pce)
    job = world.ok("info", "illumio", job_id=[id])["job"]
    theirs = pce.get(href).json()
    assert (job["href"], job["status"], job["raw"]) == (href, theirs["status"], theirs)
    assert id in {one["id"] for one in world.ok("info", "illumio")["jobs"]}
    ended = world.ok("wait", "illumio", job_id=[id])["jobs"][0]
    theirs = pce.get(href).json()
    assert (
        (ended["state"], ended["status"])
        == ("succeeded", theirs["status"])
        == ("succeeded", "done")
    )
    assert (
        ended["finished_at"]
        == theirs["terminated_at"].replace(" ", "T").replace(".000000", "") + "Z"
    )


def test_its_job_is_seen_by_us_while_it_polls(pce: Any, world: Any, nap: Any) -> None:
    seen = []
    nap.meanwhile = lambda: seen.append(world.ok("info", "illumio", limit=1)["jobs"][0])
    world["illumio"].next_job(duration=20)
    pce.labels.get_async()
    assert [job["state"] for job in seen] == ["running", "running", "succeeded"]
    assert len({job["id"] for job in seen}) == 1


def test_its_job_is_deleted_by_us(pce: Any, world: Any) -> None:
    href, id = started(pce)
    refused = world.fails("delete", "illumio", "conflict", job_id=[id])
    assert id in refused["msg"] and pce.get(href).status_code == 200
    assert world.ok("delete", "illumio", job_id=[id], force=True)["deleted"] == [id]
    with pytest.raises(IllumioApiException, match="404"):
        pce.get(href)


def test_our_job_is_polled_by_it(pce: Any, world: Any) -> None:
    ours = world.ok("request", "illumio", path="orgs/1/labels", wait=False)["job"]
    file = pce._async_poll(ours["href"], 1)
    rows = pce.get(file).json()
    assert [row["key"] for row in rows] == [label.key for label in pce.labels.get_async()]
    job = world.ok("info", "illumio", job_id=[ours["id"]])["job"]
    assert (job["state"], job["raw"]["result"]["href"]) == ("succeeded", file)
    assert world.ok("request", "illumio", path="orgs/1/labels")["result"] == rows


def test_our_job_is_deleted_by_it(pce: Any, world: Any) -> None:
    ours = world.ok("request", "illumio", path="orgs/1/labels", wait=False)["job"]
    assert pce.delete(ours["href"]).status_code == 204
    assert world.ok("info", "illumio", job_id=[ours["id"]])["missing"] == [ours["id"]]
    assert world.ok("delete", "illumio", job_id=[ours["id"]])["changed"] is False


def test_its_query_is_waited_for_by_us(pce: Any, world: Any) -> None:
    asked = query()
    asked.query_name = "nightly"
    answer = pce.post("/traffic_flows/async_queries", json=asked).json()
    job = world.ok("wait", "illumio", job_id=[answer["href"]])["jobs"][0]
    theirs = pce.get(answer["href"]).json()
    assert (job["state"], job["status"], job["name"]) == ("succeeded", theirs["status"], "nightly")
    assert job["href"] == theirs["href"] == answer["href"]


def test_its_query_is_stopped_by_us(pce: Any, world: Any) -> None:
    answer = pce.post("/traffic_flows/async_queries", json=query()).json()
    stopped = world.ok("stop", "illumio", job_id=[answer["href"]], wait=True)
    assert stopped["jobs"][0]["state"] == "stopped"
    assert pce.get(answer["href"]).json()["status"] == "cancelled"


def test_our_query_is_polled_by_it(pce: Any, world: Any) -> None:
    body = {**query().to_json(), "query_name": "ours"}
    ours = world.ok(
        "request",
        "illumio",
        path="orgs/1/traffic_flows/async_queries",
        method="POST",
        body=body,
        wait=False,
    )["job"]
    rows = pce.get(pce._async_poll(ours["href"])).json()
    job = world.ok("info", "illumio", job_id=[ours["href"]])["job"]
    assert (job["state"], job["raw"]["matches_count"]) == ("succeeded", len(rows))
