# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions that ship with the collection, a YAML file each in extensions/catalogue. Private
to asyncops.jobs.

They are data of the controller: AnsiballZ ships Python only, so that an action plugin hands a
module on a target the definition itself.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from functools import cache
from typing import Any, Optional

from .._model.definition import merge

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "extensions" / "catalogue"
_SUFFIX = ".yml"


def names() -> list[str]:
    """The names of the catalogue; none on a target."""
    try:
        files = os.listdir(FOLDER)
    except OSError:
        return []
    return sorted(name[: -len(_SUFFIX)] for name in files if name.endswith(_SUFFIX))


@cache
def definition_of(name: str) -> Optional[dict[str, Any]]:
    """The definition of that name; None where the catalogue has none."""
    if name not in names():
        return None
    import yaml  # here, because on a target there may be none

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / (name + _SUFFIX)).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)[name]
    return found


def laid_over(name: str, given: Any) -> Any:
    """What `provider_definition` means beside the name of a provider.

    With a ``name`` it is a definition of its own. Without one it is laid over that of the
    catalogue, as a version is over its definition; null removes a key.

    :param given: None where there is none.
    """
    shipped = definition_of(name)
    is_part = given is None or (isinstance(given, Mapping) and given.get("name") is None)
    if shipped is None or not is_part:
        return given
    return merge(shipped, given or {})
