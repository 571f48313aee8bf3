# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a system says no: its rules in order, then the status, and its own words."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.refusal import (
    RefusalReader,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

RULES = [
    {
        "when": [{"http_status": 500}, {"path": "message", "matches": "unknown job"}],
        "is": "not_found",
    },
    {"when": {"http_status": 500}, "is": "rate_limited"},
    {"when": {"path": "code", "not_in": [0]}, "is": "api"},
]


def reader(**error: Any) -> RefusalReader:
    state = {"path": "s", "words": {"failed": "f"}}
    return Provider({"name": "x", "get": "/j/{id}", "state": state, "error": error}).refusal


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"message": "Unknown job 7"}, 500, "not_found"),
        ({"message": "busy"}, 500, "rate_limited"),
        ({"code": 5}, 200, "api"),
        ({"code": "0"}, 200, None),
        ({}, 200, None),
        (None, 200, None),
    ],
)
def test_the_first_rule_that_holds_decides(body: Any, status: int, kind: Any) -> None:
    assert reader(rules=RULES).by_rule(View(body, {}, status)) == kind


def test_the_kinds_that_rules_name() -> None:
    assert reader(rules=RULES).kinds == {"not_found", "rate_limited", "api"}
    assert reader().kinds == frozenset()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "api"), (401, "auth"), (403, "auth"), (404, "not_found"), (409, "conflict"),
        (410, "not_found"), (429, "rate_limited"), (500, "api"), (302, "api"),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, kind: str) -> None:
    assert reader().by_status(status) == kind


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"why": "own", "message": "usual"}, "own; usual"),
        ({"why": "all of the usual", "message": "usual"}, "all of the usual"),
        ({"message": "usual"}, "usual"),
        ({"why": "", "error": {"message": "deep"}}, "deep"),
        ({"why": ["a", "b"]}, "a; b"),
        ({"error_description": "two\nlines"}, "two lines"),
        ({"detail": {"text": "in it"}}, "in it"),
        ("plain <b>text</b>", "plain text"),
        ({}, None),
        ([], None),
        (None, None),
        (5, "5"),
    ],
)
def test_its_own_words_then_the_usual_ones(body: Any, message: Any) -> None:
    assert reader(message="why").reader.words(body) == message


def test_its_own_code() -> None:
    made = reader(code=["code", "error.code"])
    assert [
        made.reader.code(body) for body in ({"code": 7}, {"error": {"code": "E7"}}, {}, None)
    ] == [
        "7",
        "E7",
        None,
        None,
    ]
