# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a caller expects of a body. Private to asyncops.jobs."""

from __future__ import annotations

STRUCTURED = "structured"  # JSON or XML; anything else is an error
RESULT = (
    "result"  # JSON and XML by their content type, else text; bytes that are no text are an error
)
LENIENT = "lenient"  # nothing hangs on it: what cannot be read is left as text
SUBMIT = (
    "submit"  # like a result, but what cannot be read is kept as an error: headers may name the job
)
SAVED = "saved"  # a file has it: only an error in it is of interest, JSON or XML
