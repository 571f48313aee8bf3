# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guides say is what there is: messages, classes of errors, figures, pictures, links into them."""

from __future__ import annotations

import ast
import functools
import pathlib
import re
import sys
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model import errors

yaml = pytest.importorskip("yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from _generate import scaling, sources  # noqa: E402

pytestmark = pytest.mark.gate


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def plain(text: str) -> str:
    """A text without what is filled in: places, numbers."""
    return re.sub(r"%(\(\w+\))?[-\d.]*[sdrg]|\b\d+\b", "%", text)


@functools.cache
def sentences() -> str:
    """Every text of the code but its documentation, one a line."""
    found = set()
    for path in (ROOT / "plugins/module_utils").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        found |= {
            plain(node.value)
            for node in texts
            if isinstance(node.value, str) and " " in node.value and id(node) not in told
        }
    return "\n".join(found)


SYMPTOMS = re.findall(r"^\| (`[^|]+`)[^|`]* \| ", page("troubleshooting"), re.M)
# Said by Ansible, or put together from the name of a key.
FOREIGN = ("A worker was found in a dead state", "provider_definition.")


def test_the_page_has_symptoms() -> None:
    assert len(SYMPTOMS) > 50


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_a_symptom_is_a_message_that_exists(symptom: str) -> None:
    text = symptom.split("`")[1]
    if text in FOREIGN:
        return
    for piece in text.split("..."):
        assert plain(piece).strip(" ;,(") in sentences(), f"nothing says {piece!r}"


def test_each_class_of_errors_has_its_row_and_its_section() -> None:
    text = page("errors")
    kinds = {
        one.kind for one in vars(errors).values() if isinstance(one, type) and hasattr(one, "kind")
    }
    assert kinds == set(re.findall(r"^\| \[`(\w+)`\]\(#\1\) \| ", text, re.M))
    assert kinds == set(re.findall(r"^## (\w+)$", text, re.M)) & kinds


# The figures of the scaling page.


@functools.cache
def world() -> sources.World:
    """The providers and the vocabulary."""
    return sources.load(ROOT)


def test_the_arithmetic_is_right_where_it_is_easily_done_by_hand() -> None:
    cost = scaling.Need({"submit": 1, "look": 1}, 100, 60)
    assert cost.each == 2 and cost.minute(10) == 10 * 2 + 1 * 2  # 100 jobs are under way: one page
    assert cost.minute(11) == 11 * 2 + 2 * 2 and cost.within() == 27
    assert scaling.Need({"submit": 1}, None, None).within() is None
    assert scaling.Need({"submit": 1}, None, None).minute(695) == 697


@pytest.mark.parametrize(
    ("name", "version", "each", "size", "budget"),
    [
        ("adverity", "", 4, 100, None),
        ("alteryx", "", 3, 100, None),
        ("commvault", "", 2, 1000, None),
        ("illumio", "", 4, None, 500),
        ("log360", "", 4, None, None),
        ("log360", "v2", 4, None, 60),
    ],
)
def test_what_a_job_costs_follows_from_the_data(
    name: str, version: str, each: int, size: Any, budget: Any
) -> None:
    (provider,) = [one for one in world().providers if one.name == name]
    cost = scaling.need(provider, version)
    assert (cost.each, cost.size, cost.budget) == (each, size, budget)


def test_the_text_says_what_is_computed() -> None:
    text = page("scaling")
    begin = -(-scaling.A_DAY // scaling.MINUTES)
    assert f"A million jobs a day are {begin} a minute" in text
    assert f"jobs take {scaling.LASTS} minutes" in text and f"read every {scaling.LOOK} s" in text
    assert "some 7,000 are under way" in text and round(begin * scaling.LASTS, -3) == 7000
    waiting = (ROOT / "plugins/doc_fragments/waiting.py").read_text(encoding="utf-8")
    options = yaml.safe_load(waiting.split('DOCUMENTATION = r"""')[1].split('"""')[0])["options"]
    assert options["wait_interval"]["default"] == scaling.LOOK


def test_a_row_that_is_gone_is_told() -> None:
    benchmarks = page("benchmarks").replace("7.4 s CPU", "7.4 s")
    with pytest.raises(ValueError, match="s CPU is not in 9 requests"):
        scaling.measured(benchmarks)
    with pytest.raises(KeyError):
        scaling.measured("")


# The pictures.


@pytest.mark.parametrize(
    "picture", sorted((ROOT / "docs/images").iterdir()), ids=lambda one: one.name
)
def test_a_picture_is_used_described_and_has_a_ground_of_its_own(picture: pathlib.Path) -> None:
    import xml.etree.ElementTree as tree

    told = f"images/{picture.name})"
    assert any(told in one.read_text(encoding="utf-8") for one in (ROOT / "docs").glob("*.md"))
    root = tree.parse(picture).getroot()
    _x, _y, width, height = map(float, root.attrib["viewBox"].split())
    name = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{name}title") is not None and root.attrib["role"] == "img"
    ground = root.find(f"{name}rect")  # light and dark pages show it alike
    assert ground is not None and ground.attrib["fill"].startswith("#")
    assert float(ground.attrib["width"]) >= width - 2
    assert float(ground.attrib["height"]) >= height - 2


def test_the_picture_of_the_terminal_shows_the_demo() -> None:
    """Its times are those of one run; what is done, and the table's head, are the playbook's."""
    picture = (ROOT / "docs/images/demo.svg").read_text(encoding="utf-8")
    demo = (ROOT / "playbooks/demo.yml").read_text(encoding="utf-8")
    names = re.findall(r"TASK \[([^\]]+)\]", picture)
    plays = yaml.safe_load(demo)
    known = [task["name"] for play in plays for task in play["tasks"]]
    commvault = [name for name in known if name.startswith("Commvault |")]
    assert names[:-1] == commvault and names[-1] == known[-1]
    (head,) = re.findall(r"head: \[([^\]]+)\]", demo)
    shown = next(line for line in picture.splitlines() if "system    submit" in line)
    assert head.replace(",", "").split() == re.findall(
        r"[a-z]+", shown.split(">")[1].split('",')[0]
    )


def test_what_is_no_output_of_the_demo_is_not_drawn() -> None:
    import terminal

    with pytest.raises(SystemExit, match="no output of a demo"):
        terminal.chosen("PLAY [x]\nPLAY RECAP\nlocalhost : ok=1 failed=1 skipped=0\n")


# What ansible-doc shows of a plugin or a role.

KINDS = ("modules", "lookup", "test", "filter")
PLUGINS = sorted(
    path
    for folder in (*(f"plugins/{kind}" for kind in KINDS), "extensions/eda/plugins/event_source")
    for kind in ("*.py", "*.yml")
    for path in (ROOT / folder).glob(kind)
    if re.search(r"^(DOCUMENTATION = |DOCUMENTATION:)", path.read_text(encoding="utf-8"), re.M)
)
ROLES = sorted((ROOT / "roles").iterdir())
SITE = "ansible_collections.asyncops.jobs.docsite."
LABELS = {
    label
    for path in (ROOT / "docs/docsite/rst").glob("*.rst")
    for label in re.findall(r"^\.\. _([^:`]+):$", path.read_text(encoding="utf-8"), re.M)
}
TREE = "https://github.com/asyncops/asyncops.jobs/blob/main/"
DOCUMENTED = [
    *PLUGINS,
    *(ROOT / "plugins/doc_fragments").glob("*.py"),
    *(ROOT / "roles").glob("*/meta/argument_specs.yml"),
]


def examples(path: pathlib.Path) -> str:
    """The examples of a plugin; those of a role are in its README."""
    if path.is_dir():
        text = (path / "README.md").read_text(encoding="utf-8")
        return "\n".join(re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.M))
    text = path.read_text(encoding="utf-8")
    return text.partition("EXAMPLES")[2].partition("RETURN")[0]


@pytest.mark.parametrize("path", [*PLUGINS, *ROLES], ids=lambda path: path.stem)
def test_every_plugin_and_role_has_examples_for_two_systems_or_more(path: pathlib.Path) -> None:
    systems = set(re.findall(r"\bprovider(?:: |=')(\w+)", examples(path)))
    assert len(systems) >= 2, f"only {', '.join(systems) or 'none'}"


@pytest.mark.parametrize("path", [*PLUGINS, *ROLES], ids=lambda path: path.stem)
def test_every_plugin_and_role_leads_to_the_guides(path: pathlib.Path) -> None:
    told = path / "meta/argument_specs.yml" if path.is_dir() else path
    text = told.read_text(encoding="utf-8")
    assert f"  - ref: {SITE}" in text
    if path.parent.name in ("modules", "lookup"):  # they reach a system
        assert (
            "  - asyncops.jobs.connection\n" in text
            or "  - asyncops.jobs.plugin_connection\n" in text
        )
    if path.parent.name == "modules":
        errors_of = text.partition("\nerror:\n")[2].partition("\n  returned:")[0]
        assert f"{SITE}errors)" in errors_of, "RETURN of error leads to what to do"


@pytest.mark.parametrize("path", DOCUMENTED, ids=lambda path: path.as_posix()[-40:])
def test_a_link_in_the_documentation_leads_somewhere(path: pathlib.Path) -> None:
    text = path.read_text(encoding="utf-8")
    for label in re.findall(re.escape(SITE) + r"[\w.-]+", text):
        assert label.rstrip(".") in LABELS, f"{path.name}: no page has {label}"
    for name in re.findall(re.escape(TREE) + r"([^\s)\"']+)", text):
        assert (ROOT / name).is_file(), f"{path.name}: {name}"


def test_links_of_the_collection_s_own_page_lead_somewhere() -> None:
    links = (ROOT / "docs/docsite/links.yml").read_text(encoding="utf-8")
    found = re.findall(re.escape(TREE) + r"(\S+)", links)
    assert found and all((ROOT / name).exists() for name in found)


def test_the_readme_shows_the_picture_by_its_whole_address() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    raw = "https://raw.githubusercontent.com/asyncops/asyncops.jobs/main/"
    (name,) = re.findall(r"!\[[^\]]+\]\(" + re.escape(raw) + r"([^)]+)\)", readme)
    assert (ROOT / name).is_file()
