# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's `provider_definition` -> a Provider. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .._model.errors import ConfigError
from .._model.provider import Provider


def declared(
    name: str, definition: Any, api_version: str = "", taken: Collection[str] = ()
) -> Provider:
    """The provider of a definition; ``name`` is the option `provider`.

    :param taken: the names of the built-in systems.
    :raises ConfigError: the definition is wrong (the sentence begins with the key's path), is of
        another name, or takes the name of a built-in system: jobs of both would look alike.
    """
    provider = Provider(definition, api_version)
    if provider.name in taken:
        raise ConfigError(
            "provider_definition.name is %r, which is a built-in system; give the definition a"
            " name of its own, or leave provider_definition out" % provider.name
        )
    if name and name != provider.name:
        raise ConfigError(
            "provider is %r, but provider_definition.name is %r; they must be the same"
            % (name, provider.name)
        )
    return provider
