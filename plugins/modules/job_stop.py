#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop background jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: job_stop
short_description: Stop background jobs
version_added: 1.0.0
description:
  - Stops jobs that are active. A job that has already finished is left as it is, and the task is ok.
  - A provider that cannot stop jobs refuses before any request.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - asyncops.jobs.connection
  - asyncops.jobs.waiting
  - asyncops.jobs.attributes
options:
  job_id:
    description: Ids (or hrefs) of the jobs to stop.
    type: list
    elements: raw
  states:
    description:
      - Stop the jobs in these states, instead of naming them.
      - Without it, O(filters) and O(older_than) mean the queued, running and waiting jobs that the system can stop.
    type: list
    elements: str
    choices: [queued, running, waiting, stopping, unknown]
  filters:
    description: What the list is narrowed by; as in M(asyncops.jobs.job_info).
    type: dict
  older_than:
    description:
      - Stop the jobs that began longer ago than this, for example V(7d), V(12h), V(90m), V(30s) or V(2w).
      - A job that tells neither its start nor its submission, or a start that cannot be read, is left alone; a warning names it.
    type: str
  max_jobs:
    description: When more jobs than this match O(states), O(filters) and O(older_than), nothing is stopped and the task fails.
    type: int
    default: 100
  wait:
    description: Whether to wait until the jobs have ended. C(stopped) and C(skipped) are the aim then, whatever O(fail_on) says.
    type: bool
    default: false
  ignore_missing:
    description: Whether a job that the system does not know is accepted.
    type: bool
    default: false
seealso:
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_delete
  - module: asyncops.jobs.async_request
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide.check-mode
    description: What a stop does in check mode, and when it is run again.
"""

EXAMPLES = r"""
- name: Stop a backup and see it end
  asyncops.jobs.job_stop:
    provider: commvault
    base_url: https://cs.example.com/webconsole/api
    token: "{{ commvault_token }}"
    job_id: 815
    wait: true
    wait_timeout: 120

- name: Stop what has hung since yesterday, ten jobs at most
  asyncops.jobs.job_stop:
    provider: commvault
    base_url: https://cs.example.com/webconsole/api
    token: "{{ commvault_token }}"
    states: [running, waiting]
    older_than: 24h
    max_jobs: 10

- name: Stop a fetch that is not needed any more, if it is still there
  asyncops.jobs.job_stop:
    provider: adverity
    base_url: https://acme.datatap.adverity.com
    token: "{{ adverity_token }}"
    job_id: 2
    ignore_missing: true
"""

RETURN = r"""
jobs:
  description:
    - The jobs as they are afterwards. RV(asyncops.jobs.job_info#module:jobs) describes their keys.
  returned: always
  type: list
  elements: dict
summary:
  description: How many jobs there are in each state.
  returned: always
  type: dict
  sample: {running: 3, succeeded: 17}
stopped:
  description:
    - With O(wait=true) the ids of the jobs that this task asked to stop and that the system shows as ended by it.
    - With O(wait=false) the ids of the jobs whose stop the system has taken and that it shows as stopping, or at work no more, when
      it is asked once afterwards. A warning names the others.
  returned: always
  type: list
  elements: str
missing:
  description: Ids that were not found.
  returned: always
  type: list
  elements: str
timed_out:
  description: Whether the time ended before the jobs did.
  returned: when O(wait=true)
  type: bool
waited:
  description: Seconds waited.
  returned: when O(wait=true)
  type: float
polls:
  description: Requests sent while waiting.
  returned: when O(wait=true)
  type: int
refused:
  description:
    - The jobs that could not be stopped and have not ended otherwise, each with C(job_id), C(error) and C(msg).
    - One hinders no other. They are not waited for.
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
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.stop import stop

    return stop


def main() -> None:
    """Runs the verb."""
    run_module("stop", _import)


if __name__ == "__main__":
    main()
