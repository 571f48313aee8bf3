# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error tree. Private to asyncops.jobs.

    AsyncopsError
    +-- ConfigError      config        an option or a definition is wrong; nothing was sent
    +-- Unsupported      unsupported   the provider has no such verb or filter; nothing was sent
    +-- TransportError   transport     no usable answer: refused, reset, TLS, DNS, time-out
    +-- DecodeError      decode        an answer that is not what it claims to be
    +-- ApiError         api           the system answered, and its answer says no
    |   +-- AuthError    auth
    |   +-- NotFound     not_found
    |   +-- Conflict     conflict      also "it has already ended"
    |   +-- RateLimited  rate_limited
    +-- JobFailed        job_failed    the job ended in a state the caller does not accept
    +-- WaitTimeout      timeout       the deadline of a wait passed
"""
from __future__ import annotations

from typing import Any


class AsyncopsError(Exception):
    """Base of all errors the collection raises on purpose.

    ``message`` is one sentence a person can act on. ``details`` are JSON-able facts (job id, HTTP status,
    request id, tries) that become keys of the failed result.
    """

    kind = "api"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = details


class ConfigError(AsyncopsError):
    """An option, a definition or a combination of them is wrong."""

    kind = "config"


class Unsupported(AsyncopsError):
    """The provider does not have the verb, filter or feature asked for."""

    kind = "unsupported"


class TransportError(AsyncopsError):
    """No usable answer came. ``sent`` tells whether the request may have reached the server."""

    kind = "transport"

    def __init__(self, message: str, sent: bool = False, **details: Any) -> None:
        super().__init__(message, **details)
        self.sent = sent


class DecodeError(AsyncopsError):
    """The body is not what it should be (HTML for JSON, a cut document, too large)."""

    kind = "decode"


class ApiError(AsyncopsError):
    """The system answered and its answer says no."""

    kind = "api"


class AuthError(ApiError):
    """401, 403, or whatever the system says when it does not know or does not trust us."""

    kind = "auth"


class NotFound(ApiError):
    """The system does not know the job (or the path)."""

    kind = "not_found"


class Conflict(ApiError):
    """The job is not in a state that allows this; often it has already ended."""

    kind = "conflict"


class RateLimited(ApiError):
    """Too many requests."""

    kind = "rate_limited"


class JobFailed(AsyncopsError):
    """A job ended in a state listed in ``fail_on``."""

    kind = "job_failed"


class WaitTimeout(AsyncopsError):
    """The deadline of a wait passed before the jobs were done."""

    kind = "timeout"


API_KINDS: dict[str, type[ApiError]] = {
    error.kind: error for error in (ApiError, AuthError, NotFound, Conflict, RateLimited)
}
