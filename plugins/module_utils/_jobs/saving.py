# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving results to `dest`: whole or not at all, and changed only when the content differs. Private to asyncops.jobs."""
from __future__ import annotations

import itertools
import os
import re
from typing import Any, NamedTuple, Optional

from .._model.errors import ConfigError
from .._wire.download import sha256_of, write_whole
from .result import Sink


class File(NamedTuple):
    """One file on its way."""

    path: str
    out: write_whole


class Saving:
    """Where the results of one task go. A folder takes files by the names the system gives; a file takes one result.

    :raises ConfigError: the folder is not there or not writable; told before anything is sent.
    """

    def __init__(self, dest: Optional[str]) -> None:
        self.wanted = bool(dest)
        self.name = ""  # for a result without a name of its own
        self.files: list[File] = []
        self.dest = os.path.abspath(os.path.expanduser(dest)) if dest else ""
        self._is_folder = bool(dest) and (os.path.isdir(self.dest) or str(dest).endswith(os.sep))
        folder = self.dest if self._is_folder else os.path.dirname(self.dest)
        if dest and not os.path.isdir(folder):
            raise ConfigError("dest: the folder %s does not exist" % folder)
        if dest and not os.access(folder, os.W_OK):
            raise ConfigError("dest: the folder %s cannot be written to" % folder)

    def open(self, name: str) -> Sink:
        """A new file for a result that the system calls ``name``."""
        path = os.path.join(self.dest, safe_name(name or self.name)) if self._is_folder else self.dest
        taken = {one.path for one in self.files}
        if path in taken and not self._is_folder:
            raise ConfigError("dest must be a folder: there is more than one result")
        stem, extension = os.path.splitext(path)
        path = next(one for one in itertools.chain([path], ("%s-%d%s" % (stem, n, extension) for n in itertools.count(2)))
                    if one not in taken)
        self.files.append(File(path, write_whole(path)))
        return self.files[-1].out

    def keep(self, result: dict[str, Any]) -> None:
        """Moves the files into place; fills `dest`, `size`, `checksum_sha256`, `files` and `changed` in."""
        kept = []
        for path, out in self.files:
            size, checksum = os.path.getsize(out.path), out.sha256 or sha256_of(out.path)
            same = os.path.isfile(path) and os.path.getsize(path) == size and sha256_of(path) == checksum
            if not same:
                out.commit()
                result["changed"] = True
            kept.append({"dest": path, "size": size, "checksum_sha256": checksum, "changed": not same})
        result["dest"] = self.dest
        if len(kept) == 1:
            result.update({key: kept[0][key] for key in ("dest", "size", "checksum_sha256")})
        result["files"] = kept

    def close(self) -> None:
        """Removes what was not kept."""
        for one in self.files:
            one.out.__exit__(None, None, None)


def safe_name(name: str) -> str:
    """A server's file name as a plain base name: no folders, no dots in front, no control characters."""
    base = re.sub(r"[^\w.() -]", "_", re.split(r"[/\\]", name)[-1]).strip(" .")
    return base[:200] or "result"
