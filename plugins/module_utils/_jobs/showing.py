# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in the result of a verb. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._model.job import Job
from .failures import summary


def show_jobs(result: dict[str, Any], jobs: Sequence[Job], raw: bool = False) -> None:
    """Puts jobs and their summary into a result."""
    result["jobs"] = [job.to_dict(raw) for job in jobs]
    result["summary"] = summary(jobs)
