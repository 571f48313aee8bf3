# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults: what a server does, what is asked, how it has to end. Data, and crossings of data.

A row is one task. Each has a server of its own; `run.py` runs it in every form. Beside what a row
expects, `judge.py` asks the same of all: no internal error, strict JSON, no secret, nobody else
asked, no file left behind.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ansible_collections.asyncops.jobs.tests.faults.acts import (
    LATER,
    OK,
    TRANSPORT,
    answer,
    bombs,
    closed,
    closes_after,
    date_in,
    drips,
    endless,
    reset,
    says,
)

SECRET = "s3cret-token/with+signs=="
DEFINITION: dict[str, Any] = {
    "name": "acme",
    "auth": {"type": "bearer"},
    "submit": {"reference": [{"path": "id"}, {"header": "Location", "as": "href"}]},
    "get": "/jobs/{id}",
    "list": {"path": "/jobs", "items": "jobs"},
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "result": "/jobs/{id}/result",
    "job": {
        "id": "id",
        "name": "name",
        "reason": "reason",
        "progress": "progress",
        "finished_at": "ended",
    },
    "state": {
        "path": "status",
        "words": {
            "queued": "queued",
            "running": "running",
            "succeeded": "done",
            "failed": "error",
            "stopped": "stopped",
        },
    },
}
RESULT = b'{"rows": [1, 2, 3]}'
OLD = b"what was there before\n"


def job(status: Any = "done", **more: Any) -> bytes:
    """The record of the job, as an answer."""
    return answer({"id": "7", "status": status, **more})


GOOD: dict[str, Any] = {
    "GET /jobs/7": job(),
    "GET /jobs": answer({"jobs": [{"id": "7", "status": "done"}]}),
    "POST /run": answer({"id": "7"}, 201),
    "POST /jobs/7/stop": answer(None, 204),
    "DELETE /jobs/7": answer(None, 204),
    "GET /jobs/7/result": answer(RESULT, 200, "Content-Type: application/json"),
    "POST /login": answer({"token": "t0ken-of-the-login-1"}),
}
RUN = {"path": "run", "method": "POST", "body": {"a": 1}}
PARAMS: dict[str, Any] = {"request_timeout": 0.5, "request_retries": 1, "token": SECRET}
TIMING = {"wait_timeout": 2.5, "wait_interval": 0.1, "retry_after_max": 0.3}


class Row(NamedTuple):
    """One fault.

    :param verb: of the table of verbs; `script` over `GOOD`, `params` over `PARAMS` (and `TIMING`
        where the verb waits), `definition` over `DEFINITION`.
    :param ends: `ok`, or classes of errors with `|` between them.
    :param says: a regular expression that the sentence holds.
    :param line: a request that is counted: `least` to `most` of it.
    :param state: of the job, or of all of them.
    :param has: keys of the result and their values.
    :param warns: a regular expression that a warning holds.
    :param file: what `dest` holds in the end; None: what was there before.
    :param needs_ansible: what is wrong is found by Ansible itself.
    :param tls: the server's certificate, in tests/unit/wire/tls.
    """

    group: str
    name: str
    verb: str
    script: dict[str, Any]
    ends: str = "ok"
    says: str = ""
    params: dict[str, Any] = {}
    definition: dict[str, Any] = {}
    line: str = ""
    least: int = 0
    most: int = 20
    state: str = ""
    has: dict[str, Any] = {}
    warns: str = ""
    file: bytes | None = None
    tls: str = ""
    client_ca: str = ""
    check_mode: bool = False
    needs_ansible: bool = False


class Target(NamedTuple):
    """The request of a verb that goes wrong."""

    verb: str
    line: str
    params: dict[str, Any]


TARGETS = {
    "look": Target("info", "GET /jobs/7", {"job_id": ["7"]}),
    "list": Target("info", "GET /jobs", {}),
    "wait": Target("wait", "GET /jobs/7", {"job_id": ["7"]}),
    "submit": Target("request", "POST /run", RUN),
    "poll": Target("request", "GET /jobs/7", RUN),
    "result": Target("request", "GET /jobs/7/result", RUN),
    "save": Target("request", "GET /jobs/7/result", {**RUN, "dest": "result"}),
    "stop": Target("stop", "POST /jobs/7/stop", {"job_id": ["7"]}),
    "delete": Target("delete", "DELETE /jobs/7", {"job_id": ["7"], "force": True}),
}
LOOKS = ("look", "list", "wait", "poll", "result", "save")  # requests that only read
WRITES = ("submit", "stop", "delete")


def cross(group: str, name: str, target: str, act: Any, ends: str, **more: Any) -> Row:
    """A fault at the request of a verb."""
    verb, line, params = TARGETS[target]
    script = {line: act, **more.pop("script", {})}
    if target == "stop":
        after = "stopped" if ends == "ok" else "running"
        script.setdefault("GET /jobs/7", [job("running"), job(after)])
    params = {**params, **more.pop("params", {})}
    return Row(group, f"{name}: {target}", verb, script, ends, params=params, line=line, **more)


def then_good(target: str, *acts: Any) -> list[Any]:
    """Acts, and after them what a good server says."""
    return [*acts, GOOD[TARGETS[target].line]]


def pace() -> Iterator[Row]:
    """Retry-After in all forms, where it may stand."""
    forms: dict[str, tuple[str, ...]] = {
        "seconds": ("Retry-After: 1",),
        "zero": ("Retry-After: 0",),
        "negative": ("Retry-After: -5",),
        "a fraction": ("Retry-After: 1.5",),
        "a word": ("Retry-After: soon",),
        "inf": ("Retry-After: inf",),
        "nan": ("Retry-After: nan",),
        "foreign digits": ("Retry-After: \u00b2",),
        "ten years": ("Retry-After: 315360000",),
        "thirty digits": ("Retry-After: " + "9" * 30,),
        "six thousand digits": ("Retry-After: " + "9" * 6000,),
        "two": ("Retry-After: 1", "Retry-After: 86400"),
        "an ISO date": ("Retry-After: 2030-01-01T00:00:00Z",),
        "nothing": ("Retry-After:",),
        "a date": ("Retry-After: " + date_in(60),),
        "a date past": ("Retry-After: " + date_in(-60),),
        "an old date": ("Retry-After: Sunday, 06-Nov-94 08:49:37 GMT",),
        "an asctime date": ("Retry-After: Sun Nov  6 08:49:37 2044",),
        "a clock an hour behind": ("Date: " + date_in(-3600), "Retry-After: " + date_in(-3599)),
        "a clock an hour ahead": ("Date: " + date_in(3600), "Retry-After: " + date_in(3601)),
        "no date": ("Retry-After: Mon, 00 Foo 2030 99:99:99 GMT",),
        "none": (),
    }
    for name, headers in forms.items():
        running = answer(json.loads(LATER), 200, *headers)
        yield cross(
            "pace", f"{name} on a poll", "wait", [running, running, job()], "ok", least=3, most=3
        )
        for status in (429, 503):
            busy = answer({"message": "busy"}, status, *headers)
            yield cross(
                "pace",
                f"{name} on a {status}",
                "wait",
                [busy, busy, job()],
                "ok",
                least=3,
                most=3,
                params={"wait_timeout": 8},
            )
        yield cross(
            "pace",
            f"{name} on the 202",
            "submit",
            answer({"id": "7"}, 202, *headers),
            "ok",
            state="succeeded",
            most=1,
        )
    yield cross(
        "pace", "never done, no hint", "wait", job("running"), "timeout", most=40, state="running"
    )
    yield cross(
        "pace",
        "never done, a zero as hint",
        "wait",
        answer(json.loads(LATER), 200, "Retry-After: 0"),
        "timeout",
        most=40,
    )


def throttling() -> Iterator[Row]:
    """429 and 5xx, for a while and for ever."""
    for status in (408, 425, 429, 500, 502, 503, 504):
        busy = answer({"message": "busy"}, status)
        code = f"HTTP {status}"
        for target in ("look", "list", "result"):
            yield cross(
                "throttling", f"{status} once", target, then_good(target, busy), "ok", most=2
            )
            ends = "rate_limited" if status == 429 else "api"
            yield cross("throttling", f"{status} for ever", target, busy, ends, says=code, most=2)
        yield cross(
            "throttling",
            f"{status} twice",
            "wait",
            [busy, busy, job()],
            "ok",
            params={"wait_timeout": 8},
        )
        yield cross("throttling", f"{status} for ever", "wait", busy, "timeout", says=code, most=8)
        yield cross(
            "throttling",
            f"{status} for ever",
            "poll",
            busy,
            "timeout",
            says=code,
            most=8,
            state="queued",
        )
    for status in (500, 502, 503, 504):
        for target in WRITES:
            says_it = "not known whether" if target == "submit" else f"HTTP {status}"
            yield cross(
                "throttling",
                f"{status} for ever",
                target,
                answer({"message": "busy"}, status),
                "api",
                says=says_it,
                most=1 if target == "submit" else 2,
            )
    for target in WRITES:
        yield cross(
            "throttling",
            "429 once",
            target,
            then_good(target, answer(None, 429, "Retry-After: 0")),
            "ok",
            most=2,
        )
        yield cross(
            "throttling",
            "429 for ever",
            target,
            answer(None, 429, "Retry-After: 1"),
            "rate_limited",
            says="HTTP 429",
            most=20,
        )
    for target in ("look", "wait", "poll", "submit"):
        yield cross(
            "throttling",
            "501",
            target,
            answer({"message": "no such"}, 501),
            "api",
            says="501",
            most=1,
        )


def transport() -> Iterator[Row]:
    """No usable answer: to each request of each verb, once and for ever."""
    for name, act in TRANSPORT.items():
        for target in ("look", "result", "save"):
            yield cross(
                "transport",
                f"{name}, for ever",
                target,
                act,
                "transport|decode",
                most=2,
                params={"request_timeout": 0.3},
            )
        yield cross(
            "transport",
            f"{name}, for ever",
            "wait",
            act,
            "timeout",
            most=8,
            params={"request_timeout": 0.3, "wait_timeout": 1.5},
        )
        yield cross(
            "transport",
            f"{name}, once",
            "wait",
            then_good("wait", act),
            "ok",
            params={"wait_timeout": 8},
        )
        yield cross("transport", f"{name}, once", "list", then_good("list", act), "ok", most=2)
        yield cross(
            "transport", name, "submit", act, "transport|api", says="not known whether", most=1
        )
        for target in ("stop", "delete"):
            yield cross(
                "transport",
                f"{name}, for ever",
                target,
                act,
                "transport|api",
                most=2,
                params={"request_timeout": 0.3},
            )
    for target in (*LOOKS, *WRITES):
        data = GOOD[TARGETS[target].line]
        more = {"file": RESULT} if target == "save" else {}
        yield cross(
            "transport",
            "the connection is closed behind the answer",
            target,
            closes_after(data),
            "ok",
            **more,
        )
    for target in WRITES:
        yield cross(
            "transport",
            "a kept connection is dead",
            target,
            GOOD[TARGETS[target].line],
            "ok",
            most=1,
            script={
                "GET /jobs/7": [
                    closes_after(job("running")),
                    job("stopped" if target == "stop" else "done"),
                ]
            },
        )
    yield Row(
        "transport",
        "nobody listens",
        "info",
        {},
        "transport",
        "refused",
        {"job_id": ["7"], "base_url": "http://127.0.0.1:1"},
    )
    yield Row(
        "transport",
        "no such host",
        "info",
        {},
        "transport",
        "",
        {"job_id": ["7"], "base_url": "http://no-such-host.invalid"},
    )
    yield Row(
        "transport",
        "https to a port that speaks http",
        "info",
        {},
        "transport",
        "",
        {"job_id": ["7"], "base_url": "HTTPS"},
    )


def bodies() -> Iterator[Row]:
    """Bodies that are odd, and bodies that are broken."""
    plain = {"id": "7", "status": "done", "name": "caf\u00e9"}
    text = json.dumps(plain, ensure_ascii=False)
    kind = "Content-Type: application/json"
    odd = {
        "a byte order mark": answer(b"\xef\xbb\xbf" + text.encode(), 200, kind),
        "UTF-16": answer(text.encode("utf-16"), 200, kind),
        "Latin-1 that says so": answer(
            text.encode("latin-1"), 200, "Content-Type: application/json; charset=iso-8859-1"
        ),
        "Latin-1 that does not": answer(text.encode("latin-1"), 200, kind),
        "text/plain": answer(text, 200, "Content-Type: text/plain"),
        "text/html": answer(text, 200, "Content-Type: application/octet-stream"),
        "no type": answer(text),
        "an unknown charset": answer(text, 200, kind + "; charset=rot13"),
        "NaN": answer(
            '{"id": "7", "status": "done", "progress": NaN, "x": [Infinity, -Infinity]}', 200, kind
        ),
        "a huge number": answer('{"id": "7", "status": "done", "progress": 1e999}', 200, kind),
        "5000 digits": answer(
            '{"id": "7", "status": "done", "progress": %s}' % ("9" * 5000), 200, kind
        ),
        "a lone surrogate": answer('{"id": "7", "status": "done", "name": "\\ud800"}', 200, kind),
        "a NUL": answer('{"id": "7", "status": "done", "name": "a\\u0000b"}', 200, kind),
        "a key twice": answer('{"id": "7", "status": "running", "status": "done"}', 200, kind),
        "blanks before it": answer(b" " * 9000 + text.encode(), 200, kind),
        "a number as id": answer('{"id": 7, "status": "done"}', 200, kind),
        "screen control": answer(
            json.dumps({**plain, "name": "\x1b[2J\u202e", "reason": "\x9b2J"}), 200, kind
        ),
        "a template": answer(
            json.dumps({**plain, "name": "{{ lookup('pipe', 'id') }}"}), 200, kind
        ),
        "early hints": b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(plain),
        "chunks": OK
        + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
        % (len(text.encode()), text.encode()),
        "to the end": says(OK + b"\r\n" + text.encode()),
        "half deep": answer(json.dumps({**plain, "x": [[[[[[[[[[]]]]]]]]]]}), 200, kind),
    }
    for name, act in odd.items():
        for target in ("look", "wait"):
            yield cross(
                "bodies",
                name,
                target,
                act,
                "ok",
                state="succeeded",
                params={"raw": True} if target == "look" else {},
            )
    broken = {
        "cut": answer('{"id": "7", "sta', 200, kind),
        "a sign-in page": answer(
            "<!DOCTYPE html><title>Sign in</title>", 200, "Content-Type: text/html"
        ),
        "a page of comments": answer(b"<!---->" * 40, 200, "Content-Type: text/html"),
        "empty": answer(b"", 200, kind),
        "204": answer(None, 204),
        "null": answer("null", 200, kind),
        "a list": answer("[1, 2]", 200, kind),
        "a number": answer("7", 200, kind),
        "a text": answer('"done"', 200, kind),
        "another job": answer({"id": "8", "status": "done"}),
        "no status": answer({"id": "7"}),
        "20,000 levels": answer("[" * 20000, 200, kind),
        "deep and whole": answer('{"a":' * 20000 + "1" + "}" * 20000, 200, kind),
        "a bomb of XML": answer(
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
            200,
            "Content-Type: application/xml",
        ),
        "an entity from outside": answer(
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            200,
            "Content-Type: text/xml",
        ),
        "a DTD from elsewhere": answer(
            '<?xml version="1.0"?><!DOCTYPE a SYSTEM "ELSEWHERE/a.dtd"><a/>',
            200,
            "Content-Type: text/xml",
        ),
        "garbage": answer(bytes(range(256)) * 4, 200, "Content-Type: application/octet-stream"),
        "a body without end": endless(OK + b"\r\n" + b'{"a": "', b"x" * 65536),
        "concatenated": answer('{"id": "7", "status": "done"}{"id": "7"}', 200, kind),
        **bombs(),
    }
    for name, act in broken.items():
        yield cross(
            "bodies",
            name,
            "look",
            act,
            "decode|api|not_found|transport|ok",
            says="",
            state="unknown",
        )
        yield cross(
            "bodies",
            name,
            "wait",
            act,
            "timeout|decode|api|not_found|transport|job_failed",
            params={"wait_timeout": 1.0, "request_timeout": 2.0},
            most=15,
        )
        if name in ("another job", "no status"):
            continue  # a job is named by either
        yield cross(
            "bodies",
            name,
            "submit",
            act,
            "decode|api|transport",
            params={"request_timeout": 2.0},
            most=1,
            state="",
        )


def life_cycle() -> Iterator[Row]:
    """Words, vanished jobs, races, ids."""
    for name, word in {
        "an unknown word": "pondering",
        "null": None,
        "a number": 42,
        "true": True,
        "a list": ["done"],
        "an object": {"a": 1},
        "an empty text": "",
        "a percentage": "100%",
        "a sentence": "not done",
    }.items():
        yield cross(
            "life cycle", f"{name} as status", "look", job(word), "ok", state="unknown|succeeded"
        )
        yield cross(
            "life cycle",
            f"{name} as status",
            "wait",
            job(word),
            "timeout|ok",
            params={"wait_timeout": 0.6},
        )
    for word in ("DONE", "Done", " done "):
        yield cross("life cycle", f"{word!r} as status", "wait", job(word), "ok", state="succeeded")
    yield cross(
        "life cycle",
        "failed, and why",
        "wait",
        job("error", reason="disk full"),
        "job_failed",
        says="disk full",
        state="failed",
    )
    yield cross(
        "life cycle",
        "404 at first",
        "poll",
        [answer(None, 404), job()],
        "ok",
        state="succeeded",
        params={"wait_timeout": 8},
    )
    yield cross(
        "life cycle",
        "404 later",
        "wait",
        [job("running"), answer(None, 404)],
        "job_failed|not_found",
        state="lost",
        params={"wait_timeout": 8},
    )
    yield cross(
        "life cycle",
        "410",
        "wait",
        [job("running"), answer(None, 410)],
        "job_failed|not_found",
        state="lost",
        params={"wait_timeout": 8},
    )
    yield cross(
        "life cycle", "never there", "look", answer(None, 404), "ok", has={"missing": ["7"]}
    )
    yield cross("life cycle", "never there", "wait", answer(None, 404), "not_found", most=3)
    yield cross(
        "life cycle",
        "done without a result",
        "result",
        answer(None, 404),
        "not_found|api",
        says="7",
        state="succeeded",
    )
    yield cross("life cycle", "an empty result", "result", answer(b"", 200), "ok|decode|api")
    ended = {"GET /jobs/7": job("done")}
    yield cross(
        "life cycle",
        "finished before",
        "stop",
        answer(None, 204),
        "ok",
        script=ended,
        has={"changed": False, "stopped": []},
        most=0,
    )
    yield cross(
        "life cycle",
        "a race, 409",
        "stop",
        answer({"message": "already ended"}, 409),
        "ok|conflict",
        script={"GET /jobs/7": [job("running"), job("done")]},
        has={"changed": False},
    )
    yield cross(
        "life cycle",
        "absent",
        "stop",
        answer(None, 404),
        "not_found",
        script={"GET /jobs/7": answer(None, 404)},
        has={"changed": False},
        most=0,
    )
    yield cross(
        "life cycle",
        "ignored",
        "stop",
        answer(None, 204),
        "timeout",
        script={"GET /jobs/7": job("running")},
        params={"wait": True, "wait_timeout": 1.0},
        has={"stopped": []},
    )
    yield cross(
        "life cycle",
        "absent",
        "delete",
        answer(None, 404),
        "ok",
        script={"GET /jobs/7": answer(None, 404)},
        has={"changed": False, "deleted": []},
    )
    yield cross(
        "life cycle",
        "gone meanwhile",
        "delete",
        answer(None, 404),
        "ok",
        has={"deleted": []},
        script={"GET /jobs/7": [job(), answer(None, 404)]},
    )
    yield cross(
        "life cycle",
        "active, not forced",
        "delete",
        answer(None, 204),
        "conflict|job_failed|api",
        script={"GET /jobs/7": job("running")},
        params={"force": False},
        most=0,
    )
    yield cross(
        "life cycle",
        "409",
        "delete",
        answer({"message": "in use"}, 409),
        "conflict",
        says="in use",
        has={"deleted": []},
    )
    for name, asked, ends in (
        ("a slash", "a/b", "ok"),
        ("a query", "7?x=1", "ok"),
        ("a fragment", "7#x", "ok"),
        ("a percent", "7%2f8", "ok"),
        ("a blank", "7 8", "ok"),
        ("unicode", "\u00fc\u4e16", "ok"),
        ("two dots", "..", "config"),
        ("dots inside", "7/../8", "config"),
        ("encoded dots", "%2e%2e", "config"),
        ("a line break", "7\n8", "config"),
        ("nothing", "", "config"),
        ("a blank only", " ", "config"),
        ("an option", "--all", "ok"),
        ("another origin", "ELSEWHERE/jobs/7", "config"),
        ("600 characters", "7" * 600, "config"),
    ):
        yield Row(
            "life cycle",
            f"{name} in an id",
            "info",
            {},
            ends,
            params={"job_id": [asked]},
            line="GET /jobs/7",
            most=0,
        )


def authentication() -> Iterator[Row]:
    """401 and 403, logins that fail."""
    no, nobody = answer({"message": "who are you"}, 401), answer({"message": "not for you"}, 403)
    for target in ("look", "wait", "submit", "stop", "delete"):
        yield cross("authentication", "401 with a token", target, no, "auth", says="401", most=1)
        yield cross("authentication", "403", target, nobody, "auth", says="403", most=1)
    for offer in ("Digest realm=x, nonce=y", "Negotiate", "NTLM", "Basic realm=x"):
        yield cross(
            "authentication",
            f"the offer {offer.split()[0]}",
            "look",
            answer(None, 401, "WWW-Authenticate: " + offer),
            "auth",
            most=1,
        )
    login = {
        "auth": {
            "type": "login",
            "request": {
                "method": "POST",
                "path": "/login",
                "body": {"user": "{username}", "password": "{password}"},
            },
            "token": "token",
            "headers": {"X-Session": "{saved.token}"},
        }
    }
    given: dict[str, Any] = {"token": None, "username": "someone", "password": SECRET}
    yield cross(
        "authentication",
        "a session that ends",
        "wait",
        [job("running"), no, job()],
        "ok",
        definition=login,
        params=given,
        most=3,
    )
    yield cross(
        "authentication",
        "401 for ever after logins",
        "wait",
        no,
        "auth",
        definition=login,
        params=given,
        most=3,
    )
    failing = {
        "refused": answer({"message": "wrong"}, 401),
        "busy": answer(None, 503),
        "a page": answer("<html><title>Sign in</title>", 200, "Content-Type: text/html"),
        "no token": answer({}),
        "an empty token": answer({"token": ""}),
        "a token with a line break": answer({"token": "a\r\nX-Injected: 1"}),
        "a token that is a list": answer({"token": ["a"]}),
        "a bare token": answer("t0ken-of-the-login-1", 200, "Content-Type: text/plain"),
        "reset": reset,
        "closed": closed,
        "redirected": answer(None, 302, "Location: ELSEWHERE/login"),
        "drips": drips(OK),
    }
    for name, act in failing.items():
        yield cross(
            "authentication",
            f"the login: {name}",
            "look",
            GOOD["GET /jobs/7"],
            "auth|api|decode|transport",
            definition=login,
            params=given,
            script={"POST /login": act},
            most=0,
        )
    for name in ("token", "headers"):
        value: Any = SECRET + "\r\nX-Injected: 1"
        yield Row(
            "authentication",
            f"a line break in {name}",
            "info",
            {},
            "config",
            params={"job_id": ["7"], name: value if name == "token" else {"X-A": value}},
        )


def leaks() -> Iterator[Row]:
    """Where servers point to, and what they echo."""
    places = {
        "another host": "ELSEWHERE/jobs/7",
        "without a scheme": "//elsewhere.invalid/jobs/7",
        "user info": "BASE@elsewhere.invalid/jobs/7",
        "https": "https://HOST/jobs/7",
        "a file": "file:///etc/passwd",
        "ftp": "ftp://elsewhere.invalid/jobs/7",
        "a script": "javascript:alert(1)",
        "link-local": "http://169.254.169.254/latest/meta-data/",
        "a broken bracket": "http://[::1/jobs/7",
        "backslashes": "\\\\elsewhere.invalid\\jobs",
        "encoded dots": "/jobs/%2e%2e/admin",
        "port 0": "http://127.0.0.1:0/jobs/7",
        "a port too large": "http://127.0.0.1:99999/jobs/7",
        "another loopback": "http://127.0.0.2:9/jobs/7",
        "signed": "ELSEWHERE/x?sig=" + SECRET,
    }
    for name, place in places.items():
        moved = answer(None, 302, "Location: " + place)
        refusal = "not followed|refused|not the server"
        yield cross("leaks", f"redirected to {name}", "look", moved, "api", says=refusal, most=1)
        yield cross(
            "leaks",
            f"{name} as Location",
            "submit",
            answer(None, 202, "Location: " + place),
            "api",
            says=refusal,
            most=1,
        )
        yield Row(
            "leaks",
            f"{name} as next page",
            "info",
            {"GET /jobs": answer({"jobs": [{"id": "7", "status": "done"}], "next": place})},
            "api",
            refusal,
            definition={
                "list": {"path": "/jobs", "items": "jobs", "page": {"type": "link", "next": "next"}}
            },
        )
    for status in (301, 302, 303, 307, 308):
        for target in WRITES:
            yield cross(
                "leaks",
                f"redirected with {status}",
                target,
                answer(None, status, "Location: /elsewhere"),
                "ok|api|not_found|timeout|job_failed",
                most=1,
            )
    echoes = {
        "the token": SECRET,
        "its header": "Authorization: Bearer " + SECRET,
        "its base64": "czNjcmV0LXRva2VuL3dpdGgrc2lnbnM9PQ==",
        "it quoted": "s3cret-token%2Fwith%2Bsigns%3D%3D",
        "it in tags": f"<b>{SECRET}</b>",
        "it at a cut": "x" * 180 + SECRET,
        "it as a key": SECRET,
        "it escaped": "s3cret-token\\/with+signs==",
    }
    for name, said in echoes.items():
        for target in ("look", "wait", "submit", "stop", "delete"):
            yield cross(
                "leaks",
                f"an error echoes {name}",
                target,
                answer({"message": said, said: [said]}, 400),
                "api",
                says="400",
                most=1,
            )
        yield cross(
            "leaks",
            f"a record echoes {name}",
            "look",
            answer({"id": "7", "status": "error", "name": said, "reason": said, said: said}),
            "ok",
            params={"raw": True},
        )
        yield cross("leaks", f"a result echoes {name}", "result", answer({said: [said]}), "ok")
        yield cross(
            "leaks",
            f"a header echoes {name}",
            "look",
            answer({"message": "no"}, 400, "X-Request-Id: " + said.replace("\n", " ")),
            "api",
        )


def tls() -> Iterator[Row]:
    """Certificates."""
    one = {"job_id": ["7"]}
    ca = {**one, "ca_path": "CA"}
    yield Row("TLS", "a good certificate", "info", {}, "ok", params=ca, tls="server.pem")
    yield Row(
        "TLS",
        "an unknown CA",
        "info",
        {},
        "transport",
        "certificate",
        one,
        tls="server.pem",
        line="GET /jobs/7",
        most=0,
    )
    yield Row(
        "TLS",
        "another name",
        "info",
        {},
        "transport",
        "certificate|name",
        ca,
        tls="elsewhere.pem",
        line="GET /jobs/7",
        most=0,
    )
    yield Row(
        "TLS",
        "expired",
        "info",
        {},
        "transport",
        "expired|certificate",
        ca,
        tls="expired.pem",
        line="GET /jobs/7",
        most=0,
    )
    yield Row(
        "TLS",
        "signed by a stranger",
        "info",
        {},
        "transport",
        "certificate",
        {**one, "ca_path": "STRANGER"},
        tls="server.pem",
        line="GET /jobs/7",
        most=0,
    )
    yield Row(
        "TLS",
        "not checked, and says so",
        "info",
        {},
        "ok",
        params={**one, "validate_certs": False},
        tls="server.pem",
        warns="validate_certs",
    )
    yield Row(
        "TLS",
        "a ca_path that is not there",
        "info",
        {},
        "config",
        "ca_path",
        {**one, "ca_path": "/nowhere/ca.pem"},
        tls="server.pem",
        line="GET /jobs/7",
        most=0,
    )
    yield Row(
        "TLS",
        "a client certificate is missing",
        "info",
        {},
        "transport|api",
        "",
        ca,
        tls="server.pem",
        client_ca="ca.pem",
        line="GET /jobs/7",
        most=0,
    )
    yield Row(
        "TLS",
        "a client certificate",
        "info",
        {},
        "ok",
        params={**ca, "client_cert": "CLIENT"},
        tls="server.pem",
        client_ca="ca.pem",
    )
    yield Row(
        "TLS",
        "a submit to an unknown CA",
        "request",
        {},
        "transport",
        "certificate",
        RUN,
        tls="server.pem",
        line="POST /run",
        most=0,
    )
    yield Row(
        "TLS",
        "http to a port that speaks https",
        "info",
        {},
        "transport",
        "",
        {**one, "base_url": "HTTP"},
        tls="server.pem",
    )


def lists() -> Iterator[Row]:
    """Pages."""
    page = {"list": {"path": "/jobs", "items": "jobs", "page": {"type": "link", "next": "next"}}}
    offset = {
        "list": {
            "path": "/jobs",
            "items": "jobs",
            "page": {"type": "offset", "offset": "start", "limit": "size", "size": 2},
        }
    }

    def jobs(*ids: int, **more: Any) -> bytes:
        return answer({"jobs": [{"id": str(one), "status": "done"} for one in ids], **more})

    yield Row(
        "lists",
        "two pages",
        "info",
        {"GET /jobs": jobs(1, 2, next="/jobs?p=2"), "GET /jobs?p=2": jobs(3)},
        definition=page,
        has={"count": 3, "complete": True},
    )
    yield Row(
        "lists",
        "a page that is its own next",
        "info",
        {"GET /jobs": jobs(1, next="/jobs")},
        "api|ok",
        "",
        definition=page,
        line="GET /jobs",
        most=3,
    )
    yield Row(
        "lists",
        "pages in a circle",
        "info",
        {
            "GET /jobs": jobs(1, next="/jobs?p=2"),
            "GET /jobs?p=2": jobs(2, next="/jobs?p=1"),
            "GET /jobs?p=1": jobs(1, next="/jobs?p=2"),
        },
        "api|ok",
        definition=page,
        line="GET /jobs",
        most=5,
    )
    yield Row(
        "lists",
        "an error on page 2",
        "info",
        {"GET /jobs": jobs(1, next="/jobs?p=2"), "GET /jobs?p=2": answer({"message": "no"}, 500)},
        "api",
        "500",
        definition=page,
    )
    yield Row(
        "lists",
        "page 2 is cut",
        "info",
        {
            "GET /jobs": jobs(1, next="/jobs?p=2"),
            "GET /jobs?p=2": says(OK + b"Content-Length: 500\r\n\r\n{"),
        },
        "transport",
        "",
        definition=page,
    )
    yield Row(
        "lists",
        "page 2 is a page",
        "info",
        {
            "GET /jobs": jobs(1, next="/jobs?p=2"),
            "GET /jobs?p=2": answer("<html>", 200, "Content-Type: text/html"),
        },
        "decode",
        "",
        definition=page,
    )
    yield Row(
        "lists",
        "overlapping pages",
        "info",
        {"GET /jobs": jobs(1, 2, next="/jobs?p=2"), "GET /jobs?p=2": jobs(2, 3)},
        definition=page,
        has={"count": 3},
    )
    yield Row(
        "lists",
        "the offset is ignored",
        "info",
        {"GET /jobs": jobs(1, 2)},
        "api|ok",
        definition=offset,
        line="GET /jobs",
        most=4,
    )
    yield Row(
        "lists",
        "no list",
        "info",
        {"GET /jobs": answer({"jobs": None})},
        "decode|api|ok",
        has={"jobs": []},
    )
    yield Row(
        "lists",
        "a list of numbers",
        "info",
        {"GET /jobs": answer({"jobs": [1, 2]})},
        "decode|api|ok",
    )
    yield Row(
        "lists",
        "records without ids",
        "info",
        {"GET /jobs": answer({"jobs": [{"status": "done"}, {"id": "7", "status": "done"}]})},
        "ok|api|decode",
    )
    yield Row(
        "lists",
        "another key",
        "info",
        {"GET /jobs": answer({"items": []})},
        "decode|api|ok",
        has={"jobs": []},
    )
    yield Row(
        "lists",
        "20,000 jobs",
        "info",
        {"GET /jobs": jobs(*range(20000))},
        params={"summary_only": True, "request_timeout": 20},
        has={"count": 20000, "jobs": []},
    )


def downloads() -> Iterator[Row]:
    """Results that are saved."""
    big = b"0123456789ab" * 25_000
    head = OK + b'ETag: "a"\r\nAccept-Ranges: bytes\r\nContent-Length: 300000\r\n\r\n'
    rest = (
        b'HTTP/1.1 206 Partial Content\r\nETag: "a"\r\nContent-Range: bytes 100000-299999/300000\r\nContent-Length: 200000\r\n\r\n'
        + big[100_000:]
    )
    line = "GET /jobs/7/result"
    yield cross("downloads", "whole", "save", answer(big, 200), "ok", file=big)
    yield cross(
        "downloads",
        "cut, then whole",
        "save",
        [says(head + big[:100_000]), answer(big, 200, 'ETag: "a"')],
        "ok",
        file=big,
    )
    yield cross(
        "downloads",
        "cut, then the rest",
        "save",
        [says(head + big[:100_000]), rest, answer(big, 200)],
        "ok",
        file=big,
        params={"request_retries": 3},
    )
    yield cross("downloads", "always cut", "save", says(head + big[:100_000]), "transport", most=2)
    yield cross("downloads", "empty", "save", answer(b"", 200), "ok|api|decode")
    yield cross(
        "downloads",
        "a name that leads out",
        "save",
        answer(RESULT, 200, "Content-Disposition: attachment; filename=../../evil"),
        "ok",
        file=RESULT,
    )
    yield cross(
        "downloads",
        "larger than max_size",
        "save",
        answer(big, 200),
        "decode|api",
        says="max_size",
        params={"max_size": "100k"},
    )
    yield cross(
        "downloads",
        "without end, with max_size",
        "save",
        endless(OK + b"\r\n", b"x" * 65536),
        "decode|api",
        says="max_size",
        params={"max_size": "1m", "request_timeout": 5},
    )
    yield cross(
        "downloads",
        "dest is in no folder",
        "save",
        answer(RESULT),
        "config",
        says="dest",
        params={"dest": "nowhere/result"},
        most=0,
    )
    yield cross(
        "downloads",
        "dest is a device",
        "save",
        answer(RESULT),
        "config",
        says="dest",
        params={"dest": "/dev/null"},
        most=0,
    )
    yield cross(
        "downloads",
        "a name too long",
        "save",
        answer(RESULT),
        "config",
        says="dest",
        params={"dest": "x" * 300},
        most=0,
    )
    yield cross(
        "downloads", "the same again", "save", answer(OLD), "ok", file=OLD, has={"changed": True}
    )
    yield Row(
        "downloads",
        "an answer that is the result",
        "request",
        {"GET /report": answer(big, 200)},
        "ok",
        params={"path": "report", "method": "GET", "dest": "result"},
        file=big,
    )
    yield Row(
        "downloads",
        "such an answer, cut",
        "request",
        {"GET /report": says(head + big[:100_000])},
        "transport",
        params={"path": "report", "method": "GET", "dest": "result"},
    )
    yield cross(
        "downloads",
        "deleted before it was safe",
        "save",
        says(head + big[:100_000]),
        "transport",
        params={"delete_after": "success"},
        script={"DELETE /jobs/7": reset},
    )
    yield cross(
        "downloads",
        "a page instead",
        "save",
        answer("<html><title>Sign in</title>", 200, "Content-Type: text/html"),
        "ok|decode|api",
        file=None,
    )
    assert line


def runtime() -> Iterator[Row]:
    """What Ansible adds: check mode, options that are none, no_log by name."""
    for target in TARGETS:
        verb, line, params = TARGETS[target]
        name = f"check mode: {target}"
        script = {"GET /jobs/7": job("running")} if target == "stop" else {}
        yield Row(
            "Ansible",
            name,
            verb,
            script,
            "ok",
            params=params,
            line=line if target in WRITES else "POST /run",
            most=0,
            check_mode=True,
        )
    yield Row(
        "Ansible",
        "an option that does not exist",
        "info",
        {},
        "config",
        "nsupported",
        {"job_id": ["7"], "pasword": SECRET},
        needs_ansible=True,
    )
    yield Row(
        "Ansible",
        "a number that is none",
        "wait",
        {},
        "config",
        "wait_timeout",
        {"job_id": ["7"], "wait_timeout": "soon"},
        needs_ansible=True,
    )
    yield Row(
        "Ansible", "an id that is a list", "info", {}, "config", "job_id", {"job_id": [["7"]]}
    )
    yield Row("Ansible", "no id", "wait", {}, "config", "job_id", {})
    yield Row(
        "Ansible",
        "a definition that is wrong",
        "info",
        {},
        "config",
        "get",
        {"job_id": ["7"]},
        {"get": {"pth": "/jobs/{id}"}},
    )
    yield Row(
        "Ansible",
        "a URL that is none",
        "info",
        {},
        "config",
        "base_url",
        {"job_id": ["7"], "base_url": "not a url"},
    )
    yield Row(
        "Ansible",
        "a password in the URL",
        "info",
        {},
        "config",
        "base_url",
        {"job_id": ["7"], "base_url": f"http://u:{SECRET.replace('/', '%2F')}@127.0.0.1:1"},
    )
    yield Row(
        "Ansible",
        "a template from the server",
        "info",
        {"GET /jobs/7": job("done", name="{{ 7 * 7 }}")},
        "ok",
        params={"job_id": ["7"]},
    )
    yield Row(
        "Ansible",
        "five wrong jobs of ten",
        "wait",
        {
            f"GET /jobs/{n}": answer({"id": str(n), "status": "done" if n % 2 else "error"})
            for n in range(10)
        },
        "job_failed",
        params={"job_id": [str(n) for n in range(10)]},
        has={"summary": {"failed": 5, "succeeded": 5}},
    )
    yield Row(
        "Ansible",
        "two hundred jobs at the deadline",
        "wait",
        {f"GET /jobs/{n}": answer({"id": str(n), "status": "running"}) for n in range(200)},
        "ok",
        params={
            "job_id": [str(n) for n in range(200)],
            "wait_timeout": 1.5,
            "on_timeout": "return",
            "request_timeout": 5,
        },
        definition={"list": None},
        has={"timed_out": True},
    )


GROUPS = (
    pace,
    throttling,
    transport,
    bodies,
    life_cycle,
    authentication,
    leaks,
    tls,
    lists,
    downloads,
    runtime,
)


@functools.cache
def rows() -> list[Row]:
    """All of them."""
    return [row for group in GROUPS for row in group()]
