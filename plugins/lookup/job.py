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
    elements: raw
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
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide.the-job
    description: The keys of a job, and its states.
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

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible.errors import AnsibleLookupError
from ansible.module_utils.common.validation import check_type_dict
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    check_python,  # first of all
)

# isort: split
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.info import info
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.verbs import run
from ansible_collections.asyncops.jobs.plugins.module_utils._model.result import empty
from ansible_collections.asyncops.jobs.plugins.module_utils._task import options
from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import provider_from
from ansible_collections.asyncops.jobs.plugins.module_utils._task.masking import secrets_of
from ansible_collections.asyncops.jobs.plugins.plugin_utils._config import plugin_options

del check_python  # its import has done it

NAME = "asyncops.jobs.job"
MAPPINGS = ("headers", "provider_definition")
CORE_OPTIONS = ("allow_unsafe",)  # ansible-core's own, without effect here

_display = Display()


class LookupModule(LookupBase):
    """``lookup('asyncops.jobs.job', id, ..., provider=..., base_url=...)``."""

    def run(
        self, terms: Sequence[Any], variables: Optional[Mapping[str, Any]] = None, **kwargs: Any
    ) -> list[Any]:
        """The jobs of the terms, or all.

        :raises AnsibleLookupError: what the verb says, without secrets.
        """
        params = self._params(variables, kwargs)
        ids = _flatten(terms)
        if terms and not ids:
            return []  # an empty list of ids, not the wish to list all jobs
        if ids and params["filters"]:
            raise _error("filters narrow a list, and cannot be used with ids")
        params["job_id"] = ids or None
        # Before ansible-core 2.19, `allow_unsafe=true` would make templates of what a server says.
        check_mode = bool((variables or {}).get("ansible_check_mode"))
        return [wrap_var(job) for job in _jobs(params, check_mode)]

    def _params(
        self, variables: Optional[Mapping[str, Any]], kwargs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The parameters of the verb, from keywords, variables, environment and ini file."""
        params = plugin_options(self, variables, kwargs)
        unknown = sorted(set(kwargs) - set(params) - set(CORE_OPTIONS))
        if unknown:
            raise _error("%s is not an option of the lookup" % ", ".join(unknown))
        for name in MAPPINGS:
            params[name] = _as_dict(name, params[name])
        return params


def _jobs(params: dict[str, Any], check_mode: bool) -> list[dict[str, Any]]:
    context = Context(
        check_mode=check_mode,
        warn=_display.warning,
        trace=_display.vvv,
        secrets=secrets_of(params, options.info()),
    )
    result = run("info", info, provider_from(params), params, context, empty("info", params))
    if result.get("failed"):
        raise _error(result["msg"])
    if result["missing"]:
        raise _error("job %s is not known" % ", ".join(result["missing"]))
    jobs: list[dict[str, Any]] = result["jobs"]
    return jobs


def _flatten(terms: Sequence[Any]) -> list[Any]:
    """The ids of terms that are ids or lists of ids; what else there is, the verb refuses."""
    ids: list[Any] = []
    for term in terms:
        ids.extend(term if isinstance(term, list) else [term])
    return ids


def _as_dict(name: str, value: Any) -> Optional[dict[str, Any]]:
    """A mapping that may be given as text; no message quotes it."""
    if not value:
        return None
    try:
        mapping: dict[str, Any] = check_type_dict(value)
        return mapping
    except (TypeError, ValueError):
        pass  # its text quotes the value
    raise _error("%s must be a dictionary, or one as JSON or key=value text" % name)


def _error(message: str) -> AnsibleLookupError:
    return AnsibleLookupError("%s: %s" % (NAME, message))
