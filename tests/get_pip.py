# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the installer that ansible-test would download: the Python's own pip fetches the
one asked for.
"""

from __future__ import annotations

import os
import subprocess
import sys

environment = dict(os.environ)  # ensurepip removes the settings of pip from it
import ensurepip  # noqa: E402

ensurepip.bootstrap(default_pip=True)
wanted = [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]
sys.exit(
    subprocess.call([sys.executable, "-m", "pip", "install", "--upgrade", *wanted], env=environment)
)
