# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio PCE. Private to asyncops.jobs.

Source: the vendor's page "Async Job Operations"; asynchronous traffic queries as the vendor's own
client uses them.
"""

from __future__ import annotations

from typing import Any

# 20.1 documents a relative Location, later releases an absolute one; a traffic query answers its
# record instead.
_REFERENCE = [{"header": "Location", "as": "href"}, {"path": "href", "as": "href"}]

DEFINITION: dict[str, Any] = {
    "name": "illumio",
    "title": "Illumio PCE",
    "base": "/api/{api_version}",
    "api_version": "v2",
    "auth": "basic",
    "href": "/orgs/{org_id}/jobs/{id}",
    "submit": {
        "headers": {"Prefer": "respond-async"},
        "methods": ["GET", "HEAD", "POST"],
        # Some versions answer the POST of a traffic query 200 or 201, with its record.
        "accepted": [
            {"http_status": 202},
            {"path": "status", "in": ["queued", "working", "pending", "running", "completed"]},
            {"http_status": 201, "path": "href", "matches": "/reports/[^/]+$"},
        ],
        "reference": _REFERENCE,
        "record": "",
        # Whose request it was is told as the href of a user, which nobody knows of an API key: it
        # is learnt from the jobs that the journal knows.
        "find": [
            {
                "path": "/traffic_flows/async_queries/?$",
                "kind": "traffic_query",
                "match": {
                    "path": ["query_parameters.query_name", "query_name"],
                    "equals": "{body.query_name}",
                },
                "owner": "created_by.href",
                "only_once": True,
            },
            {
                "path": "^/orgs/[^/]+/reports/?$",
                "kind": "report",
                "match": {"path": "description", "equals": "{body.description}"},
                "owner": ["created_by.href", "requested_by.href"],
                "only_once": True,
            },
            {
                "path": "^(?P<path>.*[^/])",
                "match": {"path": "description", "equals": "{part.path}"},
                "owner": "requested_by.href",
                "only_once": True,
            },
        ],
    },
    "get": "{href}",
    "list": {
        "path": "/orgs/{org_id}/jobs",
        "items": "[]",
        "total": {"header": "X-Total-Count"},
        "total_of_all": True,
        "limit": 500,
        "limit_name": "max_results",
        "full": True,  # the same objects
    },
    "delete": {"method": "DELETE", "path": "{href}"},
    "result": {"href": "result.href"},
    "state": {
        "path": "status",
        # "Done: Complete (successful/unsuccessful)": without a result there is nothing to show for
        # it.
        "rules": [
            {
                "when": [
                    {"path": "status", "equals": "done"},
                    {"path": "result.href", "is_null": True},
                ],
                "state": "failed",
                "reason": "done, but without a result",
            }
        ],
        "words": {
            "queued": "pending",
            "running": "running",
            "succeeded": "done",
            "failed": "failed",
        },
    },
    "job": {
        "href": "href",
        "name": "description",
        "type": "job_type",
        "submitted_at": "requested_at",
        "finished_at": "terminated_at",
        "reason": ["result.message", "result.error"],
    },
    "kinds": {
        "traffic_query": {
            "match": "/traffic_flows/async_queries/",
            "definition": {
                "list": {
                    "path": "/orgs/{org_id}/traffic_flows/async_queries",
                    "limit_name": None,  # no page names such a parameter
                },
                "stop": {"method": "DELETE", "path": "{href}"},
                "result": {"href": "result", "headers": {"Accept": "application/json"}},
                "state": {
                    "path": "status",
                    "rules": [
                        {
                            "when": [
                                {"path": "status", "equals": "completed"},
                                {"path": "result", "is_null": True},
                            ],
                            "state": "failed",
                            "reason": "completed, but without a result",
                        },
                        {
                            "when": [
                                {"path": "status", "equals": "completed"},
                                {"path": "regions[].responded", "contains": False},
                            ],
                            "state": "partial",
                            "reason": "a region did not respond: its flows are missing (regions)",
                        },
                        {
                            "when": [
                                {"path": "status", "equals": "completed"},
                                {"path": "matches_count > flows_count"},
                            ],
                            "state": "partial",
                            "reason": "more flows matched than were returned (matches_count is"
                            " above flows_count)",
                        },
                    ],
                    "words": {
                        "queued": "queued",
                        "running": ["working", "running"],
                        "stopping": "cancel_requested",
                        "succeeded": "completed",
                        "failed": "failed",
                        "stopped": ["cancelled", "canceled"],
                    },
                },
                "job": {
                    "href": "href",
                    "name": ["query_parameters.query_name", "query_name"],
                    "submitted_at": "created_at",
                    "updated_at": "updated_at",
                    "finished_at": "updated_at",
                    "reason": ["message", "error"],
                },
            },
        },
        "report": {
            "match": "/orgs/[^/]+/reports/[^/]+",
            "definition": {
                "href": "/orgs/{org_id}/reports/{id}",
                "list": {"path": "/orgs/{org_id}/reports", "limit_name": None},
                "delete": None,
                "result": {"path": "{href}/download", "href": None, "headers": {"Accept": "*/*"}},
                "state": {
                    "path": "status",
                    "rules": [],
                    "words": {
                        "queued": ["queued", "pending"],
                        "running": ["running", "working", "in_progress"],
                        "succeeded": ["done", "completed"],
                        "failed": ["failed", "error"],
                    },
                },
                "job": {
                    "href": "href",
                    "name": ["description", "name"],
                    "type": ["report_template.href", "report_type"],
                    "submitted_at": ["created_at", "requested_at"],
                    "finished_at": ["generated_at", "terminated_at"],
                    "reason": ["message", "error", "status_message"],
                },
            },
        },
    },
    "filters": {
        "max_results": {"type": "int", "is_limit": True, "doc": "The most jobs to return."},
        "job_type": {
            "match": "job_type",
            "doc": "Only jobs of this type, such as `:illumio/async_requests`.",
        },
    },
    "error": {
        "message": ["[].message", "error", "[].token", "message", "errors[].message"],
        "code": ["[].token", "token"],
        "rules": [
            # An error inside HTTP 200, alone or in a list; whatever a PCE knows has an href.
            {
                "when": [
                    {"http_status": 200},
                    {"path": ["[0].token", "token", "error", "errors"]},
                    {
                        "path": ["[0].message", "message", "error", "errors"],
                        "matches": r"[^\W\d]{2}",  # words: `errors: 0` counts them
                    },
                    {"path": ["[0].href", "href"], "exists": False},
                ],
                "is": "api",
            }
        ],
    },
    "requests_per_minute": 500,
    "unsupported": {
        "stop": (
            "a job of an asynchronous request cannot be stopped, only deleted (a traffic query can"
            " be stopped)"
        )
    },
    "notes": [
        (
            "Any collection can be fetched as a job: `async_request` with `path: orgs/1/labels`"
            " sends `Prefer: respond-async`."
        ),
        (
            "Where the PCE answers a GET at once (HTTP 200), the job counts as finished and"
            " `result` is its answer."
        ),
        (
            "A traffic query is addressed by its whole href"
            " (`/orgs/1/traffic_flows/async_queries/ID`)."
        ),
        (
            "A traffic query that matched more flows than it returned, or of which a region did"
            " not respond, is `partial`."
        ),
        (
            "`POST orgs/N/reports` starts a report, a job of its own kind, which is addressed by"
            " its whole href; its result is the file."
        ),
        "`done` without a result is `failed`.",
        (
            "`once`: after a kill a job is found by its path (the job's description), a traffic"
            " query or a report by its name, by its time, and by who asked for it, as soon as the"
            " journal knows another job of the same user."
        ),
    ],
}
