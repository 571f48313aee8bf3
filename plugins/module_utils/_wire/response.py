# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes out of a Transport. Private to asyncops.jobs."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Optional, Union

from .._model import retry_after
from .._model.text import clean, cut
from .headers import Headers

__all__ = ["Headers", "Response"]

_REQUEST_IDS = ("X-Request-Id", "Request-Id", "X-Correlation-Id", "x-ms-request-id")
_MAX_REQUEST_ID = 200


class Response:
    """One response, read to its end.

    :param url: that it came from, which is another than was asked for after a redirect.
    :param received: the Transport's clock when the headers were in.
    :param tries: how often the request was sent, redirects not counted.
    :param size: decoded bytes of the body; by default those of ``content``.
    :param sha256: of the body, where a sink has taken it.
    :param elapsed: seconds from the first try to the end of this response.
    :param received_epoch: seconds since 1970 when the headers were in; by default now.
    """

    __slots__ = (
        "status",
        "headers",
        "content",
        "url",
        "received",
        "tries",
        "size",
        "sha256",
        "elapsed",
        "received_epoch",
        "elsewhere",
    )

    def __init__(
        self,
        status: int,
        headers: Union[Mapping[str, str], Iterable[tuple[str, str]]] = (),
        content: bytes = b"",
        url: str = "",
        received: float = 0.0,
        tries: int = 1,
        size: Optional[int] = None,
        sha256: Optional[str] = None,
        elapsed: float = 0.0,
        received_epoch: Optional[float] = None,
    ) -> None:
        self.status = status
        self.headers = headers if isinstance(headers, Headers) else Headers(headers)
        self.content = content
        self.url = url
        self.received = received
        self.tries = tries
        self.size = len(content) if size is None else size
        self.sha256 = sha256
        self.elapsed = elapsed
        # A host of `result_hosts` has given it: it is no answer of the system.
        self.elsewhere = False
        self.received_epoch = time.time() if received_epoch is None else received_epoch

    def __repr__(self) -> str:  # neither a URL with a query nor a body: both may hold tokens
        return "Response(%d)" % self.status

    @property
    def date(self) -> Optional[str]:
        """The Date header."""
        return self.headers.get("Date")

    @property
    def request_id(self) -> Optional[str]:
        """What the system's support asks for, whatever the header is called; of one line."""
        for name in _REQUEST_IDS:
            text = cut(clean(self.headers.get(name, "")), _MAX_REQUEST_ID)
            if text:
                return text
        return None

    def header(self, name: str) -> Optional[str]:
        """The value of a header, None where there is none; of several Retry-After the longest."""
        if name.lower() != "retry-after":
            return self.headers.get(name)
        values = self.headers.all(name)
        if len(values) < 2:
            return values[0] if values else None
        return retry_after.longest(values, self.date, self.received_epoch)
