# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication by a token that the system hands out, renewed when it ends. Private to
asyncops.jobs.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ..._model.compiled.request import RequestTemplate
from ..._model.compiled.sections import AuthSpec
from ..._model.compiled.source import first_source
from ..._model.compiled.view import View
from ..._model.errors import ApiError, AuthError, RateLimited
from ..._model.values import text_of
from .scheme import Proof, Setup, Wanted, keep_secret

_PASSING = (408, 425)  # RFC 9110 section 15.5.9, RFC 8470: to be sent again


class TokenAuthentication:
    """Logs in when a proof is first needed, and again when the token has ended or was refused."""

    schemes: Sequence[str] = ()

    def __init__(self, spec: AuthSpec, setup: Setup) -> None:
        self._spec = spec
        self._setup = setup
        self._lock = threading.RLock()
        self._proof: Optional[Proof] = None
        self._ends: Optional[float] = None

    def proof(self) -> Proof:
        """See Authentication."""
        with self._lock:
            if self._proof is None or self._has_ended():
                self._proof = self._log_in()
            return self._proof

    def renew(self, stale: Proof) -> bool:
        """See Authentication."""
        with self._lock:
            if self._proof == stale:  # another thread may have been here already
                self._proof = None
                self.proof()
            return True

    def _has_ended(self) -> bool:
        return self._ends is not None and self._setup.clock() >= self._ends

    def _log_in(self) -> Proof:
        """Sends what answers a token.

        :raises AuthError: the system refuses, or answers none.
        """
        raise AssertionError

    def _token_in(self, view: View) -> str:
        """The token that an answer holds, kept secret from now on."""
        token = first_source(self._spec.token, view)
        if not token or isinstance(token, (dict, list)):
            raise AuthError("the login was answered without a token" + said(view))
        token = text_of(token)
        keep_secret(self._setup.secrets, token)
        return token

    def _ask(
        self, request: RequestTemplate, names: Mapping[str, Any], wanted: Sequence[Wanted]
    ) -> View:
        """The answer to one call of a login."""
        try:
            return self._setup.login(request, names, wanted)
        except ApiError as exc:
            # A system that is busy or broken has not refused us: a wait goes on.
            status = exc.status or 0
            if isinstance(exc, RateLimited) or status >= 500 or status in _PASSING:
                raise
            raise exc.with_message("the login was refused: %s" % exc.message, AuthError) from exc


def said(view: View) -> str:
    """What an answer without a token says instead; nothing of it that might be a secret."""
    from ..._model.words import explained

    words = explained(view.record) if isinstance(view.record, dict) else None
    return ": %s" % words if words else ""
