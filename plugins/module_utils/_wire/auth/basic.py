# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Basic authentication (RFC 7617). Private to asyncops.jobs."""

from __future__ import annotations

from ..._model.compiled.sections import AuthSpec
from .scheme import FixedAuthentication, Proof, Setup, basic_credentials


def needed_options(spec: AuthSpec) -> list[str]:
    """The options it cannot do without."""
    return ["username", "password"]


def create(spec: AuthSpec, setup: Setup) -> FixedAuthentication:
    """``Authorization: Basic ...``."""
    credentials = basic_credentials(setup, "username", "password")
    return FixedAuthentication(Proof({"Authorization": "Basic " + credentials}))
