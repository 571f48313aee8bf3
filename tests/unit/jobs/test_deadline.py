# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline covers all that a task does: each request of each verb drips, or asks for a long pause."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

WORDS = {"running": "running", "succeeded": "done", "failed": "error", "stopped": "stopped"}
DEFINITION = {
    "name": "acme",
    "auth": {
        "type": "login",
        "request": {"method": "POST", "path": "/login", "body": {"user": "{username}"}},
        "token": "token",
        "headers": {"X-Session": "{saved.token}"},
    },
    "submit": {
        "before": [{"method": "POST", "path": "/before"}],
        "after": [{"method": "POST", "path": "/after"}],
        "reference": {"path": "id"},
    },
    "get": "/jobs/{id}",
    "list": {"path": "/jobs", "items": "jobs"},
    "messages": {"path": "/jobs/{id}/log", "items": "lines[]", "text": "line", "level": "level"},
    "outputs": {"path": "/jobs/{id}/files", "items": "files[]", "fields": {"id": "id"}},
    "result": {"path": "/files/{output.id}", "each_output": True},
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "state": {"path": "status", "words": WORDS},
    "job": {"id": "id"},
}
ANSWERS: dict[str, Any] = {
    "POST /login": {"token": "t-12345678"},
    "POST /before": {},
    "POST /run": {"id": "7"},
    "POST /after": {},
    "GET /jobs/7/log": {"lines": [{"line": "why", "level": "error"}]},
    "GET /jobs/7/files": {"files": [{"id": "a"}]},
    "GET /files/a": {"rows": 1},
    "POST /jobs/7/stop": {},
    "DELETE /jobs/7": {},
}
TIMEOUT, REQUEST_TIMEOUT = 20.0, 10.0
# Of a request where nothing is waited for: five tries, and a pause of retry_after_max.
PATIENCE = 5 * REQUEST_TIMEOUT + 300.0
# What may begin at the deadline: one last look, 5 seconds; the stops with a look at each, 5.
LAST = 5.0


class Clock:
    """Seconds that pass where somebody sleeps, or waits for what drips."""

    def __init__(self) -> None:
        self.now = 1000.0
        # By the port of a connection's client: it is about to read.
        self.reading: dict[int, threading.Event] = defaultdict(threading.Event)
        self.dripping: list[socket.socket] = []

    def __call__(self) -> float:
        return self.now

    def is_waited_for(self, sock: socket.socket) -> bool:
        """Returns as soon as the client of a connection reads; False where it does not any more."""
        reading = self.reading[sock.getpeername()[1]]
        for _each in range(3000):
            if reading.wait(0.01):
                reading.clear()
                return True
            if _has_gone(sock):
                break
        return False

    def pass_second(self, sock: socket.socket) -> None:
        """One for all that drip beside each other: the first of them takes it, the others wait."""
        before = self.now
        while self.dripping[0] is not sock and self.now == before:
            self.reading[0].wait(0.001)
        if self.now == before:
            self.now += 1.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def _has_gone(sock: socket.socket) -> bool:
    """Whether the client has closed a connection."""
    readable, _writable, _odd = select.select([sock], [], [], 0)
    return bool(readable) and not sock.recv(1, socket.MSG_PEEK)


def drip(sock: socket.socket, clock: Clock, head: bytes) -> None:
    """A byte a second. Each second passes while the client reads: on a busy machine, too."""
    sock.sendall(head)
    clock.dripping.append(sock)
    try:
        for _each in range(300):
            if not clock.is_waited_for(sock):
                return
            clock.pass_second(sock)
            sock.sendall(b"x")
    finally:
        clock.dripping.remove(sock)


def far(status: int) -> Callable[[socket.socket, Clock], None]:
    """A server that wants to be left alone for long."""

    def reply(sock: socket.socket, clock: Clock) -> None:
        head = "HTTP/1.1 %d Words\r\nRetry-After: 250\r\nContent-Length: 2\r\n\r\n{}"
        sock.sendall((head % status).encode())

    return reply


FAULTS: dict[str, Callable[[socket.socket, Clock], None]] = {
    "status": lambda sock, clock: drip(sock, clock, b"HTTP/1.1 200 O"),
    "headers": lambda sock, clock: drip(sock, clock, b"HTTP/1.1 200 OK\r\nX-A: "),
    "body": lambda sock, clock: drip(sock, clock, b"HTTP/1.1 200 OK\r\n\r\n"),
    "error body": lambda sock, clock: drip(sock, clock, b"HTTP/1.1 500 No\r\n\r\n"),
    "429": far(429),
    "503": far(503),
}


class Server:
    """Canned answers, and one request that goes wrong from the n-th time on."""

    def __init__(self, clock: Clock, job: list[str], bad: str, fault: Any, good: int) -> None:
        self.clock, self.job, self.bad, self.fault, self.good = clock, job, bad, fault, good
        self.lines: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _peer = self.listener.accept()
                threading.Thread(target=self.talk, args=(sock,), daemon=True).start()

    def talk(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError, ValueError):
            file = sock.makefile("rb")
            while self.answer(sock, file):
                pass
            sock.shutdown(socket.SHUT_RDWR)

    def answer(self, sock: socket.socket, file: Any) -> bool:
        method, target = file.readline().decode().split()[:2]
        length = 0
        for line in iter(file.readline, b"\r\n"):
            name, _colon, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        file.read(length)
        line = "%s %s" % (method, target)
        self.lines.append(line)
        bad = self.bad.split("|")
        good = self.good if line == bad[0] else 0
        if line in bad and self.lines.count(line) > good:
            self.fault(sock, self.clock)
            return False
        body = ANSWERS.get(line)
        status = 200
        if method == "GET" and target.startswith("/jobs/") and body is None:
            word = self.job.pop(0) if len(self.job) > 1 else self.job[0]
            if word == "expired":
                status, word = 401, "running"
            body = {"id": target.rpartition("/")[2], "status": word}
        content = json.dumps(body).encode()
        head = "HTTP/1.1 %d Words\r\nContent-Length: %d\r\n\r\n" % (status, len(content))
        sock.sendall(head.encode() + content)
        return True


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Runs a verb against a server of which one request goes wrong: (result, seconds, lines)."""
    servers: list[Server] = []
    read = socket.socket.recv_into

    def recv_into(sock: socket.socket, *arguments: Any) -> int:
        port = sock.getsockname()[1]
        for server in servers:
            server.clock.reading[port].set()
        return read(sock, *arguments)

    monkeypatch.setattr(socket.socket, "recv_into", recv_into)

    def start(verb: str, job: list[str], bad: str, fault: Any, good: int, **params: Any) -> Any:
        clock = Clock()
        server = Server(clock, list(job), bad, fault, good)
        servers.append(server)
        context = Context(clock=clock, now=clock, sleep=clock.sleep, random=lambda: 0.5)
        given = {
            "base_url": server.base_url,
            "use_proxy": False,
            "username": "me",
            "request_timeout": REQUEST_TIMEOUT,
            **({} if verb in ("info", "delete") else {"wait_timeout": TIMEOUT}),
            **params,
        }
        began = clock.now
        whole = {**DEFINITION, **params.pop("definition", {})}
        result = run(verb, lambda: provider_of("acme", whole), given, context)
        return result, clock.now - began, server.lines

    yield start
    for server in servers:
        with contextlib.suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()


RUN = {"method": "POST", "path": "run"}
ID = {"job_id": ["7"]}
# verb, states of the job one after the other, the request that goes wrong, after so many that did
# not, params, seconds beyond the deadline, whether the job is in the result.
TASKS: dict[str, tuple[str, list[str], str, int, dict[str, Any], float, bool]] = {
    "wait: login": ("wait", ["running"], "POST /login", 0, {"job_id": ["7"]}, LAST, True),
    "wait: second login": (
        "wait",
        ["running", "expired"],
        "POST /login",
        1,
        {"job_id": ["7"]},
        LAST,
        True,
    ),
    "wait: look": ("wait", ["running"], "GET /jobs/7", 1, {"job_id": ["7"]}, LAST, True),
    "wait: reason": ("wait", ["error"], "GET /jobs/7/log", 0, {"job_id": ["7"]}, 0.0, True),
    "wait: stop": (
        "wait",
        ["running"],
        "POST /jobs/7/stop",
        0,
        {"job_id": ["7"], "on_timeout": "stop"},
        2 * LAST,
        True,
    ),
    "wait: look after the stop": (
        "wait",
        ["running"],
        "GET /jobs/7",
        1,
        {"job_id": ["7"], "on_timeout": "stop"},
        2 * LAST,
        True,
    ),
    "result: look": ("result", ["done"], "GET /jobs/7", 0, ID, 0.0, False),
    "result: outputs": ("result", ["done"], "GET /jobs/7/files", 0, ID, REQUEST_TIMEOUT, True),
    "result: result": ("result", ["done"], "GET /files/a", 0, ID, REQUEST_TIMEOUT, True),
    "result: delete": (
        "result",
        ["done"],
        "DELETE /jobs/7",
        0,
        {**ID, "delete_after": "always"},
        2 * REQUEST_TIMEOUT,
        True,
    ),
    "info: login": ("info", ["done"], "POST /login", 0, ID, PATIENCE - TIMEOUT, False),
    "info: look": ("info", ["done"], "GET /jobs/7", 0, ID, PATIENCE - TIMEOUT, False),
    "info: list": ("info", ["done"], "GET /jobs", 0, {}, PATIENCE - TIMEOUT, False),
    "info: messages": (
        "info",
        ["done"],
        "GET /jobs/7/log",
        0,
        {**ID, "messages": True},
        PATIENCE - TIMEOUT,
        False,
    ),
    "info: outputs": ("info", ["done"], "GET /jobs/7/files", 0, ID, PATIENCE - TIMEOUT, False),
    "delete: login": ("delete", ["done"], "POST /login", 0, ID, PATIENCE - TIMEOUT, False),
    "delete: look": ("delete", ["done"], "GET /jobs/7", 0, ID, PATIENCE - TIMEOUT, False),
    "delete: delete": ("delete", ["done"], "DELETE /jobs/7", 0, ID, PATIENCE - TIMEOUT, True),
    "request: login": ("request", ["done"], "POST /login", 0, RUN, 0.0, False),
    "request: before": ("request", ["done"], "POST /before", 0, RUN, LAST, False),
    "request: submit": ("request", ["done"], "POST /run", 0, RUN, LAST, False),
    "request: after": ("request", ["done"], "POST /after", 0, RUN, LAST, True),
    "request: look": ("request", ["done"], "GET /jobs/7", 0, RUN, LAST, True),
    "request: outputs": ("request", ["done"], "GET /jobs/7/files", 0, RUN, REQUEST_TIMEOUT, True),
    "request: result": ("request", ["done"], "GET /files/a", 0, RUN, REQUEST_TIMEOUT, True),
    "request: delete": (
        "request",
        ["done"],
        "DELETE /jobs/7",
        0,
        {**RUN, "delete_after": "always"},
        2 * REQUEST_TIMEOUT,
        True,
    ),
    "stop: look": ("stop", ["running"], "GET /jobs/7", 0, {"job_id": ["7"]}, 0.0, False),
    "stop: stop": ("stop", ["running"], "POST /jobs/7/stop", 0, {"job_id": ["7"]}, LAST, True),
    "stop: look again": (
        "stop",
        ["running"],
        "GET /jobs/7",
        1,
        {"job_id": ["7"], "wait": True},
        LAST,
        True,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", TASKS)
def test_each_request_of_each_verb(task: Any, name: str, fault: str) -> None:
    verb, job, bad, good, params, beyond, has_job = TASKS[name]
    result, seconds, lines = task(verb, job, bad, FAULTS[fault], good, **params)
    assert bad in lines
    assert seconds <= TIMEOUT + beyond + 3.0  # what drips when the time is up
    assert "internal error" not in result.get("msg", "")
    if name not in ("request: delete", "result: delete", "delete: delete"):
        assert result.get("failed")
    if has_job:
        assert [one["id"] for one in result["jobs"]] == ["7"]
    changing = [line for line in lines if line == bad and not line.startswith("GET")]
    if bad not in ("POST /login", "DELETE /jobs/7"):
        assert len(changing) <= 1  # it was not sent again


# What goes wrong from the deadline on: each look and each stop, also of many jobs in threads; the
# login that a stop needs anew.
AT_THE_END: dict[str, tuple[int, str]] = {
    "all of one": (1, "GET /jobs/{}|POST /jobs/{}/stop"),
    "all of many": (9, "GET /jobs/{}|POST /jobs/{}/stop"),
    "the list, too": (9, "GET /jobs|GET /jobs/{}|POST /jobs/{}/stop"),
    "all but the stops": (2, "GET /jobs/{}|POST /login"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", AT_THE_END)
def test_what_on_timeout_stop_takes_has_one_bound(task: Any, name: str, fault: str) -> None:
    """10 seconds beyond the deadline: one look at the jobs, then the stops with a look at each."""
    count, which = AT_THE_END[name]
    ids = ["7", *(str(number) for number in range(100, 99 + count))]
    bad = [line.format(one) for one in ids for line in which.split("|")]
    result, seconds, lines = task(
        "wait",
        ["running", "expired", "running"],
        "|".join(dict.fromkeys(bad)),
        FAULTS[fault],
        1,
        job_id=ids,
        on_timeout="stop",
    )
    for one in ids:
        assert lines.count(f"POST /jobs/{one}/stop") <= 1
    # On a busy machine each of those that drip may take a second more than the others.
    assert seconds <= TIMEOUT + 2 * LAST + 2.0 + count
    assert result["error"] == "timeout"
    assert "job 7" in result["msg"] and len(result["jobs"]) == count
    if "all of" in name:
        assert result["stopped"] == []


@pytest.mark.parametrize("fault", ["429", "503"])
def test_a_short_pause_within_the_time_is_made(task: Any, fault: str) -> None:
    """The deadline bounds what is asked for; it does not forbid it."""

    def short(sock: socket.socket, clock: Clock) -> None:
        head = b"HTTP/1.1 %d No\r\nRetry-After: 4\r\nContent-Length: 2\r\n\r\n{}"
        server_lines.append(1)
        if len(server_lines) > 1:
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + b'{"rows": 22}')
        else:
            sock.sendall(head % int(fault))

    server_lines: list[int] = []
    result, seconds, _lines = task("request", ["done"], "GET /files/a", short, 0, **RUN)
    assert (result["result"], result.get("failed")) == ({"rows": 22}, None)
    assert 4.0 <= seconds < TIMEOUT


def test_a_result_that_flows_may_take_longer(task: Any) -> None:
    def flow(sock: socket.socket, clock: Clock) -> None:
        sock.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 102402\r\n\r\n"')
        for _each in range(50):
            assert clock.is_waited_for(sock)
            clock.now += 1.0
            sock.sendall(b"x" * 2048)
        sock.sendall(b'"')

    result, seconds, _lines = task("request", ["done"], "GET /files/a", flow, 0, **RUN)
    assert result["result"] == "x" * 102400
    assert seconds >= 50.0 > TIMEOUT


@pytest.mark.parametrize("others", [1, 7, 30])
def test_a_wait_for_any_leaves_the_others_that_hang(task: Any, others: int) -> None:
    """Without a second passing, though nothing of theirs has come."""
    over = threading.Event()

    def hang(sock: socket.socket, clock: Clock) -> None:
        over.wait(30)

    ids = ["7", *(str(number) for number in range(100, 100 + others))]
    try:
        result, seconds, lines = task(
            "wait", ["done"], "GET /jobs/100", hang, 0, job_id=ids, wait_for="any"
        )
    finally:
        over.set()
    assert "succeeded" in result["summary"]
    assert not result.get("failed")
    assert seconds == 0.0
    # Which of them is the first is the threads' matter; what is said of it was asked.
    ended = [one["id"] for one in result["jobs"] if one["state"] == "succeeded"]
    assert ended and "100" not in ended
    assert {"GET /jobs/%s" % one for one in ended} <= set(lines)


@pytest.mark.parametrize("verb", ["wait", "stop"])
def test_the_requests_of_a_minute_are_used_up(task: Any, verb: str) -> None:
    ids = [str(number) for number in range(100, 170)]
    result, seconds, lines = task(
        verb, ["running"], "", None, 0, definition={"requests_per_minute": 60}, job_id=ids
    )
    assert result["failed"]
    assert seconds <= TIMEOUT + LAST
    assert len(lines) <= 60  # the login is one of them
    if verb == "wait":
        assert result["error"] == "timeout"
        assert len(result["jobs"]) == 70
