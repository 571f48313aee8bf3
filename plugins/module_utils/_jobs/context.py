# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verb runs in, and how its options become a Client. Private to asyncops.jobs."""
from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional

from .._model.errors import ConfigError
from .._model.job import Job
from .._model.provider import Provider
from .._wire import urls
from .._wire.http import Connection, Transport
from .._wire.secrets import Secrets, check_header_value
from .client import Client
from .exchange import Exchange

if TYPE_CHECKING:
    from .plan import Progress
    from .waiter import Waiter

SECRET_OPTIONS = ("password", "token", "client_secret")
_CREDENTIALS = ("password", "token", "token_type", "client_id", "client_secret")


class Context:
    """Everything a verb takes from outside: the two clocks, sleep, chance, the secrets, and where sentences go.

    :param clock: monotonic seconds; :param now: epoch seconds; :param sleep: takes seconds; :param chance: [0, 1).
    :param warn: one sentence for the user; :param progress: called before each sleep of a wait; :param started: called with the jobs
        of a submit before the wait begins.
    :param transport: a ready one (built before a fork), used when it is for the same connection.
    """

    def __init__(self, *, check_mode: bool = False, warn: Optional[Callable[[str], None]] = None,
                 progress: Optional[Callable[[Progress], None]] = None,
                 started: Optional[Callable[[Sequence[Job]], None]] = None, clock: Callable[[], float] = time.monotonic,
                 now: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep,
                 chance: Callable[[], float] = random.random, secrets: Optional[Secrets] = None,
                 transport: Optional[Callable[..., Transport]] = None) -> None:
        self.check_mode, self.progress = check_mode, progress
        self.started = started or (lambda jobs: None)
        self.clock, self.now, self.sleep, self.chance = clock, now, sleep, chance
        self.secrets = secrets or Secrets()
        self._warn = warn or (lambda text: None)
        self._transport = transport or Transport
        self._warned: set[str] = set()

    def warn(self, text: str) -> None:
        """Tells the user one sentence, once, without secrets."""
        text = self.secrets.scrub(text)
        if text not in self._warned:
            self._warned.add(text)
            self._warn(text)

    def waiter(self, client: Client) -> Waiter:
        """A Waiter on this context's clock (imported here: a module that only reads has no need of it)."""
        from .waiter import Waiter
        return Waiter(client, self.clock, self.sleep, self.chance, self.progress)

    def connect(self, provider: Provider, params: Mapping[str, Any]) -> Client:
        """The Client that the connection options describe (INTERFACE.md section 2). Sends nothing.

        :raises ConfigError: an option is wrong, or a credential is missing.
        """
        headers = {str(name): str(value) for name, value in (params.get("headers") or {}).items()}
        for name, value in headers.items():
            self.secrets.add(value)
            check_header_value(name, value, "headers.%s" % name)
        for name in SECRET_OPTIONS:
            self.secrets.add(params.get(name))
        if self.secrets.short:
            self.warn("a secret of fewer than 4 characters cannot be masked in output")
        connection = Connection(
            urls.check_base_url(str(params.get("base_url") or "")), _given(params, "validate_certs", True),
            params.get("ca_path") or None, params.get("client_cert") or None, params.get("client_key") or None,
            _given(params, "use_proxy", True), _positive(params, "request_timeout", 30.0),
            int(_given(params, "request_retries", 4)), headers)
        if connection.request_retries < 0:
            raise ConfigError("request_retries must be 0 or more")
        transport = self._transport(connection, secrets=self.secrets, clock=self.clock, sleep=self.sleep,
                                    random=self.chance, warn=self.warn)
        transport.retry_after_max = _positive(params, "retry_after_max", 300.0)
        names = {"org_id": params.get("org_id") or 1, "api_version": provider.api_version,
                 "username": params.get("username") or None}
        credentials = {name: _trimmed(params.get(name)) for name in _CREDENTIALS}
        exchange = Exchange(provider, transport, names, credentials, self.secrets, self.warn, self.clock, self.sleep)
        return Client(exchange, self.warn)


def _given(params: Mapping[str, Any], name: str, default: Any) -> Any:
    value = params.get(name)
    return default if value is None else value


def _positive(params: Mapping[str, Any], name: str, default: float) -> float:
    value = float(_given(params, name, default))
    if not 0 < value < float("inf"):
        raise ConfigError("%s must be a number of seconds above 0" % name)
    return value


def _trimmed(value: Any) -> Optional[str]:
    return str(value).strip() or None if value is not None else None
