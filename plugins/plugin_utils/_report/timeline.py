# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the bars of the timeline stand. Places are shares of its width: it fits any screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from .row import OPEN, TROUBLE, Row
from .words import moment, several, span

MARGIN = 0.5  # percent of the width: the least bar is seen at both ends
LEAST = 0.3  # percent of the width; what has none is not drawn by browsers
BINS = 72  # columns of the picture of the load
PER_PICTURE = 12  # lanes of one picture: it breaks no printed page
# Distances of marks that people find natural, in seconds.
STEPS = (1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
MARKS = 5  # at most, so that they fit on a phone
# A job that began this many times the length of all the others before them would flatten them.
LONELY = 5.0


@dataclass(frozen=True)
class Window:
    """The time that is drawn."""

    start: float
    end: float

    def share(self, when: float) -> float:
        """Where a time is, in percent of the width; a little of it stays free at both ends."""
        return round(MARGIN + (100.0 - 2 * MARGIN) * self.part(when), 3)

    def part(self, when: float) -> float:
        """Where a time is, from 0 to 1."""
        return min(1.0, max(0.0, (when - self.start) / (self.end - self.start)))


@dataclass(frozen=True)
class Mark:
    """A line of the grid with its time."""

    x: float
    text: str

    @property
    def anchor(self) -> str:
        """How the text hangs on its line: inside of the picture at both ends."""
        return "start" if self.x < 8 else "end" if self.x > 92 else "middle"


@dataclass(frozen=True)
class Bar:
    """The bar of one job."""

    row: Row
    x: float
    width: float
    open_end: bool
    earlier: str  # how long before the picture it began, where it did


@dataclass(frozen=True)
class Column:
    """How many jobs were at work in a share of the time, and how many of them went wrong."""

    x: float
    width: float
    count: int
    grave: int


@dataclass(frozen=True)
class Timeline:
    """What is drawn."""

    window: Window
    marks: list[Mark]
    pictures: list[list[Bar]]
    load: list[Column]
    drawn: int
    left_out: int  # bars for which there is no room
    timeless: int  # jobs that tell no time

    @property
    def most(self) -> int:
        """The most jobs at a time."""
        return max(column.count for column in self.load)

    @property
    def summary(self) -> str:
        """The picture in a sentence."""
        return "From %s to %s UTC, %s." % (
            moment(self.window.start),
            moment(self.window.end),
            span(self.window.end - self.window.start),
        )


def timeline(rows: Sequence[Row], now: Optional[float], lanes: int) -> Optional[Timeline]:
    """The timeline of jobs, None where no job tells a time.

    :param rows: in the order of the report.
    :param now: until when those under way are drawn, where no job tells a later time.
    :param lanes: bars at most: of jobs that went wrong before those that are under way, and then
        the longest.
    """
    timed = [row for row in rows if row.span is not None]
    if not timed:
        return None
    told = [when for row in timed for when in (*row.times, *(row.span or ())) if when is not None]
    end = max([*told, *([now] if now else [])])
    spans = {id(row): _closed(row, end) for row in timed}
    window = _window(list(spans.values()), end)
    chosen = sorted(timed, key=lambda row: _importance(row, spans[id(row)]))[:lanes]
    chosen.sort(key=lambda row: (spans[id(row)], row.rank))
    bars = [_bar(row, spans[id(row)], window) for row in chosen]
    return Timeline(
        window,
        _marks(window),
        [bars[at : at + PER_PICTURE] for at in range(0, len(bars), PER_PICTURE)],
        _load([(row, spans[id(row)]) for row in timed], window),
        len(bars),
        len(timed) - len(bars),
        len(rows) - len(timed),
    )


def _closed(row: Row, end: float) -> tuple[float, float]:
    """Begin and end; what is under way is drawn up to the end of the picture."""
    began, ended = row.span or (end, end)
    return began, max(began, end) if ended is None else ended


def _importance(row: Row, when: tuple[float, float]) -> tuple[int, float]:
    """What is drawn first where there is no room for all."""
    group = 0 if row.state in TROUBLE else 1 if row.state in OPEN else 2
    return group, when[0] - when[1]


def _window(spans: list[tuple[float, float]], end: float) -> Window:
    """All of the time; without the days before, where a quarter of the jobs or fewer began then."""
    begins = sorted(began for began, _ended in spans)
    start = begins[0]
    few = len(begins) // 4
    for skipped in range(1, few + 1):
        inner = end - begins[skipped]
        if inner > 0 and end - start > LONELY * inner:
            start = begins[skipped] - inner / 20
            break
    return Window(start, end if end > start else start + 1.0)


def _bar(row: Row, when: tuple[float, float], window: Window) -> Bar:
    """The bar of a job."""
    began, ended = when
    x = window.share(began)
    before = window.start - began
    return Bar(
        row,
        x,
        round(max(LEAST, window.share(ended) - x), 3),
        row.state in OPEN,
        span(before) if before > 0 else "",
    )


def _marks(window: Window) -> list[Mark]:
    """Marks at round times; days where the picture is longer than a day."""
    length = window.end - window.start
    step = next((step for step in STEPS if length / step <= MARKS), 0)
    if not step:
        step = 86400 * -(-int(length) // (86400 * MARKS))
    first = -(-int(window.start) // step) * step
    whens = range(first, int(window.end) + 1, step)
    return [Mark(window.share(when), _mark_text(when, step, length)) for when in whens]


def _mark_text(when: float, step: int, length: float) -> str:
    """The text of a mark: as much as tells it from the others."""
    text = moment(when)
    if step >= 86400:
        return text[:10]
    if step < 60:
        return "%s:%02d" % (text[11:], int(when) % 60)
    return text[5:] if length > 86400 else text[11:]


def _load(spans: list[tuple[Row, tuple[float, float]]], window: Window) -> list[Column]:
    """How many jobs were at work in each column of the picture."""
    counts, grave = [0] * (BINS + 1), [0] * (BINS + 1)
    for row, (began, ended) in spans:
        first = min(BINS - 1, int(window.part(began) * BINS))
        last = min(BINS - 1, int(window.part(ended) * BINS))
        if ended < window.start:
            continue
        for changed in (counts, grave) if row.state in TROUBLE else (counts,):
            changed[first] += 1
            changed[last + 1] -= 1
    width = (100.0 - 2 * MARGIN) / BINS
    sums = enumerate(zip(_running(counts), _running(grave)))
    return [Column(round(MARGIN + at * width, 3), round(width, 3), *both) for at, both in sums]


def _running(changes: list[int]) -> list[int]:
    """The sums up to each place, but for the last."""
    sums, total = [], 0
    for change in changes[:-1]:
        total += change
        sums.append(total)
    return sums


def caption(drawn: Timeline) -> str:
    """What the timeline leaves out, in a sentence; nothing where it is whole."""
    told = []
    if drawn.left_out:
        told.append("%s without a bar of their own" % several(drawn.left_out, "more job"))
    if drawn.timeless:
        told.append("%s that tell no time" % several(drawn.timeless, "job"))
    return "Not drawn: %s." % " and ".join(told) if told else ""
