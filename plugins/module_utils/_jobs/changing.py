# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that stop or delete one job, sent once each, and what their answers mean. Private to
asyncops.jobs.
"""

from __future__ import annotations

from typing import Any, Optional

from .._model.compiled.condition import any_holds
from .._model.errors import (
    ApiError,
    AsyncopsError,
    Conflict,
    DecodeError,
    NotFound,
    RateLimited,
    TransportError,
)
from .._model.job import Job
from .._wire.request import SendOptions
from .bodies import begins_as_html
from .client import Client
from .decoding import DecodedResponse
from .expectations import LENIENT
from .poll import JobRef
from .session import address_of, facts_of

_UNKNOWN_OUTCOME = (
    "%s; it is not known whether job %s got the %s, and it was not sent again: see job_info"
)


def ask_to_stop(
    client: Client, ref: JobRef, job: Job, options: Optional[SendOptions] = None
) -> bool:
    """Asks the system to stop an active job; False when it says that the job had already ended.
    Only a look at the job shows what came of it.
    """
    return _act(client, "stop", ref, job, options)


def delete(client: Client, ref: JobRef, job: Job, options: Optional[SendOptions] = None) -> bool:
    """Removes a job; False when it was already gone."""
    try:
        return _act(client, "delete", ref, job, options)
    except (ApiError, DecodeError, TransportError) as exc:
        was_gone = isinstance(exc, NotFound)
        if (was_gone or is_unknown_outcome(exc)) and _is_gone(client, ref):
            return not was_gone  # else it took effect before the server failed
        raise


def is_unknown_outcome(error: AsyncopsError) -> bool:
    """Whether a request that changes something may have done so although it failed."""
    if isinstance(error, TransportError):
        return bool(error.sent)
    if error.final or isinstance(error, RateLimited):
        return False  # the system says in its own words that it did not
    # A server or gateway that failed may have passed the request on before.
    is_broken = error.status == 408 or (error.status or 0) >= 500
    return isinstance(error, DecodeError) or (is_broken and error.status != 501)


def _act(client: Client, verb: str, ref: JobRef, job: Job, options: Optional[SendOptions]) -> bool:
    template, session = ref.provider.action(verb), client.session
    names = client.addressing.names(ref, job)
    if template.before:
        names["saved"] = _call_before(client, verb, ref, names, options)
    try:
        request = session.build(template, names, ref.provider)
        decoded = session.send(request, template, ref.provider, options, LENIENT)
        if any_holds(template.already_ended, decoded.view):
            return False
        session.check(decoded, template, ref.provider)
        _check_no_page(decoded)
        if decoded.body:
            from .denials import was_done

            return was_done(client, verb, ref, decoded, options)
    except (ApiError, DecodeError, TransportError) as exc:
        if isinstance(exc, TransportError) and not exc.sent:
            raise
        message = "job %s: %s" % (ref.asked, exc.message)
        if is_unknown_outcome(exc):
            message = _UNKNOWN_OUTCOME % (exc.message, ref.asked, verb)
        raise exc.with_message(message) from exc
    return True


def _call_before(
    client: Client, verb: str, ref: JobRef, names: dict[str, Any], options: Optional[SendOptions]
) -> dict[str, Any]:
    """What the calls before a stop or a delete have brought.

    :raises AsyncopsError: one failed, so that the job was not touched.
    """
    from .steps import call_before

    try:
        return call_before(
            client.session, ref.provider.action(verb).before, names, ref.provider, options
        )
    except (ApiError, DecodeError, TransportError) as exc:
        message = "job %s: the %s was not sent, because a call before it failed: %s"
        # What such a call does not find is not the job.
        about = ApiError if isinstance(exc, (NotFound, Conflict)) else None
        error: AsyncopsError = exc.with_message(message % (ref.asked, verb, exc.message), about)
        error.final = True  # nobody needs to ask whether it arrived
        error.sent = None if error.sent is None else False
        raise error from exc


def _is_gone(client: Client, ref: JobRef) -> bool:
    """After a delete of which the outcome is not known: whether the job is not there."""
    try:
        client.poll(ref, options=SendOptions(retries=0))
    except NotFound:
        return True
    except AsyncopsError:
        return False
    return False


def _check_no_page(decoded: DecodedResponse) -> None:
    """Does nothing where an answer is not a page for people: that would say nothing of a job.

    :raises DecodeError: it is one (a sign-in page, mostly).
    """
    response = decoded.response
    if response.status < 300 and begins_as_html(response):
        message = "%s answered an HTML page, which does not say whether it was done"
        raise DecodeError(message % address_of(response), **facts_of(response))
