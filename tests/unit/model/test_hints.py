# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of poll_after: spans and times, joined values, junk."""

from __future__ import annotations

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.hints import WORDS, seconds_of
from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import HINT_TYPES

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
NOW = 784111777.0  # DATE
AT = "1994-11-06T08:49:47Z"


@pytest.mark.parametrize(
    ("kind", "value", "seconds"),
    [
        ("seconds", "7", 7.0),
        ("seconds", "2.5", 2.5),
        ("seconds", "3.5s", 3.5),
        ("seconds", "3 seconds", 3.0),
        ("seconds", "1500ms", 1.5),
        ("seconds", "3, 3", 3.0),
        ("seconds", "5,10", 10.0),
        ("seconds", AT, 10.0),
        ("seconds", "Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        ("seconds", "3m", None),
        ("seconds", "-1", None),
        ("seconds", "soon", None),
        ("seconds", "", None),
        ("ms", "2500", 2.5),
        ("ms", "2500, 3000", 3.0),
        ("ms", "2s", 2.0),
        ("ms", AT, None),
        ("epoch", "784111787", 10.0),
        ("epoch", "784111787.5", 10.5),
        ("epoch", "784111700", 0.0),
        ("epoch", "0", 0.0),
        ("epoch", "784111780, 784111790", 13.0),
        ("epoch", AT, None),
        ("epoch_ms", "784111787000", 10.0),
        ("date", AT, 10.0),
        ("date", "1994-11-06 08:49:47", 10.0),
        ("date", "1994-11-06T09:49:47+01:00", 10.0),
        ("date", "1994-11-07", 54623.0),
        ("date", "Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        ("date", "Sun, 06 Nov 1994 08:49:30 GMT", 0.0),
        ("date", "7", None),
        ("date", "784111787", None),
    ],
)
@pytest.mark.parametrize("date", [DATE, None, "yesterday"])
def test_places_that_a_definition_names(
    kind: str, value: str, seconds: float | None, date: str | None
) -> None:
    """Measured against the response's Date, whatever our clock says; else against its receipt."""
    received = NOW if date != DATE else NOW + 3600
    assert seconds_of(kind, value, date, received) == seconds


def test_each_type_has_its_words() -> None:
    assert tuple(WORDS) == HINT_TYPES
