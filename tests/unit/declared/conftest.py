# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declared providers: tiny definitions against tiny servers of canned answers, over real sockets, on one clock."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import catalogue
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

WORDS = {
    "queued": "queued",
    "running": "running",
    "succeeded": "done",
    "failed": "error",
    "stopped": "stopped",
}


class Sent(NamedTuple):
    """One request as the server saw it."""

    method: str
    target: str
    headers: dict[str, str]
    body: str

    @property
    def line(self) -> str:
        """Method and target, as in `GET /jobs?limit=2`."""
        return f"{self.method} {self.target}"

    @property
    def query(self) -> dict[str, str]:
        """The query by name."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Answer(NamedTuple):
    """A canned answer; bytes go as they are, a body that is no text as JSON."""

    status: int
    body: Any
    headers: dict[str, str]


def answer(body: Any = None, status: int = 200, **headers: str) -> Answer:
    """An answer; `Retry_After="3"` is the header Retry-After."""
    return Answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


Script = dict[str, Any]


def content_of(body: Any, base_url: str) -> bytes:
    """The bytes of a body; `BASE` in it is the server's URL."""
    if isinstance(body, bytes):
        return body
    if not isinstance(body, str):
        body = "" if body is None else json.dumps(body)
    return body.replace("BASE", base_url).encode()


class Fake(ThreadingHTTPServer):
    """A server of canned answers: `METHOD /path` (with or without its query) -> an answer, a list of them (the last
    stays), or a function of the request."""

    daemon_threads = True

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.base_url = "%s://127.0.0.1:%d" % (
            "https" if context else "http",
            self.server_address[1],
        )
        self.script = dict(script)
        self.log: list[Sent] = []
        self.lock = threading.Lock()
        threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def lines(self) -> list[str]:
        """What was sent, in order."""
        return [one.line for one in self.log]

    def next_answer(self, sent: Sent) -> Answer | None:
        """The answer to a request; None closes the connection."""
        with self.lock:
            self.log.append(sent)
            found = self.script.get(
                sent.line, self.script.get("%s %s" % (sent.method, urlsplit(sent.target).path), 404)
            )
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
        if callable(found):
            found = found(sent)
        if found == "drop":
            return None
        if isinstance(found, Answer):
            return found
        return answer(None, found) if isinstance(found, int) else answer(found)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off (a TLS handshake that fails) is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece: two would wait for each other's acknowledgement
    server: Fake

    def serve(self) -> None:
        """Answer one request of any method."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        found = self.server.next_answer(
            Sent(self.command, self.path, dict(self.headers.items()), body)
        )
        if found is None:
            self.close_connection = True
            return
        data = content_of(found.body, self.server.base_url)
        headers = {
            "Content-Type": "text/plain" if isinstance(found.body, str) else "application/json",
            **found.headers,
        }
        self.send_response(found.status)
        for name, value in headers.items():
            self.send_header(name, value.replace("BASE", self.server.base_url))
        if found.status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Person:
    """Runs verbs with a definition against one server, on a clock that only sleep moves."""

    def __init__(self, fake: Fake, definition: dict[str, Any]) -> None:
        self.fake, self.definition = fake, definition
        self.time = 1_000_000.0
        self.warnings: list[str] = []
        self.sleeps: list[float] = []

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds

    def run(self, verb: str, **params: Any) -> dict[str, Any]:
        """Run a verb as a module would."""
        check_mode = params.pop("check_mode", False)
        definition = params.pop("definition", self.definition)
        options = {"base_url": self.fake.base_url, "use_proxy": False, **params}
        context = Context(
            check_mode=check_mode,
            warn=self.warnings.append,
            clock=lambda: self.time,
            now=lambda: self.time,
            sleep=self._sleep,
            random=lambda: 0.0,
        )
        return run(
            verb,
            lambda: provider_of("acme", definition, options.get("api_version") or ""),
            options,
            context,
        )

    def ok(self, verb: str, **params: Any) -> dict[str, Any]:
        """Run a verb that has to succeed."""
        result = self.run(verb, **params)
        assert not result.get("failed"), result["msg"]
        return result

    def fails(self, verb: str, error: str, **params: Any) -> dict[str, Any]:
        """Run a verb that has to fail with this class of error, told in one line."""
        result = self.run(verb, **params)
        assert (result.get("failed"), result.get("error")) == (True, error), result.get("msg")
        assert "\n" not in result["msg"]
        return result

    def job(self, job_id: str = "7", **params: Any) -> dict[str, Any]:
        """The job as job_info tells it."""
        found: dict[str, Any] = self.ok("info", job_id=[job_id], **params)["job"]
        return found

    def listed(self, **params: Any) -> list[dict[str, Any]]:
        """The jobs as job_info lists them."""
        found: list[dict[str, Any]] = self.ok("info", **params)["jobs"]
        return found


Start = Callable[..., Person]


@pytest.fixture
def acme() -> Iterator[Start]:
    """Start a server from a script and hand out a person who has a definition for it."""
    fakes: list[Fake] = []

    def start(script: Script, context: ssl.SSLContext | None = None, **definition: Any) -> Person:
        fakes.append(Fake(script, context))
        whole = {
            "name": "acme",
            "auth": "none",
            "get": "/jobs/{id}",
            "state": {"path": "status", "words": WORDS},
        }
        return Person(fakes[-1], {**whole, **definition})

    yield start
    for fake in fakes:
        fake.shutdown()
        fake.server_close()


@pytest.fixture
def say() -> Callable[..., Answer]:
    """Make canned answers: `say({"id": 7}, 201, Location="/jobs/7")`."""
    return answer


@pytest.fixture
def shipped(acme: Start) -> Callable[..., Person]:
    """Start a server from a script and hand out a person who has that definition of the catalogue,
    with a part laid over it."""

    def start(name: str, script: Script, **part: Any) -> Person:
        definition: dict[str, Any] = catalogue.laid_over(name, part)
        return acme(script, **{**definition, "name": "acme"})

    return start
