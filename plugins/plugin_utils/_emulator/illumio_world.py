# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collections an emulated PCE begins with."""

from __future__ import annotations

import uuid
from typing import Any

# The page's list of collections that can be asked for asynchronously, and those that clients fetch
# that way as well.
COLLECTIONS = (
    "agents",
    "audit_log_events",
    "auth_security_principals",
    "events",
    "labels",
    "network_devices",
    "network_enforcement_nodes",
    "pairing_profiles",
    "permissions",
    "security_principals",
    "system_events",
    "workloads",
    "ip_lists",
    "services",
    "rule_sets",
    "label_groups",
    "users",
    "enforcement_boundaries",
    "virtual_services",
    "vens",
    "container_clusters",
    "api_keys",
    "label_dimensions",
    "virtual_servers",
    "roles",
    "vulnerabilities",
    "vulnerability_reports",
)

PARTIAL = frozenset({"name", "value", "description", "hostname"})
LABELS = [
    (key, value) for key in ("role", "app", "env", "loc") for value in ("One", "Two", "Three")
]


# Collections of the security policy, which have versions.
POLICY_OBJECTS = (
    "ip_lists",
    "services",
    "rule_sets",
    "label_groups",
    "enforcement_boundaries",
    "virtual_services",
    "virtual_servers",
)


def seed_rows(name: str, n: int = 12, first: int = 1) -> list[dict[str, Any]]:
    """Return `n` rows of a collection, numbered from `first`; the same number always gives the same
    row.
    """
    return [row(name, number) for number in range(first, first + n)]


def row(name: str, number: int) -> dict[str, Any]:
    """Return row `number` of a collection."""
    base = {"created_at": "2026-01-14T23:16:52.303Z", "updated_at": "2026-01-15T08:00:00.000Z"}
    if name == "labels":
        key, value = LABELS[(number - 1) % 12]
        value = value if number <= 12 else f"{value} {number}"
        return {
            "href": f"/orgs/1/labels/{number}",
            "key": key,
            "value": value,
            "deleted": False,
            **base,
        }
    if name == "workloads":
        id = uuid.UUID(int=number, version=4)
        shown = {"href": f"/orgs/1/workloads/{id}", "name": f"workload {number}"}
        shown["hostname"] = f"host{number}.example.com"
        return {
            **shown,
            "online": number % 3 != 0,
            "enforcement_mode": "visibility_only",
            "managed": True,
            **base,
        }
    if name in POLICY_OBJECTS:
        return {**_policy_object(name, number), **base}
    if name.endswith("events"):
        kinds = ("user.login", "agent.activate", "label.create")
        shown = {
            "href": f"/orgs/1/{name}/{uuid.UUID(int=number, version=4)}",
            "event_type": kinds[number % 3],
        }
        return {
            **shown,
            "timestamp": "2026-01-14T23:16:52.303Z",
            "severity": "info",
            "status": "success",
        }
    return {"href": f"/orgs/1/{name}/{number}", "name": f"{name[:-1]} {number}", **base}


def _policy_object(name: str, number: int) -> dict[str, Any]:
    href = f"/orgs/1/sec_policy/active/{name}/{number}"
    shown = {"href": href, "name": f"{name[:-1]} {number}", "description": ""}
    if name != "ip_lists":
        return shown
    ranges = [{"from_ip": f"10.0.{number % 256}.0/24", "exclusion": False}]
    return {**shown, "ip_ranges": ranges}
