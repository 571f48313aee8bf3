# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of answers: its charset, gzip that nobody names, JSON under the name of text; what reaches a file as it came."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

DONE = {"id": "7", "status": "done", "name": "façade"}
JOB = {"submit": {"reference": {"path": "id", "as": "id"}}, "job": {"id": "id", "name": "name"}}
RESULT = {**JOB, "result": "/out/{id}"}
LATIN = json.dumps(DONE, ensure_ascii=False).encode("latin-1")
ROWS = [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("kind", "name", "warnings"),
    [
        ("application/json; charset=iso-8859-1", "façade", 0),
        ("text/plain; charset=windows-1252", "façade", 0),
        ("application/json", "fa\ufffdade", 1),
        ("application/json; charset=none-such", "fa\ufffdade", 1),
    ],
)
def test_a_job_is_read_whatever_its_text_is_written_in(
    acme: Any, say: Any, kind: str, name: str, warnings: int
) -> None:
    busy = say(LATIN.replace(b"done", b"running"), Content_Type=kind)
    done = say(LATIN, Content_Type=kind)
    script = {"POST /run": say(LATIN, Content_Type=kind), "GET /jobs/7": [busy, busy, done]}
    person = acme(script, **JOB)
    job = person.ok("request", method="POST", path="run", body={})["job"]
    assert (job["state"], job["name"]) == ("succeeded", name)
    assert len(person.warnings) == warnings  # once, however many answers
    assert all("UTF-8" in text and "U+FFFD" in text for text in person.warnings)
    listed = acme({"GET /jobs": say(b"[%s]" % LATIN, Content_Type=kind)}, list="/jobs", **JOB)
    assert [job["name"] for job in listed.listed()] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "text/plain",
        "text/html; charset=utf-8",
        "text/csv",
        "application/json",
        "application/octet-stream",
        "",
    ],
)
def test_json_is_read_as_json_under_any_name(acme: Any, say: Any, name: str) -> None:
    done = say(json.dumps(DONE), Content_Type=name)
    script = {"POST /run": done, "GET /jobs/7": done, "DELETE /jobs/7": done}
    script["GET /out/7"] = say(json.dumps(ROWS), Content_Type=name)
    person = acme(script, delete={"method": "DELETE", "path": "/jobs/{id}"}, **RESULT)
    result = person.ok("request", method="POST", path="run", body={})
    assert (result["job"]["state"], result["result"]) == ("succeeded", ROWS)
    assert person.ok("delete", job_id=["7"])["deleted"] == ["7"]


@pytest.mark.parametrize(
    ("content", "kind", "value", "warnings"),
    [
        ("sku\nfaçade".encode("latin-1"), "text/csv; charset=ISO-8859-1", "sku\nfaçade", 0),
        ("sku\nfaçade".encode("latin-1"), "text/csv", "sku\nfa\ufffdade", 1),
        ("sku\nfaçade".encode("utf-16"), "text/csv", "sku\nfaçade", 0),
        (b"[1, 2] is no JSON", "text/plain", "[1, 2] is no JSON", 0),
        (gzip.compress(json.dumps(ROWS).encode()), "application/json", ROWS, 0),
        (gzip.compress(json.dumps(ROWS).encode()), "application/gzip", ROWS, 0),
        (gzip.compress(json.dumps(ROWS).encode()), "application/octet-stream", ROWS, 0),
        (gzip.compress(json.dumps(ROWS).encode()), "", ROWS, 0),
        (gzip.compress(b"<a><b>1</b></a>"), "application/xml", {"b": "1"}, 0),
        (gzip.compress(b"sku\tqty\n"), "text/tab-separated-values", "sku\tqty\n", 0),
        (gzip.compress("façade".encode("latin-1")), "text/csv; charset=latin1", "façade", 0),
    ],
)
def test_a_result_is_read_as_what_it_is_and_saved_as_it_came(
    acme: Any, say: Any, tmp_path: Path, content: bytes, kind: str, value: Any, warnings: int
) -> None:
    script = {"POST /run": DONE, "GET /jobs/7": DONE}
    script["GET /out/7"] = say(content, Content_Type=kind)
    person = acme(script, **RESULT)
    assert person.ok("request", method="POST", path="run", body={})["result"] == value
    assert len(person.warnings) == warnings
    dest = tmp_path / "out"
    saved = person.ok("request", method="POST", path="run", body={}, dest=str(dest))
    assert dest.read_bytes() == content and saved["size"] == len(content)


def bomb(size: int) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    return press.compress(b"[" + b" " * size) + press.compress(b"]") + press.flush()


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (gzip.compress(b"sku\tqty\n"), "application/gzip", "use dest"),
        (b"%PDF-1.7\xff\xfe", "application/pdf", "use dest"),
        (b"\0\1\2\xff", "text/plain", "use dest"),
        (gzip.compress(b"{}")[:-9], "application/json", "gzip that ends early"),
        (b"\x1f\x8b\x08junkjunkjunk", "application/json", "not the gzip data"),
        pytest.param(
            lambda: bomb(65 * 1024 * 1024),
            "application/json",
            "unpack to more than",
            marks=pytest.mark.gate,
            id="bomb",
        ),
    ],
)
def test_what_cannot_be_shown_is_told(
    acme: Any, say: Any, content: Any, kind: str, words: str
) -> None:
    script = {"POST /run": DONE, "GET /jobs/7": DONE}
    script["GET /out/7"] = say(content() if callable(content) else content, Content_Type=kind)
    person = acme(script, **RESULT)
    failed = person.fails("request", "decode", method="POST", path="run", body={})
    assert words in failed["msg"] and failed["jobs"][0]["state"] == "succeeded"


def test_a_gzip_that_nobody_names_is_read_in_every_answer(acme: Any, say: Any) -> None:
    packed = say(gzip.compress(json.dumps(DONE).encode()))
    refused = say(gzip.compress(b'{"message": "disk full"}'), 400)
    person = acme({"POST /run": packed, "GET /jobs/7": packed, "GET /jobs/8": refused}, **JOB)
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"
    assert "disk full" in person.fails("info", "api", job_id=["8"])["msg"]
