# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JSON and CSV, and where the bars of the timeline stand."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

pytest.importorskip("jinja2")  # where ansible-core is

from ansible_collections.asyncops.jobs.plugins.plugin_utils._report import (  # noqa: E402
    timeline,
    words,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.collect import (  # noqa: E402
    collect,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.row import COLUMNS  # noqa: E402
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.write import write  # noqa: E402
from ansible_collections.asyncops.jobs.tests.unit.report import hostile  # noqa: E402


def table(given: Any, delimiter: str = ",") -> list[list[str]]:
    """The CSV as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(write(given, "csv"), newline=""), delimiter=delimiter))


def test_csv_has_a_line_for_each_job() -> None:
    given = [{"id": "1", "state": "failed", "reason": 'no "space"\nleft', "duration": 1.5}]
    lines = table(given)
    assert lines[0] == list(COLUMNS) and len(lines) == 2
    row = dict(zip(*lines))
    assert (row["id"], row["state"], row["duration"]) == ("1", "failed", "1.5")
    assert row["reason"] == 'no "space"\\nleft'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_cell_is_a_formula(delimiter: str) -> None:
    """Whatever the separator of the reader's country is."""
    lines = table(hostile.jobs(), delimiter)
    assert len(lines) > len(hostile.TEXTS) / 2
    for cell in (cell for line in lines for cell in line):
        assert cell.lstrip()[:1] not in ("=", "+", "-", "@", "\uff1d", "\t", "\r"), cell
        assert delimiter != "," or len(cell) <= 32_767


def test_what_is_harmless_stays() -> None:
    given = [{"id": "a-1", "state": "failed", "reason": "x = 1; -- 2", "name": "a=b"}]
    row = dict(zip(*table(given)))
    assert (row["id"], row["name"]) == ("a-1", "a=b")


def test_json_has_everything_as_it_was() -> None:
    text = write(hostile.jobs(), "json", title="t", time="2026-11-29T01:00:00Z")
    assert text.isascii()
    report = json.loads(text)
    assert report["count"] == len(hostile.TEXTS) == sum(report["summary"].values())
    assert {job["reason"] for job in report["jobs"]} == set(hostile.TEXTS.values())
    assert (report["version"], report["title"]) == (1, "t")
    assert report["time"] == "2026-11-29T01:00:00Z" and report["notes"] == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""), (0, "0 s"), (0.04, "0 s"), (1.25, "1.2 s"), (9.96, "10 s"), (59.7, "1 min"), (61, "1 min 1 s"),
        (3600, "1 h"), (3661, "1 h 1 min"), (86_400, "1 d"), (90_061, "1 d 1 h"), (86_461, "1 d"),
    ],
)  # fmt: skip
def test_spans(seconds: Any, text: str) -> None:
    assert words.span(seconds) == text


def job(minute: int, length: int, state: str = "succeeded", day: int = 29) -> dict[str, Any]:
    """A job that began in this minute and took so many."""
    at = "2026-11-%02dT%02d:%02d:00Z" % (day, minute // 60, minute % 60)
    known = {"started_at": at, "duration": length * 60.0, "state": state, "provider": "sys"}
    return {"id": f"{day}-{minute}-{state}", **known}


def drawn(*jobs: dict[str, Any], lanes: int = 40) -> timeline.Timeline:
    """The timeline of these."""
    found = timeline.timeline(collect(list(jobs)).ordered(), None, lanes)
    assert found
    return found


def bars(found: timeline.Timeline) -> list[timeline.Bar]:
    """All bars."""
    return [shown for picture in found.pictures for shown in picture]


def test_bars_stand_where_their_time_is() -> None:
    found = drawn(job(0, 60), job(60, 60), job(120, 0))
    assert [(shown.x, shown.width) for shown in bars(found)] == [
        (0.5, 49.5), (50.0, 49.5), (99.5, timeline.LEAST),
    ]  # fmt: skip
    assert [mark.text for mark in found.marks] == ["00:00", "00:30", "01:00", "01:30", "02:00"]
    assert [mark.anchor for mark in found.marks] == ["start", *["middle"] * 3, "end"]


def test_what_is_under_way_reaches_the_end() -> None:
    running = {**job(0, 0, "running"), "duration": None}
    (first, second) = bars(drawn(running, job(30, 30)))
    assert first.open_end and (first.x, first.width) == (0.5, 99.0)
    assert not second.open_end


def test_one_that_hangs_since_days_does_not_flatten_the_others() -> None:
    old = {**job(0, 0, "running", day=20), "duration": None}
    found = drawn(old, *(job(minute, 10) for minute in range(0, 100, 10)))
    assert found.window.end - found.window.start == pytest.approx(6000 * 1.05)
    first = bars(found)[0]
    assert (first.x, first.earlier) == (0.5, "8 d 23 h")
    assert all(not shown.earlier for shown in bars(found)[1:])


def test_bars_are_of_what_went_wrong_then_of_what_took_long() -> None:
    given = [job(0, 9, "failed"), job(1, 1, "running"), job(2, 50), job(3, 40), job(4, 60)]
    found = drawn(*given, lanes=3)
    assert [shown.row.id for shown in bars(found)] == [
        "29-0-failed",
        "29-1-running",
        "29-4-succeeded",
    ]
    assert (found.drawn, found.left_out, found.timeless) == (3, 2, 0)


def test_jobs_at_a_time() -> None:
    found = drawn(job(0, 72), job(36, 36, "failed"))
    assert [column.count for column in found.load] == [1] * 36 + [2] * 36
    assert [column.grave for column in found.load] == [0] * 36 + [1] * 36
    assert found.most == 2


@pytest.mark.parametrize(
    ("length", "first"), [(0, "00:00:00"), (2, "00:00:00"), (20, "00:00"), (600, "00:00"), (3000, "11-29 00:00"),
                          (40_000, "2026-12-03")],
)  # fmt: skip
def test_marks_are_round_times_and_fit(length: int, first: str) -> None:
    marks = drawn(job(0, length), job(0, 0, "failed")).marks
    assert marks[0].text == first and 1 <= len(marks) <= timeline.MARKS + 1
    assert len({mark.text for mark in marks}) == len(marks)


def test_no_times_no_timeline() -> None:
    assert timeline.timeline(collect([{"id": "1", "state": "failed"}]).ordered(), None, 40) is None
