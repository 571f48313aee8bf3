# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of decoded responses -> Jobs, with the warnings that go with them. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Callable, Optional

from .._model.compiled.view import View
from .._model.job import Job
from .._model.path import XmlRecord
from .._wire.request import SendOptions
from .addressing import Addressing
from .decoding import DecodedResponse
from .poll import JobRef
from .session import ApiSession

_MAX_WORDS = 10  # that are warned of one by one
_ABSOLUTE = ("/", "http://", "https://")


class RecordReader:
    """Reads the records of one system.

    :param warn: takes one sentence for the user.
    """

    def __init__(
        self, session: ApiSession, addressing: Addressing, warn: Callable[[str], None]
    ) -> None:
        self._session = session
        self._addressing = addressing
        self._warn = warn
        self._unknown: set[str] = set()

    def read(
        self,
        ref: JobRef,
        record: Any,
        decoded: DecodedResponse,
        only: Optional[Container[str]] = None,
    ) -> Job:
        """The Job of a record; a status word that the provider does not list is warned of once.

        :param only: see JobReader.
        """
        reader = ref.provider.job
        view = decoded.view_of(record)
        counted = only is not None and not only
        shown = record if counted else self._session.shown(decoded, record)
        job = reader.read(view, ref.href, ref.id or None, only, shown)
        if job.result_href and not job.result_href.startswith(_ABSOLUTE):
            job.result_href = self._session.resolve(job.result_href, decoded.url)
        if job.state == "unknown":
            self._warn_unknown(ref, view.of(shown), by_rule=False)
        return job

    def with_detail(
        self,
        ref: JobRef,
        job: Job,
        decoded: DecodedResponse,
        options: Optional[SendOptions] = None,
    ) -> Job:
        """A job with what only a second call tells of it, where the definition has one."""
        detail = ref.provider.get.detail
        record = job.raw or {}
        if detail is not None and detail.is_needed(decoded.view_of(record), job.finished):
            names = self._addressing.names(ref, job)
            from .looks import detail_of

            answer = detail_of(self._session, ref, detail, names, options)
            record = XmlRecord(record) if isinstance(record, XmlRecord) else dict(record)
            record["detail"] = answer.body
            decoded = DecodedResponse(decoded.response, record, None, decoded.request)
            job = self.read(ref, record, decoded)
        if job.state == "unknown":
            shown = self._session.shown(decoded, record)
            self._warn_unknown(ref, decoded.view_of(shown), by_rule=True)
        return job

    def _warn_unknown(self, ref: JobRef, view: View, by_rule: bool) -> None:
        """Says once of each word why a job is ``unknown``.

        :param by_rule: of a rule that says why, which may wait for a second call; or of a word.
        """
        state = ref.provider.state
        reading = state.read(view)
        word = reading.status or ""
        if bool(reading.reason) != by_rule or word in self._unknown:
            return
        if len(self._unknown) < _MAX_WORDS:
            self._warn(state.why_unknown(ref.provider.name, word, reading.reason))
        elif len(self._unknown) == _MAX_WORDS:
            message = "provider %s does not list further words of status, which are not named here"
            self._warn(message % ref.provider.name)
        else:
            return
        self._unknown.add(word)
