# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verb runs in, and how its options become a Client. Private to asyncops.jobs."""

from __future__ import annotations

import random as random_module
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional

from .._model.errors import ConfigError
from .._model.job import Job
from .._model.options import CREDENTIALS, SECRETS, TELLING
from .._model.provider import Provider
from .._model.retry_after import Bounds
from .._wire.auth.scheme import Setup
from .._wire.auth.schemes import authentication_for
from .._wire.base_url import check_base_url
from .._wire.connection import MAX_BYTES, Connection
from .._wire.http import HttpTransport
from .._wire.request import Transport
from .._wire.retry_after import RetryAfterReader
from .._wire.secrets import Secrets, check_header_value
from .client import Client
from .session import ApiSession

if TYPE_CHECKING:
    from .outcome import Progress

Params = Mapping[str, Any]
_MAX_WARNINGS = 50
MakeTransport = Callable[[Connection, RetryAfterReader], Transport]


def _nothing(*args: Any) -> None:
    """Where nobody listens."""


class Context:
    """Everything a verb takes from outside: the two clocks, sleep, chance, the secrets, and where
    sentences go.

    :param clock: monotonic seconds; ``now``: epoch seconds; ``sleep`` takes seconds; ``random``
        gives [0, 1).
    :param warn: one sentence for the user.
    :param progress: called before each sleep of a wait.
    :param started: called with the jobs of a submit before the wait begins.
    :param trace: the places of an internal error, one text.
    :param make_transport: another Transport than HTTP.
    :param make_session: what is built around it.
    """

    def __init__(
        self,
        *,
        check_mode: bool = False,
        warn: Callable[[str], object] = _nothing,
        progress: Optional[Callable[[Progress], None]] = None,
        started: Callable[[Sequence[Job]], object] = _nothing,
        trace: Callable[[str], object] = _nothing,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
        secrets: Optional[Secrets] = None,
        make_transport: Optional[MakeTransport] = None,
        make_session: type[ApiSession] = ApiSession,
    ) -> None:
        self.check_mode = check_mode
        self.progress = progress
        self.started = started
        self.trace = trace
        self.clock = clock
        self.now = now
        self.sleep = sleep
        self.random = random
        self.secrets = secrets or Secrets()
        self._warn = warn
        self._make_transport = make_transport or self._http_transport
        self._make_session = make_session
        self._warned: set[str] = set()

    def warn(self, text: str) -> None:
        """Tells the user one sentence, once, without secrets; after fifty no more."""
        text = self.secrets.sentence(text)
        if text in self._warned or len(self._warned) > _MAX_WARNINGS:
            return
        if len(self._warned) == _MAX_WARNINGS:
            text = "there is more to warn of, which is not shown"
        self._warned.add(text)
        self._warn(text)

    def connect(self, provider: Provider, params: Params) -> Client:
        """The Client that the connection options describe (docs/contract.md, Connection). Sends
        nothing.

        :raises ConfigError: an option is wrong, or a credential is missing.
        """
        for name in SECRETS:
            self.secrets.add_token(params.get(name))
        if any(params.get(name) for name in TELLING):
            from .._wire.learning import learn_options

            learn_options(self.secrets, params)
        connection = self._connection(params)
        if not connection.validate_certs and connection.base_url.lower().startswith("https:"):
            self.warn("validate_certs is false: whoever answers in the server's place is believed")
        if self.secrets.short:
            self.warn("a secret of fewer than 4 characters cannot be masked in output")
        bounds = Bounds(_positive(params, "retry_after_max", 300.0))
        retry_after = RetryAfterReader(bounds, self.warn)
        transport = self._make_transport(connection, retry_after)
        names = {
            "org_id": params.get("org_id") or 1,
            "api_version": provider.api_version,
            "username": params.get("username") or None,
        }
        session = self._make_session(
            provider,
            transport,
            names,
            retry_after,
            self.sleep,
            self.secrets,
            self.warn,
        )
        credentials = {name: _trimmed(params.get(name)) for name in CREDENTIALS}
        session.open = lambda other: self._make_transport(other, retry_after)
        setup = Setup({**names, **credentials}, self.secrets, session.login, self.clock)
        session.auth = authentication_for(provider.auth, setup)
        return Client(session, self.warn, self.check_mode)

    def _connection(self, params: Params) -> Connection:
        retries = int(_given(params, "request_retries", 4))
        if retries < 0:
            raise ConfigError("request_retries must be 0 or more")
        return Connection(
            check_base_url(str(params.get("base_url") or "")),
            _given(params, "validate_certs", True),
            params.get("ca_path") or None,
            params.get("client_cert") or None,
            params.get("client_key") or None,
            _given(params, "use_proxy", True),
            _positive(params, "request_timeout", 30.0),
            retries,
            self._headers(params),
            _most_in_memory(params),
            _result_hosts(params),
        )

    def _headers(self, params: Params) -> dict[str, str]:
        given = params.get("headers") or {}
        headers = {str(name): str(value) for name, value in given.items()}
        for name, value in headers.items():
            check_header_value(name, value, "headers.%s" % name)
        return headers

    def _http_transport(self, connection: Connection, retry_after: RetryAfterReader) -> Transport:
        return HttpTransport(
            connection,
            secrets=self.secrets,
            clock=self.clock,
            sleep=self.sleep,
            random=self.random,
            warn=self.warn,
            retry_after=retry_after,
        )


def _most_in_memory(params: Params) -> int:
    if not any(params.get(name) for name in ("max_size", "dest", "summary_only", "max_jobs")):
        return MAX_BYTES
    from .max_size import most_in_memory

    return most_in_memory(params)


def _result_hosts(params: Params) -> Sequence[str]:
    """The hosts of the option, each checked. Raises ConfigError."""
    given = params.get("result_hosts")
    if not given:
        return ()
    from .._wire.result_hosts import checked_hosts

    return checked_hosts(given)


def _given(params: Params, name: str, default: Any) -> Any:
    value = params.get(name)
    return default if value is None else value


def _positive(params: Params, name: str, default: float) -> float:
    value = float(_given(params, name, default))
    if not 0 < value < float("inf"):
        raise ConfigError("%s must be a number of seconds above 0" % name)
    return value


def _trimmed(value: Any) -> Optional[str]:
    return None if value is None else str(value).strip() or None
