# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides on the documentation site: Markdown becomes what the site takes, and its links lead somewhere.

That Sphinx reads all of it without a warning is what the session `docs` of nox holds.
"""

from __future__ import annotations

import collections
import pathlib
import re
import sys

import pytest

yaml = pytest.importorskip("yaml")
pytest.importorskip("markdown_it")

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from _generate import docsite, rst  # noqa: E402

PAGES = sorted((ROOT / docsite.FOLDER).glob("*.rst"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in PAGES}
LABELS = collections.Counter(
    label for text in TEXTS.values() for label in re.findall(r"^\.\. _([^:`]+):$", text, re.M)
)


def names() -> rst.Names:
    """Names of a page with one module, whose links all go to one label."""

    def link(address: str) -> rst.Link:
        return rst.Link(address) if "://" in address else rst.Link(f"label.{address}", "ref")

    return rst.Names(
        link,
        lambda anchor: f"here.{anchor}" if anchor == "known" else "",
        lambda text: ":ansplugin:`x.y.job_wait#module`" if text == "job_wait" else "",
        lambda source: f"https://raw/{source}",
    )


INLINE = [
    ("plain words", "plain words"),
    ("`code`", "``code``"),
    ("`a \\ b`", "``a \\ b``"),
    ("`job`s and (`jobs`)", "``job``\\ s and (``jobs``)"),
    ("x`job`", "x\\ ``job``"),
    ("**bold `code` bold**", "**bold code bold**"),
    ("*slanted*, **bold**.", "*slanted*, **bold**."),
    ("2 * 3 | 4", "2 \\* 3 \\| 4"),
    ("a_name and name_ here", "a_name and name\\_ here"),
    ("`job_wait` waits", ":ansplugin:`x.y.job_wait#module` waits"),
    ("[the page](page.md)", ":ref:`the page <label.page.md>`"),
    ("[`code` in it](page.md#at)", ":ref:`code in it <label.page.md#at>`"),
    ("[out](https://example.com/_x)", "`out <https://example.com/_x>`__"),
    ("[less < more](page.md)s", ":ref:`less \\< more <label.page.md>`\\ s"),
    ("![what it shows](a.svg)", ".. image:: https://raw/a.svg\n   :alt: what it shows"),
]


@pytest.mark.parametrize(("markdown", "told"), INLINE)
def test_words_become_the_same_words(markdown: str, told: str) -> None:
    assert rst.convert(markdown, names()) == told + "\n"


BLOCKS = [
    ("# Title", "Title\n====="),
    ("## Known", ".. _here.known:\n\nKnown\n-----"),
    ("### `job_wait` alone", "``job_wait`` alone\n^^^^^^^^^^^^^^^^^^"),
    ("- one\n- two\n  more", "- one\n- two\n  more"),
    ("1. one\n\n   second\n2. two", "#. one\n\n   second\n\n#. two"),
    ("- one\n  - below", "- one\n\n  - below"),
    (
        "| a | b |\n| --- | --- |\n| `c` | |\n| d \\| e | f |",
        ".. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n   * - ``c``\n     -\n   * - d \\| e\n     - f",
    ),
    ("```yaml\na:\n\n  b: 1\n```", ".. code-block:: yaml+jinja\n\n    a:\n\n      b: 1"),
    ("```\nx\n```", ".. code-block:: text\n\n    x"),
    ("    sh demo.sh", ".. code-block:: text\n\n    sh demo.sh"),
    ("<!-- system: adverity -->\nx", "x"),
    ("<!-- note -->\n\nx", "x"),
    ("> said", "   said"),
]


@pytest.mark.parametrize(("markdown", "told"), BLOCKS)
def test_blocks_become_the_same_blocks(markdown: str, told: str) -> None:
    assert rst.convert(markdown, names()) == told + "\n"


@pytest.mark.parametrize("markdown", ["<div>x</div>", "a <br> b", "---", "text ![in](a.svg) it"])
def test_what_is_not_known_is_refused(markdown: str) -> None:
    with pytest.raises(ValueError, match="no reStructuredText is known for"):
        rst.convert(markdown, names())


def test_each_label_is_of_one_place_and_of_this_collection() -> None:
    assert [label for label, number in LABELS.items() if number > 1] == []
    assert all(label.startswith(docsite.LABEL) for label in LABELS)


@pytest.mark.parametrize("page", TEXTS)
def test_links_between_pages_and_to_plugins_lead_somewhere(page: str) -> None:
    wanted = re.findall(r":ref:`[^`]*<([^>`]+)>`", TEXTS[page])
    assert [label for label in wanted if label not in LABELS] == []
    known = set(docsite.plugins(ROOT).values())
    told = re.findall(r":ansplugin:`(?:[^`<]*<)?([^>`]+)>?`", TEXTS[page])
    assert set(told) <= known


def test_every_page_is_reached_from_the_first_one() -> None:
    index = yaml.safe_load((ROOT / "docs/docsite/extra-docs.yml").read_text(encoding="utf-8"))
    told = [page for section in index["sections"] for page in section["toctree"]]
    below = re.findall(r"^    (catalogue_\w+)$", TEXTS["catalogue"], re.M)
    assert sorted(told + below) == sorted(TEXTS)
    assert told[:2] == ["what_it_is", "user_guide"]


def test_a_page_in_no_section_is_refused() -> None:
    with pytest.raises(ValueError, match="in no section of .*: lost"):
        docsite.index({"lost": "# Lost\n", "index": "# Guide\n"})


def test_the_front_door_leads_to_every_page() -> None:
    door = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\]\(([\w/-]+)\.md", door)) | {"index"}
    pages = {
        path.relative_to(ROOT / "docs").as_posix()[:-3] for path in (ROOT / "docs").rglob("*.md")
    }
    assert {one for one in pages if not one.startswith(docsite.BELOW)} <= told


def test_labels_of_other_documentation_are_told_as_sphinx_tells_its_own() -> None:
    import zlib

    import docsite as site  # tools/docsite.py

    told = site.inventory(["a.b_module c/b_module.html a.b", "x_y p.html The title"])
    assert told.startswith(b"# Sphinx inventory version 2\n")
    rows = zlib.decompress(told.split(b"zlib.\n", 1)[1]).decode().splitlines()
    assert rows == [
        "a.b_module std:label -1 c/b_module.html#a-b-module a.b",
        "x_y std:label -1 p.html#x-y The title",
    ]
