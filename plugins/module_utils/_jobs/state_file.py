# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in which an event source remembers what it has told. Private to asyncops.jobs.

It is a journal: a head, then a line for each job that was told of, in the order told. A line is
written right after its event was taken over, so that of a source which is killed at any instant at
most the last event comes again, and none is lost. A line that was cut short does not count. When
most lines are outdated, the file is written anew, whole (AtomicFile). Mode 0600; it holds the
states of jobs and the system's words for them, and no secret.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Optional

from .._model.errors import ConfigError, SaveError
from .._model.job import STATES
from .._wire.atomic_file import AtomicFile
from .events import Known

_KIND = "asyncops.jobs.job_events"
_VERSION = 1
_MOST = 256 * 1024 * 1024  # bytes
_SLACK = 1000  # outdated lines that are always allowed
_BEGUN = {"begun": True}  # all jobs that were there at first have been taken in


class _Damaged(Exception):
    """A line that this version did not write; the text says what is wrong with it."""


class StateFile:
    """Reads the file at once, and holds it: no other source may use it meanwhile.

    :param identity: what the file is about (the system, the filters); only its hash is stored.
    :raises ConfigError: it cannot be read or written, is damaged, is about something else, or is in
        use.
    :ivar jobs: what it remembers, by id.
    :ivar has_begun: whether the jobs that were there at first have been taken in.
    """

    def __init__(self, path: str, identity: Sequence[str]) -> None:
        self.path = os.path.abspath(os.path.expanduser(path))
        text = json.dumps(list(identity)).encode()
        self._head = {"about": _KIND, "version": _VERSION, "of": hashlib.sha256(text).hexdigest()}
        self.jobs: dict[str, Known] = {}
        self.has_begun = False
        self._lines = 0
        self._is_broken = False  # what it holds lacks something
        self._handle = self._opened()
        try:
            self._read()
        except _Damaged as exc:
            self.close()
            message = "state_file %s %s; name another file, or remove it to begin from now"
            raise ConfigError(message % (self.path, exc)) from None

    def begin(self) -> None:
        """Notes that all jobs that were there at first have been taken in.

        :raises SaveError: it could not be written.
        """
        self.has_begun = True
        self._append(_BEGUN)

    def note(self, job_id: str, known: Optional[Known]) -> None:
        """Remembers what was told of a job; None: it is forgotten.

        :raises SaveError: it could not be written; ``mend`` tries again.
        """
        self._append([job_id, *known] if known is not None else [job_id])

    def mend(self, jobs: Mapping[str, Known]) -> None:
        """Writes the file anew where lines are missing in it, or most are outdated.

        :param jobs: all that is to be remembered.
        :raises SaveError: it could not be written.
        """
        if not self._is_broken and self._lines <= 2 * len(jobs) + _SLACK:
            return
        lines: list[Any] = [_BEGUN] if self.has_begun else []
        lines += [[job_id, *known] for job_id, known in jobs.items()]
        self._write_whole(lines)

    def sync(self) -> None:
        """Sees to it that what was noted is on the disk."""
        with suppress(OSError):
            os.fsync(self._handle)

    def close(self) -> None:
        """Lets the file go."""
        os.close(self._handle)

    def _write_whole(self, lines: Sequence[Any]) -> None:
        try:
            with AtomicFile(self.path, 0o600) as file:
                file.write(_text([self._head, *lines]))
                file.commit()
            handle, self._handle = self._handle, self._opened()
        except (ConfigError, OSError) as exc:
            self._is_broken = True
            raise SaveError("state_file %s could not be written anew" % self.path) from exc
        os.close(handle)
        self._lines, self._is_broken = len(lines), False

    def _append(self, line: Any) -> None:
        data = _text([line])
        if self._is_broken:
            raise SaveError("state_file %s lacks what could not be written to it" % self.path)
        try:
            if os.write(self._handle, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as exc:
            self._is_broken = True
            reason = exc.strerror or "error"
            message = "state_file %s could not be written (%s)"
            raise SaveError(message % (self.path, reason)) from exc
        self._lines += 1

    def _opened(self) -> int:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (OSError, ValueError) as exc:
            reason = getattr(exc, "strerror", None) or "it is no path"
            message = "state_file %s cannot be opened for writing: %s"
            raise ConfigError(message % (self.path, reason)) from None
        try:
            self._claim(handle)
        except ConfigError:
            os.close(handle)
            raise
        return handle

    def _claim(self, handle: int) -> None:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise ConfigError("state_file %s is no regular file" % self.path)
        if found.st_uid == os.geteuid():
            os.fchmod(handle, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = "state_file %s is in use by another event source; give each one its own"
            raise ConfigError(message % self.path) from None
        except OSError:
            pass  # a file system without locks

    def _read(self) -> None:
        size = os.fstat(self._handle).st_size
        if size > _MOST:
            raise _Damaged("is larger than this source would ever write")
        with open(os.dup(self._handle), "rb") as file:
            file.seek(0)
            data = file.read()
        whole, newline, cut = data.rpartition(b"\n")
        if not newline and self._may_be_head(cut):
            os.ftruncate(self._handle, 0)
            self._append(self._head)
            self._lines = 0
            return
        lines = whole.split(b"\n")
        self._check_head(_parsed(lines[0], 1))
        for number, line in enumerate(lines[1:], 2):
            self._take(_parsed(line, number), number)
        self._lines = len(lines) - 1
        if cut:  # killed while it wrote: the event of this line is told again
            os.ftruncate(self._handle, len(data) - len(cut))

    def _may_be_head(self, cut: bytes) -> bool:
        """Whether a text is the beginning of the head, which a kill has cut short."""
        return _text([self._head]).startswith(cut)

    def _check_head(self, head: Any) -> None:
        if not isinstance(head, dict) or head.get("about") != _KIND:
            raise _Damaged("was not written by this event source")
        if head.get("version") != _VERSION:
            raise _Damaged("was written by another version of the collection")
        if head.get("of") != self._head["of"]:
            raise _Damaged("is about another system, or other filters")

    def _take(self, line: Any, number: int) -> None:
        if line == _BEGUN:
            self.has_begun = True
            return
        job_id, *values = line if isinstance(line, list) and line else (None,)
        if not isinstance(job_id, str):
            raise _damaged(number)
        if not values:
            self.jobs.pop(job_id, None)
            return
        if len(values) != len(Known._fields) or values[0] not in STATES:
            raise _damaged(number)
        status, reason, href = (None if one is None else str(one) for one in values[1:4])
        self.jobs[job_id] = Known(values[0], status, reason, href, bool(values[4]))


def _damaged(number: int) -> _Damaged:
    return _Damaged("is damaged in line %d" % number)


def _parsed(line: bytes, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise _damaged(number) from None


def _text(lines: Iterable[Any]) -> bytes:
    """JSON in ASCII: a line of a job holds no other newline than the one at its end."""
    return b"".join(json.dumps(line).encode("ascii") + b"\n" for line in lines)
