# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example tasks of a provider's page."""

from __future__ import annotations

from typing import Any

from . import samples, words
from .sources import World

INTRO = "The connection is set once; each task then says only what is its own.\n\n"
NOT_RUN = "<!-- not run: it needs the system -->\n"


def text(world: World, provider: Any) -> str:
    """One playbook with a task per verb, to copy from."""
    tasks = [
        {"name": name, f"asyncops.jobs.{module}": options, **more}
        for name, module, options, more in _tasks(provider, samples.sample(provider.name))
    ]
    play = {
        "name": f"Jobs of {provider['title'] or provider.name}",
        "hosts": "localhost",
        "gather_facts": False,
        "module_defaults": {"group/asyncops.jobs.jobs": connection(world, provider)},
        "tasks": tasks,
    }
    # The emulator plays the built-in systems only.
    elsewhere = "" if provider.source.startswith("plugins") else NOT_RUN
    return (
        INTRO
        + elsewhere
        + words.fenced(
            words.dump([play])
            .replace("\n    - name: ", "\n\n    - name: ")
            .replace("tasks:\n\n", "tasks:\n")
        )
    )


def connection(world: World, provider: Any) -> dict[str, Any]:
    """The connection options of an example; credentials come from variables."""
    found: dict[str, Any] = {
        "provider": provider.name,
        "base_url": samples.sample(provider.name).base_url,
    }
    for option in world.needs(provider["auth"][0]) if provider["auth"] else []:
        found[option] = "{{ %s_%s }}" % (provider.name, option)
    return found


def _tasks(
    provider: Any, sample: samples.Sample
) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    verbs, job, found = provider.verbs, sample.job_id, []
    if "submit" in verbs:
        options = dict(sample.submit, wait_timeout=1800)
        found.append(
            ("Start a job and wait for it", "async_request", options, {"register": "done"})
        )
    if "submit" in verbs and "result" in verbs:
        options = dict(sample.submit, dest="/var/tmp/")
        if "delete" in verbs:
            options["delete_after"] = "success"
        found.append(("Start a job and save its result", "async_request", options, {}))
    if "result" in verbs:
        options = {"job_id": job, "dest": "/var/tmp/"}
        found.append(("Save the result of a job that ended earlier", "job_result", options, {}))
    found.append(("Wait for a job that somebody else has started", "job_wait", {"job_id": job}, {}))
    messages = "messages" in verbs or "messages" in provider["job"]
    options = {"job_id": job, **({"messages": True} if messages else {})}
    found.append(
        (
            "Look at one job" + (" and its messages" if messages else ""),
            "job_info",
            options,
            {"register": "one"},
        )
    )
    if "list" in verbs:
        options = (
            {"filters": sample.filters} if sample.filters else {"states": ["queued", "running"]}
        )
        found.append(
            (
                "List jobs",
                "job_info",
                {**options, "fields": ["id", "name", "state", "progress"]},
                {"register": "listed"},
            )
        )
    if "stop" in verbs:
        options = {"job_id": sample.active_id or job, "wait": True}
        found.append(("Stop a job and see it end", "job_stop", options, {}))
    if "delete" in verbs:
        found.append(("Delete a finished job", "job_delete", {"job_id": job}, {}))
    if "delete" in verbs and "list" in verbs:
        found.append(
            (
                "Delete what ended more than a week ago",
                "job_delete",
                {"older_than": "7d", "max_jobs": 50},
                {},
            )
        )
    return found
