# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scrapyd, Flower and Jupyter Scheduler of the catalogue, in conversations as the servers that
tests/servers starts have them.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("yaml")
pytest.importorskip("jmespath")

# Scrapyd

CRAWL: dict[str, Any] = {
    "method": "POST",
    "path": "schedule.json",
    "body": {"project": "crawls", "spider": "pages"},
}
JOB = {"id": "7", "project": "crawls", "spider": "pages"}
LOG = "/logs/crawls/pages/7.log"
STATS = "INFO: Dumping Scrapy stats:\n{'finish_reason': 'finished',\n"
CLOSED = "[scrapy.core.engine] INFO: Spider closed (finished)\n"


def jobs(place: str, **more: Any) -> dict[str, Any]:
    """An answer of listjobs.json."""
    lists = {"pending": [], "running": [], "finished": []}
    return {"status": "ok", "node_name": "vm", **lists, place: [{**JOB, **more}]}


def ended(log: str | None = LOG, items: str | None = None) -> dict[str, Any]:
    """A crawl that has ended."""
    times = {"start_time": "2026-11-29 08:26:44.050407", "end_time": "2026-11-29 08:27:25.147963"}
    return jobs("finished", log_url=log, items_url=items, **times)


def test_scrapyd_crawls(shipped: Any, say: Any) -> None:
    script = {
        "POST /schedule.json": {"status": "ok", "jobid": "7"},
        "GET /listjobs.json": [jobs("pending"), jobs("running"), ended(items="/items/7.jl")],
        f"GET {LOG}": say(STATS + " 'item_scraped_count': 2}\n" + CLOSED),
        "GET /items/7.jl": say('{"number": 1}\n{"number": 2}\n'),
    }
    person = shipped("scrapyd", script)
    result = person.ok("request", username="me", password="scrapyd-pw", **CRAWL)
    job = result["job"]
    assert (job["state"], job["name"], job["type"]) == ("succeeded", "pages", "crawls")
    assert job["finished_at"] == "2026-11-29T08:27:25.147963Z"
    assert result["result"] == [{"number": 1}, {"number": 2}]
    assert person.fake.log[0].body == "project=crawls&spider=pages"


@pytest.mark.parametrize(
    ("log", "state", "reason"),
    [
        (STATS + " 'log_count/ERROR': 1}\n" + CLOSED, "partial", "its log holds errors"),
        ("INFO: Spider closed (shutdown)\n", "stopped", None),
        ("INFO: Spider closed (closespider_timeout)\n", "partial", "the spider closed before it had finished"),
        ("Traceback (most recent call last):\nValueError: x\n", "failed", "its log ends with a traceback"),
        ("", "partial", "it has ended; neither Scrapyd nor its log tells how"),
        # What a page says is no end of the spider.
        (CLOSED + "DEBUG: Scraped\n", "partial", "the spider closed before it had finished"),
    ],
)  # fmt: skip
def test_scrapyd_tells_the_end_by_the_log(
    shipped: Any, say: Any, log: str, state: str, reason: str | None
) -> None:
    script = {"GET /listjobs.json": ended(), f"GET {LOG}": say(log)}
    for job in (shipped("scrapyd", script).job("7"), *shipped("scrapyd", script).listed()):
        assert (job["state"], job["reason"]) == (state, reason)


@pytest.mark.parametrize("log", [None, LOG])
def test_scrapyd_without_a_log(shipped: Any, log: str | None) -> None:
    person = shipped("scrapyd", {"GET /listjobs.json": ended(log)})
    assert person.job("7")["state"] == "partial"


def test_scrapyd_refuses_in_a_200(shipped: Any) -> None:
    answer = {"status": "error", "message": "spider 'nope' not found"}
    person = shipped("scrapyd", {"POST /schedule.json": answer})
    assert "spider 'nope'" in person.fails("request", "api", **CRAWL)["msg"]


def test_scrapyd_stops_and_does_not_know(shipped: Any, say: Any) -> None:
    script = {
        "GET /listjobs.json": [jobs("running"), jobs("running"), ended()],
        "POST /cancel.json": {"status": "ok", "prevstate": "running"},
        f"GET {LOG}": say("INFO: Spider closed (shutdown)\n"),
    }
    person = shipped("scrapyd", script)
    result = person.ok("stop", job_id=["7"], wait=True)
    assert (result["stopped"], result["jobs"][0]["state"]) == (["7"], "stopped")
    (asked,) = [sent for sent in person.fake.log if sent.method == "POST"]
    assert asked.body == "project=crawls&job=7"
    assert person.ok("info", job_id=["8"])["missing"] == ["8"]


def test_scrapyd_takes_a_waiting_crawl_out_of_the_queue(shipped: Any) -> None:
    looks = [jobs("pending"), jobs("pending"), {"status": "ok"}]
    script = {"GET /listjobs.json": looks, "POST /cancel.json": {"status": "ok"}}
    result = shipped("scrapyd", script).ok("stop", job_id=["7"], wait=True)
    assert result["jobs"][0]["state"] == "stopped"


# Flower


def task(state: str, **more: Any) -> dict[str, Any]:
    """What the events tell of a task."""
    whole = {"uuid": "7", "name": "tasks.add", "state": state, "sent": 1795941364.77}
    return {**whole, "exception": None, "runtime": None, "worker": "celery@vm", **more}


def of_backend(state: str, **more: Any) -> dict[str, Any]:
    """What the result backend tells of it."""
    return {"task-id": "7", "state": state, **more}


ADD: dict[str, Any] = {
    "method": "POST",
    "path": "task/async-apply/tasks.add",
    "body": {"args": [1, 2]},
}


def flower_script(*looks: Any, result: Any = None, **more: Any) -> dict[str, Any]:
    """A Flower with one task."""
    return {
        "POST /api/task/async-apply/tasks.add": of_backend("PENDING"),
        "GET /api/task/info/7": list(looks),
        "GET /api/task/result/7": result or of_backend("PENDING"),
        **more,
    }


def test_flower_hears_of_a_task_a_moment_later(shipped: Any, say: Any) -> None:
    unknown = say("Unknown task '7'", 404)
    done = task("SUCCESS", succeeded=1795941365.67, runtime=0.5)
    looks = (unknown, task("RECEIVED"), task("STARTED", started=1795941365.0), done)
    backend = [of_backend("PENDING"), of_backend("STARTED"), of_backend("SUCCESS", result=3)]
    result = shipped("flower", flower_script(*looks, result=backend)).ok("request", **ADD)
    job = result["job"]
    assert (job["state"], job["status"], result["result"]) == ("succeeded", "SUCCESS", 3)
    assert (job["name"], job["type"], job["duration"]) == ("tasks.add", "celery@vm", 0.5)


def test_flower_knows_the_end_by_the_backend_where_no_event_came(shipped: Any) -> None:
    """A task that waits for its time and is revoked stays RECEIVED."""
    for state, ours in (("REVOKED", "stopped"), ("SUCCESS", "succeeded"), ("FAILURE", "failed")):
        script = flower_script(task("RECEIVED"), result=of_backend(state, result="x"))
        script["GET /api/tasks"] = {"7": task("RECEIVED")}
        person = shipped("flower", script)
        assert person.job("7")["state"] == ours
        assert [job["state"] for job in person.listed()] == [ours]


def test_flower_fails_with_the_exception(shipped: Any) -> None:
    person = shipped("flower", flower_script(task("FAILURE", exception="ValueError('boom')")))
    assert "ValueError('boom')" in person.fails("request", "job_failed", **ADD)["msg"]


def test_flower_without_a_result_backend(shipped: Any, say: Any) -> None:
    script = flower_script(task("STARTED"), task("SUCCESS"), result=say(None, 503))
    person = shipped("flower", script)
    result = person.ok("request", **ADD)
    assert (result["job"]["state"], result["result"]) == ("succeeded", None)


def test_flower_stops_and_does_not_know(shipped: Any, say: Any) -> None:
    more = {"POST /api/task/revoke/7": {"message": "Revoked '7'"}}
    looks = (task("STARTED"), task("STARTED"), task("REVOKED", revoked=1795941372.7))
    person = shipped("flower", flower_script(*looks, **more))
    result = person.ok("stop", job_id=["7"], wait=True)
    assert (result["stopped"], result["jobs"][0]["state"]) == (["7"], "stopped")
    assert "POST /api/task/revoke/7?terminate=true" in person.fake.lines
    person = shipped("flower", {"GET /api/task/info/8": say("Unknown task '8'", 404)})
    assert person.ok("info", job_id=["8"])["missing"] == ["8"]


# Jupyter Scheduler

NOTEBOOK: dict[str, Any] = {
    "method": "POST",
    "path": "jobs",
    "body": {"name": "n", "input_uri": "a.ipynb", "runtime_environment_name": "env"},
    "token": "jupyter-token",
}


def notebook(status: str, begun: bool = True, **more: Any) -> dict[str, Any]:
    """A job of a notebook."""
    files = [{"display_name": "Notebook", "file_format": "ipynb", "file_path": None}]
    return {
        "job_id": "b4-c9",
        "name": "n",
        "status": status,
        "status_message": None,
        "start_time": 1795942389671 if begun else None,
        "end_time": None,
        "job_files": files,
        "downloaded": False,
        **more,
    }


def test_jupyter_runs_a_notebook(shipped: Any, say: Any) -> None:
    """A new job is told as STOPPED; its files have to be copied before they can be fetched."""
    file = {"display_name": "Notebook", "file_format": "ipynb", "file_path": "jobs/a b4/a.ipynb"}
    done = notebook("COMPLETED", end_time=1795942405044)
    looks = [notebook("STOPPED", False), notebook("IN_PROGRESS"), done, done, {**done, "job_files": [file], "downloaded": True}]  # fmt: skip
    script = {
        "POST /scheduler/jobs": {"job_id": "b4-c9"},
        "GET /scheduler/jobs/b4-c9": looks,
        "GET /scheduler/jobs/b4-c9/download_files": say(None, 204),
        "GET /files/jobs/a%20b4/a.ipynb": {"cells": []},
    }
    person = shipped("jupyter_scheduler", script)
    result = person.ok("request", **NOTEBOOK)
    assert (result["job"]["state"], result["result"]) == ("succeeded", {"cells": []})
    assert person.fake.lines.count("GET /scheduler/jobs/b4-c9/download_files") == 1
    assert person.fake.log[0].headers["Authorization"] == "token jupyter-token"


def test_jupyter_fails_with_a_reason(shipped: Any) -> None:
    failed = notebook("FAILED", status_message="ValueError: the disk is full")
    script = {"POST /scheduler/jobs": {"job_id": "b4-c9"}, "GET /scheduler/jobs/b4-c9": failed}
    person = shipped("jupyter_scheduler", script)
    assert "the disk is full" in person.fails("request", "job_failed", **NOTEBOOK)["msg"]


@pytest.mark.parametrize(
    "message", ["Input path 'a.ipynb' does not exist.", "2 validation errors for CreateJob"]
)
def test_jupyter_refuses_a_submit_by_500(shipped: Any, say: Any, message: str) -> None:
    script = {"POST /scheduler/jobs": say({"message": message, "reason": None}, 500)}
    person = shipped("jupyter_scheduler", script)
    assert message in person.fails("request", "api", **NOTEBOOK)["msg"]


def test_jupyter_stops_deletes_and_does_not_know(shipped: Any, say: Any) -> None:
    def no(what: str) -> Any:
        return say({"message": f"Unexpected error occurred while {what}", "reason": None}, 500)

    script = {
        "GET /scheduler/jobs/b4-c9": [notebook("IN_PROGRESS"), notebook("STOPPED")],
        "PATCH /scheduler/jobs/b4-c9": say(None, 204),
        "DELETE /scheduler/jobs/b4-c9": say(None, 204),
        "GET /scheduler/jobs/x-y": no("getting job details."),
    }
    person = shipped("jupyter_scheduler", script)
    result = person.ok("stop", job_id=["b4-c9"], wait=True, token="t0ken")
    assert result["jobs"][0]["state"] == "stopped"
    (asked,) = [sent for sent in person.fake.log if sent.method == "PATCH"]
    assert asked.json == {"status": "STOPPED"}
    assert person.ok("delete", job_id=["b4-c9"], token="t0ken")["deleted"] == ["b4-c9"]
    assert person.ok("info", job_id=["x-y"], token="t0ken")["missing"] == ["x-y"]


def test_jupyter_lists_in_pages(shipped: Any) -> None:
    page = {"jobs": [notebook("COMPLETED")], "total_count": 2, "next_token": "1"}
    last = {"jobs": [notebook("STOPPED", False, job_id="c-d")], "total_count": 2}
    script = {
        "GET /scheduler/jobs?max_items=100": page,
        "GET /scheduler/jobs?max_items=100&next_token=1": last,
    }
    listed = shipped("jupyter_scheduler", script).listed(token="t0ken")
    assert [(job["id"], job["state"]) for job in listed] == [("b4-c9", "succeeded"), ("c-d", "queued")]  # fmt: skip
