# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth2 client credentials (RFC 6749 section 4.4). Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ..._model.compiled.request import RequestTemplate
from ..._model.compiled.sections import AuthSpec
from ..._model.compiled.view import View
from ..._model.values import number
from .scheme import Proof, Setup, basic_credentials, check_headers
from .tokens import TokenAuthentication

# A token is renewed this long before it ends, so that it does not end on the way.
_MARGIN = 30.0


def needed_options(spec: AuthSpec) -> list[str]:
    """The options it cannot do without."""
    return ["client_id", "client_secret"]


class OAuth2Authentication(TokenAuthentication):
    """A token from the token endpoint, sent as ``Authorization: Bearer ...``."""

    def _log_in(self) -> Proof:
        view = self._ask(self._request(), self._names(), [self._spec.token])
        token = self._token_in(view)
        self._ends = self._end_of(view)
        return Proof(check_headers({"Authorization": "Bearer %s" % token}))

    def _request(self) -> RequestTemplate:
        body = {"grant_type": "client_credentials"}
        headers = {"Accept": "application/json"}
        if self._spec.client == "basic":
            headers["Authorization"] = "Basic {basic}"
        else:
            body.update(client_id="{client_id}", client_secret="{client_secret}")
        if self._spec.scope:
            body["scope"] = self._spec.scope
        return RequestTemplate(
            {
                "method": "POST",
                "path": self._spec.path.source if self._spec.path else None,
                "root": "",
                "query": {},
                "headers": headers,
                "body": body,
                "body_format": "form",
                "ok": [],
            },
            "login",
        )

    def _names(self) -> Mapping[str, Any]:
        names: dict[str, Any] = dict(self._setup.options)
        if self._spec.client == "basic":
            names["basic"] = basic_credentials(self._setup, "client_id", "client_secret")
        return names

    def _end_of(self, view: View) -> Optional[float]:
        record = view.record if isinstance(view.record, dict) else {}
        seconds = number(record.get("expires_in"))
        if seconds is None or seconds <= 0:
            return None
        return self._setup.clock() + max(seconds - _MARGIN, seconds * 0.5)


def create(spec: AuthSpec, setup: Setup) -> OAuth2Authentication:
    """Nothing is sent until headers are needed."""
    return OAuth2Authentication(spec, setup)
