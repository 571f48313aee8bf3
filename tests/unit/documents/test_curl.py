# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each `curl` line of the vendors' pages, as printed, answers what its page says.

The lines are in tests/fixtures/documents/, the pages' answers in tests/fixtures/vendor_docs/.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.gate

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
JOB = "43f6e9e3-6a68-4481-87c6-18fd096dafbe"
RUNNING = "d1775367-1951-4707-aa2e-37a0b9076d31"
LABELS = ("Scheduled", "Running", "Success", "Cancelled", "Failed", "Discarded", "Stale")
Curl = Callable[..., Any]


def sample(name: str) -> Any:
    """A page's answer."""
    return json.loads((FIXTURES / "vendor_docs" / name).read_text(encoding="utf-8"))


def test_every_request_is_in_the_index_and_sent() -> None:
    folder = FIXTURES / "documents"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*/*")}
    listed = re.findall(
        r"^\| ([a-z0-9_/]+\.(?:curl|http)) \|",
        (folder / "INDEX.md").read_text("utf-8"),
        re.MULTILINE,
    )
    here = pathlib.Path(__file__).parent
    code = "".join(
        (here / name).read_text(encoding="utf-8") for name in ("test_curl.py", "test_raw.py")
    )
    sent = re.findall(r'"([a-z0-9]+/[a-z0-9_]+\.(?:curl|http))"', code)
    assert files == set(listed) == set(sent)


# Log360


def test_log360_delete(curl: Curl, systems: Any) -> None:
    """The page's line has lost a line break; with it back, the job goes. "for for" is the page's."""
    before = set(systems["log360"].jobs)
    answer = curl("log360/delete.curl", lambda text: text.replace(" \\ -H", " \\\n-H"))
    assert (answer.code, answer.status) == (0, 200)
    assert answer.json() == {"message": "deleted hits for for request_id [AYVTeCb0wPH5eWuO5jkC]"}
    assert answer.json().keys() == sample("log360/delete.json").keys()
    assert before - set(systems["log360"].jobs) == {"AYVTeCb0wPH5eWuO5jkC"}
    line = (FIXTURES / "documents" / "log360" / "delete.curl").read_text(encoding="utf-8")
    assert f'{systems["log360"].token} "' in line, "with a blank at the end of the token"


def test_log360_delete_as_a_shell_reads_it(curl: Curl, systems: Any) -> None:
    """As printed, `\\ -H` and the header after it are two more URLs, which curl refuses; the first is asked."""
    answer = curl("log360/delete.curl")
    assert (answer.code != 0, answer.status) == (True, 200)
    assert [entry.target for entry in systems["log360"].log] == [
        "/RestAPI/v1/jobs?request_id=AYVTeCb0wPH5eWuO5jkC"
    ]
    assert "deleted hits for for request_id [AYVTeCb0wPH5eWuO5jkC]" in answer.body


@pytest.mark.parametrize("id", ["", "AX6qJeaDhJby8kAkaqDE"])
def test_log360_get(curl: Curl, systems: Any, id: str) -> None:
    """The page shows "Get status" only as pictures: its delete line with GET, for all jobs and for one."""

    def get(text: str) -> str:
        query = f"?request_id={id}" if id else ""
        text = text.replace(" \\ -H", " \\\n-H").replace("--request DELETE", "--request GET")
        return text.replace("?request_id=AYVTeCb0wPH5eWuO5jkC", query)

    answer = curl("log360/delete.curl", get)
    assert (
        answer.status == 200
        and answer.json().keys() == {"total", "requests"} == sample("log360/jobs.json").keys()
    )
    jobs = answer.json()["requests"]
    assert {job["request_id"] for job in jobs} == ({id} if id else set(systems["log360"].jobs))
    for job in jobs:
        assert job.keys() == sample("log360/jobs.json")["requests"][0].keys()
        assert job["status"] in ("SUCCESS", "FAILED", "RUNNING")
        assert all(
            isinstance(job[name], int)
            for name in ("submitted_at", "started_at", "running_time_in_millis")
        )


# Adverity


def adverity(systems: Any) -> dict[str, str]:
    return {"{{INSTANCE}}": "acme.datatap.adverity.com", "{{KEY}}": systems["adverity"].user_key}


@pytest.mark.parametrize("path", ["/api/jobs/", "/api/jobs"])
@pytest.mark.parametrize("word", ["Token", "Bearer"])
def test_adverity_jobs(curl: Curl, systems: Any, path: str, word: str) -> None:
    """The page's steps have the URL without the last slash, its sample with it; and a key of either kind."""
    key = {"Token": systems["adverity"].user_key, "Bearer": systems["adverity"].ui_key}[word]
    values = {**adverity(systems), "{{KEY}}": key, "Token": word, "/api/jobs/": path}
    answer = curl("adverity/jobs.curl", **values)
    assert (answer.code, answer.status) == (0, 200)
    assert (
        answer.json().keys()
        == {"count", "next", "previous", "results"}
        == sample("adverity/jobs.json").keys()
    )
    labels = [job["state_label"] for job in answer.json()["results"]]
    assert labels and set(labels) == {"Running", "Scheduled"}, (
        "all currently running and scheduled jobs"
    )


@pytest.mark.parametrize("slash", ["/", ""])
def test_adverity_jobs_of_a_datastream(curl: Curl, systems: Any, slash: str) -> None:
    """The page prints `?datastream_id={{DATASTREAM_ID}}/`, a slash within the query: with and without it."""
    values = {**adverity(systems), "{{DATASTREAM_ID}}/": f"2{slash}"}
    answer = curl("adverity/jobs_of_datastream.curl", **values)
    assert (answer.code, answer.status) == (0, 200)
    assert [(job["id"], job["datastream_id"]) for job in answer.json()["results"]] == [(8, 2)]


def joined(text: str) -> str:
    """The line as it is meant: the line break before the backslash does not end the command."""
    whole = re.sub(r"'\n +\\\n", "' \\\n", text)
    assert whole != text
    return whole


DATES = [
    ("adverity/jobs_by_date.curl", "2026-09-20", "2026-09-22"),
    ("adverity/jobs_by_time.curl", "2026-09-20T10:00:00Z", "2026-09-21T13:00:00Z"),
]


@pytest.mark.parametrize(("name", "start", "end"), DATES)
def test_adverity_past_jobs(curl: Curl, systems: Any, name: str, start: str, end: str) -> None:
    word = "YYYY-MM-DDT00:00:00Z" if "time" in name else "YYYY-MM-DD"
    values = {**adverity(systems), f"start={word}": f"start={start}", f"end={word}": f"end={end}"}
    answer = curl(name, joined, **values)
    assert (answer.code, answer.status) == (0, 200)
    jobs = answer.json()["results"]
    assert all(start <= job["job_start"] <= end for job in jobs)
    labels = {job["state_label"] for job in jobs}
    assert {"Success", "Cancelled", "Failed", "Discarded", "Stale"} <= labels <= set(LABELS)
    assert ("Running" in labels) is (name == "adverity/jobs_by_date.curl"), (
        "those of this minute are later than 13:00"
    )


@pytest.mark.parametrize(("name", "start", "end"), DATES)
def test_adverity_past_jobs_as_a_shell_reads_it(
    curl: Curl, systems: Any, name: str, start: str, end: str
) -> None:
    """As printed, the command ends before its header: it is sent without a key, and the key is no command."""
    word = "YYYY-MM-DDT00:00:00Z" if "time" in name else "YYYY-MM-DD"
    answer = curl(
        name,
        **{**adverity(systems), f"start={word}": f"start={start}", f"end={word}": f"end={end}"},
    )
    assert (answer.code, answer.status) == (127, 401)
    assert answer.json() == {"detail": "Authentication credentials were not provided."}


def test_adverity_imported(curl: Curl, systems: Any) -> None:
    """The page does not show the answer: the job's own fields are in it."""
    answer = curl("adverity/imported.curl", **{**adverity(systems), "{{JOB_ID}}": "2"})
    assert (answer.code, answer.status) == (0, 200)
    assert (answer.json()["id"], answer.json()["state_label"]) == (2, "Running")


def test_adverity_stop(curl: Curl, systems: Any) -> None:
    """ "You can only stop jobs in the fetch stage.\""""
    values = adverity(systems)
    answer = curl("adverity/stop.curl", **values, **{"{{JOB_ID}}": "2"})
    assert (answer.code, answer.status) == (0, 200)
    systems.clock.advance(5)
    stopped = curl("adverity/imported.curl", **values, **{"{{JOB_ID}}": "2"}).json()
    assert stopped["state_label"] in ("Cancelled", "Discarded") and stopped["job_end"]
    assert curl("adverity/stop.curl", **values, **{"{{JOB_ID}}": "8"}).status == 400, (
        "past the fetch stage"
    )


# Alteryx


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("?includeMessages=true", True), ("?includeMessages=false", False), ("?includeMessages=", True),
        ("?includeMessages", True), ("", True),
    ],
)  # fmt: skip
def test_alteryx_job(curl: Curl, systems: Any, query: str, messages: bool) -> None:
    """ "Can be left without a value. [...] If 'false', then a reduced object. When not specified, 'true' is used.\""""
    values = {
        "BearerTokenGoesHere": systems["alteryx"].ready_token(),
        "?includeMessages=true": query,
    }
    answer = curl("alteryx/job.curl", **values)
    assert (answer.code, answer.status) == (0, 200)
    shown = sample("alteryx/job.json")
    assert answer.json().keys() == {*shown} - (set() if messages else {"messages"})
    assert answer.json()["id"] == "66ebd18d3d6200007e000d8c"
    assert answer.json()["outputs"][0].keys() == shown["outputs"][0].keys()
    if messages:
        assert answer.json()["messages"][0].keys() == shown["messages"][0].keys()
    for name, value in answer.json().items():
        assert type(value) is type(shown[name]), name
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answer.json()["createDateTime"])


@pytest.mark.parametrize("form", ["array", "object"])
def test_alteryx_messages(curl: Curl, systems: Any, form: str) -> None:
    """ "All messages" in the prose, one object in the sample: the server can be either."""
    systems["alteryx"].set(messages_form=form)
    answer = curl("alteryx/messages.curl", BearerTokenGoesHere=systems["alteryx"].ready_token())
    assert (answer.code, answer.status) == (0, 200)
    shown = sample("alteryx/messages.json" if form == "object" else "alteryx/messages_array.json")
    first, like = (answer.json(), shown) if form == "object" else (answer.json()[0], shown[0])
    assert {name: type(value) for name, value in first.items()} == {
        name: type(value) for name, value in like.items()
    }


@pytest.mark.parametrize("name", ["alteryx/job.curl", "alteryx/messages.curl"])
def test_alteryx_refusals(curl: Curl, systems: Any, name: str) -> None:
    """ "401: Unauthorized", "404: NotFound", and messages are for curators."""
    assert curl(name).status == 401
    token = systems["alteryx"].ready_token()
    unknown = {"66ebd18d3d6200007e000d8c": "66ebd18d3d6200007e00ffff"}
    assert curl(name, BearerTokenGoesHere=token, **unknown).status == 404
    artisan = systems["alteryx"].ready_token("artisan")
    assert curl("alteryx/messages.curl", BearerTokenGoesHere=artisan).status == 403


# Illumio


@pytest.mark.parametrize("location", ["absolute", "api_relative"])
def test_illumio_request(curl: Curl, systems: Any, location: str) -> None:
    """The page's Location is absolute; that of release 20.1, and what clients in use expect, is not."""
    systems["illumio"].location = location
    answer = curl("illumio/request.curl")
    assert (answer.code, answer.status, answer.body) == (0, 202, "")
    printed = (FIXTURES / "vendor_docs" / "illumio" / "accepted.txt").read_text(encoding="utf-8")
    names = {line.partition(":")[0].strip(' \t"').lower() for line in printed.splitlines()}
    assert names <= answer.headers.keys() and answer.headers["status"] == "202 Accepted"
    assert answer.headers["retry-after"] == "5" and answer.headers["transfer-encoding"] == "chunked"
    root = "https://pce.my-company.com:8443/api/v2" if location == "absolute" else ""
    match = re.fullmatch(
        re.escape(root) + r"/orgs/1/jobs/([0-9a-f-]{36})", answer.headers["location"]
    )
    assert match
    job = curl("illumio/poll.curl", **{"[href]": match.group(1)}).json()
    assert (job["status"], job["description"]) == ("pending", "/orgs/1/labels")


@pytest.mark.parametrize("name", ["illumio/poll.curl", "illumio/job.curl"])
@pytest.mark.parametrize("org", ["/orgs/1", ""])
def test_illumio_job(curl: Curl, name: str, org: str) -> None:
    """The URIs above the lines lack the organisation, the lines have it: both are answered."""
    for id, shown in ((RUNNING, "illumio/job_running.json"), (JOB, "illumio/job_done.json")):
        answer = curl(name, **{"[href]": id, "/orgs/1": org})
        assert (answer.code, answer.status) == (0, 200)
        job, like = answer.json(), sample(shown)
        # created_by is in the page's table, not in its samples.
        assert job.keys() == like.keys() | {"created_by"}
        for key in ("job_type", "description", "status", "requested_by"):
            assert job[key] == like[key]
        assert job["href"] == f"/orgs/1/jobs/{id}"
        assert job["result"].keys() == like["result"].keys()
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", job["requested_at"])


@pytest.mark.parametrize("org", ["/orgs/1", ""])
def test_illumio_jobs(curl: Curl, org: str) -> None:
    answer = curl("illumio/jobs.curl", **{"/orgs/1": org})
    assert (answer.code, answer.status) == (0, 200)
    assert {job["status"] for job in answer.json()} == {"pending", "running", "done", "failed"}
    assert len(curl("illumio/jobs.curl", **{"/jobs'": "/jobs?max_results=2'"}).json()) == 2
    assert curl("illumio/jobs.curl", **{"/jobs'": "/jobs?job_type=other'"}).json() == []


@pytest.mark.parametrize("org", ["/orgs/1", ""])
def test_illumio_delete(curl: Curl, org: str) -> None:
    values = {"[href]": JOB, "/orgs/1": org}
    assert (
        curl("illumio/delete.curl", **values).status,
        curl("illumio/job.curl", **values).status,
    ) == (204, 404)
    assert curl("illumio/delete.curl", **values).status == 404


@pytest.mark.parametrize(
    ("name", "place"),
    [("illumio/datafile.curl", "[uuid]"), ("illumio/datafile_unquoted.curl", "[href]")],
)
def test_illumio_datafile(curl: Curl, systems: Any, name: str, place: str) -> None:
    """Below the line the page prints the job once more; its text, and every client, have the rows, and so has this."""
    job = curl("illumio/job.curl", **{"[href]": JOB}).json()
    answer = curl(name, **{place: job["result"]["href"].rpartition("/")[2]})
    assert (answer.code, answer.status) == (0, 200)
    assert (
        isinstance(answer.json(), list)
        and answer.json() == systems["illumio"].jobs[JOB].data["rows"]
    )
    assert set(sample("illumio/datafile_as_printed.json")) <= set(job), (
        "what is printed there is this"
    )


def test_illumio_filename(curl: Curl) -> None:
    """ "The filename path parameter is optional" - it is a query parameter to all clients."""
    job = curl("illumio/job.curl", **{"[href]": JOB}).json()
    uuid = job["result"]["href"].rpartition("/")[2]
    answer = curl("illumio/datafile.curl", **{"[uuid]": f"{uuid}?filename=labels.json"})
    assert answer.headers["content-disposition"] == 'attachment; filename="labels.json"'


@pytest.mark.parametrize("name", ["illumio/request.curl", "illumio/jobs.curl"])
def test_illumio_refuses_strangers(curl: Curl, name: str) -> None:
    assert curl(name, **{"$KEY:$TOKEN": "a:b"}).status == 401
