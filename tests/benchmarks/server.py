# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A light job server that keeps the score: what was asked, over how many connections, too early,
and how late.

One process, one thread, so that it costs the measured side little. The first line on stdout is its
base URL.

    POST /_reset?jobs=N&first=1&last=10&retry_after=1&latency=0.02   jobs that end between two ages
                 &begin=1                                              ... of the first request
    GET  /_stats                                                       the score since then
    GET  /api/jobs/ID/                                                 a job as Adverity tells of it
    GET  /jobs/ID  GET /jobs  POST /jobs?seconds=2  GET /jobs/ID/result  POST /jobs/ID/stop
    GET  /page?number=K  GET /bytes?size=N
    and two of the systems: see faces.py
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
import time
from pathlib import Path
from typing import Any, Optional
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

from faces import Faces  # noqa: E402

PAGE, PAGES = 1000, 100
MIB = bytes(1024 * 1024)
RECORD = {
    "owner": "ops",
    "queue": "nightly",
    "note": "x" * 60,
    "size": 123456,
    "host": "node-17.example.com",
}


class Score:
    """The jobs and what was asked of them; times in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self.reset({})

    def reset(self, query: dict[str, str]) -> None:
        """Forgets everything; makes new jobs."""
        count, first, last = (
            int(query.get("jobs", 0)),
            float(query.get("first", 1)),
            float(query.get("last", 10)),
        )
        self.retry_after = query.get("retry_after", "")
        self.silent_list = "silent_list" in query
        self.pages = int(query.get("pages", PAGES))
        self.listed: Optional[float] = None
        self.latency = float(query.get("latency", 0))
        self.born = time.monotonic()
        self.ends = {
            str(n): self.born + first + (last - first) * n / max(1, count - 1) for n in range(count)
        }
        self.noticed: dict[str, float] = {}
        self.stopped: set[str] = set()
        self.asked: dict[str, float] = {}
        self.requests = self.connections = self.early = 0
        self.is_waiting = "begin" in query

    def begin(self) -> None:
        """The jobs begin now, where they were to begin with the first request."""
        if self.is_waiting:
            self.is_waiting = False
            late = time.monotonic() - self.born
            self.born += late
            self.ends = {job: end + late for job, end in self.ends.items()}

    def look_at_all(self) -> None:
        """Notes that the list was asked for."""
        now = time.monotonic()
        self._count_early(self.listed, now)
        self.listed = now

    def _count_early(self, before: Optional[float], now: float) -> None:
        if before is not None and self.retry_after:
            self.early += now < before + float(self.retry_after) - 0.001

    def look(self, job: str) -> dict[str, Any]:
        """The record of a job, noting who asked when."""
        now = time.monotonic()
        self._count_early(self.asked.get(job), now)
        self.asked[job] = now
        return self.record(job, now)

    def record(self, job: str, now: float) -> dict[str, Any]:
        """The record of a job."""
        if job in self.stopped:
            return {"id": job, "status": "stopped"}
        end = self.ends[job]
        if now >= end:
            self.noticed.setdefault(job, now)
        return {"id": job, "status": "done" if now >= end else "running"}

    def stats(self) -> dict[str, Any]:
        """The score."""
        lags = [self.noticed[job] - self.ends[job] for job in self.noticed]
        return {
            "requests": self.requests,
            "connections": self.connections,
            "early": self.early,
            "noticed": len(lags),
            "lag_mean": sum(lags) / len(lags) if lags else None,
            "lag_max": max(lags, default=None),
            "last_seen": max(self.noticed.values(), default=self.born) - self.born,
            "last_end": max(self.ends.values(), default=self.born) - self.born,
        }


SCORE = Score()
FACES = Faces(SCORE)


def answer(method: str, target: str) -> tuple[int, dict[str, str], Any, float]:
    """(status, headers, body or a number of bytes to stream, seconds of latency)."""
    parts = urlsplit(target)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.path.startswith("/_"):
        if parts.path == "/_reset":
            SCORE.reset(query)
            FACES.reset(query)
        return 200, {}, SCORE.stats(), 0.0
    SCORE.begin()
    SCORE.requests += 1
    of_a_system = FACES.answer(parts.path, query)
    if of_a_system is not None:
        return of_a_system
    hint = {"Retry-After": SCORE.retry_after} if SCORE.retry_after else {}
    if parts.path == "/jobs" and method == "POST":
        job = "s%d" % len(SCORE.ends)
        SCORE.ends[job] = time.monotonic() + float(query.get("seconds", 2))
        SCORE.asked[job] = time.monotonic()
        return (
            202,
            {**hint, "Location": "/jobs/" + job},
            {"id": job, "status": "running"},
            SCORE.latency,
        )
    if parts.path == "/jobs":
        now = time.monotonic()
        SCORE.look_at_all()
        hint = {} if SCORE.silent_list else hint
        return 200, hint, {"jobs": [SCORE.record(job, now) for job in SCORE.ends]}, SCORE.latency
    if parts.path == "/page":
        number = int(query.get("number", 1))
        rows = range((number - 1) * PAGE, number * PAGE) if number <= SCORE.pages else ()
        return (
            200,
            {},
            {
                "jobs": [
                    {"id": str(n), "status": "failed" if n % 50 == 0 else "done", **RECORD}
                    for n in rows
                ]
            },
            0.0,
        )
    if parts.path == "/login":
        return 200, {}, {"token": "a0b1c2d3e4f5a6b7"}, SCORE.latency
    if parts.path == "/bytes":
        return 200, {}, int(query["size"]), 0.0
    if parts.path.startswith("/api/jobs/"):
        job = parts.path.split("/")[3]
        done = SCORE.look(job)["status"] == "done"
        record = {
            "id": int(job),
            "url": "/api/jobs/%s/" % job,
            "state_label": "Success" if done else "Running",
            "progress": 40,
        }
        return 200, hint, record, SCORE.latency
    job, _slash, what = parts.path.removeprefix("/jobs/").partition("/")
    if job not in SCORE.ends:
        return 404, {}, {"message": "no such job"}, SCORE.latency
    if what == "stop":
        SCORE.stopped.add(job)
        return 200, {}, {}, SCORE.latency
    if what == "result":
        return 200, {}, {"rows": [1, 2, 3]}, SCORE.latency
    return 200, hint, SCORE.look(job), SCORE.latency


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept alive."""
    counted = False
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            line, *lines = head.split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _colon, value in (one.partition(":") for one in lines)
            }
            await reader.readexactly(int(headers.get("content-length") or 0))
            method, target, _version = line.split(" ", 2)
            status, more, body, latency = answer(method, target)
            if not counted and not target.startswith("/_"):
                SCORE.connections += 1
                counted = True
            if latency:
                await asyncio.sleep(latency)
            size = body if isinstance(body, int) else None
            data = b"" if size is not None else json.dumps(body, separators=(",", ":")).encode()
            kind = "application/octet-stream" if size is not None else "application/json"
            top = "HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n" % (
                status,
                kind,
                size or len(data),
            )
            top += "".join("%s: %s\r\n" % pair for pair in more.items())
            writer.write(top.encode() + b"\r\n" + data)
            for _piece in range((size or 0) // len(MIB)):
                writer.write(MIB)
                await writer.drain()
            await writer.drain()
            if headers.get("connection", "").lower() == "close":
                break
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


async def main() -> None:
    """Listens on a free port of loopback until it is ended."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--certfile")
    options.add_argument("--keyfile")
    found = options.parse_args()
    context = None
    if found.certfile:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(found.certfile, found.keyfile)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=512)
    print(
        "%s://localhost:%d" % ("https" if context else "http", server.sockets[0].getsockname()[1]),
        flush=True,
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
