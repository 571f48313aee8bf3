# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a good status that lack what was asked for and say no instead, where no rule of the
definition knows them. Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional

from .._model.denial import is_bad, is_brief, is_of_missing, may_say_no, reaches, says_no
from .._model.errors import AsyncopsError, Denied, NotFound
from .._model.path import Path
from .._model.provider import Provider
from .._wire.request import SendOptions
from .decoding import DecodedResponse
from .poll import JobRef
from .refusing import status_in_words
from .session import ApiSession, address_of, facts_of

if TYPE_CHECKING:
    from .client import Client


def check(
    session: ApiSession,
    decoded: DecodedResponse,
    provider: Provider,
    places: Sequence[Path] = (),
    status: Optional[str] = None,
) -> None:
    """Does nothing where an answer does not call itself an error.

    :param places: of what was asked for: where the answer has none of them, what it wraps counts,
        too; without any, where it holds little else.
    :param status: a word that nobody lists, and that stands where that of a job would.
    :raises Denied: it does; with its words. That there is nothing of the kind is no error.
    """
    body = decoded.body
    if not body or not isinstance(body, (dict, list)) or not is_bad(status or "error"):
        return
    is_lacking = not any(reaches(path, body) for path in places) if places else is_brief(body)
    if not says_no(body, deep=is_lacking) and not (
        is_lacking and may_say_no(body, is_look_up=True)
    ):
        return
    words = session.words(decoded, provider)
    if words and is_of_missing(words):
        return
    raise denied(session, decoded, provider, words)


def check_brief(session: ApiSession, decoded: DecodedResponse, provider: Provider) -> None:
    """Does nothing where the answer to a request that starts no job holds more than a no.

    :raises Denied: it calls itself an error, and holds little else.
    """
    if is_brief(decoded.body) and says_no(decoded.body, deep=False):
        raise denied(session, decoded, provider, session.words(decoded, provider))


def denied(
    session: ApiSession, decoded: DecodedResponse, provider: Provider, words: Optional[str]
) -> Denied:
    """The error of an answer that says no."""
    response = decoded.response
    message = "%s answered %s" % (address_of(response), status_in_words(response.status))
    if words:
        message += ": %s" % words
    code = provider.refusal.reader.code(decoded.body)
    return Denied(message, code=code, **facts_of(response))


def was_done(
    client: Client, verb: str, ref: JobRef, decoded: DecodedResponse, options: Optional[SendOptions]
) -> bool:
    """Whether a stop or a delete that was answered took effect: it did unless the answer says no;
    then one look at the job shows it. False: the job to stop had ended by itself.

    :raises Denied: the job is as it was.
    """
    body: Any = decoded.body
    if verb == "stop" and _is_the_stopped_job(ref, decoded):
        return True
    # That a request was accepted (202) may be said in any words.
    if not (says_no(body, deep=True) if decoded.status == 202 else may_say_no(body)):
        return True
    provider, session = ref.provider, client.session
    error = denied(session, decoded, provider, session.words(decoded, provider))
    error.final = True  # it is known what became of it
    try:
        job = client.poll(ref, options=options or SendOptions(retries=0)).job
    except NotFound:
        return True
    except AsyncopsError as exc:
        message = "%s, and whether it was done is not known: %s"
        error.final = False
        raise error.with_message(message % (error.message, exc.message)) from exc
    if verb == "stop" and job is not None and (job.finished or job.state == "stopping"):
        return provider.stop is not None and provider.stop.leads_to(job.state)
    state = job.state if job else "as it was"
    raise error.with_message("%s; one look later the job is %s" % (error.message, state))


def _is_the_stopped_job(ref: JobRef, decoded: DecodedResponse) -> bool:
    """Whether the answer to a stop is the job itself, in a state that a stop leads to: the word
    `failed` is how it ended then, and no refusal.
    """
    provider = ref.provider
    if provider.stop is None or not isinstance(decoded.body, dict):
        return False
    if provider.job.named(decoded.body) != ref.id:
        return False
    return provider.stop.leads_to(provider.state.read(decoded.view).state)
