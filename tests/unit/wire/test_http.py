# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""send(): what goes over the wire, what comes back, when it is sent again."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ApiError,
    ConfigError,
    DecodeError,
    TransportError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import abandon as abandoning
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import pools
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets


def test_a_request_as_it_stands_on_the_wire(serve: Any, transport: Any, words: Any) -> None:
    server = serve(
        words.reply(
            200, b'{"a": 1}', "X-Request-ID: r\x1b[1m-1", "Date: Sun, 06 Nov 1994 08:49:37 GMT"
        )
    )
    here = transport(server, headers={"X-Key": "k1", "accept": "a/b"})
    response = here.ask(
        "post",
        server.base + "/a%2Fb/c?x=1",
        query=[("q", "a b&c"), ("on", True), ("t", "2024-01-01T00:00:00Z")],
        headers={"x-key": "k2 "},
        body=b"data",
    )
    (request,) = server.requests
    assert (request.method, request.body) == ("POST", b"data")
    assert request.target == "/a%2Fb/c?x=1&q=a%20b%26c&on=true&t=2024-01-01T00:00:00Z"
    assert request.headers["x-key"] == "k2"
    assert request.headers["accept"] == "a/b"
    assert request.headers["user-agent"] == "asyncops.jobs"
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert (response.status, response.content, response.size, response.tries, response.sha256) == (
        200,
        b'{"a": 1}',
        8,
        1,
        None,
    )
    assert (response.request_id, response.date, response.header("content-LENGTH")) == (
        "r-1",
        response.header("Date"),
        "8",
    )
    assert response.url == server.base + "/a%2Fb/c?x=1&q=a%20b%26c&on=true&t=2024-01-01T00:00:00Z"
    assert here.requests == 1


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/%7Eme/a%2Fb/x%2E%2e?q=%5B%7e", "/%7Eme/a%2Fb/x%2E%2E?q=%5B%7E"),
        ("/a/./b//c", "/a/./b//c"),
        ("//a//b?x", "//a//b?x"),
        ("/b\u00fc cher?q=\u00fc&r=[a]#part", "/b%C3%BC%20cher?q=%C3%BC&r=%5Ba%5D"),
        ("?a=b", "/?a=b"),
    ],
)
def test_a_url_goes_out_as_it_was_made(
    serve: Any, transport: Any, words: Any, path: str, sent: str
) -> None:
    server = serve(words.reply())
    transport(server).ask("GET", server.base + path)
    assert server.requests[0].target == sent


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("POST", "0"), ("DELETE", "0")])
def test_the_length_of_no_body(
    serve: Any, transport: Any, words: Any, method: str, length: Any
) -> None:
    server = serve(words.reply())
    transport(server).ask(method, server.base + "/")
    assert server.requests[0].headers.get("content-length") == length


def test_one_connection_is_kept(serve: Any, transport: Any, words: Any) -> None:
    bodiless = (
        words.reply(204, b"", length=False),
        words.reply(200, b"", "Content-Length: 9", length=False),
    )
    server = serve(words.reply(), words.reply(), *bodiless)
    here = transport(server)
    here.ask("GET", server.base + "/1")
    here.ask("GET", server.base + "/1")  # so that it has been seen that the server keeps it
    here.ask("DELETE", server.base + "/2")
    assert here.ask("HEAD", server.base + "/3").content == b""
    here.ask("HEAD", server.base + "/4")
    assert server.connections == 1
    assert here.requests == 5


def test_eight_threads_share_eight_connections(serve: Any, transport: Any, words: Any) -> None:
    gate = threading.Barrier(8, timeout=5)
    server = serve(words.reply())
    here = transport(server)

    def work() -> None:
        gate.wait()
        for _each in range(5):
            here.ask("GET", server.base + "/")

    threads = [threading.Thread(target=work) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert here.requests == len(server.requests) == 40
    assert server.connections <= 8


def test_a_session_is_sealed(
    serve: Any, transport: Any, words: Any, monkeypatch: Any, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(words.reply(200, b"{}", "Set-Cookie: a=b; Path=/"))
    here = transport(server, headers={"Authorization": "Bearer tok"})
    here.ask("GET", server.base + "/")
    here.ask("GET", server.base + "/")
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer tok"] * 2
    assert "cookie" not in server.requests[1].headers


def test_only_the_base_urls_origin(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply())
    here = "127.0.0.1:%d/" % server.port
    for url in ("http://127.0.0.1:1/", "https://" + here, "/jobs", "http://a@" + here):
        with pytest.raises(ApiError):
            transport(server).ask("GET", url)
    assert server.connections == 0


def test_headers_that_http_cannot_carry_are_refused_unquoted(
    serve: Any, transport: Any, words: Any
) -> None:
    server = serve(words.reply())
    for headers in (
        {"X-Key": "s3cr\r\net"},
        {"X-Key": "s3cret\u20ac"},
        {"X Key": "s3cret"},
        {"X-Key\n": "s3cret"},
    ):
        with pytest.raises(ConfigError) as caught:
            transport(server, headers=headers)
        assert "s3cr" not in caught.value.message
        with pytest.raises(ConfigError):
            transport(server).ask("GET", server.base, headers=headers)
    assert not server.requests


def test_words_are_scrubbed(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200), None)
    lines: list[str] = []
    here = transport(server, secrets=Secrets(["hunter22"]), log=lines.append, request_retries=0)
    here.ask("GET", server.base + "/a/hunter22?hunter22")
    with pytest.raises(TransportError) as caught:
        here.ask("GET", server.base + "/b/hunter22")
    told = (
        " ".join(lines)
        + caught.value.message
        + repr(caught.value.facts())
        + repr(caught.value.__context__)
    )
    assert "hunter22" not in told
    assert lines[0].startswith("GET /a/********: HTTP 200, 2 bytes,")


@pytest.mark.filterwarnings("ignore:This process")
def test_a_fork_gets_connections_of_its_own(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply())
    here = transport(server)
    here.ask("GET", server.base + "/parent")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if here.ask("GET", server.base + "/child").status == 200 else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    here.ask("GET", server.base + "/parent")
    assert [(request.target, request.connection) for request in server.requests] == [
        ("/parent", 1),
        ("/child", 2),
        ("/parent", 1),
    ]
    here.reset()
    here.ask("GET", server.base + "/parent")
    assert here.requests == 3


def test_what_is_sent_once_gets_no_stale_connection(
    serve: Any, transport: Any, words: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pools, "MAX_IDLE", float("inf"))
    server = serve(words.reply())
    here = transport(server)
    here.ask("GET", server.base + "/")
    here.ask("GET", server.base + "/")
    here.ask("POST", server.base + "/")
    monkeypatch.setattr(pools, "MAX_IDLE", -1.0)
    here.ask("GET", server.base + "/")
    assert server.connections == 1
    here.ask("POST", server.base + "/")
    assert server.connections == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("tls", [None, "server.pem"])
def test_a_server_that_closes_after_each_answer_gets_what_is_sent_once(
    serve: Any, transport: Any, words: Any, method: str, tls: str | None
) -> None:
    """It does not say that it closes, and may do so while the next request is on its way."""

    def answer_and_close(sock: Any) -> None:
        sock.sendall(words.reply())

    server = serve(answer_and_close, tls=tls)
    here = transport(server, ca_path=str(words.TLS / "ca.pem"))
    for _each in range(5):
        here.ask("GET", server.base + "/")
        here.ask(method, server.base + "/", retries=0)
    assert [one.method for one in server.requests] == ["GET", method] * 5
    assert server.connections == 10


@pytest.mark.parametrize(
    "base", ["", "h:80", "ftp://h", "http://u:p@h", "http://h?x", "http://h:99999"]
)
def test_a_bad_base_url_is_told_before_anything(transport: Any, base: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        transport(base)


def test_too_large(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200, b"x" * 11))
    here = transport(server)
    assert here.ask("GET", server.base + "/", max_bytes=11).size == 11
    with pytest.raises(DecodeError, match="larger than 10 bytes"):
        here.ask("GET", server.base + "/", max_bytes=10)
    assert len(server.requests) == 2
    server.replies = [words.reply(200, b"x" * 2000000)]
    for _each in range(
        10
    ):  # of which the half is not read; no connection of the eight is lost by that
        with pytest.raises(DecodeError):
            here.ask("GET", server.base + "/", max_bytes=10)
    here.ask("GET", server.base + "/")


@pytest.mark.parametrize("tls", [None, "server.pem"])
def test_a_kept_connection_that_closes_under_a_get_is_no_failure(
    serve: Any, transport: Any, words: Any, clock: Any, monkeypatch: Any, tls: str | None
) -> None:
    """The server closes it, idle, while the request is on its way: it goes out again at once."""
    monkeypatch.setattr(pools, "MAX_IDLE", -1.0)
    server = serve(words.reply(), None, words.reply(), tls=tls)
    here = transport(server, ca_path=str(words.TLS / "ca.pem"))
    here.ask("GET", server.base + "/1")
    response = here.ask("GET", server.base + "/2", retries=0)
    assert (response.status, response.tries, clock.slept) == (200, 1, [])
    assert (server.connections, here.requests) == (2, 3)


def test_a_new_connection_that_closes_is_one(
    serve: Any, transport: Any, words: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pools, "MAX_IDLE", -1.0)
    server = serve(words.reply(), None, None)
    here = transport(server)
    here.ask("GET", server.base + "/1")
    with pytest.raises(TransportError, match="closed the connection"):
        here.ask("GET", server.base + "/2", retries=0)
    assert len(server.requests) == 3


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_kept_connection_that_the_server_has_closed_is_not_used(
    serve: Any, transport: Any, words: Any, method: str
) -> None:
    """Seen before anything is sent, also where it was kept for long."""
    closed = threading.Event()

    def answer_and_close(sock: Any) -> None:
        sock.sendall(words.reply())
        sock.shutdown(socket.SHUT_RDWR)
        closed.set()

    server = serve(words.reply(), words.reply(), answer_and_close, words.reply())
    here = transport(server)
    for _each in range(3):
        here.ask("GET", server.base + "/")
    closed.wait(30)
    assert here.ask(method, server.base + "/", retries=0).status == 200
    assert [one.method for one in server.requests] == ["GET"] * 3 + [method]
    assert server.connections == 2


@pytest.mark.gate
def test_connections_may_be_closed_by_another_thread(
    serve: Any, transport: Any, words: Any
) -> None:
    """Whatever a request is at then, it is answered, or fails as one that was not sent."""
    server = serve(words.reply())
    here = transport(server)
    problems: list[Any] = []
    over = threading.Event()

    def close() -> None:
        while not over.is_set():
            here.close()

    def work() -> None:
        for _each in range(15):
            try:
                here.ask("POST", server.base + "/", retries=0)
            except TransportError as exc:
                if exc.sent or exc.final or not exc.message.endswith("connections were closed"):
                    problems.append(exc)
            except BaseException as exc:
                problems.append(exc)
                raise

    closer = threading.Thread(target=close)
    threads = [threading.Thread(target=work) for _each in range(6)]
    for thread in (closer, *threads):
        thread.start()
    for thread in threads:
        thread.join(60)
    over.set()
    closer.join(60)
    assert problems == []
    assert here.ask("GET", server.base + "/").status == 200


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
@pytest.mark.parametrize("tls", [None, "server.pem"])
def test_a_request_that_nobody_waits_for_is_cut_off(
    serve: Any, transport: Any, words: Any, head: bytes, tls: str | None
) -> None:
    arrived = threading.Event()

    def hang(sock: Any) -> None:
        sock.sendall(head)
        arrived.set()
        server.done.wait()

    server = serve(hang, tls=tls)
    here = transport(server, ca_path=str(words.TLS / "ca.pem"), request_timeout=1000.0)
    abandon = abandoning.Abandon()
    errors: list[TransportError] = []

    def ask() -> None:
        for _each in range(2):
            with pytest.raises(TransportError) as caught:
                here.ask("GET", server.base + "/", retries=0, abandon=abandon)
            errors.append(caught.value)

    thread = threading.Thread(target=ask)
    thread.start()
    arrived.wait(30)
    abandon.set()
    thread.join(30)
    assert [error.sent for error in errors] == [True, False]
    assert len(server.requests) == 1
