# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A DAG of one task, which does what its conf says."""

from __future__ import annotations

import time
from typing import Any

from airflow.sdk import dag, get_current_context, task


@dag(schedule=None, catchup=False)
def etl() -> None:
    """Of one task."""

    @task
    def load() -> dict[str, Any]:
        """Take `seconds`, then fail with `error`, or return."""
        conf = get_current_context()["dag_run"].conf or {}
        time.sleep(float(conf.get("seconds", 0)))
        if conf.get("error"):
            raise ValueError(conf["error"])
        return {"rows": 3}

    load()


etl()
