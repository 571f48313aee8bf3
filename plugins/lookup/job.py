# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup of background jobs."""
from __future__ import annotations

DOCUMENTATION = r"""
---
name: job
short_description: Background jobs of any supported system
version_added: 1.0.0
description:
  - Returns one job per term, in the vocabulary of M(asyncops.jobs.job_info); without a term, all jobs.
  - All terms share one connection. It runs in the controller's process.
  - Text that came from the server is never evaluated as a template.
author:
  - asyncops contributors (@asyncops)
extends_documentation_fragment:
  - asyncops.jobs.plugin_connection
options:
  _terms:
    description: Ids (or hrefs) of jobs. An id that is not found is an error; C(errors='ignore') accepts it.
    type: list
    elements: str
  filters:
    description: What a list is narrowed by, as in M(asyncops.jobs.job_info).
    type: dict
  states:
    description: Only jobs in these normalised states.
    type: list
    elements: str
    choices: [queued, running, waiting, stopping, unknown, succeeded, partial, failed, stopped, skipped, lost]
  messages:
    description: Whether the messages of each job are fetched.
    type: bool
    default: false
  raw:
    description: Whether the system's own records are returned. The default is V(true) with a term, else V(false).
    type: bool
seealso:
  - module: asyncops.jobs.job_info
"""

EXAMPLES = r"""
- name: Show the state of one job
  ansible.builtin.debug:
    msg: "{{ lookup('asyncops.jobs.job', 707, provider='commvault', base_url=cs_url, token=cs_token).state }}"

- name: Count what runs
  ansible.builtin.debug:
    msg: "{{ query('asyncops.jobs.job', provider='illumio', base_url=pce, username=key, password=secret, states=['running']) | length }}"
"""

RETURN = r"""
_raw:
  description: The jobs. RV(asyncops.jobs.job_info#module:jobs) describes their keys.
  type: list
  elements: dict
"""

import os
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.module_utils.common.validation import check_type_dict
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.verbs import run
from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import provider_from

_display = Display()


class LookupModule(LookupBase):
    """``lookup('asyncops.jobs.job', id, ..., provider=..., base_url=...)``."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[Any]:
        """The jobs of the terms, or all.

        :raises AnsibleLookupError: what the verb says, without secrets.
        """
        for name in [name for name, value in os.environ.items() if name.startswith("ASYNCOPS_") and not value]:
            del os.environ[name]  # an empty variable counts as unset; ansible-core would take it for a value
        self.set_options(var_options=variables, direct=kwargs)
        params = self.get_options()
        for name in ("headers", "provider_definition"):
            params[name] = _dict(name, params[name])
        unknown = sorted(set(kwargs) - set(params) - {"allow_unsafe"})  # that one is ansible-core's, and means nothing here
        if unknown:
            raise AnsibleLookupError("asyncops.jobs.job: %s is not an option of the lookup" % ", ".join(unknown))
        ids = [str(one) for term in terms for one in (term if isinstance(term, list) else [term])]
        if terms and not ids:
            return []  # an empty list of ids, not the wish to list all jobs
        params["job_id"] = ids or None
        result = run("info", provider_from(params), params, Context(warn=_display.warning))
        if result.get("failed"):
            raise AnsibleLookupError("asyncops.jobs.job: %s" % result["msg"])
        if result["missing"]:
            raise AnsibleLookupError("asyncops.jobs.job: job %s is not known" % ", ".join(result["missing"]))
        # Before ansible-core 2.19, `allow_unsafe=true` would make templates of what a server says.
        return [wrap_var(job) for job in result["jobs"]]


def _dict(name: str, value: Any) -> Any:
    try:
        return check_type_dict(value) if value else None
    except (TypeError, ValueError):
        pass  # its text quotes the value
    raise AnsibleLookupError("asyncops.jobs.job: %s must be a dictionary, or one as JSON or key=value text" % name)
