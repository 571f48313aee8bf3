# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of OGC API - Processes, as small as the pages that name one need it: the processes answer, fail and sleep."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STATES = {"answer": "successful", "fail": "failed", "sleep": "running"}


class Processes(ThreadingHTTPServer):
    """Its jobs, and the requests that may have changed something."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.jobs: dict[str, dict[str, Any]] = {}
        self.writes: list[str] = []

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Processes

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """Jobs, one job, or its result."""
        jobs, parts = self.server.jobs, self.path.partition("?")[0].strip("/").split("/")
        if parts == ["jobs"]:
            self.answer(200, {"jobs": list(jobs.values()), "links": []})
        elif len(parts) < 2 or parts[1] not in jobs:
            self.answer(404, {"code": "NoSuchJob", "description": "no such job"})
        elif parts[2:] == ["results"]:
            self.answer(200, {"value": "forty-two"})
        else:
            self.answer(200, jobs[parts[1]])

    def do_POST(self) -> None:
        """Starts a job."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.writes.append(f"POST {self.path}")
        process = self.path.strip("/").split("/")[1]
        job_id = f"job-{len(self.server.writes)}"
        record = {"jobID": job_id, "processID": process, "status": STATES[process]}
        self.server.jobs[job_id] = {**record, "progress": 50, "created": "2026-11-23T07:00:36Z"}
        self.answer(201, record, Location=f"{self.server.base_url}/jobs/{job_id}")

    def do_DELETE(self) -> None:
        """Dismisses a job."""
        self.server.writes.append(f"DELETE {self.path}")
        gone = self.server.jobs.pop(self.path.strip("/").split("/")[1], None)
        self.answer(200 if gone else 404, {"status": "dismissed"})

    def answer(self, status: int, body: Any, **headers: str) -> None:
        """Writes an answer."""
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving() -> Iterator[Processes]:
    """The server, while it is needed."""
    with Processes() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
