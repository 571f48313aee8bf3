# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/generate.py: what is committed is what it writes, and what it writes is right."""

from __future__ import annotations

import pathlib
import re
import shutil
import sys
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")
pytest.importorskip("markdown_it")

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import generate  # noqa: E402
from _generate import (  # noqa: E402
    catalogue_samples,
    examples,
    readme,
    reference,
    samples,
    schema,
    sources,
    words,
)

WORLD = sources.load(ROOT)
SECTIONS = WORLD.vocabulary.SECTIONS
KEYS = [(section, key) for section, keys in SECTIONS.items() for key in keys]
BUILT_IN = [provider.name for provider in WORLD.providers]
# Each page, and the provider that it is of.
PROVIDERS = [
    *(pytest.param("providers", one, id=one.name) for one in WORLD.providers),
    *(pytest.param("catalogue", one, id=one.name) for one in WORLD.catalogue),
]


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of what the generator reads and writes."""
    for folder in ("plugins", "playbooks", "roles", "extensions", "docs"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def test_what_is_committed_is_what_is_generated() -> None:
    assert generate.drift(ROOT) == []


@pytest.mark.gate
def test_drift_is_told_file_by_file(tree: pathlib.Path) -> None:
    (tree / "docs/providers/illumio.md").unlink()
    (tree / "docs/providers/gone.md").write_text("old")
    (tree / "docs/awx/log360.yml").write_text("changed by hand")
    provider = tree / "plugins/module_utils/_providers/adverity.py"
    provider.write_text(provider.read_text().replace('"Stale"', '"Stale again"'))
    assert generate.drift(tree) == [
        "docs/providers/gone.md does not belong to any provider",
        "docs/providers/adverity.md is not up to date",
        "docs/providers/illumio.md is missing",
        "docs/awx/log360.yml is not up to date",
        "docs/docsite/rst/providers_adverity.rst is not up to date",
    ]


@pytest.mark.gate
def test_what_a_sixth_system_lacks_is_told(tree: pathlib.Path) -> None:
    """A definition and its place in the registry are enough: the pages follow."""
    folder = tree / "plugins/module_utils/_providers"
    definition = (folder / "log360.py").read_text(encoding="utf-8")
    (folder / "sixth.py").write_text(definition.replace('"name": "log360"', '"name": "sixth"'))
    text = (folder / "registry.py").read_text(encoding="utf-8")
    branch = "    elif name == {0!r}:\n        from .{0} import DEFINITION\n"
    text = text.replace('"log360")', '"log360", "sixth")')
    text = text.replace("    else:\n", branch.format("sixth") + "    else:\n", 1)
    (folder / "registry.py").write_text(text, encoding="utf-8")
    assert generate.drift(tree) == [
        "docs/providers/sixth.md is missing",
        "docs/awx/sixth.yml is missing",
        "playbooks/files/awx/sixth.yml is missing",
        "docs/scaling.md is not up to date",
        "docs/docsite/rst/providers_sixth.rst is missing",
        "docs/docsite/rst/scaling.rst is not up to date",
        "docs/docsite/extra-docs.yml is not up to date",
        "README.md is not up to date",
    ]
    assert "https://sixth.example.com" in generate.generated(tree)["docs/providers/sixth.md"]


def test_the_index_of_the_catalogue_names_each_with_what_it_was_tried_with() -> None:
    page = (ROOT / "docs/catalogue/index.md").read_text(encoding="utf-8")
    for provider in WORLD.catalogue:
        assert f"]({provider.name}.md) | `{provider.name}` | " in page
        assert "; ".join(provider["tried_with"]) in page


def test_readme_keeps_everything_around_its_table() -> None:
    whole = f"before\n{readme.BEGIN}\nold\n{readme.END}\nafter\n"
    fresh = readme.text(WORLD, whole)
    assert fresh.startswith(f"before\n{readme.BEGIN}\n| system") and fresh.endswith(
        f"{readme.END}\nafter\n"
    )
    assert all(f"`{name}`" in fresh for name in BUILT_IN)


@pytest.mark.parametrize(
    "whole", ["", readme.BEGIN, readme.END + readme.BEGIN, (readme.BEGIN + readme.END) * 2]
)
def test_readme_without_its_markers_is_refused(whole: str) -> None:
    with pytest.raises(ValueError, match="must have"):
        readme.text(WORLD, whole)


@pytest.mark.parametrize(("folder", "provider"), PROVIDERS)
def test_page_tells_every_verb_filter_and_status_word(folder: str, provider: Any) -> None:
    page = (ROOT / "docs" / folder / f"{provider.name}.md").read_text(encoding="utf-8")
    assert all(words.plain(one) in page for one in provider["tried_with"])
    for verb in ("submit", "get", "list", "messages", "outputs", "result", "stop", "delete"):
        assert f"\n| {verb} | " in page
    for word in (word for words_ in provider["state"]["words"].values() for word in words_):
        assert f"`{word}`" in page
    assert all(f"| `{one}` |" in page for one in provider["filters"])
    assert all(why in page for why in provider["unsupported"].values())
    assert not re.search(r"\b[OVCE]\(", page), "markup of Ansible's documentation in Markdown"


@pytest.mark.parametrize(("folder", "provider"), PROVIDERS)
def test_examples_of_a_page_are_a_playbook_with_documented_options(
    folder: str, provider: Any
) -> None:
    assert provider.name in samples.SAMPLES or provider.name in catalogue_samples.SAMPLES
    page = (ROOT / "docs" / folder / f"{provider.name}.md").read_text(encoding="utf-8")
    (play,) = yaml.safe_load(re.search(r"```yaml\n(.*?)```", page, re.DOTALL).group(1))  # type: ignore[union-attr]
    assert set(play["module_defaults"]["group/asyncops.jobs.jobs"]) <= set(WORLD.options)
    for task in play["tasks"]:
        (module,) = [key for key in task if key.startswith("asyncops.jobs.")]
        text = (ROOT / "plugins/modules" / f"{module.rpartition('.')[2]}.py").read_text(
            encoding="utf-8"
        )
        documented = yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])[
            "options"
        ]
        assert set(task[module]) <= set(documented) | {"wait_timeout", "dest", "delete_after"}
        assert set(task[module].get("filters") or {}) <= set(provider["filters"])


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_reference_has_an_example_of_the_right_form_for_each_key(section: str, key: str) -> None:
    spec = SECTIONS[section][key]
    told = reference.example(section, key, spec)
    assert told, "no example"
    jsonschema = pytest.importorskip("jsonschema")
    whole = schema.build(WORLD)
    one = {**whole, "$ref": f"#/$defs/{section}/properties/{key}"}
    jsonschema.Draft202012Validator(one).validate(_json(yaml.safe_load(told)))


def test_no_example_is_left_over() -> None:
    ours = {(section, key) for section, keys in examples.EXAMPLES.items() for key in keys}
    assert ours <= set(KEYS)
    assert not [pair for pair in ours if SECTIONS[pair[0]][pair[1]].example], (
        "the vocabulary has examples of these"
    )


def _json(value: Any) -> Any:
    """As JSON has it: keys are texts."""
    if isinstance(value, dict):
        return {str(key): _json(one) for key, one in value.items()}
    return [_json(one) for one in value] if isinstance(value, list) else value


def test_markup_becomes_markdown() -> None:
    assert (
        words.plain("set O(api_version=v2) or `O(token_type=Token)`")
        == "set `api_version: v2` or `token_type: Token`"
    )
