# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are whole or absent. Private to asyncops.jobs."""

from __future__ import annotations

import hashlib
import os
import tempfile
from types import TracebackType
from typing import Optional, Union

from .._model.errors import ConfigError

PIECE = 1024 * 1024
# Of one write; of larger ones the kernel makes large folios, which may cost twice the CPU to find
# room for.
SLICE = 64 * 1024


def sha256_of(path: str) -> str:
    """The hexadecimal SHA-256 of a file, read in 1 MiB pieces. Raises OSError."""
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            digest.update(piece)
    return digest.hexdigest()


class AtomicFile:
    """A temporary file beside ``dest`` that becomes ``dest`` on ``commit``, and else vanishes.

    It is made with O_EXCL and mode 0600 in the folder of ``dest``, so that the replacement is
    atomic and nobody else can read half a file. A link at ``dest`` is replaced, never written
    through. As a context manager it discards on every exit without a ``commit``.

    :param mode: set before the replacement; where it is None the mode of the file that is replaced
        is kept, and a new file stays 0600.
    :raises ConfigError: the folder cannot be written to.
    """

    def __init__(self, dest: str, mode: Optional[int] = None) -> None:
        self.dest = os.path.abspath(dest)
        self.sha256: Optional[str] = None  # of all that was written, where somebody has hashed it
        self._mode = mode
        self._committed = False
        if os.path.isdir(self.dest):
            raise ConfigError("dest is a folder; name the file")
        try:
            handle, self.path = tempfile.mkstemp(
                prefix=".asyncops-", dir=os.path.dirname(self.dest)
            )
        except OSError as exc:
            reason = exc.strerror or "error"
            raise ConfigError("the folder of dest cannot be written to: %s" % reason) from None
        self._file = os.fdopen(handle, "w+b", buffering=0)

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.discard()

    def write(self, data: Union[bytes, memoryview]) -> int:
        """Writes all of ``data``."""
        view = memoryview(data)
        while view:
            written = self._file.write(view[:SLICE])
            view = view[written:]
        return len(data)

    def seek(self, offset: int) -> int:
        """Goes to ``offset``."""
        return self._file.seek(offset)

    def tell(self) -> int:
        """The present offset."""
        return self._file.tell()

    def truncate(self) -> int:
        """Cuts the file at the present offset."""
        return self._file.truncate()

    def commit(self) -> None:
        """Flushes the file to the disk and puts it in place of ``dest``.

        :raises OSError: ``dest`` is untouched.
        """
        mode = self._mode_of_dest() if self._mode is None else self._mode
        if mode is not None:
            os.fchmod(self._file.fileno(), mode)
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self.path, self.dest)
        self._committed = True
        _sync_folder(os.path.dirname(self.dest))

    def discard(self) -> None:
        """Removes the temporary file, unless it was put in place."""
        self._file.close()
        if self._committed:
            return
        try:
            os.unlink(self.path)
        except FileNotFoundError:
            pass

    def _mode_of_dest(self) -> Optional[int]:
        if os.path.isfile(self.dest) and not os.path.islink(self.dest):
            return os.stat(self.dest).st_mode & 0o777
        return None


def _sync_folder(path: str) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
