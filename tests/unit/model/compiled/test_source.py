# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a value stands in an answer: sources, references of jobs, and hints when to ask again."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.poll_after import (
    PollAfter,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.reference import (
    Reference,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.source import (
    Source,
    compile_sources,
    first_source,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View

VIEW = View(
    {"id": 7, "token": "sid=abc; path=/", "jobs": [{"id": 1}, {"id": 2}], "wait": "1500"},
    {"Location": "/jobs/7?x=y", "X-Wait": "2.5", "Set-Cookie": "sid=def; Secure"},
    202,
)
SOURCE = {"header": None, "path": None, "pattern": None}
REFERENCE = {"nulls": [], **SOURCE, "saved": None, "as": "auto", "rebase": False}


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ({"header": "location"}, "/jobs/7?x=y"),
        ({"path": "id"}, 7),
        ({"path": "jobs[].id"}, 1),
        ({"path": "token", "pattern": "sid=([^;]+)"}, "abc"),
        ({"header": "set-cookie", "pattern": "sid=([^;]+)"}, "def"),
        ({"path": "id", "pattern": "[0-9]"}, "7"),
        ({"path": "token", "pattern": "nothing"}, None),
        ({"path": "gone", "pattern": "."}, None),
        ({"header": "X-Gone"}, None),
    ],
)
def test_source(spec: Any, value: Any) -> None:
    assert Source({**SOURCE, **spec}).value(VIEW) == value


def test_the_first_source_that_has_a_value() -> None:
    several = compile_sources([{**SOURCE, "path": "gone"}, {**SOURCE, "header": "Location"}])
    assert first_source(several, VIEW) == "/jobs/7?x=y"
    assert first_source([], VIEW) is None and first_source(several[:1], VIEW) is None
    assert [str(one) for one in several] == ["gone", "Location"]


@pytest.mark.parametrize(
    ("spec", "values"),
    [
        ({"header": "Location"}, ["/jobs/7?x=y"]),
        ({"path": "jobs[].id"}, [1, 2]),
        ({"path": "jobs"}, [{"id": 1}, {"id": 2}]),
        ({"path": "gone"}, []),
        ({"header": "X-Gone"}, []),
        ({"saved": "job"}, ["s-1"]),
        ({"saved": "several"}, ["a", "b"]),
        ({"saved": "gone"}, []),
        ({"path": "jobs[].id", "nulls": [1]}, [2]),
        ({"path": "jobs[].id", "nulls": [1, "2"]}, []),
    ],
)
def test_reference(spec: Any, values: Any) -> None:
    saved = {"job": "s-1", "several": ["a", "b"]}
    assert Reference({**REFERENCE, **spec}).values(VIEW, saved) == values


@pytest.mark.parametrize(
    ("kind", "text", "is_id"),
    [
        ("auto", "7", True), ("auto", "/jobs/7", False), ("id", "a/b", True), ("href", "7", False),
    ],
)  # fmt: skip
def test_a_reference_is_an_id_or_a_url(kind: str, text: str, is_id: bool) -> None:
    assert Reference({**REFERENCE, "path": "a", "as": kind}).is_id(text) is is_id


HINT: dict[str, Any] = {"header": None, "path": None, "type": "seconds", "when": []}
BUSY = {
    "path": None, "header": None, "http_status": [429], "request": None,
    **dict.fromkeys(("equals", "in", "not_in", "contains", "contains_other", "matches", "exists", "is_null")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"header": "x-wait"}, "2.5"),
        ({"path": "wait"}, "1500"),
        ({"path": "gone"}, None),
        ({"header": "X-Gone"}, None),
        ({"path": "jobs"}, None),
        ({"path": "wait", "when": [BUSY]}, None),
    ],
)
def test_poll_after(spec: Any, text: Any) -> None:
    hint = PollAfter({**HINT, **spec})
    assert hint.text(VIEW) == text and not hint.is_retry_after


def test_a_hint_of_some_answers() -> None:
    hint = PollAfter({**HINT, "path": "w", "when": [BUSY]})
    assert hint.text(View({"w": 7}, {}, 429)) == "7"
    assert hint.text(View({"w": 7}, {}, 200)) is None


@pytest.mark.parametrize(
    ("spec", "reads_body"),
    [
        ({"header": "A"}, False),
        ({"path": "a"}, True),
        ({"header": "A", "when": [BUSY]}, False),
        ({"header": "A", "when": [{**BUSY, "path": ["code"]}]}, True),
    ],
)
def test_a_hint_that_reads_the_body(spec: Any, reads_body: bool) -> None:
    assert PollAfter({**HINT, **spec}).reads_body is reads_body


@pytest.mark.parametrize("value", [None, True, [], {}, [3]])
def test_a_hint_that_says_nothing(value: Any) -> None:
    assert PollAfter({**HINT, "path": "w"}).text(View({"w": value})) is None


@pytest.mark.parametrize(
    ("header", "kind", "is_one"),
    [
        ("Retry-After", "seconds", True), ("RETRY-after", "seconds", True),
        ("Retry-After", "ms", False), ("X-Wait", "seconds", False),
    ],
)  # fmt: skip
def test_the_header_that_has_a_syntax_of_its_own(header: str, kind: str, is_one: bool) -> None:
    assert PollAfter({**HINT, "header": header, "type": kind}).is_retry_after is is_one
