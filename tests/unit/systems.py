# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in systems as tests need them.

Which there are, and what each can do, is read from the registry. What only a person can know is
one row of `SYSTEMS`; `test_systems.py` fails where a row is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ansible_collections.asyncops.jobs.plugins.module_utils._model.options import SECRETS
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)


class System(NamedTuple):
    """What the registry does not know of a system.

    :param needs: the credentials it cannot do without, as a sentence names them.
    :param submit: options of an async_request that starts a job on the emulator.
    :param filters: with these the emulator lists every job it has.
    """

    needs: str
    submit: dict[str, Any]
    filters: dict[str, Any] = {}


WORKFLOW = "66eb0c1f3d6200007e000a01"
SYSTEMS: dict[str, System] = {
    "adverity": System(
        "token",
        {
            "path": "datastreams/1/fetch_fixed/",
            "method": "POST",
            "body": {"start": "2026-09-01", "end": "2026-09-02"},
        },
        {"start": "1990-01-01", "end": "2090-01-01"},
    ),
    "alteryx": System(
        "token, or client_id and client_secret",
        {"path": f"workflows/{WORKFLOW}/jobs", "method": "POST", "body": {}},
        {"workflow_id": WORKFLOW},
    ),
    "commvault": System(
        "token, or username and password",
        {"path": "Subclient/5/action/backup", "method": "POST"},
    ),
    "illumio": System("username and password", {"path": "orgs/1/labels"}),
    "log360": System("token", {"path": "search/async", "method": "POST", "body": {}}),
}


def having(*verbs: str) -> list[str]:
    """The systems that have all of these verbs."""
    return [name for name in NAMES if set(verbs) <= set(provider_of(name).verbs)]


# A token is won by a request before the first one of ours.
WITH_LOGIN = [
    name for name in NAMES if {"login", "oauth2"} & {spec.type for spec in provider_of(name).auth}
]
WITH_PAGES = [
    name
    for name in having("list")
    if (found := provider_of(name).list) is not None and found.page.type != "none"
]
# The id is a value of the query; of all others, a segment of the path.
ID_IN_QUERY = [
    name for name in NAMES if "{id}" in (provider_of(name).checked["get"]["query"] or {}).values()
]


def secret_option(face: Any) -> str:
    """The option that holds the secret by which the emulator is reached."""
    return next(option for option in SECRETS if option in face.options)


def no_login(face: Any) -> str:
    """What a fault's `path` is so that logins go well."""
    logins = [route.pattern.pattern for route in face.routes if route.kind == "login"]
    return "^(?!%s)" % "|".join(logins) if logins else ""


def active_job(face: Any) -> str:
    """A job that runs, and goes on for an hour."""
    return str(face.add_job(duration=6000, age=2000))


def ended_job(face: Any) -> str:
    """A job that ended well, most of an hour ago."""
    return str(face.add_job(outcome="done", age=3600))


class VerbCase(NamedTuple):
    """How a verb is asked in check mode.

    :param needs: the verb of the provider without which a system has not got this one.
    :param params: (system, id of a job) -> what it is asked.
    :param done: the key of the result that lists the jobs it changed, where it changes any.
    """

    needs: str
    params: Callable[[str, str], dict[str, Any]]
    done: str = ""


def _kept(system: str) -> dict[str, Any]:
    """A result is saved, and its job deleted then, where the system has these verbs."""
    verbs = provider_of(system).verbs
    return {
        **({"dest": "result"} if "result" in verbs else {}),
        **({"delete_after": "always"} if {"result", "delete"} <= set(verbs) else {}),
    }


def _submit(system: str, _job_id: str) -> dict[str, Any]:
    return {**SYSTEMS[system].submit, **_kept(system)}


# Each verb of `_task/options.py`; tests/unit/task/test_check_mode.py compares the two.
VERBS: dict[str, VerbCase] = {
    "info": VerbCase("get", lambda _system, job_id: {"job_id": [job_id], "filters": {}}),
    "wait": VerbCase(
        "get",
        lambda _system, job_id: {
            "job_id": [job_id], "wait_timeout": 5, "on_timeout": "stop", "fail_on": []
        },
    ),
    "result": VerbCase("result", lambda system, job_id: {"job_id": [job_id], **_kept(system)}),
    "stop": VerbCase("stop", lambda _system, job_id: {"job_id": [job_id], "wait": True}, "stopped"),
    "delete": VerbCase(
        "delete", lambda _system, job_id: {"job_id": [job_id], "force": True}, "deleted"
    ),
    "request": VerbCase("submit", _submit),
    "explain": VerbCase("get", lambda _system, job_id: {"job_id": job_id}),
}  # fmt: skip


def check_mode_cases(names: Iterable[str] = NAMES) -> list[tuple[str, str]]:
    """(verb, system): every verb of every system, also those that it has not got."""
    return [(verb, name) for verb in VERBS for name in names]
