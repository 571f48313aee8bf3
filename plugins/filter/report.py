# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter: a report of jobs as a text."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: report
short_description: A report of jobs as HTML, JSON or CSV
version_added: 1.0.0
description:
  - Writes a report of jobs as one text. The role P(asyncops.jobs.job_report#role) puts it into files.
  - The same jobs give the same text. It holds no time of its own unless O(time) is given.
  - Every text of a system is escaped, and none is evaluated as a template.
author:
  - asyncops contributors (@asyncops)
positional: _input, format
options:
  _input:
    description: Jobs and results, as P(asyncops.jobs.report_jobs#filter) takes and returns them.
    type: raw
    required: true
  format:
    description: What to write.
    type: str
    required: true
    choices: [html, json, csv]
  title:
    description: The title of the report.
    type: str
    default: Job report
  time:
    description: When it was made, in ISO 8601; bars of jobs that are under way end there.
    type: str
    default: ''
  template:
    description:
      - The text of the page's template, needed for V(html).
      - It is Jinja; every value is escaped, and all that it knows is C(report).
    type: str
  rows:
    description: The most jobs that the tables of the page hold. V(json) and V(csv) hold all.
    type: int
    default: 500
  bars:
    description: The most jobs that have a bar in the timeline of the page.
    type: int
    default: 40
seealso:
  - plugin: asyncops.jobs.report_jobs
    plugin_type: filter
  - ref: ansible_collections.asyncops.jobs.docsite.report
    description: What a report is made of, with plays to copy.
"""

EXAMPLES = r"""
- name: Jobs as lines of CSV
  ansible.builtin.debug:
    msg: "{{ ([{'id': '1', 'state': 'failed', 'reason': 'the disk is full'}] | asyncops.jobs.report('csv')).splitlines() }}"

- name: Jobs of two systems as JSON
  ansible.builtin.debug:
    msg: "{{ [backup, export] | asyncops.jobs.report('json', title='Tonight') }}"
  vars:
    backup: {id: '810', provider: commvault, state: succeeded}
    export: {id: 43f6e9e3, provider: illumio, state: failed, reason: the disk is full}
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

from collections.abc import Callable
from typing import Any, Optional

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.write import write


def report(given: Any, format: str, template: Optional[str] = None, **options: Any) -> Any:
    """The text of a report.

    :raises AnsibleFilterError: what was given is no job, or an option has no such value.
    """
    try:
        return wrap_var(write(given, str(format), template, **options))
    except (ValueError, TypeError) as exc:
        raise AnsibleFilterError("asyncops.jobs.report: %s" % exc) from None


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Its name."""
        return {"report": report}
