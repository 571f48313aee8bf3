# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a system means by a response, for what sends requests again. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any, Optional

from .._model.compiled.view import View
from .._model.provider import Provider
from .._wire.response import Response
from .._wire.retry_after import RetryAfterReader
from .decoding import decode
from .expectations import LENIENT


class ResponseClassifier:
    """The error rules and the hints of one provider (a Classifier of floor 2).

    :param request: the section whose request is answered.
    """

    def __init__(
        self, provider: Provider, retry_after: RetryAfterReader, request: str = ""
    ) -> None:
        self._provider = provider
        self._reader = retry_after
        self._request = request

    def error_kind(self, response: Response) -> Optional[str]:
        """What the error rules say of a response; None leaves it to the HTTP status."""
        kinds = self._provider.refusal.kinds
        if response.elsewhere or not kinds:
            return None
        if response.status < 400 and "rate_limited" not in kinds:
            return None
        return self._by_rule(response)

    def is_expired(self, response: Response) -> bool:
        """Whether the system wants a new login, whatever the HTTP status."""
        if response.elsewhere:
            return False  # it has seen no login
        if response.status == 401:
            return True
        return "expired" in self._provider.refusal.kinds and self._by_rule(response) == "expired"

    def _by_rule(self, response: Response) -> Optional[str]:
        view = self._view(response, decode(response, LENIENT))
        return self._provider.refusal.by_rule(view)

    def _view(self, response: Response, body: Any) -> View:
        return View(body, response.headers, response.status, self._request)

    def retry_after(self, response: Response) -> Optional[float]:
        """Seconds from the response until the system wants to be asked again, bounded."""
        needs_body = any(hint.reads_body for hint in self._provider.poll_after)
        return self.retry_after_in(response, decode(response, LENIENT) if needs_body else None)

    def retry_after_in(self, response: Response, body: Any) -> Optional[float]:
        """The same of a response whose body has been read."""
        view = self._view(response, body)
        for hint in self._provider.poll_after:
            if hint.is_retry_after:
                seconds = self._reader.of(response)
            else:
                text = hint.text(view)
                if text is None:
                    continue
                seconds = self._reader.read(text, response, hint.type, str(hint))
            if seconds is not None:
                return seconds
        # Retry-After counts whatever else a definition names (docs/contract.md, Retry-After).
        return self._reader.of(response)
