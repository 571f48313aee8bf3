# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be handed to a report, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import KEYS, STATES, Job
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.collect import collect
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.row import ORDER, row_of
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.sealed import seal
from ansible_collections.asyncops.jobs.tests.unit.report import hostile


def job(id: str = "1", state: str = "succeeded", **fields: Any) -> dict[str, Any]:
    """A job as a verb returns it."""
    return Job(id, "sys", state, **fields).to_dict()


def told(given: Any, **labels: str) -> list[tuple[str, str, str]]:
    """System, id and state of each row."""
    rows = collect(given, **labels).ordered()
    return [(row.system, row.id, row.state) for row in rows]


def noted(given: Any) -> list[tuple[str, str]]:
    """System and text of each note."""
    return [(note.system, note.text) for note in collect(given).notes]


ONE = [("sys", "1", "succeeded")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (job(), ONE),
        ([job()], ONE),
        ((job(),), ONE),
        ([[[job()]]], ONE),
        ({"jobs": [job()]}, ONE),
        ({"job": job(), "jobs": [job()]}, ONE),
        ({"job": job(), "jobs": []}, ONE),
        ({"job": job()}, ONE),
        ({"jobs": [job()], "results": [{"job_id": "1", "output": "x"}]}, ONE),  # job_result
        ({"results": [{"jobs": [job()]}, {"skipped": True}]}, ONE),  # a loop
        ({"system": "east", "jobs": [job()]}, [("east", "1", "succeeded")]),
        ({"system": "east", "jobs": {"jobs": [job()]}}, [("east", "1", "succeeded")]),
        ({"system": "east", "jobs": {"results": [{"jobs": [job()]}]}}, [("east", "1", "succeeded")]),
        ({"jobs": [{**job(), "system": "west"}], "system": "east"}, [("west", "1", "succeeded")]),
        ([job(state="running"), job()], ONE),  # told twice: the later word
        ([job("2"), job("1")], [("sys", "1", "succeeded"), ("sys", "2", "succeeded")]),
        ([job("1", href="/a/1"), job("1", href="/b/1")], ONE * 2),  # the href names it wholly
        ({"id": 7, "state": "queued"}, [("", "7", "queued")]),
        ([], []),
        ({"jobs": []}, []),
        ({"skipped": True, "skip_reason": "Conditional result was False"}, []),
        ({"changed": False, "jobs": [], "complete": True}, []),
    ],
)  # fmt: skip
def test_jobs_are_found(given: Any, expected: list[tuple[str, str, str]]) -> None:
    assert told(given) == expected
    assert told(seal(collect(given).to_dict())) == expected  # and again, from what was kept


def test_labels_are_given_to_what_has_none() -> None:
    rows = collect([job("1"), {**job("2"), "system": "a", "host": "b"}], "s", "h").ordered()
    assert [(row.system, row.host) for row in rows] == [("a", "b"), ("s", "h")]


def test_the_same_id_at_two_systems_or_hosts_is_two_jobs() -> None:
    both = [{"system": name, "jobs": [job()]} for name in "ab"]
    assert len(told(both)) == 2
    assert len(told([{"host": name, "jobs": [job()]} for name in "ab"])) == 2


NO_CONNECTION = {"failed": True, "msg": "no connection", "error": "transport", "jobs": []}


@pytest.mark.parametrize(
    ("given", "rows", "notes"),
    [
        # a request that started nothing
        ({**NO_CONNECTION, "error": "auth", "job": None}, [("", "", "failed")], []),
        # one of which nobody knows what it started
        ({**NO_CONNECTION, "job": None}, [("", "", "unknown")], []),
        # a list that could not be read
        ({**NO_CONNECTION, "complete": False, "system": "s"}, [], [("s", "no connection")]),
        # the job tells itself why
        ({"failed": True, "msg": "m", "error": "job_failed", "jobs": [job(state="failed")]},
         [("sys", "1", "failed")], []),
        # a wait that ended before its job
        ({"failed": True, "msg": "m", "error": "timeout", "jobs": [job(state="running")]},
         [("sys", "1", "running")], []),
        ({"failed": True, "msg": "m", "error": "timeout", "jobs": [job("1"), job("2", "running")]},
         [("sys", "2", "running"), ("sys", "1", "succeeded")], [("", "m")]),
        # a loop tells of each round
        ({"failed": True, "msg": "One or more items failed", "results": [
            {"jobs": [job()]}, {**NO_CONNECTION, "error": "api"}]},
         [("", "", "failed"), ("sys", "1", "succeeded")], []),
    ],
)  # fmt: skip
def test_tasks_that_failed(
    given: Any, rows: list[tuple[str, str, str]], notes: list[tuple[str, str]]
) -> None:
    assert told(given) == rows
    assert noted(given) == notes


def test_the_words_of_the_task_stand_where_the_job_has_none() -> None:
    given = {"failed": True, "msg": "late", "error": "timeout", "jobs": [job(state="running")]}
    (row,) = collect(given).ordered()
    assert (row.reason, row.error) == ("late", "timeout")


def test_two_requests_that_started_nothing_are_two() -> None:
    failed = [{"failed": True, "error": "api", "msg": text} for text in ("a", "b", "a")]
    assert len(told(failed)) == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("text", "jobs is neither a job nor a result of a task, but a str"),
        (None, "jobs is neither a job nor a result of a task, but nothing"),
        ([1], r"jobs\[0\] is neither"),
        ([{"jobs": [job(), 3]}], r"jobs\[0\].jobs\[1\] is neither"),
        ({"rc": 0, "stdout": ""}, "jobs is neither a job .* it has rc, stdout"),
        ({}, "it has nothing"),
        ({"id": "1"}, "it has id"),
        ({"id": "1", "state": "Done"}, "jobs: 'Done' is no state of a job"),
        ({"id": "1", "state": None}, "jobs: nothing is no state"),
    ],
)
def test_what_is_no_job_is_refused(given: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        collect(given)


def test_lists_in_lists_have_an_end() -> None:
    given: list[Any] = []
    given.append(given)
    with pytest.raises(ValueError, match="lists in more than 20 lists"):
        collect(given)


def test_what_is_kept_is_no_template_and_no_data() -> None:
    """Before ansible-core 2.19 a text in a variable may become either."""
    text = seal(collect(hostile.jobs()).to_dict())
    assert text.isascii() and text.isprintable()
    assert not any(opening in text for opening in ("{{", "{%", "{#"))
    assert not text.startswith(("{", "["))
    assert [row.name for row in collect(text).ordered()] == [
        row.name for row in collect(hostile.jobs()).ordered()
    ]


def test_every_state_has_a_place() -> None:
    assert sorted(ORDER) == sorted(STATES)
    assert {"id", "name", "state", "reason"} <= set(KEYS)


START, END = "2026-11-29T01:00:00Z", "2026-11-29T01:02:00Z"


@pytest.mark.parametrize(
    ("fields", "seconds", "drawn"),
    [
        ({"started_at": START, "finished_at": END}, 120, (0, 120)),
        ({"submitted_at": START, "finished_at": END}, 120, (0, 120)),
        ({"started_at": START, "finished_at": END, "duration": 5}, 5, (0, 120)),
        ({"finished_at": END, "duration": 60}, 60, (60, 120)),
        ({"finished_at": END}, None, (120, 120)),
        ({"started_at": START, "duration": 7.5}, 7.5, (0, 7.5)),
        ({"started_at": START}, None, (0, 0)),
        ({"started_at": START, "state": "running"}, None, (0, None)),
        ({"started_at": END, "finished_at": START}, None, (120, 120)),  # clocks that differ
        ({"started_at": "2026-11-29T02:00:00+01:00", "finished_at": END}, 120, (0, 120)),
        ({"duration": 3}, 3, None),
        ({}, None, None),
        ({"started_at": "never", "finished_at": "junk", "duration": "x"}, None, None),
        ({"duration": float("nan")}, None, None),
        ({"duration": -1}, None, None),
        ({"duration": True}, None, None),
    ],
)
def test_times(fields: dict[str, Any], seconds: Any, drawn: Any) -> None:
    row = row_of({"id": "1", "state": "succeeded", **fields})
    assert row.seconds == seconds
    begin = row_of({"id": "1", "state": "queued", "started_at": START}).began
    assert begin is not None
    ours = row.span and tuple(None if one is None else one - begin for one in row.span)
    assert ours == drawn
