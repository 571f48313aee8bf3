# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what Python makes of our files, so that they are not compiled anew by each task and by each
`ansible-playbook`. Private to asyncops.jobs.

On the controller ansible-core's loader of collections keeps no byte code of what plugins import.
Python's own loader, which it takes for the plugins themselves, reads these files instead: their
byte code lies beside them in `__pycache__`, as for any package.

A module runs from a zip, for which Python keeps none either. It is kept here in the folder
`~/.ansible/tmp` of the user that the task runs as, which ansible-core has made: where that folder
is not there, or anybody else could write to it, nothing is kept and nothing is taken. A file is
named by the SHA-256 of the source and of the version of Python, so that it is of that source or is
not found. PYTHONDONTWRITEBYTECODE counts as anywhere else: nothing is written then.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from types import CodeType
from zipimport import zipimporter

_OURS = __name__.rsplit(".", 3)[0] + "."  # what is under plugins/
_FOLDER = "asyncops-bytecode"
_MOST = 1000  # files; more are of versions that are gone
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class _Loader:
    """The loader of one file of the zip.

    :param path: of the file, inside the zip.
    :param folder: where its byte code is kept.
    """

    def __init__(self, path, source, folder):
        self._path = path
        self._source = source
        self._folder = folder

    def create_module(self, spec):
        """Python's own."""

    def exec_module(self, module):
        """Runs the file."""
        exec(self.get_code(module.__name__), module.__dict__)

    def get_filename(self, name):
        """The file."""
        return self._path

    def get_source(self, name):
        """Its text, for tracebacks."""
        return self._source.decode("utf-8")

    def get_code(self, name):
        """Its code: kept, else compiled now."""
        key = b"%s %s\n%s" % (MAGIC_NUMBER, name.encode("utf-8"), self._source)
        kept = os.path.join(self._folder, hashlib.sha256(key).hexdigest())
        code = _read(kept)
        if code is None:
            # Not the path, which is of this task only.
            shown = name.replace(".", "/") + ".py"
            code = compile(self._source, shown, "exec", dont_inherit=True)
            if not sys.dont_write_bytecode:
                _write(self._folder, kept, code)
        return code


class _InZip:
    """Finds our files in the zip. Python's own finder would compile each to find it.

    :param loader: of one of them.
    :param folder: where byte code is kept.
    """

    def __init__(self, loader, folder):
        self._loader = loader
        self._folder = folder

    def find_spec(self, name, path=None, target=None):
        """See importlib.abc.MetaPathFinder."""
        if not name.startswith(_OURS):
            return None
        for entry in path or ():
            place = os.path.join(entry, name.rpartition(".")[2])
            for file, within in (
                (place + ".py", None),
                (os.path.join(place, "__init__.py"), [place]),
            ):
                try:
                    source = self._loader.get_data(file)
                except OSError:
                    continue
                loader = _Loader(file, source, self._folder)
                spec = ModuleSpec(name, loader, origin=file, is_package=bool(within))
                spec.has_location = True
                spec.submodule_search_locations = within
                return spec
        return None


class _OnDisk:
    """Finds our files on the controller for Python's own loader, which keeps byte code."""

    def __init__(self):
        self._folders = {}

    def find_spec(self, name, path=None, target=None):
        """See importlib.abc.MetaPathFinder."""
        if not name.startswith(_OURS):
            return None
        for entry in path or ():
            if entry not in self._folders:
                self._folders[entry] = FileFinder(entry, (SourceFileLoader, SOURCE_SUFFIXES))
            spec = self._folders[entry].find_spec(name)
            # A folder without __init__.py is for ansible-core to find.
            if spec is not None and spec.loader is not None:
                return spec
        return None


def use(loader):
    """From here on our files are not compiled anew, where that is safe.

    :param loader: of one of them.
    """
    if not isinstance(loader, zipimporter):
        _use_on_disk()
        return
    folder = _folder()
    if folder is not None:
        sys.meta_path.insert(0, _InZip(loader, folder))


def _use_on_disk():
    """Comes before ansible-core's finder of collections, where that is."""
    for place, finder in enumerate(sys.meta_path):
        if type(finder).__module__.startswith("ansible.utils.collection_loader"):
            sys.meta_path.insert(place, _OnDisk())
            return


def _folder():
    """The folder, made if need be; None where there is no safe one."""
    try:
        home = os.path.realpath(os.path.expanduser("~"))
        parent = os.path.join(home, ".ansible")
        temporary = os.path.join(parent, "tmp")
        # The home, too: it may be that of the user before a sudo.
        above = (home, parent, temporary)
        if not all(_is_ours_alone(os.lstat(one), stat.S_ISDIR) for one in above):
            return None
        folder = os.path.join(temporary, _FOLDER)
        if not os.path.lexists(folder) and not sys.dont_write_bytecode:
            os.mkdir(folder, 0o700)
        return folder if _is_ours_alone(os.lstat(folder), stat.S_ISDIR) else None
    except OSError:
        return None


def _is_ours_alone(found, kind):
    return (
        kind(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & _OTHERS_WRITE
    )


def _read(path):
    """The code that was kept; None where there is none."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            if not _is_ours_alone(os.fstat(file.fileno()), stat.S_ISREG):
                return None
            code = marshal.loads(file.read())
    except (OSError, EOFError, ValueError, TypeError):
        return None  # not there, or cut short
    return code if isinstance(code, CodeType) else None


def _write(folder, path, code):
    """Keeps code, as a whole or not at all; that it cannot be kept is no matter."""
    part = "%s.%d" % (path, os.getpid())
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        if len(os.listdir(folder)) > _MOST:
            for name in os.listdir(folder):
                os.unlink(os.path.join(folder, name))
        with open(os.open(part, flags, 0o600), "wb") as file:
            file.write(marshal.dumps(code))
        os.replace(part, path)
    except (OSError, ValueError):
        return
