# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cvpysdk, the vendor's Python SDK of Commvault: login, lists, one job, what can be done to it,
events, waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("cvpysdk", reason="tests/vendor_clients/requirements.txt is not installed")
from cvpysdk.commcell import Commcell  # noqa: E402
from cvpysdk.exception import SDKException  # noqa: E402
from cvpysdk.job import Job, JobController  # noqa: E402


@pytest.fixture
def commcell(world: Any, nap: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The SDK, logged in."""
    monkeypatch.setattr("cvpysdk.job.time", nap)
    options = world["commvault"].options
    made = Commcell(
        "any", options["username"], options["password"], web_service_url=options["base_url"]
    )
    assert world.sent("commvault") == ["GET /commandcenter/api/"], (
        "and a login, which sent() leaves out"
    )
    return made


def backup(commcell: Any, subclient: int = 5) -> str:
    """Start a backup with the SDK's session and service table, as its Subclient.backup does; return
    the job's id.
    """
    url = commcell._services["SUBCLIENT_BACKUP"] % (subclient, "Full")
    good, answer = commcell._cvpysdk_object.make_request("POST", url)
    assert good
    return str(answer.json()["jobIds"][0])


def ours(world: Any, id: str, **more: Any) -> dict[str, Any]:
    """The job as job_info tells it."""
    return dict(world.ok("info", "commvault", job_id=[id], **more)["job"])


# The SDK alone.


def test_login_is_refused_inside_a_200(world: Any) -> None:
    options = world["commvault"].options
    with pytest.raises(SDKException, match="incorrect"):
        Commcell(
            "any", options["username"], "not the password", web_service_url=options["base_url"]
        )
    with pytest.raises(SDKException):
        Commcell("any", authtoken="QSDK 00", web_service_url=options["base_url"])


def test_login_with_a_token(world: Any) -> None:
    made = Commcell(
        "any", authtoken=world["commvault"].token, web_service_url=world["commvault"].base_url
    )
    assert JobController(made).get(681).status == "Killed"


def test_lists(commcell: Any, world: Any) -> None:
    controller = JobController(commcell)
    active, finished = (
        controller.active_jobs(lookup_time=24 * 365),
        controller.finished_jobs(lookup_time=24 * 365),
    )
    everything = controller.all_jobs(lookup_time=24 * 365)
    assert {707, 815, 816, 817, 270} <= set(active) and {681, 795, 810, 814} <= set(finished)
    assert set(everything) == set(active) | set(finished)
    assert (everything[707]["status"], everything[707]["percent_complete"]) == ("Suspended", 25)
    assert 681 not in controller.finished_jobs(lookup_time=24), "it ended three days ago"
    assert set(controller.all_jobs(lookup_time=24 * 365, job_type_list=["Restore"])) == {820}


def test_lists_are_ours(commcell: Any, world: Any) -> None:
    for category, theirs in (
        ("Active", JobController(commcell).active_jobs),
        ("Finished", JobController(commcell).finished_jobs),
        ("All", JobController(commcell).all_jobs),
    ):  # fmt: skip
        told = theirs(lookup_time=24 * 365, limit=100)
        jobs = world.ok("info", "commvault", filters={"jobCategory": category})["jobs"]
        assert {job["id"]: (job["status"], job["type"], job["progress"]) for job in jobs} == {
            str(id): (job["status"], job["job_type"], float(job["percent_complete"]))
            for id, job in told.items()
        }


def test_the_cache_and_the_summary_of_active_jobs(commcell: Any) -> None:
    controller = JobController(commcell)
    cached = controller.get_active_jobs_cache()
    assert set(cached) == {str(id) for id in controller.active_jobs(lookup_time=24 * 365)}
    counts = controller.get_active_job_summary()
    for word in ("running", "suspended", "queued", "waiting"):
        assert counts[f"{word}Jobs"] == sum(
            job["status"].lower() == word for job in cached.values()
        )


@pytest.mark.parametrize("id", [681, 707, 795, 810, 811, 812, 813, 814, 815, 816, 817, 820, 270])
def test_one_job(commcell: Any, world: Any, id: int) -> None:
    job, told = Job(commcell, id), ours(world, str(id))
    assert (job.status, job.job_type, job.is_finished) == (
        told["status"],
        told["type"],
        told["finished"],
    )
    assert job.summary == told["raw"]
    reason = f"the system calls it {job.status}" if told["state"] == "partial" else ""
    assert ((job.pending_reason or "").replace("<br>", " ") or reason) == (told["reason"] or "")
    assert job.start_time.replace(" ", "T") + "Z" == told["started_at"]
    if told["finished"]:
        assert job.end_time.replace(" ", "T") + "Z" == told["finished_at"]


def test_an_unknown_job(commcell: Any, world: Any, nap: Any) -> None:
    with pytest.raises(SDKException, match="No job exists"):
        Job(commcell, 4711)
    assert sum(nap.naps) > 600, "it looks again for minutes: a fresh job may not be visible yet"
    assert world.ok("info", "commvault", job_id=["4711"])["missing"] == ["4711"]


def test_kill(commcell: Any, world: Any) -> None:
    job = Job(commcell, backup(commcell))
    job.kill(wait_for_job_to_kill=True)
    assert job.status == "Killed"
    with pytest.raises(SDKException, match="already finished"):
        job.kill()
    assert world.ok("stop", "commvault", job_id=[str(job.job_id)])["changed"] is False, (
        "ours is content with that"
    )


def test_pause_and_resume(commcell: Any, world: Any) -> None:
    job = Job(commcell, backup(commcell))
    world.clock.advance(2)
    assert job.status == "Running"
    job.pause(wait_for_job_to_pause=True)
    assert job.status == "Suspended" and ours(world, job.job_id)["state"] == "waiting"
    world.clock.advance(3600)
    assert job.status == "Suspended"
    job.resume(wait_for_job_to_resume=True)
    assert job.status == "Running" and ours(world, job.job_id)["state"] == "running"
    assert job.wait_for_completion() is True


def test_resubmit(commcell: Any, world: Any) -> None:
    again = Job(commcell, 814).resubmit()
    assert again.job_id != "814" and again.status == "Waiting"
    assert again.wait_for_completion() is True
    with pytest.raises(SDKException, match="still running"):
        Job(commcell, 815).resubmit()


def test_all_jobs_at_once(commcell: Any, world: Any) -> None:
    controller = JobController(commcell)
    controller.kill_all_jobs()
    world.clock.advance(5)
    assert controller.active_jobs(lookup_time=24 * 365) == {}
    assert world.ok("info", "commvault", filters={"jobCategory": "Active"})["jobs"] == []


def test_events_logs_and_details(commcell: Any, world: Any) -> None:
    world["commvault"].add_job(
        id=950, status="Failed", messages=[{"level": "error", "text": "The tape is full."}]
    )
    job = Job(commcell, 950)
    events = job.get_events()
    assert [(one["jobId"], one["severity"], one["description"]) for one in events] == [
        (950, 6, "The tape is full.")
    ]
    told = ours(world, "950", messages=True)["messages"]
    assert [(one["level"], one["text"]) for one in told] == [("error", "The tape is full.")]
    assert told[0]["source"] == events[0]["subsystem"]
    assert any("The tape is full." in line for line in job.get_logs())
    for kind in job.ADVANCED_JOB_DETAILS:
        assert job.advanced_job_details(kind)["jobId"] == 950
    assert job.details["jobDetail"]["progressInfo"]["state"] == "Failed" == job.state
    assert job.task_details


@pytest.mark.parametrize(
    ("outcome", "good", "state"),
    [
        ("done", True, "succeeded"), ("warning", True, "succeeded"), ("partial", True, "partial"),
        ("committed", True, "partial"),
        ("failed", False, "failed"),
        ("not_started", False, "failed"),
        ("cancelled", False, "stopped"),
    ],
)  # fmt: skip
def test_wait_for_completion(
    commcell: Any, world: Any, outcome: str, good: bool, state: str
) -> None:
    world["commvault"].next_job(outcome=outcome, duration=100)
    job = Job(commcell, backup(commcell))
    assert job.wait_for_completion() is good
    told = ours(world, job.job_id)
    assert (told["state"], told["status"]) == (state, job.status)
    assert told["succeeded"] is good


def test_a_wait_that_gives_up(commcell: Any, world: Any) -> None:
    world["commvault"].next_job(duration=3600)
    job = Job(commcell, backup(commcell))
    assert job.wait_for_completion(return_timeout=1) is False
    assert ours(world, job.job_id)["finished"] is False and world["commvault"].writes()[1:] == [], (
        "nothing was killed"
    )


def test_a_token_that_died_is_renewed(commcell: Any, world: Any) -> None:
    job = Job(commcell, backup(commcell))
    world.clock.advance(1801)
    assert job.status == "Completed"
    assert "POST /commandcenter/api/RenewLoginToken" in {
        f"{entry.method} {entry.path}" for entry in world["commvault"].log if entry.kind == "login"
    }


def test_a_wait_never_kills(commcell: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """A job that waits for somebody is not over, and whoever waits for it may wait less long than
    it.
    """
    world["commvault"].add_job(id=951, status="Waiting")
    world.fails("wait", "commvault", "timeout", job_id=["951"], wait_timeout=1801)
    assert ours(world, "951")["state"] == "waiting"
    world["commvault"].clear_log()
    with wrong(
        "cvpysdk",
        "waiting for a job kills it when it has been waiting for 30 minutes",
        AssertionError,
        "kill",
    ):
        Job(commcell, 951).wait_for_completion()
        assert [entry.path for entry in world["commvault"].writes()] == [], "kill"


# The same job seen by both.


def test_its_job_is_found_and_waited_for_by_us(commcell: Any, world: Any) -> None:
    id = backup(commcell)
    theirs = Job(commcell, id)
    assert ours(world, id)["raw"] == theirs.summary
    assert id in {job["id"] for job in world.ok("info", "commvault")["jobs"]}
    ended = world.ok("wait", "commvault", job_id=[id])["jobs"][0]
    assert (ended["id"], ended["state"], ended["status"]) == (
        theirs.job_id,
        "succeeded",
        theirs.status,
    )
    assert theirs.is_finished and theirs.end_time.replace(" ", "T") + "Z" == ended["finished_at"]


def test_its_job_is_stopped_by_us(commcell: Any, world: Any) -> None:
    id = backup(commcell)
    stopped = world.ok("stop", "commvault", job_id=[id], wait=True)
    assert (stopped["stopped"], stopped["jobs"][0]["state"]) == ([id], "stopped")
    job = Job(commcell, id)
    assert job.is_finished and job.status == "Killed" == stopped["jobs"][0]["status"]


def test_its_job_is_seen_by_us_while_it_waits(commcell: Any, world: Any, nap: Any) -> None:
    world["commvault"].next_job(duration=100)
    job = Job(commcell, backup(commcell))
    seen: list[tuple[str, str]] = []

    def look() -> None:
        told = ours(world, job.job_id)
        seen.append((told["state"], told["status"]))

    nap.meanwhile = look
    assert job.wait_for_completion() is True
    assert seen[0] == ("running", "Running") and seen[-1] == ("succeeded", job.status)


def test_its_job_is_stopped_by_us_while_it_waits(commcell: Any, world: Any, nap: Any) -> None:
    world["commvault"].next_job(duration=3600)
    job = Job(commcell, backup(commcell))
    nap.meanwhile = lambda: world.ok("stop", "commvault", job_id=[job.job_id])
    assert job.wait_for_completion() is False and job.status == "Killed"


def test_its_list_is_ours_whatever_the_page(commcell: Any, world: Any) -> None:
    world["commvault"].add_many(250, status="Completed", age=60)
    theirs = JobController(commcell).all_jobs(lookup_time=24 * 365, limit=1000)
    told = world.ok("info", "commvault", fields=["id", "status"])
    assert {job["id"]: job["status"] for job in told["jobs"]} == {
        str(id): job["status"] for id, job in theirs.items()
    }
    assert told["complete"] is True and told["count"] == len(theirs)


def test_our_job_is_waited_for_by_it(commcell: Any, world: Any) -> None:
    started = world.ok(
        "request", "commvault", path="Subclient/5/action/backup", method="POST", wait=False
    )["job"]
    job = Job(commcell, started["id"])
    assert job.job_id == started["id"] and job.status == "Waiting"
    assert job.wait_for_completion() is True
    told = ours(world, started["id"])
    assert (told["state"], told["status"], told["raw"]) == ("succeeded", job.status, job.summary)


def test_our_job_is_killed_by_it(commcell: Any, world: Any) -> None:
    started = world.ok(
        "request", "commvault", path="Subclient/5/action/backup", method="POST", wait=False
    )["job"]
    Job(commcell, started["id"]).kill(wait_for_job_to_kill=True)
    failed = world.fails("wait", "commvault", "job_failed", job_id=[started["id"]])
    assert (failed["jobs"][0]["state"], failed["jobs"][0]["status"]) == ("stopped", "Killed")
