# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token in a header, with a scheme word before it (RFC 6750 and its kind). Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..._model.compiled.sections import AuthSpec
from ..._model.errors import ConfigError
from .scheme import FixedAuthentication, Proof, Setup, check_headers, keep_secret


def needed_options(spec: AuthSpec) -> list[str]:
    """The options it cannot do without."""
    return ["token"]


def create(spec: AuthSpec, setup: Setup) -> FixedAuthentication:
    """``Authorization: Bearer ...``, or what the definition says.

    :raises ConfigError: `token_type` is no scheme word of the system.
    """
    token = setup.option("token").strip()
    scheme = _scheme(spec.schemes, setup.option("token_type"))
    keep_secret(setup.secrets, token)
    if not _has_scheme(token, spec.schemes):
        token = ("%s %s" % (scheme, token)).strip()
    headers = check_headers({spec.header: token}, "token")
    return FixedAuthentication(Proof(headers), spec.schemes)


def _has_scheme(token: str, schemes: Sequence[str]) -> bool:
    """Whether a token was pasted together with its scheme word."""
    return any(token.lower().startswith(scheme.lower() + " ") for scheme in schemes)


def _scheme(schemes: Sequence[str], wanted: str) -> str:
    if not wanted:
        return schemes[0] if schemes else ""
    for scheme in schemes:
        if scheme.lower() == wanted.lower():
            return scheme
    if not schemes:
        message = "token_type must not be set: the system has no such word, not %r"
        raise ConfigError(message % wanted)
    raise ConfigError("token_type must be one of %s, not %r" % (", ".join(schemes), wanted))
