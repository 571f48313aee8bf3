# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads that wait for answers. Private to asyncops.jobs."""

from __future__ import annotations

import importlib
import sys
import threading
from typing import Any, Callable

THREADS = 8

# What functions import when they first need it, and threads may be the first to.
LATE = (
    "_jobs.bodies",
    "_jobs.denials",
    "_jobs.formats",
    "_jobs.from_list",
    "_jobs.gathering",
    "_jobs.listing",
    "_jobs.login",
    "_jobs.looks",
    "_jobs.max_size",
    "_jobs.pages",
    "_jobs.placeholder",
    "_jobs.placing",
    "_jobs.refusing",
    "_jobs.steps",
    "_model.compiled.messages",
    "_model.compiled.outputs",
    "_model.compiled.page.limited",
    "_model.compiled.page.styles",
    "_model.expression",
    "_model.hints",
    "_model.words",
    "_wire.charset",
    "_wire.international",
    "_wire.learning",
    "_wire.libraries",
    "_wire.odd_answers",
    "_wire.multipart",
    "_wire.broken",
    "_wire.partial",
    "_wire.proxies",
    "_wire.result_hosts",
    "_wire.sender",
    "_wire.tls",
    "_wire.transport_errors",
    "_wire.xml",
)


def start(name: str, work: Callable[..., object], *args: Any) -> None:
    """Starts a thread that is a daemon: the end of the process waits for no answer."""
    if sys.version_info < (3, 10):
        _import_late()
    threading.Thread(target=work, args=args, daemon=True, name=name).start()


def _import_late() -> None:
    """A module runs from a zip, and until Python 3.10 the import of a file there is not safe
    between threads: the second one gets the file before its names are there
    (zipimport.zipimporter.load_module).
    """
    above = __name__.rsplit(".", 2)[0]
    for name in LATE:
        importlib.import_module("%s.%s" % (above, name))
