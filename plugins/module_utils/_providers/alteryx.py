# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alteryx Server, API v3. Private to asyncops.jobs.

Sources: the vendor's page "Job Endpoints"; workflows, outputs and OAuth2 as the published OpenAPI
document has them.
"""

from __future__ import annotations

from typing import Any

_MESSAGE = {"text": "text", "level": "status", "source": "toolId"}
# The page only says that a message's status is a whole number; 1, 2, 3 are what the product's logs
# use.
_LEVELS = {"1": "info", "2": "warning", "3": "error"}
_ERRORS = [
    "exceptionMessage",
    "ExceptionMessage",
    "modelState",
    "ModelState",
    "error",
    "message",
    "Message",
]
_COMPLETED = {"path": "status", "in": ["Completed", "Complete"]}
_DISPOSITION = ["detail.disposition", "disposition"]
_UNTOLD = [None, "", "None"]

DEFINITION: dict[str, Any] = {
    "name": "alteryx",
    "title": "Alteryx Server",
    "base": "/{api_version}",
    "api_version": "v3",
    "auth": [{"type": "bearer"}, {"type": "oauth2", "path": "/oauth2/token"}],
    "submit": {
        "methods": ["POST"],
        "reference": [{"path": "id", "as": "id"}],
        "record": "",
        # The list of a workflow tells no more of its jobs than when they were made.
        "find": {
            "path": "^/workflows/(?P<workflow>[^/]+)/jobs/?$",
            "filters": {"workflow_id": "{part.workflow}"},
            "only_once": True,
        },
    },
    "href": "/jobs/{id}",
    # Whether the reduced object tells the disposition is not known: where not, the full one does.
    "get": {
        "path": "/jobs/{id}",
        "query": {"includeMessages": "false"},
        "detail": {
            "path": "/jobs/{id}",
            "query": {"includeMessages": "true"},
            "when": [_COMPLETED, {"path": "disposition", "in": _UNTOLD}],
        },
    },
    # The list tells no disposition: how a completed job ended is seen only by looking it up.
    "list": {
        "path": "/workflows/{filters.workflow_id}/jobs",
        "items": "[]",
        "poll": False,
        "expand_when": {"path": "status", "equals": "Completed"},
    },
    "messages": {
        # Curators only; "all messages" in the page's prose, one object in its sample: both are
        # read.
        "path": "/jobs/{id}/messages",
        "items": "",
        "text": "text",
        "level": "status",
        "source": "toolId",
        "levels": _LEVELS,
        "fallback": {
            "path": "/jobs/{id}",
            "query": {"includeMessages": "true"},
            "items": "messages[]",
            "text": "text",
            "level": "status",
            "source": "toolId",
            "levels": _LEVELS,
        },
    },
    "result": {
        "path": "/jobs/{id}/output/{output.id}",
        "root": "/v1",
        "query": {"format": "{output.format}"},
        "headers": {"Accept": "*/*"},
        "each_output": True,
    },
    "state": {
        "path": "status",
        "rules": [
            {
                "when": [_COMPLETED, {"path": _DISPOSITION, "equals": "Warning"}],
                "state": "partial",
                "reason": "completed with warnings",
            },
            {
                "when": [_COMPLETED, {"path": _DISPOSITION, "in": ["Cancelled", "Canceled"]}],
                "state": "stopped",
            },
            {
                "when": [_COMPLETED, {"path": _DISPOSITION, "in": _UNTOLD}],
                "state": "unknown",
                "reason": "the job is completed, but no disposition tells how it went",
            },
            {
                "when": [_COMPLETED, {"path": _DISPOSITION, "equals": "Error"}],
                "state": "failed",
                "reason": "completed, but its disposition is an error",
            },
            {
                "when": [_COMPLETED, {"path": _DISPOSITION, "not_in": ["Success"]}],
                "state": "failed",
                "reason": "completed, but its disposition is neither Success nor Warning",
            },
        ],
        "words": {
            "queued": ["Created", "Queued"],
            "running": "Running",
            "succeeded": ["Completed", "Complete"],
            "failed": "Error",
            "stopped": ["Cancelled", "Canceled"],
        },
    },
    "job": {
        "id": "id",
        "type": ["appId", "workflowId"],
        "name": ["appName", "workflowName"],
        "submitted_at": ["createDateTime", "createDate"],
        "progress": "progress",
        "reason": "errorMessage",
        "messages": {
            "path": ["messages", "detail.messages"],
            "fields": _MESSAGE,
            "levels": _LEVELS,
        },
        "outputs": {
            "path": ["outputs", "detail.outputs"],
            "fields": {
                "id": "id",
                "name": ["fileName", "name"],
                "formats": {"path": ["availableFormats"]},
            },
        },
    },
    "page": {"type": "offset", "offset": "offset", "limit": "limit", "size": 100},
    "filters": {
        "workflow_id": {"in": "path", "required": True, "doc": "The workflow whose jobs to list."},
        "status": {
            "choices": ["Created", "Queued", "Running", "Completed", "Cancelled"],
            "match": "status",
            "doc": "Only jobs of this status.",
        },
        "resultCode": {"doc": "Only jobs of this result (disposition)."},
        "sortField": {"doc": "Field to sort by."},
        "direction": {"doc": "asc or desc."},
    },
    "error": {
        "message": [
            "message",
            "Message",
            "exceptionMessage",
            "ExceptionMessage",
            "error_description",
            "error",
            "title",
        ],
        "rules": [
            {
                # An error inside HTTP 200: a job has an id, a message of a job a text.
                "when": [
                    {"http_status": 200},
                    {"path": _ERRORS},
                    {"path": _ERRORS, "matches": r"[^\W\d]{2}"},  # words: `error: 0` is none
                    {"path": ["id", "text", "access_token"], "exists": False},
                ],
                "is": "api",
            }
        ],
    },
    "unsupported": {
        "stop": "the Server API v3 publishes no endpoint that cancels a job",
        "delete": "the Server API v3 publishes no endpoint that removes a job",
    },
    "notes": [
        "Jobs are listed per workflow: `filters: {workflow_id: ID}`.",
        (
            "`Completed` only says that it has run; the disposition says how: Success, Warning"
            " (`partial`) or Error (`failed`)."
        ),
        (
            "A completed job of which neither the reduced nor the full object tells a disposition"
            " is `unknown`, and never a success."
        ),
        (
            "`jobs/ID/messages` is for curators; others get the messages that the job itself"
            " holds, with a warning."
        ),
        "`once`: after a kill a job is found by its workflow and its time.",
        "The API tells no start and end time, so `duration` is null.",
    ],
}
