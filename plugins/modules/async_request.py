#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submit a request, wait for its job, fetch the result."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: async_request
short_description: Submit a request that starts a job, wait for it and fetch its result
version_added: 1.0.0
description:
  - Sends a request; where the answer says that a job was started, waits for it, fetches the result and tidies up.
  - What a GET or HEAD is answered with at once is a job that has already finished; so is what O(provider_definition) calls
    C(immediate). Any other answer that names no job fails the task.
  - A request that is not safe to repeat is never sent twice.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - ansible.builtin.files
  - asyncops.jobs.connection
  - asyncops.jobs.waiting
  - asyncops.jobs.results
  - asyncops.jobs.attributes
options:
  path:
    description:
      - What to request, relative to the API root, with or without a leading slash; one that begins with the API root is taken as it is.
        It may carry a query string.
      - May be left out where O(provider_definition) says where jobs are submitted.
    type: str
  method:
    description: The HTTP method. The default is V(GET), or what O(provider_definition) says where O(path) is left out.
    type: str
    choices: [GET, HEAD, POST, PUT, PATCH, DELETE]
  query:
    description: Query parameters. A list repeats its name.
    type: dict
  body:
    description:
      - The body of the request.
      - With O(body_format=multipart) a mapping of parts. A part is a text, a list of them (its name is repeated), or a mapping of
        C(filename), C(content) and C(mime_type), as in M(ansible.builtin.uri). A C(filename) without C(content) is a file to send;
        where it is to have another name, C(src) says where it is.
    type: raw
  src:
    description:
      - A file to send as the body, read while it is sent. It is searched for on the controller, as M(ansible.builtin.uri) does, and
        copied to the target where the module runs elsewhere.
      - Its media type is that of its name, unless O(body_format) or a header says otherwise.
    type: path
  remote_src:
    description: Whether O(src), and the files that O(body) names, are on the machine where the module runs.
    type: bool
    default: false
  body_format:
    description:
      - How O(body) is written. The default is V(json), or what O(provider_definition) says.
      - V(form-urlencoded) is V(form) and V(form-multipart) is V(multipart), as M(ansible.builtin.uri) calls them.
    type: str
    choices: [json, form, raw, multipart, form-urlencoded, form-multipart]
  wait:
    description: Whether to wait for the jobs.
    type: bool
    default: true
  once:
    description:
      - A key. I(A job of this key has been started, and has not failed) is what the task sees to, however often it is run, and whatever
        ended it before.
      - The first run starts the job. A later one with the same key, O(provider), O(base_url) and user (O(username), or O(client_id))
        takes it up. Nothing is submitted then; it is waited for, and its result fetched.
      - What is to be a new job needs a new key, so put the date or a version into it, and C(inventory_hostname) where each host is to have
        its own. It is no switch, and V(true) is refused.
      - A job that has ended in a state of O(fail_on) is started anew; see O(once_retry).
      - Of a task that was killed before it learnt what came of its request, the job is looked for in the system's list; see
        O(once_unknown).
      - A system that knows such keys gets it (C(submit.once) of O(provider_definition)); otherwise files in O(once_dir) remember.
    type: str
  once_dir:
    description:
      - Where O(once) is remembered, on the machine where the task runs. It is one small file for each key, readable by its owner only, without
        secrets; 90 days after its last use it is removed.
      - A folder that is not there is made, with mode 0700. One that others may write to is refused.
      - In a container, such as an execution environment, name a folder that is mounted from outside; else the keys are forgotten with it.
    type: path
    default: ~/.ansible/asyncops/once
  once_retry:
    description: Whether a job of O(once) that has ended in a state of O(fail_on) is started anew.
    type: bool
    default: true
  once_unknown:
    description:
      - What to do where it is not known whether a task of O(once) that was killed has started its job, and the list shows none that it can be, or
        several.
      - V(fail) says what was seen and sends nothing. V(submit) starts a job.
    type: str
    choices: [fail, submit]
    default: fail
seealso:
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_result
  - module: asyncops.jobs.job_stop
  - module: asyncops.jobs.job_delete
  - ref: ansible_collections.asyncops.jobs.docsite.once
    description: One job for one key, across plays, crashes and reruns.
  - ref: ansible_collections.asyncops.jobs.docsite.from_uri
    description: The same work with ansible.builtin.uri, side by side.
"""

EXAMPLES = r"""
- name: Fetch all labels of an Illumio PCE as an asynchronous collection
  asyncops.jobs.async_request:
    provider: illumio
    base_url: https://pce.example.com:8443
    username: "{{ pce_key }}"
    password: "{{ pce_secret }}"
    path: orgs/1/labels
    query:
      key: env
    dest: /var/tmp/labels.json
    delete_after: success

- name: Run an Alteryx workflow
  asyncops.jobs.async_request:
    provider: alteryx
    base_url: https://alteryx.example.com/webapi
    client_id: "{{ alteryx_id }}"
    client_secret: "{{ alteryx_secret }}"
    method: POST
    path: workflows/66eb0c1f3d6200007e000a01/jobs
    body:
      questions:
        - name: Region
          value: emea
      priority: High
    wait_timeout: 1800

- name: Start a backup without waiting for it
  asyncops.jobs.async_request:
    provider: commvault
    base_url: https://cs.example.com/webconsole/api
    token: "{{ commvault_token }}"
    method: POST
    path: Subclient/5/action/backup
    query:
      backupLevel: Incremental
    wait: false
  register: backup

- name: Fetch yesterday's data once, also when the play is killed and run again
  asyncops.jobs.async_request:
    provider: adverity
    base_url: https://acme.datatap.adverity.com
    token: "{{ adverity_token }}"
    method: POST
    path: datastreams/42/fetch_fixed/
    body:
      start: "2026-11-28"
      end: "2026-11-28"
    once: fetch-42-2026-11-28
"""

RETURN = r"""
job:
  description:
    - The job, where there is one. RV(asyncops.jobs.job_info#module:jobs) describes its keys.
    - In check mode a job that is V(queued), with a placeholder for its id that the other modules know in check mode.
    - Null where the task fails, RV(jobs) holds it then.
  returned: always
  type: dict
jobs:
  description:
    - The jobs; one request may start several.
  returned: always
  type: list
  elements: dict
summary:
  description: How many jobs there are in each state.
  returned: always
  type: dict
  sample: {running: 3, succeeded: 17}
result:
  description: The parsed result; without O(dest) only. Several jobs or outputs give a list or a mapping.
  returned: always
  type: raw
dest:
  description: Where the result was saved.
  returned: when O(dest) is given
  type: str
size:
  description: Size of the saved file in bytes.
  returned: when O(dest) is given
  type: int
checksum_sha256:
  description: SHA-256 of the saved file.
  returned: when O(dest) is given
  type: str
files:
  description: Every saved file, with C(dest), C(size), C(checksum_sha256) and C(changed).
  returned: when O(dest) is given
  type: list
  elements: dict
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
resumed:
  description:
    - Whether the job of O(once) was there before, so that nothing was submitted.
    - R(Once, ansible_collections.asyncops.jobs.docsite.once) tells when that is.
  returned: when O(once) is given
  type: bool
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
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.request import request

    return request


def main() -> None:
    """Runs the verb."""
    run_module("request", _import)


if __name__ == "__main__":
    main()
