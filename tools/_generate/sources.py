# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads what pages are generated from, without Ansible: the vocabulary, the providers, the
documented options.
"""

from __future__ import annotations

import importlib
import itertools
import pathlib
import sys
import types
from typing import Any, NamedTuple

import yaml

# Private to this tool: floors 0 to 2 import each other relatively, so any parent package will do.
PACKAGE = "asyncops_generate"


class Documented:
    """A provider as pages need it: the checked definition, with every default filled in."""

    def __init__(self, provider: Any, source: str = "", words: str = "") -> None:
        self._provider = provider
        self.source = source or f"plugins/module_utils/_providers/{provider.name}.py"
        self.words = words  # what the file of a definition says at its head
        self.name: str = provider.name
        self.api_version: str = provider.api_version
        self.verbs: list[str] = provider.verbs

    def __getitem__(self, section: str) -> Any:
        return self._provider.checked[section]

    def kind(self, name: str) -> Documented:
        """One of its kinds of jobs."""
        return Documented(self._provider.kind(name))


class World(NamedTuple):
    """Everything that pages are made of."""

    vocabulary: Any  # the module _model.vocabulary
    template: Any  # the module _model.template
    sections: Any  # the module _model.compiled.sections
    schemes: Any  # the module _wire.auth.schemes
    login_names: tuple[str, ...]  # the names that templates in auth may use besides those of all
    providers: list[Documented]  # the built-in systems, by name
    catalogue: list[Documented]  # the definitions that ship, by name
    options: dict[str, Any]  # the documented connection options
    seealso: list[dict[str, str]]  # the guides that they lead to
    states: tuple[str, ...]
    terminal: tuple[str, ...]
    secrets: tuple[str, ...]  # the options whose values must not be shown

    def needs(self, spec: dict[str, Any]) -> list[str]:
        """The options that a section `auth` cannot do without, in the order a person would name them."""
        needed: list[str] = self.schemes.needed_options(self.sections.AuthSpec(spec))
        return needed


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
    shipped = importlib.import_module(f"{utils}._providers.catalogue")
    fragment = importlib.import_module(f"{PACKAGE}.doc_fragments.connection")
    documented = yaml.safe_load(fragment.ModuleDocFragment.DOCUMENTATION)
    return World(
        importlib.import_module(f"{model}.vocabulary"),
        importlib.import_module(f"{model}.template"),
        importlib.import_module(f"{model}.compiled.sections"),
        importlib.import_module(f"{utils}._wire.auth.schemes"),
        tuple(
            name for name in importlib.import_module(f"{model}.key").LOGIN_NAMES if name != "basic"
        ),
        [Documented(providers.provider_of(name)) for name in providers.NAMES],
        [_shipped(root, providers, name) for name in shipped.names()],
        documented["options"],
        documented["seealso"],
        job.STATES,
        job.TERMINAL,
        importlib.import_module(f"{model}.options").SECRETS,
    )


def _shipped(root: pathlib.Path, providers: Any, name: str) -> Documented:
    """A definition of the catalogue, with the comment at the head of its file."""
    source = f"extensions/catalogue/{name}.yml"
    lines = (root / source).read_text(encoding="utf-8").splitlines()[1:]
    head = itertools.takewhile(lambda line: line.startswith("#"), lines)
    return Documented(
        providers.provider_of(name), source, " ".join(line[1:].strip() for line in head)
    )
