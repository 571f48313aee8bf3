# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault. Private to asyncops.jobs.

Sources: the vendor's page "GET Job" (filters, paging headers, fields); Login, kill, Events and
errors inside HTTP 200 as the vendor's own SDK uses them; the status words are the union of the
vendor's documents and clients.
"""

from __future__ import annotations

from typing import Any

_CODES = [
    "errorCode",
    "error.errorCode",
    "errors[].errList[].errorCode",
    "errList[].errorCode",
    "error.errList[].errorCode",
    # As the vendor's own client reads them, inside HTTP 200.
    "response[].errorCode",
    "response.errorCode",
    "genericResp.errorCode",
    "error[].status.errorCode",
]
_TEXTS = [
    "errors[].errList[].errLogMessage",
    "errList[].errLogMessage",
    "errors[].errList[].errorMessage",
    "error.errList[].errLogMessage",
    "errLogMessage",
    "errorMessage",
    "errorString",
    "error.errorMessage",
    "error.errLogMessage",
    "response[].errorString",
    "response[].errorMessage",
    "response.errorString",
    "response.errorMessage",
    "genericResp.errorMessage",
    "genericResp.errorString",
    "error[].status.errorMessage",
    "error[].status.errorString",
    "message",
    "Message",
]
# The token is not valid any more, as the vendor's own client reads it.
_DEAD_TOKEN = 1116
_FAILURES: list[dict[str, Any]] = [
    {"when": {"path": [path], "contains": [_DEAD_TOKEN]}, "is": "expired"} for path in _CODES
] + [
    {
        # What no text explains is an error inside HTTP 200; other statuses say so themselves.
        "when": [
            {"path": [path], "contains_other": [0, ""]},  # in any of several
            {"path": _TEXTS, "matches": text} if text else {"http_status": [200, 201, 202]},
        ],
        "is": kind,
    }
    for path in _CODES
    for text, kind in (
        ("already|not running|has completed|cannot be killed", "conflict"),
        ("not found|no job|does not exist|invalid job", "not_found"),
        ("access denied|not authorized|permission|password|token|locked", "auth"),
        ("", "api"),
    )
]

_RECENT = {"jobCategory": "All", "completedJobLookupTime": "{age}"}
# As the vendor's own client fills a task (taskInfo) for CreateTask.
_TYPE_OF_TASK = {
    "path": "jobType",
    "equals": "{body.taskInfo.subTasks[].subTask.operationType}",
    "words": {"Backup": [2, "BACKUP"], "Restore": [1001, "RESTORE"]},
    "needed": True,
}
_PARTS_OF_TASK = [
    {"path": "subclient.%s" % name, "equals": "{body.taskInfo.associations[].%s}" % name}
    for name in ("subclientId", "backupsetName", "subclientName")
]

DEFINITION: dict[str, Any] = {
    "name": "commvault",
    "title": "Commvault",
    "auth": [
        {"type": "bearer", "header": "Authtoken", "schemes": ["QSDK", "SAML", "Bearer"]},
        {
            "type": "login",
            "headers": {"Authtoken": "{saved.token}"},
            "token": "token",
            "request": {
                "method": "POST",
                "path": "/Login",
                "body": {"mode": 4, "username": "{username}", "password": "{password:base64}"},
            },
        },
    ],
    "submit": {
        # A DELETE (Client/N/Retire) may start a job, too.
        "methods": ["POST", "PUT", "DELETE"],
        # A verb that was carried out, a workflow that has already ended.
        "immediate": [
            {"path": "errors[].errList[].errorCode", "equals": 0},
            {"path": "jobId", "equals": 0},
        ],
        "reference": [
            {"path": path, "as": "id", "nulls": [0]}
            for path in ("jobIds[]", "jobIds[].val", "jobId")  # val: in XML
        ],
        # What a request says of its job: a backup its subclient, a task the client that it is for
        # and what it does. Of any other nothing is known, so that its job cannot be told from
        # others.
        "find": [
            {
                "path": r"^(?i:/Subclient)/(?P<subclient>\d+)/(?i:action/backup)$",
                "filters": _RECENT,
                "match": [
                    {"path": "subclient.subclientId", "equals": "{part.subclient}"},
                    {"path": "jobType", "equals": "Backup"},
                ],
                "only_once": True,
            },
            *(
                {
                    "path": "^(?i:/CreateTask)$",
                    "filters": _RECENT,
                    "match": [
                        {"path": path, "equals": "{body.%s}" % client, "needed": True},
                        _TYPE_OF_TASK,
                        *_PARTS_OF_TASK,
                    ],
                    "only_once": True,
                }
                for path, client in (
                    ("subclient.clientId", "taskInfo.associations[].clientId"),
                    ("subclient.clientName", "taskInfo.associations[].clientName"),
                )
            ),
        ],
    },
    "href": "/Job/{id}",
    "get": {"path": "/Job/{id}", "record": "jobs[0].jobSummary"},
    "list": {
        "path": "/Job",
        "items": "jobs[].jobSummary",
        "total": {"path": "totalRecordsWithoutPaging"},
        "full": True,  # the look-up answers the same envelope
        "poll_query": {"jobCategory": "All", "completedJobLookupTime": "86400"},
    },
    "messages": {
        "path": "/Events",
        "query": {"jobId": "{id}"},
        "items": ["commservEvents[]"],
        "text": "description",
        "level": "severity",
        "source": ["subsystem", "program"],
        "time": {"path": "timeSource", "type": "epoch_s"},
        "levels": {
            "3": "warning",
            "6": "error",
            "9": "error",
            "Minor": "warning",
            "Major": "error",
        },
    },
    "stop": {"method": "POST", "path": "/Job/{id}/action/kill"},
    "state": {
        "path": "status",
        "words": {
            "queued": ["Queued"],
            "running": ["Running", "Running (cannot be verified)", "Started"],
            "waiting": [
                "Waiting",
                "Pending",
                "Suspend",
                "Suspend Pending",
                "Suspended",
                "Interrupt Pending",
                "Interrupted",
            ],
            "stopping": [
                "Kill Pending",
                "System Kill Pending",
                "Dangling Cleanup",
                "Abnormal Terminated Cleanup",
            ],
            "succeeded": [
                "Completed",
                "Completed w/ one or more warnings",
                "Completed with one or more warnings",
                "Completed with warnings",
                "Completed w/ warnings",
            ],
            "partial": [
                "Completed w/ one or more errors",
                "Completed w/ errors",
                "Completed with errors",
                "Completed with one or more errors",
                "Committed",
            ],
            "failed": ["Failed", "Failed to Start", "System failed"],
            "stopped": ["Killed"],
            "skipped": ["No Run", "Skipped"],
        },
    },
    "job": {
        "id": "jobId",
        "name": ["localizedOperationName", "jobType"],
        "type": "jobType",
        "progress": "percentComplete",
        "duration": "jobElapsedTime",
        "reason": "pendingReason",
        "submitted_at": {"path": "jobSubmitTime", "type": "epoch_s"},
        "started_at": {"path": "jobStartTime", "type": "epoch_s"},
        "finished_at": {"path": ["jobEndTime", "lastUpdateTime"], "type": "epoch_s"},
        "updated_at": {"path": "lastUpdateTime", "type": "epoch_s"},
    },
    # The page names the paging *headers*; newer clients use the query. Both are sent. A page has
    # 100 jobs unless more are asked for; where fewer come than were asked for, it goes on from
    # there.
    "page": {"type": "offset", "in": "both", "offset": "offset", "limit": "limit", "size": 1000},
    "filters": {
        "clientId": {
            "type": "int",
            "match": ["subclient.clientId"],
            "doc": "Only jobs of this client.",
        },
        "completedJobLookupTime": {
            "type": "int",
            "doc": "How many seconds to look back; the system's default is one year.",
        },
        "jobCategory": {
            "choices": ["Active", "Finished", "All"],
            "doc": "Active, Finished or All.",
        },
        "jobFilter": {
            "type": "list",
            "default": "",
            "doc": "Types of job, as names or numbers (`Backup,Restore`); all types where unset.",
        },
        "hideAdminjobs": {"type": "bool", "doc": "Leave administrative jobs out."},
    },
    "error": {"message": _TEXTS, "code": _CODES, "rules": _FAILURES},
    "vanished": {"grace": 60},  # the vendor's own client looks for a fresh job for minutes
    "unsupported": {
        "delete": "jobs leave the job history by the retention rules of the CommServe",
        "result": "a job leaves events and logs, not a file",
    },
    "notes": [
        "JSON and XML are both read; `headers: {Accept: application/xml}` asks for XML.",
        (
            "Where no token is given, the collection logs in, and again when the session dies (30"
            " minutes without a request)."
        ),
        (
            "Without `jobFilter` the collection asks for all types of job (the system alone would"
            " list backups only)."
        ),
        (
            "Suspend and resume: `async_request` with `method: POST` and `path:"
            " Job/ID/action/pause` or `.../resume`."
        ),
        (
            "`Completed w/ one or more errors` and `Committed` are `partial`; `Suspended` and"
            " `Pending` are `waiting`."
        ),
        (
            "`once`: after a kill the backup of a subclient is found by its type, its subclient and"
            " its time, the job of `CreateTask` by its type, its client and its time; jobs of other"
            " requests cannot be told from others."
        ),
        (
            "An answer with `taskId` alone says that the request became a schedule: no job has"
            " run, and the task fails. `jobId` 0 is a workflow that has ended without a job."
        ),
    ],
}
