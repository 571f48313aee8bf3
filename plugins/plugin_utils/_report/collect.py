# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users hand in, read: jobs, results of verbs, lists and loops of them, labelled or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from .figures import totals
from .row import Row, row_of
from .sealed import is_sealed, unseal

DEPTH = 20  # lists in lists; more is a mistake
# After these nobody knows whether the system has begun something.
OUTCOME_UNKNOWN = ("transport", "timeout", "decode")


@dataclass(frozen=True)
class Note:
    """Something that a reader must know besides the jobs: a list that could not be read, a host
    that handed in nothing.
    """

    system: str
    host: str
    error: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """The note as plain data."""
        return dict(self.__dict__)


Find = Union[Row, Note]


@dataclass
class Collected:
    """Rows and notes, each once."""

    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    notes: dict[Note, None] = field(default_factory=dict)

    def add(self, find: Find) -> None:
        """Take one; of a job that is told twice the later word counts."""
        if isinstance(find, Note):
            self.notes[find] = None
            return
        name = (find.href or find.id) or "%s\n%s" % (find.name, find.reason)
        key = (find.host, find.system, find.provider, name)
        self.rows.pop(key, None)
        self.rows[key] = find

    def to_dict(self) -> dict[str, Any]:
        """Plain data that ``collect`` reads again."""
        return {
            "jobs": [row.to_dict() for row in self.ordered()],
            "notes": [note.to_dict() for note in self.notes],
            "summary": {**totals(self.rows.values()), "notes": len(self.notes)},
        }

    def ordered(self) -> list[Row]:
        """The rows, those that need somebody first."""
        return sorted(self.rows.values(), key=lambda row: row.rank)


def collect(given: Any, system: str = "", host: str = "") -> Collected:
    """Everything that is told of jobs in what was given.

    :param system: the label of what has none, else its provider.
    :param host: likewise.
    :raises ValueError: one sentence, with the place of what is neither job nor result.
    """
    found = Collected()
    for find in _read(given, {"system": system, "host": host}, "jobs", 0):
        found.add(find)
    return found


def _read(given: Any, labels: dict[str, str], where: str, depth: int) -> Iterator[Find]:
    """Each find in one thing."""
    if depth > DEPTH:
        raise ValueError("%s: lists in more than %d lists" % (where[:80], DEPTH))
    if is_sealed(given):
        given = unseal(given)
    if isinstance(given, Mapping):
        yield from _read_mapping(given, labels, where, depth)
    elif isinstance(given, Sequence) and not isinstance(given, (str, bytes)):
        for number, one in enumerate(given):
            yield from _read(one, labels, "%s[%d]" % (where, number), depth + 1)
    else:
        raise ValueError(
            "%s is neither a job nor a result of a task, but %s" % (where, _kind(given))
        )


def _read_mapping(
    given: Mapping[str, Any], labels: dict[str, str], where: str, depth: int
) -> Iterator[Find]:
    """Each find in a job, a result, or something with labels."""
    labels = {name: str(given.get(name) or label) for name, label in labels.items()}
    if "state" in given and "id" in given:
        try:
            yield row_of(given, **labels)
        except ValueError as exc:
            raise ValueError("%s: %s" % (where, exc)) from None
        return
    if given.get("skipped"):
        return
    inner = next((key for key in ("jobs", "results") if key in given), "")
    alone = given.get("job")
    if not inner and not alone and not given.get("failed"):
        raise ValueError(
            "%s is neither a job (which has id and state) nor a result with jobs; it has %s"
            % (where, ", ".join(sorted(map(str, given)))[:120] or "nothing")
        )
    finds: list[Find] = []
    if alone and not given.get("jobs"):
        finds += _read(alone, labels, where + ".job", depth + 1)
    elif given.get(inner):
        finds += _read(given[inner], labels, "%s.%s" % (where, inner), depth + 1)
    if given.get("failed"):
        finds = list(_with_failure(given, finds, labels))
    yield from finds
    for note in given.get("notes") or ():
        texts = {name: str(note.get(name) or labels.get(name, "")) for name in Note.__annotations__}
        yield Note(**texts)


def _with_failure(
    given: Mapping[str, Any], finds: list[Find], labels: dict[str, str]
) -> Iterator[Find]:
    """The finds of a task that failed, and its own words where no job tells them."""
    error, text = str(given.get("error") or ""), str(given.get("msg") or "the task failed")
    rows = [find for find in finds if isinstance(find, Row)]
    if error == "job_failed" or ("results" in given and "jobs" not in given):
        yield from finds  # each job, or each round of a loop, tells its own
    elif len(rows) == 1 and not rows[0].reason:
        yield row_of({**rows[0].to_dict(), "reason": text, "error": error})
    elif rows or "complete" in given:  # of several jobs, or a list that could not be read
        yield from finds
        yield Note(labels["system"], labels["host"], error, text)
    else:
        state = "unknown" if error in OUTCOME_UNKNOWN else "failed"
        name = "request without a job"
        job = {"state": state, "name": name, "reason": text, "error": error}
        yield row_of(job, **labels)


def _kind(given: Any) -> str:
    """What something is, in a word."""
    return "nothing" if given is None else "a %s" % type(given).__name__.strip("_").lower()
