# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of every conversation, whatever was answered. Each rule knows the wire, and nothing
of the engine.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import (
    KEYS,
    STATES,
    SUCCESS,
    TERMINAL,
)
from ansible_collections.asyncops.jobs.tests.fuzz.conversation import OLD, Talk
from ansible_collections.asyncops.jobs.tests.fuzz.server import MOST_REQUESTS, Exchange
from ansible_collections.asyncops.jobs.tests.unit.jobs.test_truth import SYSTEMS

REAL_SECONDS = 20.0
ERRORS = {
    "config", "auth", "not_found", "conflict", "rate_limited", "transport", "decode", "api", "unsupported", "job_failed", "timeout",
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
TIMES = ("submitted_at", "started_at", "finished_at", "updated_at")
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Statuses after which a submit may be sent again: it was refused for good reasons, not executed.
MAY_REPEAT = (401, 429)

Rule = Callable[[Talk], Iterator[str]]


def handled(talk: Talk) -> Iterator[str]:
    """Nothing is left to the caller to handle, or called an internal error."""
    if talk.failure:
        yield f"an exception escaped: {talk.failure}"
    for place in (talk.result, *talk.result.get("refused", ())):
        if isinstance(place, dict) and "internal error" in str(place.get("msg", "")):
            traces = [text for text in talk.shown if text.startswith("trace: ")]
            yield f"{place['msg']} {traces}"


def in_time(talk: Talk) -> Iterator[str]:
    """Real seconds, seconds of the task, and requests are bounded."""
    if talk.seconds > REAL_SECONDS:
        yield f"it took {talk.seconds:.1f} s"
    if len(talk.log) >= MOST_REQUESTS:
        yield f"{len(talk.log)} requests were sent"
    limit = talk.params.get("wait_timeout")
    # After the deadline: one last look, the stops and a look at each, and what real time it takes.
    if limit is not None and talk.passed - talk.seconds > limit + 30.0:
        yield f"{talk.passed:.1f} s passed, the timeout is {limit} s"


def strict(talk: Talk) -> Iterator[str]:
    """The result is JSON as everybody reads it."""
    try:
        text = json.dumps(talk.result, allow_nan=False, ensure_ascii=False)
        text.encode("utf-8")
        if json.loads(text) != talk.result:
            yield "the result is not the same after a journey as JSON"
    except (TypeError, ValueError, RecursionError) as error:
        yield f"the result is no strict JSON: {type(error).__name__}: {str(error)[:200]}"


def forms_of(secret: str) -> set[str]:
    """How a secret may be read."""
    forms = {secret, quote(secret, safe=""), quote(secret), html.escape(secret), json.dumps(secret)[1:-1]}  # fmt: skip
    with contextlib.suppress(ValueError):
        if b":" in base64.b64decode(secret, validate=True):
            return forms  # the credentials of Basic, which are such a form themselves
    return forms | {base64.b64encode(secret.encode("utf-8", "replace")).decode().rstrip("=")}


def _texts(value: Any) -> Iterator[str]:
    """All texts and numbers in it, keys too, however deep."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest += [*one, *one.values()]
        elif isinstance(one, list):
            rest += one
        elif one is not None:
            yield str(one)


def secrets_kept(talk: Talk) -> Iterator[str]:
    """No secret in the result, or in what is said beside it."""
    everything = "\n".join([*_texts(talk.result), *talk.shown])
    for secret in talk.secrets:
        for form in forms_of(secret):
            at = everything.find(form)
            if at >= 0:
                yield f"a secret is shown: {everything[max(0, at - 60) : at + len(form) + 20]!r}"
                return


def at_home(talk: Talk) -> Iterator[str]:
    """Nobody else is talked to."""
    if talk.others:
        yield f"somebody else was asked for: {talk.others}"


def harmless(talk: Talk) -> Iterator[str]:
    """What stands on a screen does nothing to it, and is not endless."""
    # Ids, and what they are part of, stay as they are: who has them asks for the job by them.
    exact = ("id", "href", "outputs", "raw")
    jobs = [
        {key: job.get(key) for key in job if key not in exact}
        for job in talk.result.get("jobs", ())
    ]
    one_liners = [talk.result.get("msg", ""), *talk.shown]
    for text in [*one_liners, *_texts(jobs)]:
        bad = [one for one in text if unicodedata.category(one) == "Cc" or one in BIDI]
        if bad:
            yield f"control characters {bad[:5]!r} in {text[:200]!r}"
            break
    for text in one_liners:
        if len(text) > 4100:
            yield f"a sentence of {len(text)} characters"
    if len(talk.shown) > 500:
        yield f"{len(talk.shown)} sentences beside the result"


def well_formed(talk: Talk) -> Iterator[str]:
    """Keys and types of the contract (docs/contract.md)."""
    result = talk.result
    if talk.verb == "explain" or not result:
        return
    if result.get("failed"):
        if result.get("error") not in ERRORS or not result.get("msg"):
            yield f"a failure without a class or a sentence: {result.get('error')!r} {result.get('msg')!r}"
        if result.get("error") == "config" and talk.log:
            yield f"error: config, but something was sent: {result.get('msg')}"
    for job in result.get("jobs", ()):
        yield from _well_formed_job(job)
    summary: dict[str, int] = {}
    for job in result.get("jobs", ()):
        summary[job["state"]] = summary.get(job["state"], 0) + 1
    told = result.get("summary")
    if (
        told is not None
        and not talk.params.get("summary_only")
        and talk.verb != "info"
        and told != summary
    ):
        yield f"the summary {told} is not that of the jobs {summary}"


def _well_formed_job(job: dict[str, Any]) -> Iterator[str]:
    if set(job) != set(KEYS):
        yield f"a job has the keys {sorted(job)}"
        return
    is_right = job["state"] in STATES and isinstance(job["id"], str)
    is_right &= job["finished"] is (job["state"] in TERMINAL)
    is_right &= job["succeeded"] is (job["state"] in SUCCESS)
    for key in ("href", "name", "type", "status", "reason", "provider"):
        is_right &= job[key] is None or isinstance(job[key], str)
    for key in TIMES:
        is_right &= job[key] is None or bool(TIME.fullmatch(job[key]))
    progress = job["progress"]
    is_right &= progress is None or (isinstance(progress, (int, float)) and 0 <= progress <= 100)
    duration = job["duration"]
    is_right &= duration is None or (isinstance(duration, (int, float)) and duration >= 0)
    for message in job["messages"] or ():
        is_right &= message["level"] in ("info", "warning", "error") and isinstance(
            message["text"], str
        )
    for output in job["outputs"] or ():
        is_right &= output["id"] is None or isinstance(output["id"], str)
    if not is_right:
        yield f"a job is not as documented: {str(job)[:600]}"


# Success is shown.


def words_of(talk: Talk) -> set[str]:
    """The words by which the system says that a job went well."""
    words = talk.provider.checked["state"]["words"]
    found = {str(word) for state in SUCCESS for word in words.get(state, ())}
    return {one.casefold() for one in (*found, str(SYSTEMS[talk.system].words["done"]))}


def texts_of(exchange: Exchange) -> list[str]:
    """The body as anybody might read it."""
    datas = [exchange.draft.body]
    for unpack in (
        gzip.decompress,
        zlib.decompress,
        lambda data: gzip.decompress(gzip.decompress(data)),
    ):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            datas.append(unpack(exchange.draft.body[: 1 << 20]))
    codecs = ("utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037")
    return [
        html.unescape(data.decode(codec, "replace")).casefold()
        for data in datas
        for codec in codecs
    ]


def is_good(exchange: Exchange) -> bool:
    """A 2xx that came whole."""
    status = exchange.draft.status
    return isinstance(status, int) and 200 <= status < 300


def is_shown(talk: Talk, job: dict[str, Any]) -> bool:
    """Whether an answer about this job says that it went well."""
    system = SYSTEMS[talk.system]
    last = job["id"].rpartition("/")[2].casefold()
    moved_to = urlsplit(str(job["href"] or "")).path.casefold()
    for one in talk.log:
        target = unquote(one.request.target).casefold()
        is_there = bool(moved_to) and target.partition("?")[0] == moved_to
        if one.draft.status in system.done_by and (last in target or is_there):
            return True
        if not is_good(one):
            continue
        for text in texts_of(one):
            if any(word in text for word in words_of(talk)) and (last in target or last in text):
                return True
    return False


def _is_result(system: Any, status: Any) -> bool:
    """Whether an answer to the submit with this status may be the result itself."""
    is_read = system.submit.get("method", "GET") == "GET"
    return status in system.at_once or (is_read and status != 202)


def shown(talk: Talk) -> Iterator[str]:
    """No job went well unless an answer says so; no task without a job that did."""
    system = SYSTEMS[talk.system]
    result = talk.result
    if talk.verb == "explain" or not result:
        return
    at_once = any(is_good(one) and _is_result(system, one.draft.status) for one in talk.log)
    for job in result["jobs"]:
        if job["state"] in SUCCESS and not (is_shown(talk, job) if job["id"] else at_once):
            yield f"nothing says that job {job['id']!r} is {job['state']}"
    if result.get("failed") or talk.check_mode:
        return
    must_end = talk.params.get("on_timeout") != "return" and not talk.params.get("wait_until")
    if talk.verb == "request" and talk.params["wait"] and must_end:
        ended = result["jobs"] and all(job["state"] in SUCCESS for job in result["jobs"])
        if not ended and not at_once:
            yield "the request went well, and nothing says so"
    if talk.verb == "result" and must_end and not all(job["succeeded"] for job in result["jobs"]):
        yield "there are results of jobs that did not go well"
    if talk.verb == "wait" and must_end:
        asked = len(set(talk.params["job_id"]))
        good = sum(job["finished"] for job in result["jobs"])
        if len(result["jobs"]) != asked or good < (
            1 if talk.params.get("wait_for") == "any" else asked
        ):
            yield f"of {asked} jobs {good} have ended"


def acted(talk: Talk) -> Iterator[str]:
    """What was stopped or deleted was: the answer to it says so, or an answer after it."""
    told = [*talk.result.get("stopped", ()), *talk.result.get("deleted", ())]
    if talk.verb not in ("stop", "delete") or talk.check_mode or not told:
        return
    writes = [place for place, one in enumerate(talk.log) if one.kind == "write"]
    if not writes:
        yield f"{told} were {talk.verb}ed by nothing"
        return
    acts = SYSTEMS[talk.system].acted_by
    good = any(is_good(talk.log[place]) or talk.log[place].draft.status in acts for place in writes)
    after = talk.log[writes[0] + 1 :]
    if not good and not any(is_good(one) or one.draft.status in (404, 410) for one in after):
        yield f"{told} were {talk.verb}ed, and no answer says so"


def unchanged(talk: Talk) -> Iterator[str]:
    """Check mode changes nothing; a submit is sent once."""
    writes = [one for one in talk.log if one.kind == "write"]
    if talk.check_mode and writes:
        yield f"check mode sent {writes[0].line}"
    if talk.verb != "request":
        return
    path = "/" + str(talk.params.get("path", "")).strip("/")
    submits = [one for one in writes if one.request.path.rstrip("/").endswith(path)]
    for before, _again in zip(submits, submits[1:]):
        if before.draft.status not in MAY_REPEAT or not before.whole:
            yield f"a submit was sent again after: {before}"


def saved(talk: Talk) -> Iterator[str]:
    """A file is whole or as it was, and no other is left."""
    extra = set(talk.left) - {"result"}
    if extra:
        yield f"left behind: {sorted(extra)}"
    found = talk.left.get("result")
    files = [talk.result, *(talk.result.get("results") or ())]
    told = [one for one in files if one.get("checksum_sha256") is not None]
    if not told:
        if found != (OLD if talk.had_file else None):
            yield "the file is not as it was, though none was saved"
        return
    if found is None or hashlib.sha256(found).hexdigest() != told[-1]["checksum_sha256"]:
        yield "the file is not what the checksum says"
        return
    if told[-1].get("size") != len(found):
        yield f"the file has {len(found)} bytes, not {told[-1].get('size')}"
    odd = {"framing", "squeezed", "noise_before"}
    if any(odd & set(one.draft.changes) for one in talk.log):
        return
    page = talk.provider.result.page if talk.provider.result is not None else None
    whole = [one.draft.body for one in talk.log if is_good(one) and one.whole]
    is_as_sent = not talk.provider.result.inline and (page is None or page.type == "none")
    if found not in whole and is_as_sent:
        yield f"the file is no whole answer: {found[:100]!r}"


RULES: tuple[Rule, ...] = (
    handled, in_time, strict, secrets_kept, at_home, harmless, well_formed, shown, acted, unchanged, saved,
)  # fmt: skip


def judge(talk: Talk) -> list[str]:
    """What is wrong with a conversation; empty: nothing."""
    found = []
    for rule in RULES:
        found += [f"{rule.__name__}: {text}" for text in rule(talk)]
        if talk.failure:
            break
    return found
