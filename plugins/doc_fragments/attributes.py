# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the attributes that all modules share."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check_mode; then no request is sent that changes anything.
    support: full
  diff_mode:
    description: Returns what has changed, or would change, in check_mode.
    support: full
  platform:
    description: Target OS that can be operated against.
    support: full
    platforms: all
  action:
    description: Runs in the controller's process where that is equivalent, else as a module on the target.
    support: full
    details:
      - It is equivalent where the connection is local and the task has no C(become), C(async), C(environment) or file options.
      - The results are the same. E(ASYNCOPS_IN_PROCESS=false) always takes the module; C(-vvv) tells which form ran.
  async:
    description: Supports being used with the C(async) keyword.
    support: full
  action_group:
    description: Use C(group/asyncops.jobs.jobs) in C(module_defaults) to set options for all modules of the collection.
    support: full
    membership:
      - asyncops.jobs.jobs
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check_mode; it only reads.
    support: full
  diff_mode:
    description: Returns what has changed, or would change, in check_mode.
    support: N/A
    details:
      - This module only reads.
  platform:
    description: Target OS that can be operated against.
    support: full
    platforms: all
  action:
    description: Runs in the controller's process where that is equivalent, else as a module on the target.
    support: full
    details:
      - It is equivalent where the connection is local and the task has no C(become), C(async), C(environment) or file options.
      - The results are the same. E(ASYNCOPS_IN_PROCESS=false) always takes the module; C(-vvv) tells which form ran.
  async:
    description: Supports being used with the C(async) keyword.
    support: full
  action_group:
    description: Use C(group/asyncops.jobs.jobs) in C(module_defaults) to set options for all modules of the collection.
    support: full
    membership:
      - asyncops.jobs.jobs
"""
