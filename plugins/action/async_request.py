# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""asyncops.jobs.async_request in the controller's process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    check_python,  # first of all
)

# isort: split
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import (
    choice,
    finding,
    once,
    once_key,
    once_place,
    request,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._action import VerbAction

del check_python  # its import has done it

# Loaded before ansible-core forks; the engine imports them late.
_IMPORTED_BEFORE_FORK = (choice, finding, once, once_key, once_place)


class ActionModule(VerbAction):
    """See the module of the same name."""

    verb = "request"
    verb_function = staticmethod(request.request)

    def _with_files(self, args: Mapping[str, Any], on_target: bool) -> Mapping[str, Any]:
        """`src` and the files of a multipart body, searched for as ansible.builtin.uri does."""
        if boolean(args.get("remote_src") or False, strict=False):
            return args
        found, self._copied = dict(args), 0
        if args.get("src"):
            found["src"] = self._placed(str(args["src"]), on_target)
        body = args.get("body")
        if _is_multipart(args) and isinstance(body, Mapping):
            found["body"] = {
                name: [self._part(one, on_target) for one in value]
                if isinstance(value, list)
                else self._part(value, on_target)
                for name, value in body.items()
            }
        return found

    def _part(self, value: Any, on_target: bool) -> Any:
        """One part of the body; a file keeps its name wherever it is copied to."""
        if not isinstance(value, Mapping) or value.get("content") is not None:
            return value
        path = str(value.get("src") or value.get("filename") or "")
        if not path:
            return value
        name = os.path.basename(str(value.get("filename") or path))
        return {**value, "src": self._placed(path, on_target), "filename": name}

    def _placed(self, path: str, on_target: bool) -> str:
        """Where the verb finds a file of the controller: it is copied to another machine, and for
        another user.

        :raises AnsibleError: there is no such file.
        """
        source: str = self._find_needle("files", path)
        becomes = self._play_context.become or getattr(self._connection, "become", None)
        if not on_target or (self._is_local() and not becomes):
            return source
        shell = self._connection._shell
        if shell.tmpdir is None:
            self._make_tmp_path()
        self._copied += 1
        target = shell.join_path(shell.tmpdir, "%d-%s" % (self._copied, os.path.basename(source)))
        self._transfer_file(source, target)
        self._fixup_perms2((shell.tmpdir, target))
        return str(target)


def _is_multipart(args: Mapping[str, Any]) -> bool:
    """Whether the body is one of parts: the task says so, or the definition beside it."""
    body_format = args.get("body_format")
    definition = args.get("provider_definition")
    if body_format is None and isinstance(definition, Mapping):
        submit = definition.get("submit")
        body_format = submit.get("body_format") if isinstance(submit, Mapping) else None
    return str(body_format).endswith("multipart")
