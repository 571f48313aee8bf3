# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login of the system's own, whose token goes into headers of the definition. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._model.compiled.request import RequestTemplate
from ..._model.compiled.sections import AuthSpec
from ..._model.compiled.view import View
from ..._model.errors import ConfigError
from ..learning import learn_saved
from .scheme import Setup, names_for, option_names, spec_headers
from .tokens import TokenAuthentication


def needed_options(spec: AuthSpec) -> list[str]:
    """The options it cannot do without, in the order a person would name them."""
    return option_names(spec)


class LoginAuthentication(TokenAuthentication):
    """``POST /login`` with user and password, then ``X-Session: ...``."""

    def _request(self) -> RequestTemplate:
        if self._spec.request is None:
            raise ConfigError(
                "auth.request is required for login"
            )  # as the check of a definition says, too
        return self._spec.request

    def _names(self) -> Mapping[str, Any]:
        return names_for(self._spec, self._setup)

    def _headers_with(self, token: str, view: View) -> dict[str, str]:
        saved = {name: source.value(view) for name, source in self._request().save.items()}
        for value in saved.values():
            learn_saved(self._setup.secrets, value)
        names = {**self._names(), "saved": {**saved, "token": token}}
        return spec_headers(self._spec, names)


def create(spec: AuthSpec, setup: Setup) -> LoginAuthentication:
    """Nothing is sent until headers are needed."""
    return LoginAuthentication(spec, setup)
