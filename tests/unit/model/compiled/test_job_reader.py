# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record -> a Job: every type of field, and what must not be believed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import Job
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import XmlRecord
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

WORDS = {"running": "run", "succeeded": "done", "failed": "bad", "queued": "q"}


def job(
    record: Any, fields: Any = None, href: Any = None, job_id: Any = None, **definition: Any
) -> Job:
    base = {
        "name": "x",
        "get": "/j/{id}",
        "state": {"path": "s", "words": WORDS},
        "job": fields or {},
    }
    reader = Provider({**base, **definition}).job
    return reader.read(View(record, {}, 200), href, job_id)


def one(value: Any, **field: Any) -> Any:
    """The progress of a record whose p is ``value``, by a field of this description."""
    return job({"s": "run", "p": value}, {"progress": {"path": "p", **field}}).progress


@pytest.mark.parametrize(
    ("value", "kind", "progress"),
    [
        (45, "auto", 45.0),
        ("45", "percent", 45.0),
        ("45.5 %", "auto", 45.5),
        ("100.000000", "auto", 100.0),
        ("about 7% done", "auto", 7.0),
        (0, "auto", 0.0),
        (120, "auto", 100.0),
        (-3, "auto", 0.0),
        (0.45, "fraction", 45.0),
        ("0.5", "fraction", 50.0),
        (1, "fraction", 100.0),
        (0.1 + 0.2, "fraction", 30.0),
        (None, "auto", None),
        ("", "auto", None),
        ("n/a", "auto", None),
        (True, "auto", None),
        ([], "auto", None),
        ({}, "auto", None),
        ("1e400", "auto", None),
        (float("nan"), "auto", None),
        (float("inf"), "fraction", None),
    ],
)
def test_progress(value: Any, kind: str, progress: Any) -> None:
    assert one(value, type=kind) == progress


@pytest.mark.parametrize(
    ("record", "progress"),
    [
        ({"d": 3, "t": 4}, 75.0),
        ({"d": "1", "t": "3"}, 33.33),
        ({"d": 0, "t": 5}, 0.0),
        ({"d": 9, "t": 5}, 100.0),
        ({"d": 3}, None),
        ({"t": 3}, None),
        ({"d": 0, "t": 0}, None),
        ({"d": 1, "t": "all"}, None),
        ({}, None),
    ],
)
def test_progress_from_done_and_total(record: Any, progress: Any) -> None:
    assert (
        job({"s": "run", **record}, {"progress": {"done": "d", "total": "t"}}).progress == progress
    )
    assert job({"d": 1, "total": 2}, {"progress": {"done": "d"}}).progress == 50.0


def test_progress_decides_nothing() -> None:
    assert job({"s": "run", "p": 100}, {"progress": "p"}).state == "running"
    assert job({"s": "done", "p": 3}, {"progress": "p"}).state == "succeeded"


@pytest.mark.parametrize(
    ("value", "kind", "seconds"),
    [
        (90, "auto", 90.0),
        ("90.5", "seconds", 90.5),
        (1500, "ms", 1.5),
        ("626498", "auto", 626498.0),
        ("12 s", "auto", 12.0),
        (None, "auto", None),
        ("", "auto", None),
    ],
)
def test_duration(value: Any, kind: str, seconds: Any) -> None:
    assert (
        job({"s": "run", "d": value}, {"duration": {"path": "d", "type": kind}}).duration == seconds
    )


TIME_FIELDS = {"started_at": "a", "finished_at": "b"}


def test_duration_from_the_times_where_the_system_tells_none() -> None:
    times = {"a": "2026-01-01T00:00:00Z", "b": "2026-01-01T00:01:00.5Z"}
    assert job({"s": "done", **times}, TIME_FIELDS).duration == 60.5
    assert job({"s": "run", **times}, TIME_FIELDS).duration is None
    assert job({"s": "done", "b": times["b"]}, TIME_FIELDS).duration is None
    assert job({"s": "done", **times, "d": 7}, {**TIME_FIELDS, "duration": "d"}).duration == 7.0
    backwards = {"a": times["b"], "b": times["a"]}
    assert job({"s": "done", **backwards}, TIME_FIELDS).duration == 0.0


@pytest.mark.parametrize("field", ["submitted_at", "started_at", "finished_at", "updated_at"])
@pytest.mark.parametrize(
    ("value", "kind", "time"),
    [
        (1500905613, "epoch_s", "2017-07-24T14:13:33Z"),
        ("1500905613", "epoch_s", "2017-07-24T14:13:33Z"),
        (1500905613.25, "epoch_s", "2017-07-24T14:13:33.250000Z"),
        (1500905613250, "epoch_ms", "2017-07-24T14:13:33.250000Z"),
        ("2024-09-19T10:02:54.589Z", "iso", "2024-09-19T10:02:54.589000Z"),
        ("2016-01-14 23:16:52.303166", "auto", "2016-01-14T23:16:52.303166Z"),
        ("2026-01-01T02:00:00+02:00", "auto", "2026-01-01T00:00:00Z"),
        (1500905613250, "auto", "2017-07-24T14:13:33.250000Z"),
        ("1500905613", "auto", "2017-07-24T14:13:33Z"),
        (0, "epoch_s", None),
        ("0", "epoch_ms", None),
        ("0001-01-01T00:00:00Z", "auto", None),
        ("", "auto", None),
        (None, "auto", None),
        ("tomorrow", "auto", None),
        (True, "auto", None),
        ({}, "auto", None),
    ],
)
def test_times(field: str, value: Any, kind: str, time: Any) -> None:
    assert (
        getattr(job({"s": "done", "t": value}, {field: {"path": "t", "type": kind}}), field) == time
    )


def test_a_forecast_of_the_end_is_not_believed_before_the_end() -> None:
    record = {"a": "2026-01-01T00:00:00Z", "b": "2026-01-02T00:00:00Z"}
    assert job({"s": "run", **record}, TIME_FIELDS).finished_at is None
    assert job({"s": "strange", **record}, TIME_FIELDS).finished_at is None
    assert job({"s": "bad", **record}, TIME_FIELDS).finished_at == "2026-01-02T00:00:00Z"


def test_a_null_date_leaves_the_next_path_its_say() -> None:
    fields = {"finished_at": {"path": ["end", "last"], "type": "epoch_s"}}
    assert (
        job({"s": "done", "end": 0, "last": 1500905613}, fields).finished_at
        == "2017-07-24T14:13:33Z"
    )
    assert (
        job({"s": "done", "end": 1500905614, "last": 1500905613}, fields).finished_at
        == "2017-07-24T14:13:34Z"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("disk full", "disk full"),
        ("  two\nlines ", "two lines"),
        ("waiting<br>Source: x", "waiting Source: x"),
        ("a &amp; b &lt;i&gt;", "a & b"),
        ("see http://h/?a=1&copy=2", "see http://h/?a=1&copy=2"),
        ("\x1b[31mred\x1b[0m \u202eevil", "red evil"),
        (["one", "two", "", None], "one; two"),
        ([{"message": "one"}, {"text": "two"}], "one; two"),
        ({"message": "told", "code": 5}, "told"),
        ({"detail": "told"}, "told"),
        ({"description": {"text": "deep"}}, "deep"),
        ({"message": ["a", "b"]}, "a; b"),
        (
            {"message": "", "start": ["Not a date."], "end": ["Too late."]},
            "start: Not a date.; end: Too late.",
        ),
        (5, "5"),
        ("", None),
        ("<br>", None),
        ([], None),
        ({}, None),
        (None, None),
        ("x" * 2000, "x" * 999 + "\u2026"),
    ],
)
def test_reason(value: Any, reason: Any) -> None:
    assert job({"s": "bad", "r": value}, {"reason": ["nothing", "r"]}).reason == reason


def test_the_reason_of_a_rule_stands_in_where_the_record_gives_none() -> None:
    state = {
        "path": "s",
        "words": WORDS,
        "rules": {"when": {"path": "s", "equals": "odd"}, "state": "failed", "reason": "odd it is"},
    }
    assert job({"s": "odd"}, {"reason": "r"}, state=state).reason == "odd it is"
    assert job({"s": "odd", "r": "own"}, {"reason": "r"}, state=state).reason == "own"


@pytest.mark.parametrize(
    ("record", "asked", "job_id", "href"),
    [
        ({"id": 7}, (None, None), "7", None),
        ({"id": "a b"}, (None, "9"), "a b", None),
        ({"id": 0}, (None, None), "0", None),
        ({}, (None, "9"), "9", None),
        ({}, ("/j/9", None), "9", "/j/9"),
        ({}, ("/j/9", "8"), "8", "/j/9"),
        ({"href": "/j/5/"}, (None, None), "5", "/j/5/"),
        ({"href": "https://h/j/5?x=y"}, (None, None), "5", "https://h/j/5?x=y"),
        ({"href": "/j/5", "id": 6}, (None, None), "6", "/j/5"),
        ({"id": "/j/5", "href": "/j/5"}, (None, None), "5", "/j/5"),
        ({"id": "dir/5"}, (None, None), "dir/5", None),
        ({"id": {"a": 1}}, (None, "9"), "9", None),
        ({}, (None, None), "", None),
        ({"id": "a&lt;b<c>\u200b"}, (None, None), "a&lt;b<c>\u200b", None),
        ({"href": "/j/1?a=1&copy;=2"}, (None, "1"), "1", "/j/1?a=1&copy;=2"),
    ],
)
def test_id_and_href_are_exact(record: Any, asked: Any, job_id: str, href: Any) -> None:
    found = job(record, {"id": "id", "href": "href"}, *asked)
    assert (found.id, found.href) == (job_id, href)


def test_id_from_an_href_by_the_definitions_own_pattern() -> None:
    assert job({"href": "/j/5/status"}, {"href": "href"}, id="/j/([^/]+)/").id == "5"
    assert job({"href": "/other"}, {"href": "href"}, id="/j/([^/]+)/").id == "/other"


def test_a_long_url_is_not_cut() -> None:
    long = "/j/1?" + "x" * 3000
    found = job({"href": long, "files": [{"u": long}], "r": long}, {
        "href": "href", "outputs": {"path": "files", "fields": {"href": "u"}},
    }, result={"href": "r"})  # fmt: skip
    assert (found.href, found.result_href) == (long, long)
    assert found.outputs and found.outputs[0]["href"] == long


def test_result_href() -> None:
    result = {"href": ["res.href", "res"]}
    assert job({"res": {"href": "/d/1"}}, result=result).result_href == "/d/1"
    assert job({"res": "/d/1"}, result=result).result_href == "/d/1"
    assert job({"res": {}}, result=result).result_href is None
    assert job({"res": {"href": "/d/1"}}, result={"path": "/r/{id}"}).result_href is None
    assert job({"res": {"href": "/d/1"}}).result_href is None


def test_status_is_the_systems_word_untouched() -> None:
    assert job({"s": "Weird Word"}).status == "Weird Word"
    assert job({"s": 3}).status == "3"
    assert (
        job({"s": "run", "label": "Running <b>now</b>"}, {"status": "label"}).status
        == "Running now"
    )
    assert job({"s": "run"}, {"status": "label"}).status == "run"
    assert job({}).status is None
    assert job({}).state == "unknown"


def test_name_type_and_fixed_values() -> None:
    fields = {
        "name": ["title", "n"],
        "type": {"value": "report"},
        "progress": {"value": 50},
        "duration": {"value": "3"},
    }
    found = job({"n": "N&amp;M", "s": "run"}, fields)
    assert (found.name, found.type, found.progress, found.duration) == ("N&M", "report", 50.0, 3.0)
    assert job({"n": 5}, {"name": "n"}).name == "5"
    assert job({"n": 5}).name is None


MESSAGES = {
    "path": ["log", "more[]"],
    "levels": {"3": "error", "Minor": "warning", "chatty": "info"},
    "fields": {"level": "l", "text": "t", "source": "src", "time": "at"},
}


@pytest.mark.parametrize(
    ("level", "ours"),
    [
        (3, "error"),
        ("3", "error"),
        ("minor", "warning"),
        ("MINOR", "warning"),
        ("CHATTY", "info"),
        ("Error", "error"),
        ("err", "error"),
        ("fatal", "error"),
        ("Critical", "error"),
        ("WARN", "warning"),
        ("warning", "warning"),
        ("info", "info"),
        ("debug", "info"),
        (None, "info"),
        ("", "info"),
    ],
)
def test_message_levels(level: Any, ours: str) -> None:
    found = job({"log": [{"l": level, "t": "x"}]}, {"messages": MESSAGES}).messages
    assert found == [{"level": ours, "text": "x", "source": None, "time": None}]


def test_messages() -> None:
    record = {"log": [
        {"l": "3", "t": "<b>bold</b>", "src": 7, "at": 1500905613},
        "plain text", None, "", {"t": ["a", "b"]}, {"message": "in its own words"}, {"x": 1},
    ]}  # fmt: skip
    assert job(record, {"messages": MESSAGES}).messages == [
        {"level": "error", "text": "bold", "source": "7", "time": "2017-07-24T14:13:33Z"},
        {"level": "info", "text": "plain text", "source": None, "time": None},
        {"level": "info", "text": "a; b", "source": None, "time": None},
        {"level": "info", "text": "in its own words", "source": None, "time": None},
        {"level": "info", "text": "x: 1", "source": None, "time": None},
    ]


@pytest.mark.parametrize(
    ("record", "texts"),
    [
        ({"log": {"t": "lone"}}, ["lone"]),
        ({"log": []}, []),
        ({"log": None}, None),
        ({}, None),
        ({"more": [{"t": "a"}, {"t": "b"}]}, ["a", "b"]),
        ({"more": {"t": "a"}}, None),
        (XmlRecord({"more": {"t": "a"}}), ["a"]),
    ],
)
def test_messages_as_list_object_or_absent(record: Any, texts: Any) -> None:
    found = job(record, {"messages": MESSAGES}).messages
    assert (None if found is None else [one["text"] for one in found]) == texts


OUTPUTS = {
    "path": "files",
    "fields": {"id": "id", "name": ["label", "fileName"], "href": "url", "formats": "formats"},
}


def test_outputs() -> None:
    record = {
        "files": [
            {"id": 3, "fileName": "a&amp;b.csv", "url": "/f/3?x&lt;", "formats": ["csv", 7]},
            {"formats": "raw"},
        ]
    }
    assert job(record, {"outputs": OUTPUTS}).outputs == [
        {"id": "3", "name": "a&b.csv", "href": "/f/3?x&lt;", "formats": ["csv", "7"]},
        {"id": None, "name": None, "href": None, "formats": ["raw"]},
    ]
    assert job({"files": []}, {"outputs": OUTPUTS}).outputs == []
    assert job({}, {"outputs": OUTPUTS}).outputs is None
    assert job(record, {"outputs": {"path": "files[]"}}).outputs == [
        {"id": None, "name": None, "href": None, "formats": []},
        {"id": None, "name": None, "href": None, "formats": []},
    ]  # fmt: skip


def test_raw_is_the_record() -> None:
    record = {"s": "run"}
    assert job(record).raw is record
    assert job(["a"]).raw is None
    assert job(None).raw is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "message", "b"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = {
    "id": "a.a",
    "href": "a.b",
    "name": "b",
    "type": "b.a",
    "progress": {"path": "b", "type": "fraction"},
    "submitted_at": "a",
    "started_at": {"path": "b", "type": "epoch_s"},
    "finished_at": {"path": "message", "type": "epoch_ms"},
    "duration": "b",
    "reason": ["message", "a"],
    "messages": {"path": "a", "fields": {"text": "message", "level": "b", "time": "a"}},
    "outputs": {"path": "b[]", "fields": {"id": "a", "formats": "b"}},
}


@given(JUNK)
def test_whatever_a_system_says_gives_a_job_of_the_promised_types(record: Any) -> None:
    state = {"path": "a", "words": WORDS, "rules": {"when": {"path": "b"}, "state": "failed"}}
    told = job(record, FIELDS, state=state).to_dict()
    texts = (
        "href",
        "name",
        "type",
        "status",
        "submitted_at",
        "started_at",
        "finished_at",
        "updated_at",
        "reason",
    )
    assert isinstance(told["id"], str) and all(
        told[key] is None or isinstance(told[key], str) for key in texts
    )
    assert told["progress"] is None or 0 <= told["progress"] <= 100
    assert told["duration"] is None or isinstance(told["duration"], float)
    for message in told["messages"] or []:
        assert message["level"] in ("info", "warning", "error") and isinstance(message["text"], str)
    for output in told["outputs"] or []:
        assert set(output) == {"id", "name", "href", "formats"} and isinstance(
            output["formats"], list
        )
