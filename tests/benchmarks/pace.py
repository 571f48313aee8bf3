# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The own pace, where no server gives a hint: simulated with a clock of its own over jobs of 1 s to
6 h, and printed as the table of docs/waiting.md. It takes no time and no server.

ANSIBLE_COLLECTIONS_PATH's folder as PYTHONPATH: .venv/bin/python tests/benchmarks/pace.py
"""

from __future__ import annotations

import random
from statistics import fmean

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.outcome import INTERVAL
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.pace import Pace

LENGTHS = {
    "1 s": 1.0,
    "10 s": 10.0,
    "1 min": 60.0,
    "10 min": 600.0,
    "1 h": 3600.0,
    "6 h": 21600.0,
}


def wait(length: float, chance: random.Random) -> tuple[float, int]:
    """(seconds from the end of a job of this length to the poll that sees it, polls)."""
    pace, now, polls = Pace(INTERVAL, chance.random, 0.0), 0.0, 1
    while now < length:
        now += pace.after_response(None, now)
        polls += 1
    return now - length, polls


def main() -> None:
    """Prints the table."""
    chance = random.Random(1)
    print("| the job takes | noticed after (mean) | bound: 2 % + 0.3 s | polls |")
    print("| --- | --- | --- | --- |")
    for name, length in LENGTHS.items():
        # Around the length, since a pace may fall well for one number by chance.
        runs = [wait(length * chance.uniform(0.9, 1.1), chance) for _run in range(2000)]
        lag, polls = fmean(lag for lag, _polls in runs), fmean(polls for _lag, polls in runs)
        values = (name, lag, 0.02 * length + 0.3, polls)
        print("| %s | %.2g s | %.3g s | %.0f |" % values)


if __name__ == "__main__":
    main()
