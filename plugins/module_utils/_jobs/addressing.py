# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids and URLs of jobs, and what templates may use for a job. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any, Optional

from .._model.errors import ConfigError, NotFound
from .._model.job import Job
from .._wire import urls
from .poll import PLACEHOLDER, JobRef
from .session import ApiSession

_ABSOLUTE = ("/", "http://", "https://")
_NO_IDS = ((bool, "a boolean (quote it)"), (dict, "a mapping"), (list, "a list"))


class Addressing:
    """How the jobs of one system are addressed."""

    def __init__(self, session: ApiSession, check_mode: bool = False) -> None:
        self._session = session
        self._check_mode = check_mode

    def ref(self, asked: Any) -> JobRef:
        """A job id or href, as the user gives it.

        :raises ConfigError: an empty id, or one that is no path segment; nothing was sent.
        """
        text = _id_text(asked)
        if text.rpartition("/")[2].startswith(PLACEHOLDER):
            from .placeholder import ref_of

            return ref_of(text, self._session.provider, self._check_mode)
        if text.lower().startswith(_ABSOLUTE):
            self._session.resolve_option("job_id", text)
            return self.ref_at(text)
        if not text:
            raise ConfigError("job_id must not be empty")
        urls.path_segment(text)
        # `gid://shop/Operation/1` and `arn:a:b//c` are ids; an empty part of any other is a slip of
        # the pen.
        if ":" not in text.partition("/")[0] and "" in text.split("/"):
            raise ConfigError("job_id %r is not an id" % text)
        return JobRef(text, text, None, self._session.provider.kind_of("/" + text))

    def ref_at(self, href: str, asked: str = "", current: Optional[str] = None) -> JobRef:
        """The job at a URL of any form: absolute, under the API root, relative to ``current``.

        :raises ApiError: the URL is of another origin.
        """
        url = self._session.resolve(href, current)
        if self._session.rebases or not href.startswith(_ABSOLUTE):
            href = url  # relative to a response that is soon forgotten
        provider = self._session.provider.kind_of(href)
        job_id = provider.job.id_of(href)
        return JobRef(asked or job_id, job_id, href, provider)

    def names(self, ref: JobRef, job: Optional[Job] = None) -> dict[str, Any]:
        """What templates may use for a job.

        :raises NotFound: the id has not the form that ids of this system have.
        """
        parts = ref.provider.parts_of(ref.id)
        if parts is None and ref.provider.parts is not None:
            pattern = ref.provider.parts.pattern
            message = "job %s is not known: an id has the form %s"
            raise NotFound(message % (ref.asked, pattern))
        href = ref.href or (job.href if job else None)
        names: dict[str, Any] = {"id": ref.id, "part": parts, "href": href}
        if not href and ref.provider.href is not None:
            all_names = {**self._session.names, **names}
            names["href"] = ref.provider.href.fill(all_names, urls.path_segment)
        if job is not None:
            names["record"] = job.raw or {}
        return names


def _id_text(asked: Any) -> str:
    """An id of the user's as text, digit by digit: 1.0 is not 1.

    :raises ConfigError: it is neither a text nor a number.
    """
    for kind, what in _NO_IDS:
        if isinstance(asked, kind):
            message = "job_id must hold ids, which are texts or numbers; one of them is %s"
            raise ConfigError(message % what)
    return "" if asked is None else str(asked).strip()
