# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alteryx's OAuth2 client credentials: tokens that die when their `expires_in` is over."""

from __future__ import annotations

import base64
from typing import Any

from .face import Face
from .wire import Refused, Reply, Request, json_reply
from .world import Clock


class OAuth(Face):
    """The part of the Alteryx face that knows who asks."""

    clients = {
        "curator": ("8D63F1A2CURATOR0", "curator-secret-0123456789"),
        "artisan": ("8D63F1A2ARTISAN0", "artisan-secret-0123456789"),
    }
    token_lifetime = 3600
    token_type = "Bearer"

    def __init__(self, clock: Clock) -> None:
        """Start without any token."""
        self.tokens: dict[str, tuple[str, float]] = {}
        super().__init__(clock)

    def credentials(self) -> dict[str, Any]:
        """Return the curator's client; `options_as` gives the other's."""
        return {
            "client_id": self.clients["curator"][0],
            "client_secret": self.clients["curator"][1],
        }

    def options_as(self, role: str) -> dict[str, Any]:
        """Return the module options of `curator` or `artisan` (an artisan may not read
        messages).
        """
        return {
            **self.options,
            "client_id": self.clients[role][0],
            "client_secret": self.clients[role][1],
        }

    def ready_token(self, role: str = "curator") -> str:
        """Return a bearer token made now, as if somebody had asked for it."""
        with self.lock:
            token = f"eyJhbGciOiJSUzI1NiJ9.{role}.{self._random.getrandbits(96):024x}"
            self.tokens[token] = (role, self.clock.now() + self.token_lifetime)
        return token

    def expire_tokens(self) -> None:
        """Let every token die now."""
        self.tokens.clear()

    def authenticate(self, request: Request) -> None:
        """Demand a token that is not past its `expires_in`; the scheme's case does not matter."""
        self.role(request)

    def role(self, request: Request) -> str:
        """Return whose token it is, or Refused with 401."""
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        role, until = self.tokens.get(token.strip(), ("", 0.0))
        if scheme.lower() != "bearer" or self.clock.now() >= until:
            raise Refused(
                json_reply({"message": "Unauthorized"}, 401, [("WWW-Authenticate", "Bearer")])
            )
        return role

    def make_token(self, request: Request) -> Reply:
        """POST oauth2/token: client credentials for a token."""
        form = request.form()
        id, secret = form.get("client_id", ""), form.get("client_secret", "")
        scheme, _space, pair = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                id, _colon, secret = base64.b64decode(pair).decode("utf-8").partition(":")
            except ValueError:
                id = ""
        if form.get("grant_type") != "client_credentials":
            return json_reply({"error": "unsupported_grant_type"}, 400)
        role = next((role for role, client in self.clients.items() if client == (id, secret)), None)
        if role is None:
            return json_reply({"error": "invalid_client"}, 400)
        shown = {"access_token": self.ready_token(role), "token_type": self.token_type}
        return json_reply({**shown, "expires_in": self.token_lifetime})
