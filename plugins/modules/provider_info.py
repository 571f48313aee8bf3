#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explain a provider."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: provider_info
short_description: Explain a provider, built-in or declared, without a network
version_added: 1.0.0
description:
  - Tells what a provider can do, shows the requests it would send, and how it would read a sample answer. Nothing is sent.
  - It is the workbench for a O(provider_definition). Feed it with the answers that C(curl -i) printed, and see step by step how each is read,
    which request would be the next, and what the definition leaves unsaid.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - asyncops.jobs.connection
  - asyncops.jobs.attributes.info
options:
  base_url:
    description: Where the system would be; V(https://system.example.com) where unset. Credentials are accepted and not used.
    type: str
    required: false
  job_id:
    description: The job to build requests for. Where unset, the one that O(sample) names, else a placeholder.
    type: str
  sample:
    description:
      - An answer of the system, either the whole text that C(curl -i) printed (of several blocks of headers the last counts), or a mapping
        with C(status), C(headers) and C(body) (data, or text that is JSON or XML). A text without a status line is the body of HTTP 200.
      - A list of answers, where a request of the definition takes several calls (before it, after it, its second page, its detail),
        in the order in which they are made.
      - It is shown with the task's arguments at C(-vvv), so take tokens and cookies out of it.
    type: raw
  sample_of:
    description: What O(sample) is the answer to; V(login) is a request of C(auth).
    type: str
    choices: [submit, get, list, messages, outputs, result, stop, delete, login]
    default: get
seealso:
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_result
  - module: asyncops.jobs.job_stop
  - module: asyncops.jobs.job_delete
  - module: asyncops.jobs.async_request
  - ref: ansible_collections.asyncops.jobs.docsite.declaring
    description: Your own system in ten minutes.
  - ref: ansible_collections.asyncops.jobs.docsite.definition_reference
    description: Every word of a definition.
"""

EXAMPLES = r"""
- name: How would this definition read that answer?
  asyncops.jobs.provider_info:
    provider: pipeline
    provider_definition: "{{ lookup('ansible.builtin.file', 'pipeline.yml') | from_yaml }}"
    sample_of: get
    sample:
      status: 200
      body: {uid: 17, phase: Done, percent: 100}
  register: explained

- name: How is this answer of curl read, and what comes next?
  asyncops.jobs.provider_info:
    provider: pipeline
    provider_definition: "{{ lookup('ansible.builtin.file', 'pipeline.yml') | from_yaml }}"
    sample_of: submit
    sample: |
      HTTP/1.1 202 Accepted
      Location: /runs/17
      Retry-After: 5

      {"uid": 17}
  register: explained

- name: What ships, and what does the definition of Slurm look like?
  asyncops.jobs.provider_info:
    provider: slurm
  register: slurm

- name: What can the built-in provider do?
  asyncops.jobs.provider_info:
    provider: illumio
"""

RETURN = r"""
name:
  description: The provider's name.
  returned: success
  type: str
title:
  description: The system's name in prose.
  returned: success
  type: str
api_version:
  description: The version of the API that was explained.
  returned: success
  type: str
verbs:
  description: What it can do.
  returned: success
  type: list
  elements: str
unsupported:
  description: Why it cannot do the rest, where that is known.
  returned: success
  type: dict
requests:
  description:
    - For each verb the first request it would send, with C(method), C(url), C(query), C(headers) and C(body).
    - Secrets are left out.
  returned: success
  type: dict
filters:
  description: What lists can be narrowed by.
  returned: success
  type: dict
words:
  description: State -> the system's words for it.
  returned: success
  type: dict
notes:
  description: What a user should know.
  returned: success
  type: list
  elements: str
tried_with:
  description: What the definition was tried with, a server and its version or documents.
  returned: success
  type: list
  elements: str
once:
  description:
    - What keeps a submit with the option O(asyncops.jobs.async_request#module:once) from starting a second job.
  returned: success
  type: dict
  contains:
    kept_by:
      description: V(system) where it knows such keys itself; V(journal) where the collection remembers them on the machine where the task runs.
      returned: success
      type: str
    key:
      description: Where the key goes (C(submit.once) of the definition), where the system knows it.
      returned: success
      type: dict
    find:
      description:
        - How the job is found in the list where no answer named it (C(submit.find) of the definition), as after a kill.
        - An empty mapping means by its time alone; an empty list, that it cannot be found.
      returned: success
      type: list
      elements: dict
catalogue:
  description: The names of the definitions that ship with the collection.
  returned: success
  type: list
  elements: str
definition:
  description: The definition of O(provider), where it is one of the catalogue.
  returned: success
  type: dict
reads_as:
  description: What O(sample) would be read as; C(error) and C(msg) where it says no.
  returned: when O(sample) is given
  type: dict
steps:
  description:
    - How O(sample) is read, a line for each step. It begins with the key of the definition, and says what was found there.
    - "For example: C(state.rules[0] does not hold ('error' found nothing; wanted: exists true))."
  returned: when O(sample) is given
  type: list
  elements: str
next_request:
  description:
    - The request that would follow, with C(method), C(url), C(query), C(headers) and C(body), C(why) it would be sent, and C(after) how many
      seconds, where the system says that. Null where none would.
  returned: when O(sample) is given
  type: dict
sent:
  description: The requests that O(sample) answers.
  returned: when O(sample) is given
  type: list
  elements: dict
advice:
  description: What the definition leaves unsaid that its users will need, and what is lost without it. Nothing of it is a mistake.
  returned: success
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
"""

from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    check_python,  # first of all
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import run_module

del check_python  # its import has done it


def _import() -> object:
    from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.explain import explain

    return explain


def main() -> None:
    """Runs the verb."""
    run_module("explain", _import)


if __name__ == "__main__":
    main()
