# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/matrix.json, the metadata and the README say the same; the README is as the certification check wants it."""

from __future__ import annotations

import json
import pathlib
import re

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MATRIX = json.loads((ROOT / "tests" / "matrix.json").read_text(encoding="utf-8"))
SECTIONS = [
    "Description", "Requirements", "Installation", "Use cases", "Testing", "Contributing", "Communication", "Support",
    "Release notes and roadmap", "Related information", "License information",
]  # fmt: skip
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py"))


def load(name: str) -> dict:
    """Read one of the collection's YAML files."""
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def row(first_words: str) -> list[str]:
    """Return the versions named in one row of the README's table of requirements."""
    line = next(text for text in README.splitlines() if text.startswith(f"| {first_words}"))
    return re.findall(r"\b\d+\.\d+\b", line.split("(")[0])


def numeric(versions: list[str]) -> list[str]:
    """Sort as versions are sorted."""
    return sorted(versions, key=lambda v: [int(part) for part in v.split(".")])


def test_requires_ansible_starts_at_the_oldest_core() -> None:
    oldest = numeric(list(MATRIX["controller"]))[0]
    assert load("meta/runtime.yml")["requires_ansible"] == f">={oldest}.0"


def test_each_release_belongs_to_its_core() -> None:
    for minor, core in MATRIX["controller"].items():
        assert core["release"].startswith(f"{minor}.") and core["python"]


def test_modules_may_be_written_for_the_oldest_target() -> None:
    oldest = numeric(MATRIX["target"])[0]
    assert load("tests/config.yml")["modules"]["python_requires"] == f">={oldest}"
    ruff = re.search(
        r'target-version = "py(\d)(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert ruff and ".".join(ruff.groups()) == oldest


def test_readme_names_what_is_tested() -> None:
    pythons = {python for core in MATRIX["controller"].values() for python in core["python"]}
    assert row("ansible-core ") == numeric(list(MATRIX["controller"]))
    assert row("Python of the controller") == numeric(list(pythons))
    assert row("Python where") == MATRIX["target"]
    assert row("requests") == [MATRIX["requests"]]
    assert row("jmespath") == [MATRIX["jmespath"]]


def test_execution_environments_get_the_libraries_that_are_tested() -> None:
    wanted = (ROOT / load("meta/execution-environment.yml")["dependencies"]["python"]).read_text(
        encoding="utf-8"
    )
    lines = [line for line in wanted.splitlines() if line and not line.startswith("#")]
    assert lines == [f"{name}>={MATRIX[name]}" for name in ("jmespath", "requests")]
    assert not re.search(r"==|<=|ansible", wanted)


def test_pre_commit_takes_the_ruff_that_is_pinned() -> None:
    if not (ROOT / ".pre-commit-config.yaml").exists():
        pytest.skip("not in an unpacked collection")
    pinned = re.search(
        r"^ruff==(\S+)$",
        (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    taken = [
        repo["rev"] for repo in load(".pre-commit-config.yaml")["repos"] if "ruff" in repo["repo"]
    ]
    assert pinned and taken == [f"v{pinned[1]}"]


def test_action_group_holds_every_module() -> None:
    assert load("meta/runtime.yml")["action_groups"] == {"jobs": MODULES}


def test_galaxy_metadata() -> None:
    if (ROOT / "galaxy.yml").exists():
        galaxy = load("galaxy.yml")
    else:  # in an unpacked collection
        galaxy = json.loads((ROOT / "MANIFEST.json").read_text(encoding="utf-8"))["collection_info"]
    assert (galaxy["namespace"], galaxy["name"]) == ("asyncops", "jobs")
    assert re.fullmatch(r"\d+\.\d+\.\d+", galaxy["version"])
    assert galaxy["dependencies"] == {} and galaxy["license"] == ["GPL-3.0-or-later"]
    assert set(NAMES) <= set(galaxy["tags"])
    assert {"tools", "infrastructure"} & set(galaxy["tags"]) and len(galaxy["tags"]) <= 20
    assert all(
        galaxy[key].startswith("https://")
        for key in ("repository", "documentation", "homepage", "issues")
    )


def test_readme_has_the_sections() -> None:
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == SECTIONS


def test_readme_starts_with_the_two_commands() -> None:
    above = README.split("\n## ")[0]
    assert "\nsh demo.sh" in above and "\nsh test.sh" in above
    assert (ROOT / "demo.sh").is_file() and (ROOT / "test.sh").is_file()


def test_readme_has_no_relative_links() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links and all(link.startswith("https://") for link in links)


def test_readme_does_not_tell_how_to_install_ansible() -> None:
    assert not re.search(r"pip3? install (-\S+ )*ansible", README)


# Where what has a name lies, and what README calls it (a module is called nothing).
CONTENT = {
    "plugins/modules/*.py": "",
    "plugins/lookup/*.py": "lookup",
    "plugins/filter/*.py": "filter",
    "plugins/test/*.py": "test",
    "plugins/inventory/*.py": "inventory",
    "plugins/callback/*.py": "callback",
    "roles/*": "role",
    "playbooks/*.yml": "playbook",
    "extensions/eda/plugins/event_source/*.py": "event source",
    "extensions/eda/plugins/event_filter/*.py": "event filter",
    "extensions/eda/rulebooks/*.yml": "rulebook",
}


def listed(kind: str) -> list[str]:
    """The names of a kind in README's table of contents."""
    found = []
    for line in README.splitlines():
        cell = line.split(" | ")[0]
        told = re.search(r" \(([a-z ]+?)s?\)$", cell)
        if cell.startswith("| `asyncops.jobs.") and (told[1] if told else "") == kind:
            found += re.findall(r"`asyncops\.jobs\.(\w+)`", cell)
    return found


@pytest.mark.parametrize(("place", "kind"), CONTENT.items())
def test_readme_lists_what_is_there(place: str, kind: str) -> None:
    """All of it, by its whole name, and nothing else."""
    names = [path.stem for path in ROOT.glob(place) if not path.name.startswith("_")]
    told = listed(kind)
    assert sorted(told) == sorted(names), f"README's table: {kind or 'module'}"


def test_readme_lists_no_other_kind() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `asyncops.jobs.")]
    assert len({name for kind in CONTENT.values() for name in listed(kind)}) and rows
    assert sum(len(listed(kind)) for kind in CONTENT.values()) == sum(
        len(re.findall(r"`asyncops\.jobs\.\w+`", row.split(" | ")[0])) for row in rows
    )


@pytest.mark.parametrize(
    "name",
    [
        "LICENSE",
        "CODE_OF_CONDUCT.md",
        "CONTRIBUTING.md",
        "MAINTAINERS.md",
        "SECURITY.md",
        "CHANGELOG.rst",
        "CHANGELOG.md",
        "LICENSES/GPL-3.0-or-later.txt",
        "REUSE.toml",
    ],
)
def test_expected_files_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_nothing_is_left_out_of_ansible_lint() -> None:
    """As certification wants it: no rule is skipped, and nothing that is shipped to be used."""
    if not (ROOT / ".ansible-lint").exists():
        pytest.skip("not in an unpacked collection")
    settings = load(".ansible-lint")
    assert settings["profile"] == "production"
    assert not {"skip_list", "warn_list", "mock_modules"} & set(settings)
    shipped = ("plugins", "roles", "playbooks", "extensions", "meta")
    assert not [path for path in settings["exclude_paths"] if path.startswith(shipped)]


CHECKLIST = (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8")


def test_the_checklist_names_what_exists() -> None:
    """Each expectation once, each held by sessions of nox or by tests that are there."""
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", CHECKLIST, re.MULTILINE)]
    assert numbers == list(range(1, 29))
    for file, test in re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", CHECKLIST):
        assert (ROOT / file).exists(), file
        if test:
            assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), test
    if not (ROOT / "noxfile.py").exists():
        return
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8") + "extra-checks"
    for name in re.findall(r"`nox -s ([\w-]+)`", CHECKLIST):
        assert re.search(rf"def {name}\(|name=\"{name}\"|extra-checks$", sessions), name
