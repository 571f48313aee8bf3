# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print credential types for AWX and Automation Controller whose variables have a prefix.

    python3 tools/credential_types.py --prefix ASYNCOPS_SOURCE commvault
    python3 tools/credential_types.py --prefix ASYNCOPS_TARGET          # all types of docs/awx

The types in docs/awx set ASYNCOPS_TOKEN and so on: of two in one job template, the second would
win. Tasks choose by the option `env_prefix`. AWX allows no template in the name of a variable, so
that each prefix is a type. Needs PyYAML.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import sys
from typing import Any

import yaml

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "docs" / "awx"
OURS = "ASYNCOPS_"
PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_]*[A-Za-z0-9]")


def names() -> list[str]:
    """Return the types that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def with_prefix(kind: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return a credential type whose variables begin with the prefix.

    :raises ValueError: a variable cannot begin so, or AWX does not allow it.
    """
    if not PREFIX.fullmatch(prefix) or prefix.upper().startswith("ANSIBLE_"):
        raise ValueError(
            f"a prefix is letters, digits and underscores, such as ASYNCOPS_SOURCE, and does not"
            f" begin with ANSIBLE_ or end with an underscore; {prefix!r} is none"
        )
    env = kind["injectors"]["env"]
    return {
        **kind,
        "name": f"{kind['name']} ({prefix})",
        "description": f"{kind['description'].split('; ')[0]}, in tasks with env_prefix={prefix}.",
        "injectors": {
            **kind["injectors"],
            "env": {f"{prefix}_{name[len(OURS) :]}": value for name, value in env.items()},
        },
    }


def main() -> None:
    """Print what was asked for, a document each."""
    parser = argparse.ArgumentParser(description="Print credential types with a prefix.")
    parser.add_argument("--prefix", required=True, help="such as ASYNCOPS_SOURCE")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names())}")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(names()))
    if unknown:
        sys.exit(f"there is no type {', '.join(unknown)}; there are {', '.join(names())}")
    for name in given.names or names():
        kind = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
        try:
            kind = with_prefix(kind, given.prefix)
        except ValueError as exc:
            sys.exit(str(exc))
        print(yaml.safe_dump(kind, sort_keys=False, explicit_start=True, width=120), end="")


if __name__ == "__main__":
    main()
