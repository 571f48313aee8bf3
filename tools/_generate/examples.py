# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Examples of the keys that the vocabulary gives none for: section -> key -> YAML.

A test finds what is missing.
"""

from __future__ import annotations

REQUEST = {"method": "POST", "headers": "{Prefer: respond-async}", "body_format": "form"}

EXAMPLES: dict[str, dict[str, str]] = {
    "definition": {
        "title": "Slurm",
        "api_version": "v0.0.40",
        "versions": "{v2: {base: /api/v2}}",
        "kinds": "{queued: {match: /queue/item/, definition: {state: {path: blocked, words: {waiting: 'true'}}}}}",
        "headers": "{Accept: application/json}",
        "id": "/jobs/([^/?]+)",
        "submit": "{method: POST, path: /jobs, reference: {path: id}}",
        "get": "/jobs/{id}",
        "list": "{path: /jobs, items: 'jobs[]'}",
        "messages": "{path: '/jobs/{id}/log', items: 'lines[]', text: line}",
        "outputs": "{path: '/jobs/{id}/files', items: 'files[]', fields: {id: id, name: name}}",
        "result": "/jobs/{id}/result",
        "stop": "{method: POST, path: '/jobs/{id}/cancel'}",
        "delete": "{method: DELETE, path: '/jobs/{id}'}",
        "poll_after": "[{path: poll_after_ms, type: ms}, {header: X-RateLimit-Reset, type: epoch, when: {http_status: 429}}]",
        "page": "{type: offset, offset: start, limit: count}",
        "filters": "{owner: {doc: Only jobs of this user., match: owner.name}}",
        "error": "{message: 'errors[0].detail', code: 'errors[0].code'}",
        "vanished": "{state: succeeded, grace: 30}",
        "unsupported": "{delete: jobs leave by themselves after a week}",
        "notes": "[A job's log is kept for a day.]",
    },
    "kind": {"definition": "{get: '{href}', stop: {method: POST, path: '{href}cancel'}}"},
    "auth": {
        "header": "X-Auth-Token",
        "schemes": "[Token, Bearer]",
        "request": "{method: POST, path: /login, body: {user: '{username}', pass: '{password}'}}",
        "path": "/oauth/token",
        "scope": "jobs.read jobs.write",
    },
    "submit": {
        "methods": "[POST]",
        "accepted": "{http_status: [201, 202]}",
        "record": "job",
        "before": "[{path: /crumb, save: {crumb: crumb}}]",
        "after": "[{path: '/requests/{saved.request}', save: {job: job.id}}]",
    },
    "reference": {
        "header": "Operation-Location",
        "path": "jobs[].id",
        "saved": "job",
        "as": "href",
        "pattern": "job=(\\d+)",
    },
    "once": {"header": "Idempotency-Key", "query": "request_id"},
    "find": {"only_once": "true"},
    "match": {"needed": "true"},
    "get": {
        "from_list": "true",
        "unchanged": "[304]",
        "follow": "executable.url",
        "poll": "links[?rel=='wait'].href",
        "detail": "/jobs/{id}/report",
    },
    "list": {
        "page": "{type: link}",
        "total": "{header: X-Total-Count}",
        "total_of_all": "true",
        "limit": "500",
        "limit_name": "max_results",
        "partial": "the system lists the last day only",
        "complete_with": "[since]",
        "expand": "true",
        "poll": "false",
        "full": "true",
        "poll_query": "{state: all}",
    },
    "items": {"as": "id"},
    "move": {
        "header": "Location",
        "path": "links.self",
        "when": "[{http_status: 202}, {path: status, exists: false}]",
    },
    "messages": {
        "page": "none",
        "total": "count",
        "level": "severity",
        "text": "text",
        "source": "component",
        "time": "{path: at, type: epoch_s}",
        "fallback": "{path: '/jobs/{id}', items: 'log[]'}",
    },
    "outputs": {
        "page": "none",
        "total": "{header: X-Total-Count}",
        "fields": "{id: id, name: fileName, formats: formats}",
    },
    "result": {
        "inline": "response",
        "items": "rows[]",
        "page": "{type: number}",
        "total": "row_count",
        "each_output": "true",
    },
    "stop": {"states": "[queued, running]", "stopped_as": "[failed]"},
    "delete": {"states": "[succeeded, failed, stopped]"},
    "state": {
        "rules": "[{when: [{path: done, equals: true}, {path: error, exists: true}], state: failed}]"
    },
    "rule": {
        "when": "[{path: status, equals: done}, {path: result, is_null: true}]",
        "state": "failed",
        "reason": "done, but without a result",
    },
    "condition": {
        "header": "X-State",
        "http_status": "[200, 303]",
        "equals": "done",
        "contains": "[COMPLETING, STAGE_OUT]",
        "contains_other": "[0, '']",
        "in": "[done, completed]",
        "not_in": "[0, '']",
        "matches": "already (ended|finished)",
        "exists": "true",
        "is_null": "true",
    },
    "field": {
        "path": "[finished, ended]",
        "value": "backup",
        "done": "steps.done",
        "total": "steps.all",
        "fields": "{text: line, level: severity}",
        "levels": "{F: error, W: warning}",
    },
    "source": {"header": "X-Request-Token", "path": "token"},
    "poll_after": {"header": "X-RateLimit-Reset", "path": "pollAfter"},
    "page": {
        "type": "cursor",
        "in": "header",
        "offset": "start",
        "limit": "pageSize",
        "size": "50",
        "number": "page_no",
        "short_is_last": "true",
        "first": "0",
        "cursor": "pageToken",
        "next": "{path: nextPageToken}",
    },
    "filter": {
        "name": "user_name",
        "in": "path",
        "repeat": "true",
        "type": "int",
        "choices": "[active, finished]",
        "default": "active",
        "required": "true",
        "match": "owner.name",
        "is_limit": "true",
        "doc": "Only jobs of this user.",
    },
    "error": {
        "message": "[error.message, detail]",
        "code": "error.code",
        "rules": "[{when: {path: error, matches: no such job}, is: not_found}]",
    },
    "error_rule": {"when": "[{http_status: 500}, {path: message, matches: unknown job}]"},
    "vanished": {"state": "succeeded", "after_stop": "stopped", "grace": "30"},
}


def example(section: str, key: str) -> str:
    """The example of a key as YAML in one line; "" where there is none."""
    return EXAMPLES.get(section, {}).get(key) or REQUEST.get(key, "")
