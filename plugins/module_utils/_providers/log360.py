# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ManageEngine Log360 (and EventLog Analyzer). Private to asyncops.jobs.

Sources: the vendor's Jobs API page for v1; v2 as far as it is known: envelope data.jobs, `stage`
for `status`, `running_time_millis` for `running_time_in_millis`, 60 requests a minute.
"""

from __future__ import annotations

from typing import Any

_ERRORS = [
    "ERROR_DESCRIPTION",
    "error_description",
    "errorDescription",
    "data.ERROR_DESCRIPTION",
    "data.error",
]
_WORD = r"[^\W\d]{2}"  # `errors: 0` counts them
# What a good answer has, one of them.
_GOOD = ["request_id", "requests", "results", "hits", "data"]
_ITEMS = ["requests[]", "data.jobs.requests[]"]

DEFINITION: dict[str, Any] = {
    "name": "log360",
    "title": "ManageEngine Log360",
    "base": "/RestAPI/{api_version}",
    "api_version": "v1",
    "versions": {"v2": {"base": "/api/{api_version}", "requests_per_minute": 60}},
    "auth": "bearer",
    "submit": {
        "methods": ["POST"],
        "reference": [
            {"path": path, "as": "id"}
            for path in (
                "request_id",
                "data.request_id",
                "data.search.request_id",
                "data.alerts.request_id",
            )
        ],
        # The synchronous searches answer their hits.
        "immediate": [
            {"path": path, "exists": True}
            for path in ("hits", "results", "data.hits", "data.search.hits", "data.alerts.hits")
        ],
        # A job tells when it was submitted, and nothing of its query.
        "find": {"path": "^/(search|alerts)/async/?$", "only_once": True},
    },
    # An id that is not known any more (results live 24 hours) is answered by an empty list.
    "get": {"path": "/jobs", "query": {"request_id": "{id}"}, "record": _ITEMS},
    "list": {"path": "/jobs", "items": _ITEMS, "full": True},  # one endpoint for both
    "delete": {"method": "DELETE", "path": "/jobs", "query": {"request_id": "{id}"}},
    "result": {
        "path": "/jobs/results",
        "query": {"request_id": "{id}"},
        "items": ["results.hits", "data.results.hits", "data.hits"],
        "page": {
            "type": "number",
            "number": "page_no",
            "limit": "",
            "next": [{"path": "next_page"}, {"path": "data.next_page"}],
        },
    },
    "state": {
        "path": ["status", "stage"],
        "words": {
            "queued": ["QUEUED", "PENDING"],
            "running": "RUNNING",
            "succeeded": "SUCCESS",
            "failed": "FAILED",
        },
    },
    "job": {
        "id": "request_id",
        # Milliseconds in v1; v2 may tell ISO 8601, as it takes it: the form is seen from the value.
        "submitted_at": "submitted_at",
        "started_at": "started_at",
        "updated_at": "last_synced_time",
        "duration": {"path": ["running_time_in_millis", "running_time_millis"], "type": "ms"},
        "reason": ["message", "error"],
    },
    "filters": {"request_id": {"match": "request_id", "doc": "Only this job."}},
    # Errors inside HTTP 200; nothing but a job has a status.
    "error": {
        "message": [*_ERRORS, "message", "error"],
        "rules": [
            {
                "when": [
                    {"http_status": 200},
                    {"path": _ERRORS},
                    {"path": _ERRORS, "matches": _WORD},
                ],
                "is": "api",
            },
            {
                "when": [
                    {"http_status": 200},
                    {"path": ["status", "stage"], "in": ["FAILED", "FAILURE", "ERROR"]},
                    {"path": _GOOD, "exists": False},
                ],
                "is": "api",
            },
            {
                "when": [
                    {"http_status": 200},
                    {"path": ["error", "errors"]},
                    {"path": ["error", "errors"], "matches": _WORD},
                    {"path": _GOOD, "exists": False},
                ],
                "is": "api",
            },
        ],
    },
    "unsupported": {"stop": "the Jobs API can list and delete jobs, but not stop one"},
    "notes": [
        (
            "The vendor ended support of API v1 in September 2026: set O(api_version=v2) where the"
            " server has it."
        ),
        "A job and its results live 24 hours, then they are gone.",
        "Deleting a job also deletes its hits.",
        "`once`: after a kill a search is found by its time, for the list tells nothing else.",
        (
            "The status is written now and then (`last_synced_time`), so an answer can be some"
            " seconds behind."
        ),
    ],
}
