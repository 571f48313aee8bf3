# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides as the public documentation site takes them: docs/docsite/rst and extra-docs.yml.

Each page of docs/ is written once, in Markdown, where people of the source tree and our tests read
it; here it becomes a page of the site, with the site's own links to pages, sections and plugins.
"""

from __future__ import annotations

import pathlib
import posixpath
import re

from . import rst

TREE = "https://github.com/asyncops/asyncops.jobs/blob/main/"
RAW = "https://raw.githubusercontent.com/asyncops/asyncops.jobs/main/"
LABEL = "ansible_collections.asyncops.jobs.docsite."
FOLDER = "docs/docsite/rst"
HEAD = """..
  Copyright (c) 2026, asyncops contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

  Written by tools/generate.py from {0}. Change that, then run it again.
"""
# The sections of the site and the pages of each, in their order. A page that is in none is refused.
SECTIONS = {
    "Begin here": ["what_it_is", "index", "from_uri"],
    "Guides": [
        *("waiting", "results", "once", "events", "report", "playbooks"),
        *("command_line", "errors", "troubleshooting", "scaling", "awx"),
    ],
    "Systems": ["providers/*", "catalogue/index", "declaring", "drafts", "definition_reference"],
    "What may be relied on": ["contract", "promises", "faults", "benchmarks", "checklist"],
    "For developers": ["emulator", "contributing-a-provider"],
}
NAMES = {"index": "user_guide", "catalogue/index": "catalogue"}
GENERATED = ("providers", "catalogue")  # folders whose pages are all generated
BELOW = "catalogue/"  # its pages are reached by its index


def files(root: pathlib.Path, fresh: dict[str, str]) -> dict[str, str]:
    """Every file of the site.

    :param fresh: the pages that are generated; all others are read below ``root``.
    :raises ValueError: a page is in no section, or has something in it that cannot be converted.
    """
    pages = {
        path.relative_to(root / "docs").as_posix()[:-3]: path.read_text(encoding="utf-8")
        for path in sorted((root / "docs").rglob("*.md"))
        if path.parent.name not in GENERATED
    }
    fresh = {name: text for name, text in fresh.items() if re.match(r"docs/.*\.md$", name)}
    pages.update({name[len("docs/") : -len(".md")]: text for name, text in fresh.items()})
    anchors = _linked(root, pages)
    known = plugins(root)
    found = {}
    for page, text in sorted(pages.items()):
        names = _names(page, pages, anchors, known)
        body = rst.convert(text, names)
        if page == "catalogue/index":
            body += _hidden(sorted(one for one in pages if one.startswith(BELOW) and one != page))
        found[f"{FOLDER}/{name_of(page)}.rst"] = f"{HEAD.format(f'docs/{page}.md')}\n{body}"
    found["docs/docsite/extra-docs.yml"] = index(pages)
    return found


def name_of(page: str) -> str:
    """The name of a page on the site, where all lie in one folder."""
    return NAMES.get(page) or page.replace("/", "_").replace("-", "_")


def label(page: str, anchor: str = "") -> str:
    """What the site calls a page, or a section of it."""
    return f"{LABEL}{name_of(page)}{'.' + anchor if anchor else ''}"


def _linked(root: pathlib.Path, pages: dict[str, str]) -> dict[str, set[str]]:
    """The anchors of each page that a page, a plugin's or a role's documentation links to."""
    found: dict[str, set[str]] = {page: set() for page in pages}
    for page, text in pages.items():
        for name, anchor in re.findall(r"\]\(([^)\s#:]*)#([^)\s]+)\)", text):
            target = _page(page, name)
            if target in found:
                found[target].add(anchor)
    called = {name_of(page): page for page in pages}
    documented = (
        "plugins/*/*.py",
        "extensions/*/plugins/*/*.py",
        "roles/*/meta/argument_specs.yml",
    )
    for path in [path for glob in documented for path in root.glob(glob)]:
        text = path.read_text(encoding="utf-8")
        for name, anchor in re.findall(re.escape(LABEL) + r"(\w+)\.([\w-]+)", text):
            found[called[name]].add(anchor)
    return found


def _page(page: str, name: str) -> str:
    """The page that a link on another leads to, or whatever else below docs/ it names."""
    if not name:
        return page
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), name))
    return path[:-3] if path.endswith(".md") else path


def plugins(root: pathlib.Path) -> dict[str, str]:
    """What the site has a page for: the name as it stands in texts -> the target of a link."""
    found = {}
    for path in sorted((root / "plugins/modules").glob("[!_]*.py")):
        found[path.stem] = f"asyncops.jobs.{path.stem}#module"
        found[f"asyncops.jobs.{path.stem}"] = found[path.stem]
    for kind in ("lookup", "test", "filter"):
        for path in sorted((root / "plugins" / kind).glob("[!_]*.py")):
            if "\nDOCUMENTATION = " in path.read_text(encoding="utf-8"):
                found[f"asyncops.jobs.{path.stem}"] = f"asyncops.jobs.{path.stem}#{kind}"
    for path in sorted((root / "roles").glob("*/meta/argument_specs.yml")):
        name = path.parent.parent.name
        found[f"roles/{name}"] = f"asyncops.jobs.{name}#role"
    return found


def _names(
    page: str, pages: dict[str, str], anchors: dict[str, set[str]], plugins: dict[str, str]
) -> rst.Names:
    """What a page may refer to. Of a plugin that it names often, the first name is a link."""
    told: set[str] = set()

    def link(address: str) -> rst.Link:
        if re.match(r"[a-z]+:", address):
            return rst.Link(address)
        name, _hash, anchor = address.partition("#")
        target = _page(page, name)
        if target in pages:
            return rst.Link(label(target, anchor), "ref")
        path = posixpath.normpath(posixpath.join("docs", target))
        role = plugins.get(re.sub(r"/README$", "", path))
        if role:
            return rst.Link(role, "ansplugin")
        whole = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), name))
        return rst.Link(TREE + whole + (f"#{anchor}" if anchor else ""))

    def code(text: str) -> str:
        plugin = plugins.get(text)
        if not plugin or plugin in told:
            return ""
        told.add(plugin)
        return f":ansplugin:`{plugin}`"

    def heading(anchor: str) -> str:
        return label(page, anchor) if not anchor or anchor in anchors[page] else ""

    def image(source: str) -> str:
        return RAW + posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), source))

    return rst.Names(link, heading, code, image)


def _hidden(pages: list[str]) -> str:
    lines = "".join(f"    {name_of(page)}\n" for page in pages)
    return f"\n.. toctree::\n    :hidden:\n\n{lines}"


def index(pages: dict[str, str]) -> str:
    """Which page stands in which section of the collection's own page."""
    left = {page for page in pages if not page.startswith(BELOW)} | {BELOW + "index"}
    lines = [
        "---",
        "# Written by tools/generate.py. Change tools/_generate/docsite.py.",
        "sections:",
    ]
    for title, wanted in SECTIONS.items():
        lines += [f"  - title: {title}", "    toctree:"]
        for page in wanted:
            named = (
                sorted(one for one in pages if one.startswith(page[:-1])) if "*" in page else [page]
            )
            lines += [f"      - {name_of(one)}" for one in named if one in left]
            left -= set(named)
    if left:
        raise ValueError(f"in no section of tools/_generate/docsite.py: {', '.join(sorted(left))}")
    return "\n".join(lines) + "\n"
