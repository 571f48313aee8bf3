# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test: whether a job has ended, and not well."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: failed
short_description: whether a job has ended, and not well
version_added: 1.0.0
description:
  - True for a job in one of the states V(failed), V(stopped), V(skipped), V(lost). They fail a task that waits for it, unless
    O(asyncops.jobs.job_wait#module:fail_on) says otherwise.
  - False for a job that has not finished, and for one that is V(partial).
author:
  - asyncops contributors (@asyncops)
options:
  _input:
    description: A job, as results hold it in C(job) and C(jobs), and as P(asyncops.jobs.job#lookup) returns it.
    type: dict
    required: true
seealso:
  - plugin: asyncops.jobs.finished
    plugin_type: test
  - plugin: asyncops.jobs.succeeded
    plugin_type: test
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide
    description: The states of jobs, and what they mean.
"""

EXAMPLES = r"""
- name: Tell why backups have failed
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.reason }}"
  loop: "{{ found.jobs | select('asyncops.jobs.failed') }}"
  vars:
    found: {jobs: [{id: '1', name: Backup, provider: commvault, state: failed, reason: the disk is full}]}

- name: Start a workflow anew where it has failed
  ansible.builtin.debug:
    msg: once more
  when: run.job is asyncops.jobs.failed
  vars:
    run: {job: {id: '7', provider: alteryx, state: lost}}
"""

RETURN = r"""
_value:
  description: Whether the job has ended without success.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.asyncops.jobs.plugins.plugin_utils._state_test import state_test


class TestModule:
    """The test of this file."""

    def tests(self) -> dict[str, Callable[[Any], bool]]:
        """Its name."""
        return {"failed": state_test("failed")}
