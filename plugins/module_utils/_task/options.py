# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of each verb: the argument spec of its module. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, NamedTuple, TypedDict

from .._model.job import ACTIVE
from .option_groups import Options, ages, connection, job_id, results, selection, waiting

# Ours, and what ansible.builtin.uri calls two of them.
BODY_FORMATS = ("json", "form", "raw", "multipart", "form-urlencoded", "form-multipart")
FILE_ATTRIBUTES = ("mode", "owner", "group", "seuser", "serole", "selevel", "setype", "attributes")


class Rules(TypedDict, total=False):
    """What AnsibleModule checks besides the single options."""

    mutually_exclusive: Sequence[Sequence[str]]
    required_one_of: Sequence[Sequence[str]]
    required_by: dict[str, Sequence[str]]
    add_file_common_args: bool


class VerbOptions(NamedTuple):
    """What a verb accepts. ``options`` makes the argument spec, anew at each call."""

    options: Callable[[], Options]
    rules: Rules


def info() -> Options:
    """The options of job_info."""
    return {
        **connection(),
        **job_id(),
        **selection(),
        **ages("older_than", "newer_than"),
        "messages": {"type": "bool", "default": False},
        "raw": {"type": "bool"},
        "fields": {"type": "list", "elements": "str"},
        "summary_only": {"type": "bool", "default": False},
        "limit": {"type": "int"},
    }


def wait() -> Options:
    """The options of job_wait."""
    return {
        **connection(),
        **waiting(),
        **job_id(required=True),
        "wait_for": {"type": "str", "default": "all", "choices": ["all", "any"]},
    }


def result() -> Options:
    """The options of job_result."""
    return {
        **connection(),
        **waiting(),
        **job_id(required=True),
        "wait": {"type": "bool", "default": False},
        **results(),
    }


def stop() -> Options:
    """The options of job_stop."""
    return {
        **connection(),
        **waiting(),
        **job_id(),
        **selection(ACTIVE),
        **ages("older_than"),
        "max_jobs": {"type": "int", "default": 100},
        "wait": {"type": "bool", "default": False},
        "ignore_missing": {"type": "bool", "default": False},
    }


def delete() -> Options:
    """The options of job_delete."""
    return {
        **connection(),
        **job_id(),
        **selection(),
        **ages("older_than"),
        "max_jobs": {"type": "int", "default": 100},
        "force": {"type": "bool", "default": False},
    }


def request() -> Options:
    """The options of async_request."""
    return {
        **connection(),
        **waiting(),
        "path": {"type": "str"},
        "method": {"type": "str", "choices": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]},
        "query": {"type": "dict"},
        "body": {"type": "raw"},
        "src": {"type": "path"},
        "remote_src": {"type": "bool", "default": False},
        "body_format": {"type": "str", "choices": list(BODY_FORMATS)},
        "wait": {"type": "bool", "default": True},
        **results(),
        "once": {"type": "str"},
        "once_dir": {"type": "path", "default": "~/.ansible/asyncops/once"},
        "once_retry": {"type": "bool", "default": True},
        "once_unknown": {"type": "str", "default": "fail", "choices": ["fail", "submit"]},
    }


def explain() -> Options:
    """The options of provider_info.

    Those of the connection are among them so that group defaults fit; nothing is sent.
    """
    # Imported here: it brings the whole vocabulary.
    from .._model.key import REQUESTS

    options = connection()
    options["base_url"]["required"] = False
    return {
        **options,
        "job_id": {"type": "str"},
        "sample": {"type": "raw"},
        "sample_of": {"type": "str", "default": "get", "choices": list(REQUESTS)},
    }


VERBS: dict[str, VerbOptions] = {
    "info": VerbOptions(
        info,
        {"mutually_exclusive": [("job_id", "filters"), ("job_id", "limit")]},
    ),
    "wait": VerbOptions(wait, {}),
    "result": VerbOptions(
        result,
        {
            "add_file_common_args": True,
            "required_by": {name: ["dest"] for name in FILE_ATTRIBUTES},
        },
    ),
    "stop": VerbOptions(
        stop,
        {
            "mutually_exclusive": [
                ("job_id", "states"),
                ("job_id", "older_than"),
                ("job_id", "filters"),
            ],
            "required_one_of": [("job_id", "states", "filters", "older_than")],
        },
    ),
    "delete": VerbOptions(
        delete,
        {
            "mutually_exclusive": [
                ("job_id", "states"),
                ("job_id", "older_than"),
                ("job_id", "filters"),
            ],
            "required_one_of": [("job_id", "states", "older_than")],
        },
    ),
    "request": VerbOptions(
        request,
        {
            "add_file_common_args": True,
            "mutually_exclusive": [("body", "src")],
            "required_by": {
                **{name: ["dest"] for name in FILE_ATTRIBUTES},
            },
        },
    ),
    "explain": VerbOptions(explain, {}),
}
