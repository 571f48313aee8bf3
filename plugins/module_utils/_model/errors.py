# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error tree. Private to asyncops.jobs.

    AsyncopsError
    +-- ConfigError      config        an option or a definition is wrong; nothing was sent
    +-- Unsupported      unsupported   the provider has no such verb or filter; nothing was sent
    +-- TransportError   transport     no usable response: refused, reset, TLS, DNS, timeout
    +-- DecodeError      decode        a response that is not what it claims to be
    |   +-- Denied       api           it lacks what was asked for, and says no instead
    +-- SaveError        api           a result came, and could not be saved here
    +-- ApiError         api           the system responded, and its response says no
    |   +-- RefusedPlace api           a result lies at a host that result_hosts does not name
    |   +-- AuthError    auth
    |   +-- NotFound     not_found
    |   +-- Conflict     conflict      also "it has already ended"
    |   +-- RateLimited  rate_limited
    +-- JobFailed        job_failed    the job ended in a state the caller does not accept
    +-- WaitTimeout      timeout       the deadline of a wait passed

An interruption (a signal) is no error of this tree: nothing that handles errors may handle it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Optional, TypeVar

Self = TypeVar("Self", bound="AsyncopsError")


class Interrupted(BaseException):
    """A signal ended the verb. ``number`` is the signal's; nothing is sent after it."""

    def __init__(self, number: int) -> None:
        super().__init__("interrupted by signal %d" % number)
        self.number = number


class AsyncopsError(Exception):
    """Base of all errors the collection raises on purpose.

    :param message: one sentence a person can act on, without a full stop at the end.
    :param status: the HTTP status of the response that says no.
    :param retry_after: seconds until the server wants to be asked again, bounded.
    :param sent: whether the request may have reached the server; None where that is no question.
    :param code: the system's own code.
    :param request_id: what the system's support asks for.
    :param tries: how often the request was sent.
    :param method: of the request.
    :param path: of the request, without secrets.
    :param job_href: the URL of a job that was started although the task fails.
    """

    kind = "api"
    final = False  # asking again is pointless, whatever the status
    # The pieces of a job's result that came before the one that failed, by their names.
    kept: Mapping[str, Any] = MappingProxyType({})

    def __init__(
        self,
        message: str,
        *,
        status: Optional[int] = None,
        retry_after: Optional[float] = None,
        sent: Optional[bool] = None,
        code: Optional[str] = None,
        request_id: Optional[str] = None,
        tries: Optional[int] = None,
        method: Optional[str] = None,
        path: Optional[str] = None,
        job_href: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.retry_after = retry_after
        self.sent = sent
        self.code = code
        self.request_id = request_id
        self.tries = tries
        self.method = method
        self.path = path
        self.job_href = job_href

    def facts(self) -> dict[str, Any]:
        """What is known, as keys of a failed result; what is not known is left out."""
        known = {
            "http_status": self.status,
            "retry_after": self.retry_after,
            "sent": self.sent,
            "code": self.code,
            "request_id": self.request_id,
            "tries": self.tries,
            "method": self.method,
            "path": self.path,
            "job_href": self.job_href,
        }
        return {name: value for name, value in known.items() if value is not None}

    def with_message(self: Self, message: str, kind: Optional[type[AsyncopsError]] = None) -> Any:
        """The same error with another sentence, and of another class where ``kind`` is given."""
        error = (kind or type(self)).__new__(kind or type(self))
        error.__dict__.update(self.__dict__)
        error.message = message
        error.args = (message,)
        return error


class ConfigError(AsyncopsError):
    """An option, a definition or a combination of them is wrong."""

    kind = "config"


class DefinitionError(ConfigError):
    """A definition is wrong: the path of the key, then what is wrong with it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__("%s %s" % (where, what))
        self.where = where


class Unsupported(AsyncopsError):
    """The provider does not have the verb, filter or feature asked for."""

    kind = "unsupported"


class TransportError(AsyncopsError):
    """No usable response came. A certificate that is not trusted, for one, is ``final``."""

    kind = "transport"


class DecodeError(AsyncopsError):
    """The body is not what it should be (HTML for JSON, a cut document, too large)."""

    kind = "decode"


class TooLarge(DecodeError):
    """More bytes came, or would come, than may; the rest was not read."""


class Denied(DecodeError):
    """An answer of a good status that lacks what was asked for, and says no instead."""

    kind = "api"


class SaveError(AsyncopsError):
    """A result could not be saved on this machine; what was sent before it has taken effect."""

    kind = "api"


class ApiError(AsyncopsError):
    """The system responded and its response says no."""

    kind = "api"


class RefusedPlace(ApiError):
    """A result lies where it is not fetched from; what was fetched before it is kept."""


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


API_ERRORS: dict[str, type[ApiError]] = {
    error.kind: error for error in (ApiError, AuthError, NotFound, Conflict, RateLimited)
}
# What only a mistake of ours raises.
DEFECTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
