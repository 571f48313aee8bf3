# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the library jmespath is missing: who needs it, and what is said then."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES

START = """
import sys
sys.modules["jmespath"] = None  # an import of it fails
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES, definition_of, provider_of

LEAST = {"name": "acme", "get": "/jobs/{id}", "state": {"path": "status", "words": {"succeeded": "done"}}}
"""


def output_of(code: str) -> str:
    """What a Python without the library prints."""
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_built_in_systems_do_without_it() -> None:
    code = """
for name in NAMES:
    for version in ("", *definition_of(name).get("versions", ())):
        print(provider_of(name, None, version).name)
"""
    assert set(output_of(code).split()) == set(NAMES)


def test_a_definition_of_plain_paths_does_without_it() -> None:
    paths = [
        "a.b",
        "a[0].b",
        "a[-1]",
        "a[].b[]",
        '"a.b".c',
        "x-id",
        "odata@count",
        "dc:title",
        "@",
        "",
        "a.b > c",
    ]
    code = f"""
for path in {paths!r}:
    print(provider_of("acme", {{**LEAST, "job": {{"name": path}}}}).name)
"""
    assert output_of(code).split() == ["acme"] * len(paths)


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ({"job": {"name": "join('/', [a, b])"}}, "job.name.path"),
        ({"get": {"path": "/jobs", "record": "jobs[?a]"}}, "get.record"),
        ({"list": {"path": "/jobs", "items": "*"}}, "list.items.path"),
        (
            {"state": {"rules": {"when": {"path": "n == total"}, "state": "succeeded"}}},
            "state.rules.when.path",
        ),
        ({"stop": "{record.links[?rel=='stop'].href}"}, "stop.path"),
    ],
)
def test_a_definition_that_needs_it_is_refused_with_the_key(part: dict, key: str) -> None:
    code = f"""
try:
    provider_of("acme", {{**LEAST, **{part!r}}})
except ConfigError as error:
    print(error.message)
"""
    message = output_of(code)
    assert message.startswith(f"provider_definition.{key} ") and "library jmespath" in message
    assert message.count("\n") == 1
