#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for background jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: job_wait
short_description: Wait for background jobs to end
version_added: 1.0.0
description:
  - Waits for one job or many in one loop, with one deadline and one connection pool.
  - The server's Retry-After is honoured and never undercut; a failed poll never ends the wait before the deadline.
  - Nothing is stopped or deleted because a wait ended, unless O(on_timeout=stop).
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - asyncops.jobs.connection
  - asyncops.jobs.waiting
  - asyncops.jobs.attributes.info
options:
  job_id:
    description: Ids (or hrefs) of the jobs to wait for.
    type: list
    elements: raw
    required: true
  wait_for:
    description: Whether all jobs have to end, or any one of them.
    type: str
    choices: [all, any]
    default: all
seealso:
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_result
  - module: asyncops.jobs.job_stop
  - module: asyncops.jobs.job_delete
  - module: asyncops.jobs.async_request
  - ref: ansible_collections.asyncops.jobs.docsite.from_uri
    description: The same work with ansible.builtin.uri and with other collections, side by side.
  - ref: ansible_collections.asyncops.jobs.docsite.scaling
    description: Very many jobs; forks, controllers and mesh.
"""

EXAMPLES = r"""
- name: Wait up to an hour for two backups
  asyncops.jobs.job_wait:
    provider: commvault
    base_url: https://cs.example.com/webconsole/api
    token: "{{ commvault_token }}"
    job_id: [810, 812]
    wait_timeout: 3600

- name: Poll once, and go on whatever the state is
  asyncops.jobs.job_wait:
    provider: adverity
    base_url: https://acme.datatap.adverity.com
    token: "{{ adverity_key }}"
    token_type: Bearer
    job_id: 8
    wait_timeout: 0
    on_timeout: return
  register: fetch
"""

RETURN = r"""
jobs:
  description:
    - The jobs, in the order asked. RV(asyncops.jobs.job_info#module:jobs) describes their keys.
  returned: always
  type: list
  elements: dict
summary:
  description: How many jobs there are in each state.
  returned: always
  type: dict
  sample: {running: 3, succeeded: 17}
stopped:
  description: Ids of the jobs that O(on_timeout=stop) has stopped, as a look at each shows.
  returned: when the time ended before the jobs did, with O(on_timeout=stop)
  type: list
  elements: str
timed_out:
  description: Whether the time ended before the jobs did.
  returned: always
  type: bool
waited:
  description: Seconds waited.
  returned: always
  type: float
polls:
  description: Requests sent while waiting; R(Who sets the pace, ansible_collections.asyncops.jobs.docsite.waiting.who-sets-the-pace) tells why so many.
  returned: always
  type: int
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
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.wait import wait

    return wait


def main() -> None:
    """Runs the verb."""
    run_module("wait", _import)


if __name__ == "__main__":
    main()
