# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blocks of the pages that somebody would run: of README, docs, the roles' READMEs and the plugins' EXAMPLES."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCED = re.compile(
    r"(?:^<!-- (system|not run): ([^\n]+) -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
EXAMPLES = re.compile(r'^EXAMPLES = r"""\n(.*?)^"""', re.DOTALL | re.MULTILINE)
OURS = "asyncops.jobs."
DOCUMENTED = ("modules", "lookup", "filter")  # kinds of plugins that have EXAMPLES
# Blocks of shell that are not run here, by their beginning, and why.
ELSEWHERE = {
    "sh demo.sh": "tests/commands/commands.sh",
    "sh test.sh": "tests/commands/commands.sh",
    "ansible-galaxy collection install": "the session build installs what is built",
    "python3 -m venv": "CI begins so",
    "bash .ci/run": "CI itself",
    "ansible-navigator": "tests/navigator",
}


class Block(NamedTuple):
    """One block.

    :param system: the built-in system whose connection a page takes for granted (a comment before the block).
    """

    name: str
    language: str
    text: str
    system: str

    @property
    def tree(self) -> Any:
        """The YAML of a block, read."""
        return yaml.safe_load(self.text)

    @property
    def is_play(self) -> bool:
        """Whether it is a playbook by itself."""
        tree = self.tree
        return isinstance(tree, list) and all("hosts" in one for one in tree)

    @property
    def is_tasks(self) -> bool:
        """Whether it is a list of tasks, one of which at least is ours."""
        tree = self.tree
        if self.is_play or not isinstance(tree, list):
            return False
        return any(OURS in str(one) for one in tree if isinstance(one, dict))


def pages() -> list[pathlib.Path]:
    """Every page that people read."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("roles/*/README.md")]
    return sorted(found)


def blocks() -> Iterator[Block]:
    """All blocks, in the order of the pages."""
    for page in pages():
        name = page.relative_to(ROOT).as_posix()
        for number, found in enumerate(FENCED.findall(page.read_text(encoding="utf-8")), start=1):
            kind, what, language, text = found
            if kind != "not run":
                yield Block(f"{name}:{number}", language, text, what)
    for path in sorted(path for kind in DOCUMENTED for path in ROOT.glob(f"plugins/{kind}/*.py")):
        for text in EXAMPLES.findall(path.read_text(encoding="utf-8")):
            yield Block(path.relative_to(ROOT).as_posix(), "yaml", text, "")


def runnable() -> list[Block]:
    """The blocks of YAML that ansible-playbook runs."""
    return [one for one in blocks() if one.language == "yaml" and (one.is_play or one.is_tasks)]


def scripts() -> list[Block]:
    """The blocks of shell and Python that are run here."""
    found = [one for one in blocks() if one.language in ("shell", "python")]
    return [one for one in found if not one.text.startswith(tuple(ELSEWHERE))]
