# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are whole or absent. Private to asyncops.jobs."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection
from types import TracebackType
from typing import Optional, Union

from .._model.errors import ConfigError, SaveError

PIECE = 1024 * 1024
# Of one write; of larger ones the kernel makes large folios, which may cost twice the CPU to find
# room for.
SLICE = 64 * 1024
PREFIX = ".asyncops-"
_OPEN_FILES = "/proc/self/fd/"
_SPECIAL = "no regular file (a pipe or a device), and is not replaced by one"
# Where a folder takes no file now, and will take none later.
_REFUSING = (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO)
# Where a file can be written and not replaced: a mount point, a folder that is not ours.
_NOT_REPLACEABLE = (errno.EPERM, errno.EXDEV, errno.EACCES, errno.ETXTBSY, errno.EBUSY)


def why_not_writable(folder: str) -> Optional[str]:
    """Why no file can be made in a folder, tried with one that never has a name, where the system
    has such: what `access` tells of is neither a read-only mount for root, nor an immutable folder,
    nor a full one, nor a server that trusts no root. None where one can.
    """
    try:
        found = _nameless(folder, _REFUSING)
        if found is None:
            handle, path = tempfile.mkstemp(prefix=PREFIX, dir=folder)
            os.unlink(path)
        else:
            handle = found[0]
    except OSError as exc:
        return exc.strerror or "error"
    os.close(handle)
    return None


def sha256_of(path: str) -> str:
    """The hexadecimal SHA-256 of a file, read in 1 MiB pieces. Raises OSError."""
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            digest.update(piece)
    return digest.hexdigest()


class AtomicFile:
    """A temporary file beside ``dest`` that becomes ``dest`` on ``commit``, and else vanishes.

    It has no name until then where the system can do that (O_TMPFILE), so that not even a SIGKILL
    leaves it behind; elsewhere it is made with O_EXCL. It has mode 0600 and lies in the folder of
    ``dest``, so that the replacement is atomic and nobody else can read half a file. A link at
    ``dest`` is replaced, never written through. As a context manager it discards on every exit
    without a ``commit``.

    :param mode: set before the replacement; where it is None the mode of the file that is replaced
        is kept, and a new file stays 0600.
    :param unsafe: a ``dest`` that cannot be replaced (a mount point) is written over in place.
    :raises ConfigError: the folder cannot be written to.
    """

    def __init__(self, dest: str, mode: Optional[int] = None, unsafe: bool = False) -> None:
        self.dest = os.path.abspath(dest)
        self.sha256: Optional[str] = None  # of all that was written, where somebody has hashed it
        self._mode = mode
        self._unsafe = unsafe
        self._committed = False
        self._folder = os.path.dirname(self.dest)
        self._keeps_old = True
        if os.path.lexists(self.dest) and not self._is_file():
            what = "a folder" if os.path.isdir(self.dest) else _SPECIAL
            raise ConfigError("%s is %s" % (self.dest, what))
        try:
            handle, self.path = _nameless(self._folder) or self._named()
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
        """Writes all of ``data``.

        :raises SaveError: the disk is full, for one; ``dest`` is untouched.
        """
        view = memoryview(data)
        try:
            while view:
                written = self._file.write(view[:SLICE])
                view = view[written:]
        except OSError as exc:
            raise self._error(exc) from exc
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

        :raises SaveError: ``dest`` is untouched (but see ``unsafe``).
        """
        try:
            self._flush()
            self._replace()
        except OSError as exc:
            raise self._error(exc) from exc

    def discard(self) -> None:
        """Removes the temporary file, unless it was put in place."""
        # What cannot be removed hides no other error.
        with contextlib.suppress(OSError):
            self._file.close()
        if not self._committed and not self.path.startswith(_OPEN_FILES):
            with contextlib.suppress(OSError):
                os.unlink(self.path)

    def _flush(self) -> None:
        mode = self._mode_of_dest() if self._mode is None else self._mode
        if mode is not None:
            os.fchmod(self._file.fileno(), mode)
        os.fsync(self._file.fileno())
        if self.path.startswith(_OPEN_FILES):
            self._give_name()
        self._file.close()

    def _named(self) -> tuple[int, str]:
        return tempfile.mkstemp(prefix=PREFIX, dir=self._folder)

    def _give_name(self) -> None:
        """Gives the file that has none a name beside ``dest``."""
        name = PREFIX + os.urandom(8).hex()
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            # With a folder it is linkat(2), which follows the link that /proc shows.
            os.link(self.path, name, dst_dir_fd=folder, follow_symlinks=True)
            self.path = os.path.join(self._folder, name)
        except OSError:  # a file system that makes such files, but gives them no name
            self._copy()
        finally:
            os.close(folder)

    def _copy(self) -> None:
        handle, self.path = self._named()  # which is discarded as any other
        with os.fdopen(handle, "wb") as copy:
            os.fchmod(handle, os.fstat(self._file.fileno()).st_mode & 0o7777)
            self._file.seek(0)
            shutil.copyfileobj(self._file, copy, PIECE)
            copy.flush()
            os.fsync(handle)

    def _is_file(self) -> bool:
        """Whether a regular file is to be replaced, or a link to one or to nothing."""
        return os.path.isfile(self.dest) or not os.path.exists(self.dest)

    def _replace(self) -> None:
        if not self._is_file():  # it has come meanwhile
            reason = "Is a directory" if os.path.isdir(self.dest) else _SPECIAL
            raise OSError(errno.EEXIST, reason)
        try:
            os.replace(self.path, self.dest)
        except OSError as exc:
            if not self._unsafe or exc.errno not in _NOT_REPLACEABLE:
                raise
            self._write_over()
            return  # the temporary file is discarded
        self._committed = True
        with contextlib.suppress(OSError):  # the file is in place; not every system can do this
            _sync_folder(os.path.dirname(self.dest))

    def _write_over(self) -> None:
        with open(self.path, "rb") as source, open(self.dest, "wb") as target:
            self._keeps_old = False
            shutil.copyfileobj(source, target, PIECE)

    def _error(self, cause: OSError) -> SaveError:
        """The error of a file that could not be written, with what became of ``dest``."""
        reason = cause.strerror or "error"
        if not self._keeps_old:
            state = "what it holds now is not whole"
        elif os.path.lexists(self.dest):
            state = "it was left as it was"
        else:
            state = "nothing was saved"
        return SaveError("%s could not be written (%s); %s" % (self.dest, reason, state))

    def _mode_of_dest(self) -> Optional[int]:
        if os.path.isfile(self.dest) and not os.path.islink(self.dest):
            return os.stat(self.dest).st_mode & 0o777
        return None


def _nameless(folder: str, fatal: Collection[int] = ()) -> Optional[tuple[int, str]]:
    """A new file in a folder that is gone with its last user, and a path that leads to it; None
    where the system has no such files.

    :param fatal: errors that are raised; after any other a file with a name may be made.
    :raises OSError: one of these.
    """
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag:
        return None
    try:
        handle = os.open(folder, flag | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        if exc.errno in fatal:
            raise
        return None  # a named one will do, or fails with the reason
    path = "%s%d" % (_OPEN_FILES, handle)
    if os.path.exists(path):
        return handle, path
    os.close(handle)  # without /proc it could not be given a name
    return None


def _sync_folder(path: str) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
