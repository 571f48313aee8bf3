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
from typing import Any, NamedTuple, Optional

from .._model.errors import ConfigError
from .._wire.atomic_file import AtomicFile, sha256_of

_NAME_LENGTH = 200
_NOT_IN_NAMES = re.compile(r"[^\w.() -]")


class PendingFile(NamedTuple):
    """One file on its way."""

    path: str
    out: AtomicFile


class Destination:
    """Where the results of one task go. A folder takes files by the names the system gives; a file
    takes one result.

    :param dest: None: results are not saved.
    :raises ConfigError: the folder is not there or not writable; found before anything is sent.
    """

    def __init__(self, dest: Optional[str]) -> None:
        self.wanted = bool(dest)
        self.name = ""  # for a result without a name of its own
        self.files: list[PendingFile] = []
        self.path = ""
        self._is_folder = False
        if dest:
            self.path = os.path.abspath(os.path.expanduser(dest))
            self._is_folder = os.path.isdir(self.path) or dest.endswith(os.sep)
            self._check_folder()

    def _check_folder(self) -> None:
        folder = self.path if self._is_folder else os.path.dirname(self.path)
        if not os.path.isdir(folder):
            raise ConfigError("dest: the folder %s does not exist" % folder)
        if not os.access(folder, os.W_OK):
            raise ConfigError("dest: the folder %s cannot be written to" % folder)

    def open(self, name: str) -> AtomicFile:
        """A new file for a result that the system calls ``name``."""
        path = self.path
        if self._is_folder:
            path = self._free_path(os.path.join(self.path, safe_name(name or self.name)))
        elif self.files:
            raise ConfigError("dest must be a folder: there is more than one result")
        out = AtomicFile(path)
        self.files.append(PendingFile(path, out))
        return out

    def _free_path(self, path: str) -> str:
        """The path, or the same with a number where two results have one name."""
        taken = {file.path for file in self.files}
        stem, extension = os.path.splitext(path)
        for number in itertools.count(2):
            if path not in taken:
                break
            path = "%s-%d%s" % (stem, number, extension)
        return path

    def commit(self, result: dict[str, Any]) -> None:
        """Moves the files into place; fills `dest`, `size`, `checksum_sha256`, `files` and
        `changed` in.
        """
        files = [self._commit(file) for file in self.files]
        if any(file["changed"] for file in files):
            result["changed"] = True
        result["dest"] = self.path
        if len(files) == 1:
            for key in ("dest", "size", "checksum_sha256"):
                result[key] = files[0][key]
        result["files"] = files

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


def _is_same_file(path: str, size: int, checksum: str) -> bool:
    if not os.path.isfile(path) or os.path.getsize(path) != size:
        return False
    return sha256_of(path) == checksum


def safe_name(name: str) -> str:
    """A server's file name as a plain base name: no folders, no dots in front, no control
    characters.
    """
    base = re.split(r"[/\\]", name)[-1]
    return _NOT_IN_NAMES.sub("_", base).strip(" .")[:_NAME_LENGTH] or "result"
