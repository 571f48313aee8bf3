#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch the results of background jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: job_result
short_description: Fetch the results of jobs that have ended
version_added: 1.0.0
description:
  - Fetches what finished jobs left, by their ids, whoever started them and however long ago; the second half of
    M(asyncops.jobs.async_request), with the same options and the same rules.
  - All results that are asked for are fetched, or none; each is whole, and a file changes only if its content differs.
  - A job that has not ended, that has no result, or whose results do not fit O(dest), O(outputs) or O(format) fails the task before
    anything is fetched.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - ansible.builtin.files
  - asyncops.jobs.connection
  - asyncops.jobs.waiting
  - asyncops.jobs.results
  - asyncops.jobs.attributes
options:
  job_id:
    description: Ids (or hrefs) of the jobs whose results to fetch.
    type: list
    elements: raw
    required: true
  wait:
    description: Whether to wait for jobs that have not ended. Otherwise each is asked for once, and one that has not ended fails the task.
    type: bool
    default: false
seealso:
  - module: asyncops.jobs.async_request
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_delete
  - ref: ansible_collections.asyncops.jobs.docsite.results
    description: What a job left, fetched later by any play.
"""

EXAMPLES = r"""
- name: Save the CSV files of an Alteryx job that ran at night
  asyncops.jobs.job_result:
    provider: alteryx
    base_url: https://alteryx.example.com/webapi
    client_id: "{{ alteryx_id }}"
    client_secret: "{{ alteryx_secret }}"
    job_id: 66ebd18d3d6200007e000d8c
    outputs: ["*.csv"]
    format: Csv
    dest: /var/tmp/

- name: Return the hits of a Log360 search, all pages of them, and delete the job
  asyncops.jobs.job_result:
    provider: log360
    base_url: https://log360.example.com:8095
    token: "{{ log360_token }}"
    job_id: AX6qJeaDhJby8kAkaqDE
    wait: true
    delete_after: success
  register: hits

- name: Start several exports
  asyncops.jobs.async_request:
    provider: illumio
    base_url: https://pce.example.com:8443
    username: "{{ pce_key }}"
    password: "{{ pce_secret }}"
    path: orgs/1/{{ item }}
    wait: false
  loop: [labels, workloads]
  register: exports

- name: Save the results of all that were started, each in a file of its own
  asyncops.jobs.job_result:
    provider: illumio
    base_url: https://pce.example.com:8443
    username: "{{ pce_key }}"
    password: "{{ pce_secret }}"
    job_id: "{{ exports.results | map(attribute='job.id') | list }}"
    wait: true
    dest: /var/tmp/
    max_size: 2g
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
results:
  description:
    - What was saved, in the order of the jobs and of their outputs; empty without O(dest).
    - See R(Where a result goes, ansible_collections.asyncops.jobs.docsite.results.where-a-result-goes).
    - In check mode C(size) and C(checksum_sha256) are null, and C(changed) is null where a file is there, which may be the same.
  returned: always
  type: list
  elements: dict
  contains:
    job_id:
      description: The job that left it.
      type: str
    output:
      description: The name of the output, else its id; null where the system has one result for each job.
      type: str
    dest:
      description: The file.
      type: str
    size:
      description: Its size in bytes.
      type: int
    checksum_sha256:
      description: Its SHA-256.
      type: str
    changed:
      description: Whether its content was another before, or it was not there.
      type: bool
result:
  description: The parsed result; without O(dest) only. Several jobs or outputs give a list or a mapping.
  returned: always
  type: raw
deleted:
  description: Ids of the jobs that O(delete_after) removed.
  returned: when O(delete_after) is not V(never)
  type: list
  elements: str
refused:
  description: The jobs that O(delete_after) could not remove, each with C(job_id), C(error) and C(msg).
  returned: when O(delete_after) is not V(never)
  type: list
  elements: dict
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
  description: Requests sent while waiting.
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
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.result import result

    return result


def main() -> None:
    """Runs the verb."""
    run_module("result", _import)


if __name__ == "__main__":
    main()
