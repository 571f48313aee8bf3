# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keys of a section say about each other, by section. Private to asyncops.jobs.

Each check refuses what could have no effect where it stands, and what lacks something it cannot do
without. A check takes the section with its defaults, the keys that were given, and its place.
"""

from __future__ import annotations

from typing import Callable

from . import checks_answers, checks_once, checks_requests
from .check_helpers import Checked

CHECKS: dict[str, Callable[[Checked, set[str], str], None]] = {
    **checks_answers.CHECKS,
    **checks_requests.CHECKS,
    **checks_once.CHECKS,
}
