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

from .._model.job import Job
from .._model.path import XmlRecord
from .._wire.request import SendOptions
from .addressing import Addressing
from .decoding import DecodedResponse
from .poll import JobRef
from .session import ApiSession

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
        job = reader.read(view, ref.href, ref.id or None, only)
        if job.result_href and not job.result_href.startswith(_ABSOLUTE):
            job.result_href = self._session.resolve(job.result_href, decoded.url)
        if job.state == "unknown":
            self._warn_unknown(ref, job.status or reader.state.read(view).status or "")
        return job

    def with_detail(
        self,
        ref: JobRef,
        job: Job,
        decoded: DecodedResponse,
        options: Optional[SendOptions] = None,
    ) -> Job:
        """A finished job with the outcome that only a second call tells, where the definition has
        one.
        """
        detail = ref.provider.get.detail
        if not job.finished or detail is None:
            return job
        names = self._addressing.names(ref, job)
        answer = self._session.ask(detail, names, ref.provider, options)
        record = XmlRecord(job.raw or {}) if isinstance(job.raw, XmlRecord) else dict(job.raw or {})
        record["detail"] = answer.body
        return self.read(ref, record, decoded)

    def _warn_unknown(self, ref: JobRef, status: str) -> None:
        if status not in self._unknown:
            self._unknown.add(status)
            self._warn(ref.provider.state.why_unknown(ref.provider.name, status))
