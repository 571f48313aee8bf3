# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication by name: none, basic, bearer, header, login, oauth2. Private to asyncops.jobs."""
from __future__ import annotations

import base64
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from .._model import paths, read, rules, template
from .._model.definition import SECRETS
from .._model.errors import ApiError, AuthError, ConfigError, RateLimited
from .._model.rules import View
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
    used += ["username", "password"] if "basic" in used else []
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
            return {"Authorization": "Basic " + self._basic("username", "password")}
        if spec["type"] == "bearer":
            return self._checked({spec["header"]: self._bearer(spec)}, "token")
        if spec["type"] == "header":
            used = [name for value in spec["headers"].values() for name in template.names_in(value)]
            return self._checked(self._rendered(spec, {}), " or ".join(used))
        return {}

    def _basic(self, name: str, secret: str) -> str:
        """The credentials of basic authentication (RFC 7617)."""
        user, password = str(self._options[name]), str(self._options[secret])
        if ":" in user:  # section 2: the first colon ends the name
            raise ConfigError("%s must not hold a colon: basic authentication cannot carry it" % name)
        self._secrets.add_basic(user, password)
        return base64.b64encode(("%s:%s" % (user, password)).encode()).decode()

    def _names(self, spec: Spec) -> dict[str, Any]:
        """The options, and ``basic`` where the section asks for it."""
        whole = [spec["headers"], *([spec["request"]["headers"], spec["request"]["body"]] if spec["request"] else [])]
        used = [name for part in whole if part for name in template.names_in(part)]
        return dict(self._options, basic=self._basic("username", "password")) if "basic" in used else dict(self._options)

    def _rendered(self, spec: Spec, more: Mapping[str, Any]) -> dict[str, str]:
        names = {**self._names(spec), **more}
        return {name: template.render(value, names) for name, value in spec["headers"].items()}

    def _bearer(self, spec: Spec) -> str:
        token, words = str(self._options["token"]).strip(), spec["words"]
        wanted = self._options.get("token_type") or ""
        word = next((one for one in words if one.lower() == wanted.lower()), None) if wanted else (words or [""])[0]
        if word is None:
            has = "must be one of %s" % ", ".join(words) if words else "must not be set: the system has no such word"
            raise ConfigError("token_type %s, not %r" % (has, wanted))
        self._keep(token)
        if any(token.lower().startswith(one.lower() + " ") for one in words):
            return token  # pasted together with its scheme word
        return ("%s %s" % (word, token)).strip()

    def _keep(self, token: str) -> None:
        """A token is a secret with its scheme word and without."""
        self._secrets.add(token)
        self._secrets.add(token.partition(" ")[2])

    def _checked(self, headers: dict[str, str], option: str = "") -> dict[str, str]:
        for name, value in headers.items():
            check_header_value(name, value, option)
        return headers

    def _login(self) -> dict[str, str]:
        spec = self._spec or {}
        request = spec["request"] if spec["type"] == "login" else self._oauth2(spec)
        try:
            body = self._fetch(request, self._names(spec))
        except ApiError as exc:
            # A system that is busy or broken has not refused us: a wait goes on.
            if isinstance(exc, RateLimited) or exc.details.get("http_status", 0) >= 500:
                raise
            raise AuthError("the login was refused: %s" % exc.message, **exc.details) from exc
        view = body if isinstance(body, View) else View(body, {})
        token = rules.first(spec["token"], view)
        if not token or isinstance(token, (dict, list)):
            raise AuthError("the login was answered without a token")
        token = paths.text_of(token)
        self._keep(token)
        self._ends = None
        if spec["type"] == "login":
            saved = {name: rules.first([source], view) for name, source in request["save"].items()}
            return self._checked(self._rendered(spec, {"saved": {**saved, "token": token}}))
        seconds = read.number(paths.find(view.record, "expires_in"))
        if seconds is not None and seconds > 0:
            self._ends = self._clock() + max(seconds - _MARGIN, seconds * 0.5)
        return self._checked({"Authorization": "Bearer %s" % token})

    def _oauth2(self, spec: Spec) -> dict[str, Any]:
        body, headers = {"grant_type": "client_credentials"}, {"Accept": "application/json"}
        if spec["client"] == "basic":
            headers["Authorization"] = "Basic " + self._basic("client_id", "client_secret")
        else:
            body.update(client_id="{client_id}", client_secret="{client_secret}")
        if spec["scope"]:
            body["scope"] = spec["scope"]
        return {"method": "POST", "path": spec["path"], "root": "", "query": {}, "headers": headers,
                "body": body, "body_format": "form", "ok": [], "save": {}}
