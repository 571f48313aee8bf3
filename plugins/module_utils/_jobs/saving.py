# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving results to `dest`: whole or not at all, and changed only when the content differs. Private
to asyncops.jobs.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Container, Sequence
from typing import Any, NamedTuple, Optional

from .._model.errors import ConfigError, SaveError
from .._model.text import label
from .._wire.atomic_file import AtomicFile, sha256_of, why_not_writable
from .._wire.connection import MAX_BYTES
from .._wire.request import SendOptions
from .max_size import check

HELD = 8 * 1024 * 1024  # bytes of an answer to a submit that are looked through for a job
_NAME_LENGTH = 200  # bytes, of the 255 that file systems take
_MAX_NAMED = 5  # results named in one sentence
_NOT_IN_NAMES = re.compile(r"[^\w.() -]")


class PendingFile(NamedTuple):
    """One file on its way."""

    path: str
    out: AtomicFile


class Destination:
    """Where the results of one task go. A folder takes files by the names the system gives; a file
    takes one result.

    :param dest: None: results are not saved.
    :param unsafe: a file that cannot be replaced is written over in place.
    :raises ConfigError: the folder is not there or not writable; found before anything is sent.
    """

    def __init__(self, dest: Optional[str], unsafe: bool = False) -> None:
        if dest is not None and not dest.strip():
            raise ConfigError("dest must not be empty: leave it out to have the result returned")
        if dest and "\0" in dest:
            raise ConfigError("dest holds a NUL character, which no path can")
        self.wanted = bool(dest)
        self._unsafe = unsafe
        self.name = ""  # for a result without a name of its own
        self.files: list[PendingFile] = []
        self.path = ""
        self.is_folder = False
        self._taken: set[str] = set()  # paths that results of this task have
        if dest:
            self.path = os.path.abspath(os.path.expanduser(dest))
            self.is_folder = os.path.isdir(self.path) or dest.endswith(os.sep)
            self._check_folder()

    def _check_folder(self) -> None:
        folder = self.path if self.is_folder else os.path.dirname(self.path)
        if not os.path.isdir(folder):
            raise ConfigError("dest: the folder %s does not exist" % folder)
        if not os.access(folder, os.W_OK):
            raise ConfigError("dest: the folder %s cannot be written to" % folder)
        why = why_not_writable(folder)
        if why:
            raise ConfigError("dest: the folder %s cannot be written to: %s" % (folder, why))
        try:
            os.lstat(self.path)
        except FileNotFoundError:
            pass
        except OSError as exc:  # a name that is too long, for one
            raise ConfigError("dest: %s: %s" % (self.path, exc.strerror or "error")) from None
        if os.path.exists(self.path) and not (self.is_folder or os.path.isfile(self.path)):
            message = "dest: %s is no regular file (a pipe or a device), and is not replaced by one"
            raise ConfigError(message % self.path)

    def plan(self, result: dict[str, Any]) -> None:
        """Check mode: fills `dest`, and `changed` where a file would be new."""
        if self.wanted:
            result.update(dest=self.path, size=None, checksum_sha256=None, files=[])
            result["changed"] = result["changed"] or not os.path.isfile(self.path)

    def open(self, name: str) -> AtomicFile:
        """A new file for a result that the system calls ``name``."""
        if self.files and not self.is_folder:
            raise self.too_small(())
        path = self.claim(name)
        try:
            out = AtomicFile(path, unsafe=self._unsafe)
        except ConfigError as exc:
            raise SaveError(exc.message) from exc
        self.files.append(PendingFile(path, out))
        return out

    def claim(self, name: str) -> str:
        """The path of a result that the system calls ``name``; no other gets it."""
        path = self.path
        if self.is_folder:
            path = free_name(os.path.join(path, safe_name(name or self.name)), self._taken)
        self._taken.add(path)
        return path

    def held(self, limit: Optional[int]) -> HeldAnswer:
        """For an answer that may be a result and may name a job."""
        return HeldAnswer(self, limit)

    def drop(self) -> None:
        """Removes all files that were opened: they hold no results."""
        self.discard()
        self.files.clear()
        self._taken.clear()

    def keep(self, count: int) -> None:
        """Removes all files but the first ones, which are whole."""
        for file in self.files[count:]:
            file.out.discard()
        del self.files[count:]

    def check(self, names: Sequence[str]) -> None:
        """Whether results of these names have room.

        :raises SaveError: they have not; nothing was fetched.
        """
        if len(names) > 1 and self.wanted and not self.is_folder:
            raise self.too_small(names)

    def too_small(self, names: Sequence[str]) -> SaveError:
        """The error of a file that is to take several results."""
        there = "is more than one result"
        if names:
            told = ", ".join(label(name) for name in names[:_MAX_NAMED] if name)
            more = ", ..." if told and len(names) > _MAX_NAMED else ""
            there = "are %d results%s" % (len(names), told and " (%s%s)" % (told, more))
        return SaveError("dest must be a folder: there %s, and none was saved" % there)

    def commit(self, files: list[dict[str, Any]]) -> None:
        """Moves the files into place.

        :param files: gets `dest`, `size`, `checksum_sha256` and `changed` of each.
        :raises SaveError: one could not be moved; ``files`` holds those that were before it.
        """
        for file in self.files:
            try:
                files.append(self._commit(file))
            except OSError as exc:  # its folder has gone, for one
                reason = exc.strerror or "error"
                raise SaveError("%s could not be written (%s)" % (file.path, reason)) from exc

    def _commit(self, file: PendingFile) -> dict[str, Any]:
        size = os.path.getsize(file.out.path)
        checksum = file.out.sha256 or sha256_of(file.out.path)
        changed = not _is_same_file(file.path, size, checksum)
        if changed:
            file.out.commit()
        return {"dest": file.path, "size": size, "checksum_sha256": checksum, "changed": changed}

    def discard(self) -> None:
        """Removes what was not moved into place."""
        for file in self.files:
            file.out.discard()


class HeldAnswer:
    """A sink for the answer to a submit. A small one stays in memory, since it may name a job; a
    file is opened once it is larger than that.

    :param limit: bytes of a result; None: any number.
    """

    def __init__(self, destination: Destination, limit: Optional[int]) -> None:
        self._destination = destination
        self._file: Optional[AtomicFile] = None
        most = None if limit is None else max(limit, MAX_BYTES)
        self.options = SendOptions(sink=self, max_bytes=most, flows=True, hold=HELD)

    @property
    def is_in_file(self) -> bool:
        """Whether the answer was too large for memory."""
        return self._file is not None

    def write(self, data: Any) -> int:
        """Takes the next piece. Raises SaveError."""
        if self._file is None:
            self._file = self._destination.open("")
        return self._file.write(data)

    def tell(self) -> int:
        """The present offset."""
        return 0 if self._file is None else self._file.tell()

    def seek(self, offset: int) -> int:
        """Goes to ``offset``."""
        return 0 if self._file is None else self._file.seek(offset)

    def truncate(self) -> int:
        """Cuts the answer at the present offset."""
        return 0 if self._file is None else self._file.truncate()

    def read(self, most: int) -> bytes:
        """All of it. Raises TooLarge."""
        check(self.tell(), most)
        if self._file is None:
            return b""
        with open(self._file.path, "rb") as file:
            return file.read()


def _is_same_file(path: str, size: int, checksum: str) -> bool:
    if not os.path.isfile(path) or os.path.getsize(path) != size:
        return False
    try:
        return sha256_of(path) == checksum
    except OSError:
        return False  # what cannot be read is not known to be the same


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the same with a number where another result has it."""
    stem, extension = os.path.splitext(name)
    for number in itertools.count(2):
        if name not in taken:
            break
        name = "%s-%d%s" % (stem, number, extension)
    return name


def safe_name(name: str) -> str:
    """A server's file name as a plain base name: no folders, no dots in front, no control
    characters.
    """
    base = re.split(r"[/\\]", name)[-1]
    name = _NOT_IN_NAMES.sub("_", base).strip(" .")
    return name.encode()[:_NAME_LENGTH].decode(errors="ignore") or "result"
