# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every shared option, once, in groups. Private to asyncops.jobs."""
from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.basic import AnsibleFallbackNotFound

from .._model.job import STATES, TERMINAL


def from_environment(*names: str, **unused: Any) -> str:
    """The first of the environment variables that is set and not empty (AWX renders an unset field as an empty text)."""
    for name in names:
        if os.environ.get(name):
            return os.environ[name]
    raise AnsibleFallbackNotFound


def _option(option: str, **spec: Any) -> dict[str, Any]:
    return dict(spec, fallback=(from_environment, ["ASYNCOPS_%s" % option.upper()]))


def connection() -> dict[str, Any]:
    """INTERFACE.md section 2."""
    return {
        "provider": _option("provider", type="str", required=True),
        "provider_definition": _option("provider_definition", type="dict"),
        "base_url": _option("base_url", type="str", required=True),
        "api_version": _option("api_version", type="str"),
        "org_id": _option("org_id", type="int", default=1),
        "username": _option("username", type="str"),
        "password": _option("password", type="str", no_log=True),
        "token": _option("token", type="str", no_log=True),
        "token_type": _option("token_type", type="str", no_log=False),
        "client_id": _option("client_id", type="str"),
        "client_secret": _option("client_secret", type="str", no_log=True),
        "headers": _option("headers", type="dict", no_log=True),
        "validate_certs": _option("validate_certs", type="bool", default=True),
        "ca_path": _option("ca_path", type="path"),
        "client_cert": _option("client_cert", type="path"),
        "client_key": _option("client_key", type="path", no_log=False),
        "use_proxy": _option("use_proxy", type="bool", default=True),
        "request_timeout": _option("request_timeout", type="float", default=30.0),
        "request_retries": _option("request_retries", type="int", default=4),
    }


def waiting() -> dict[str, Any]:
    """INTERFACE.md section 3."""
    return {
        "wait_timeout": _option("wait_timeout", type="float", default=600.0),
        "wait_interval": _option("wait_interval", type="float", default=5.0),
        "retry_after_max": _option("retry_after_max", type="float", default=300.0),
        "on_timeout": _option("on_timeout", type="str", default="fail", choices=["fail", "return", "stop"]),
        "fail_on": {"type": "list", "elements": "str", "choices": list(TERMINAL),
                    "default": ["failed", "stopped", "skipped", "lost"]},
    }


def job_id(required: bool = False) -> dict[str, Any]:
    """The jobs to act on."""
    return {"job_id": {"type": "list", "elements": "str", "required": required}}


def states() -> dict[str, Any]:
    """Normalised states to choose jobs by."""
    return {"states": {"type": "list", "elements": "str", "choices": list(STATES)}}


def info() -> dict[str, Any]:
    """The options of job_info."""
    return {
        **connection(), **job_id(), **states(),
        "filters": {"type": "dict"},
        "messages": {"type": "bool", "default": False},
        "raw": {"type": "bool"},
        "fields": {"type": "list", "elements": "str"},
        "summary_only": {"type": "bool", "default": False},
        "limit": {"type": "int"},
    }


def wait() -> dict[str, Any]:
    """The options of job_wait."""
    return {**connection(), **waiting(), **job_id(True),
            "wait_for": {"type": "str", "default": "all", "choices": ["all", "any"]}}


def stop() -> dict[str, Any]:
    """The options of job_stop."""
    return {**connection(), **waiting(), **job_id(True), "wait": {"type": "bool", "default": False},
            "ignore_missing": {"type": "bool", "default": False}}


def delete() -> dict[str, Any]:
    """The options of job_delete."""
    return {
        **connection(), **job_id(), **states(),
        "filters": {"type": "dict"},
        "older_than": {"type": "str"},
        "max_jobs": {"type": "int", "default": 100},
        "force": {"type": "bool", "default": False},
    }


def request() -> dict[str, Any]:
    """The options of async_request."""
    return {
        **connection(), **waiting(),
        "path": {"type": "str"},
        "method": {"type": "str", "choices": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]},
        "query": {"type": "dict"},
        "body": {"type": "raw"},
        "body_format": {"type": "str", "choices": ["json", "form", "raw"]},
        "wait": {"type": "bool", "default": True},
        "dest": {"type": "path"},
        "delete_after": {"type": "str", "default": "never", "choices": ["never", "success", "always"]},
    }


def explain() -> dict[str, Any]:
    """The options of provider_info: those of the connection, so that group defaults fit; nothing is sent."""
    from .._model.provider import VERBS as VERBS_OF_A_PROVIDER  # only here: it brings the whole vocabulary
    shared = connection()
    return {
        **shared,
        "base_url": dict(shared["base_url"], required=False),
        "job_id": {"type": "str"},
        "sample": {"type": "dict"},
        "sample_of": {"type": "str", "default": "get", "choices": list(VERBS_OF_A_PROVIDER)},
    }


# verb -> (options, rules of AnsibleModule)
VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "info": (info, {"mutually_exclusive": [("job_id", "filters"), ("job_id", "limit")]}),
    "wait": (wait, {}),
    "stop": (stop, {}),
    "delete": (delete, {"mutually_exclusive": [("job_id", "states"), ("job_id", "older_than"), ("job_id", "filters")],
                        "required_one_of": [("job_id", "states", "older_than")]}),
    "request": (request, {"add_file_common_args": True}),
    "explain": (explain, {}),
}
