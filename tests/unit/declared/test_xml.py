# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system that speaks XML: the same definition words, the same jobs."""

from __future__ import annotations

from typing import Any

XML = {"Content_Type": "application/xml"}
JOB = (
    '<job id="7" xmlns="urn:x"><state>%s</state><title>Nightly &amp; weekly</title>'
    "<done>3</done><of>4</of><at>2026-11-23T07:00:36</at></job>"
)
WORDS = {"path": "state", "words": {"running": "RUNNING", "succeeded": "OK", "failed": "KO"}}
FIELDS = {
    "id": "id",
    "name": "title",
    "progress": {"done": "done", "total": "of"},
    "submitted_at": "at",
}


def test_a_whole_life_in_xml(acme: Any, say: Any) -> None:
    person = acme(
        {
            "POST /run": say("<accepted><task><id>7</id></task></accepted>", 202, **XML),
            "GET /jobs/7": [say(JOB % "RUNNING", **XML), say(JOB % "OK", **XML)],
            "GET /jobs/7/result": say("<out><row>1</row><row>2</row></out>", **XML),
        },
        headers={"Accept": "application/xml"},
        submit={"reference": {"path": "task.id"}, "headers": {"Content-Type": "application/xml"}},
        state=WORDS,
        job=FIELDS,
        result="/jobs/{id}/result",
    )
    result = person.ok("request", method="POST", path="run", body="<run/>", body_format="raw")
    job = result["job"]
    assert (job["id"], job["state"], job["name"], job["progress"]) == (
        "7",
        "succeeded",
        "Nightly & weekly",
        75.0,
    )
    assert job["submitted_at"] == "2026-11-23T07:00:36Z" and result["result"] == {"row": ["1", "2"]}
    assert (
        person.fake.log[0].body == "<run/>"
        and person.fake.log[0].headers["Accept"] == "application/xml"
    )


def test_lists_of_none_one_and_many_in_xml(acme: Any, say: Any) -> None:
    one = "<job><id>%d</id><state>OK</state></job>"
    for number in (0, 1, 3):
        text = "<jobs>%s</jobs>" % "".join(one % each for each in range(number))
        person = acme(
            {"GET /jobs": say(text, **XML)},
            state=WORDS,
            job=FIELDS,
            list={"path": "/jobs", "items": "job[]"},
        )
        assert [job["id"] for job in person.listed()] == [str(each) for each in range(number)]


def test_errors_in_xml(acme: Any, say: Any) -> None:
    text = '<?xml version="1.0"?><fault><error code="17"><text>no such job</text></error></fault>'
    person = acme(
        {"GET /jobs/7": say(text, 500, Content_Type="text/plain")},
        state=WORDS,
        error={
            "message": "error.text",
            "code": "error.code",
            "rules": {"when": {"path": "error.code", "equals": 17}, "is": "not_found"},
        },
    )
    assert person.ok("info", job_id=["7"])["missing"] == ["7"]
    assert person.fake.lines == ["GET /jobs/7"]


def test_the_text_of_an_element_that_has_attributes(acme: Any, say: Any) -> None:
    job = (
        '<entry><d><key name="no">7</key><key name="state">%s</key><key name="done" unit="percent">40</key></d>'
        '<said level="fatal">unknown command</said></entry>'
    )
    state = "d.key[?name=='state']"
    person = acme(
        {
            "GET /jobs/7": [say(job % "RUNNING", **XML), say(job % "KO", **XML)],
            "GET /jobs/8": say(
                '<a><said level="x">no &lt;b&gt;such&lt;/b&gt; job</said></a>', 400, **XML
            ),
        },
        state={
            **WORDS,
            "path": state,
            "rules": {"when": {"path": state, "equals": "KO"}, "state": "failed"},
        },
        job={
            "id": "d.key[?name=='no']",
            "progress": "d.key[?name=='done']",
            "reason": {"path": "said", "when": {"path": "said.level", "equals": "fatal"}},
        },
        error={"message": "said"},
    )
    found = person.job()
    assert (found["id"], found["state"], found["status"], found["progress"]) == (
        "7",
        "running",
        "RUNNING",
        40.0,
    )
    assert person.ok("wait", job_id=["7"], fail_on=[])["jobs"][0]["reason"] == "unknown command"
    assert person.fails("info", "api", job_id=["8"])["msg"].endswith(
        "HTTP 400 Bad Request: no such job"
    )
