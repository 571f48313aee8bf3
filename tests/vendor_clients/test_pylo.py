# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""illumio-pylo, a public client of the PCE: asynchronous collections, traffic queries in two phases,
the lists that it loads at its start.

It speaks https only; here it is told otherwise, and nothing else of it is changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

pylo = pytest.importorskip(
    "illumio_pylo", reason="tests/vendor_clients/requirements.txt is not installed"
)

NAME = "illumio-pylo"
QUERIES = "traffic_flows/async_queries"


@pytest.fixture
def pce(world: Any, nap: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client, with the API key; its sleeps are those of the emulator's clock."""
    options = world["illumio"].options
    root = world["illumio"].root
    monkeypatch.setattr("illumio_pylo.API.APIConnector.time", nap)
    connector = pylo.APIConnector
    monkeypatch.setattr(
        connector, "_make_base_url", lambda self, path="": f"{root}/{path.lstrip('/')}"
    )
    return connector("pce.example.com", 8443, options["username"], options["password"])


def filters(most: int = 100) -> Any:
    """What of the traffic to look for."""
    made = pylo.ExplorerFilterSetV1(max_results=most)
    made.set_time_from(datetime.datetime(2026, 9, 1))
    made.set_time_to(datetime.datetime(2026, 9, 2))
    return made


def ours(world: Any, href: str) -> dict[str, Any]:
    """The job as job_info tells it."""
    return dict(world.ok("info", "illumio", job_id=[href])["job"])


# The client alone.


def test_it_asks_for_the_version_first(pce: Any, world: Any) -> None:
    assert len(pce.objects_label_get(max_results=3)) == 3
    assert world.sent("illumio") == [
        "GET /api/v2/product_version",
        "GET /api/v2/orgs/1/labels?max_results=3",
    ]
    assert str(pce.version.major) == "25" and pce.version_string == "25.2.40"


def test_cluster_health(pce: Any) -> None:
    (report,) = pce.cluster_health_get(return_object=True).values()
    (node,) = report.nodes_dict.values()
    assert node.type == "core" and not node.is_offline_or_unreachable()
    assert len(node.get_running_services()) == 2


@pytest.mark.parametrize("by_jobs", [False, True])
def test_it_loads_all_objects(pce: Any, by_jobs: bool) -> None:
    found = pce.get_pce_objects(force_async_mode=by_jobs)
    assert {name: len(rows) for name, rows in found.items() if rows} == dict.fromkeys(
        ("workloads", "virtual_services", "labels", "labelgroups", "iplists", "services",
         "rulesets", "security_principals", "label_dimensions"), 12,
    )  # fmt: skip


def test_labels_asynchronously(pce: Any, world: Any, nap: Any) -> None:
    labels = pce.objects_label_get(async_mode=True)
    assert len(labels) == 12
    assert nap.naps == [5], "the Retry-After of the 202"
    job = world.ok("info", "illumio")["jobs"][0]
    assert (job["state"], job["status"]) == ("succeeded", "done")
    assert world.ok("request", "illumio", path="orgs/1/labels")["result"] == labels


def test_a_failed_job_says_why(pce: Any, world: Any) -> None:
    for _twice in range(2):
        world["illumio"].next_job(outcome="failed", reason="exceeded time limit")
    with pytest.raises(Exception, match="exceeded time limit"):
        pce.objects_label_get(async_mode=True)
    told = world.fails("request", "illumio", "job_failed", path="orgs/1/labels")
    assert "exceeded time limit" in told["msg"]


def test_it_waits_when_there_were_too_many_requests(pce: Any, world: Any, nap: Any) -> None:
    refusal = [{"token": "too_many_requests_error", "message": "Too many requests"}]
    world["illumio"].fault(method="GET", path="labels", status=429, body=refusal)
    assert len(pce.objects_label_get(max_results=5)) == 5
    assert nap.naps == [10]


# What the client gets wrong. Ours is shown to do it, then the client's failure.


def test_a_collection_may_come_at_once(pce: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """Prefer is a preference (RFC 7240): a server may answer 200 with the rows."""
    for _twice in range(2):
        world["illumio"].next_job(sync=True)
    assert len(world.ok("request", "illumio", path="orgs/1/labels")["result"]) == 12
    with wrong(NAME, "it takes a 200 for an error", Exception, "should be 202 but 200"):
        pce.objects_label_get(async_mode=True)


def test_location_may_be_absolute(pce: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """The page of 24.2: "location": https://pce.my-company.com:8443/api/v2/orgs/1/jobs/..."""
    world["illumio"].location = "absolute"
    assert len(world.ok("request", "illumio", path="orgs/1/labels")["result"]) == 12
    with wrong(NAME, "it puts its own prefix before an absolute Location", Exception, "404"):
        pce.objects_label_get(async_mode=True)


def test_a_query_that_is_incomplete(pce: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """matches_count above flows_count: there is more than was returned."""
    body = filters(2).generate_json_query()
    told = world.ok("request", "illumio", method="POST", path=f"orgs/1/{QUERIES}", body=body)
    assert told["job"]["state"] == "partial" and len(told["result"]) == 2
    with wrong(NAME, "it takes a part of the flows for all", AssertionError, "no word of it"):
        assert pce.explorer_search(filters(2)).count_records() != 2, "no word of it"


# The same job seen by both.


def test_its_query_is_seen_by_us(pce: Any, world: Any, nap: Any) -> None:
    seen: list[str] = []
    nap.meanwhile = lambda: seen.append(
        ours(world, pce.explorer_async_queries_all_status_get()[0]["href"])["state"]
    )
    world["illumio"].next_job(duration=25)
    found = pce.explorer_search(filters())
    assert found.count_records() == 3
    assert seen == ["running", "running", "succeeded"]
    theirs = pce.explorer_async_queries_all_status_get()[0]
    job = ours(world, theirs["href"])
    assert (job["status"], job["raw"]) == (theirs["status"], theirs)


def test_its_second_phase_is_told_by_a_text(pce: Any, world: Any, nap: Any) -> None:
    """update_rules, then `rules` goes from working to completed."""
    made = pylo.ExplorerFilterSetV2(max_results=100)
    made.set_time_from(datetime.datetime(2026, 9, 1))
    made.set_time_to(datetime.datetime(2026, 9, 2))
    pce.explorer_search(made, draft_mode_enabled=True)
    theirs = pce.explorer_async_queries_all_status_get()[0]
    assert theirs["rules"] == "completed"
    assert ours(world, theirs["href"])["state"] == "succeeded"


def test_our_query_is_seen_by_it(pce: Any, world: Any) -> None:
    body = filters().generate_json_query()
    order = {"method": "POST", "path": f"orgs/1/{QUERIES}", "body": body}
    mine = world.ok("request", "illumio", **order)["job"]
    theirs = pce.explorer_async_query_get_specific_request_status(mine["href"])
    assert (theirs["status"], mine["state"]) == ("completed", "succeeded")


def test_its_query_is_stopped_by_us(pce: Any, world: Any) -> None:
    href = pce.do_post_call(f"/{QUERIES}", json_arguments=filters().generate_json_query())["href"]
    assert world.ok("stop", "illumio", job_id=[href], wait=True)["jobs"][0]["state"] == "stopped"
    assert pce.explorer_async_query_get_specific_request_status(href)["status"] == "cancelled"
