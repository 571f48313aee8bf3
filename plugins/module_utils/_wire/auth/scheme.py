# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every authentication scheme is and is made of. Private to asyncops.jobs."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple, Protocol

from ..._model.compiled.request import RequestTemplate
from ..._model.compiled.sections import AuthSpec
from ..._model.compiled.source import Source
from ..._model.compiled.view import View
from ..._model.errors import ConfigError
from ..._model.options import CREDENTIALS
from ..secrets import Secrets, check_header_value

# Places of values, of which an answer must have one.
Wanted = Sequence[Source]
# Sends a request without authentication (a template, its names) and returns the answer, which is
# read for each of the values that are wanted of it.
Login = Callable[[RequestTemplate, Mapping[str, Any], Sequence[Wanted]], View]


class Proof(NamedTuple):
    """What says in a request who we are.

    :param query: parameters; ``body``: keys of the body.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str] = {}
    body: Mapping[str, str] = {}


class Authentication(Protocol):
    """Proofs who we are. Safe to use from several threads."""

    def proof(self) -> Proof:
        """What to send now; logs in first where that is needed.

        :raises AuthError: the system refused the login.
        """

    def renew(self, stale: Proof) -> bool:
        """After a 401 to a ``stale`` proof: True when there is another one to try with."""

    @property
    def schemes(self) -> Sequence[str]:
        """The scheme words that `token_type` chooses from, where the system has several."""


class Setup:
    """What a scheme takes from outside.

    :param options: the credential options by name, trimmed; None or missing where not given.
    :param login: sends the request of a login.
    :param clock: monotonic seconds.
    """

    __slots__ = ("options", "secrets", "login", "clock")

    def __init__(
        self,
        options: Mapping[str, Any],
        secrets: Secrets,
        login: Login,
        clock: Callable[[], float],
    ) -> None:
        self.options = {name: options.get(name) for name in (*options, *CREDENTIALS)}
        self.secrets = secrets
        self.login = login
        self.clock = clock

    def option(self, name: str) -> str:
        """An option that the scheme cannot do without, and therefore has."""
        return self.options.get(name) or ""


class FixedAuthentication:
    """A proof that stays the same for the whole run."""

    def __init__(self, proof: Proof, schemes: Sequence[str] = ()) -> None:
        self._proof = proof
        self.schemes = schemes

    def proof(self) -> Proof:
        """See Authentication."""
        return self._proof

    def renew(self, stale: Proof) -> bool:
        """There is nothing to renew."""
        return False


def check_headers(headers: dict[str, str], option: str = "") -> dict[str, str]:
    """The headers, when HTTP can carry them.

    :param option: what the values were given in.
    :raises ConfigError: without the value.
    """
    for name, value in headers.items():
        check_header_value(name, value, option)
    return headers


def spec_proof(spec: AuthSpec, names: Mapping[str, Any]) -> Proof:
    """The headers, parameters and keys of a definition, filled.

    :raises ConfigError: a name has no value, or HTTP cannot carry it.
    """
    filled = {name: template.fill(names) for name, template in spec.headers.items()}
    headers = check_headers(filled, " or ".join(option_names(spec)))
    query = {name: template.fill(names) for name, template in spec.query.items()}
    body = {name: template.fill(names) for name, template in spec.body.items()}
    return Proof(headers, query, body)


def option_names(spec: AuthSpec) -> list[str]:
    """The credential options that the templates of a scheme use, in the order a person would name
    them.
    """
    used = names_used(spec)
    if "basic" in used:
        used += ["username", "password"]
    order = ("username", *(name for name in CREDENTIALS if name not in ("username", "token_type")))
    return [name for name in order if name in used]


def basic_credentials(setup: Setup, name: str, secret: str) -> str:
    """The credentials of basic authentication (RFC 7617), without the scheme word."""
    user, password = setup.option(name), setup.option(secret)
    if ":" in user:  # section 2: the first colon ends the name
        raise ConfigError("%s must not hold a colon: basic authentication cannot carry it" % name)
    setup.secrets.add_basic(user, password)
    return base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


def keep_secret(secrets: Secrets, token: str) -> None:
    """A token is a secret with its scheme word and without."""
    secrets.add_token(token)
    secrets.add(token.partition(" ")[2])


def names_for(spec: AuthSpec, setup: Setup) -> dict[str, Any]:
    """What the templates of a scheme may use: the options, and ``basic`` where one asks for it."""
    names: dict[str, Any] = dict(setup.options)
    if "basic" in names_used(spec):
        names["basic"] = basic_credentials(setup, "username", "password")
    return names


def names_used(spec: AuthSpec) -> list[str]:
    """The names that the templates of a scheme use."""
    used = names_placed(spec)
    for call in spec.calls:
        used += call.names
    return used


def names_placed(spec: AuthSpec) -> list[str]:
    """Those that its headers, parameters and keys of bodies use."""
    placed = (*spec.headers.values(), *spec.query.values(), *spec.body.values())
    return [name for template in placed for name in template.names]
