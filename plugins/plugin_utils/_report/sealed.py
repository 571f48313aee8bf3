# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as one text that may be kept in a variable: inert, whatever a system has written into it.

ansible-core before 2.19 takes a text in a variable for a template where it holds ``{{``, and one
that looks like a list or a dictionary for that. A sealed text is neither: it does not begin so, and
no brace of a text follows another in it.
"""

from __future__ import annotations

import json
import re
from typing import Any

MARK = "asyncops.jobs report: "
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def seal(found: dict[str, Any]) -> str:
    """Plain data as such a text."""
    text = json.dumps(found, separators=(",", ":"))
    return MARK + _STRING.sub(lambda string: string.group().replace("{", "\\u007b"), text)


def is_sealed(given: Any) -> bool:
    """Whether something is such a text."""
    return isinstance(given, str) and given.startswith(MARK)


def unseal(text: str) -> Any:
    """The data again.

    :raises ValueError: somebody has changed it.
    """
    return json.loads(text[len(MARK) :])
