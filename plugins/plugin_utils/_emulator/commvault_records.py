# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Commvault shows of a job, and how it writes and reads XML."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from .jobs import Job
from .wire import Reply, Request, json_reply

# What `jobFilter` may name. The page's list of values was not kept; 4, 5 and 92 are seen in the
# vendor's clients, the
# other numbers are likely.
OP_TYPES = {
    "Backup": 4,
    "Restore": 5,
    "Synthetic Full": 8,
    "Admin": 15,
    "Data Aging": 10,
    "Auxiliary Copy": 104,
    "Workflow": 90,
    "Send Log Files": 92,
}
LEVELS = ("Full", "Incremental", "Differential", "Synthetic_Full", "Synthetic Full")
CLIENTS = {2: "client001", 4: "ftestvm2", 6: "cmadvm2", 7: "dkalevm2"}


class Words(Container[str]):
    """A set of words without regard to case: the product writes `Kill Pending` and `Kill
    pending`.
    """

    def __init__(self, *words: str) -> None:
        """Keep `words`."""
        self._words = {word.casefold() for word in words}

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word.casefold() in self._words


TERMINAL = Words(
    "Completed",
    "Completed w/ one or more errors",
    "Completed w/ one or more warnings",
    "Committed",
    "Failed",
    "Failed to Start",
    "Killed",
    "No Run",
    "Skipped",
    "System failed",
)
IDLE = Words("Waiting", "Queued", "Pending")


def summary(job: Job, now: float) -> dict[str, Any]:
    """Return jobSummary: every field of the vendor's page, and those its clients read besides."""
    status, ended, data = job.status(now), job.ended(now, TERMINAL), job.data
    client = CLIENTS.get(data["client"], f"client{data['client']:03}")
    reason = job.plan.reason if job.plan.reason is not None else default_reason(status, client)
    level = data.get("level", "Incremental")
    shown = {
        "appTypeName": "File System",
        "backupLevel": level,
        "backupLevelName": level,
        "localizedBackupLevelName": level,
        "backupSetName": "defaultBackupSet",
        "currentPhaseName": "Backup" if ended is None else "",
        "destClientName": client,
        "isAged": False,
        "isPreemptable": 1,
        "isVisible": True,
        "jobElapsedTime": int((now if ended is None else ended) - job.submitted),
        "jobId": int(job.id),
        "jobStartTime": int(job.submitted),
        "jobEndTime": 0 if ended is None else int(ended),
        "jobType": data["type"],
        "opType": OP_TYPES.get(data["class"], 0),
        # 0 while a job is active: so in the page's sample of a suspended one.
        "lastUpdateTime": 0 if ended is None else int(ended),
        "localizedOperationName": job.plan.name or data["type"],
        "localizedStatus": status,
        "pendingReason": reason,
        "pendingReasonErrorCode": "19:857" if reason else "",
        "status": status,
        "statusColor": "redspan" if "fail" in status.lower() else "black",
        **amounts(job, now, status, ended),
        **places(data, client),
    }
    return job.dress(shown)


def amounts(job: Job, now: float, status: str, ended: float | None) -> dict[str, Any]:
    """Return how much of a job is done. A job that never moves stands at 25, as the page's
    suspended one.
    """
    percent = 100
    if ended is None:
        percent = int(job.progress(now)) if len(job.timeline) > 1 else 25
    moved = ended is None or "complete" in status.lower() or status == "Committed"
    size = 1048576 * percent if moved and job.data["type"] == "Backup" else 0
    return {
        "percentComplete": percent,
        "percentSavings": 0,
        "sizeOfApplication": size,
        "sizeOfMediaOnDisk": size // 2,
        "totalFailedFiles": 3 if "errors" in status.lower() else 0,
        "totalFailedFolders": 0,
        "totalNumOfFiles": 40 * percent if moved else 0,
    }


def places(data: dict[str, Any], client: str) -> dict[str, Any]:
    """Return what a job works on."""
    return {
        "subclientName": "default",
        "subclient": {
            "appName": "File System",
            "applicationId": 33,
            "backupsetId": 3,
            "backupsetName": "defaultBackupSet",
            "clientId": data["client"],
            "clientName": client,
            "instanceId": 1,
            "instanceName": "DefaultInstanceName",
            "subclientId": data["subclient"],
            "subclientName": "default",
        },
        "destinationClient": {"clientId": data["client"], "clientName": client},
        "clientGroups": [
            {
                "_type_": "CLIENT_GROUP_ENTITY",
                "clientGroupId": 1,
                "clientGroupName": "Infrastructure",
            }
        ],
    }


def task_data(info: dict[str, Any]) -> dict[str, Any]:
    """Return what a `taskInfo` of CreateTask says of its job: the client and what is done."""
    found: dict[str, Any] = {}
    for entity in info.get("associations") or []:
        names = [id for id, name in CLIENTS.items() if name == entity.get("clientName")]
        client = entity.get("clientId") or next(iter(names), None)
        if client:
            found["client"] = int(client)
        if entity.get("subclientId"):
            found["subclient"] = int(entity["subclientId"])
    for task in info.get("subTasks") or []:
        operation = str((task.get("subTask") or {}).get("operationType")).upper()
        if operation in ("1001", "RESTORE"):
            found.update(type="Restore", **{"class": "Restore"})
    return found


def default_reason(status: str, client: str) -> str:
    """Return the reason a job in that status gives, in the product's HTML; empty where it needs
    none.
    """
    texts = {
        "killed": "Killed by admin. Reason:[killing].",
        "suspended": "Backup job has been suspended by user admin. Reason:[v].",
        "failed": "The storage policy copy is offline.",
        "failed to start": f"Another backup is running for client [{client}], Subclient [default].",
        "pending": "Waiting for a media agent to come on line.",
    }
    text = texts.get(status.lower(), "")
    return f"{text}<br>Source: {client}, Process: JobManager" if text else ""


def wants_json(request: Request) -> bool:
    """Tell whether the client prefers JSON: XML is what it gets without an Accept, or with
    `*/*`.
    """
    best = {"json": -1.0, "xml": -1.0}
    for part in request.headers.get("accept", "").lower().split(","):
        kind, _semicolon, rest = part.partition(";")
        quality = re.search(r"q=([0-9.]+)", rest)
        weight = float(quality.group(1).rstrip(".") or 0) if quality else 1.0
        for name in best:
            if name in kind:
                best[name] = max(best[name], weight)
    return best["json"] > 0 and best["json"] > best["xml"]


def answer(request: Request, root: str, value: dict[str, Any], status: int = 200) -> Reply:
    """Return `value` as JSON or, below an element `root`, as XML, whichever the client accepts."""
    if wants_json(request):
        return json_reply(value, status)
    text = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n' + element(root, value)
    return Reply(status, text, "application/xml; charset=UTF-8")


def element(name: str, value: Any) -> str:
    """Return an XML element: scalars are attributes, objects and lists child elements, scalars in a
    list `val`.
    """
    if not isinstance(value, dict):
        value = {"val": value}
    attributes, children = [], []
    for key, inner in value.items():
        if isinstance(inner, dict):
            children.append(element(key, inner))
        elif isinstance(inner, list):
            children += [element(key, each) for each in inner]
        elif inner is not None:
            attributes.append(
                f" {key}={quoteattr(scalar(inner), {chr(10): '&#10;', chr(13): '&#13;'})}"
            )
    head = f"<{name}{''.join(attributes)}"
    return f"{head}>{''.join(children)}</{name}>" if children else f"{head}/>"


def scalar(value: str | int | float | bool) -> str:
    """Return a scalar as the product's XML has it; characters that XML 1.0 cannot hold are left
    out.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", str(value))


def read_body(request: Request) -> dict[str, Any]:
    """Return a body sent as JSON or XML as an object; ValueError for anything else."""
    text = request.body.lstrip()
    if not text.startswith(b"<"):
        found = request.json()
        if not isinstance(found, dict):
            raise ValueError("the body is not an object")
        return found
    if b"<!DOCTYPE" in text.upper():
        raise ValueError("a document type is not accepted")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    inner = tree(root)
    return {**inner, root.tag: inner}


def tree(node: ElementTree.Element) -> dict[str, Any]:
    """Return an XML element as an object: repeated children become a list."""
    found: dict[str, Any] = dict(node.attrib)
    for child in node:
        value = tree(child)
        if child.tag in found:
            before = found[child.tag]
            found[child.tag] = [*(before if isinstance(before, list) else [before]), value]
        else:
            found[child.tag] = value
    return found
