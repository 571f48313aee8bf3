# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""asyncops.jobs.async_request in the controller's process."""

from __future__ import annotations

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import (
    choice,
    finding,
    once,
    once_key,
    once_place,
    request,
    waiter,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._action import VerbAction

# Loaded before ansible-core forks; the engine imports them late.
_IMPORTED_BEFORE_FORK = (choice, finding, once, once_key, once_place, request, waiter)


class ActionModule(VerbAction):
    """See the module of the same name."""

    verb = "request"
