# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that nothing can be sent or saved by: halves of a pair of UTF-16 (U+D800 to U+DFFF), as
YAML's ``"\\ud800"`` and file names that are no UTF-8 bring them. Private to asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from .._model.errors import ConfigError

_HALF = re.compile("[\ud800-\udfff]")


def odd_text(params: Mapping[str, Any]) -> Optional[ConfigError]:
    """The error that names the first option which holds such a text; None where none does."""
    for name, value in params.items():
        found = _half(value)
        if found:
            message = "%s holds U+%04X, which is half of a character and cannot be written"
            return ConfigError(message % (name, ord(found)))
    return None


def _half(value: Any) -> str:
    """The first half of a character in a value; an empty text where there is none."""
    if isinstance(value, str):
        found = _HALF.search(value)
        return found.group() if found else ""
    if isinstance(value, Mapping):
        return _half([*value, *value.values()])
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(_half, value)), "")
    return ""
