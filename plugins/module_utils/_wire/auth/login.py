# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login of the system's own, of one call or several, whose token goes where the definition says.
Private to asyncops.jobs.
"""

from __future__ import annotations

from typing import Any

from ..._model.compiled.request import RequestTemplate
from ..._model.compiled.sections import AuthSpec
from ..._model.compiled.view import View
from ..._model.errors import AuthError
from ..learning import learn_saved
from .scheme import Proof, Setup, Wanted, names_for, names_placed, option_names, spec_proof
from .tokens import TokenAuthentication, said


def needed_options(spec: AuthSpec) -> list[str]:
    """The options it cannot do without, in the order a person would name them."""
    return option_names(spec)


class LoginAuthentication(TokenAuthentication):
    """``POST /login`` with user and password, then ``X-Session: ...``."""

    def _log_in(self) -> Proof:
        saved: dict[str, Any] = {}
        names = {**names_for(self._spec, self._setup), "saved": saved}
        *before, last = self._spec.calls
        for call in before:
            self._save(call, self._ask(call, names, _wanted(call)), saved)
        needs_token = "saved.token" in names_placed(self._spec)
        wanted = _wanted(last)
        view = self._ask(last, names, [*wanted, self._spec.token] if needs_token else wanted)
        self._save(last, view, saved)
        if needs_token:
            saved["token"] = self._token_in(view)
        return spec_proof(self._spec, names)

    def _save(self, call: RequestTemplate, view: View, saved: dict[str, Any]) -> None:
        for name, source in call.save.items():
            value = source.value(view)
            if value is None:
                message = "the login was answered without %s (saved.%s)"
                raise AuthError(message % (source, name) + said(view))
            learn_saved(self._setup.secrets, value)
            saved[name] = value


def _wanted(call: RequestTemplate) -> list[Wanted]:
    return [[source] for source in call.save.values()]


def create(spec: AuthSpec, setup: Setup) -> LoginAuthentication:
    """Nothing is sent until a proof is needed."""
    return LoginAuthentication(spec, setup)
