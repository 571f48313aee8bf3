# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What examples on the pages are filled with, one row for each built-in system."""

from __future__ import annotations

from . import catalogue_samples
from .sample import Sample

SAMPLES: dict[str, Sample] = {
    "adverity": Sample(
        base_url="https://acme.datatap.adverity.com",
        job_id="3",
        active_id="2",
        submit={
            "method": "POST",
            "path": "datastreams/1/fetch_fixed/",
            "body": {"start": "2026-11-01T00:00:00Z", "end": "2026-11-07T23:59:59Z"},
        },
        filters={"start": "2026-11-01", "end": "2026-11-07"},
    ),
    "alteryx": Sample(
        base_url="https://alteryx.example.com/webapi",
        job_id="66ebd18d3d6200007e000d8c",
        submit={
            "method": "POST",
            "path": "workflows/66eb0c1f3d6200007e000a01/jobs",
            "body": {"priority": "High", "questions": [{"name": "Region", "value": "emea"}]},
        },
        filters={"workflow_id": "66eb0c1f3d6200007e000a01"},
    ),
    "commvault": Sample(
        base_url="https://cs.example.com/webconsole/api",
        job_id="810",
        active_id="815",
        submit={
            "method": "POST",
            "path": "Subclient/12/action/backup",
            "query": {"backupLevel": "Incremental"},
        },
        filters={"jobCategory": "Active", "clientId": 2},
        note_on_url="Newer releases have it at `.../commandcenter/api`.",
    ),
    "illumio": Sample(
        base_url="https://pce.example.com:8443",
        job_id="43f6e9e3-6a68-4481-87c6-18fd096dafbe",
        submit={"path": "orgs/1/labels", "query": {"key": "env"}},
        filters={"job_type": ":illumio/async_requests"},
    ),
    "log360": Sample(
        base_url="https://log360.example.com:8095",
        job_id="AYVTeCb0wPH5eWuO5jkC",
        submit={
            "method": "POST",
            "path": "search/async",
            "body": {"query": "SEVERITY = error", "from": 1793491200000, "to": 1793577600000},
        },
    ),
}


def sample(name: str) -> Sample:
    """The row of a system; neutral words for one that has none yet, so that its page can be read.

    A test fails as long as a built-in system, or one of the catalogue, has none.
    """
    neutral = Sample(f"https://{name}.example.com", "42", {"method": "POST", "path": "some/path"})
    return SAMPLES.get(name) or catalogue_samples.SAMPLES.get(name) or neutral
