# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""alteryx-server-py, a public client of Alteryx Server's API v3: token, run, get, messages,
run_and_wait.

It reads a job only as long as that has no outputs and is not Created, so most tests run jobs of
that kind; each thing that it gets wrong has a test of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

package = pytest.importorskip(
    "alteryx_server_py", reason="tests/vendor_clients/requirements.txt is not installed"
)
from alteryx_server_py import exceptions  # noqa: E402

NAME = "alteryx-server-py"
WORKFLOW = "66eb0c1f3d6200007e000a01"


@pytest.fixture
def client(world: Any, nap: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The client of a curator; its sleeps are those of the emulator's clock."""
    monkeypatch.setattr(time, "sleep", nap.sleep)
    options = world["alteryx"].options
    with package.AlteryxClient(
        base_url=options["base_url"],
        client_id=options["client_id"],
        client_secret=options["client_secret"],
    ) as made:
        yield made


def ours(world: Any, id: str) -> dict[str, Any]:
    """The job as job_info tells it."""
    return dict(world.ok("info", "alteryx", job_id=[id])["job"])


def submit(world: Any, **options: Any) -> dict[str, Any]:
    """Start a job with async_request."""
    path = f"workflows/{WORKFLOW}/jobs"
    return dict(
        world.ok("request", "alteryx", **{"path": path, "method": "POST", "body": {}, **options})
    )


def readable(world: Any, times: int = 1, **plan: Any) -> None:
    """Make the next jobs ones that the client can read: without outputs."""
    for _time in range(times):
        world["alteryx"].next_job(**{"outcome": "no_result", **plan})


# The client alone.


def test_token(client: Any, world: Any) -> None:
    assert client.jobs.get("66ebd18d3d6200007e000d03").status == "Cancelled"
    login = world["alteryx"].log[0]
    assert (login.path, login.form()["grant_type"]) == (
        "/webapi/oauth2/token",
        "client_credentials",
    )
    assert world["alteryx"].log[1].headers["Authorization"].startswith("Bearer ")


def test_a_token_type_in_lower_case(client: Any, world: Any) -> None:
    world["alteryx"].token_type = "bearer"
    assert client.jobs.get("66ebd18d3d6200007e000d03").status == "Cancelled"
    assert world["alteryx"].log[1].headers["Authorization"].startswith("bearer ")
    assert ours(world, "66ebd18d3d6200007e000d03")["state"] == "stopped"


def test_wrong_credentials(world: Any) -> None:
    options = world["alteryx"].options
    made = package.AlteryxClient(
        base_url=options["base_url"], client_id=options["client_id"], client_secret="no"
    )
    with pytest.raises(exceptions.AlteryxError, match="(?i)auth|token|client"):
        made.jobs.get("66ebd18d3d6200007e000d03")


def test_run_and_get(client: Any, world: Any) -> None:
    readable(world)
    job = client.jobs.run(WORKFLOW, priority="High", worker_tag="fast")
    assert (job.status, job.workflow_id, job.priority, job.worker_tag) == (
        "Queued",
        WORKFLOW,
        "High",
        "fast",
    )
    sent = world["alteryx"].writes()[0]
    assert (sent.method, sent.path) == ("POST", f"/webapi/v3/workflows/{WORKFLOW}/jobs")
    world.clock.advance(2)
    assert client.jobs.get(job.id).status == "Running"
    world.clock.advance(5)
    done = client.jobs.get(job.id)
    assert (done.status, done.disposition, done.created_date) == (
        "Completed",
        "Success",
        job.created_date,
    )


def test_an_unknown_job(client: Any, world: Any) -> None:
    with pytest.raises(exceptions.JobNotFoundError):
        client.jobs.get("66ebd18d3d6200007e00ffff")
    with pytest.raises(exceptions.NotFoundError):
        client.jobs.run("66eb0c1f3d6200007e00ffff")
    assert world.ok("info", "alteryx", job_id=["66ebd18d3d6200007e00ffff"])["missing"]


def test_run_and_wait(client: Any, world: Any, nap: Any) -> None:
    readable(world, duration=25)
    job = client.jobs.run_and_wait(WORKFLOW, timeout=600, poll_interval=10)
    assert (job.status, job.disposition, nap.naps) == ("Completed", "Success", [10, 10, 10])
    told = ours(world, job.id)
    assert (told["state"], told["status"], told["outputs"]) == ("succeeded", "Completed", [])


def test_messages(client: Any, world: Any) -> None:
    messages = [
        {"status": 1, "text": "Started", "toolId": 1},
        {"status": 3, "text": "No such file", "toolId": 7},
    ]
    id = world["alteryx"].add_job(status="Running", messages=messages)
    world["alteryx"].messages_form = "array"
    assert client.jobs.get_messages(id) == messages
    assert [message.message for message in client.jobs.get(id).messages] == [
        "Started",
        "No such file",
    ]
    told = world.ok("info", "alteryx", job_id=[id], messages=True)["job"]["messages"]
    assert [(one["text"], one["source"]) for one in told] == [
        ("Started", "1"),
        ("No such file", "7"),
    ]
    assert [one["level"] for one in told] == ["info", "error"]


# What the client gets wrong. Ours is shown to do it, then the client's failure.


def test_outputs(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """The page: an output has id, availableFormats, fileName."""
    id = world["alteryx"].add_job(status="Completed")
    assert [(one["name"], one["formats"][0]) for one in ours(world, id)["outputs"]] == [
        ("output.csv", "Raw")
    ]
    with wrong(
        NAME,
        "it wants name and format of an output, and fails at the page's",
        ValueError,
        "outputs.0.name",
    ):
        client.jobs.get(id)


def test_created(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """Created is the first of the five statuses in the API's own description."""
    id = world["alteryx"].add_job(status="Created", outcome="no_result")
    assert ours(world, id)["state"] == "queued"
    with wrong(NAME, "it does not know the status Created", ValueError, "input_value='Created'"):
        client.jobs.get(id)


def test_a_single_message(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """The page's sample shows one object where its prose says all messages."""
    id = world["alteryx"].add_job(status="Running")
    assert len(world.ok("info", "alteryx", job_id=[id], messages=True)["job"]["messages"]) == 1
    with wrong(NAME, "it makes nothing of a message that is no list", AssertionError, "no message"):
        assert client.jobs.get_messages(id), "no message"


@pytest.mark.parametrize(("outcome", "state"), [("failed", "failed"), ("cancelled", "stopped")])
def test_completed_is_not_success(
    client: Any, world: Any, wrong: Callable[..., Any], outcome: str, state: str
) -> None:
    """A job may be completed although its result is an error, and a cancelled one has not
    succeeded.
    """
    readable(world, 2, outcome=outcome)
    told = world.fails(
        "request",
        "alteryx",
        "job_failed",
        path=f"workflows/{WORKFLOW}/jobs",
        method="POST",
        body={},
    )
    assert told["job"]["state"] == state
    with wrong(
        NAME,
        f"run_and_wait returns a job that {outcome} as if all were well",
        AssertionError,
        "no error",
    ):
        client.jobs.run_and_wait(WORKFLOW, poll_interval=1)
        raise AssertionError("no error")


@pytest.mark.parametrize("status", [429, 503])
def test_one_bad_answer_while_it_waits(
    client: Any, world: Any, wrong: Callable[..., Any], status: int
) -> None:
    """The job goes on; max_retries is set to 3."""
    readable(world, 2)
    world["alteryx"].fault(method="GET", status=status, retry_after=1)
    told = submit(world)
    assert told["job"]["state"] == "succeeded"
    world["alteryx"].fault(method="GET", status=status, retry_after=1)
    error = exceptions.RateLimitError if status == 429 else exceptions.ServerError
    with wrong(NAME, f"its wait ends at the first HTTP {status}", error, "Error"):
        client.jobs.run_and_wait(WORKFLOW, poll_interval=1)


def test_list(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """The API lists the jobs of a workflow, at workflows/ID/jobs."""
    assert world.ok("info", "alteryx", filters={"workflow_id": WORKFLOW})["count"] == 7
    with wrong(
        NAME,
        "it lists at jobs/, which no version of the API has",
        exceptions.NotFoundError,
        "v3/jobs/",
    ):
        client.jobs.list(workflow_id=WORKFLOW)


def test_output(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """Outputs are at v1, and `format` is required."""
    id = world["alteryx"].add_job(status="Completed")
    output = ours(world, id)["outputs"][0]["id"]
    url = f"{world['alteryx'].base_url}/v1/jobs/{id}/output/{output}"
    answer = client._client.get(
        url, params={"format": "Raw"}, headers=client._add_auth_header(None)
    )
    assert answer.text == "Year,Sales\r\n2026,100\r\n"
    with wrong(
        NAME, "it looks for outputs at v3, without a format", exceptions.NotFoundError, "v3/jobs"
    ):
        client.jobs.get_output(id, output)


def test_questions(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """The API takes a list of name and value."""
    body = {"questions": [{"name": "Year", "value": "2025"}]}
    assert submit(world, body=body)["job"]["state"] == "succeeded"
    with wrong(
        NAME,
        "it sends questions as an object",
        exceptions.ValidationError,
        "questions must be a list",
    ):
        client.jobs.run(WORKFLOW, questions={"Year": "2025"})


def test_cancel(client: Any, world: Any, wrong: Callable[..., Any]) -> None:
    """No page of v3 has an endpoint that cancels; ours refuses before any request."""
    id = world["alteryx"].add_job(status="Running")
    world.sent("alteryx")
    assert (
        "publishes no endpoint" in world.fails("stop", "alteryx", "unsupported", job_id=[id])["msg"]
    )
    assert world.sent("alteryx") == []
    with wrong(
        NAME,
        "it deletes a job to cancel it, which nothing documents",
        exceptions.JobExecutionError,
        "DELETE",
    ):
        client.jobs.cancel(id)


# The same job seen by both.


def test_its_job_is_found_and_waited_for_by_us(client: Any, world: Any) -> None:
    readable(world)
    job = client.jobs.run(WORKFLOW)
    assert job.id in {
        one["id"] for one in world.ok("info", "alteryx", filters={"workflow_id": WORKFLOW})["jobs"]
    }
    told = ours(world, job.id)
    assert (told["id"], told["type"], told["status"]) == (job.id, job.workflow_id, job.status.value)
    assert (told["state"], told["status"]) == ("queued", "Queued")
    assert told["submitted_at"] == job.created_date.strftime("%Y-%m-%dT%H:%M:%SZ")
    ended = world.ok("wait", "alteryx", job_id=[job.id])["jobs"][0]
    theirs = client.jobs.get(job.id)
    assert (ended["state"], ended["status"]) == ("succeeded", theirs.status.value)
    assert [message.message for message in theirs.messages] == [
        "Started running the workflow.",
        "Done.",
    ]


def test_its_job_is_seen_by_us_while_it_waits(client: Any, world: Any, nap: Any) -> None:
    readable(world, duration=25)
    seen: list[tuple[str, str]] = []

    def look() -> None:
        jobs = world.ok("info", "alteryx", filters={"workflow_id": WORKFLOW})["jobs"]
        newest = max(jobs, key=lambda job: job["submitted_at"])
        seen.append((newest["id"], newest["state"]))

    nap.meanwhile = look
    job = client.jobs.run_and_wait(WORKFLOW)
    assert seen == [(job.id, "running"), (job.id, "running"), (job.id, "succeeded")]


def test_our_job_is_read_by_it(client: Any, world: Any) -> None:
    readable(world)
    started = submit(world, wait=False)["job"]
    job = client.jobs.get(started["id"])
    assert (job.id, job.status.value, job.workflow_id) == (
        started["id"],
        started["status"],
        started["type"],
    )
    world.clock.advance(10)
    told = ours(world, started["id"])
    assert (told["state"], told["status"]) == (
        "succeeded",
        client.jobs.get(started["id"]).status.value,
    )
