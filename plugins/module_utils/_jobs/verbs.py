# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs: parameters -> result, the whole body of a module, without Ansible. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from .._model.errors import (
    DEFECTS,
    ApiError,
    AsyncopsError,
    ConfigError,
    Unsupported,
    WaitTimeout,
)
from .._model.provider import Provider
from .._model.result import empty
from .client import Client
from .context import Context
from .visible import make_visible

Params = Mapping[str, Any]
# Takes a Client; `explain`, which sends nothing, a Provider.
Verb = Callable[[Any, Params, Context, dict[str, Any]], None]


def run(
    name: str,
    verb: Verb,
    provider: Callable[[], Provider],
    params: Params,
    context: Context,
    result: Optional[dict[str, Any]] = None,
) -> dict[str, Any]:
    """Runs a verb. An error is no exception here: the result has ``failed``, ``msg`` and ``error``.

    :param name: info, wait, result, stop, delete, request or explain.
    :param verb: the function of that name in the file of that name. Whoever runs it imports it, so
        that a module brings along what it needs and no more.
    :param provider: makes the Provider (its errors are handled like any other).
    :param result: what `empty` gave; filled as the verb goes, so that whoever interrupts it finds
        what was known.
    :raises Interrupted: a signal came.
    """
    result = empty(name, params) if result is None else result
    clients: list[Client] = []
    try:
        taken: Any = provider()
        if name != "explain":
            taken = context.connect(taken, params)
            clients.append(taken)
            _start_deadline(taken, params)
        verb(taken, params, context, result)
    except AsyncopsError as exc:
        known = {key: value for key, value in exc.facts().items() if key not in result}
        error = _kind_of(exc, clients)
        result.update(known, failed=True, msg=_sentence(exc), error=error)
    except DEFECTS as exc:
        odd = _odd_text(exc, params)
        if odd is None:
            result.update(failed=True, error="api", msg=defect(exc, context))
        else:
            result.update(failed=True, error=_kind_of(odd, clients), msg=odd.message)
    return _shown(result, context)


def _shown(result: dict[str, Any], context: Context) -> dict[str, Any]:
    """The result without secrets, and with nothing that a screen does not show."""
    scrubbed: dict[str, Any] = context.secrets.scrub_tree(result)
    for shown in (scrubbed, *scrubbed.get("refused", ())):
        if "msg" in shown:
            shown["msg"] = context.secrets.sentence(shown["msg"])
    make_visible(scrubbed)
    return scrubbed


def defect(cause: BaseException, context: Context) -> str:
    """What is told of a defect of ours; its places are traced. The text of such an exception may
    quote anything, so only they are shown.
    """
    places = _places(cause)
    context.trace("internal error (%s): %s" % (type(cause).__name__, " > ".join(places)))
    place = places[-1].partition(" in ")[0] if places else "?"
    return "internal error (%s at %s); please report it" % (type(cause).__name__, place)


def _odd_text(cause: BaseException, params: Params) -> Optional[ConfigError]:
    """The error of an option that holds what cannot be written, where that is the cause."""
    if not isinstance(cause, UnicodeEncodeError):
        return None
    from .odd_texts import odd_text

    return odd_text(params)


def _sentence(error: AsyncopsError) -> str:
    """What the user is told: the message, and when to try again where the system says it."""
    if not error.retry_after or isinstance(error, WaitTimeout):
        return error.message
    told = "the server asks for a retry in %g s" % round(error.retry_after, 1)
    return "%s; %s" % (error.message.rstrip("."), told)


def _start_deadline(client: Client, params: Params) -> None:
    """One deadline for all that the task sends. Where nothing is waited for, what comes before the
    one poll has the time of one request.
    """
    if "wait_timeout" not in params:
        return
    from .outcome import WaitOptions

    client.session.deadline = client.session.transport.clock()
    client.session.extend(WaitOptions.from_params(params).timeout or None)


def _kind_of(error: AsyncopsError, clients: Sequence[Client]) -> str:
    """The class of an error. What promises that nothing was sent is said only where that is so
    (docs/contract.md, Results and errors).
    """
    was_sent = any(client.session.has_sent for client in clients)
    if was_sent and isinstance(error, (ConfigError, Unsupported)):
        return ApiError.kind
    return error.kind


def _places(exc: BaseException) -> list[str]:
    """Where an exception was raised, and by whom that was called: file, line and function, the
    innermost last.
    """
    places = []
    trace = exc.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        file_name = code.co_filename.rpartition("/")[2]
        places.append("%s:%d in %s" % (file_name, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    return places
