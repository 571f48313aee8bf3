# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""max_size: a result of any size reaches dest, wherever an answer holds it; what is too large is
refused by the name of the option, with the job."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import pathlib
import tracemalloc
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import context, max_size, saving
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import (
    atomic_file,
    body,
    connection,
)

PIECE = 1000
ROWS = [{"n": number, "text": "x" * 30} for number in range(400)]  # of some 19 kB
LARGE = {"rows": ROWS}
DONE = {"id": 7, "status": "done"}
REFERENCE = {"reference": {"path": "id"}}
IMMEDIATE = {**REFERENCE, "immediate": {"http_status": 200}}
BY_BODY = {**REFERENCE, "immediate": {"path": "rows", "exists": True}}
JOB = {"POST /run": {"id": 7}, "GET /jobs/7": DONE}
RUN = {"method": "POST", "path": "run"}

# Wherever an answer can hold a result: script, definition, order, whether a job is named.
PLACES: dict[str, Any] = {
    "answer to a GET": ({"GET /run": LARGE}, {"submit": REFERENCE}, {"path": "run"}, False),
    "immediate": ({"POST /run": LARGE}, {"submit": IMMEDIATE}, RUN, False),
    "immediate by its body": ({"POST /run": LARGE}, {"submit": BY_BODY}, RUN, False),
    "result": ({**JOB, "GET /r": LARGE}, {"submit": REFERENCE, "result": "/r"}, RUN, True),
    "pages": (
        {**JOB, "GET /r": LARGE},
        {"submit": REFERENCE, "result": {"path": "/r", "items": "rows", "page": {"type": "none"}}},
        RUN,
        True,
    ),
    "inline": (
        {**JOB, "GET /jobs/7": {**DONE, **LARGE}},
        {"submit": REFERENCE, "result": {"inline": "rows"}},
        RUN,
        True,
    ),
}


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch: Any) -> None:
    """Everything as it is, a thousandth of its size: 4 kB are large, 16 kB more than memory takes."""
    for module in (connection, context, max_size, saving):
        monkeypatch.setattr(module, "MAX_BYTES", 12_000)
    monkeypatch.setattr(saving, "HELD", 4_000)
    monkeypatch.setattr(body, "KEPT", 100)
    monkeypatch.setattr(body, "PIECE", PIECE)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_result_of_any_size_reaches_dest(acme: Any, tmp_path: pathlib.Path, place: str) -> None:
    script, definition, order, names_job = PLACES[place]
    dest = tmp_path / "rows.json"
    result = acme(script, **definition).ok("request", **order, dest=str(dest))
    data = dest.read_bytes()
    assert (json.loads(data).get("rows") if data[:1] == b"{" else json.loads(data)) == ROWS
    assert (result["size"], result["job"]["id"]) == (len(data), "7" if names_job else "")
    assert result["checksum_sha256"] == hashlib.sha256(data).hexdigest()
    assert os.listdir(tmp_path) == ["rows.json"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="of Linux")
@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_full_disk_is_told_with_the_job(
    acme: Any, tmp_path: pathlib.Path, monkeypatch: Any, place: str
) -> None:
    def full(handle: int, *args: Any, **options: Any) -> Any:
        os.close(handle)
        return open("/dev/full", *args, **options)

    script, definition, order, names_job = PLACES[place]
    person = acme(script, **definition)
    with monkeypatch.context() as patch:
        patch.setattr(atomic_file.os, "fdopen", full)
        failed = person.fails("request", "api", **order, dest=str(tmp_path / "rows.json"))
    assert os.strerror(errno.ENOSPC) in failed["msg"] and "nothing was saved" in failed["msg"]
    assert failed["changed"] is ("method" in order) and os.listdir(tmp_path) == []
    assert not names_job or failed["job"]["state"] == "succeeded"


@pytest.mark.parametrize("to_file", [True, False])
@pytest.mark.parametrize("place", sorted(PLACES))
def test_what_is_larger_than_max_size_is_refused_by_name(
    acme: Any, tmp_path: pathlib.Path, place: str, to_file: bool
) -> None:
    script, definition, order, names_job = PLACES[place]
    dest = {"dest": str(tmp_path / "rows.json")} if to_file else {}
    person = acme(script, **definition)
    failed = person.fails("request", "decode", **order, **dest, max_size="5k")
    assert "max_size" in failed["msg"] and ("dest" in failed["msg"]) is not to_file
    assert os.listdir(tmp_path) == []
    if names_job:
        assert (failed["job"]["id"], failed["changed"]) == ("7", True)
    assert place == "inline" or "internal" not in failed["msg"]
    # The same with room for it.
    assert person.ok("request", **order, **dest, max_size="1m")


@pytest.mark.parametrize("place", ["answer to a GET", "result", "pages"])
def test_without_dest_there_is_a_bound(acme: Any, place: str) -> None:
    script, definition, order, _names_job = PLACES[place]
    failed = acme(script, **definition).fails("request", "decode", **order)
    assert failed["msg"].endswith("set max_size, or save it with dest")


@pytest.mark.parametrize("verb", ["request", "result", "result, waited for"])
def test_a_record_that_is_too_large_for_a_look_has_a_way_out(
    acme: Any, tmp_path: pathlib.Path, monkeypatch: Any, verb: str
) -> None:
    """An inline result stands in the answer that tells the state, which is read as a whole."""
    monkeypatch.setattr(max_size, "_NOT_KEPT", 12_000)
    script, definition, order, _names_job = PLACES["inline"]
    person = acme(script, **definition)
    asked = {**order} if verb == "request" else {"job_id": ["7"], "wait": "waited" in verb}
    dest = tmp_path / "rows.json"
    failed = person.fails(verb.split(",")[0], "decode", **asked, dest=str(dest))
    assert failed["msg"].endswith(": set max_size") and "larger than 12000 bytes" in failed["msg"]
    assert "7" in failed["msg"] and os.listdir(tmp_path) == []
    assert verb != "request" or failed["job"]["id"] == "7"
    assert person.ok(verb.split(",")[0], **asked, dest=str(dest), max_size="1m")
    assert json.loads(dest.read_bytes()) == ROWS


@pytest.mark.parametrize("place", ["result", "answer to a GET"])
def test_a_small_max_size_refuses_results_not_looks(acme: Any, say: Any, place: str) -> None:
    script, definition, order, _names_job = PLACES[place]
    small = {key: say([1]) if value is LARGE else value for key, value in script.items()}
    assert acme(small, **definition).ok("request", **order, max_size="3")["result"] == [1]


@pytest.mark.parametrize("where", ["body", "header"])
def test_a_large_answer_that_names_a_job_is_no_result(
    acme: Any, say: Any, tmp_path: pathlib.Path, where: str
) -> None:
    named = {"id": 7, **LARGE} if where == "body" else LARGE
    script = {**JOB, "POST /run": say(named, Location="/jobs/7"), "GET /r": say([1, 2])}
    submit = REFERENCE if where == "body" else {"reference": {"header": "Location"}}
    person = acme(script, submit=submit, result="/r")
    result = person.ok("request", **RUN, dest=str(tmp_path / "r.json"))
    assert (result["job"]["id"], (tmp_path / "r.json").read_text()) == ("7", "[1, 2]")
    assert os.listdir(tmp_path) == ["r.json"]


def test_a_large_answer_that_says_no_is_no_result(acme: Any, tmp_path: pathlib.Path) -> None:
    person = acme(
        {"POST /run": {"error": "not today", **LARGE}},
        submit=REFERENCE,
        error={"rules": [{"when": {"path": "error", "exists": True}, "is": "conflict"}]},
    )
    failed = person.fails("request", "conflict", **RUN, dest=str(tmp_path / "r.json"))
    assert "not today" in failed["msg"] and failed["changed"] is False
    assert os.listdir(tmp_path) == []


def test_a_large_page_of_a_proxy_is_no_result(acme: Any, say: Any, tmp_path: pathlib.Path) -> None:
    page = say("<html>" + "sign in " * 2000, Content_Type="text/html")
    person = acme({"GET /run": page}, submit=REFERENCE)
    failed = person.fails("request", "decode", path="run", dest=str(tmp_path / "r.json"))
    assert "HTML page" in failed["msg"] and os.listdir(tmp_path) == []


def test_a_large_answer_that_was_cut_is_begun_anew(
    acme: Any, say: Any, tmp_path: pathlib.Path
) -> None:
    cut = say(LARGE, Content_Encoding="gzip")  # which it is not
    busy = say(LARGE, status=503)
    person = acme({"GET /run": [busy, LARGE, cut]}, submit=REFERENCE)
    dest = tmp_path / "r.json"
    person.ok("request", path="run", dest=str(dest))
    assert json.loads(dest.read_bytes()) == LARGE
    failed = person.fails("request", "decode", path="run", dest=str(dest))
    assert failed["changed"] is False and json.loads(dest.read_bytes()) == LARGE
    assert os.listdir(tmp_path) == ["r.json"]


def test_memory_stays_flat(acme: Any, tmp_path: pathlib.Path, monkeypatch: Any) -> None:
    """Of what the client allocates; the server of the test holds its own copy before."""
    monkeypatch.undo()
    data = b'["' + b"x" * (24 << 20) + b'"]'
    person = acme({"GET /run": data}, submit=REFERENCE)
    tracemalloc.start()
    try:
        person.ok("request", path="run", dest=str(tmp_path / "r.json"))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "r.json").stat().st_size == len(data) and peak < len(data)


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", 1), (2048, 2048), ("2k", 2048), ("3 M", 3 << 20), ("2g", 2 << 30), ("1TiB", 1 << 40)],
)
def test_sizes(text: Any, size: int) -> None:
    assert max_size.max_size_of({"max_size": text}) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5g", "2 apples", "g", "1kk", "9" * 40])
def test_what_is_no_size_is_refused_before_anything_is_sent(acme: Any, text: str) -> None:
    person = acme({}, submit=REFERENCE)
    failed = person.fails("request", "config", path="run", max_size=text)
    assert failed["msg"].startswith("max_size must be a number of bytes") and not person.fake.log
    with pytest.raises(ConfigError):
        max_size.max_size_of({"max_size": text})


def test_a_renewed_login_begins_the_file_anew(acme: Any, tmp_path: pathlib.Path) -> None:
    """A system that tells an expired login in a 200 has put its words into the file."""
    person = acme(
        {**JOB, "POST /login": {"token": "some-token"}, "GET /r": [{"code": "expired"}, LARGE]},
        submit=REFERENCE,
        result="/r",
        auth={
            "type": "login",
            "request": {"method": "POST", "path": "/login"},
            "token": "token",
            "headers": {"X-Session": "{saved.token}"},
        },
        error={"rules": [{"when": {"path": "code", "equals": "expired"}, "is": "expired"}]},
    )
    dest = tmp_path / "r.json"
    person.ok("request", **RUN, dest=str(dest), username="u", password="pass-word")
    assert json.loads(dest.read_bytes()) == LARGE


def test_a_large_page_of_a_list_is_counted(acme: Any) -> None:
    """What is only counted is not kept; what is returned has the bound of memory."""
    jobs = [{"id": number, "status": "done", "text": "x" * 30} for number in range(300)]
    person = acme({"GET /jobs": {"jobs": jobs}}, list={"path": "/jobs", "items": "jobs"})
    assert person.ok("info", summary_only=True)["summary"]["succeeded"] == 300
    message = person.fails("info", "decode")["msg"]
    assert "larger than 12000 bytes" in message
    assert "limit" in message and "summary_only" in message and "filters" not in message
    message = person.fails("info", "decode", limit=5)["msg"]
    assert "summary_only" in message and "with limit" not in message


def test_a_large_page_is_chosen_from(acme: Any, monkeypatch: Any) -> None:
    """What is stopped or deleted by its state is not kept either; what is too large names the filters."""
    monkeypatch.setattr(max_size, "_NOT_KEPT", 48_000)
    jobs = [{"id": number, "status": "done", "text": "x" * 30} for number in range(300)]
    person = acme(
        {"GET /jobs": {"jobs": [*jobs, {"id": "7", "status": "error"}]},
         "GET /jobs/7": {"id": "7", "status": "error"}, "DELETE /jobs/7": 204},
        list={"path": "/jobs", "items": "jobs"},
        delete={"method": "DELETE", "path": "/jobs/{id}"},
        filters={"kind": {}},
    )  # fmt: skip
    assert person.ok("delete", states=["failed"], max_jobs=100)["deleted"] == ["7"]
    person.fake.script["GET /jobs"] = {"jobs": [{**one, "text": "x" * 200} for one in jobs]}
    message = person.fails("delete", "decode", states=["failed"], max_jobs=100)["msg"]
    assert "filters (kind)" in message and "summary_only" not in message
