# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of a login, to the system itself or to another host that the definition names.
Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Optional

from .._model.compiled.request import RequestTemplate, fill_headers
from .._model.compiled.source import Source
from .._model.compiled.view import View
from .._model.errors import ConfigError
from .._model.template import Names
from .._wire import urls
from .._wire.connection import Connection
from .._wire.headers import merge_headers
from .._wire.learning import learn_answer
from .._wire.request import SendOptions, Transport
from .expectations import SUBMIT
from .steps import as_text, readable

if TYPE_CHECKING:
    from .session import ApiSession


def send_login(
    session: ApiSession,
    template: RequestTemplate,
    names: Names,
    wanted: Sequence[Sequence[Source]],
) -> View:
    """Sends one request of a login. It changes nothing that a second one would change again.

    :param wanted: see steps.readable.
    :raises ApiError: the system refuses.
    :raises ConfigError: a URL that must not be used.
    """
    provider = session.provider
    url = _url(session, template, names)
    transport = _transport(session, url)
    request = session.build(template, names, url=url, with_own_headers=transport is None)
    # What the login itself needs is not the user's to change (the token endpoint answers JSON).
    own_headers = fill_headers(template.headers, {**session.names, **names})
    request.headers = merge_headers(request.headers, own_headers)
    request.repeatable = True
    # Within the time of the request that it is for, and without repeats where that has none.
    before: Optional[SendOptions] = getattr(session.thread, "options", None)
    options = before and SendOptions(before.retries, before.deadline, abandon=before.abandon)
    options = session.within_deadline(request, options)
    if transport is None:
        session.budget.wait(options.deadline if options else None)
    response = session.transmit(
        request, options, session.classifier(provider, template.verb), transport
    )
    learn_answer(session.secrets, response)  # before anything of it may be shown
    decoded = as_text(session.decoded(response, template, SUBMIT, provider))
    session.check(decoded, template)
    return readable(decoded, wanted)


def _url(session: ApiSession, template: RequestTemplate, names: Names) -> str:
    names = {**session.names, **names}
    path = template.path.fill(names, urls.path_segment) if template.path else ""
    if path.lower().startswith(("http://", "https://")):
        return path
    root = session.provider.base if template.root is None else template.root
    return urls.join(session.base_url, root.fill(session.names), path)


def _transport(session: ApiSession, url: str) -> Optional[Transport]:
    """A way to another host than the system's own; None where it is not needed.

    It has the options of the connection but for the user's headers, which are for the system.

    :raises ConfigError: the URL is none, or gives up TLS.
    """
    try:
        theirs = urls.origin(url)
    except ValueError as exc:
        raise ConfigError("auth: the URL of the login cannot be used: %s" % exc) from None
    ours = urls.origin(session.base_url)
    if theirs == ours or session.open is None:
        return None
    there = urls.format_origin(theirs)
    if ours[0] == "https" and theirs[0] != "https":
        message = "auth: the login at %s must be asked by https, as base_url is"
        raise ConfigError(message % there)
    if there not in session.others:
        known = session.transport.connection
        options = {name: getattr(known, name) for name in Connection.__slots__}
        other = Connection(**{**options, "base_url": there, "headers": {}, "rebased": None})
        session.others[there] = session.open(other)
    return session.others[there]
