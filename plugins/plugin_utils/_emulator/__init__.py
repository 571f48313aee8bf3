# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulates the built-in systems with the standard library. Private to the collection's tests,
demo and tools.
"""

from __future__ import annotations

from .clock import ManualClock, RealClock
from .emulator import Emulator

__all__ = ["Emulator", "ManualClock", "RealClock"]
