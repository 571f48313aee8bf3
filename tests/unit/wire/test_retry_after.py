# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One reader for every Retry-After: bounded, and junk is warned of once."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.retry_after import Bounds
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.retry_after import (
    RetryAfterReader,
)


def test_junk_is_told_once_per_transport(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(503, b"", "Retry-After: so\x07on"))
    warnings: list[str] = []
    here = transport(server, warn=warnings.append, request_retries=1)
    for _each in range(3):
        here.ask("GET", server.base + "/")
    assert warnings == [
        "Retry-After is ignored, it is neither a number of seconds nor an HTTP date (soon)"
    ]


def test_junk_is_told_once_per_reader() -> None:
    warnings: list[str] = []
    reader = RetryAfterReader(warn=warnings.append)
    for value in ("", "soon", "x" * 100):
        assert reader.of(Response(202, {"Retry-After": value})) is None
        assert RetryAfterReader().of(Response(202, {"Retry-After": value})) is None
    assert reader.of(Response(202)) is None
    assert [text.rpartition(" ")[2] for text in warnings] == ["(empty)"]
    RetryAfterReader(warn=warnings.append).of(Response(202, {"Retry-After": "x" * 100}))
    assert warnings[1].endswith("(%s\u2026)" % ("x" * 59))


def test_the_transport_reads_with_the_reader_it_is_given(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    warnings: list[str] = []
    reader = RetryAfterReader(Bounds(20.0), warnings.append)
    server = serve(
        words.reply(503, b"", "Retry-After: 1000"),
        words.reply(503, b"", "Retry-After: soon"),
        words.reply(200),
    )
    transport(server, retry_after=reader).ask("GET", server.base + "/")
    assert clock.slept == [20.0, 0.5]
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("value", "cap", "seconds"),
    [
        ("0", 300.0, 0.5),
        ("1", 300.0, 1.0),
        ("300", 300.0, 300.0),
        ("301", 300.0, 300.0),
        ("1000", 20.0, 20.0),
        ("19", 20.0, 19.0),
        ("0", 20.0, 0.5),
    ],
)
def test_the_cap_can_be_set(value: str, cap: float, seconds: float) -> None:
    response = Response(202, {"Retry-After": value})
    assert RetryAfterReader(Bounds(cap)).of(response) == seconds
    assert RetryAfterReader(Bounds(cap)).read(value, Response(202)) == seconds


def test_without_bounds_the_usual_ones_count() -> None:
    assert RetryAfterReader().of(Response(202, {"Retry-After": "1000"})) == 300.0
    assert RetryAfterReader().bounds.cap == 300.0


def test_a_date_without_a_date_is_measured_by_our_clock() -> None:
    headers = {"Retry-After": "Sun, 06 Nov 1994 08:49:57 GMT"}
    response = Response(202, headers, received_epoch=784111777.0)
    assert RetryAfterReader().of(response) == 20.0
    headers["Date"] = "Sun, 06 Nov 1994 08:49:50 GMT"
    response = Response(202, headers, received_epoch=784111777.0)
    assert RetryAfterReader().of(response) == 7.0


def test_of_several_the_longest_counts() -> None:
    response = Response(202, [("Retry-After", value) for value in ("2", "9", "junk", "3")])
    assert response.header("retry-after") == "9"
    assert RetryAfterReader().of(response) == 9.0
    assert response.headers["Retry-After"] == "2, 9, junk, 3"
    assert Response(202).header("Retry-After") is None


def test_junk_is_told_once_for_each_place_by_its_name() -> None:
    warnings: list[str] = []
    reader = RetryAfterReader(warn=warnings.append)
    for _again in range(2):
        assert reader.read("later", Response(429), "epoch", "X-RateLimit-Reset") is None
        assert reader.read("later", Response(429), "ms", "retry-after-ms") is None
    assert warnings == [
        "X-RateLimit-Reset is ignored, it is no number of seconds since 1970 (later)",
        "retry-after-ms is ignored, it is no number of milliseconds (later)",
    ]


def test_every_place_has_the_same_bounds() -> None:
    reader = RetryAfterReader(Bounds(20.0))
    for kind, value in (("seconds", "1000"), ("ms", "1000000"), ("epoch", "99999999999")):
        assert reader.read(value, Response(429), kind) == 20.0
    for kind, value in (("seconds", "0"), ("ms", "1"), ("epoch", "1"), ("date", "1994-11-06")):
        assert reader.read(value, Response(429), kind) == 0.5
