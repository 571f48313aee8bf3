# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test: whether a job has ended well."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: succeeded
short_description: whether a job has ended well
version_added: 1.0.0
description:
  - True for a job in one of the states V(succeeded) and V(partial).
  - False for a job that has not finished. Compare C(state) where V(partial) is not good enough.
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
  - plugin: asyncops.jobs.failed
    plugin_type: test
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide
    description: The states of jobs, and what they mean.
"""

EXAMPLES = r"""
- name: Count the fetches that went well
  ansible.builtin.debug:
    msg: "{{ found.jobs | select('asyncops.jobs.succeeded') | length }} of {{ found.jobs | length }}"
  vars:
    found: {jobs: [{id: '1', provider: adverity, state: failed}, {id: '2', provider: adverity, state: succeeded}]}

- name: Read what a search has found
  ansible.builtin.debug:
    msg: "{{ search.result }}"
  when: search.job is asyncops.jobs.succeeded
  vars:
    search: {job: {id: '7', provider: log360, state: succeeded}, result: [{host: fs1}]}
"""

RETURN = r"""
_value:
  description: Whether the job has succeeded, in part at least.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.asyncops.jobs.plugins.plugin_utils._state_test import state_test


class TestModule:
    """The test of this file."""

    def tests(self) -> dict[str, Callable[[Any], bool]]:
        """Its name."""
        return {"succeeded": state_test("succeeded")}
