# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers, query parameters and keys of bodies of the definition's own, made of credentials.
Private to asyncops.jobs.
"""

from __future__ import annotations

from ..._model.compiled.sections import AuthSpec
from .scheme import FixedAuthentication, Setup, names_for, option_names, spec_proof


def needed_options(spec: AuthSpec) -> list[str]:
    """The options it cannot do without, in the order a person would name them."""
    return option_names(spec)


def create(spec: AuthSpec, setup: Setup) -> FixedAuthentication:
    """``X-Api-Key: ...``, or ``?api_key=...``."""
    return FixedAuthentication(spec_proof(spec, names_for(spec, setup)))
