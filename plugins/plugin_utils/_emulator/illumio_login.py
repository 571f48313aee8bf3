# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio's API keys, and how the PCE refuses."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from .face import Face
from .wire import Refused, Reply, Request, json_reply
from .world import Clock

API = "/api/v2"


class Keys(Face):
    """The part of the Illumio face that knows who asks."""

    username, password = "api_145a5c788e63c30a3", "illumio-secret-0123456789"
    org = "1"
    key_valid = True

    def __init__(self, clock: Clock) -> None:
        """Start without sessions."""
        self.given: set[str] = set()
        super().__init__(clock)

    def credentials(self) -> dict[str, Any]:
        """Return the API key, its secret, the organisation."""
        return {"username": self.username, "password": self.password, "org_id": int(self.org)}

    def expire_tokens(self) -> None:
        """Revoke the API key, and end the sessions; set `key_valid` to bring the key back."""
        self.key_valid = False
        self.given.clear()

    def authenticate(self, request: Request) -> None:
        """Demand HTTP Basic with the API key, and our organisation in the path."""
        if not self.is_known(request):
            raise Refused(self.error(401, "Authentication failed", "authentication_error"))
        match = re.match(f"{API}/orgs/([^/]+)", request.path)
        if match and match.group(1) != self.org:
            raise Refused(self.error(403, "Forbidden", "forbidden_error"))

    def login(self, request: Request) -> Reply:
        """POST login_users/authenticate?pce_fqdn=: a token that users/login takes once."""
        self.authenticate(request)
        token = self.new_id()
        self.given.add(f"Token token={token}")
        return json_reply({"auth_token": token})

    def user(self, request: Request) -> Reply:
        """GET users/login: who asks; with such a token also a session, used as a key is."""
        sent = request.headers.get("authorization", "")
        shown = {"href": "/users/1", "username": self.username, "orgs": [{"org_id": int(self.org)}]}
        if sent not in self.given:
            self.authenticate(request)
            return json_reply(shown)
        self.given.discard(sent)
        token = self.new_id()
        self.given.add(f"user_1:{token}")
        return json_reply({**shown, "auth_username": "user_1", "session_token": token})

    def is_known(self, request: Request) -> bool:
        """Tell whether a request carries the API key and its secret, or a session's."""
        scheme, _space, pair = request.headers.get("authorization", "").partition(" ")
        try:
            sent = base64.b64decode(pair, validate=True).decode("utf-8")
        except (ValueError, binascii.Error):
            sent = ""
        known = sent in self.given or (
            sent == f"{self.username}:{self.password}" and self.key_valid
        )
        return scheme.lower() == "basic" and known

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error: an array of token and message."""
        words = {
            404: "not_found_error",
            405: "method_not_allowed_error",
            400: "invalid_request_error",
        }
        return json_reply(
            [{"token": code or words.get(status, "request_error"), "message": text}], status
        )

    def too_many(self, wait: float) -> Reply:
        """Answer 429 above 500 requests a minute. Retry-After is not documented here: it is not
        sent.
        """
        return self.error(429, "Too many requests", "too_many_requests_error")
