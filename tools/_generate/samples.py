# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What examples on the pages are filled with; a provider that is not named here gets neutral words."""

from __future__ import annotations

from typing import Any

BASE_URLS = {
    "adverity": "https://acme.datatap.adverity.com",
    "alteryx": "https://alteryx.example.com/webapi",
    "commvault": "https://cs.example.com/webconsole/api",
    "illumio": "https://pce.example.com:8443",
    "log360": "https://log360.example.com:8095",
}
NOTES_ON_URL = {"commvault": "Newer releases have it at `.../commandcenter/api`."}
JOB_IDS = {
    "adverity": "4711",
    "alteryx": "66ebd18d3d6200007e000d8c",
    "commvault": "707",
    "illumio": "43f60d73-d0aa-4f4f-9ad7-3ca1c3a1a9d3",
    "log360": "1f6c2a80",
}
SUBMITS: dict[str, dict[str, Any]] = {
    "adverity": {
        "method": "POST",
        "path": "datastreams/12/fetch_fixed/",
        "body": {"start": "2026-11-01T00:00:00Z", "end": "2026-11-07T23:59:59Z"},
    },
    "alteryx": {
        "method": "POST",
        "path": "workflows/66ebd18d3d6200007e000d8c/jobs",
        "body": {"priority": "High", "questions": [{"name": "region", "value": "emea"}]},
    },
    "commvault": {"method": "POST", "path": "Subclient/12/action/backup", "query": {"backupLevel": "Incremental"}},
    "illumio": {"path": "orgs/1/labels", "query": {"key": "env"}},
    "log360": {
        "method": "POST",
        "path": "search/async",
        "body": {"query": "SEVERITY = error", "from": 1793491200000, "to": 1793577600000},
    },
}
# provider -> filters of the example of a list
FILTERS: dict[str, dict[str, Any]] = {
    "adverity": {"start": "2026-11-01", "end": "2026-11-07"},
    "alteryx": {"workflow_id": "66ebd18d3d6200007e000d8c"},
    "commvault": {"jobCategory": "Active", "clientId": 2},
    "illumio": {"job_type": ":illumio/async_requests"},
}


def base_url(name: str) -> str:
    """An example of the option base_url."""
    return BASE_URLS.get(name, f"https://{name}.example.com")


def job_id(name: str) -> str:
    """An example of a job's id."""
    return JOB_IDS.get(name, "42")


def submit(name: str) -> dict[str, Any]:
    """Options of an async_request that starts a job."""
    return SUBMITS.get(name, {"method": "POST", "path": "some/path"})


def filters(name: str) -> dict[str, Any]:
    """Filters of a list."""
    return FILTERS.get(name, {})
