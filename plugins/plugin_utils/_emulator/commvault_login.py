# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commvault's sessions: Login, WhoAmI, renewing, Logout, and tokens that die after 30 idle
minutes.
"""

from __future__ import annotations

import base64
import binascii
import random
from typing import Any, Callable

from .commvault_records import answer, read_body
from .wire import Refused, Reply, Request
from .world import Clock

IDLE_LIFE = 1800.0
USER, PASSWORD = "admin", "commvault-password"
LOGIN = "DM2ContentIndexing_CheckCredentialResp"
GENERIC = "CVGui_GenericResp"
Handler = Callable[..., Reply]
BAD_LOGIN = (
    "The user name/password you entered is incorrect or you do not have access to the software."
)


class Sessions:
    """The tokens that are alive and when each was last used."""

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        """Start with one token, as somebody who logged in before would have."""
        self.clock = clock
        self.random = rng
        self.life = IDLE_LIFE
        self.last_use: dict[str, float] = {}
        self.known: set[str] = set()
        self.ready = self.make()

    def make(self) -> str:
        """Return a new token."""
        token = f"{self.random.getrandbits(640):0160x}"
        self.last_use[token] = self.clock.now()
        self.known.add(token)
        return f"QSDK {token}"

    def alive(self, text: str) -> bool:
        """Tell whether a header's token is alive; it is used now."""
        token = bare(text)
        now = self.clock.now()
        if now - self.last_use.get(token, float("-inf")) > self.life:
            self.last_use.pop(token, None)
            return False
        self.last_use[token] = now
        return True

    def authenticate(self, request: Request) -> None:
        """Demand a living token in Authtoken, or in Authorization as newer clients send it;
        otherwise 401.
        """
        sent = request.headers.get("authtoken") or request.headers.get("authorization", "")
        if not self.alive(sent):
            reply = {"errorMessage": "Access denied", "errorCode": 5}
            raise Refused(answer(request, GENERIC, reply, 401))

    def login(self, request: Request) -> Reply:
        """POST Login: user name and base64 password for a token; a failure is told inside an HTTP
        200.
        """
        try:
            body = read_body(request)
            password = base64.b64decode(str(body.get("password", "")), validate=True).decode(
                "utf-8"
            )
        except (ValueError, binascii.Error):
            body, password = {}, ""
        if (body.get("username"), password) != (USER, PASSWORD):
            failed = {"errList": [{"errLogMessage": BAD_LOGIN, "errorCode": 1116}]}
            shown: dict[str, Any] = {
                "isAccountLocked": False,
                "remainingLockTime": 0,
                "loginAttempts": 1,
                **failed,
            }
            return answer(request, LOGIN, shown)
        shown = {
            "aliasName": "1",
            "userGUID": "b1b7a5c3-0000-4000-8000-000000000001",
            "loginAttempts": 0,
        }
        shown.update(
            {
                "userName": USER,
                "token": self.make(),
                "isAccountLocked": False,
                "remainingLockTime": 0,
            }
        )
        return answer(request, LOGIN, {**shown, "errList": []})

    def who(self, request: Request) -> Reply:
        """POST WhoAmI."""
        return answer(request, "App_WhoAmIResp", {"user": {"userName": USER, "userId": 1}})

    def renew(self, request: Request) -> Reply:
        """POST RenewLoginToken: a new token for an old one, also for one that idleness killed, as
        its client asks.
        """
        old = bare(str(self.checked(request).get("sessionId", "")))
        if old not in self.known:
            return answer(
                request, GENERIC, {"error": {"errorCode": 5, "errLogMessage": "Access denied"}}
            )
        self.forget(old)
        return answer(request, "CVGui_RenewTokenResp", {"token": self.make()})

    def access_token(self, request: Request) -> Reply:
        """POST V4/AccessToken and V4/AccessToken/Renew: a long-lived token (here it ages as the
        others do).
        """
        until = int(self.clock.now()) + 7 * 86400
        shown = {
            "accessToken": self.make(),
            "refreshToken": self.make(),
            "tokenExpiryTimestamp": until,
        }
        return answer(request, GENERIC, {**shown, "error": {"errorCode": 0, "errorMessage": ""}})

    def logout(self, request: Request) -> Reply:
        """POST Logout: the token dies."""
        self.forget(bare(request.headers.get("authtoken", "")))
        return answer(request, GENERIC, {"errorCode": 0, "errorMessage": "User logged out"})

    def forget(self, token: str) -> None:
        """Let a token die for good."""
        self.last_use.pop(token, None)
        self.known.discard(token)

    def checked(self, request: Request) -> dict[str, Any]:
        """Return the body or Refused: what is no document gives an error inside an HTTP 200."""
        try:
            return read_body(request)
        except ValueError:
            raise Refused(
                answer(request, GENERIC, {"errorCode": 2, "errorMessage": "Invalid input"}, 400)
            ) from None


def bare(text: str) -> str:
    """Return a token without its scheme word."""
    return text.strip().rpartition(" ")[2]
