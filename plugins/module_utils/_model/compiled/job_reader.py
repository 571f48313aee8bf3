# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system's record -> a Job. Pure. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional
from urllib.parse import unquote

from .. import times
from ..job import Job
from ..path import Path
from ..values import exact, one_line
from .field import TIMES, Field, optional_field
from .source import Source, cut_out, first_source
from .state import Reading, StateReader
from .view import View

if TYPE_CHECKING:
    from .messages import MessageField
    from .outputs import OutputField

_PLAIN = ("name", "type", "progress", "duration", "reason", *TIMES)


class JobReader:
    """What of a record is which field of a job.

    :param provider: the provider's name.
    :param fields: the section ``job`` of a checked definition.
    :param state: how the state is read.
    :param id_pattern: what of a job's URL is its id.
    :param result_href: where a finished job names its result.
    :param tells_output: that is the one output of the job; else outputs are listed elsewhere.
    """

    __slots__ = (
        "provider",
        "state",
        "id",
        "href",
        "status",
        "plain",
        "messages",
        "outputs",
        "result_href",
        "_id_pattern",
        "_tells_output",
    )

    def __init__(
        self,
        provider: str,
        fields: Mapping[str, Any],
        state: StateReader,
        id_pattern: str,
        result_href: Sequence[Source],
        tells_output: bool = True,
    ) -> None:
        self.provider = provider
        self.state = state
        self.id = optional_field(fields, "id")
        self.href = optional_field(fields, "href")
        self.status = optional_field(fields, "status")
        self.plain = [(name, Field(fields[name], name)) for name in _PLAIN if name in fields]
        self.messages = _message_field(fields)
        self.outputs = _output_field(fields)
        self.result_href = result_href
        self._tells_output = tells_output and self.outputs is None
        self._id_pattern = re.compile(id_pattern)

    def read(
        self,
        view: View,
        href: Optional[str] = None,
        job_id: Optional[str] = None,
        only: Optional[Container[str]] = None,
        shown: Any = None,
    ) -> Job:
        """The Job that a record tells.

        :param href: what it was asked by, for records that do not name themselves; so is
            ``job_id``.
        :param only: the keys that are read besides the state; a list of 100,000 jobs of which four
            keys are wanted is read in a third of the time. An empty one counts jobs: the id and the
            state alone.
        :param shown: the record without secrets: what people read is read of that.
        """
        record = view.record
        reading = self.state.read(view)
        job = Job("", self.provider, reading.state)
        job.raw = record if isinstance(record, dict) else None
        job.id, job.href = self._identity(record, href, job_id, only is None or "href" in only)
        if only is not None and not only:
            return job
        if shown is None:
            shown = record
        elif shown is not record:
            reading = self.state.read(view.of(shown))
        self._read_fields(job, shown, only)
        if only is None or "status" in only:
            job.status = (self.status and self.status.value(shown)) or one_line(reading.status)
        if self.messages and (only is None or "messages" in only or "reason" in only):
            job.messages = self.messages.read(shown)
        if not job.reason and (only is None or "reason" in only):
            job.reason = _first_error(job) or one_line(reading.reason) or _why_partial(job, reading)
        if self.outputs and (only is None or "outputs" in only):
            job.outputs = self.outputs.read(record)
        if self.result_href and (only is None or "outputs" in only):
            self._read_result(job, view)
        return job

    def _read_result(self, job: Job, view: View) -> None:
        job.result_href = exact(first_source(self.result_href, view))
        if self._tells_output and job.succeeded and job.result_href:
            job.outputs = [{"id": None, "name": None, "href": job.result_href, "formats": []}]

    def _read_fields(self, job: Job, record: Any, only: Optional[Container[str]]) -> None:
        for name, field in self.plain:
            if _is_wanted(name, only):
                setattr(job, name, field.value(record))
        if not job.finished:
            job.finished_at = None  # a forecast is not an end
        if job.progress is not None:
            job.progress = max(0.0, min(100.0, job.progress))
        if job.duration is None and job.started_at and job.finished_at:
            seconds = times.to_epoch(job.finished_at) - times.to_epoch(job.started_at)
            job.duration = round(max(0.0, seconds), 6)

    def named(self, record: Any) -> Optional[str]:
        """What a record calls its job: the id, else the href; None where it says neither."""
        name = self.id.value(record) if self.id else None
        if not name and self.href:
            name = self.href.value(record)
        return name or None

    def is_misnamed(self, record: Any) -> bool:
        """Whether something stands where the id should, but is none (a mapping, a list)."""
        return self.id is not None and self.id.unreadable(record) is not None

    @property
    def id_paths(self) -> Sequence[Path]:
        """Where the id stands as it is, for a quicker look than ``named``; nowhere, where it has to
        be read.
        """
        return self.id.as_it_stands if self.id else []

    def own_reason(self, record: Any) -> Optional[str]:
        """The reason that the record itself gives; a rule's words are none."""
        for name, field in self.plain:
            if name == "reason":
                return field.value(record) or None
        return None

    def id_of(self, href: str) -> str:
        """The id in a job's URL, as it was before it was percent-encoded."""
        found = cut_out(self._id_pattern, href)
        return href if found is None else unquote(found)

    def _identity(
        self, record: Any, href: Optional[str], job_id: Optional[str], want_href: bool
    ) -> tuple[str, Optional[str]]:
        """(id, href) of a record; the href is read only where it is wanted, or needed to tell the
        id.
        """
        found: Optional[str] = (self.id.value(record) if self.id else None) or job_id
        if found is not None and "/" not in found and not want_href:
            return found, href
        own_href = self.href.value(record) if self.href else None
        href = own_href or href
        if found is None:
            return (self.id_of(href) if href else ""), href
        if "/" in found and own_href == found:
            found = self.id_of(found)
        return found, href


def _message_field(fields: Mapping[str, Any]) -> Optional[MessageField]:
    if "messages" not in fields:
        return None
    from .messages import MessageField

    return MessageField(fields["messages"])


def _output_field(fields: Mapping[str, Any]) -> Optional[OutputField]:
    if "outputs" not in fields:
        return None
    from .outputs import OutputField

    return OutputField(fields["outputs"])


def _first_error(job: Job) -> Optional[str]:
    """What the messages in the record say of a job that did not go well."""
    if not job.finished or job.state == "succeeded":
        return None
    errors = (one["text"] for one in job.messages or () if one["level"] == "error")
    return next(errors, None)


def _why_partial(job: Job, reading: Reading) -> Optional[str]:
    """Why a job is ``partial`` of which the system says no more than that."""
    if job.state != "partial":
        return None
    word = one_line(reading.status)
    if word is None:
        return "the system says that it is done, but not how completely"
    return "the system calls it %s" % word


def _is_wanted(name: str, only: Optional[Container[str]]) -> bool:
    if only is None or name in only:
        return True
    return name in TIMES and "duration" in only
