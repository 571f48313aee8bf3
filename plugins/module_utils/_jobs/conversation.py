# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation without a network: the samples answer the requests, in their order. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional
from urllib.parse import urlencode

from .._model.compiled.request import RequestTemplate
from .._model.provider import Provider
from .._wire import urls
from .._wire.connection import Connection
from .._wire.redirects import redirected
from .._wire.request import Classifier, Request, SendOptions
from .._wire.response import Response
from .._wire.secrets import Secrets
from .decoding import DecodedResponse
from .samples import Sample
from .session import ApiSession


class NextRequest(Exception):
    """No sample is left for a request: it is what would be sent next. It is no error, so that
    nothing of the engine takes it for one.
    """


class Exchange(NamedTuple):
    """One answer as the engine read it.

    :param decoded: None where it could not be read.
    """

    template: RequestTemplate
    provider: Provider
    response: Response
    decoded: Optional[DecodedResponse]


class Conversation:
    """What is said.

    :param samples: the answers, in order.
    :ivar sent: each request as people read it, the one without an answer included.
    :ivar answered: how many of them were.
    """

    def __init__(self, samples: Sequence[Sample] = ()) -> None:
        self._samples = list(samples)
        self.sent: list[dict[str, Any]] = []
        self.answered = 0
        self.exchanges: list[Exchange] = []
        self.pauses: list[float] = []

    @property
    def unread(self) -> int:
        """How many samples no request was left for."""
        return len(self._samples) - self.answered

    @property
    def waiting(self) -> Optional[dict[str, Any]]:
        """The last request, where no sample answers it."""
        return self.sent[self.answered] if len(self.sent) > self.answered else None

    def end(self) -> None:
        """Leaves what follows without an answer."""
        del self._samples[self.answered :]

    def notes(self, number: int) -> list[str]:
        """What was passed over of a sample."""
        return self._samples[number].notes if number < len(self._samples) else []

    def answer(self, request: Request) -> Response:
        """The next sample.

        :raises NextRequest: there is none.
        """
        self.sent.append(_shown(request))
        if self.answered >= len(self._samples):
            raise NextRequest
        sample = self._samples[self.answered]
        self.answered += 1
        response = sample.response
        url = request.url
        if request.query:
            url += ("&" if "?" in url else "?") + urlencode(request.query)
        response.url = urls.anywhere(sample.location, url) if sample.location else url
        return response


class RecordingTransport:
    """Stands in for a Transport: notes each request, and gives the samples for answers."""

    def __init__(
        self, conversation: Conversation, connection: Connection, clock: Callable[[], float]
    ) -> None:
        self.connection = connection
        self.clock = clock
        self.conversation = conversation

    @property
    def requests(self) -> int:
        """How many requests were noted."""
        return len(self.conversation.sent)

    def send(
        self,
        request: Request,
        options: Optional[SendOptions] = None,
        classifier: Optional[Classifier] = None,
    ) -> Response:
        """Notes the request, and those that its redirects lead to; sends nothing."""
        redirects = 0
        while True:
            response = self.conversation.answer(request)
            onward = redirected(request, response, redirects, Secrets(), connection=self.connection)
            if onward is None:
                return response
            request, redirects = onward, redirects + 1


class ListeningSession(ApiSession):
    """Keeps each answer as it was read.

    :ivar conversation: what takes them; it is that of the transport.
    """

    def decoded(
        self, response: Response, template: RequestTemplate, expected: str, provider: Provider
    ) -> DecodedResponse:
        """See ApiSession."""
        transport = self.transport
        if not isinstance(transport, RecordingTransport):
            return super().decoded(response, template, expected, provider)
        exchanges = transport.conversation.exchanges
        exchanges.append(Exchange(template, provider, response, None))
        decoded = super().decoded(response, template, expected, provider)
        exchanges[-1] = exchanges[-1]._replace(decoded=decoded)
        return decoded


def _shown(request: Request) -> dict[str, Any]:
    body = request.body.decode("utf-8", "replace") if isinstance(request.body, bytes) else None
    headers: Mapping[str, str] = request.headers
    return {
        "method": request.method,
        "url": request.url,
        "query": [list(pair) for pair in request.query],
        "headers": dict(headers),
        "body": body,
    }
