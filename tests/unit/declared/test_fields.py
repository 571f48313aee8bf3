# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of a job: times in every form, progress, durations; results in every place."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

AT = "2026-11-23T07:00:36"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("epoch_s", 1795417236, AT + "Z"),
        ("epoch_s", "1795417236", AT + "Z"),
        ("epoch_s", 1795417236.25, AT + ".250000Z"),
        ("epoch_ms", 1795417236250, AT + ".250000Z"),
        ("auto", 1795417236250, AT + ".250000Z"),
        ("auto", 1795417236, AT + "Z"),
        ("iso", AT, AT + "Z"),
        ("iso", AT + "Z", AT + "Z"),
        ("iso", AT + ".1Z", AT + ".100000Z"),
        ("iso", AT + ".123456789Z", AT + ".123456Z"),
        ("iso", "2026-11-23 07:00:36", AT + "Z"),
        ("iso", "2026-11-23T08:00:36+01:00", AT + "Z"),
        ("iso", "2026-11-23T08:00:36+0100", AT + "Z"),
        ("iso", "2026-11-23T07:00:36.+00:00", AT + "Z"),
        *[
            (kind, null, None)
            for kind in ("auto", "epoch_s", "iso")
            for null in (None, 0, "0", "", "0001-01-01T00:00:00Z", "never")
        ],
    ],
)
def test_times(acme: Any, kind: str, value: Any, expected: Any) -> None:
    person = acme(
        {"GET /jobs/7": {"status": "done", "at": value}},
        job={"finished_at": {"path": "at", "type": kind}},
    )
    assert person.job()["finished_at"] == expected


def test_a_forecast_is_no_end(acme: Any) -> None:
    spec = {
        "finished_at": {"path": "end", "type": "epoch_s"},
        "started_at": {"path": "start", "type": "epoch_s"},
    }
    record = {"status": "running", "start": 1795417236, "end": 1895417236}
    person = acme(
        {"GET /jobs/7": [record, {**record, "status": "done", "end": 1795417246}]}, job=spec
    )
    job = person.job()
    assert (job["finished_at"], job["duration"], job["started_at"]) == (None, None, AT + "Z")
    assert person.job()["duration"] == 10.0


def test_a_time_that_counts_in_some_states_only(acme: Any) -> None:
    spec = {"path": ["begin", "start"], "when": [{"path": "status", "not_in": ["queued"]}]}
    record = {"begin": "0001-01-01T00:00:00Z", "start": AT}
    person = acme(
        {"GET /jobs/7": [{**record, "status": "queued"}, {**record, "status": "running"}]},
        job={"started_at": spec},
    )
    assert [person.job()["started_at"] for _look in range(2)] == [None, AT + "Z"]


@pytest.mark.parametrize(
    ("spec", "record", "expected"),
    [
        ("p", {"p": 45}, 45.0),
        ("p", {"p": "45.5"}, 45.5),
        ("p", {"p": "45 %"}, 45.0),
        ("p", {"p": 250}, 100.0),
        ("p", {"p": -1}, 0.0),
        ("p", {"p": "step 2 of 7, 30.5% done"}, 30.5),
        ("p", {"p": "soon"}, None),
        ("p", {"p": None}, None),
        ({"path": "p", "type": "fraction"}, {"p": 0.45}, 45.0),
        ({"path": "p", "type": "fraction"}, {"p": "0.5"}, 50.0),
        ({"done": "n", "total": "of"}, {"n": 3, "of": 8}, 37.5),
        ({"done": "n", "total": "of"}, {"n": 3, "of": 0}, None),
        ({"done": "steps.n"}, {"steps": {"n": 1}, "total": "4"}, 25.0),
        ({"done": "n", "total": "of"}, {"n": 3}, None),
        ({"path": "p", "nulls": [-1]}, {"p": -1}, None),
        (["a", "b"], {"a": None, "b": 5}, 5.0),
        (
            "steps[?active].percent",
            {"steps": [{"percent": 90}, {"active": True, "percent": 30}]},
            30.0,
        ),
        ("sum(steps[].n)", {"steps": [{"n": 20}, {"n": 25}]}, 45.0),
        (
            {"done": "length(steps[?ok])", "total": "length(steps)"},
            {"steps": [{"ok": True}, {"ok": False}]},
            50.0,
        ),
        ("sum(steps[].n)", {}, None),
    ],
)
def test_progress(acme: Any, spec: Any, record: Any, expected: Any) -> None:
    spec = {"path": spec} if isinstance(spec, list) else spec
    assert (
        acme({"GET /jobs/7": {"status": "running", **record}}, job={"progress": spec}).job()[
            "progress"
        ]
        == expected
    )


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [("d", 90, 90.0), ({"path": "d", "type": "ms"}, "1500", 1.5), ("d", "90 s", 90.0)],
)
def test_durations(acme: Any, spec: Any, value: Any, expected: float) -> None:
    assert (
        acme({"GET /jobs/7": {"status": "done", "d": value}}, job={"duration": spec}).job()[
            "duration"
        ]
        == expected
    )


RUN: dict[str, Any] = {"method": "POST", "path": "run"}
OUT = {"sum": 3}


@pytest.mark.parametrize(
    ("result", "record", "extra", "expected"),
    [
        ({"inline": "output"}, {"output": OUT}, {}, OUT),
        ({"inline": ["a", "output.text"]}, {"output": {"text": "three"}}, {}, "three"),
        ({"inline": "output"}, {}, {}, None),
        ("/jobs/{id}/result", {}, {"GET /jobs/7/result": OUT}, OUT),
        (
            {"method": "POST", "path": "/results", "body": {"job": "{id}"}},
            {},
            {"POST /results": OUT},
            OUT,
        ),
        ({"path": "{record.out}"}, {"out": "/files/1"}, {"GET /files/1": OUT}, OUT),
        (
            {"href": "links[?rel=='http://example.com/def/rel/1.0/results'].href"},
            {
                "links": [
                    {"rel": "self", "href": "/x"},
                    {"rel": "http://example.com/def/rel/1.0/results", "href": "BASE/r/7"},
                ]
            },
            {"GET /r/7": OUT},
            OUT,
        ),
        ({"href": "out"}, {"out": "7/result"}, {"GET /jobs/7/result": OUT}, OUT),
        ({"href": "out"}, {}, {}, None),
        (
            {
                "path": "/r/{id}",
                "items": "rows[]",
                "page": {"type": "link", "limit": "", "next": {"path": "next"}},
            },
            {},
            {"GET /r/7": {"rows": [1], "next": "/r/7/2"}, "GET /r/7/2": {"rows": [2]}},
            [1, 2],
        ),
    ],
)
@pytest.mark.parametrize("to_file", [False, True])
def test_results(
    acme: Any,
    tmp_path: pathlib.Path,
    result: Any,
    record: Any,
    extra: Any,
    expected: Any,
    to_file: bool,
) -> None:
    person = acme(
        {"POST /run": {"id": 7}, "GET /jobs/7": {"id": 7, "status": "done", **record}, **extra},
        submit={"reference": {"path": "id"}},
        result=result,
    )
    dest = tmp_path / "result"
    got = person.ok("request", **RUN, **({"dest": str(dest)} if to_file else {}))
    if not to_file:
        assert got["result"] == expected
    elif expected is None:
        assert not dest.exists() and "no result" in person.warnings[0]
    else:
        assert dest.read_text().strip() and got["size"] == dest.stat().st_size


def test_a_file_is_kept_byte_by_byte(acme: Any, say: Any, tmp_path: pathlib.Path) -> None:
    text = "a;b\r\n1;2\r\n<not html>"
    person = acme(
        {
            "POST /run": {"id": 7},
            "GET /jobs/7": {"status": "done"},
            "GET /f/7": say(text, Content_Type="text/csv"),
        },
        submit={"reference": {"path": "id"}},
        result={"path": "/f/{id}", "headers": {"Accept": "text/csv"}},
    )
    person.ok("request", **RUN, dest=str(tmp_path / "f.csv"))
    assert (tmp_path / "f.csv").read_bytes() == text.encode()
    assert person.fake.log[-1].headers["Accept"] == "text/csv"
    assert person.ok("request", **RUN)["result"] == text


def test_a_result_at_another_origin_is_refused_when_it_is_fetched_not_when_it_is_told(
    acme: Any,
) -> None:
    person = acme(
        {
            "POST /run": {"id": 7},
            "GET /jobs/7": {"id": 7, "status": "done", "out": "http://127.0.0.2/r"},
        },
        submit={"reference": {"path": "id"}},
        result={"href": "out"},
    )
    assert person.job()["state"] == "succeeded"
    assert "127.0.0.2" in person.fails("request", "api", **RUN)["msg"]


def test_a_time_without_separators(acme: Any) -> None:
    record = {
        "id": 7,
        "status": "done",
        "a": "20261123T070036+0100",
        "b": "20261123T0700Z",
        "c": "20261123T07003",
    }
    fields = {"started_at": "a", "finished_at": "b", "updated_at": "c"}
    found = acme({"GET /jobs/7": record}, job=fields).job()
    assert [found[name] for name in fields] == [
        "2026-11-23T06:00:36Z",
        "2026-11-23T07:00:00Z",
        None,
    ]
