# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Propose a definition from an OpenAPI document.

    curl -s https://system.example.com/openapi.json | python3 tools/draft.py - > system.yml
    python3 tools/draft.py openapi.yml --job '/jobs/{job_id}' --name system > system.yml

What is a guess is marked by a comment; nothing is asked of any server. The next step is
provider_info with what curl prints (docs/drafts.md). Needs Python 3.10, PyYAML as ansible-core has
it, and jmespath where an expression is proposed.
"""

from __future__ import annotations

import argparse
import importlib
import pathlib
import sys
import types
from typing import Any

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from _draft.document import Document  # noqa: E402
from _draft.operations import find  # noqa: E402
from _draft.proposal import Part, Proposal, whole  # noqa: E402


def draft(source: Any, job: str = "", name: str = "") -> tuple[list[Part], list[str]]:
    """(the parts of a definition, remarks: what validation and provider_info say of it).

    :raises ValueError: the document is none, or has no job.
    """
    document = Document(source)
    parts = Proposal(document, find(document, job), name).parts()
    return parts, _remarks(whole(parts))


def _remarks(definition: dict[str, Any]) -> list[str]:
    # Floor 0 imports relatively, so any parent package will do: Ansible need not be there.
    package = types.ModuleType("asyncops_draft")
    package.__path__ = [str(ROOT / "plugins" / "module_utils")]
    sys.modules.setdefault("asyncops_draft", package)
    model = "asyncops_draft._model."
    errors = importlib.import_module(model + "errors")
    provider = importlib.import_module(model + "provider")
    advice = importlib.import_module(model + "advice")
    try:
        return list(advice.advice_on(provider.Provider(definition)))
    except errors.ConfigError as exc:
        return [f"to be mended: {exc.message}"]


def _yaml(key: str, value: Any) -> str:
    """A key in block style, what is below it in flow style where it is short."""
    is_deep = isinstance(value, dict) and any(
        isinstance(one, (dict, list)) for one in value.values()
    )
    style = False if not isinstance(value, (dict, list)) else None
    text = yaml.safe_dump(
        {key: value}, sort_keys=False, width=100, default_flow_style=None if is_deep else style
    )
    return text.rstrip()


def text_of(parts: list[Part], remarks: list[str]) -> str:
    """The file."""
    lines = ["# A draft: keys with a comment above them hold guesses. Try them with provider_info."]
    for part in parts:
        lines += [f"# {one}" for one in part.guesses]
        lines.append(_yaml(part.key, part.value))
    if remarks:
        lines += ["", "# What is not said:", *[f"# - {one}" for one in remarks]]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Reads a document, prints a definition."""
    parser = argparse.ArgumentParser(
        description="Propose a provider_definition from an OpenAPI document."
    )
    parser.add_argument("document", help="a file of JSON or YAML; - reads it from stdin")
    parser.add_argument(
        "--job", default="", help="the path of the look-up of one job, as the document has it"
    )
    parser.add_argument("--name", default="", help="the name of the definition")
    options = parser.parse_args()
    try:
        text = (
            sys.stdin.read()
            if options.document == "-"
            else pathlib.Path(options.document).read_text(encoding="utf-8")
        )
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        parts, remarks = draft(yaml.load(text, Loader=loader), options.job, options.name)
    except (OSError, ValueError, yaml.YAMLError) as exc:
        print(f"{parser.prog}: {exc}", file=sys.stderr)
        return 1
    print(text_of(parts, remarks), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
