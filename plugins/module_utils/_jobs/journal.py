# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of `once`: one small file for each key. Private to asyncops.jobs.

A file says that a submit was about to be sent (the intent), then which jobs it has started (the
references), then how they ended. It holds no secret: the key, the base URL and the user are there
as a hash, which is its name. A file is whole or not there (AtomicFile), so that what a kill leaves
is the last of these three.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Callable, NamedTuple, Optional

from .._model.errors import ConfigError, SaveError, WaitTimeout
from .._model.job import STATES
from .._wire.atomic_file import PREFIX, AtomicFile, why_not_writable

DEFAULT_FOLDER = "~/.ansible/asyncops/once"
KEPT = 90 * 86400.0  # seconds after its last use that a key is remembered
_VERSION = 1
_MOST = 64 * 1024 * 1024  # bytes of one file
_FIRST_PAUSE, _LAST_PAUSE = 0.05, 1.0  # seconds between two tries for the lock
_LOCK = ".lock"
_SUFFIX = ".json"
_TAKEN = (errno.EACCES, errno.EAGAIN)
_GARBLED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class _OfAnotherVersion(Exception):
    """A file that a later version of the collection has written."""


class Entry(NamedTuple):
    """What the journal holds of a key. Times are seconds since 1970, by this machine's clock.

    :param at: when the request was about to be sent; ``last``: the same of its last repeat.
    :param path: the method and the path of the request, hashed.
    :param before: ids of the jobs that the list held before; None: it was not asked.
    :param newest: when the newest of these had begun, by the system's clock.
    :param jobs: the hrefs or ids of the jobs that were started; None: nobody knows.
    :param ended: how they ended, by the same names.
    :param files: what their results were saved as, with the checksums.
    """

    at: float
    last: float
    path: str
    before: Optional[list[str]] = None
    newest: Optional[float] = None
    jobs: Optional[list[str]] = None
    ended: dict[str, str] = {}
    files: list[list[str]] = []


class Journal:
    """The file of one key.

    :param folder: of all keys; made with mode 0700 where it is not there.
    :param identity: what makes the key this one; only its hash is stored.
    :param scope: what ids of jobs are compared within (one system); hashed as well.
    :param user: whose jobs they are; empty where nobody knows.
    :param now: seconds since 1970.
    :raises ConfigError: nobody knows where the folder is.
    """

    def __init__(
        self,
        folder: str,
        identity: Sequence[str],
        scope: Sequence[str],
        user: str,
        now: Callable[[], float],
    ) -> None:
        expanded = os.path.expanduser(folder)
        if expanded.startswith("~"):
            message = "once_dir: the user has no home folder that %s could be in; name a folder"
            raise ConfigError(message % folder)
        self.folder = os.path.abspath(expanded)
        self._scope = _hash(scope)
        self._owner = _hash((*scope, user)) if user else ""
        self._name = _hash(identity)
        self.path = os.path.join(self.folder, self._name + _SUFFIX)
        self._now = now

    def check(self) -> None:
        """Does nothing where the folder can hold a journal, or can be made.

        :raises ConfigError: it cannot.
        """
        try:
            found = os.stat(self.folder)
        except FileNotFoundError:
            self._check_writable(_first_there(self.folder), "cannot be made")
            return
        except OSError as exc:
            raise self._unusable(exc) from None
        if not stat.S_ISDIR(found.st_mode):
            raise ConfigError("once_dir: %s is no folder" % self.folder)
        if found.st_uid != os.geteuid():
            message = "once_dir: %s belongs to another user; name a folder of your own"
            raise ConfigError(message % self.folder)
        if found.st_mode & 0o022:
            message = "once_dir: others may write to %s (mode %04o); it must have mode 0700"
            raise ConfigError(message % (self.folder, stat.S_IMODE(found.st_mode)))
        if not os.path.lexists(self.path):  # a job that is known needs no room to be taken up
            self._check_writable(self.folder, "cannot be written to")

    def _check_writable(self, folder: str, problem: str) -> None:
        """Tried with a file that never has a name, so that check mode may do it, too."""
        why: Optional[str] = os.strerror(errno.EACCES)
        if os.access(folder, os.W_OK | os.X_OK):
            why = why_not_writable(folder)
        if why:
            raise ConfigError("once_dir: %s %s (%s)" % (self.folder, problem, why))

    @contextmanager
    def locked(
        self, clock: Callable[[], float], sleep: Callable[[float], None], deadline: float
    ) -> Iterator[None]:
        """Within, no other process has this key. Makes the folder.

        :param deadline: an instant of the clock.
        :raises WaitTimeout: another one has had it until then.
        :raises ConfigError: the folder cannot be used.
        """
        self.check()
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            handle = os.open(
                os.path.join(self.folder, _LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        except OSError as exc:
            raise self._unusable(exc) from None
        try:
            pause = _FIRST_PAUSE
            while not self._lock(handle, self._name):
                if clock() + pause > deadline:
                    message = (
                        "another task is starting the job of this key, and had not done so when"
                        " the time of wait_timeout was over"
                    )
                    raise WaitTimeout(message)
                sleep(pause)
                pause = min(_LAST_PAUSE, pause * 2)
            yield
        finally:
            os.close(handle)  # and with it the lock, as when the process is killed

    def _lock(self, handle: int, name: str) -> bool:
        """Takes the lock of a key: one byte of a file that all keys share."""
        import fcntl

        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(name[:15], 16))
        except OSError as exc:
            if exc.errno in _TAKEN:
                return False
            raise self._unusable(exc) from None
        return True

    def read(self) -> Optional[Entry]:
        """What is known of the key; None: nothing.

        :raises ConfigError: the file is none that this journal has written.
        """
        try:
            return self._read(self.path)[0]
        except FileNotFoundError:
            return None
        except OSError as exc:
            reason = exc.strerror or "error"
        except _GARBLED:
            reason = "it is garbled"
        except _OfAnotherVersion:
            reason = "another version of asyncops.jobs has written it"
        message = (
            "once: %s cannot be read (%s), so that it is not known whether this key has a job;"
            " remove the file if it has none"
        )
        raise ConfigError(message % (self.path, reason))

    def _read(self, path: str) -> tuple[Entry, str, str]:
        """(entry, scope, owner).

        :raises OSError: it cannot be read.
        :raises _OfAnotherVersion: what it says is not known.
        :raises ValueError, TypeError, KeyError, RecursionError: it is garbled.
        """
        with open(path, "rb") as file:
            found = json.loads(file.read(_MOST))
        if found["version"] != _VERSION:
            raise _OfAnotherVersion(found["version"])
        entry = Entry(**found["entry"])
        _check_types(entry)
        return entry, str(found["scope"]), str(found.get("owner") or "")

    def write(self, entry: Entry) -> None:
        """Puts it on the disk, whole.

        :raises SaveError: it is not there; what was before is as it was.
        """
        content: dict[str, Any] = {"version": _VERSION, "scope": self._scope, "owner": self._owner}
        content["entry"] = entry._asdict()
        try:
            with AtomicFile(self.path, mode=0o600) as file:
                file.write(json.dumps(content, indent=1).encode() + b"\n")
                file.commit()
        except ConfigError as exc:
            raise SaveError("once_dir: %s cannot be written to" % self.folder) from exc
        self._touch(self.path)

    def used(self) -> None:
        """Remembers the key for as long as if it was new."""
        self._touch(self.path)

    def remove(self) -> None:
        """Forgets the key. Raises SaveError."""
        try:
            os.unlink(self.path)
        except FileNotFoundError:
            pass
        except OSError as exc:
            reason = exc.strerror or "error"
            raise SaveError("once: %s cannot be removed (%s)" % (self.path, reason)) from None

    def clear_old(self) -> None:
        """Removes the files of keys that were not used for a long time."""
        for name in self._names((PREFIX,)):
            path = os.path.join(self.folder, name)
            with suppress(OSError):
                if os.stat(path).st_mtime < self._now() - KEPT and path != self.path:
                    os.unlink(path)

    def others(self) -> tuple[set[str], set[str]]:
        """(the jobs of other keys of the same system, those of them that are of the same user);
        what cannot be read holds none.
        """
        found: set[str] = set()
        ours: set[str] = set()
        for name in self._names():
            path = os.path.join(self.folder, name)
            if path == self.path:
                continue
            with suppress(OSError, _OfAnotherVersion, *_GARBLED):
                entry, scope, owner = self._read(path)
                jobs = entry.jobs or () if scope == self._scope else ()
                found.update(jobs)
                ours.update(jobs if owner and owner == self._owner else ())
        return found, ours

    def _names(self, prefixes: tuple[str, ...] = ()) -> list[str]:
        """The files of keys, and those that begin so."""
        try:
            names = sorted(os.listdir(self.folder))
        except OSError:
            return []
        return [name for name in names if name.endswith(_SUFFIX) or name.startswith(prefixes)]

    def _touch(self, path: str) -> None:
        with suppress(OSError):
            os.utime(path, (self._now(), self._now()))

    def _unusable(self, exc: OSError) -> ConfigError:
        reason = exc.strerror or "error"
        return ConfigError("once_dir: %s cannot be used (%s)" % (self.folder, reason))


def _first_there(folder: str) -> str:
    """The nearest of the folders above that is there."""
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return folder


def hash_of(*texts: str) -> str:
    """What stands for texts that are not to be read."""
    return _hash(texts)


def _hash(texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()[:40]


def _check_types(entry: Entry) -> None:
    """Raises TypeError for what this journal would not have written."""
    numbers = (entry.at, entry.last, 0 if entry.newest is None else entry.newest)
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers):
        raise TypeError("a number")
    texts = [entry.before, entry.jobs, [entry.path], *entry.files]
    if not all(one is None or _is_texts(one) for one in texts):
        raise TypeError("a list of texts")
    if not all(len(one) == 2 for one in entry.files):
        raise TypeError("a file and its checksum")
    if not all(state in STATES for state in entry.ended.values()):
        raise TypeError("a state")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
