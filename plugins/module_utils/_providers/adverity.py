# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adverity. Private to asyncops.jobs.

Source: the vendor's page "Managing jobs in Management API"; one job, fetch_fixed and extracts as
public clients use them.
"""

from __future__ import annotations

from typing import Any

# What a good answer has, one of them; an extract may hold anything.
_GOOD = ["id", "job_id", "jobs", "results", "count"]
_ERRORS = ["errors", "non_field_errors"]
_WORD = r"[^\W\d]{2}"  # `errors: 0` counts them
# What the details of a refusal say; how a stop is answered is not documented.
_NO = r"\b(not|invalid|error|denied|fail\w*|permission|unable|throttled|expired|forbidden)\b"

_PAGE = {"type": "link", "limit": "page_size", "next": {"path": "next"}}

DEFINITION: dict[str, Any] = {
    "name": "adverity",
    "title": "Adverity",
    "base": "/api",
    "auth": {"type": "bearer", "schemes": ["Token", "Bearer"]},
    "submit": {
        "methods": ["POST"],
        "reference": [{"path": path, "as": "id"} for path in ("jobs[].id", "job_id", "id")],
        # A job tells the datastream and the range that it was started for.
        "find": {
            "path": r"^/datastreams/(?P<datastream>[^/]+)/fetch_fixed/?$",
            "filters": {"datastream_id": "{part.datastream}", "start": "{since}"},
            "match": [
                {
                    "path": ["datastream_id", "datastream.id", "datastream"],
                    "equals": "{part.datastream}",
                },
                {"path": "range_start", "equals": "{body.start}"},
                {"path": "range_end", "equals": "{body.end}"},
            ],
            "only_once": True,
        },
    },
    "href": "/jobs/{id}/",
    "get": "/jobs/{id}/",
    "list": {
        "path": "/jobs/",
        "items": "results[]",
        "total": {"path": "count"},
        # Without dates the page tells of running and scheduled jobs only; a finished job is looked
        # up by its id.
        "partial": "without start and end the system lists running and scheduled jobs only",
        "complete_with": ["start", "end"],
    },
    "messages": {
        "path": "/jobs/{id}/",
        "items": "issues[]",
        "text": "message",
        "source": "type_label",
        "level": "extraction_state_label",
        "levels": {"Failed": "error", "Error": "error", "Warning": "warning"},
    },
    "outputs": {
        "path": "/extracts/",
        "query": {"job_id": "{id}"},
        "items": "results[]",
        "page": _PAGE,
        "fields": {
            "id": "id",
            "name": ["filename", "name"],
            "href": ["url", "href", "download_url"],
        },
    },
    "result": {"path": "/extracts/{output.id}/download/", "each_output": True},
    # Only the fetch stage can be stopped; afterwards the system refuses and says so.
    "stop": {"method": "POST", "path": "/jobs/{id}/stop/"},
    "state": {
        "path": "state_label",
        "words": {
            "queued": "Scheduled",
            "running": "Running",
            "succeeded": "Success",
            "stopped": ["Cancelled", "Canceled"],
            "failed": "Failed",
            "skipped": "Discarded",
            "lost": "Stale",
        },
    },
    "job": {
        "id": "id",
        "href": "url",
        "name": ["name", "datastream.name", "datastream_name"],
        "type": ["job_type", "type"],
        "progress": "progress",
        "submitted_at": ["scheduled", "created"],
        "started_at": "job_start",
        "finished_at": "job_end",
        "updated_at": "updated",
        "reason": "issues[].message",
        "messages": {
            "path": "issues",
            "levels": {"Failed": "error", "Error": "error", "Warning": "warning"},
            "fields": {
                "text": "message",
                "source": "type_label",
                "level": "extraction_state_label",
            },
        },
    },
    "page": _PAGE,
    "filters": {
        # The vendor's page prints `datastream_id={{DATASTREAM_ID}}/`; the slash belongs to the
        # path, not to the value.
        "datastream_id": {"doc": "Only jobs of this datastream."},
        "start": {
            "type": "time",
            "doc": "Past jobs from this date or time (YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ).",
        },
        "end": {"type": "time", "doc": "Past jobs up to this date or time."},
        "ordering": {"doc": "Field to sort by."},
        "stack": {"doc": "Only jobs of this workspace."},
        "id": {"doc": "Only this job."},
    },
    "error": {
        "message": ["errors", "detail", "message", "non_field_errors[]"],
        "rules": [
            {
                "when": [
                    {"http_status": 400},
                    {"path": "detail", "matches": r"\bstop|fetch stage|finished"},
                ],
                "is": "conflict",
            },
            # Errors inside HTTP 200: `status` of a submit, texts by field, a list of texts.
            {
                "when": [
                    {"http_status": 200},
                    {"path": "status", "equals": "error"},
                    {"path": ["jobs[].id", "job_id", "id"], "exists": False},
                ],
                "is": "api",
            },
            {
                "when": [
                    {"http_status": 200},
                    {"path": _ERRORS},
                    {"path": _ERRORS, "matches": _WORD},
                    {"path": _GOOD, "exists": False},
                ],
                "is": "api",
            },
            {
                "when": [
                    {"http_status": 200},
                    {"path": "detail", "matches": _NO},
                    {"path": _GOOD, "exists": False},
                ],
                "is": "api",
            },
            {"when": [{"http_status": 200}, {"path": "[0]", "matches": r"^[^{\[]"}], "is": "api"},
        ],
    },
    "unsupported": {"delete": "the Management API cannot remove a job"},
    "notes": [
        (
            "Only the fetch stage of a job can be stopped; a stopped job may end as Cancelled or"
            " Discarded."
        ),
        "A list without `start` and `end` holds running and scheduled jobs only.",
        (
            "`O(token_type=Token)` is for a key made with user credentials, `O(token_type=Bearer)`"
            " for one made in the web interface."
        ),
        (
            "The progress of a running fetch is at `jobs/ID/imported/`: `async_request` with"
            " `path: jobs/ID/imported/` reads it."
        ),
        ("`once`: after a kill a fetch is found by its datastream, its range and its time."),
        (
            "A repeated `fetch_fixed` is a second fetch: the collection never repeats one that may"
            " have arrived."
        ),
    ],
}
