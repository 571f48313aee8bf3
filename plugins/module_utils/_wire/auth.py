# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication by name: none, basic, bearer, header, login, oauth2. Private to asyncops.jobs."""
from __future__ import annotations

import base64
import threading
from typing import Any, Callable, Mapping, Optional, Sequence

from .._model import paths, template
from .._model.definition import SECRETS
from .._model.errors import AsyncopsError, AuthError, ConfigError, TransportError
from .secrets import Secrets, check_header_value

# Sends an unauthenticated request (a section of the vocabulary, names) and returns the decoded body.
Fetch = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
Spec = Mapping[str, Any]
_OPTIONS = ("username",) + SECRETS
# A token is renewed this long before it ends, so that it does not end on the way.
_MARGIN = 30.0


def needs(spec: Spec) -> list[str]:
    """The options an auth section cannot do without, in the order a person would name them."""
    if spec["type"] == "basic":
        return ["username", "password"]
    if spec["type"] == "bearer":
        return ["token"]
    if spec["type"] == "oauth2":
        return ["client_id", "client_secret"]
    used = template.names_in(spec["headers"]) if spec["type"] in ("header", "login") else []
    if spec["request"]:
        used += template.names_in([spec["request"][key] for key in ("path", "query", "headers", "body") if spec["request"][key]])
    return [name for name in _OPTIONS if name in used]


def choose(specs: Sequence[Spec], options: Mapping[str, Any]) -> Optional[Spec]:
    """The first section whose options are all given; None where the definition has no auth.

    :raises ConfigError: naming what is missing.
    """
    for spec in specs:
        if all(options.get(name) for name in needs(spec)):
            return spec
    if not specs:
        return None
    ways = [" and ".join(needs(spec)) for spec in specs]
    raise ConfigError("authentication needs %s" % ", or ".join(ways))


class Auth:
    """Headers that prove who we are, renewed where the system hands out tokens. Thread-safe.

    :param options: username, password, token, token_type, client_id, client_secret (trimmed).
    :param fetch: sends the login request.
    :param clock: monotonic seconds.
    """

    def __init__(self, specs: Sequence[Spec], options: Mapping[str, Any], secrets: Secrets, fetch: Fetch,
                 clock: Callable[[], float]) -> None:
        self._spec = choose(specs, options)
        self._options, self._secrets, self._fetch, self._clock = options, secrets, fetch, clock
        self._lock = threading.RLock()
        self._headers: Optional[dict[str, str]] = None
        self._ends: Optional[float] = None
        self.renewable = bool(self._spec) and self._spec is not None and self._spec["type"] in ("login", "oauth2")
        for name in SECRETS:
            secrets.add(options.get(name) or "")
        if self._spec and not self.renewable:
            self._headers = self._fixed(self._spec)

    def headers(self) -> dict[str, str]:
        """The headers to send now; logs in first where that is needed.

        :raises AuthError: the system refused the login.
        """
        with self._lock:
            if self._headers is None or (self._ends is not None and self._clock() >= self._ends):
                self._headers = self._login() if self.renewable else {}
            return self._headers

    def renew(self, stale: Mapping[str, str]) -> bool:
        """After a 401 to ``stale`` headers: True when there are other ones to try with."""
        with self._lock:
            if not self.renewable:
                return False
            if self._headers == dict(stale):  # another thread may have been here already
                self._headers = None
                self.headers()
            return True

    def words(self) -> list[str]:
        """The scheme words to choose from, where the system has several."""
        return list(self._spec["words"]) if self._spec and self._spec["type"] == "bearer" else []

    def _fixed(self, spec: Spec) -> dict[str, str]:
        if spec["type"] == "basic":
            user, password = str(self._options["username"]), str(self._options["password"])
            self._secrets.add_basic(user, password)
            return {"Authorization": "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()}
        if spec["type"] == "bearer":
            return self._checked({spec["header"]: self._bearer(spec)})
        if spec["type"] == "header":
            return self._checked({name: template.render(value, self._options) for name, value in spec["headers"].items()})
        return {}

    def _bearer(self, spec: Spec) -> str:
        token, words = str(self._options["token"]).strip(), spec["words"]
        wanted = self._options.get("token_type") or ""
        word = next((one for one in words if one.lower() == wanted.lower()), None) if wanted else (words or [""])[0]
        if word is None:
            raise ConfigError("token_type must be one of %s, not %r" % (", ".join(words), wanted))
        if any(token.lower().startswith(one.lower() + " ") for one in words):
            return token  # pasted together with its scheme word
        return ("%s %s" % (word, token)).strip()

    def _checked(self, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            check_header_value(name, value)
        return headers

    def _login(self) -> dict[str, str]:
        spec = self._spec or {}
        request = spec["request"] if spec["type"] == "login" else self._oauth2(spec)
        try:
            body = self._fetch(request, self._options)
        except TransportError:
            raise
        except AsyncopsError as exc:
            raise AuthError("the login was refused: %s" % exc.message, **exc.details) from exc
        token = paths.find(body, spec["token"])
        if not token or isinstance(token, (dict, list)):
            raise AuthError("the login was answered without a token")
        self._secrets.add(str(token))
        self._ends = None
        if spec["type"] == "login":
            names = dict(self._options, saved={"token": token})
            return self._checked({name: template.render(value, names) for name, value in spec["headers"].items()})
        seconds = paths.find(body, "expires_in")
        if isinstance(seconds, (int, float)) and seconds > 0:
            self._ends = self._clock() + max(seconds - _MARGIN, seconds * 0.5)
        return self._checked({"Authorization": "Bearer %s" % token})

    @staticmethod
    def _oauth2(spec: Spec) -> dict[str, Any]:
        body = {"grant_type": "client_credentials", "client_id": "{client_id}", "client_secret": "{client_secret}"}
        if spec["scope"]:
            body["scope"] = spec["scope"]
        return {"method": "POST", "path": spec["path"], "root": "", "query": {}, "headers": {"Accept": "application/json"},
                "body": body, "body_format": "form", "ok": [], "save": {}}
