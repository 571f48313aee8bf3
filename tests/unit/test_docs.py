# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation tells the truth: definitions load, the schema agrees with the engine, links lead somewhere."""

from __future__ import annotations

import copy
import json
import pathlib
import re
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._model.vocabulary import SECTIONS
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    definition_of,
)

yaml = pytest.importorskip("yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
DEFINITIONS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))[path.stem]
    for path in (ROOT / "extensions/catalogue").glob("*.yml")
}
ALL = {**DEFINITIONS, **{name: definition_of(name) for name in NAMES}}
WANTED = {
    "airflow",
    "awx",
    "azure_lro",
    "databricks",
    "elasticsearch_tasks",
    "fhir_bulk",
    "flower",
    "google_aip151",
    "jenkins",
    "jupyter_scheduler",
    "lxd",
    "ogc_processes",
    "openeo",
    "pulp",
    "rclone",
    "rfc7240",
    "salesforce_bulk2",
    "scrapyd",
    "slurm",
    "uws",
}


def validator() -> Any:
    """The committed schema."""
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(
        json.loads((ROOT / "docs/definition.schema.json").read_text(encoding="utf-8"))
    )


def test_ready_made_definitions_are_there() -> None:
    assert set(DEFINITIONS) >= WANTED


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_definition_loads_and_fits_on_a_screen(name: str) -> None:
    provider = Provider(DEFINITIONS[name])
    assert provider.name == name and {"submit", "get"} <= set(provider.verbs)
    text = (ROOT / "extensions/catalogue" / f"{name}.yml").read_text(encoding="utf-8")
    assert text.count("\n") <= 63 and max(map(len, text.splitlines())) <= 160


@pytest.mark.parametrize("name", sorted(ALL))
def test_schema_accepts_every_definition(name: str) -> None:
    validator().validate(json.loads(json.dumps(ALL[name])))


TYPOS: list[tuple[str, Any]] = [
    ("stat", {"path": "status"}),
    ("state", {"path": "status", "words": {"done": "ok"}}),
    ("state", {"path": "status", "rules": [{"when": {"path": "a"}, "stat": "failed"}]}),
    ("get", {"pth": "/jobs/{id}"}),
    ("get", {"path": "/jobs/{id}", "method": "FETCH"}),
    ("page", "offsets"),
    ("job", {"idd": "id"}),
    ("auth", {"type": "kerberos"}),
    ("poll_after", [{"header": "Retry-After", "path": "after"}]),
    ("filters", {"owner": {"type": "integer"}}),
    ("vanished", {"grace": "long"}),
    ("submit", {"reference": [{"as": "id"}]}),
    ("requests_per_minute", "many"),
    ("list", {"path": "/jobs", "expand": "yes please"}),
]


@pytest.mark.parametrize(("key", "value"), TYPOS)
def test_schema_and_engine_refuse_the_same_mistakes(key: str, value: Any) -> None:
    wrong = copy.deepcopy(DEFINITIONS["ogc_processes"])
    wrong[key] = value
    assert not validator().is_valid(wrong)
    with pytest.raises(ConfigError, match=r"^provider_definition\.%s" % key):
        Provider(wrong)


@pytest.mark.parametrize("key", ["name", "get", "state"])
def test_schema_and_engine_require_the_same_keys(key: str) -> None:
    wrong = {name: value for name, value in DEFINITIONS["ogc_processes"].items() if name != key}
    assert not validator().is_valid(wrong)
    with pytest.raises(ConfigError, match=r"^provider_definition\.%s is required" % key):
        Provider(wrong)


# definition, kind's URL, HTTP code, the record as the system's documents have it -> the state
RECORDS: list[tuple[str, str, int, dict[str, Any], str]] = [
    ("rfc7240", "", 202, {}, "running"),
    ("rfc7240", "", 200, {"rows": []}, "succeeded"),
    ("rfc7240", "", 303, {}, "succeeded"),
    ("azure_lro", "", 200, {"status": "InProgress"}, "running"),
    ("azure_lro", "", 200, {"status": "Succeeded"}, "succeeded"),
    ("azure_lro", "", 200, {"status": "Canceled"}, "stopped"),
    ("azure_lro", "", 202, {}, "running"),
    ("azure_lro", "", 204, {}, "succeeded"),
    ("azure_lro", "", 200, {"properties": {"provisioningState": "Creating"}}, "running"),
    ("azure_lro", "", 200, {"properties": {"provisioningState": "Failed"}}, "failed"),
    ("azure_lro", "", 200, {"properties": {"provisioningState": "Succeeded"}}, "succeeded"),
    ("azure_lro", "", 200, {"id": "/subscriptions/1"}, "succeeded"),
    ("google_aip151", "", 200, {"name": "operations/1"}, "running"),
    ("google_aip151", "", 200, {"name": "operations/1", "done": False}, "running"),
    ("google_aip151", "", 200, {"name": "operations/1", "done": True, "response": {}}, "succeeded"),
    (
        "google_aip151",
        "",
        200,
        {"name": "operations/1", "done": True, "error": {"code": 5}},
        "failed",
    ),
    (
        "google_aip151",
        "",
        200,
        {"name": "operations/1", "done": True, "error": {"code": 1}},
        "stopped",
    ),
    ("awx", "", 200, {"id": 1, "status": "pending"}, "queued"),
    ("awx", "", 200, {"id": 1, "status": "error"}, "failed"),
    ("awx", "", 200, {"id": 1, "status": "successful"}, "succeeded"),
    (
        "jenkins",
        "/queue/item/39/",
        200,
        {"id": 39, "why": "In the quiet period.", "stuck": False},
        "queued",
    ),
    ("jenkins", "/queue/item/39/", 200, {"id": 39, "cancelled": True}, "stopped"),
    ("jenkins", "/job/x/35/", 200, {"building": True, "result": None}, "running"),
    ("jenkins", "/job/x/35/", 200, {"building": False, "result": "UNSTABLE"}, "partial"),
    ("jenkins", "/job/x/35/", 200, {"building": False, "result": "ABORTED"}, "stopped"),
    ("pulp", "", 200, {"state": "canceling"}, "stopping"),
    ("pulp", "", 200, {"state": "completed"}, "succeeded"),
    (
        "slurm",
        "",
        200,
        {"job_id": 1, "job_state": "PENDING", "state_reason": "JobHeldUser"},
        "waiting",
    ),
    ("slurm", "", 200, {"job_id": 1, "job_state": "COMPLETING", "state_reason": "None"}, "running"),
    (
        "slurm",
        "",
        200,
        {"job_id": 1, "job_state": "TIMEOUT", "state_reason": "TimeLimit"},
        "failed",
    ),
    ("ogc_processes", "", 200, {"jobID": "a", "status": "dismissed"}, "stopped"),
]


@pytest.mark.parametrize(("name", "href", "code", "record", "state"), RECORDS)
def test_definition_reads_what_the_system_answers(
    name: str, href: str, code: int, record: dict[str, Any], state: str
) -> None:
    provider = Provider(DEFINITIONS[name]).kind_of(href)
    headers = {"Location": "/result"} if code == 303 else {}
    assert provider.job.read(View(record, headers, code), href or "/jobs/1", "1").state == state


@pytest.mark.parametrize(
    ("name", "href", "job_id"),
    [
        (
            "google_aip151",
            "/v1/projects/p/locations/l/operations/a-1",
            "projects/p/locations/l/operations/a-1",
        ),
        ("google_aip151", "operations/a-1", "operations/a-1"),
        ("jenkins", "https://j.example.com/job/folder/job/x/35/", "job/folder/job/x/35"),
        ("jenkins", "https://j.example.com/queue/item/39/", "queue/item/39"),
        ("pulp", "/pulp/api/v3/tasks/0193/", "0193"),
        ("awx", "/api/v2/jobs/7/", "7"),
    ],
)
def test_definition_finds_the_id_in_a_url(name: str, href: str, job_id: str) -> None:
    assert Provider(DEFINITIONS[name]).kind_of(href).job.id_of(href) == job_id


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_yaml_on_a_page_is_yaml_and_definitions_on_it_load(page: pathlib.Path) -> None:
    for block in re.findall(
        r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    ):
        for document in yaml.safe_load_all(block):
            if isinstance(document, dict) and set(document) <= set(SECTIONS["definition"]):
                # A part of a definition, or a whole one.
                Provider({**DEFINITIONS["ogc_processes"], **document})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: pathlib.Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _hash, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name} links to {link}"
        if anchor and target.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {
                re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in titles
            }, link


@pytest.mark.gate
@pytest.mark.parametrize(
    "page",
    [*PAGES, *(ROOT / "roles").glob("*/README.md")],
    ids=lambda page: page.parent.name + "-" + page.name,
)
def test_tasks_on_a_page_use_documented_options(page: pathlib.Path) -> None:
    for block in re.findall(
        r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    ):
        for name, options in _calls(list(yaml.safe_load_all(block))):
            path = ROOT / "plugins/modules" / f"{name}.py"
            if name != "jobs" and isinstance(options, dict) and path.is_file():
                assert set(options) <= _documented(path), f"{page.name}: {name}"


def _calls(tree: Any) -> list[tuple[str, Any]]:
    """Every `asyncops.jobs.MODULE: options` in a tree."""
    if isinstance(tree, list):
        return [call for one in tree for call in _calls(one)]
    if not isinstance(tree, dict):
        return []
    own = [
        (key.rpartition(".")[2], value)
        for key, value in tree.items()
        if str(key).startswith("asyncops.jobs.")
    ]
    return own + [call for value in tree.values() for call in _calls(value)]


def _documented(path: pathlib.Path) -> set[str]:
    """The options of a module, those of its fragments included."""
    found = set(
        yaml.safe_load(
            path.read_text(encoding="utf-8").split('DOCUMENTATION = r"""')[1].split('"""')[0]
        )["options"]
    )
    for fragment in ("connection", "waiting", "results"):
        text = (ROOT / "plugins/doc_fragments" / f"{fragment}.py").read_text(encoding="utf-8")
        found |= set(
            yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])["options"]
        )
    return found | {"mode", "owner", "group"}


def test_roles_are_documented_as_they_are() -> None:
    roles = sorted(path.name for path in (ROOT / "roles").iterdir())
    assert roles == ["job_report", "purge_jobs", "run_job", "stop_jobs", "wait_for_jobs"]
    for name in roles:
        folder = ROOT / "roles" / name
        spec = yaml.safe_load((folder / "meta/argument_specs.yml").read_text(encoding="utf-8"))[
            "argument_specs"
        ]["main"]
        defaults = yaml.safe_load((folder / "defaults/main.yml").read_text(encoding="utf-8"))
        readme = (folder / "README.md").read_text(encoding="utf-8")
        assert all(
            option.startswith(f"{name}_") and f"`{option}`" in readme for option in spec["options"]
        )
        assert {
            key: one["default"] for key, one in spec["options"].items() if "default" in one
        } == defaults
        systems = spec["options"].get(f"{name}_systems", {}).get("options", {})
        connection = systems.get("connection") or spec["options"][f"{name}_connection"]
        assert connection["no_log"] is True
