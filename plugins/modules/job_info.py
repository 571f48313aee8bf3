#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell of background jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: job_info
short_description: Tell of background jobs of any supported system
version_added: 1.0.0
description:
  - Looks jobs up by id, or lists them, and returns them in one vocabulary, whatever the system.
  - Lists are paged by itself, in memory that does not grow with what is not returned.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - asyncops.jobs.connection
  - asyncops.jobs.attributes.info
options:
  job_id:
    description:
      - Ids (or hrefs) of jobs to look up. Without it all jobs are listed.
      - An id that is not found is no failure; see RV(missing).
    type: list
    elements: raw
  filters:
    description:
      - What the system may narrow the list by, under the provider's documented query names, for example C(clientId) of Commvault,
        C(datastream_id) of Adverity, C(job_type) of Illumio, C(workflow_id) of Alteryx.
      - A filter that the provider does not have is refused before any request.
    type: dict
  states:
    description: Only jobs in these normalised states. Applied by the collection, with every system.
    type: list
    elements: str
    choices: [queued, running, waiting, stopping, unknown, succeeded, partial, failed, stopped, skipped, lost]
  older_than:
    description:
      - Only jobs that ended longer ago than this, for example V(7d), V(12h), V(90m), V(30s) or V(2w). A job that has not ended counts by
        the time it began.
      - A job that tells no time, or one that cannot be read, is left out with a warning. Times that the list lacks are looked up job by job.
    type: str
  newer_than:
    description: Only jobs that ended (or, where they have not ended, began) less long ago than this; as in O(older_than).
    type: str
  messages:
    description: Whether the messages of each job are fetched.
    type: bool
    default: false
  raw:
    description: Whether the system's own records are returned. The default is V(true) with O(job_id), else V(false).
    type: bool
  fields:
    description: Keys of a job to return; all where unset.
    type: list
    elements: str
  summary_only:
    description: Whether only the counts are returned, without the jobs.
    type: bool
    default: false
  limit:
    description: The most jobs to return. RV(complete) tells whether there are more.
    type: int
seealso:
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_result
  - module: asyncops.jobs.job_stop
  - module: asyncops.jobs.job_delete
  - module: asyncops.jobs.async_request
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide
    description: The job, its states, and what holds for all modules.
"""

EXAMPLES = r"""
- name: What is running right now
  asyncops.jobs.job_info:
    provider: commvault
    base_url: https://cs.example.com/webconsole/api
    username: "{{ commvault_user }}"
    password: "{{ commvault_password }}"
    filters:
      jobCategory: Active
    fields: [id, name, state, progress, reason]
  register: active

- name: One job with its messages
  asyncops.jobs.job_info:
    provider: alteryx
    base_url: https://alteryx.example.com/webapi
    client_id: "{{ alteryx_id }}"
    client_secret: "{{ alteryx_secret }}"
    job_id: 66ebd18d3d6200007e000d8c
    messages: true

- name: What failed since yesterday
  asyncops.jobs.job_info:
    provider: commvault
    base_url: https://cs.example.com/webconsole/api
    token: "{{ commvault_token }}"
    states: [failed, partial]
    newer_than: 24h

- name: Only how many there are in each state
  asyncops.jobs.job_info:
    provider: illumio
    base_url: https://pce.example.com:8443
    username: "{{ pce_key }}"
    password: "{{ pce_secret }}"
    summary_only: true
"""

RETURN = r"""
jobs:
  description:
    - The jobs.
  returned: always
  type: list
  elements: dict
  contains:
    id:
      description: The system's id of the job.
      type: str
    href:
      description: Path or URL of the job as the system gave it.
      type: str
    provider:
      description: Name of the provider.
      type: str
    name:
      description: What it does, in the system's words.
      type: str
    type:
      description: Type of the job, in the system's words.
      type: str
    state:
      description:
        - The normalised state; R(States, ansible_collections.asyncops.jobs.docsite.user_guide.states) says what each means.
        - Not terminal are V(queued), V(running), V(waiting), V(stopping) and V(unknown).
        - Terminal are V(succeeded), V(partial), V(failed), V(stopped), V(skipped) and V(lost).
      type: str
    status:
      description: The system's own word, untouched.
      type: str
    finished:
      description: Whether the state is terminal.
      type: bool
    succeeded:
      description: Whether the state is V(succeeded) or V(partial).
      type: bool
    progress:
      description: From 0 to 100; never used to decide anything.
      type: float
    submitted_at:
      description: When it was submitted (ISO 8601, UTC).
      type: str
    started_at:
      description: When it started.
      type: str
    finished_at:
      description: When it ended.
      type: str
    updated_at:
      description: When the system last wrote it.
      type: str
    duration:
      description: Seconds it ran.
      type: float
    reason:
      description: One line on why it failed, waits or was stopped.
      type: str
    messages:
      description: Messages of the job, each with C(level), C(text), C(source) and C(time).
      type: list
      elements: dict
    outputs:
      description:
        - What can be downloaded, each with C(id), C(name), C(href) and C(formats); null where the system does not tell.
        - With O(job_id) it is asked for where the job's own record does not hold it. M(asyncops.jobs.job_result) fetches it.
      type: list
      elements: dict
    raw:
      description: The system's record, where asked for.
      type: dict
job:
  description: The job, where one id was asked for; null where the system does not know it.
  returned: when O(job_id) names one job
  type: dict
count:
  description: How many jobs there are (also with O(summary_only)).
  returned: always
  type: int
summary:
  description: How many jobs there are in each state.
  returned: always
  type: dict
  sample: {running: 3, succeeded: 17}
complete:
  description: False when the system or O(limit) cut the list.
  returned: always
  type: bool
missing:
  description: Ids that were not found.
  returned: always
  type: list
  elements: str
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
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.info import info

    return info


def main() -> None:
    """Runs the verb."""
    run_module("info", _import)


if __name__ == "__main__":
    main()
