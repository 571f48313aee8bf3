# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a Transport, and what a Transport is. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional, Protocol, Union

from .connection import Connection
from .response import Response

if TYPE_CHECKING:
    from .abandon import Abandon
    from .upload import Upload

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


class Sink(Protocol):
    """Where the bytes of a body go instead of into memory."""

    def write(self, data: Any) -> Any:
        """Takes the next piece."""


class Request:
    """One request, ready to be sent: an absolute URL, pairs of texts, encoded bytes.

    :param repeatable: sending it twice does no harm; by default what RFC 9110 section 9.2.1 calls
        safe.
    :param follow_redirects: False where a redirect is the answer.
    :param see_other: whether a 303 is followed as well; else it is the answer.
    :param elsewhere: whether the hosts of `result_hosts` may answer it: nothing of ours goes there.
    """

    __slots__ = (
        "method",
        "url",
        "query",
        "headers",
        "body",
        "repeatable",
        "follow_redirects",
        "see_other",
        "elsewhere",
    )

    def __init__(
        self,
        method: str,
        url: str,
        query: Sequence[tuple[str, str]] = (),
        headers: Optional[Mapping[str, str]] = None,
        body: Optional[Union[bytes, Upload]] = None,
        repeatable: Optional[bool] = None,
        follow_redirects: bool = True,
        see_other: bool = False,
        elsewhere: bool = False,
    ) -> None:
        self.method = method.upper()
        self.url = url
        self.query = query
        self.headers: Mapping[str, str] = headers or {}
        self.body = body
        self.repeatable = self.method in SAFE_METHODS if repeatable is None else repeatable
        self.follow_redirects = follow_redirects
        self.see_other = see_other
        self.elsewhere = elsewhere


class SendOptions:
    """How a caller wants a request to be sent.

    :param retries: repeats of a repeatable request that failed; None: what the connection says.
    :param deadline: an instant of the Transport's clock that no wait and no read crosses.
    :param sink: takes the body of a 2xx, without a limit unless ``max_bytes`` is given.
    :param max_bytes: decoded bytes that are read at the most; None: in memory what the connection
        says, no limit into a sink.
    :param flows: the deadline is for the beginning of the body, which may then take as long as it
        flows.
    :param abandon: lets another thread end the request.
    :param hold: bytes of a body that are kept in memory, and given to the sink only where more
        come: an answer of which nobody knows yet whether it belongs there.
    :ivar before_try: called before the request is sent, and before it is sent again.
    """

    __slots__ = (
        "retries",
        "deadline",
        "sink",
        "max_bytes",
        "flows",
        "abandon",
        "hold",
        "before_try",
    )

    def __init__(
        self,
        retries: Optional[int] = None,
        deadline: Optional[float] = None,
        sink: Optional[Sink] = None,
        max_bytes: Optional[int] = None,
        flows: bool = False,
        abandon: Optional[Abandon] = None,
        hold: int = 0,
    ) -> None:
        self.retries = retries
        self.deadline = deadline
        self.sink = sink
        self.max_bytes = max_bytes
        self.flows = flows
        self.abandon = abandon
        self.hold = hold
        self.before_try: Optional[Callable[[], None]] = None

    def until(self, deadline: float, flows: bool = False) -> SendOptions:
        """The same with a deadline."""
        other = SendOptions(
            self.retries,
            deadline,
            self.sink,
            self.max_bytes,
            self.flows or flows,
            self.abandon,
            self.hold,
        )
        other.before_try = self.before_try
        return other


class Classifier(Protocol):
    """What a system means by a response, asked before a request is sent again."""

    def error_kind(self, response: Response) -> Optional[str]:
        """``rate_limited`` is repeated like 429, any other kind is final; None leaves it to the
        status.
        """

    def retry_after(self, response: Response) -> Optional[float]:
        """Seconds from the response until the server wants to be asked again, bounded; None where
        it does not say.
        """


class Transport(Protocol):
    """What sends requests to one origin."""

    connection: Connection
    clock: Callable[[], float]

    @property
    def requests(self) -> int:
        """How many requests were sent, repeats and redirects included."""

    def send(
        self,
        request: Request,
        options: Optional[SendOptions] = None,
        classifier: Optional[Classifier] = None,
    ) -> Response:
        """Sends one request, and again where that is safe; returns the last response, whatever its
        status.

        :raises TransportError, DecodeError, ApiError, ConfigError: no usable response, or none that
            may be used.
        """
