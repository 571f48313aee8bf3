# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GitHub reads: workflows with the least rights, forms that it takes, sessions that exist. `nox -s workflows` runs
zizmor on the same files."""

from __future__ import annotations

import pathlib
import re
import subprocess
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
if not GITHUB.exists():
    pytest.skip("not in an unpacked collection", allow_module_level=True)

# A job of CI runs in this order: what is found early says more.
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FORMS = sorted(set(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) - {GITHUB / "ISSUE_TEMPLATE/config.yml"})
# The types of an issue form, and what each of them must have:
# docs.github.com, "Syntax for GitHub's form schema".
NEEDED = {
    "markdown": {"value"},
    "input": {"label"},
    "textarea": {"label"},
    "dropdown": {"label", "options"},
    "checkboxes": {"label", "options"},
}


def load(path: pathlib.Path) -> Any:
    """Read a file of YAML, as YAML 1.2 takes `on`."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def named(paths: list[pathlib.Path]) -> list[Any]:
    """Parameters with readable names."""
    return [pytest.param(path, id=path.stem) for path in paths]


@pytest.mark.parametrize("path", named(WORKFLOWS))
def test_a_workflow_has_no_more_rights_than_it_needs(path: pathlib.Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}, "rights are given job by job"
    for name, job in workflow["jobs"].items():
        assert job["permissions"] and "timeout-minutes" in job, name
        for right, level in job["permissions"].items():
            assert level == "read" or (path.stem, name, right) == ("release", "publish", "contents")


@pytest.mark.parametrize("path", named(WORKFLOWS))
def test_what_a_workflow_uses_is_pinned(path: pathlib.Path) -> None:
    for used in re.findall(r"^\s*(?:- )?uses:\s*(\S+)", path.read_text(encoding="utf-8"), re.M):
        assert re.search(r"@[0-9a-f]{40}$", used), f"{used} is not pinned by its commit"


@pytest.mark.parametrize("path", named(WORKFLOWS))
def test_no_expression_stands_in_a_script(path: pathlib.Path) -> None:
    """A branch may be called `$(id)`; values come by the environment."""
    for job in load(path)["jobs"].values():
        assert not [step for step in job["steps"] if "${{" in step.get("run", "")]


def test_secrets_are_read_where_somebody_has_to_agree() -> None:
    """By jobs of a protected environment only, and by none of CI."""
    for path in WORKFLOWS:
        for name, job in load(path)["jobs"].items():
            if "secrets." in str(job):
                assert (path.stem, job.get("environment")) == ("release", "release"), name


def test_a_release_is_published_only_as_it_was_checked() -> None:
    workflow = load(GITHUB / "workflows/release.yml")
    assert list(workflow["on"]) == ["push"] and list(workflow["on"]["push"]) == ["tags"]
    jobs = workflow["jobs"]
    assert jobs["publish"]["needs"] == "check" and "environment" not in jobs["check"]
    checks = " ".join(step.get("run", "") for step in jobs["check"]["steps"])
    assert 'check "${GITHUB_REF_NAME}"' in checks and "sha256sum" in checks
    again = [step for step in jobs["publish"]["steps"] if "SHA256" in step.get("env", {})]
    assert again and "sha256sum --check" in again[0]["run"]
    steps = [step["name"] for step in jobs["publish"]["steps"]]
    assert (
        steps.index(again[0]["name"]) < steps.index("Sign it") < steps.index("Publish it on Galaxy")
    )


def test_each_core_is_tried_for_every_change_and_each_week() -> None:
    """The list is that of tests/matrix.json, read when it runs."""
    workflow = load(GITHUB / "workflows/ci.yml")
    assert {"push", "pull_request", "schedule"} <= set(workflow["on"])
    assert re.fullmatch(r"\d+ \d+ \* \* \d", workflow["on"]["schedule"][0]["cron"])
    cores = [step for step in workflow["jobs"]["matrix"]["steps"] if step.get("id") == "cores"]
    assert "tests/matrix.json" in cores[0]["run"]
    assert workflow["jobs"]["core"]["strategy"]["matrix"]["core"].startswith("${{ fromJSON(needs.")


def test_sessions_that_workflows_run_exist() -> None:
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        found = re.findall(r"^\s+sessions: (.+)$|--sessions ([\w -]+?)(?: -- | <|$)", text, re.M)
        for name in " ".join(" ".join(pair) for pair in found).split():
            stem = name.split("-")[0]
            assert f'"{name}"' in sessions or re.search(rf"^def {re.escape(name)}\b", sessions, re.M) or (
                stem in ("servers", "units", "extra", "fresh") and stem in sessions
            ), f"{path.name} runs {name}"  # fmt: skip


@pytest.mark.parametrize("path", named(FORMS))
def test_a_form_is_one_that_github_takes(path: pathlib.Path) -> None:
    form = load(path)
    assert {"name", "description", "body"} <= set(form) <= {
        "name", "description", "body", "title", "labels", "assignees", "projects", "type",
    }  # fmt: skip
    ids = [element["id"] for element in form["body"] if element["type"] != "markdown"]
    labels = [e["attributes"].get("label") for e in form["body"] if e["type"] != "markdown"]
    assert ids and len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in ids)
    for element in form["body"]:
        assert set(element) <= {"type", "id", "attributes", "validations"}
        assert NEEDED[element["type"]] <= set(element["attributes"])
        assert set(element["attributes"]) <= NEEDED[element["type"]] | {
            "description", "placeholder", "value", "render", "multiple", "default",
        }  # fmt: skip
        assert set(element.get("validations", {})) <= {"required"}


def test_holes_are_not_reported_in_public() -> None:
    links = load(GITHUB / "ISSUE_TEMPLATE/config.yml")["contact_links"]
    assert any("security/advisories" in link["url"] for link in links)
    for link in links:
        assert set(link) == {"name", "url", "about"} and link["url"].startswith("https://")


def test_dependabot_looks_where_versions_are_pinned() -> None:
    updates = {u["package-ecosystem"]: u for u in load(GITHUB / "dependabot.yml")["updates"]}
    assert set(updates) == {"pip", "github-actions"}
    for folder in updates["pip"]["directories"]:
        assert [*(ROOT / folder[1:]).glob("*.txt")], f"nothing is pinned in {folder}"


@pytest.mark.parametrize("path", named(sorted(GITHUB.glob("*.sh"))))
def test_a_script_can_be_read_by_bash(path: pathlib.Path) -> None:
    subprocess.run(["bash", "-n", str(path)], check=True)
