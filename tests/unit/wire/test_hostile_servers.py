# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are slow, broken or hostile: bounded in time and size, told in one sentence."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import socket
import threading
import zlib
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ConfigError,
    DecodeError,
    TransportError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import (
    content_encoding,
    sockets,
    timed_response,
    timeouts,
)

GZIP = "Content-Encoding: gzip"
DEFLATE = "Content-Encoding: deflate"


def failure(here: Any, url: str, **options: Any) -> TransportError:
    with pytest.raises(TransportError) as caught:
        here.ask("GET", url, **{"retries": 0, **options})
    assert not caught.value.message.endswith(".")
    assert not caught.value.final  # the next answer may be whole
    return caught.value


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "is not HTTP"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "is not HTTP"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "is not HTTP"),
        (
            b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(150)) + b"\r\n",
            "too many headers",
        ),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"y" * 70000 + b"\r\n\r\n", "too long"),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "is not HTTP"),
        (b"HTTP/1.1 102 Processing\r\n\r\n" * 30, "is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", "cut short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123", "cut short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n", "cut short"),
        *[
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n123\r\n0\r\n\r\n"
                % size,
                "cut short",
            )
            for size in (b"zz", b"-3", b"+3", b"0x3", b"0_3", b" 3", b"", b"f" * 17, b"\xd9\xa3")
        ],
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;%s\r\n123\r\n"
            % (b"x" * 70000),
            "too long",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n0\r\n"
            + b"X: y\r\n" * 200,
            "too long",
        ),
        (
            b"HTTP/1.1 200 OK\r\n" + GZIP.encode() + b"\r\n\r\n" + gzip.compress(b"123")[:-9],
            "cut short",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "cut short"),
        (b"HTTP/1.1 200 OK\r\nX: y\r\n", "cut short"),
        (b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n", "is not HTTP"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
            "several lengths",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n12",
            "several lengths",
        ),
    ],
)
def test_a_broken_response_is_told(serve: Any, transport: Any, wire: bytes, words: str) -> None:
    server = serve(lambda sock: sock.sendall(wire))
    error = failure(transport(server), server.base + "/x")
    assert words in error.message
    assert error.sent


def test_interim_responses_are_skipped(serve: Any, transport: Any, words: Any) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    early += b"HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
    server = serve(early + words.reply(200, b"1"), words.reply(200, b"2"))
    here = transport(server)
    assert [here.ask("GET", server.base + "/").content for _each in range(2)] == [b"1", b"2"]
    assert server.connections == 1


def test_a_body_without_a_length(serve: Any, transport: Any, words: Any) -> None:
    chunks = b"3\r\n{}\n\r\n2;x=y\r\n{}\r\n0\r\nTrailer: x\r\n\r\n"
    server = serve(
        words.reply(200, chunks, "Transfer-Encoding: chunked", length=False),
        lambda sock: sock.sendall(words.reply(200, b"to the end", length=False)),
        lambda sock: sock.sendall(b"HTTP/1.0 200 OK\r\n\r\nold"),
    )
    here = transport(server)
    assert [here.ask("GET", server.base + "/").content for _each in range(3)] == [
        b"{}\n{}",
        b"to the end",
        b"old",
    ]


@pytest.mark.parametrize(
    ("header", "data"),
    [
        (GZIP, gzip.compress(b"hello")),
        ("Content-Encoding: x-gzip", gzip.compress(b"hello")),
        (GZIP, gzip.compress(b"hel") + gzip.compress(b"lo")),
        (GZIP, gzip.compress(b"hello") + b"\0" * 9),
        (DEFLATE, zlib.compress(b"hello")),
        (DEFLATE, zlib.compress(b"hello")[2:-4]),
        ("Content-Encoding: identity", b"hello"),
        ("Content-Encoding: GZIP, identity", gzip.compress(b"hello")),
    ],
)
def test_codings(serve: Any, transport: Any, words: Any, header: str, data: bytes) -> None:
    server = serve(words.reply(200, data, header), words.reply(200, b"", header))
    here = transport(server)
    assert here.ask("GET", server.base + "/").content == b"hello"
    assert here.ask("GET", server.base + "/").content == b""


@pytest.mark.parametrize("header", ["gzip, gzip", "br", "zstd", "deflate,gzip", "gzip, br"])
def test_other_codings_are_refused(serve: Any, transport: Any, words: Any, header: str) -> None:
    server = serve(words.reply(200, b"x", "Content-Encoding: " + header))
    with pytest.raises(DecodeError, match="coding"):
        transport(server).ask("GET", server.base + "/")
    assert len(server.requests) == 1


@pytest.mark.gate
def test_a_bomb_is_stopped_early(serve: Any, transport: Any, words: Any) -> None:
    bomb = gzip.compress(b"\0" * (100 * 1024 * 1024), 1)
    assert max(map(len, content_encoding.decompress([bomb], "gzip"))) <= content_encoding.MAX_PIECE
    large = gzip.compress(b"x" * 3000000)
    server = serve(*(words.reply(200, data, GZIP) for data in (bomb, large, b"junk")))
    here = transport(server)
    with pytest.raises(DecodeError, match="larger than 67108864 bytes"):
        here.ask("GET", server.base + "/")
    assert here.ask("GET", server.base + "/").content == b"x" * 3000000
    with pytest.raises(DecodeError, match="gzip"):
        here.ask("GET", server.base + "/")


SILENT = 0.01  # of real seconds: what a server that says nothing is waited for


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"HTTP/1.1 100 Go\r\n\r\n"[:1]),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
@pytest.mark.parametrize("tls", [None, "server.pem"])
def test_a_dripping_server_holds_nobody(
    serve: Any, transport: Any, words: Any, clock: Any, head: bytes, piece: bytes, tls: str | None
) -> None:
    server = serve(words.drip(clock, head, piece), tls=tls)
    here = transport(server, ca_path=str(words.TLS / "ca.pem"), request_timeout=1000.0)
    deadline = clock.now + 6.0
    error = failure(here, server.base + "/", deadline=deadline, retries=4)
    assert "timed out after" in error.message
    assert clock.now >= deadline
    assert (error.tries, error.sent, clock.slept) == (1, True, [])


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX", b"HTTP/1.1 200 OK\r\n\r\nx"])
@pytest.mark.parametrize("tls", [None, "server.pem"])
def test_a_server_that_falls_silent_holds_nobody(
    serve: Any, transport: Any, words: Any, clock: Any, head: bytes, tls: str | None
) -> None:
    done = threading.Event()

    def fall_silent(sock: socket.socket) -> None:
        sock.sendall(head)
        done.wait()

    server = serve(words.reply(), fall_silent, tls=tls)
    here = transport(server, ca_path=str(words.TLS / "ca.pem"))
    here.ask("GET", server.base + "/")  # so that nothing has to be connected in so little time
    error = failure(here, server.base + "/", deadline=clock.now + SILENT)
    done.set()
    assert "timed out after" in error.message
    assert server.connections == 1


class SlowSocket:
    """Gives a byte at a time, for which some seconds pass on the clock."""

    def __init__(self, clock: Any, data: bytes, seconds: float) -> None:
        self.clock = clock
        self.data = io.BytesIO(data)
        self.seconds = seconds
        self.timeouts: list[float] = []

    def makefile(self, mode: str) -> Any:
        return io.BytesIO()

    def settimeout(self, seconds: float) -> None:
        self.timeouts.append(seconds)

    def recv_into(self, buffer: Any) -> int:
        self.clock.now += self.seconds
        return self.data.readinto(memoryview(buffer)[:1])


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"


def test_headers_as_a_whole_obey_the_request_timeout(clock: Any) -> None:
    sock = SlowSocket(clock, HEAD, 3.0)
    timeout = timeouts.RequestTimeout(clock, 10.0)
    with timeouts.active(timeout), pytest.raises(socket.timeout):
        timeout.start("headers")
        timed_response.TimedResponse(sock).begin()
    assert sock.timeouts == [10.0, 7.0, 4.0, 1.0]


def body_of(clock: Any, size: int, timeout: timeouts.RequestTimeout, seconds: float) -> Any:
    """Reads a body of which each byte takes so many seconds."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size
    sock = SlowSocket(clock, head + b"x" * size, 0.0)
    with timeouts.active(timeout):
        timeout.start("headers")
        response = timed_response.TimedResponse(sock)
        response.begin()
        timeout.begin_body(200)
        sock.seconds = seconds
        return response.read()


def test_a_body_that_flows_may_take_longer_than_the_request_timeout(clock: Any) -> None:
    timeout = timeouts.RequestTimeout(clock, 10.0)
    assert body_of(clock, 5000, timeout, 0.009) == b"x" * 5000  # 1 KiB takes 9.2 s
    assert clock.now > 1040.0


@pytest.mark.parametrize(("size", "seconds"), [(4, 8.0), (5000, 0.011), (1000000, 1.0)])
@pytest.mark.parametrize("flows", [True, False])
def test_a_body_of_less_than_1_kib_in_the_request_timeout_has_stalled(
    clock: Any, size: int, seconds: float, flows: bool
) -> None:
    timeout = timeouts.RequestTimeout(clock, 10.0, flows=flows)
    with pytest.raises(socket.timeout):
        body_of(clock, size, timeout, seconds)
    assert 1010.0 <= clock.now < 1010.0 + 2 * seconds


def test_who_takes_long_over_a_body_does_not_make_it_stall(clock: Any) -> None:
    """A slow disk, for one."""
    sock = SlowSocket(clock, HEAD + b"xxxx", 0.0)
    timeout = timeouts.RequestTimeout(clock, 10.0)
    with timeouts.active(timeout):
        timeout.start("headers")
        response = timed_response.TimedResponse(sock)
        response.begin()
        timeout.begin_body(200)
        for _each in range(4):
            clock.now += 60.0
            assert response.read(1) == b"x"


@pytest.mark.parametrize(("flows", "end"), [(True, 1046.0), (False, 1020.0)])
def test_a_deadline_for_the_beginning_ends_with_it(clock: Any, flows: bool, end: float) -> None:
    timeout = timeouts.RequestTimeout(clock, 10.0, deadline=1020.0, flows=flows)
    if flows:
        assert len(body_of(clock, 5000, timeout, 0.0092)) == 5000
    else:
        with pytest.raises(socket.timeout):
            body_of(clock, 5000, timeout, 0.0092)
    assert clock.now == pytest.approx(end, abs=0.1)


def test_a_look_up_is_left_behind_when_time_is_up(transport: Any, monkeypatch: Any) -> None:
    done = threading.Event()

    def hangs(
        host: str, port: int, family: int = 0, kind: int = 0, protocol: int = 0, flags: int = 0
    ) -> Any:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "numeric")
        done.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    here = transport("http://name.example", request_timeout=SILENT)
    error = failure(here, "http://name.example/")
    done.set()
    assert "timed out" in error.message
    assert not error.sent


def test_a_name_nobody_knows(transport: Any, monkeypatch: Any) -> None:
    def unknown(*args: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure(transport("http://name.example"), "http://name.example/jobs?x=1", retries=2)
    assert (
        error.message
        == "GET /jobs on http://name.example:80 failed: the name of the host is not known"
    )
    assert error.facts() == {"method": "GET", "path": "/jobs", "sent": False, "tries": 3}


def test_every_address_gets_a_share_of_the_time(
    serve: Any, words: Any, monkeypatch: Any, clock: Any
) -> None:
    server = serve(words.reply())
    good = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
    bad = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))
    monkeypatch.setattr(sockets, "resolve_host", lambda host, port, timeout: [bad, good])
    timeout = timeouts.RequestTimeout(clock, 10.0)
    timeout.start("connect")
    with sockets.create_connection("two.example", 80, timeout) as sock:
        assert sock.getpeername() == ("127.0.0.1", server.port)
        assert sock.gettimeout() == 10.0
    monkeypatch.setattr(sockets, "resolve_host", lambda host, port, timeout: [bad, bad])
    with pytest.raises(ConnectionRefusedError):
        sockets.create_connection("two.example", 80, timeout)


def test_timeout(clock: Any) -> None:
    timeout = timeouts.RequestTimeout(clock, 10.0, clock.now + 25)
    timeout.start("connect")
    clock.now += 4
    timeout.start("connect")
    assert timeout.remaining() == 6.0
    timeout.start("body")
    assert timeout.remaining() == 10.0
    clock.now += 15
    assert timeout.remaining() == 6.0
    clock.now += 6
    with pytest.raises(socket.timeout):
        timeout.remaining()


class Pipe:
    """A sink that cannot be wound back."""

    def __init__(self, error: OSError | None = None) -> None:
        self.data = b""
        self.error = error

    def write(self, piece: bytes) -> int:
        if self.error:
            raise self.error
        self.data += piece
        return len(piece)


def test_a_sink_takes_the_body(serve: Any, transport: Any, words: Any) -> None:
    data = os.urandom(3 * 1024 * 1024 + 7)
    server = serve(
        words.reply(200, data), words.reply(404, b"no"), words.reply(200, gzip.compress(b"x"), GZIP)
    )
    here = transport(server)
    sink = io.BytesIO(b"kept")
    sink.seek(4)
    response = here.ask("GET", server.base + "/", sink=sink)
    assert sink.getvalue() == b"kept" + data
    assert (response.content, response.size, response.sha256) == (
        b"",
        len(data),
        hashlib.sha256(data).hexdigest(),
    )
    assert server.requests[0].headers["accept-encoding"] == "identity"
    response = here.ask("GET", server.base + "/", sink=sink)
    assert (response.status, response.content, response.sha256) == (404, b"no", None)
    pipe = Pipe()
    assert here.ask("GET", server.base + "/", sink=pipe).size == 1
    assert pipe.data == b"x"
    assert server.connections == 1


@pytest.mark.parametrize("size", [0, 1, 3 * 1024 * 1024 + 7])
def test_after_a_download_the_connection_is_kept(
    serve: Any, transport: Any, words: Any, size: int
) -> None:
    data = os.urandom(size)
    chunks = [data[at : at + 100_000] for at in range(0, size, 100_000)]
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in chunks) + b"0\r\n\r\n"
    server = serve(
        words.reply(200, data),
        words.reply(200, chunked, "Transfer-Encoding: chunked", length=False),
        words.reply(200, b"end"),
    )
    here = transport(server)
    for _time in range(2):
        sink = io.BytesIO()
        assert (
            here.ask("GET", server.base + "/", sink=sink).sha256 == hashlib.sha256(data).hexdigest()
        )
        assert sink.getvalue() == data
    assert (here.ask("GET", server.base + "/").content, server.connections) == (b"end", 1)


def test_a_sink_has_a_limit_only_where_it_is_given(serve: Any, transport: Any, words: Any) -> None:
    server = serve(
        words.reply(200, b"12345"), words.reply(200, b"12345"), words.reply(500, b"12345")
    )
    here = transport(server, max_bytes=3)
    assert here.ask("GET", server.base + "/", sink=Pipe()).size == 5
    with pytest.raises(DecodeError):
        here.ask("GET", server.base + "/", sink=Pipe(), max_bytes=4)
    with pytest.raises(DecodeError):
        here.ask("GET", server.base + "/", sink=Pipe())


def test_a_cut_download_begins_anew(serve: Any, transport: Any, words: Any) -> None:
    def cut(sock: socket.socket) -> None:
        sock.sendall(words.reply(200, b"12345", "Content-Length: 9", length=False))

    server = serve(cut, words.reply(503, b"busy"), words.reply(200, b"1"))
    sink = io.BytesIO()
    assert transport(server).ask("GET", server.base + "/", sink=sink).tries == 3
    assert sink.getvalue() == b"1"
    server = serve(cut)
    error = failure(transport(server), server.base + "/", sink=Pipe(), retries=4)
    assert "cut short" in error.message
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "chunks", [b"5\r\n12345\r\n9\r\n123", b"5\r\n12345\r\n", b"5\r\n12345\r\nzz\r\n"]
)
def test_a_download_in_chunks_that_is_cut_begins_anew(
    serve: Any, transport: Any, words: Any, chunks: bytes
) -> None:
    def cut(sock: socket.socket) -> None:
        sock.sendall(words.reply(200, chunks, "Transfer-Encoding: chunked", length=False))

    server = serve(cut, words.reply(200, b"1"))
    sink = io.BytesIO()
    assert transport(server).ask("GET", server.base + "/", sink=sink).tries == 2
    assert sink.getvalue() == b"1"


def test_a_full_disk_is_not_the_servers_fault(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(200, b"1"))
    with pytest.raises(ConfigError, match="cannot be written: No space left"):
        transport(server).ask(
            "GET", server.base + "/", sink=Pipe(OSError(28, "No space left on device"))
        )
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("part", "is_whole"),
    [("0-1/2", True), ("0-1/9", False), ("1-2/3", False), ("0-1/*", False)],
)
def test_a_part_that_nobody_asked_for_is_no_result(
    serve: Any, transport: Any, words: Any, part: str, is_whole: bool
) -> None:
    server = serve(words.reply(206, b"12", "Content-Range: bytes " + part))
    sink = io.BytesIO()
    if is_whole:
        assert transport(server).ask("GET", server.base + "/", sink=sink).size == 2
    else:
        assert "cut short" in failure(transport(server), server.base + "/", sink=sink).message
    # Of what is no file it is what some servers call a page of a list.
    assert transport(server).ask("GET", server.base + "/").content == b"12"


def test_junk_in_headers_harms_nobody(serve: Any, transport: Any, words: Any) -> None:
    server = serve(
        words.reply(200, b"12", "X-A: \xff\x01", "Content-Type: a/b", "Content-Type: c/d"),
        lambda sock: sock.sendall(words.reply(200, b"12", "Content-Length: many", length=False)),
        lambda sock: sock.sendall(words.reply(200, b"12", "Content-Length: -5", length=False)),
        words.reply(200, b"12", "Location: /a", "Location: /b", "Link: <a>", "Link: <b>"),
    )
    here = transport(server)
    responses = [here.ask("GET", server.base + "/") for _each in range(4)]
    assert [response.content for response in responses] == [b"12"] * 4
    assert responses[0].header("content-type") == "a/b"
    assert (responses[3].header("location"), responses[3].header("link")) == ("/a", "<a>, <b>")
    assert "/a" not in repr(responses[3])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("tls", [None, "server.pem"])
def test_a_request_whose_time_is_up_takes_no_connection_from_others(
    serve: Any, transport: Any, words: Any, clock: Any, method: str, before: int, tls: str | None
) -> None:
    """At a deadline, several threads may come too late: that is a timeout, and nothing was sent."""
    server = serve(words.reply(), tls=tls)
    here = transport(server, ca_path=str(words.TLS / "ca.pem"))
    for _each in range(before):
        here.ask("GET", server.base + "/")
    for _each in range(20):
        with pytest.raises(TransportError) as caught:
            here.ask(method, server.base + "/", deadline=clock.now, retries=0)
        error = caught.value
        assert "timed out after 0 s" in error.message
        assert (error.sent, error.final) == (False, False)
    assert here.requests == before
    for _each in range(3):
        assert here.ask(method, server.base + "/").status == 200


def test_a_request_under_way_gets_its_answer_though_others_come_too_late(
    serve: Any, transport: Any, words: Any, clock: Any
) -> None:
    """Each of them would otherwise leave the pool a connection too many: no room for this one."""
    arrived, go_on = threading.Event(), threading.Event()

    def slow(sock: socket.socket) -> None:
        arrived.set()
        go_on.wait(30)
        sock.sendall(words.reply())

    server = serve(slow)
    here = transport(server)
    statuses: list[Any] = []
    thread = threading.Thread(
        target=lambda: statuses.append(here.ask("GET", server.base + "/", retries=0).status)
    )
    thread.start()
    assert arrived.wait(30)
    for _each in range(3):
        assert "timed out" in failure(here, server.base + "/", deadline=clock.now).message
    go_on.set()
    thread.join(30)
    assert statuses == [200]
