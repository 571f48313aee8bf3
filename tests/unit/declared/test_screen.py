# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server says reaches messages and warnings bounded, masked, cleaned and cut, wherever it stands in an answer."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import label, printable
from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import (
    interrupted_result,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets

ESCAPES = "\x1b]0;pwned\x07\x1b[31mred\x9b1m\x07\x00\u202eevil\u2066\u200b\ufeff\x85\u2028end"
LONG = "z" * 300_000
TOKEN = "tok3n-00070e151c232a31383f464d545b626970777e858c939aa1"
WITH_TAGS = "pa<b>ss</b>w&amp;rd <!--x-->!"
NOT_IN_HEADERS = re.compile("[^ -~\x1b\x07\x9b]")
HEADER = ESCAPES.encode("utf-8").decode("latin-1").replace("\x00", "").replace("\x85", "")

BAD = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

JOB = {"id": "id", "href": "href", "name": "name", "reason": "why", "messages": {
    "path": "log", "fields": {"level": "level", "text": "text", "source": "source"}}}  # fmt: skip
DEFINITION: dict[str, Any] = {
    "job": JOB,
    "list": {"path": "/jobs", "items": "jobs"},
    "submit": {"reference": [{"path": "id"}, {"header": "Location", "as": "href"}]},
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "messages": {"path": "/jobs/{id}/log", "text": "text", "level": "level"},
    "result": "/jobs/{id}/result",
}


def answers(say: Any, text: str) -> dict[str, dict[str, Any]]:
    """Scripts of a server that puts a text wherever it can."""
    found = {"id": "7", "status": "running"}
    failed = {"id": "7", "status": "error", "why": text, "name": text, "log": [{"text": text}]}
    header = NOT_IN_HEADERS.sub("", text[:60_000])
    everywhere = {}
    for name, one in {
        "id": {"id": text, "status": "running"},
        "href": {"href": "/" + text, "status": "running"},
        "status": {"id": "7", "status": text},
        "reason": failed,
        "refusal": say({"message": text, "code": text, "requestId": text, text: [text]}, 400),
        "refusal as text": say(text, 500),
        "refusal by name": say({"errors": {text: text}}, 403),
        "a page": say("<html><title>%s</title>%s" % (text, text), 200, Content_Type="text/html"),
        "a text": say(text, 200, Content_Type="text/plain"),
        "its type": say(text, 200, Content_Type="text/plain" + header),
        "its request": say({"message": "no"}, 400, X_Request_Id=header),
        "Location": say(None, 302, Location="/" + header),
        "elsewhere": say(None, 302, Location="http://%s/" % header),
        "Retry-After": say(found, 200, Retry_After=header or "x"),
        "broken": say(b'{"id": ' + text.encode("utf-8", "replace"), 200),
        "xml": say(b"<a>" + text.encode("utf-8", "replace"), 200, Content_Type="text/xml"),
    }.items():  # fmt: skip
        everywhere[name] = {
            "GET /jobs/7": one,
            "GET /jobs": one if isinstance(one, tuple) else {"jobs": [one]},
            "POST /run": one,
            "DELETE /jobs/7": one,
            "POST /jobs/7/stop": one,
            "GET /jobs/7/log": one,
        }
    return everywhere


PLACES = list(answers(lambda *args, **headers: (args, headers), "x"))
VERBS: dict[str, dict[str, Any]] = {
    "info": {"job_id": ["7"]},
    "info of all": {},
    "wait": {"job_id": ["7"], "wait_timeout": 3.0},
    "stop": {"job_id": ["7"]},
    "delete": {"job_id": ["7"]},
    "request": {"method": "POST", "path": "run", "wait_timeout": 3.0},
}


def said(person: Any, verb: str, **more: Any) -> list[str]:
    """All sentences that a task prints."""
    result = person.run(verb.split()[0], request_retries=0, **VERBS[verb], **more)
    refused = [one["msg"] for one in result.get("refused", ())]
    told = interrupted_result(verb, 15, result, Secrets())["msg"]
    return [*person.warnings, *refused, told, *filter(None, [result.get("msg")])]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("verb", VERBS)
def test_no_sentence_drives_the_screen(acme: Any, say: Any, place: str, verb: str) -> None:
    person = acme(answers(say, ESCAPES)[place], **DEFINITION)
    for sentence in said(person, verb):
        assert sentence.isprintable(), sentence
        assert len(sentence) < 5000


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("verb", ["info", "info of all", "wait", "request"])
def test_every_sentence_has_an_end(acme: Any, say: Any, place: str, verb: str) -> None:
    person = acme(answers(say, LONG)[place], **DEFINITION)
    assert max(map(len, said(person, verb))) < 5000


def test_the_reason_of_a_job_that_is_not_there(acme: Any, say: Any) -> None:
    person = acme(
        {"POST /run": {"id": "7" + ESCAPES}, "GET /jobs": {"jobs": []}},
        submit={"reference": {"path": "id"}},
        get={"path": "/jobs", "query": {"id": "{id}"}, "record": "jobs[0]"},
        vanished={"grace": 0},
    )
    result = person.run("request", method="POST", path="run", wait_timeout=3.0)
    assert result["job"]["state"] == "lost"
    assert result["job"]["reason"].isprintable() and "does not know" in result["job"]["reason"]


@pytest.mark.parametrize(
    ("odd", "shown"),
    [
        ("a\x1b[31m\u202eb", "a\\x1b[31m\\u202eb"),
        ("\x9b2J\x7f\x85\u2066c", "\\x9b2J\\x7f\\x85\\u2066c"),
        ("\u00fc\u4e16 \U0001f600\u200d/%20", "\u00fc\u4e16 \U0001f600\u200d/%20"),
    ],
)
@pytest.mark.parametrize("key", ["id", "href"])
def test_ids_of_results_are_what_they_are_and_drive_no_screen(
    acme: Any, odd: str, shown: str, key: str
) -> None:
    """Of JSON ansible-core escapes what is below 0x20, and prints the rest."""
    record = {"id": "7", "status": "running", "out": [{"id": odd, "name": odd}], key: odd}
    outputs = {"path": "out", "fields": {"id": "id", "name": "name"}}
    more: dict[str, Any] = {**DEFINITION, "job": {**JOB, "outputs": outputs}}
    person = acme({"GET /jobs": {"jobs": [record]}}, **more)
    result = person.ok("info", raw=True)
    job = result["jobs"][0]
    assert job[key] == job["outputs"][0]["id"] == shown
    assert not BAD.search(job["outputs"][0]["name"])
    assert job["raw"][key] == odd


def test_ids_in_lists_and_refusals_drive_no_screen(acme: Any, say: Any) -> None:
    records = [{"id": one, "status": "done"} for one in ("a\x9b2J", "b\u202e")]
    person = acme(
        {"GET /jobs": {"jobs": records}, "GET /jobs/b%E2%80%AE": records[1],
         "DELETE /jobs/b%E2%80%AE": say({"message": "no", "code": "x\x9b"}, 409)},
        **DEFINITION,
    )  # fmt: skip
    failed = person.fails("delete", "api", states=["succeeded"])
    assert [one["job_id"] for one in failed["refused"]] == ["a\\x9b2J", "b\\u202e"]
    assert not BAD.search(json.dumps(failed, ensure_ascii=False))
    known = interrupted_result("delete", 15, person.run("info"), Secrets())
    assert [job["id"] for job in known["jobs"]] == ["a\\x9b2J", "b\\u202e"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "secret", [TOKEN, WITH_TAGS, "\u202e" + TOKEN], ids=["plain", "tags", "bidi"]
)
@pytest.mark.parametrize("before", [0, 40, 170, 275, 960, 3970, 16_360])
def test_no_part_of_a_secret_is_left_by_a_cut(
    acme: Any, say: Any, place: str, secret: str, before: int
) -> None:
    person = acme(answers(say, "x" * before + secret)[place], **DEFINITION)
    result = person.run("info", request_retries=0, password=secret, **VERBS["info"])
    seen = json.dumps([result, person.warnings], ensure_ascii=False)
    pieces = {secret, secret.strip("\u202e"), quote(secret), "passw", "ss</b>"}
    assert not [piece for piece in pieces if piece[:9] in seen], seen[:500]


def test_many_words_of_status_are_one_story(acme: Any) -> None:
    jobs = [{"id": str(n), "status": "w%d" % n} for n in range(3000)]
    person = acme({"GET /jobs": {"jobs": jobs}}, **DEFINITION)
    assert person.ok("info", summary_only=True)["count"] == 3000
    assert len(person.warnings) == 11 and "further words" in person.warnings[-1]


def test_a_sentence_keeps_what_is_ours() -> None:
    assert printable("a <b> is none of {1, 2}") == "a <b> is none of {1, 2}"
    assert printable("ä\n\tb  c") == "ä b c"
    assert label("x" * 300) == "x" * 199 + "…"
