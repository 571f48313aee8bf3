# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a definition leaves unsaid that its users will need. Private to asyncops.jobs.

None of it is a mistake: what is one is refused by definition.py. Each line begins with the key that
is missing, and says what is lost without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .job import ACTIVE
from .provider import Provider
from .vocabulary import SECTIONS

Checked = Mapping[str, Any]

_VERBS = {
    "list": "job_info without job_id, a choice by states or age, one request for many jobs of a"
    " wait, and finding a job again after an unknown outcome all need it",
    "stop": "job_stop and on_timeout: stop need it",
    "delete": "job_delete and delete_after need it",
    "result": "async_request and job_result fetch nothing without it",
    "messages": "of a job that failed no more than job.reason is known",
}
_TIMES = ("finished_at", "updated_at", "started_at", "submitted_at")


def advice_on(provider: Provider) -> list[str]:
    """One sentence for each thing that is not said, the most important first."""
    checked = provider.checked
    return [
        *_on_state(provider, checked),
        *_on_submit(checked),
        *_on_job(checked),
        *_on_list(provider, checked),
        *_on_verbs(provider, checked),
        *_on_error(checked),
        *_on_auth(checked),
    ]


def _on_state(provider: Provider, checked: Checked) -> list[str]:
    rules = {rule["state"] for rule in checked["state"]["rules"]}
    said = rules | set(provider.state.words.values())
    lines = []
    if "failed" not in said:
        lines.append(
            "state has no word and no rule for failed: a job that fails never ends for us, and a"
            " wait for it lasts until wait_timeout"
        )
    if "succeeded" not in said and "partial" not in said:
        lines.append("state has no word and no rule for succeeded: no job ever does")
    if said.isdisjoint(ACTIVE):
        lines.append(
            "state has no word for a job that has not ended (queued, running): it is unknown, with"
            " a warning"
        )
    ends = {"stopped", "skipped", *(checked["stop"] or {}).get("stopped_as", ())}
    if checked["stop"] and said.isdisjoint(ends) and not _vanishes(checked):
        lines.append(
            "state has no word and no rule for stopped: job_stop with wait does not see that a job"
            " was stopped (or say stop.stopped_as)"
        )
    return lines


def _vanishes(checked: Checked) -> bool:
    """Whether a stop removes the job: it is the same request as a delete."""
    stop, delete = checked["stop"], checked["delete"]
    if not delete:
        return bool(stop["method"] == "DELETE")
    return all(stop[key] == delete[key] for key in ("method", "path", "query", "body"))


def _on_submit(checked: Checked) -> list[str]:
    submit = checked["submit"]
    if not _is_default(submit["reference"]) or submit["find"]:
        return []
    return [
        "submit.reference is not given: only a Location header names a job; an answer without one"
        " fails (where answers name none, submit.find finds the job in the list)"
    ]


def _is_default(references: Sequence[Checked]) -> bool:
    usual = SECTIONS["submit"]["reference"].default
    return [one["header"] for one in references] == [one["header"] for one in usual]


def _on_job(checked: Checked) -> list[str]:
    job, lines = checked["job"], []
    if "id" not in job and "href" not in job:
        lines.append(
            "job.id is not given: an answer about another job is not noticed, and the jobs of a"
            " list have no name"
        )
    if "reason" not in job and "messages" not in job:
        lines.append("job.reason is not given: why a job failed is not told")
    if not any(name in job for name in _TIMES):
        lines.append(
            "job has no times (%s): older_than and newer_than find nothing, and no duration is"
            " known" % ", ".join(_TIMES)
        )
    return lines


def _on_list(provider: Provider, checked: Checked) -> list[str]:
    section = checked["list"]
    if not section:
        return []
    page = section["page"] or checked["page"]
    if page["type"] == "none" and not section["total"] and not section["partial"]:
        return [
            "list.page is not given: one answer counts as all jobs; where the system cuts lists,"
            " name its way to page (or list.limit, list.total)"
        ]
    return []


def _on_verbs(provider: Provider, checked: Checked) -> list[str]:
    told = []
    for verb, why in _VERBS.items():
        if checked[verb] or verb in provider.unsupported:
            continue
        if verb == "messages" and "messages" in checked["job"]:
            continue
        message = "%s is not given: %s (where the system has none, unsupported.%s says so)"
        told.append(message % (verb, why, verb))
    return told


def _on_error(checked: Checked) -> list[str]:
    error = checked["error"]
    if error["message"] != SECTIONS["error"]["message"].default or error["rules"]:
        return []
    return [
        "error.message is not given: the words of a refusal are looked for at the usual places"
        " only (message, detail, error, ...); give one as a sample (an id that is not there)"
    ]


def _on_auth(checked: Checked) -> list[str]:
    if checked["auth"]:
        return []
    return ["auth is not given: no credential is sent (auth: none says that this is meant)"]
