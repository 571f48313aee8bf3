# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module's main() as a managed node does: run_module.py NAME OPTIONS_AS_JSON. Then, on stderr, what was imported."""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from ansible.module_utils import basic

OURS = "ansible_collections.asyncops.jobs.plugins."


@contextlib.contextmanager
def arguments(options: dict[str, Any]) -> Iterator[None]:
    """Gives AnsibleModule its arguments, whatever the version of ansible-core."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:  # before ansible-core 2.19
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
        yield
    else:
        with patch_module_args(options):
            yield


def main() -> None:
    """Run, and report."""
    begun = set(sys.modules)
    try:
        with arguments(json.loads(sys.argv[2])):
            importlib.import_module(OURS + "modules." + sys.argv[1]).main()
    finally:
        files = {name: str(sys.modules[name].__file__) for name in set(sys.modules) - begun
                 if name.startswith(OURS) and getattr(sys.modules[name], "__file__", None)}  # fmt: skip
        counts = {}
        for name, path in files.items():
            with open(path, encoding="utf-8") as source:
                counts[name.replace(OURS, "")] = sum(
                    1 for _node in ast.walk(ast.parse(source.read()))
                )
        others = sorted({"requests", "urllib3", "asyncio"} & set(sys.modules) - begun)
        print(json.dumps({"nodes": counts, "others": others}), file=sys.stderr)


if __name__ == "__main__":
    main()
