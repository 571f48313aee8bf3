# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every name that the vendors' pages document has a test, and every name that the providers know
is on a page or noted.

`tests/fixtures/documents/documented.json` was made by hand from the systems' pages. For each
system it has the endpoints, parameters and headers, each with a task that has to send it; the
status words; `base`, a job of the emulator with an id that no other one has; and the fields
of a job, each with the key of ours that it becomes (or null: it stays in `raw`, and changes
nothing else). `beyond` is what the provider knows and the page does not. Each line of it
is a test here, on the emulator.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any
from xml.etree import ElementTree

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
DOCUMENTED: dict[str, Any] = json.loads(
    (FIXTURES / "documents" / "documented.json").read_text(encoding="utf-8")
)


def each(part: str) -> list[Any]:
    """Each line of one part, with its system."""
    return [
        pytest.param(
            name, line, id=f"{name}: {line.get('name') or line.get('word') or line['page']}"
        )
        for name, system in DOCUMENTED.items()
        for line in system[part]
    ]


@pytest.mark.parametrize(
    ("system", "line"), [*each("endpoints"), *each("parameters"), *each("headers")]
)
def test_asked(world: Any, system: str, line: Any) -> None:
    """What the page has is what a task sends."""
    result = world.run(line["verb"], system, **line["params"])
    log = [entry for entry in world[system].log if entry.kind != "login"]
    # A file has a new id each time: its endpoint ends in a slash here.
    sent = [
        entry
        for entry in log
        if f"{entry.method} {entry.target}" == line["sends"]
        or (
            line["sends"].endswith("/")
            and f"{entry.method} {entry.target}".startswith(line["sends"])
        )
    ]
    assert sent, [f"{entry.method} {entry.target}" for entry in log]
    assert sent[0].status is not None and sent[0].status < 400, "the emulator has it as well"
    assert not result.get("failed"), result
    if "header" in line:
        name, start = line["header"]
        assert sent[0].headers[name].startswith(start)


@pytest.mark.parametrize(("system", "line"), each("statuses"))
def test_status(world: Any, system: str, line: Any) -> None:
    """A word of the page, in the system's record, is the state it means."""
    assert provider_of(system).state.words[line["word"].casefold()] == line["state"]
    id = world[system].add_job(status=line["word"], id=DOCUMENTED[system]["base"]["id"])
    job = world.ok("info", system, job_id=[id])["job"]
    assert (job["status"], job["state"]) == (line["word"], line["state"])


def told(world: Any, system: str, line: Any, **fields: Any) -> dict[str, Any]:
    """The job of `base`, with these fields in its record, as job_info tells it."""
    base = DOCUMENTED[system]["base"]
    id = str(base["id"])
    world[system].jobs.pop(id, None)
    world[system].version += 1
    world[system].add_job(**base, fields=fields)
    messages = {"messages": True} if line.get("where") == "messages" else {}
    job = world.ok("info", system, job_id=[id], **messages)["job"]
    assert job is not None and job["id"] == id
    return dict(job)


@pytest.mark.parametrize(("system", "line"), each("fields"))
def test_field(world: Any, system: str, line: Any) -> None:
    """A field of the page becomes the key it means; what has none stays in raw, as it came, and
    changes nothing."""
    name, key = line["name"], line["job"]
    without = told(world, system, line)
    if line.get("where") == "messages":
        # One object, as in the page's sample.
        assert [one["text"] for one in without["messages"]] == ["Started running the workflow."]
        return
    if "value" not in line:
        assert name in without["raw"] and str(without["raw"][name]) == without[key]
        return
    job = told(world, system, line, **{name: line["value"]})
    assert job["raw"][name] == line["value"]
    if key is not None:
        assert job[key] == line["gives"] != without[key]
    else:
        for one in (job, without):
            del one["raw"]
            for output in one["outputs"] or ():  # each job has a result of its own
                output["href"] = None
        assert job == without


@pytest.mark.parametrize("system", NAMES)
def test_the_emulator_shows_every_field(world: Any, system: str) -> None:
    """A record has all fields of the page; of two spellings, one."""
    twins = {"isPreemtable", "localizedstatus"}
    record = told(world, system, {})["raw"]
    hidden = {"messages"} if system == "alteryx" else set()  # not with includeMessages=false
    assert {line["name"] for line in DOCUMENTED[system]["fields"]} - twins - hidden <= record.keys()


@pytest.mark.parametrize("system", NAMES)
def test_what_the_provider_knows_is_documented_or_noted(system: str) -> None:
    """In both directions: a word, filter or verb that is added or taken away has to be looked up
    on the page."""
    provider, page = provider_of(system), DOCUMENTED[system]
    beyond = page["beyond"]
    words = [line["word"].casefold() for line in page["statuses"]] + [
        word.casefold() for word in beyond["statuses"]
    ]
    assert sorted(words) == sorted(provider.state.words)
    filters = {name for line in page["parameters"] for name in line["params"].get("filters", {})}
    assert not filters & set(beyond["filters"]) and filters | set(beyond["filters"]) == set(
        provider.filters
    )
    verbs = {line["of"] for line in page["endpoints"] if "of" in line}
    assert not verbs & set(beyond["verbs"]) and verbs | set(beyond["verbs"]) == set(provider.verbs)


def keys_of(value: Any) -> set[str]:
    """The keys of a record, or of the records in a list."""
    if isinstance(value, list):
        return {key for one in value for key in keys_of(one)}
    return set(value)


@pytest.mark.parametrize(
    ("system", "name", "where"),
    [
        ("log360", "log360/jobs.json", "requests"),
        ("log360", "log360/delete.json", ""),
        ("alteryx", "alteryx/job.json", ""),
        ("illumio", "illumio/job_running.json", ""),
        ("illumio", "illumio/job_done.json", ""),
        ("illumio", "illumio/datafile_as_printed.json", ""),
    ],
)
def test_every_field_of_a_sample_is_in_the_list(system: str, name: str, where: str) -> None:
    body = json.loads((FIXTURES / "vendor_docs" / name).read_text(encoding="utf-8"))
    listed = {line["name"] for line in DOCUMENTED[system]["fields"]} | set(
        DOCUMENTED[system]["envelope"]
    )
    assert keys_of(body) | keys_of(body[where] if where else []) <= listed


@pytest.mark.parametrize("name", ["by_client", "active", "last_300_seconds"])
def test_every_attribute_of_an_xml_sample_is_in_the_list(name: str) -> None:
    root = ElementTree.fromstring(
        (FIXTURES / "vendor_docs" / "commvault" / f"{name}.xml").read_text(encoding="utf-8")
    )
    jobs = list(root.iter("jobSummary"))
    found = {key for job in jobs for key in (*job.attrib, *(child.tag for child in job))}
    listed = {line["name"] for line in DOCUMENTED["commvault"]["fields"]}
    assert jobs and found <= listed and set(root.attrib) <= set(DOCUMENTED["commvault"]["envelope"])


@pytest.mark.parametrize("system", NAMES)
@pytest.mark.parametrize("word", ["", "Sucess", "Fertig", "100"])
def test_a_word_of_no_page_is_unknown(system: str, word: str) -> None:
    field = {"adverity": "state_label"}.get(system, "status")
    assert provider_of(system).state.read(View({field: word}, {}, 200)).state == "unknown"
