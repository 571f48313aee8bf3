# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options in the documentation of the event source, between its two markers; the rest
of the file is left as it is.

Documentation fragments are ansible-core's: what reads an event source knows none.
"""

from __future__ import annotations

import textwrap

import yaml

from . import words
from .fragment import Indented
from .sources import World

PATH = "extensions/eda/plugins/event_source/job_events.py"
BEGIN, END = (
    "  # begin of what tools/generate.py writes\n",
    "  # end of what tools/generate.py writes\n",
)


def text(world: World, whole: str) -> str:
    """The file with fresh options.

    :raises ValueError: it has not exactly one pair of markers.
    """
    options = yaml.dump(world.options, Dumper=Indented, sort_keys=False, width=96)
    return words.between(whole, BEGIN, END, textwrap.indent(options, "  "), PATH)
