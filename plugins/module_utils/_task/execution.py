# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two forms and the lookup share around a verb. Private to asyncops.jobs.

Floors 1 to 3 are imported only when they are needed: a module is compiled anew for each task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable

from .._model.text import label

if TYPE_CHECKING:
    from .._model.provider import Provider
    from .._wire.secrets import Secrets

NAMED_IDS = 20  # in one sentence
TRACE_VERBOSITY = 3  # -vvv
# In the folder of a task: what its module has to say should it be ended from outside.
STARTED_FILE = "asyncops-started"
ABANDONED_MESSAGE = (
    "the task was ended from outside; %s job %s may go on, and can be waited for again by id"
)
UNKNOWN_MESSAGE = (
    "the task was ended from outside while a request was under way; whether %s has started or"
    " changed a job by it is not known: list the jobs"
)
READING_VERBS = ("info", "explain")


def provider_from(params: Mapping[str, Any]) -> Callable[[], Provider]:
    """A function that makes the provider of the options when it is called."""

    def make() -> Provider:
        from .._providers.registry import provider_of

        if params.get("env_prefix"):
            from .prefix import check_prefix

            check_prefix(params)
        definition = params.get("provider_definition")
        return provider_of(params["provider"], definition, params.get("api_version") or "")

    return make


def join_ids(ids: Sequence[str], limit: int = NAMED_IDS) -> str:
    """``1, 2, 3 and 4 more``."""
    text = ", ".join(map(label, ids[:limit]))
    if len(ids) > limit:
        text += " and %d more" % (len(ids) - limit)
    return text


def add_trace(result: dict[str, Any], traces: Sequence[str], verbosity: int) -> None:
    """Adds where an internal error came from, at -vvv; the chain of places holds no values."""
    if traces and verbosity >= TRACE_VERBOSITY:
        result["trace"] = traces[-1]


def show_once(result: dict[str, Any]) -> None:
    """Takes `job` out of a failure, which ansible prints as a whole: `jobs` holds it, too."""
    if result.get("failed") and result.get("jobs") and result.get("job"):
        result["job"] = None


def interrupted_result(
    verb: str, number: int, result: Mapping[str, Any], secrets: Secrets
) -> dict[str, Any]:
    """The result of a verb that a signal ended.

    :param result: what was known at that moment, unmasked.
    """
    from .._jobs.visible import make_visible

    known: dict[str, Any] = secrets.scrub_tree(dict(result))
    make_visible(known)
    message = interruption_message(verb, number, known.get("jobs") or ())
    return {**known, "failed": True, "error": "timeout", "msg": message}


def interruption_message(verb: str, number: int, jobs: Sequence[Mapping[str, Any]]) -> str:
    """What a person has to know after an interruption: which jobs may go on.

    :param jobs: as they stand in the result.
    """
    text = "interrupted by signal %d" % number
    if verb in READING_VERBS:
        return text
    ids = [job["id"] for job in jobs if job["id"] and not job["finished"]]
    if not ids and verb == "result":
        return text  # nothing was started, and `deleted` tells of the rest
    if not ids:
        return text + "; whether a job was started or changed is not known: list the jobs"
    return text + "; job %s may go on, and can be waited for again by id" % join_ids(ids)
