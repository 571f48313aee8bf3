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
  - It is the quickest way to write a O(provider_definition), feed it with the answers that C(curl) printed, and see what becomes of them.
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
    description: An answer of the system, with C(status), C(headers) and C(body) (data, or text that is JSON or XML).
    type: dict
  sample_of:
    description: What O(sample) is the answer to.
    type: str
    choices: [submit, get, list, messages, outputs, result, stop, delete]
    default: get
seealso:
  - module: asyncops.jobs.job_info
  - module: asyncops.jobs.job_wait
  - module: asyncops.jobs.job_result
  - module: asyncops.jobs.job_stop
  - module: asyncops.jobs.job_delete
  - module: asyncops.jobs.async_request
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
sent:
  description: The requests that were answered with O(sample).
  returned: when O(sample) is given
  type: list
  elements: dict
error:
  description:
    - The class of a failure.
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


def main() -> None:
    """Runs the verb."""
    run_module("explain")


if __name__ == "__main__":
    main()
