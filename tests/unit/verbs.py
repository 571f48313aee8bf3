# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs by their names."""

from __future__ import annotations

import importlib
from typing import Any

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import verbs

_PACKAGE = verbs.__name__.rpartition(".")[0]


def run(name: str, *args: Any) -> dict[str, Any]:
    """Runs a verb; see the engine's `run`, which takes its function, too."""
    verb = getattr(importlib.import_module("%s.%s" % (_PACKAGE, name)), name)
    return verbs.run(name, verb, *args)
