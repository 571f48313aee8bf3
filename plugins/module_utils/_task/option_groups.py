# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of options that modules share, each option once. Private to asyncops.jobs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Callable, TypedDict

from .._model.job import MAY_END, MAY_FAIL, STATES
from .._model.options import SECRETS

# The options that ansible-core must not log: the credentials, and headers, which may hold some.
NO_LOG = (*SECRETS, "headers")
ENVIRONMENT_PREFIX = "ASYNCOPS_"


class Option(TypedDict, total=False):
    """One option of an argument spec, as AnsibleModule takes it."""

    type: str
    elements: str
    required: bool
    default: Any
    choices: Sequence[str]
    no_log: bool
    fallback: tuple[Callable[..., str], Sequence[str]]


Options = dict[str, Option]


def from_environment(*names: str) -> str:
    """The first of the environment variables that is set and not empty.

    AWX sets a variable to an empty text where a field was left unset.

    :raises AnsibleFallbackNotFound: none is set.
    """
    for name in names:
        value = os.environ.get(name)
        if value:
            return value
    # Here, because an event source reads these groups where there may be no ansible-core.
    from ansible.module_utils.basic import AnsibleFallbackNotFound

    raise AnsibleFallbackNotFound


def _with_fallback(options: Options) -> Options:
    """The options with their environment variables, and `no_log` said of each.

    ansible-core warns of an option with a name like `token_type` that says nothing of it.
    """
    for name, option in options.items():
        if name != "env_prefix":  # it says how the variables are called (prefix.py)
            option["fallback"] = (from_environment, [ENVIRONMENT_PREFIX + name.upper()])
        option["no_log"] = name in NO_LOG
    return options


def connection() -> Options:
    """How the system is reached: what all modules share."""
    return _with_fallback(
        {
            "provider": {"type": "str", "required": True},
            "provider_definition": {"type": "dict"},
            "base_url": {"type": "str", "required": True},
            "api_version": {"type": "str"},
            "org_id": {"type": "int", "default": 1},
            "username": {"type": "str"},
            "password": {"type": "str"},
            "token": {"type": "str"},
            "token_type": {"type": "str"},
            "client_id": {"type": "str"},
            "client_secret": {"type": "str"},
            "headers": {"type": "dict"},
            "validate_certs": {"type": "bool", "default": True},
            "ca_path": {"type": "path"},
            "client_cert": {"type": "path"},
            "client_key": {"type": "path"},
            "use_proxy": {"type": "bool", "default": True},
            "request_timeout": {"type": "float", "default": 30.0},
            "request_retries": {"type": "int", "default": 4},
            "result_hosts": {"type": "list", "elements": "str"},
            "env_prefix": {"type": "str"},
        }
    )


def waiting() -> Options:
    """How a job is waited for."""
    options = _with_fallback(
        {
            "wait_timeout": {"type": "float", "default": 600.0},
            "wait_interval": {"type": "float", "default": 30.0},
            "retry_after_max": {"type": "float", "default": 300.0},
            "on_timeout": {
                "type": "str",
                "default": "fail",
                "choices": ["fail", "return", "stop"],
            },
        }
    )
    options["fail_on"] = {
        "type": "list",
        "elements": "str",
        "choices": list(MAY_FAIL),
        "default": ["failed", "stopped", "skipped", "lost"],
    }
    options["wait_until"] = {"type": "list", "elements": "str", "choices": list(MAY_END)}
    return options


def job_id(required: bool = False) -> Options:
    """The jobs to act on. Elements as they are: `str` would make an id of a list (`[1]`)."""
    return {"job_id": {"type": "list", "elements": "raw", "required": required}}


def results() -> Options:
    """Which results are fetched, and where they go."""
    return {
        "dest": {"type": "path"},
        "outputs": {"type": "list", "elements": "str"},
        "format": {"type": "str"},
        "max_size": {"type": "str"},
        "delete_after": {
            "type": "str",
            "default": "never",
            "choices": ["never", "success", "always"],
        },
    }


def selection(states: Sequence[str] = STATES) -> Options:
    """The jobs of a list to act on."""
    return {
        "states": {"type": "list", "elements": "str", "choices": list(states)},
        "filters": {"type": "dict"},
    }


def ages(*names: str) -> Options:
    """How old the jobs are that are meant."""
    return {name: {"type": "str"} for name in names}
