# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads what pages are generated from, without Ansible: the vocabulary, the providers, the documented options."""

from __future__ import annotations

import importlib
import pathlib
import sys
import types
from typing import Any, NamedTuple

import yaml

# Private to this tool: floors 0 to 2 import each other relatively, so any parent package will do.
PACKAGE = "asyncops_generate"


class World(NamedTuple):
    """Everything that pages are made of."""

    vocabulary: Any  # the module _model.vocabulary
    template: Any  # the module _model.template
    definition: Any  # the module _model.definition
    providers: list[Any]  # the built-in Providers, by name
    needs: Any  # auth section -> the options it cannot do without
    options: dict[str, Any]  # the documented connection options
    states: tuple[str, ...]
    terminal: tuple[str, ...]


def package(root: pathlib.Path) -> None:
    """Make plugins/ importable as a package of its own name, fresh."""
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]
    parent = types.ModuleType(PACKAGE)
    parent.__path__ = [str(root / "plugins")]
    sys.modules[PACKAGE] = parent


def load(root: pathlib.Path) -> World:
    """Load from the tree at ``root``."""
    package(root)
    model, utils = f"{PACKAGE}.module_utils._model", f"{PACKAGE}.module_utils"
    providers = importlib.import_module(f"{utils}._providers.registry")
    job = importlib.import_module(f"{model}.job")
    fragment = importlib.import_module(f"{PACKAGE}.doc_fragments.connection")
    options = yaml.safe_load(fragment.ModuleDocFragment.DOCUMENTATION)["options"]
    return World(
        importlib.import_module(f"{model}.vocabulary"),
        importlib.import_module(f"{model}.template"),
        importlib.import_module(f"{model}.definition"),
        [providers.provider_of(name) for name in providers.NAMES],
        importlib.import_module(f"{utils}._wire.auth").needs,
        options,
        job.STATES,
        job.TERMINAL,
    )
