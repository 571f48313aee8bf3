# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""asyncops.jobs.job_stop in the controller's process."""

from __future__ import annotations

from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    check_python,  # first of all
)

# isort: split
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import stop, waiter
from ansible_collections.asyncops.jobs.plugins.plugin_utils._action import VerbAction

del check_python  # its import has done it

# Loaded before ansible-core forks; stop.py imports it late.
_IMPORTED_BEFORE_FORK = (waiter,)


class ActionModule(VerbAction):
    """See the module of the same name."""

    verb = "stop"
    verb_function = staticmethod(stop.stop)
