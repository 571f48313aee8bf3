# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in providers by name, each a definition in the vocabulary of vocabulary.py.
Private to asyncops.jobs.

The imports are written out, since AnsiballZ ships only what is imported by name; they stand in
functions, so that a module compiles the one definition it uses.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Optional

from .._model.errors import ConfigError
from .._model.provider import Provider

NAMES = ("adverity", "alteryx", "commvault", "illumio", "log360")


def definition_of(name: str) -> Optional[dict[str, Any]]:
    """The definition of a built-in provider, or None."""
    if name == "adverity":
        from .adverity import DEFINITION
    elif name == "alteryx":
        from .alteryx import DEFINITION
    elif name == "commvault":
        from .commvault import DEFINITION
    elif name == "illumio":
        from .illumio import DEFINITION
    elif name == "log360":
        from .log360 import DEFINITION
    else:
        return None
    return DEFINITION


def provider_of(name: str, definition: Any = None, api_version: str = "") -> Provider:
    """The provider that the options `provider`, `provider_definition` and `api_version` name.

    :raises ConfigError: an unknown name, or a definition that is wrong or named otherwise.
    """
    if definition is None and name in NAMES:
        return built_in(name, api_version)
    from .catalogue import laid_over
    from .declared import declared

    definition = laid_over(name, definition)
    if definition is None:
        return built_in(name, api_version)
    return declared(name, definition, api_version, NAMES)


@cache
def built_in(name: str, api_version: str) -> Provider:
    """One of the built-in providers, validated once in a process: a worker inherits what was made
    before the fork.

    :raises ConfigError: an unknown name or version.
    """
    definition = definition_of(name)
    if definition is None:
        # The names of the catalogue are not told: a module on a target does not know them.
        raise ConfigError(
            "provider must be one of %s, a system of the catalogue (provider_info lists it), or the"
            " name in provider_definition, not %r" % (", ".join(NAMES), name)
        )
    return Provider(definition, api_version, name, ships=True)
