#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delete background jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: job_delete
short_description: Delete finished background jobs
version_added: 1.0.0
description:
  - Removes jobs by id, or by state and age, with what belongs to them (results, hits).
  - A job that is not there any more is ok. An empty id never reaches the wire.
  - A provider that cannot delete jobs refuses before any request.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - asyncops.jobs.connection
  - asyncops.jobs.attributes
options:
  job_id:
    description: Ids (or hrefs) of the jobs to delete.
    type: list
    elements: raw
  states:
    description: Delete the jobs in these states, instead of naming them. Without it, O(older_than) means all finished jobs.
    type: list
    elements: str
    choices: [queued, running, waiting, stopping, unknown, succeeded, partial, failed, stopped, skipped, lost]
  filters:
    description: What the list that O(states) and O(older_than) choose from is narrowed by; as in M(asyncops.jobs.job_info).
    type: dict
  older_than:
    description:
      - Delete the jobs that ended longer ago than this, for example V(7d), V(12h), V(90m), V(30s) or V(2w).
      - Where the end is not told, the last update, start or submission counts.
      - A job without any time, or with an end that cannot be read as a time, is never old; a warning names it.
      - Times that the list lacks are looked up job by job.
    type: str
  max_jobs:
    description: When more jobs than this match O(states) and O(older_than), nothing is deleted and the task fails.
    type: int
    default: 100
  force:
    description:
      - Whether active jobs are deleted, too.
      - Without it each job that O(states) or O(older_than) chooses is looked at once more before it is deleted, since a list may lag behind.
    type: bool
    default: false
seealso:
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_stop
  - module: asyncops.jobs.async_request
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide.check-mode
    description: What a deletion does in check mode, and when it is run again.
"""

EXAMPLES = r"""
- name: Delete one job and its hits
  asyncops.jobs.job_delete:
    provider: log360
    base_url: https://log360.example.com:8095
    token: "{{ log360_token }}"
    job_id: AYVTeCb0wPH5eWuO5jkC

- name: Tidy up after a week
  asyncops.jobs.job_delete:
    provider: illumio
    base_url: https://pce.example.com:8443
    username: "{{ pce_key }}"
    password: "{{ pce_secret }}"
    older_than: 7d
    max_jobs: 500
"""

RETURN = r"""
jobs:
  description:
    - The jobs as they were. RV(asyncops.jobs.job_info#module:jobs) describes their keys.
  returned: always
  type: list
  elements: dict
deleted:
  description: Ids of the jobs that were deleted.
  returned: always
  type: list
  elements: str
refused:
  description: The jobs that could not be deleted, each with C(job_id), C(error) and C(msg). One hinders no other.
  returned: always
  type: list
  elements: dict
error:
  description:
    - The class of a failure. R(Errors and what to do, ansible_collections.asyncops.jobs.docsite.errors) says of each what it means and
      whether the task may be run again.
    - One of V(config), V(auth), V(not_found), V(conflict), V(rate_limited), V(transport), V(decode), V(api), V(unsupported),
      V(job_failed), V(timeout).
  returned: failure
  type: str
http_status:
  description:
    - The code of the HTTP answer that made the task fail.
    - With it, or alone where no answer came, C(code), C(request_id), C(retry_after), C(tries), C(sent), C(method) and C(path) tell more,
      where known.
  returned: failure, where there was an answer
  type: int
"""

from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    check_python,  # first of all
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import run_module

del check_python  # its import has done it


def _import() -> object:
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.delete import delete

    return delete


def main() -> None:
    """Runs the verb."""
    run_module("delete", _import)


if __name__ == "__main__":
    main()
