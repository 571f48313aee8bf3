# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a wait is over. Private to asyncops.jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from .waiter import Waiter

Predicate = Callable[["Waiter"], bool]


def all_finished(waiter: Waiter) -> bool:
    """Whether there is no job left to wait for."""
    return waiter.open == 0


def any_finished(waiter: Waiter) -> bool:
    """Whether one job at least has ended."""
    return waiter.open < len(waiter.tracked) or not waiter.tracked


PREDICATES: dict[str, Predicate] = {"all": all_finished, "any": any_finished}
