# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values in place of those that answers will bring, so that requests can be checked before the
first is sent. Private to asyncops.jobs.
"""

from __future__ import annotations

import re
from typing import Optional

from .._model.compiled.request import RequestTemplate
from .._model.template import space_of

_SAVED = re.compile(r"saved\.([\w-]+)")


def stand_ins(template: RequestTemplate) -> Optional[dict[str, str]]:
    """A value of any form for each that answers will bring, so that the others can be filled in;
    None where that cannot be said in advance.
    """
    saved: dict[str, str] = {}
    for name in template.names:
        if space_of(name) != "saved":
            continue
        match = _SAVED.fullmatch(name)
        if match is None:
            return None
        saved[match.group(1)] = "1"
    return saved
