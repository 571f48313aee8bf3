# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter: what verbs returned, as the jobs of a report."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: report_jobs
short_description: The jobs in results of tasks, as plain rows
version_added: 1.0.0
description:
  - Reads jobs, results of the modules of this collection, lists of them and results of loops, with or without labels.
  - The role P(asyncops.jobs.job_report#role) uses it; P(asyncops.jobs.report#filter) writes what it returns.
  - A job that is told twice is there once, as it was told last. A task that failed before there was a job is a job without an id.
author:
  - asyncops contributors (@asyncops)
positional: _input
options:
  _input:
    description:
      - A job, a result with RV(asyncops.jobs.job_info#module:jobs), a registered loop, or a list of such.
      - A dictionary of C(jobs) with C(system) or C(host) labels what is in it.
    type: raw
    required: true
  system:
    description: The label of jobs that have none. Without it they are labelled by their provider.
    type: str
    default: ''
  host:
    description: The host that jobs without a label belong to.
    type: str
    default: ''
  silent:
    description: Hosts that handed in nothing. There is a note on each.
    type: list
    elements: str
    default: []
  sealed:
    description:
      - Whether to return one text instead, which is safe to keep in a variable.
      - ansible-core before 2.19 may take texts in variables for templates; this one it cannot. Both filters read it again.
    type: bool
    default: false
seealso:
  - plugin: asyncops.jobs.report
    plugin_type: filter
  - ref: ansible_collections.asyncops.jobs.docsite.report
    description: What a report is made of, with plays to copy.
"""

EXAMPLES = r"""
- name: Count the jobs of two systems that failed
  ansible.builtin.debug:
    msg: "{{ both.jobs | selectattr('state', 'eq', 'failed') | length }} failed"
  vars:
    both: "{{ [{'system': 'east', 'jobs': east.jobs}, {'system': 'west', 'jobs': west.jobs}] | asyncops.jobs.report_jobs }}"
    east: {jobs: [{id: '1', provider: commvault, state: failed, reason: the disk is full}]}
    west: {jobs: [{id: '1', provider: illumio, state: succeeded}]}
"""

RETURN = r"""
_value:
  description:
    - C(jobs), those that need somebody first, C(notes) on what could not be read, and C(summary), numbers of jobs by state
      with C(count), C(trouble), C(under_way) and C(notes).
  type: dict
"""

from collections.abc import Callable, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.collect import Note, collect
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.sealed import seal

SILENT = "handed in nothing: it failed before, could not be reached, or has not run yet"


def report_jobs(
    given: Any,
    system: str = "",
    host: str = "",
    silent: Sequence[str] = (),
    sealed: bool = False,
) -> Any:
    """The jobs and notes in what was given; no text of it will be taken for a template.

    :raises AnsibleFilterError: something is neither a job nor a result.
    """
    try:
        found = collect(given, str(system), str(host))
    except ValueError as exc:
        raise AnsibleFilterError("asyncops.jobs.report_jobs: %s" % exc) from None
    for name in silent:
        found.add(Note("", str(name), "", SILENT))
    told = found.to_dict()
    return wrap_var(seal(told) if sealed else told)


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Its name."""
        return {"report_jobs": report_jobs}
