# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authentication schemes by name. Private to asyncops.jobs.

They are imported where they are used: a module compiles the one that its system has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable, Optional, Protocol

from ..._model.compiled.sections import AuthSpec
from ..._model.errors import ConfigError
from ..._model.options import SECRETS
from .scheme import Authentication, FixedAuthentication, Proof, Setup


class Scheme(Protocol):
    """A file of this folder."""

    def needed_options(self, spec: AuthSpec) -> list[str]:
        """The options that it cannot do without."""

    def create(self, spec: AuthSpec, setup: Setup) -> Authentication:
        """The authentication; sends nothing."""


def _basic() -> Scheme:
    from . import basic

    return basic


def _bearer() -> Scheme:
    from . import bearer

    return bearer


def _header() -> Scheme:
    from . import header

    return header


def _login() -> Scheme:
    from . import login

    return login


def _none() -> Scheme:
    from . import none

    return none


def _oauth2() -> Scheme:
    from . import oauth2

    return oauth2


SCHEMES: dict[str, Callable[[], Scheme]] = {
    "none": _none,
    "basic": _basic,
    "bearer": _bearer,
    "header": _header,
    "query": _header,
    "body": _header,
    "login": _login,
    "oauth2": _oauth2,
}


def needed_options(spec: AuthSpec) -> list[str]:
    """The options that a way to authenticate cannot do without, in the order a person would name
    them.
    """
    return SCHEMES[spec.type]().needed_options(spec)


def choose(specs: Sequence[AuthSpec], options: Mapping[str, Optional[str]]) -> Optional[AuthSpec]:
    """The first way whose options are all given; None where the definition has no auth.

    :raises ConfigError: naming what is missing.
    """
    for spec in specs:
        if all(options.get(name) for name in needed_options(spec)):
            return spec
    if not specs:
        return None
    ways = [" and ".join(needed_options(spec)) for spec in specs]
    raise ConfigError("authentication needs %s" % ", or ".join(ways))


def authentication_for(specs: Sequence[AuthSpec], setup: Setup) -> Authentication:
    """The authentication that a definition describes and the options allow. Sends nothing.

    :raises ConfigError: a credential is missing, or cannot be sent.
    """
    for name in SECRETS:
        setup.secrets.add_token(setup.options.get(name))
    spec = choose(specs, setup.options)
    if spec is None:
        return FixedAuthentication(Proof({}))
    return SCHEMES[spec.type]().create(spec, setup)
