# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three job APIs that do not exist, each with odd habits, by definitions that were written from the pages alone: what
stumbled there was mended in the pages, or here is what it took."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

# A kiln: numbers for states, a ticket with its site in it, errors inside of a 200, pages from zero with "more",
# entries that are no jobs, a pace in ms that counts on refusals only.

KILN = r"""
auth: {type: header, headers: {X-Potter: "{username}:{token}"}}
base: /kiln/v3
parts: "^(?P<no>K-[0-9]+)[|](?P<site>[a-z]+)$"
submit: {method: POST, path: /firings, add: {dry: false}, reference: ticket}
get: {path: "/{part.site}/firings", query: {ticket: "{part.no}"}, record: "data.firings[0]"}
list:
  path: /firings
  items: {path: "data.entries[]", when: {path: kind, equals: firing}}
  page: {type: number, number: p, first: 0, limit: "", next: more}
filters: {site: {type: list, repeat: true}}
stop: {method: PUT, path: "/{part.site}/firings/{part.no}", body: {want: cold}, already_ended: {path: fault.no, equals: 12}}
state:
  path: stage
  rules:
    - {when: [{path: stage, equals: 2}, {path: at < goal}], state: partial, reason: cooled before it was hot}
  words: {queued: "0", running: "1", succeeded: "2", failed: "9", stopped: "5"}
job:
  id: "join('|', [no, site])"
  progress: {done: at, total: goal}
  reason: {path: crack.where, when: {path: stage, equals: 9}}
  started_at: {path: lit, type: epoch_ms}
poll_after: [{path: fault.in_ms, type: ms, when: {path: fault.no, equals: 7}}]
error:
  message: fault.text
  rules:
    - {when: {path: fault.no, equals: 41}, is: not_found}
    - {when: {path: fault.no, equals: 7}, is: rate_limited}
    - {when: {path: fault.no, exists: true}, is: api}
"""


def firing(stage: int, **more: Any) -> dict[str, Any]:
    """A record of the kiln."""
    return {
        "no": "K-17",
        "site": "east",
        "stage": stage,
        "at": 600,
        "goal": 1200,
        "lit": 1700000000000,
        **more,
    }


def fault(number: int, text: str, **more: Any) -> dict[str, Any]:
    """How the kiln says no, in a 200."""
    return {"ok": False, "fault": {"no": number, "text": text, **more}}


def one(record: Any) -> dict[str, Any]:
    """A look-up's answer."""
    return {"ok": True, "data": {"firings": [record]}}


LOOK = "GET /kiln/v3/east/firings?ticket=K-17"


def potter(acme: Any, script: dict[str, Any]) -> Any:
    """Somebody with the definition of the kiln."""
    person = acme(script)
    person.definition = {"name": "acme", **yaml.safe_load(KILN)}
    return person


CREDENTIALS = {"username": "ada", "token": "clay-4711"}


def test_a_firing(acme: Any) -> None:
    looks = [one(firing(0)), fault(7, "busy", in_ms=2500), one(firing(1)), one(firing(2, at=1250))]
    script = {"POST /kiln/v3/firings": {"ok": True, "ticket": "K-17|east"}, LOOK: looks}
    person = potter(acme, script)
    job = person.ok("request", method="POST", body={"glaze": "blue"}, **CREDENTIALS)["job"]
    assert (job["id"], job["state"], job["progress"]) == ("K-17|east", "succeeded", 100.0)
    assert job["started_at"] == "2023-11-14T22:13:20Z" and 2.5 in person.sleeps
    assert person.fake.log[0].json == {"glaze": "blue", "dry": False}
    assert person.fake.log[0].headers["X-Potter"] == "ada:clay-4711"


@pytest.mark.parametrize(
    ("record", "state", "reason"),
    [
        (firing(2), "partial", "cooled before it was hot"),
        (firing(9, crack={"where": "the lid"}), "failed", "the lid"),
        (firing(1, crack={"where": "the lid"}), "running", None),
        (firing(5), "stopped", None),
    ],
)
def test_how_a_firing_ends(acme: Any, record: Any, state: str, reason: str | None) -> None:
    job = potter(acme, {LOOK: one(record)}).job("K-17|east", **CREDENTIALS)
    assert (job["state"], job["reason"]) == (state, reason)


def test_the_firings(acme: Any) -> None:
    def serve(sent: Any) -> Any:
        page = int(sent.query.get("p", 0))  # of one that names the next, the first has no number
        entries = [firing(1, no=f"K-{page}", kind="firing"), {"kind": "upkeep", "stage": 9}]
        return {"ok": True, "data": {"entries": entries}, "more": page < 2}

    person = potter(acme, {"GET /kiln/v3/firings": serve})
    ids = [job["id"] for job in person.listed(filters={"site": ["east", "west"]}, **CREDENTIALS)]
    assert ids == ["K-0|east", "K-1|east", "K-2|east"] and len(person.fake.log) == 3
    assert "site=east&site=west" in person.fake.lines[0]


def test_what_the_kiln_refuses(acme: Any) -> None:
    stop = "PUT /kiln/v3/east/firings/K-17"
    script = {LOOK: [one(firing(1)), one(firing(5))], stop: fault(12, "it is cold")}
    assert potter(acme, script).ok("stop", job_id=["K-17|east"], **CREDENTIALS)["stopped"] == []
    person = potter(acme, {LOOK: fault(41, "no such ticket")})
    assert person.ok("info", job_id=["K-17|east"], **CREDENTIALS)["missing"] == ["K-17|east"]
    assert person.ok("info", job_id=["nonsense"], **CREDENTIALS)["missing"] == ["nonsense"]
    refused = potter(acme, {"POST /kiln/v3/firings": fault(3, "no clay")})
    assert (
        "no clay" in refused.fails("request", "api", method="POST", body={}, **CREDENTIALS)["msg"]
    )


# A tide gauge: XML, a login of two calls, a form for a submit, an inner host in the Location, children that are
# counted, a text in the log that tells how it went, a result in lines behind a call that prepares it.

TIDE = r"""
headers: {Accept: application/xml}
auth:
  type: login
  request:
    - method: POST
      path: /enter
      body_format: form
      body: {who: "{username}", word: "{password}"}
      ok: [302]
      save: {sid: {header: Set-Cookie, pattern: "TIDE=([^;]+)"}}
    - {path: /enter/token, headers: {Cookie: "TIDE={saved.sid}"}}
  token: ""
  headers: {Cookie: "TIDE={saved.sid}", X-Tide: "{saved.token}"}
submit:
  method: POST
  path: /gauges/runs
  body_format: form
  accepted: {http_status: 303}
  ok: [303]
  reference: {header: Location, rebase: true}
get: {path: "/runs/{id}", detail: {path: "/runs/{id}/log", when: {path: phase, equals: ENDED}}}
list: {path: /runs, items: "run[]"}
state:
  path: phase
  rules:
    - {when: [{path: phase, equals: ENDED}, {path: "length(step[?error])", in: [1, 2]}], state: partial, reason: some steps failed}
    - {when: [{path: phase, equals: ENDED}, {path: "ends_with(detail, 'LOW WATER')"}], state: failed, reason: low water}
    - {when: [{path: phase, equals: ENDED}, {path: detail, matches: "^all marks read"}], state: succeeded}
    - {when: {path: phase, equals: ENDED}, state: partial, reason: it does not tell how it ended}
  words: {queued: WAITING, running: AT_WORK}
job: {id: "no", progress: {done: "length(step[?done=='yes'])", total: "length(step[])"}}
result:
  before: {method: POST, path: "/runs/{id}/marks", save: {file: file}}
  path: "/files/{saved.file:path}"
  answer_format: ndjson
  not_ready: {http_status: 404}
delete: {method: DELETE, path: "/runs/{id}", before: {path: /stamp, save: {stamp: stamp}}, headers: {X-Stamp: "{saved.stamp}"}}
error: {message: "", rules: [{when: {http_status: 409, path: busy}, is: rate_limited}]}
"""


def run(phase: str, steps: str = "<step done='yes'/><step/>") -> str:
    """A run in XML."""
    return f"<t:run xmlns:t='urn:t'><no>7</no><phase>{phase}</phase>{steps}</t:run>"


def gauge(acme: Any, say: Any, **script: Any) -> Any:
    """Somebody with the definition of the gauge, whose login works."""
    xml = {"Content_Type": "application/xml"}

    def told(body: Any) -> Any:
        is_xml = isinstance(body, str) and body.startswith("<")
        return say(body, **xml) if is_xml else body

    answers = {
        "POST /enter": say(None, 302, Set_Cookie="TIDE=cookie-4711; Path=/", Location="/home"),
        "GET /enter/token": say("token-4711", Content_Type="text/plain"),
    }
    for line, answer in script.items():
        answers[line] = [told(one) for one in answer] if isinstance(answer, list) else told(answer)
    person = acme(answers)
    person.definition = {"name": "acme", **yaml.safe_load(TIDE)}
    return person


KEYS = {"username": "ada", "password": "moon-4711"}


def test_a_tide(acme: Any, say: Any) -> None:
    lines = '{"mark": 1}\n{"mark": 2}\n'
    script: dict[str, Any] = {
        "POST /gauges/runs": say(None, 303, Location="http://inner.tide.example:81/runs/7"),
        "GET /runs/7": [run("WAITING", ""), run("AT_WORK"), run("ENDED")],
        "GET /runs/7/log": say("all marks read\nHIGH WATER", Content_Type="text/plain"),
        "POST /runs/7/marks": "<f><file>d/7.txt</file></f>",
        "GET /files/d/7.txt": [say(None, 404), say(lines, Content_Type="text/plain")],
    }
    person = gauge(acme, say, **script)
    found = person.ok("request", method="POST", body={"sea": "north"}, **KEYS)
    assert (found["job"]["id"], found["job"]["state"]) == ("7", "succeeded")
    assert found["result"] == [{"mark": 1}, {"mark": 2}] and "4711" not in str(found)
    submitted = next(sent for sent in person.fake.log if sent.line == "POST /gauges/runs")
    assert submitted.body == "sea=north" and submitted.headers["X-Tide"] == "token-4711"


@pytest.mark.parametrize(
    ("record", "log", "state", "progress"),
    [
        (run("AT_WORK"), None, "running", 50.0),
        (run("AT_WORK", "<step done='yes'/>"), None, "running", 100.0),
        (run("ENDED"), "all marks read", "succeeded", 50.0),
        (run("ENDED"), "all marks read but LOW WATER", "failed", 50.0),
        (run("ENDED"), "", "partial", 50.0),
        (run("ENDED", "<step done='yes'/><step><error>x</error></step>"), "all marks read", "partial", 50.0),
    ],
)  # fmt: skip
def test_how_a_tide_ends(
    acme: Any, say: Any, record: str, log: str | None, state: str, progress: float
) -> None:
    script: dict[str, Any] = {"GET /runs/7": record}
    if log is not None:
        script["GET /runs/7/log"] = say(log, Content_Type="text/plain")
    job = gauge(acme, say, **script).job("7", **KEYS)
    assert (job["state"], job["progress"]) == (state, progress)


def test_the_tides(acme: Any, say: Any) -> None:
    both = f"<runs>{run('AT_WORK')}{run('WAITING').replace('<no>7', '<no>8')}</runs>".replace(
        "t:run", "run"
    )
    for body, ids in (
        (both, ["7", "8"]),
        ("<runs><run><no>9</no></run></runs>", ["9"]),
        ("<runs/>", []),
    ):
        person = gauge(acme, say, **{"GET /runs": body.replace(" xmlns:t='urn:t'", "")})
        assert [job["id"] for job in person.listed(**KEYS)] == ids


def test_what_the_gauge_refuses(acme: Any, say: Any) -> None:
    deleted = gauge(
        acme, say,
        **{"GET /runs/7": run("ENDED"), "GET /runs/7/log": say("", Content_Type="text/plain"),
           "GET /stamp": "<s><stamp>s-1</stamp></s>", "DELETE /runs/7": 204},
    )  # fmt: skip
    assert deleted.ok("delete", job_id=["7"], **KEYS)["deleted"] == ["7"]
    assert deleted.fake.log[-1].headers["X-Stamp"] == "s-1"
    plain = gauge(
        acme, say, **{"GET /runs/7": say("the moon is new", 400, Content_Type="text/plain")}
    )
    assert plain.fails("info", "api", job_id=["7"], **KEYS)["msg"].endswith("the moon is new")


# A post office: a dispatch that names no job, a look-up that is a history in no order, hints as a moment in ms, a
# list whose items lack nearly everything, NDJSON for messages, deletes that say in a 200 that there is nothing.

POST = r"""
auth: {type: query, query: {stamp: "{token}"}}
submit:
  method: POST
  path: /letters/send
  body: {to: "{body.to}", text: "{body.text}", reply: "{body.reply}"}
  accepted: {http_status: 204}
  find: {match: [{path: to, equals: "{body.to}"}]}
get: {path: "/letters/{id}/history", record: "{history: @}"}
list: {path: /letters, items: {path: "", key_to: letter}, expand: true}
messages: {path: "/letters/{id}/notes", answer_format: ndjson, text: note, level: tone, levels: {sad: error}}
result: {path: "/letters/{id}/answers", items: "answers[]", page: {type: offset, offset: from, size: 2, short_is_last: true},
         absent: {http_status: 410}}
delete: {method: POST, path: "/letters/{id}/burn"}
state:
  path: "max_by(history, &seq).what"
  words: {queued: written, running: [carried, sorted], succeeded: read, failed: lost, stopped: recalled}
job:
  id: "history[0].letter || letter"
  submitted_at: {path: ["min_by(history, &seq).at", at], type: epoch_s}
  finished_at: {path: "max_by(history, &seq).at", type: epoch_s}
  reason: "max_by(history, &seq).why"
poll_after:
  - {header: X-Open-At, type: epoch_ms, when: {http_status: [429, 503]}}
error:
  message: sorry
  rules:
    - {when: [{request: delete}, {path: burnt, equals: false}], is: not_found}
    - {when: [{request: get}, {http_status: 500}], is: not_found}
"""


def event(seq: int, what: str, **more: Any) -> dict[str, Any]:
    """One line of a letter's history."""
    return {"letter": "L-7", "seq": seq, "what": what, "at": 1700000000 + seq, **more}


def writer(acme: Any, **script: Any) -> Any:
    """Somebody with the definition of the post office."""
    person = acme(script)
    person.definition = {"name": "acme", **yaml.safe_load(POST)}
    return person


STAMP = {"token": "penny-4711"}
HISTORY = "GET /letters/L-7/history"


def test_a_history_in_no_order(acme: Any, say: Any) -> None:
    written, carried, read = event(1, "written"), event(2, "carried"), event(9, "read")
    opens = str(int((time.time() + 60) * 1000))
    looks = [
        [written],
        say(None, 429, X_Open_At=opens),
        [carried, written],
        [carried, read, written],
    ]
    person = writer(acme, **{HISTORY: looks})
    job = person.ok("wait", job_id=["L-7"], **STAMP)["jobs"][0]
    assert (job["id"], job["state"]) == ("L-7", "succeeded")
    assert (job["submitted_at"], job["finished_at"]) == (
        "2023-11-14T22:13:21Z",
        "2023-11-14T22:13:29Z",
    )
    assert any(55 <= seconds <= 61 for seconds in person.sleeps)
    assert all("stamp=penny-4711" in line for line in person.fake.lines)


def test_a_letter_that_is_not_known_and_one_that_is_lost(acme: Any) -> None:
    person = writer(
        acme,
        **{
            HISTORY: [[event(2, "lost", why="a storm"), event(1, "written")]],
            "GET /letters/L-8/history": 500,
        },
    )
    failed = person.fails("wait", "job_failed", job_id=["L-7"], **STAMP)
    assert "a storm" in failed["msg"]
    assert person.ok("info", job_id=["L-8"], **STAMP)["missing"] == ["L-8"]


def test_letters_notes_and_answers(acme: Any, say: Any) -> None:
    notes = '{"note": "wet", "tone": "sad"}\n{"note": "dry"}\n'

    def answers(sent: Any) -> Any:
        start = int(sent.query["from"])
        return {"answers": [1, 2, 3][start : start + 2], "all": 3}

    person = writer(
        acme,
        **{
            "GET /letters": {"L-7": {"to": "bob"}}, HISTORY: [[event(3, "read")]],
            "GET /letters/L-7/notes": say(notes, Content_Type="text/plain"), "GET /letters/L-7/answers": answers,
            "POST /letters/L-7/burn": [{"burnt": True}, {"burnt": False}],
        },
    )  # fmt: skip
    assert [(job["id"], job["state"]) for job in person.listed(**STAMP)] == [("L-7", "succeeded")]
    told = person.job("L-7", messages=True, **STAMP)["messages"]
    assert [(one["level"], one["text"]) for one in told] == [("error", "wet"), ("info", "dry")]
    assert person.ok("result", job_id=["L-7"], **STAMP)["result"] == [1, 2, 3]
    assert sum("/answers" in line for line in person.fake.lines) == 2  # the short page was the last
    assert person.ok("delete", job_id=["L-7"], **STAMP)["deleted"] == ["L-7"]
    person.fake.script[HISTORY] = 500
    assert person.ok("delete", job_id=["L-7"], **STAMP)["deleted"] == []
    person.fake.script.update({HISTORY: [[event(3, "read")]], "GET /letters/L-7/answers": 410})
    assert "has none" in person.fails("result", "not_found", job_id=["L-7"], **STAMP)["msg"]
