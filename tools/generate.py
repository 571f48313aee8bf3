# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what follows from the providers and the vocabulary: docs pages, README's table, JSON
Schema, credential types; and every page of docs/ once more, as the documentation site takes it.

    python3 tools/generate.py            # write
    python3 tools/generate.py --check    # write nothing; one line per file that would change, exit
                                         code 1

Needs PyYAML and markdown-it-py; no Ansible.
"""

from __future__ import annotations

import argparse
import pathlib
import sys

from _generate import (
    awx,
    catalogue,
    docsite,
    event_source,
    fragment,
    page,
    readme,
    reference,
    scaling,
    schema,
    sources,
)

ROOT = pathlib.Path(__file__).resolve().parent.parent


def generated(root: pathlib.Path) -> dict[str, str]:
    """Return every generated file: its path below the tree -> its content."""
    world = sources.load(root)
    files = {
        "docs/definition_reference.md": reference.text(world),
        "docs/definition.schema.json": schema.text(world),
    }
    files["plugins/doc_fragments/plugin_connection.py"] = fragment.text(world)
    for provider in world.providers:
        files[f"docs/providers/{provider.name}.md"] = page.text(world, provider)
        files[f"docs/awx/{provider.name}.yml"] = awx.text(world, provider)
    files["docs/awx/any.yml"] = awx.text_for_any(world)
    # Once more beside the playbook that reads them: a playbook needs nothing of docs.
    kinds = {name: text for name, text in files.items() if name.startswith("docs/awx/")}
    files.update({name.replace("docs/", "playbooks/files/"): text for name, text in kinds.items()})
    for provider in world.catalogue:
        files[f"docs/catalogue/{provider.name}.md"] = page.text(world, provider)
    files["docs/catalogue/index.md"] = catalogue.text(world)
    docs = {
        name: (root / f"docs/{name}.md").read_text("utf-8") for name in ("scaling", "benchmarks")
    }
    files["docs/scaling.md"] = scaling.text(world, docs["scaling"], docs["benchmarks"])
    source = (root / event_source.PATH).read_text(encoding="utf-8")
    files[event_source.PATH] = event_source.text(world, source)
    files.update(docsite.files(root, files))
    files["README.md"] = readme.text(world, (root / "README.md").read_text(encoding="utf-8"))
    return files


def stale(root: pathlib.Path, files: dict[str, str]) -> list[str]:
    """Return pages of systems that are no longer there."""
    folders = {"docs/providers": "*.md", "docs/catalogue": "*.md", "docs/awx": "*.yml"}
    folders["playbooks/files/awx"] = "*.yml"
    folders[docsite.FOLDER] = "*.rst"
    there = [path for folder, glob in folders.items() for path in (root / folder).glob(glob)]
    return sorted({path.relative_to(root).as_posix() for path in there} - set(files))


def drift(root: pathlib.Path) -> list[str]:
    """Return one line per file that is not as it would be generated."""
    files = generated(root)
    lines = [f"{name} does not belong to any provider" for name in stale(root, files)]
    for name, content in files.items():
        path = root / name
        if not path.is_file():
            lines.append(f"{name} is missing")
        elif path.read_text(encoding="utf-8") != content:
            lines.append(f"{name} is not up to date")
    return lines


def main() -> int:
    """Write or check; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description="Write the generated documentation.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a file would change"
    )
    if parser.parse_args().check:
        lines = drift(ROOT)
        for line in lines:
            print(f"{line}: run tools/generate.py")
        return 1 if lines else 0
    files = generated(ROOT)
    for name in stale(ROOT, files):
        (ROOT / name).unlink()
    for name, content in files.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
