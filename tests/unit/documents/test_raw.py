# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault's page prints raw HTTP requests: sent byte by byte, they answer the XML that the page shows."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any
from xml.etree import ElementTree

import pytest

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
SERVICES = ["/webconsole/api", "/commandcenter/api", "/SearchSvc/CVWebService.svc"]
# Attributes whose values are the same at any time.
FIXED = (
    "jobType",
    "status",
    "statusColor",
    "destClientName",
    "isVisible",
    "totalFailedFiles",
    "totalFailedFolders",
)

ACTIVE = {"Waiting", "Suspended", "Running", "Pending", "Queued"}


def request(name: str, systems: Any, service: str = SERVICES[0], **values: str) -> str:
    """A request as it is meant: on one line the token, which the page wraps, and a version, which one sample lacks."""
    text = (FIXTURES / "documents" / name).read_text(encoding="utf-8")
    for placeholder, value in {
        "<webservice>": service,
        "<host name>": "cs.example.com",
        **values,
    }.items():
        text = text.replace(placeholder, value)
    text = re.sub(r"(?s)Authtoken: .*", f"Authtoken: {systems['commvault'].token}", text)
    return re.sub(r"\A([^\n]*?)(?: HTTP/1\.1)?\n", r"\1 HTTP/1.1\n", text)


def records(text: str) -> list[dict[str, str]]:
    """The attributes of each job in an XML answer."""
    root = ElementTree.fromstring(text)
    assert root.tag == "JobManager_JobListResponse" and int(
        root.attrib["totalRecordsWithoutPaging"]
    ) >= len(root)
    assert {child.tag for child in root} == {"jobs"}
    return [dict(node.attrib) for node in root.iterfind("jobs/jobSummary")]


def sample(name: str) -> list[dict[str, str]]:
    return records((FIXTURES / "vendor_docs" / "commvault" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("commvault/by_client.http", "by_client.xml"),
        ("commvault/active.http", "active.xml"),
        ("commvault/last_300_seconds.http", "last_300_seconds.xml"),
    ],
)
def test_sample(systems: Any, name: str, shown: str, service: str) -> None:
    """The jobs of the page's answer are in ours, with every attribute that they have there."""
    answer = systems.raw("commvault", request(name, systems, service))
    assert answer.status == 200 and answer.headers["content-type"].startswith("application/xml")
    found = {record["jobId"]: record for record in records(answer.body)}
    for record in sample(shown):
        # Jobs 283 and 293 are of one client in the page's second sample and of another in its third.
        fixed = [
            key
            for key in FIXED
            if not (record["jobId"] in ("283", "293") and key == "destClientName")
        ]
        mine = found[record["jobId"]]
        assert record.keys() <= mine.keys(), "an attribute is missing"
        assert {key: mine[key] for key in fixed} == {key: record[key] for key in fixed}


def test_by_client(systems: Any) -> None:
    """clientId=2: three jobs of that client, "backup jobs because the jobFilter parameter is not used"."""
    found = records(systems.raw("commvault", request("commvault/by_client.http", systems)).body)
    assert [record["jobId"] for record in found] == [
        record["jobId"] for record in sample("by_client.xml")
    ]
    for mine, shown in zip(found, sample("by_client.xml")):
        assert float(mine["percentComplete"]) == float(shown["percentComplete"])
        assert (mine["lastUpdateTime"] == "0") == (shown["lastUpdateTime"] == "0"), (
            "0 while it is suspended"
        )
        assert "<br>Source: client001, Process: JobManager" in mine["pendingReason"]


def test_active(systems: Any) -> None:
    found = records(systems.raw("commvault", request("commvault/active.http", systems)).body)
    assert {record["status"] for record in found} == ACTIVE


def test_last_300_seconds(systems: Any) -> None:
    found = records(
        systems.raw("commvault", request("commvault/last_300_seconds.http", systems)).body
    )
    ended = [record["jobId"] for record in found if record["status"] not in ACTIVE]
    assert ended == ["795"], "the others ended longer ago"


def test_syntax(systems: Any) -> None:
    """All four parameters at once."""
    values = {"{clientId}": "4", "{completedJobLookupTime}": "86400", "{jobCategory}": "Finished"}
    values["{jobFilter}"] = "Restore"
    answer = systems.raw("commvault", request("commvault/syntax.http", systems, **values))
    assert [record["jobId"] for record in records(answer.body)] == ["820"]


@pytest.mark.parametrize("place", ["header", "query"])
def test_paging(systems: Any, place: str) -> None:
    """The page's words: "if limit is 50 and offset is 0, the results are displayed from 1 to 50". In headers."""
    systems["commvault"].add_many(120, status="Completed", age=60, of=2)
    text = request("commvault/by_client.http", systems)
    seen: list[str] = []
    for offset in (0, 50, 100, 150):
        paged = text + f"\nlimit: 50\noffset: {offset}"
        if place == "query":
            paged = text.replace("?clientId=2", f"?clientId=2&limit=50&offset={offset}")
        answer = systems.raw("commvault", paged)
        assert ElementTree.fromstring(answer.body).attrib["totalRecordsWithoutPaging"] == "123"
        seen += [
            node.attrib["jobId"] for node in ElementTree.fromstring(answer.body).iter("jobSummary")
        ]
    assert len(seen) == len(set(seen)) == 123
    assert len(records(systems.raw("commvault", text).body)) == 100, (
        "by default, the limit is 100 results per page"
    )


def test_json(systems: Any) -> None:
    """ "Valid values are: application/xml or application/json": the same jobs, the same fields, with types."""
    text = request("commvault/by_client.http", systems)
    xml = records(systems.raw("commvault", text).body)
    body = json.loads(
        systems.raw("commvault", text.replace("application/xml", "application/json")).body
    )
    assert body["totalRecordsWithoutPaging"] == 3
    for mine, one in zip(body["jobs"], xml):
        flat = {
            key: value
            for key, value in mine["jobSummary"].items()
            if not isinstance(value, (dict, list))
        }
        assert {key: {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
                for key, value in flat.items()} == one  # fmt: skip
        assert isinstance(flat["jobId"], int) and isinstance(flat["isVisible"], bool)


@pytest.mark.parametrize("name", ["by_client", "active", "last_300_seconds"])
def test_as_printed_it_is_no_request(systems: Any, name: str) -> None:
    """The page wraps the token over six lines, and the third sample lacks a version: no HTTP, and refused."""
    printed = (FIXTURES / "documents" / "commvault" / f"{name}.http").read_text(encoding="utf-8")
    text = printed.replace("<webservice>", SERVICES[0])
    assert systems.raw("commvault", text).status == 400
    assert systems["commvault"].log == []


def test_without_a_token(systems: Any) -> None:
    text = re.sub(
        r"Authtoken: .*", "Authtoken: QSDK 00", request("commvault/by_client.http", systems)
    )
    assert systems.raw("commvault", text).status == 401
