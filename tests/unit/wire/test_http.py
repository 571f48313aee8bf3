# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""send(): what goes over the wire, what comes back, when it is sent again."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ApiError,
    ConfigError,
    DecodeError,
    TransportError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import adapter
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.http import Answer
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets


def test_a_request_as_it_stands_on_the_wire(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200, b'{"a": 1}', "X-Request-ID: r\x1b[1m-1", "Date: Sun, 06 Nov 1994 08:49:37 GMT"))
    here = transport(server, headers={"X-Key": "k1", "accept": "a/b"})
    answer = here.send(
        "post", server.base + "/a%2Fb/c?x=1", query=[("q", "a b&c"), ("on", True), ("t", "2024-01-01T00:00:00Z")],
        headers={"x-key": "k2 "}, body=b"data",
    )  # fmt: skip
    (request,) = server.requests
    assert (request.method, request.body) == ("POST", b"data")
    assert request.target == "/a%2Fb/c?x=1&q=a%20b%26c&on=true&t=2024-01-01T00:00:00Z"
    assert request.headers["x-key"] == "k2"
    assert request.headers["accept"] == "a/b"
    assert request.headers["user-agent"] == "asyncops.jobs"
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert (answer.status, answer.content, answer.size, answer.tries, answer.sha256) == (200, b'{"a": 1}', 8, 1, None)
    assert (answer.request_id, answer.date, answer.header("content-LENGTH")) == ("r-1", answer.header("Date"), "8")
    assert answer.url == server.base + "/a%2Fb/c?x=1&q=a%20b%26c&on=true&t=2024-01-01T00:00:00Z"
    assert here.requests == 1


def test_one_connection_is_kept(serve: Any, transport: Any, words: Any) -> None:
    bodiless = words.reply(204, b"", length=False), words.reply(200, b"", "Content-Length: 9", length=False)
    server = serve(words.reply(), *bodiless)
    here = transport(server)
    here.send("GET", server.base + "/1")
    here.send("DELETE", server.base + "/2")
    assert here.send("HEAD", server.base + "/3").content == b""
    here.send("HEAD", server.base + "/4")
    assert server.connections == 1
    assert here.requests == 4


def test_eight_threads_share_eight_connections(serve: Any, transport: Any, words: Any) -> None:
    gate = threading.Barrier(8, timeout=5)
    server = serve(words.reply())
    here = transport(server)

    def work() -> None:
        gate.wait()
        for _each in range(5):
            here.send("GET", server.base + "/")

    threads = [threading.Thread(target=work) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert here.requests == len(server.requests) == 40
    assert server.connections <= 8


def test_a_session_is_sealed(serve: Any, transport: Any, words: Any, monkeypatch: Any, tmp_path: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(words.reply(200, b"{}", "Set-Cookie: a=b; Path=/"))
    here = transport(server, headers={"Authorization": "Bearer tok"})
    here.send("GET", server.base + "/")
    here.send("GET", server.base + "/")
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer tok"] * 2
    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_read_is_repeated(serve: Any, transport: Any, words: Any, clock: Any, status: int) -> None:
    server = serve(words.reply(status), words.reply(status), words.reply(200))
    here = transport(server)
    answer = here.send("GET", server.base + "/")
    assert (answer.status, answer.tries, here.requests) == (200, 3, 3)
    assert clock.slept == [0.25, 0.5]
    assert answer.elapsed == 0.75


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 501, 505])
def test_an_answer_is_an_answer(serve: Any, transport: Any, words: Any, clock: Any, status: int) -> None:
    server = serve(words.reply(status))
    assert transport(server).send("GET", server.base + "/").status == status
    assert len(server.requests) == 1


def test_repeats_end(serve: Any, transport: Any, words: Any, clock: Any) -> None:
    server = serve(words.reply(503))
    here = transport(server, request_retries=7, random=lambda: 1.0)
    answer = here.send("GET", server.base + "/")
    assert (answer.status, answer.tries) == (503, 8)
    assert clock.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
    assert here.send("GET", server.base + "/", retries=0).tries == 1


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
def test_a_submit_is_sent_once(serve: Any, transport: Any, words: Any, status: int) -> None:
    server = serve(words.reply(status, b"{}", "Retry-After: 1"))
    assert transport(server).send("POST", server.base + "/", body=b"{}").status == status
    assert len(server.requests) == 1


def test_a_submit_is_sent_again_after_429(serve: Any, transport: Any, words: Any, clock: Any) -> None:
    server = serve(words.reply(429, b"", "Retry-After: 7"), words.reply(202))
    assert transport(server).send("POST", server.base + "/", body=b"x").status == 202
    assert [request.body for request in server.requests] == [b"x", b"x"]
    assert clock.slept == [7.0]


def test_a_submit_that_may_have_arrived_is_not_sent_again(serve: Any, transport: Any, clock: Any) -> None:
    server = serve(None)
    with pytest.raises(TransportError) as caught:
        transport(server).send("DELETE", server.base + "/jobs/5?token=x")
    assert caught.value.sent
    assert caught.value.message == (
        "DELETE /jobs/5 on %s failed: connection closed by the server before an answer came." % server.base
    )
    assert caught.value.details == {"method": "DELETE", "path": "/jobs/5", "sent": True, "tries": 1}
    assert len(server.requests) == 1


def test_a_submit_that_never_left_is_sent_again(serve: Any, transport: Any, clock: Any) -> None:
    server = serve(None)
    server.close()
    with pytest.raises(TransportError) as caught:
        transport(server).send("POST", server.base + "/x", body=b"x")
    assert not caught.value.sent
    assert caught.value.details["tries"] == 5
    assert caught.value.message == "POST /x on %s failed: connection refused." % server.base
    assert len(clock.slept) == 4


def test_repeatable_can_be_said(serve: Any, transport: Any, words: Any) -> None:
    server = serve(None, words.reply(503), words.reply(200))
    assert transport(server).send("POST", server.base + "/", body=b"{}", repeatable=True).tries == 3
    server = serve(None)
    with pytest.raises(TransportError):
        transport(server).send("GET", server.base + "/", repeatable=False)
    assert len(server.requests) == 1


def test_a_read_is_repeated_after_a_reset(serve: Any, transport: Any, words: Any) -> None:
    server = serve(None, None, words.reply(200))
    assert transport(server).send("GET", server.base + "/").tries == 3


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        (["Retry-After: 3"], 3.0),
        (["Retry-After: 0"], 0.5),
        (["Retry-After: 1000"], 300.0),
        (["Retry-After: soon"], 0.25),
        (["Retry-After: 2", "Retry-After: 9", "Retry-After: junk"], 9.0),
        (["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:57 GMT"], 20.0),
        (["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:40:00 GMT"], 0.5),
    ],
)
def test_never_again_sooner_than_asked(
    serve: Any, transport: Any, words: Any, clock: Any, headers: list[str], pause: float
) -> None:
    server = serve(words.reply(503, b"", *headers), words.reply(200))
    warnings: list[str] = []
    assert transport(server, warn=warnings.append).send("GET", server.base + "/").status == 200
    assert clock.slept == [pause]
    assert len(warnings) == (headers == ["Retry-After: soon"])


def test_junk_is_told_once_per_transport(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200, b"", "Retry-After: so\x07on"))
    here, warnings = transport(server), []
    for _each in range(3):
        assert here.send("GET", server.base + "/").hint(warnings.append) is None
    assert len(warnings) == 1
    assert "(soon)" in warnings[0]


def test_the_cap_can_be_set(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(202, b"", "Retry-After: 1000"))
    here = transport(server)
    assert here.send("GET", server.base + "/").hint(None) == 300.0
    here.retry_after_max = 20.0
    assert here.send("GET", server.base + "/").hint(None) == 20.0


def test_a_date_without_a_date_is_measured_by_our_clock() -> None:
    answer = Answer(202, {"Retry-After": "Sun, 06 Nov 1994 08:49:57 GMT"}, wall=784111777.0)
    assert answer.hint() == 20.0


def test_no_wait_crosses_the_deadline(serve: Any, transport: Any, words: Any, clock: Any) -> None:
    server = serve(words.reply(503, b"", "Retry-After: 5"))
    here = transport(server)
    answer = here.send("GET", server.base + "/", deadline=clock.now + 12)
    assert (answer.status, answer.tries, clock.slept) == (503, 3, [5.0, 5.0])
    server.replies = [None]
    with pytest.raises(TransportError):
        here.send("GET", server.base + "/", deadline=clock.now + 0.1)
    assert clock.slept == [5.0, 5.0]


def test_past_the_deadline_nothing_is_sent(serve: Any, transport: Any, words: Any, clock: Any) -> None:
    server = serve(words.reply())
    with pytest.raises(TransportError, match="timed out") as caught:
        transport(server).send("POST", server.base + "/", deadline=clock.now)
    assert not caught.value.sent
    assert not server.requests


def test_redirects_are_followed_within_the_origin(serve: Any, transport: Any, words: Any) -> None:
    for status in (301, 302, 307, 308):
        first, second = words.reply(status, b"moved", "Location: /b?x=1#f"), words.reply(status, b"", "Location: c")
        server = serve(first, second, words.reply(200))
        answer = transport(server, headers={"X-Key": "k"}).send("GET", server.base + "/d/a", query=[("q", "1")])
        assert (answer.status, answer.url, answer.tries) == (200, server.base + "/c", 1)
        assert [request.target for request in server.requests] == ["/d/a?q=1", "/b?x=1", "/c"]
        assert server.requests[2].headers["x-key"] == "k"


def test_three_redirects_and_no_more(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(302, b"", "Location: /again"))
    with pytest.raises(ApiError, match="more than 3 times"):
        transport(server).send("GET", server.base + "/")
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:1/x", "https://127.0.0.1/x", "//example.org/x", "ftp://127.0.0.1/", "http://u@127.0.0.1/"]
)
def test_no_credentials_for_another_origin(serve: Any, transport: Any, words: Any, location: str) -> None:
    server = serve(words.reply(302, b"", "Location: " + location))
    with pytest.raises(ApiError, match="points to") as caught:
        transport(server).send("GET", server.base + "/x")
    assert caught.value.details["http_status"] == 302
    assert len(server.requests) == 1


def test_a_submit_is_never_redirected(serve: Any, transport: Any, words: Any) -> None:
    for status in (301, 302, 307, 308):
        server = serve(words.reply(status, b"", "Location: /jobs/?secret=1"))
        with pytest.raises(ApiError) as caught:
            transport(server).send("POST", server.base + "/jobs", body=b"{}")
        assert "redirected (%d) to /jobs/; not followed" % status in caught.value.message
        assert len(server.requests) == 1


def test_303_and_unfollowed_are_answers(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(303, b"", "Location: /job/1"))
    assert transport(server).send("POST", server.base + "/").header("location") == "/job/1"
    assert transport(server).send("GET", server.base + "/").status == 303
    server = serve(words.reply(301, b"", "Location: /job/1"))
    assert transport(server).send("PUT", server.base + "/", follow=False).status == 301
    server = serve(words.reply(301))
    assert transport(server).send("GET", server.base + "/").status == 301


def test_only_the_base_urls_origin(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply())
    here = "127.0.0.1:%d/" % server.port
    for url in ("http://127.0.0.1:1/", "https://" + here, "/jobs", "http://a@" + here):
        with pytest.raises(ApiError):
            transport(server).send("GET", url)
    assert server.connections == 0


def test_headers_that_http_cannot_carry_are_refused_unquoted(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply())
    for headers in ({"X-Key": "s3cr\r\net"}, {"X-Key": "s3cret\u20ac"}, {"X Key": "s3cret"}, {"X-Key\n": "s3cret"}):
        with pytest.raises(ConfigError) as caught:
            transport(server, headers=headers)
        assert "s3cr" not in caught.value.message
        with pytest.raises(ConfigError):
            transport(server).send("GET", server.base, headers=headers)
    assert not server.requests


def test_words_are_scrubbed(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200), None)
    lines: list[str] = []
    here = transport(server, secrets=Secrets(["hunter22"]), log=lines.append, request_retries=0)
    here.send("GET", server.base + "/a/hunter22?hunter22")
    with pytest.raises(TransportError) as caught:
        here.send("GET", server.base + "/b/hunter22")
    told = " ".join(lines) + caught.value.message + repr(caught.value.details) + repr(caught.value.__context__)
    assert "hunter22" not in told
    assert lines[0].startswith("GET /a/********: 200, 2 bytes,")


@pytest.mark.filterwarnings("ignore:This process")
def test_a_fork_gets_connections_of_its_own(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply())
    here = transport(server)
    here.send("GET", server.base + "/parent")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if here.send("GET", server.base + "/child").status == 200 else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    here.send("GET", server.base + "/parent")
    assert [(request.target, request.connection) for request in server.requests] == [
        ("/parent", 1), ("/child", 2), ("/parent", 1),
    ]  # fmt: skip
    here.reset()
    here.send("GET", server.base + "/parent")
    assert here.requests == 3


def test_what_is_sent_once_gets_no_stale_connection(serve: Any, transport: Any, words: Any, monkeypatch: Any) -> None:
    server = serve(words.reply())
    here = transport(server)
    here.send("GET", server.base + "/")
    here.send("POST", server.base + "/")
    monkeypatch.setattr(adapter, "MAX_IDLE", -1.0)
    here.send("GET", server.base + "/")
    assert server.connections == 1
    here.send("POST", server.base + "/")
    assert server.connections == 2


@pytest.mark.parametrize("base", ["", "h:80", "ftp://h", "http://u:p@h", "http://h?x", "http://h:99999"])
def test_a_bad_base_url_is_told_before_anything(transport: Any, base: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        transport(base)


def test_too_large(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200, b"x" * 11))
    here = transport(server)
    assert here.send("GET", server.base + "/", max_bytes=11).size == 11
    with pytest.raises(DecodeError, match="larger than 10 bytes"):
        here.send("GET", server.base + "/", max_bytes=10)
    assert len(server.requests) == 2
    server.replies = [words.reply(200, b"x" * 2000000)]
    for _each in range(10):  # of which the half is not read; no connection of the eight is lost by that
        with pytest.raises(DecodeError):
            here.send("GET", server.base + "/", max_bytes=10)
    here.send("GET", server.base + "/")
