# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which operations of a document are those of a job: its look-up, and what is around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from . import words
from .document import Document, Operation, norm


@dataclass
class Record:
    """Where the record of a job is in an answer, and what it has.

    :param path: below the answer; nothing: it is the answer.
    """

    path: str
    properties: dict[str, Any]
    status: str | None

    @property
    def is_known(self) -> bool:
        """Whether the document describes it."""
        return bool(self.properties)


@dataclass
class Found:
    """The operations of a job."""

    get: Operation
    record: Record
    others: list[str] = field(default_factory=list)  # look-ups that might be meant as well
    listing: Operation | None = None
    submits: list[Operation] = field(default_factory=list)
    stop: Operation | None = None
    delete: Operation | None = None
    result: Operation | None = None
    messages: Operation | None = None


def find(document: Document, chosen: str = "") -> Found:
    """The operations of the job that looks most like one.

    :param chosen: the path of the look-up, where the user names it.
    :raises ValueError: there is none.
    """
    operations = list(document.operations())
    looks = [one for one in operations if one.method == "get" and one.ends_in_place]
    if chosen:
        wanted = [one for one in looks if chosen in (one.path, one.path.rstrip("/"))]
        if not wanted:
            known = ", ".join(sorted({one.path for one in looks})) or "none"
            raise ValueError(f"no GET {chosen} with a place at its end; there are: {known}")
        looks = wanted
    scored = sorted(
        ((_score(document, one, operations), one.path, one) for one in looks),
        key=lambda at: (-at[0], at[1]),
    )
    if not scored or (scored[0][0] < 3 and not chosen):
        raise ValueError("no GET of one job was found: name its path with --job")
    get = scored[0][2]
    found = Found(get, record_of(document, get), [one[1] for one in scored[1:4] if one[0] >= 3])
    around = [one for one in operations if one is not get]
    found.listing = _list(document, get, found.record, around)
    found.submits = _submits(document, get, found, around)
    _act(document, found, around)
    for one in around:
        child = _child(get, one)
        if child and one.method == "get" and not one.ends_in_place:
            if (
                found.result is None
                and words.RESULTS.match(norm(child))
                and 200 in document.statuses(one)
            ):
                found.result = one
            elif found.messages is None and words.LOGS.match(norm(child)):
                found.messages = one
    return found


def record_of(document: Document, operation: Operation) -> Record:
    """The record in an answer: the answer, or in an envelope, or in a list of one."""
    schema = document.answer_of(operation)
    properties = document.properties(schema)
    status = words.named(properties, words.STATUS)
    if status:
        return Record("", properties, status)
    for name, value in properties.items():
        inner = document.properties(value)
        listed = document.properties(document.items(value))
        for path, candidate in ((name, inner), (f"{name}[]", listed)):
            status = words.named(candidate, words.STATUS)
            if status:
                return Record(path, candidate, status)
    return Record("", properties, None)


def _score(document: Document, operation: Operation, operations: list[Operation]) -> int:
    record = record_of(document, operation)
    score = 0
    if record.status:
        sorted_words, _left = words.sort_words(document.words(record.properties[record.status]))
        score += 2 + (4 if {"running", "succeeded", "failed"} & set(sorted_words) else 0)
    literal = [part for part in operation.segments if not part.startswith("{")]
    place = operation.places[-1]
    last = literal[-1] if literal else place
    is_job = any(
        words.JOBS.search(norm(name))
        for name in (last, re.sub(r"_?(id|href|name|uuid)$", "", place, flags=re.I))
    )
    score += 4 if is_job else 0
    if words.NOT_JOBS.search(norm(last)) or words.NOT_JOBS.search(norm(place)):
        score -= 5
    times = [
        words.named(record.properties, words.FIELDS[name]) for name in ("started_at", "finished_at")
    ]
    score += sum(1 for name in times if name)
    for one in operations:
        if words.STOPS.search(norm(_child(operation, one) or "")):
            return score + 3
    # Of two that are alike, the one with fewer places is asked for more easily.
    return score - len(operation.places) + 1


def _child(get: Operation, one: Operation) -> str | None:
    """What follows the look-up's path in another: `cancel`."""
    start = get.path.rstrip("/") + "/"
    rest = one.path[len(start) :].strip("/") if one.path.startswith(start) else ""
    if (
        not rest
        and get.path.endswith("}")
        and len(get.segments) == 1
        and one.path.startswith(get.path)
    ):
        rest = one.path[len(get.path) :].strip("/")  # {task_href}cancel/
    return rest if rest and "/" not in rest else None


def collection(get: Operation) -> str:
    """The path of the look-up without the job."""
    return "/" + "/".join(get.segments[:-1])


def _list(
    document: Document, get: Operation, record: Record, around: list[Operation]
) -> Operation | None:
    home = collection(get)
    best: tuple[int, Operation] | None = None
    for one in around:
        if one.method != "get" or one.ends_in_place:
            continue
        score = 5 if one.path.rstrip("/") == home and get.segments[:-1] else 0
        place, items = items_in(document, one)
        if record.is_known and items:
            shared = set(document.properties(items)) & set(record.properties)
            alike = len(shared) * 2 > len(record.properties) and record.status in shared
            score += 4 if alike else 0
            if place is None:
                score -= 1
        if norm("/".join(one.segments)) in (norm(home) + "s", norm(home) + "es"):
            score += 3
        if get.segments[:-1] == [] and words.JOBS.search(
            norm(one.segments[-1] if one.segments else "")
        ):
            score += 2
        if len(one.places) > len(get.places):
            score -= 3
        if score >= 4 and (best is None or score > best[0]):
            best = (score, one)
    return best[1] if best else None


def items_in(document: Document, operation: Operation) -> tuple[str | None, dict[str, Any]]:
    """(where the items of a list are, what they are): the answer itself, or the likeliest list in
    it.
    """
    schema = document.answer_of(operation)
    own = document.items(schema)
    if own:
        return "[]", own
    best: tuple[int, str, dict[str, Any]] | None = None
    for name, value in document.properties(schema).items():
        items = document.items(value)
        if not items:
            continue
        inner = document.properties(items)
        score = 2 * bool(words.named(inner, words.STATUS)) + bool(inner)
        if best is None or score > best[0]:
            best = (score, f"{name}[]", items)
    return (best[1], best[2]) if best else (None, {})


def names_job(
    document: Document, operation: Operation, record: Record, get: Operation
) -> str | None:
    """The key of an answer that names a job: its id, or a reference to it (`task`)."""
    properties = document.properties(document.answer_of(operation))
    place = norm(get.places[-1])
    by_norm = {norm(name): name for name in properties}
    stem = re.sub(r"(id|href|uuid|name)$", "", place)
    # `{id}` says little: an `id` in just any answer is not that of a job.
    wanted = [
        place,
        stem,
        stem + "id",
        stem + "href",
        stem + "uuid",
        norm(job_id(document, record, get) or ""),
    ]
    return next((by_norm[name] for name in wanted if name and name in by_norm), None)


def job_id(document: Document, record: Record, get: Operation) -> str | None:
    """The key of a record that its look-up asks by."""
    place = get.places[-1]
    exact = words.named(record.properties, norm(place))
    if exact:
        return exact
    literal = [part for part in get.segments if not part.startswith("{")]
    stem = re.sub(r"s$", "", norm(literal[-1])) if literal else ""
    return words.named(record.properties, f"{stem}id {stem}uuid {words.IDS}")


def _submits(
    document: Document, get: Operation, found: Found, around: list[Operation]
) -> list[Operation]:
    """What starts jobs: the POST beside the list, else a POST that says so, else all that are
    answered by a job.
    """
    home = collection(get)
    posts = [one for one in around if one.method == "post" and not _child(get, one)]
    listed = found.listing.path.rstrip("/") if found.listing else home
    beside = [one for one in posts if one.path.rstrip("/") in (home, listed) and get.segments[:-1]]
    for one in beside:
        if not re.search(r"list|search|query", one.words.split(" ")[0]):
            return [one]
    named = [one for one in posts if names_job(document, one, found.record, get)]
    below = [
        one
        for one in named
        if one.path.startswith(home + "/") and words.STARTS.search(norm(one.segments[-1]))
    ]
    if below:
        return below[:1]
    started = [one for one in named if 202 in document.statuses(one)]
    if not started:
        later = [one for one in posts if {201, 202} & set(document.statuses(one))]
        started = [one for one in later if words.STARTS.search(norm(one.segments[-1]))]
    return started or [one for one in named if words.STARTS.search(norm(one.segments[-1]))]


def _act(document: Document, found: Found, around: list[Operation]) -> None:
    """How a job is stopped and deleted."""
    get = found.get
    for one in around:
        child = _child(get, one)
        if child and one.method in ("post", "put", "delete") and words.STOPS.search(norm(child)):
            found.stop = found.stop or one
        if one.path.rstrip("/") != get.path.rstrip("/"):
            continue
        if one.method == "patch" and found.stop is None and stop_body(document, one, found):
            found.stop = one
        if one.method == "delete":
            stops, removes = (
                words.STOPS.search(one.words),
                words.REMOVES.search(re.sub(r"^delete\w*", "", one.words)),
            )
            by_name = words.REMOVES.search(one.words.split(" ")[0])
            if stops and found.stop is None:
                found.stop = one
            if not stops or removes or (by_name and not stops):
                found.delete = one


def stop_body(document: Document, operation: Operation, found: Found) -> dict[str, str] | None:
    """The body that a PATCH stops a job with: its status set to the word for it."""
    properties = document.properties(document.body_of(operation))
    name = words.named(properties, f"{norm(found.record.status or '')} {words.STATUS}")
    if not name:
        return None
    listed = document.words(properties[name]) or state_words(document, found)
    word = next((one for one in listed if words.state_of(one) == "stopped"), None)
    return {name: word} if word else None


def state_words(document: Document, found: Found) -> list[str]:
    """The words that the status of a job may be: as the record enumerates them, else as a filter of
    the list does.
    """
    status = found.record.status
    listed = document.words(found.record.properties.get(status)) if status else []
    if listed or found.listing is None:
        return listed
    wanted = {norm(status or "status"), *words.STATUS.split()}
    for one in found.listing.query:
        if norm(str(one.get("name"))) in wanted:
            listed = document.words(one.get("schema") or one)
            if listed:
                return listed
    return []
