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

from .._model.errors import ConfigError

PIECE = 1024 * 1024
SLICE = 64 * 1024  # of one write; of larger ones the kernel makes large folios, which may cost twice the CPU to find room for


def sha256_of(path: str) -> str:
    """The hexadecimal SHA-256 of a file, read in 1 MiB pieces. Raises OSError where it cannot be read."""
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            digest.update(piece)
    return digest.hexdigest()


class write_whole:
    """A temporary file beside ``dest`` that becomes ``dest`` on ``commit`` and vanishes on every other exit.

    It is made with O_EXCL and mode 0600 in the folder of ``dest``, so that the replacement is atomic and nobody else
    can read half a file. ``mode`` is set before the replacement; where it is None the mode of the file that is
    replaced is kept, and a new file stays 0600. A link at ``dest`` is replaced, never written through.
    Raises ConfigError where the folder cannot be written.
    """

    def __init__(self, dest: str, mode: int | None = None) -> None:
        self.dest = os.path.abspath(dest)
        self._mode = mode
        folder = os.path.dirname(self.dest)
        if os.path.isdir(self.dest):
            raise ConfigError("dest is a folder; name the file.")
        try:
            self._handle, self.path = tempfile.mkstemp(prefix=".asyncops-", dir=folder)
        except OSError as exc:
            raise ConfigError("The folder of dest cannot be written to: %s." % (exc.strerror or "error")) from None
        self._file = os.fdopen(self._handle, "w+b", buffering=0)
        self._done = False
        self.sha256: str | None = None  # of all that was written, where somebody has hashed it on the way

    def write(self, data: bytes) -> int:
        """Writes all of ``data``."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view[:SLICE]):]
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
        """Flushes the file to the disk and puts it in place of ``dest``. Raises OSError, ``dest`` untouched."""
        mode = self._mode
        if mode is None and os.path.isfile(self.dest) and not os.path.islink(self.dest):
            mode = os.stat(self.dest).st_mode & 0o777
        if mode is not None:
            os.fchmod(self._file.fileno(), mode)
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self.path, self.dest)
        self._done = True
        folder = os.open(os.path.dirname(self.dest), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def __enter__(self) -> write_whole:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._done:
            try:
                os.unlink(self.path)
            except FileNotFoundError:
                pass
