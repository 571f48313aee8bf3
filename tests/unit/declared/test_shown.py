# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer shows of a job, and what it does not: of lists of words, of two fields compared,
of a second call, of a URL that moves; why a job is partial, and whose lack a missing verb is."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.expression import Comparison
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import compile_path
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    definition_of,
    provider_of,
)

WORDS = {"running": "running", "succeeded": "done", "failed": "error", "partial": "done*"}
STATE = {"path": "status", "words": WORDS}


def state(*rules: dict[str, Any]) -> dict[str, Any]:
    """A state with rules before its words."""
    return {**STATE, "rules": list(rules)}


@pytest.mark.parametrize(
    ("flags", "holds"),
    [
        (["a", "busy"], True),
        (["BUSY"], True),
        ("busy", True),
        (["a", "b"], False),
        ([], False),
        (None, False),
        ("busy bee", False),
        ([["a", "busy"]], False),
        ({"busy": 1}, False),
        ([None, "held"], True),
    ],
)
@pytest.mark.parametrize("path", ["flags", "flags[]"])
def test_contains_sees_every_value(acme: Any, path: str, flags: Any, holds: bool) -> None:
    if path == "flags[]" and flags in ("busy", [["a", "busy"]]):
        pytest.skip("JMESPath: no list, or a list of lists that [] flattens")
    rule = {"when": {"path": path, "contains": ["busy", "held"]}, "state": "running"}
    record = {"id": 7, "status": "done", "flags": flags}
    person = acme({"GET /jobs/7": record}, state=state(rule))
    assert person.job()["state"] == ("running" if holds else "succeeded")


def test_contains_beside_another_test(acme: Any) -> None:
    rule = {"when": {"path": "flags", "contains": "late", "exists": True}, "state": "partial"}
    person = acme({"GET /jobs/7": {"status": "done", "flags": ["x", "late"]}}, state=state(rule))
    assert person.job()["state"] == "partial"


@pytest.mark.parametrize("header", ["late", "on time"])
def test_contains_reads_a_header(acme: Any, say: Any, header: str) -> None:
    rule = {"when": {"header": "X-State", "contains": ["late"]}, "state": "partial"}
    person = acme({"GET /jobs/7": say({"status": "done"}, X_State=header)}, state=state(rule))
    assert person.job()["state"] == ("partial" if header == "late" else "succeeded")


@pytest.mark.parametrize("more", [{}, {"exists": False}, {"equals": "busy"}, {"matches": "b"}])
def test_contains_that_could_not_hold_is_refused(more: Any) -> None:
    contains = ["busy"] if more else []
    rule = {"when": {"path": "flags", "contains": contains, **more}, "state": "running"}
    with pytest.raises(ConfigError, match=r"rules\[0\]\.when") as refused:
        provider_of("acme", {"name": "acme", "get": "/jobs/{id}", "state": state(rule)})
    assert "contains" in str(refused.value)


# Two fields compared: the collection itself does it.


@pytest.mark.parametrize(
    ("text", "record", "value"),
    [
        ("a > b", {"a": 2, "b": 1}, True),
        ("a > b", {"a": 1, "b": 1}, False),
        ("a>=b", {"a": 1, "b": 1.0}, True),
        ("a < b", {"a": 1, "b": 2}, True),
        ("  a<=b ", {"a": 3, "b": 2}, False),
        ("a.n > b[0]", {"a": {"n": 9}, "b": [8]}, True),
        ("a > b", {"a": 2}, None),
        ("a > b", {"a": "x", "b": 1}, None),
        ("a > b", {"a": True, "b": 0}, None),
        ("a > b", {"a": "b", "b": "a"}, True),
        ("a > b", {"a": [2], "b": [1]}, None),
    ],
)
def test_plain_comparison_is_that_of_jmespath(text: str, record: Any, value: Any) -> None:
    path = compile_path(text)
    assert isinstance(path, Comparison)
    assert path.value(record) is value
    jmespath = pytest.importorskip("jmespath")
    try:
        theirs = jmespath.search(text, record)
    except TypeError:  # a text compared with a number
        theirs = None
    assert theirs is value


@pytest.mark.parametrize(("a", "b", "value"), [
    ("2", 1, True), (9, "10", False), ("9", "10", False), ("1e3", 2, None), ("9" * 41, 1, None), ("", 1, None), ("NaN", 1, None),
])  # fmt: skip
@pytest.mark.parametrize("text", ["a > b", "a > b && b"])
def test_a_text_that_is_a_number_is_compared_as_one(text: str, a: Any, b: Any, value: Any) -> None:
    """Otherwise than in JMESPath, for which 9 is more than 10 where both are texts."""
    if "&&" in text:
        pytest.importorskip("jmespath")
    found = compile_path(text).first({"a": a, "b": b})
    assert (found not in (None, False)) is (value is True)


@pytest.mark.parametrize("text", ["a > `1`", "a > b || c", "a == b", "(a) > b", "a > b > c", "a["])
def test_any_other_comparison_is_the_librarys(text: str) -> None:
    pytest.importorskip("jmespath")
    try:
        assert not isinstance(compile_path(text), Comparison)
    except ValueError:
        pass


def test_comparison_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_jmespath(name: str, *args: Any, **kwargs: Any) -> Any:
        assert not name.startswith("jmespath"), "the library was asked for"
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_jmespath)
    assert compile_path("x.matches > x.flows_here").value({"x": {"matches": 2, "flows_here": 1}})


# A second call


DETAIL = {
    "path": "/jobs/{id}",
    "query": {"full": "true"},
    "when": [{"path": "status", "equals": "done"}, {"path": "outcome", "exists": False}],
}
OUTCOME = ["detail.outcome", "outcome"]
RULES = (
    {"when": [{"path": "status", "equals": "done"}, {"path": OUTCOME, "equals": "bad"}], "state": "failed"},
    {"when": [{"path": "status", "equals": "done"}, {"path": OUTCOME, "exists": False}], "state": "unknown",
     "reason": "nothing tells how it went"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("reduced", "full", "expected", "asks"),
    [
        ({"status": "done", "outcome": "good"}, None, "succeeded", 1),
        ({"status": "running"}, None, "running", 1),
        ({"status": "done"}, {"status": "done", "outcome": "bad"}, "failed", 2),
        ({"status": "done"}, {"status": "done", "outcome": "good"}, "succeeded", 2),
        ({"status": "done"}, {"status": "done"}, "unknown", 2),
    ],
)
def test_a_second_call_only_where_it_is_needed(
    acme: Any, reduced: Any, full: Any, expected: str, asks: int
) -> None:
    script = {"GET /jobs/7": reduced, "GET /jobs/7?full=true": full}
    person = acme(script, get={"path": "/jobs/{id}", "detail": DETAIL}, state=state(*RULES))
    job = person.job()
    assert (job["state"], len(person.fake.log)) == (expected, asks)
    said = ["provider acme: nothing tells how it went; it counts as not finished"]
    assert person.warnings == (said if expected == "unknown" else [])


def test_what_stays_unknown_is_waited_for_and_never_a_success(acme: Any) -> None:
    script = {"GET /jobs/7": {"status": "done"}, "GET /jobs/7?full=true": {"status": "done"}}
    person = acme(script, get={"path": "/jobs/{id}", "detail": DETAIL}, state=state(*RULES))
    failed = person.fails("wait", "timeout", job_id=["7"], wait_timeout=3)
    assert "nothing tells how it went" in failed["msg"] and len(person.warnings) == 1


# A URL that moves


MOVES = {"header": "Location", "when": {"http_status": 202}}


def test_an_answer_moves_the_job_where_its_conditions_hold(acme: Any, say: Any) -> None:
    script = {
        "POST /run": say(None, 202, Location="/looks/1"),
        "GET /looks/1": say({"status": "running"}, 202, Location="/looks/2"),
        "GET /looks/2": [
            say({"status": "running"}, 200, Location="/looks/9"),
            say({"status": "running"}, 202),
            say({"status": "done"}, 202, Location="/looks/9"),
        ],
    }
    person = acme(script, get={"path": "{href}", "moves": MOVES})
    job = person.ok("request", method="POST", path="run")["job"]
    assert (job["state"], job["id"]) == ("succeeded", "1")
    assert person.fake.lines == ["POST /run", "GET /looks/1", *["GET /looks/2"] * 3]


def test_without_a_condition_it_moves_with_every_answer(acme: Any, say: Any) -> None:
    script = {
        "POST /run": say(None, 202, Location="/looks/1"),
        "GET /looks/1": say({"status": "running"}, Content_Location="/looks/2"),
        "GET /looks/2": say({"status": "done"}),
    }
    person = acme(script, get={"path": "{href}", "moves": "Content-Location"})
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"


def test_it_may_move_to_a_place_in_the_body_that_is_not_there_yet(acme: Any, say: Any) -> None:
    script = {
        "POST /run": say(None, 202, Location="/looks/1"),
        "GET /looks/1": [
            *[say({"status": "running"})] * 20,
            say({"status": "running", "next": "/looks/2"}),
        ],
        "GET /looks/2": [404, 404, say({"status": "done"})],
    }
    get = {"path": "{href}", "moves": {"path": "next"}}
    person = acme(script, get=get, vanished={"grace": 5})
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"


def test_a_job_that_stays_keeps_its_own_href(acme: Any) -> None:
    record = {"status": "running", "self": "/jobs/7"}
    person = acme({"GET /jobs/7": record}, get="{href}", job={"href": "self"})
    job = person.ok("info", job_id=[person.fake.base_url + "/jobs/7"])["job"]
    assert job["href"] == "/jobs/7"


def test_it_never_moves_to_another_host(acme: Any, say: Any) -> None:
    script = {
        "POST /run": say(None, 202, Location="/looks/1"),
        "GET /looks/1": say({"status": "running"}, 202, Location="http://elsewhere.example/2"),
    }
    person = acme(script, get={"path": "{href}", "moves": MOVES}, auth="bearer")
    failed = person.fails("request", "api", method="POST", path="run", token="secret-token")
    assert "elsewhere.example" in failed["msg"]


# Why a job is partial


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"status": "done*"}, "the system calls it done*"),
        ({"status": "done*", "why": "2 rows skipped"}, "2 rows skipped"),
        ({"status": "done", "late": True}, "it came late"),
        ({"status": "done", "cut": True}, "the system calls it done"),
        ({"cut": True}, "the system says that it is done, but not how completely"),
    ],
)
@pytest.mark.parametrize("verb", ["info", "list", "wait"])
def test_partial_always_has_a_reason(acme: Any, record: Any, reason: str, verb: str) -> None:
    rules = (
        {"when": {"path": "late"}, "state": "partial", "reason": "it came late"},
        {"when": {"path": "cut"}, "state": "partial"},
    )
    record = {"id": "7", **record}
    person = acme(
        {"GET /jobs/7": record, "GET /jobs": [record]},
        state=state(*rules),
        job={"reason": "why", "id": "id"},
        list={"path": "/jobs", "items": ""},
    )
    if verb == "info":
        job = person.job()
    elif verb == "list":
        (job,) = person.listed(fields=["id", "state", "reason"])
    else:
        (job,) = person.ok("wait", job_id=["7"])["jobs"]
        assert reason in person.warnings[0]
    assert (job["state"], job["reason"]) == ("partial", reason)


# Whose lack a missing verb is


def test_a_verb_that_only_the_definition_lacks(acme: Any) -> None:
    failed = acme({}).fails("stop", "unsupported", job_id=["7"])
    assert "provider acme has no stop: its definition has no stop" in failed["msg"]
    assert "it has submit, get" in failed["msg"]


def test_a_verb_that_the_system_lacks(acme: Any) -> None:
    person = acme({}, unsupported={"stop": "jobs end by themselves"})
    failed = person.fails("stop", "unsupported", job_id=["7"])
    says = "provider acme has no stop: the system has no way to do it (jobs end by themselves)"
    assert says in failed["msg"] and "definition" not in failed["msg"]


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_does_not_take_the_name_of_a_built_in_system(name: str) -> None:
    assert provider_of(name).name == name
    for definition in (
        {"name": name, "get": "/jobs/{id}", "state": STATE},
        dict(definition_of(name) or {}),
    ):
        with pytest.raises(ConfigError, match=f"{name!r}, which is a built-in system"):
            provider_of(name, definition)
