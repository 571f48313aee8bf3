# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reverse proxy on loopback that misbehaves when told to. Standard library only.

    python3 tests/servers/front.py --upstream URL [--port 0]

The first line on stdout is {"base_url", "upstream", "pid"}; SIGINT or SIGTERM ends it. Absolute
URLs of the upstream in Location, Link and in JSON or HTML bodies are turned into URLs of the front.
It is steered over HTTP:

    POST   /_front/fault   add a rule (below), answers {"id": n}; tried in the order they came
    GET    /_front/fault   the rules, each with how often it struck
    DELETE /_front/fault   forget all rules
    GET    /_front/log     every request since the start or the last DELETE, but those to /_front/
    DELETE /_front/log     forget the log

A rule is a JSON object, every key optional: which requests: `method`, `path` (regular expression
searched in the path with its query), `skip` (let that many pass first), `times` (default 1; 0 = for
ever); what happens: `delay` (seconds before anything else), `status` with `headers` and `body`
(answered here, the upstream sees nothing), `headers` alone (added to the upstream's own answer),
`drop` ("before" or "after" the upstream got the request: the connection closes without an answer),
`truncate` (that many bytes of the body, then the connection closes).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

CONTROL = "/_front/"
UPSTREAM_SECONDS = 120.0
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
TEXT_TYPES = ("application/json", "text/html")


@dataclass
class Rule:
    """One fault. See the module's text for the keys."""

    method: str = ""
    path: str = ""
    skip: int = 0
    times: int = 1
    delay: float = 0.0
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = ""
    drop: str = ""
    truncate: int = -1
    id: int = 0
    struck: int = 0

    def takes(self, method: str, path: str) -> bool:
        """True when this rule strikes now; counts it."""
        if (self.method and self.method != method) or not re.search(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times and self.struck >= self.times:
            return False
        self.struck += 1
        return True


@dataclass
class Answer:
    """A whole answer, ready to be sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Front(ThreadingHTTPServer):
    """The proxy's state: the upstream, the rules, the log."""

    daemon_threads = True

    def __init__(self, upstream: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.upstream = upstream.rstrip("/")
        self.base_url = "http://127.0.0.1:%d" % self.server_address[1]
        self.lock = threading.Lock()
        self.rules: list[Rule] = []
        self.entries: list[dict[str, Any]] = []
        self.last_id = 0

    def add(self, data: Any) -> Rule:
        """Keep a rule. Raises ValueError that says what is wrong with it."""
        allowed = {one.name for one in fields(Rule)} - {"id", "struck"}
        if not isinstance(data, dict) or set(data) - allowed:
            raise ValueError("a rule is an object with keys of %s" % ", ".join(sorted(allowed)))
        rule = Rule(**data)
        if rule.drop not in ("", "before", "after"):
            raise ValueError("drop is 'before' or 'after'")
        try:
            re.compile(rule.path)
        except re.error as error:
            raise ValueError("path: %s" % error) from error
        with self.lock:
            self.last_id += 1
            rule.id = self.last_id
            self.rules.append(rule)
        return rule

    def match(self, method: str, path: str) -> Rule:
        """The first rule that strikes, or one that does nothing."""
        with self.lock:
            return next((rule for rule in self.rules if rule.takes(method, path)), Rule())

    def forward(
        self, method: str, path: str, headers: list[tuple[str, str]], body: bytes
    ) -> Answer:
        """Ask the upstream. Its redirects are handed on; 502 when it does not answer."""
        parts = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port or 80, timeout=UPSTREAM_SECONDS
        )
        try:
            connection.putrequest(
                method, parts.path + path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in headers:
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            reply = connection.getresponse()
            return self.rewritten(reply.status, reply.getheaders(), reply.read())
        except (OSError, http.client.HTTPException) as error:
            text = json.dumps({"front": "the upstream does not answer: %r" % error})
            return Answer(502, [("Content-Type", "application/json")], text.encode())
        finally:
            connection.close()

    def rewritten(self, status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
        """The upstream's answer with its own URLs replaced by the front's."""
        if any(
            name.lower() == "content-type" and value.startswith(TEXT_TYPES)
            for name, value in headers
        ):
            body = body.replace(self.upstream.encode(), self.base_url.encode())
        kept = [
            (name, value.replace(self.upstream, self.base_url))
            for name, value in headers
            if name.lower() not in HOP_BY_HOP
        ]
        return Answer(status, kept, body)


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Front

    def serve(self) -> None:
        """Answer one request, of any method."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(CONTROL):
            self.control(body)
            return
        rule = self.server.match(self.command, self.path)
        entry: dict[str, Any] = {
            "time": time.time(),
            "method": self.command,
            "path": self.path,
            "status": None,
            "fault": rule.id or None,
            "headers": dict(self.headers.items()),
            "body": body.decode("utf-8", "replace"),
        }
        with self.server.lock:
            self.server.entries.append(entry)
        time.sleep(rule.delay)
        answer = self.answer(rule, body)
        if answer is None:
            self.close_connection = True
            return
        entry["status"] = answer.status
        self.send(answer, rule.truncate)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve

    def answer(self, rule: Rule, body: bytes) -> Answer | None:
        """The answer under a rule; None = close the connection without one."""
        if rule.drop == "before":
            return None
        if rule.status and not rule.drop:
            plain = isinstance(rule.body, str)
            text = rule.body if plain else json.dumps(rule.body)
            kind = "text/plain" if plain else "application/json"
            answer = Answer(rule.status, [("Content-Type", kind)], text.encode())
        else:
            answer = self.server.forward(self.command, self.path, list(self.headers.items()), body)
        named = {name.lower() for name in rule.headers}
        answer.headers = [pair for pair in answer.headers if pair[0].lower() not in named] + [
            *rule.headers.items()
        ]
        return None if rule.drop else answer

    def send(self, answer: Answer, truncate: int = -1) -> None:
        """Write the answer; with `truncate` only so many bytes of its body."""
        names = {name.lower() for name, _value in answer.headers}
        self.send_response_only(answer.status)
        if "date" not in names:
            self.send_header("Date", self.date_time_string())
        for name, value in answer.headers:
            if name.lower() != "content-length" or self.command == "HEAD":
                self.send_header(name, value)
        empty = self.command == "HEAD" or answer.status in (204, 304) or answer.status < 200
        if not empty:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if not empty:
            self.wfile.write(answer.body if truncate < 0 else answer.body[:truncate])
        self.close_connection = self.close_connection or truncate >= 0

    def control(self, body: bytes) -> None:
        """Serve /_front/fault and /_front/log."""
        front, what, status = self.server, (self.command, self.path[len(CONTROL) :]), 200
        reply: Any
        if what == ("POST", "fault"):
            try:
                reply = {"id": front.add(json.loads(body)).id}
            except (ValueError, TypeError) as error:
                status, reply = 400, {"error": str(error)}
        elif what in (("GET", "fault"), ("DELETE", "fault"), ("GET", "log"), ("DELETE", "log")):
            with front.lock:
                kept: list[Any] = front.rules if what[1] == "fault" else front.entries
                reply = [asdict(one) if isinstance(one, Rule) else one for one in kept]
                if what[0] == "DELETE":
                    kept.clear()
        else:
            status, reply = (
                404,
                {"error": "POST, GET, DELETE /_front/fault; GET, DELETE /_front/log"},
            )
        self.send(
            Answer(status, [("Content-Type", "application/json")], json.dumps(reply).encode())
        )

    def log_message(self, format: str, *args: Any) -> None:
        """Keep stderr quiet: the log is at /_front/log."""


def main() -> int:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--upstream", required=True, help="http://HOST:PORT[/PREFIX] to forward to")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options = parser.parse_args()
    if urlsplit(options.upstream).scheme != "http" or not urlsplit(options.upstream).hostname:
        parser.error("--upstream must be an http:// URL")
    signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # ends at once and silently: there is nothing to tidy up
    front = Front(options.upstream, options.port)
    print(
        json.dumps({"base_url": front.base_url, "upstream": front.upstream, "pid": os.getpid()}),
        flush=True,
    )
    front.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
