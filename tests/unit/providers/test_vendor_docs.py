# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample answers of the vendors' pages, read as a careful reader of the page would: every
field of every job.

The files and what was done to them: tests/fixtures/vendor_docs/INDEX.md.
"""

from __future__ import annotations

import copy
import json
import pathlib
import re
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.decoding import DecodedResponse
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.session import ApiSession
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.condition import (
    any_holds,
    first_value,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.source import (
    first_source,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import NotFound
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import KEYS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import XmlRecord
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._model.values import number as number_of
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import codecs
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response

DOCS = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "vendor_docs"


def sample(name: str) -> Any:
    """The body of a sample, decoded as it would be from the wire."""
    path = DOCS / name
    return codecs.decode(
        path.read_bytes(), "application/xml" if path.suffix == ".xml" else "application/json"
    )


def jobs(provider: Provider, body: Any) -> list[dict[str, Any]]:
    """The jobs of a list."""
    assert provider.list is not None
    items = provider.list.items_of(body)
    return [provider.job.read(View(item, {}, 200)).to_dict() for item in items]


class Session(ApiSession):
    """Answers every request with the same body."""

    body: Any = None

    def send(self, *_args: Any, **_more: Any) -> DecodedResponse:
        return DecodedResponse(Response(200), self.body)


def one(provider: Provider, body: Any, job_id: str = "", href: Any = None) -> Any:
    """One job looked up by its id, None where the answer holds no such job."""
    if not provider.get.record:
        return provider.job.read(View(body, {}, 200), href, job_id or None).to_dict()
    credentials = {"token": "t", "username": "u", "password": "p", "base_url": "https://h"}
    client = Context().connect(provider, credentials)
    client.session.__class__ = Session
    client.session.body = body  # type: ignore[attr-defined]
    try:
        job = client.poll(client.ref(job_id)).job
    except NotFound:
        return None
    assert job is not None
    # The id that was asked by, and the address built of it, are no part of what the page prints.
    return {**job.to_dict(), "href": href}


def by_rule(provider: Provider, body: Any) -> Any:
    """What the error rules make of an answer."""
    return provider.refusal.by_rule(View(body, {}, 200))


def whole(**fields: Any) -> dict[str, Any]:
    """A job with these fields and null in all others."""
    assert set(fields) <= set(KEYS)
    return {**dict.fromkeys(KEYS), **fields}


def test_every_file_is_in_the_index_and_read_here() -> None:
    files = {
        path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.*") if path.name != "INDEX.md"
    }
    listed = set(
        re.findall(
            r"^\| ([a-z0-9_/]+\.[a-z]+) \|",
            (DOCS / "INDEX.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    used = set(
        re.findall(
            r'"([a-z0-9]+/[a-z0-9_]+\.(?:json|xml|txt))"',
            pathlib.Path(__file__).read_text(encoding="utf-8"),
        )
    )
    assert files == listed == used


# Log360

LOG360 = [
    whole(
        id="AYVTeCb0wPH5eWuO5jkC",
        provider="log360",
        state="succeeded",
        status="SUCCESS",
        finished=True,
        succeeded=True,
        submitted_at="2022-05-25T08:00:00.123000Z",
        started_at="2022-05-25T08:00:00.500000Z",
        updated_at="2022-05-25T08:00:01Z",
        duration=0.097,
    ),
    whole(
        id="AX6qJeaDhJby8kAkaqDE",
        provider="log360",
        state="running",
        status="RUNNING",
        finished=False,
        succeeded=False,
        submitted_at="2022-05-25T08:01:40Z",
        started_at="2022-05-25T08:01:40Z",
        updated_at="2022-05-25T08:02:41.500000Z",
        duration=61.5,
    ),
    whole(
        id="AYVTfailed0000000000",
        provider="log360",
        state="failed",
        status="FAILED",
        finished=True,
        succeeded=False,
        submitted_at="2022-05-25T08:03:20Z",
        updated_at="2022-05-25T08:03:20Z",
        duration=0.0,
    ),
]


def test_log360_jobs() -> None:
    provider, body = provider_of("log360"), sample("log360/jobs.json")
    assert jobs(provider, body) == LOG360
    for job in LOG360:
        assert one(provider, body, job["id"]) == job
    assert one(provider, body, "another") is None
    assert one(provider, {"total": "", "requests": []}, "AX6qJeaDhJby8kAkaqDE") is None
    # "cursor for the next set of results", and no parameter takes one: it is no count and leads
    # nowhere.
    assert provider.list and provider.list.total == [] and provider.list.page.type == "none"


def test_log360_v2() -> None:
    provider, body = provider_of("log360", api_version="v2"), sample("log360/jobs_v2.json")
    assert jobs(provider, body) == LOG360[:1]
    assert one(provider, body, "AYVTeCb0wPH5eWuO5jkC") == LOG360[0]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_log360_each_version_reads_the_other_ones_answer(version: str) -> None:
    provider = provider_of("log360", api_version=version)
    assert jobs(provider, sample("log360/jobs.json")) == LOG360
    assert jobs(provider, sample("log360/jobs_v2.json")) == LOG360[:1]


def test_log360_delete_answers_another_request_id() -> None:
    body = sample("log360/delete.json")
    # The sample request deletes AYVTeCb0wPH5eWuO5jkC. The text is a message, not something to
    # compare.
    assert body == {"message": "deleted hits for for request_id [AX6qJeaDhJby8kAkaqDE]"}
    provider = provider_of("log360")
    assert by_rule(provider, body) is None
    assert provider.delete and not any_holds(provider.delete.already_ended, View(body, {}, 200))


# Adverity


def adverity(job_id: str, **fields: Any) -> dict[str, Any]:
    return whole(
        id=job_id,
        provider="adverity",
        href="https://acme.datatap.adverity.com/api/jobs/%s/" % job_id,
        **{"finished": True, "succeeded": False, "messages": [], **fields},
    )


STARTED = "2022-10-31T08:00:00Z"
ADVERITY = [
    adverity("101", state="queued", status="Scheduled", finished=False, progress=0.0),
    adverity(
        "102", state="running", status="Running", finished=False, progress=40.0, started_at=STARTED
    ),
    adverity(
        "103",
        state="succeeded",
        status="Success",
        succeeded=True,
        progress=100.0,
        started_at=STARTED,
        finished_at="2022-10-31T08:02:30Z",
        duration=150.0,
    ),
    adverity(
        "104",
        state="stopped",
        status="Cancelled",
        progress=10.0,
        started_at=STARTED,
        finished_at="2022-10-31T08:00:05Z",
        duration=5.0,
    ),
    adverity(
        "105",
        state="failed",
        status="Failed",
        progress=55.0,
        started_at=STARTED,
        finished_at="2022-10-31T08:01:00Z",
        duration=60.0,
        reason="The data source refused the credentials",
        messages=[
            {
                "level": "error",
                "text": "The data source refused the credentials",
                "source": "Authorization",
                "time": None,
            }
        ],
    ),
    adverity("106", state="skipped", status="Discarded", progress=0.0),
    adverity("107", state="lost", status="Stale", progress=70.0, started_at=STARTED),
]


def test_adverity_jobs() -> None:
    provider, body = provider_of("adverity"), sample("adverity/jobs.json")
    assert jobs(provider, body) == ADVERITY
    for item, job in zip(body["results"], ADVERITY):
        assert one(provider, item, job["id"]) == job


def test_adverity_state_label_counts_not_the_number() -> None:
    # The page documents the labels, and no numbers.
    job = dict(sample("adverity/jobs.json")["results"][2], state=999)
    assert one(provider_of("adverity"), job, "103") == ADVERITY[2]


def test_adverity_datastream_id_without_the_stray_slash() -> None:
    # The page prints datastream_id={{DATASTREAM_ID}}/ ; see test_complete for the request that we
    # send.
    assert provider_of("adverity").filters["datastream_id"].place == "query"


# Alteryx

ALTERYX_MESSAGE = {"level": "info", "text": "string", "source": "0", "time": None}
ALTERYX = whole(
    id="string",
    provider="alteryx",
    type="string",
    state="unknown",
    status="string",
    finished=False,
    succeeded=False,
    submitted_at="2024-09-19T10:02:54.589000Z",
    messages=[ALTERYX_MESSAGE],
    outputs=[{"id": "string", "name": "string", "href": None, "formats": ["string"]}],
)


def test_alteryx_job() -> None:
    provider, body = provider_of("alteryx"), sample("alteryx/job.json")
    assert one(provider, body, "66ebd18d3d6200007e000d8c") == ALTERYX
    assert one(provider, body)["id"] == "string"


@pytest.mark.parametrize(
    ("status", "disposition", "state", "reason"),
    [
        ("Completed", "Success", "succeeded", None),
        ("Completed", "Warning", "partial", "completed with warnings"),
        ("Completed", "Error", "failed", "completed, but its disposition is an error"),
        ("Running", "None", "running", None),
        ("Queued", "None", "queued", None),
        ("Cancelled", "None", "stopped", None),
    ],
)
def test_alteryx_job_with_real_words(
    status: str, disposition: str, state: str, reason: Any
) -> None:
    body = dict(sample("alteryx/job.json"), status=status, disposition=disposition)
    ended = state not in ("running", "queued")
    good = state in ("succeeded", "partial")
    expected = {
        **ALTERYX,
        "state": state,
        "status": status,
        "finished": ended,
        "succeeded": good,
        "reason": reason,
    }
    assert one(provider_of("alteryx"), body) == expected


def test_alteryx_reduced_object() -> None:
    """includeMessages=false: "a reduced object will be returned"."""
    body = {
        key: value
        for key, value in sample("alteryx/job.json").items()
        if key not in ("messages", "outputs")
    }
    assert one(provider_of("alteryx"), body) == {**ALTERYX, "messages": None, "outputs": None}


def test_alteryx_an_error_message_is_the_reason() -> None:
    body = sample("alteryx/job.json")
    body.update(status="Completed", disposition="Error")
    body["messages"] = [
        {"status": 1, "text": "Started", "toolId": 1},
        {"status": 3, "text": "Tool #7: no such file", "toolId": 7},
    ]
    job = one(provider_of("alteryx"), body)
    assert job["reason"] == "Tool #7: no such file"
    assert [message["level"] for message in job["messages"]] == ["info", "error"]


@pytest.mark.parametrize("name", ["alteryx/messages.json", "alteryx/messages_array.json"])
def test_alteryx_messages_object_or_array(name: str) -> None:
    template, body = provider_of("alteryx").messages, sample(name)
    assert template is not None
    items = template.items_of(body)
    assert [template.fields.read(item) for item in items] == [ALTERYX_MESSAGE]


# Commvault


def commvault(job_id: str, **fields: Any) -> dict[str, Any]:
    return whole(id=job_id, provider="commvault", **fields)


DEDUP = (
    "DeDuplication DB access path [%s] on MediaAgent [DOCLABHVHOST.commcell.com] is offline for"
    " Storage Policy Copy "
    "[ Policy_1 / Primary ]. Offline Reason: Cannot read from index cache directory. "
    "Source: client001, Process: JobManager"
)
BY_CLIENT = [
    commvault(
        "681",
        name="Backup",
        type="Backup",
        state="stopped",
        status="Killed",
        finished=True,
        succeeded=False,
        progress=100.0,
        started_at="2013-09-27T15:03:53Z",
        finished_at="2013-09-30T18:29:09Z",
        updated_at="2013-09-30T18:29:09Z",
        duration=271516.0,
        reason="Killed by admin. Reason:[killing]. Source: client001, Process: JobManager Backup"
        " job has been "
        "suspended by user admin. Reason:[not responding]. Source: client001, Process: JobManager "
        + DEDUP
        % "C:\\\\DeDupDB",
    ),
    commvault(
        "707",
        name="Backup",
        type="Backup",
        state="waiting",
        status="Suspended",
        finished=False,
        succeeded=False,
        progress=25.0,
        started_at="2013-09-30T18:31:43Z",
        duration=300.0,
        reason="Backup job has been suspended by user admin. Reason:[v]. Source: client001,"
        " Process: JobManager " + DEDUP % "C:\\DeDupDB",
    ),
    commvault(
        "795",
        name="Backup",
        type="Backup",
        state="failed",
        status="Failed to Start",
        finished=True,
        succeeded=False,
        progress=100.0,
        started_at="2013-10-11T22:00:35Z",
        finished_at="2013-10-11T22:00:35Z",
        updated_at="2013-10-11T22:00:35Z",
        duration=0.0,
        reason="Another backup is running for client [client001], iDataAgent [Windows File"
        " System], Backup Set "
        "[defaultBackupSet], Subclient [default]. Source: client001, Process: JobManager",
    ),
]


def request_job(
    job_id: str, client: str, elapsed: float, started: str, updated: str
) -> dict[str, Any]:
    return commvault(
        job_id,
        name="Demo - New Machine Request",
        type="Demo - New Machine Request",
        state="waiting",
        status="Waiting",
        finished=False,
        succeeded=False,
        progress=6.0,
        started_at=started,
        updated_at=updated,
        duration=elapsed,
        reason="waiting on user informational action Source: %s, Process: Workflow" % client,
    )


ACTIVE = [
    request_job("270", "dkalevm2", 626498.0, "2017-07-24T14:13:33Z", "2017-07-24T14:13:35Z"),
    request_job("283", "ftestvm2", 621950.0, "2017-07-24T15:29:21Z", "2017-07-24T15:29:23Z"),
    request_job("293", "cmadvm2", 613981.0, "2017-07-24T17:42:10Z", "2017-07-24T17:42:12Z"),
]
LAST_300 = [
    request_job("270", "dkalevm2", 626229.0, "2017-07-24T14:13:33Z", "2017-07-24T14:13:35Z"),
    request_job("283", "dkalevm2", 621681.0, "2017-07-24T15:29:21Z", "2017-07-24T15:29:23Z"),
    request_job("293", "dkalevm2", 613712.0, "2017-07-24T17:42:10Z", "2017-07-24T17:42:12Z"),
]
COMMVAULT: list[tuple[str, list[dict[str, Any]], int]] = [
    ("commvault/by_client.xml", BY_CLIENT, 3),
    ("commvault/active.xml", ACTIVE, 21),
    ("commvault/last_300_seconds.xml", LAST_300, 21),
]


def as_json(record: Any) -> Any:
    """The record that the JSON of an XML answer holds: numbers and booleans for texts, jobs always
    a list."""
    if isinstance(record, dict):
        return {
            key: as_json([value] if key == "jobs" and not isinstance(value, list) else value)
            for key, value in record.items()
        }
    if isinstance(record, list):
        return [as_json(value) for value in record]
    if re.fullmatch(r"-?\d+(\.\d+)?", record):
        return float(record) if "." in record else int(record)
    return {"true": True, "false": False}.get(record, record)


@pytest.mark.parametrize(("name", "expected", "total"), COMMVAULT)
def test_commvault_xml_and_json_give_the_same_jobs(name: str, expected: Any, total: int) -> None:
    provider, body = provider_of("commvault"), sample(name)
    for told in (body, json.loads(json.dumps(as_json(body)))):
        assert jobs(provider, told) == expected
        assert provider.list is not None
        assert number_of(first_source(provider.list.total, View(told, {}, 200))) == total
        assert by_rule(provider, told) is None


@pytest.mark.parametrize("number", [0, 1, 2])
def test_commvault_one_job_comes_in_the_same_envelope(number: int) -> None:
    provider, body = provider_of("commvault"), sample("commvault/by_client.xml")
    # A lone element of XML is no list.
    for envelope in (body["jobs"][number], [body["jobs"][number]]):
        alone = XmlRecord({"totalRecordsWithoutPaging": "1", "jobs": envelope})
        assert one(provider, alone, BY_CLIENT[number]["id"]) == BY_CLIENT[number]
    assert one(provider, {"totalRecordsWithoutPaging": "0"}, "681") is None
    assert one(provider, {"totalRecordsWithoutPaging": 0, "jobs": []}, "681") is None


@pytest.mark.parametrize("key", ["localizedstatus", "localizedStatus"])
def test_commvault_a_translated_status_decides_nothing_however_it_is_spelled(key: str) -> None:
    provider, body = provider_of("commvault"), sample("commvault/active.xml")
    for envelope in body["jobs"]:
        envelope["jobSummary"].pop("localizedStatus")
        envelope["jobSummary"][key] = "Abgeschlossen"
    assert jobs(provider, body) == ACTIVE


@pytest.mark.parametrize("key", ["isPreemtable", "isPreemptable"])
def test_commvault_the_pre_emption_flag_stays_in_the_record_as_it_is_spelled(key: str) -> None:
    provider, body = provider_of("commvault"), sample("commvault/last_300_seconds.xml")
    for envelope in body["jobs"]:
        envelope["jobSummary"][key] = envelope["jobSummary"].pop("isPreemptable")
    assert jobs(provider, body) == LAST_300
    record = body["jobs"][0]["jobSummary"]
    assert provider.job.read(View(record, {}, 200)).raw == record and record[key] == "1"


def test_commvault_filters_are_applied_to_what_the_system_answers() -> None:
    match = provider_of("commvault").filters["clientId"].match
    assert match is not None
    envelopes = sample("commvault/active.xml")["jobs"]
    found = [first_value(match, envelope["jobSummary"]) for envelope in envelopes]
    assert found == ["2", "4", "6"]


def test_commvault_fields_that_other_releases_add() -> None:
    record = {
        "jobId": 8,
        "status": "Completed",
        "jobSubmitTime": 1500905610,
        "jobStartTime": 1500905613,
        "jobEndTime": 1500905615,
        "lastUpdateTime": 1500905620,
        "jobType": "Backup",
        "localizedOperationName": "Full backup",
    }
    assert one(provider_of("commvault"), {"jobs": [{"jobSummary": record}]}, "8") == commvault(
        "8",
        name="Full backup",
        type="Backup",
        state="succeeded",
        status="Completed",
        finished=True,
        succeeded=True,
        submitted_at="2017-07-24T14:13:30Z",
        started_at="2017-07-24T14:13:33Z",
        finished_at="2017-07-24T14:13:35Z",
        updated_at="2017-07-24T14:13:40Z",
        duration=2.0,
    )


@pytest.mark.parametrize(
    ("severity", "level"),
    [(0, "info"), (3, "warning"), ("6", "error"), (9, "error"), ("Major", "error")],
)
def test_commvault_events(severity: Any, level: str) -> None:
    template = provider_of("commvault").messages
    assert template is not None
    body = {
        "commservEvents": [
            {
                "severity": severity,
                "description": "a<br>b",
                "subsystem": "JobManager",
                "timeSource": 1500905613,
            }
        ]
    }
    items = template.items_of(body)
    assert [template.fields.read(item) for item in items] == [
        {"level": level, "text": "a b", "source": "JobManager", "time": "2017-07-24T14:13:33Z"}
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"errorCode": 0}, None),
        ({"errorCode": "0", "errorMessage": ""}, None),
        ({"errorCode": 5}, "api"),
        ({"errorCode": 5, "errorMessage": "Access denied"}, "auth"),
        ({"error": {"errorCode": 2, "errorMessage": "Job not found"}}, "not_found"),
        ({"errors": [{"errList": [{"errorCode": 0, "errLogMessage": ""}]}]}, None),
        (
            {
                "errors": [
                    {"errList": [{"errorCode": 2, "errLogMessage": "Job is already completed"}]}
                ]
            },
            "conflict",
        ),
        (
            XmlRecord({"errors": {"errList": {"errorCode": "2", "errLogMessage": "strange"}}}),
            "api",
        ),
        ({"errList": [{"errorCode": 1, "errLogMessage": "Invalid password"}]}, "auth"),
        ({"error": {"errList": [{"errorCode": 7}]}}, "api"),
        ({"jobIds": ["8"]}, None),
    ],
)
def test_commvault_errors_inside_http_200(body: Any, kind: Any) -> None:
    assert by_rule(provider_of("commvault"), body) == kind


# Illumio


def illumio(state: str, status: str, **fields: Any) -> dict[str, Any]:
    return whole(
        id="43f6e9e3-6a68-4481-87c6-18fd096dafbe",
        href="/orgs/1/jobs/43f6e9e3-6a68-4481-87c6-18fd096dafbe",
        provider="illumio",
        name="/orgs/1/labels",
        type=":illumio/async_requests",
        state=state,
        status=status,
        **{
            "submitted_at": "2016-01-14T23:16:52.303166Z",
            "finished": True,
            "succeeded": False,
            **fields,
        },
    )


ILLUMIO_RUNNING = illumio("running", "running", finished=False)
ILLUMIO_DONE = illumio(
    "succeeded", "done", succeeded=True, finished_at="2016-01-14T23:17:05.223047Z"
)


@pytest.mark.parametrize(
    ("name", "expected", "result"),
    [
        ("illumio/job_running.json", ILLUMIO_RUNNING, None),
        ("illumio/job_running_updated.json", ILLUMIO_RUNNING, None),
        ("illumio/job_done.json", ILLUMIO_DONE, "/orgs/1/datafiles/[href]"),
        ("illumio/datafile_as_printed.json", ILLUMIO_DONE, "/orgs/1/datafiles/[uuid]"),
    ],
)
def test_illumio_job(name: str, expected: Any, result: Any) -> None:
    if result is not None:
        outputs = [{"id": None, "name": None, "href": result, "formats": []}]
        expected = {**expected, "outputs": outputs}
    provider, body = provider_of("illumio"), sample(name)
    assert one(provider, body, href="/orgs/1/jobs/43f6e9e3-6a68-4481-87c6-18fd096dafbe") == expected
    assert jobs(provider, [body, body]) == [expected, expected]
    assert provider.job.read(View(body, {}, 200)).result_href == result


def test_illumio_running_with_an_empty_result_is_not_without_a_result() -> None:
    assert sample("illumio/job_running.json")["result"] == {}
    done = dict(sample("illumio/job_running.json"), status="done")
    assert one(provider_of("illumio"), done) == illumio(
        "failed", "done", reason="done, but without a result"
    )


def test_illumio_failed_with_its_reason() -> None:
    body = copy.deepcopy(sample("illumio/job_done.json"))
    body.update(status="failed", result={"message": "exceeded time limit"})
    ended = illumio(
        "failed", "failed", reason="exceeded time limit", finished_at="2016-01-14T23:17:05.223047Z"
    )
    assert one(provider_of("illumio"), body) == ended


def test_illumio_a_datafile_is_either_the_job_or_the_collection() -> None:
    """The page prints the job where the file should be; a result is handed on as it is, whichever
    comes."""
    provider = provider_of("illumio")
    assert provider.result and not provider.result.in_pages and provider.result.inline == []
    assert [label["key"] for label in sample("illumio/datafile_as_described.json")] == [
        "env",
        "env",
    ]
    assert sample("illumio/datafile_as_printed.json")["status"] == "done"


@pytest.mark.parametrize(
    "location",
    [
        "https://pce.my-company.com:8443/api/v2/orgs/1/jobs/d1775367-1951-4707-aa2e-37a0b9076d31",
        "/api/v2/orgs/1/jobs/d1775367-1951-4707-aa2e-37a0b9076d31",
        "/orgs/1/jobs/d1775367-1951-4707-aa2e-37a0b9076d31",
    ],
)
def test_illumio_accepted(location: str) -> None:
    lines = (DOCS / "illumio/accepted.txt").read_text(encoding="utf-8").splitlines()
    headers = {
        name.strip(' \t"'): value.strip(' ",')
        for name, _colon, value in (line.partition(":") for line in lines)
    }
    assert headers["location"].endswith(location.rpartition("/orgs")[2])
    headers["location"] = location
    provider = provider_of("illumio")
    # Lower case where the standard writes Location.
    view = View(None, headers, 202)
    assert provider.submit.accepted and provider.submit.is_accepted(view)
    named = [value for one in provider.submit.references for value in one.values(view, {})]
    assert (
        named[0] == location
        and provider.job.id_of(location) == "d1775367-1951-4707-aa2e-37a0b9076d31"
    )
    assert provider.kind_of(location) is provider
    hint = provider.poll_after[0]
    assert hint.is_retry_after and view.header(hint.header or "") == "5"
    assert not provider.submit.is_accepted(View([], headers, 200))


def test_illumio_traffic_query() -> None:
    provider = provider_of("illumio").kind("traffic_query")
    body = {
        "href": "/orgs/1/traffic_flows/async_queries/q-1",
        "status": "completed",
        "result": "/orgs/1/traffic_flows/async_queries/q-1/download",
        "created_at": "2026-01-02T03:04:05Z",
        "updated_at": "2026-01-02T03:04:35Z",
        "matches_count": 3,
        "flows_count": 3,
        "query_parameters": {"query_name": "nightly"},
    }
    expected = whole(
        id="q-1",
        href=body["href"],
        provider="illumio",
        name="nightly",
        state="succeeded",
        status="completed",
        finished=True,
        succeeded=True,
        submitted_at="2026-01-02T03:04:05Z",
        finished_at="2026-01-02T03:04:35Z",
        updated_at="2026-01-02T03:04:35Z",
        outputs=[{"id": None, "name": None, "href": body["result"], "formats": []}],
    )
    assert jobs(provider, [body]) == [expected]
    working = one(provider, dict(body, status="working", result=None))
    assert (working["state"], working["finished_at"]) == ("running", None)
