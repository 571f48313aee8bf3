# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sentence where Python is too old, before anything that needs a newer one is imported.

Modules import this file first; it and their own lines are valid in Python 3.7. Private to
asyncops.jobs.
"""

from __future__ import annotations

import json
import sys

OLDEST = (3, 9)


def check_python(version: tuple[int, ...]) -> None:
    """Ends the process with the result of a module that cannot run.

    :param version: that of this Python; one that will do ends nothing.
    """
    if version >= OLDEST:
        return
    message = "asyncops.jobs needs Python 3.9 or newer where its modules run; %s is Python %s"
    found = (sys.executable or "this one", ".".join(map(str, version[:3])))
    hint = message % found + ": set ansible_python_interpreter to a newer one"
    result = {"failed": True, "changed": False, "error": "config", "msg": hint}
    sys.stdout.write(json.dumps(result) + "\n")
    raise SystemExit(1)


check_python(tuple(sys.version_info[:3]))


def _keep_byte_code() -> None:
    from .bytecode import use

    use(__loader__)


_keep_byte_code()
