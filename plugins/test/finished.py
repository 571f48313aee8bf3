# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test: whether a job has come to an end."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: finished
short_description: whether a job has come to an end
version_added: 1.0.0
description:
  - True for a job in one of the states V(succeeded), V(partial), V(failed), V(stopped), V(skipped), V(lost).
  - A job whose state is not known counts as not finished.
author:
  - asyncops contributors (@asyncops)
options:
  _input:
    description: A job, as results hold it in C(job) and C(jobs), and as P(asyncops.jobs.job#lookup) returns it.
    type: dict
    required: true
seealso:
  - plugin: asyncops.jobs.succeeded
    plugin_type: test
  - plugin: asyncops.jobs.failed
    plugin_type: test
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide
    description: The states of jobs, and what they mean.
"""

EXAMPLES = r"""
- name: Name the backups that are still at work
  ansible.builtin.debug:
    msg: "{{ found.jobs | reject('asyncops.jobs.finished') | map(attribute='id') }}"
  vars:
    found: {jobs: [{id: '1', provider: commvault, state: running}, {id: '2', provider: commvault, state: partial}]}

- name: Go on where a traffic query has ended
  ansible.builtin.debug:
    msg: "{{ query.job.id }} has ended"
  when: query.job is asyncops.jobs.finished
  vars:
    query: {job: {id: '7', provider: illumio, state: succeeded}}
"""

RETURN = r"""
_value:
  description: Whether the job has ended, well or not.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.asyncops.jobs.plugins.plugin_utils._state_test import state_test


class TestModule:
    """The test of this file."""

    def tests(self) -> dict[str, Callable[[Any], bool]]:
        """Its name."""
        return {"finished": state_test("finished")}
