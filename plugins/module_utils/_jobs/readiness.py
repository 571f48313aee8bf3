# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that are not there at once, or at all, though their job has succeeded. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional

from .._model.compiled.condition import first_value
from .._model.compiled.sections import Result
from .._model.errors import ApiError, WaitTimeout
from .._model.provider import Provider
from .._wire.request import SendOptions
from .._wire.retry import SinkStart, backoff
from .decoding import DecodedResponse
from .expectations import RESULT, SAVED, SUBMIT
from .session import address_of, facts_of
from .steps import as_text, save

if TYPE_CHECKING:
    from .session import ApiSession

_READING = ("GET", "HEAD")


def ask_until_ready(
    session: ApiSession,
    provider: Provider,
    template: Result,
    names: Mapping[str, Any],
    options: SendOptions,
    deadline: float,
) -> Optional[DecodedResponse]:
    """The answer that is the result; None where an answer says that there is none.

    :param deadline: an instant of the clock until which "not ready yet" is asked again; the first
        answer has the time of one request in any case.
    :raises WaitTimeout: it was not ready until then.
    :raises ApiError: the system says no.
    """
    expected = SUBMIT if options.sink is None else SAVED
    start, tries = SinkStart(options.sink), 0
    while True:
        request = session.build(template, names, provider)
        request.repeatable = True
        decoded = session.send(request, template, provider, options, expected)
        view = decoded.view
        if template.is_absent(view):
            start.rewind()
            return None
        if not template.is_not_ready(view):
            session.check(decoded, template, provider)
            if options.sink is not None:
                return decoded
            return session.decoded(decoded.response, template, RESULT, provider)
        start.rewind()
        tries += 1
        _pause(session, provider, decoded, tries, deadline)
        options.deadline = session.deadline


class FirstPage:
    """What the answer to the first request for a paged result may mean before it is a page.

    :param deadline: see ask_until_ready.
    """

    def __init__(
        self, session: ApiSession, provider: Provider, template: Result, deadline: float
    ) -> None:
        self._session = session
        self._provider = provider
        self._template = template
        self._deadline = deadline
        self._tries = 0

    def is_absent(self, decoded: DecodedResponse) -> bool:
        """Whether it says that there is no result."""
        return self._template.is_absent(decoded.view)

    def is_asked_again(self, decoded: DecodedResponse, options: Optional[SendOptions]) -> bool:
        """Whether it says that the result is not ready yet; pauses then.

        :raises WaitTimeout: it was not ready until the deadline.
        """
        if not self._template.is_not_ready(decoded.view):
            return False
        self._tries += 1
        _pause(self._session, self._provider, decoded, self._tries, self._deadline)
        if options is not None:
            options.deadline = self._session.deadline
        return True


def call_until_ready(
    session: ApiSession,
    provider: Provider,
    template: Result,
    names: Mapping[str, Any],
    deadline: float,
) -> dict[str, Any]:
    """Makes the calls before a result, and returns what they saved. One that only reads is made
    again while its answer says "not ready yet": it looks at what an earlier one has begun.

    :param deadline: see ask_until_ready.
    :raises WaitTimeout: it was not ready until then.
    :raises ApiError, DecodeError: one of them is refused, or brings not what it should.
    """
    saved: dict[str, Any] = {}
    for step in template.before:
        tries = 0
        while True:
            request = session.build(step, {**names, "saved": saved}, provider)
            decoded = as_text(session.send(request, step, provider, None, SUBMIT))
            if request.method not in _READING or not template.is_not_ready(decoded.view):
                break
            tries += 1
            _pause(session, provider, decoded, tries, deadline)
        session.check(decoded, step, provider)
        save(step, decoded, saved)
    return saved


def _pause(
    session: ApiSession, provider: Provider, decoded: DecodedResponse, tries: int, deadline: float
) -> None:
    """Sleeps until the result is asked for again.

    :raises WaitTimeout: that would be too late.
    """
    clock = session.transport.clock
    wanted = session.retry_after(decoded, provider)
    seconds = backoff(tries, lambda: 1.0) if wanted is None else wanted
    left = deadline - clock()
    if wanted is None:
        seconds = min(seconds, max(left, 0.0))
    if left <= 0 or seconds > left:
        said = session.said(decoded, provider)
        message = "%s has the result not ready until the end of wait_timeout (HTTP %d%s)"
        values = (address_of(decoded.response), decoded.status, said)
        raise WaitTimeout(message % values, **facts_of(decoded.response))
    session.sleep(seconds)
    session.extend()


def opened(
    session: ApiSession, provider: Provider, template: Result, decoded: DecodedResponse
) -> Any:
    """What an answer holds in its envelope.

    :raises ApiError: nothing is there; with what it says instead.
    """
    value = first_value(template.value, decoded.body)
    if value is None:
        where = ", ".join(path.text for path in template.value)
        message = "the answer of %s holds no result (result.value: %s)%s"
        said = session.said(decoded, provider)
        raise ApiError(message % (address_of(decoded.response), where, said))
    return value
