# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of what examples on the pages are filled with."""

from __future__ import annotations

from typing import Any, NamedTuple


class Sample(NamedTuple):
    """What the examples of one system say."""

    base_url: str
    job_id: str  # of a built-in system: one that the emulator has, and that has ended
    submit: dict[str, Any]  # options of an async_request that starts a job
    filters: dict[str, Any] = {}  # of a list
    note_on_url: str = ""
    active_id: str = ""  # of a built-in system: one that the emulator has and can stop
