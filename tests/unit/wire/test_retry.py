# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, after which pause, and when it is not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import TransportError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import retry
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_read_is_repeated(
    serve: Any, transport: Any, words: Any, clock: Any, status: int
) -> None:
    server = serve(words.reply(status), words.reply(status), words.reply(200))
    here = transport(server)
    response = here.ask("GET", server.base + "/")
    assert (response.status, response.tries, here.requests) == (200, 3, 3)
    assert clock.slept == [0.25, 0.5]
    assert response.elapsed == 0.75


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 501, 505])
def test_other_statuses_are_returned_at_once(
    serve: Any, transport: Any, words: Any, clock: Any, status: int
) -> None:
    server = serve(words.reply(status))
    assert transport(server).ask("GET", server.base + "/").status == status
    assert len(server.requests) == 1


def test_repeats_end(serve: Any, transport: Any, words: Any, clock: Any) -> None:
    server = serve(words.reply(503))
    here = transport(server, request_retries=7, random=lambda: 1.0)
    response = here.ask("GET", server.base + "/")
    assert (response.status, response.tries) == (503, 8)
    assert clock.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
    assert here.ask("GET", server.base + "/", retries=0).tries == 1


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
def test_a_submit_is_sent_once(serve: Any, transport: Any, words: Any, status: int) -> None:
    server = serve(words.reply(status, b"{}", "Retry-After: 1"))
    assert transport(server).ask("POST", server.base + "/", body=b"{}").status == status
    assert len(server.requests) == 1


def test_a_submit_is_sent_again_after_429(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    server = serve(words.reply(429, b"", "Retry-After: 7"), words.reply(202))
    assert transport(server).ask("POST", server.base + "/", body=b"x").status == 202
    assert [request.body for request in server.requests] == [b"x", b"x"]
    assert clock.slept == [7.0]


def test_a_submit_that_may_have_arrived_is_not_sent_again(
    serve: Any, transport: Any, clock: Any
) -> None:
    server = serve(None)
    with pytest.raises(TransportError) as caught:
        transport(server).ask("DELETE", server.base + "/jobs/5?token=x")
    assert caught.value.sent
    assert caught.value.message == (
        "DELETE /jobs/5 on %s failed: the server closed the connection without a response; does"
        " the port speak https?" % server.base
    )
    assert caught.value.facts() == {"method": "DELETE", "path": "/jobs/5", "sent": True, "tries": 1}
    assert len(server.requests) == 1


def test_a_submit_that_never_left_is_sent_again(serve: Any, transport: Any, clock: Any) -> None:
    server = serve(None)
    server.close()
    with pytest.raises(TransportError) as caught:
        transport(server).ask("POST", server.base + "/x", body=b"x")
    assert not caught.value.sent
    assert caught.value.tries == 5
    assert caught.value.message == "POST /x on %s failed: connection refused" % server.base
    assert len(clock.slept) == 4


def test_repeatable_can_be_said(serve: Any, transport: Any, words: Any) -> None:
    server = serve(None, words.reply(503), words.reply(200))
    assert transport(server).ask("POST", server.base + "/", body=b"{}", repeatable=True).tries == 3
    server = serve(None)
    with pytest.raises(TransportError):
        transport(server).ask("GET", server.base + "/", repeatable=False)
    assert len(server.requests) == 1


def test_a_read_is_repeated_after_a_reset(serve: Any, transport: Any, words: Any) -> None:
    server = serve(None, None, words.reply(200))
    assert transport(server).ask("GET", server.base + "/").tries == 3


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        (["Retry-After: 3"], 3.0),
        (["Retry-After: 0"], 0.5),
        (["Retry-After: 1000"], 300.0),
        (["Retry-After: soon"], 0.25),
        (["Retry-After: 2", "Retry-After: 9", "Retry-After: junk"], 9.0),
        (
            ["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:57 GMT"],
            20.0,
        ),
        (
            ["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:40:00 GMT"],
            0.5,
        ),
    ],
)
def test_never_again_sooner_than_asked(
    serve: Any, transport: Any, words: Any, clock: Any, headers: list[str], pause: float
) -> None:
    server = serve(words.reply(503, b"", *headers), words.reply(200))
    warnings: list[str] = []
    assert transport(server, warn=warnings.append).ask("GET", server.base + "/").status == 200
    assert clock.slept == [pause]
    assert len(warnings) == (headers == ["Retry-After: soon"])


def test_no_wait_crosses_the_deadline(serve: Any, transport: Any, words: Any, clock: Any) -> None:
    server = serve(words.reply(503, b"", "Retry-After: 5"))
    here = transport(server)
    response = here.ask("GET", server.base + "/", deadline=clock.now + 12)
    assert (response.status, response.tries, clock.slept) == (503, 3, [5.0, 5.0])
    server.replies = [None]
    with pytest.raises(TransportError):
        here.ask("GET", server.base + "/", deadline=clock.now + 0.1)
    assert clock.slept == [5.0, 5.0]


def test_past_the_deadline_nothing_is_sent(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    server = serve(words.reply())
    with pytest.raises(TransportError, match="timed out") as caught:
        transport(server).ask("POST", server.base + "/", deadline=clock.now)
    assert not caught.value.sent
    assert not server.requests


@pytest.mark.parametrize(
    ("chance", "pauses"),
    [
        (0.0, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        (0.5, [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]),
        (0.999, [0.4995, 0.999, 1.998, 3.996, 7.992, 15.984, 29.97, 29.97]),
    ],
)
def test_back_off_has_full_jitter(
    serve: Any, transport: Any, words: Any, clock: Any, chance: float, pauses: list[float]
) -> None:
    server = serve(words.reply(503))
    here = transport(server, request_retries=8, random=lambda: chance)
    assert here.ask("GET", server.base + "/").tries == 9
    assert clock.slept == pytest.approx(pauses, abs=1e-12)


def test_each_pause_has_a_chance_of_its_own(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    chances = iter([0.999, 0.0, 0.5, 0.25])
    server = serve(None, words.reply(503), words.reply(408), words.reply(425), words.reply(200))
    assert transport(server, random=lambda: next(chances)).ask("GET", server.base + "/").tries == 5
    assert clock.slept == pytest.approx([0.4995, 0.0, 1.0, 1.0], abs=1e-12)


def test_the_ceiling_of_the_back_off() -> None:
    ceilings = [retry.backoff(tries, lambda: 1.0) for tries in (1, 2, 6, 7, 8, 17, 10000)]
    assert ceilings == [0.5, 1.0, 16.0, 30.0, 30.0, 30.0, 30.0]


@pytest.mark.parametrize("status", [408, 425])
def test_a_read_that_came_too_late_or_too_early_is_repeated_on_the_same_connection(
    serve: Any, transport: Any, words: Any, clock: Any, status: int
) -> None:
    server = serve(words.reply(status, b"", "Retry-After: 2"), words.reply(200))
    response = transport(server).ask("GET", server.base + "/")
    assert (response.status, response.tries, clock.slept) == (200, 2, [2.0])
    assert server.connections == 1
    assert transport(server).ask("GET", server.base + "/", retries=0).status == 200


def test_the_pause_counts_from_the_response_not_from_its_end(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    class Slow:
        """Three seconds pass while the classifier looks at the response."""

        def error_kind(self, response: Response) -> str | None:
            clock.now += 3.0
            return None

        def retry_after(self, response: Response) -> float | None:
            return {503: 10.0, 502: 1.0}.get(response.status)

    server = serve(words.reply(503), words.reply(502), words.reply(200))
    transport(server).ask("GET", server.base + "/", classifier=Slow())
    assert clock.slept == [7.0, 0.0]


class Words:
    """A Classifier of a system that has words of its own."""

    def __init__(self, kind: str | None, seconds: float | None = None) -> None:
        self.kind = kind
        self.seconds = seconds

    def error_kind(self, response: Response) -> str | None:
        return self.kind if response.content == b"no" else None

    def retry_after(self, response: Response) -> float | None:
        return self.seconds


@pytest.mark.parametrize(
    ("method", "status", "kind", "tries"),
    [
        ("GET", 200, "rate_limited", 2),
        ("POST", 400, "rate_limited", 2),
        ("GET", 503, "rate_limited", 2),
        ("GET", 503, "auth", 1),
        ("POST", 429, "conflict", 1),
        ("GET", 503, None, 2),
        ("POST", 503, None, 1),
        ("GET", 200, None, 1),
    ],
)
def test_the_systems_own_words_decide_before_the_status(
    serve: Any, transport: Any, words: Any, method: str, status: int, kind: str | None, tries: int
) -> None:
    server = serve(words.reply(status, b"no"), words.reply(200))
    classifier = Words(kind)
    response = transport(server).ask(method, server.base + "/", classifier=classifier)
    assert response.tries == tries
    assert len(server.requests) == tries


def test_the_classifier_reads_retry_after_and_nobody_bounds_it_again(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    server = serve(words.reply(503, b"", "Retry-After: 7"), words.reply(200))
    transport(server).ask("GET", server.base + "/", classifier=Words(None, 0.125))
    server = serve(words.reply(503, b"", "Retry-After: 7"), words.reply(200))
    transport(server).ask("GET", server.base + "/", classifier=Words(None, 1000.0))
    server = serve(words.reply(503, b"", "Retry-After: 7"), words.reply(200))
    transport(server).ask("GET", server.base + "/", classifier=Words(None))
    assert clock.slept == [0.125, 1000.0, 0.25]


def test_a_deadline_is_not_met_by_a_pause_that_ends_at_it(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    server = serve(words.reply(503, b"", "Retry-After: 5"))
    assert transport(server).ask("GET", server.base + "/", deadline=clock.now + 5.0).tries == 1
    assert transport(server).ask("GET", server.base + "/", deadline=clock.now + 5.1).tries == 2
    assert clock.slept == [5.0]


def test_retries_none_is_what_the_connection_says(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    server = serve(words.reply(503))
    here = transport(server, request_retries=2)
    assert [here.ask("GET", server.base + "/", retries=n).tries for n in (None, 0, 1)] == [3, 1, 2]
