# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file options (`mode`, `owner`, ...) of what is saved: tried before anything is sent, set when
it is saved. Private to asyncops.jobs.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._model.errors import SaveError

if TYPE_CHECKING:
    from .module import VerbModule


class FileOptionRefused(Exception):
    """What AnsibleModule says of a file option that cannot be set."""


def refuse(msg: str, facts: dict[str, Any]) -> None:
    """Stands in for `fail_json` while options are set.

    :raises FileOptionRefused: always, with what it was given, in one line.
    """
    details = facts.get("details") or getattr(facts.get("exception"), "strerror", None)
    text = "%s (%s)" % (msg, details) if details else msg
    raise FileOptionRefused(" ".join(text.split()))


def set_file_options(module: VerbModule, path: str) -> bool:
    """Gives a file what the file options say; whether that changed it.

    Check mode changes nothing, and still refuses what nothing can be given.

    :raises FileOptionRefused: the options are wrong, or we may not.
    """
    module.refuse = refuse
    try:
        arguments = module.load_file_common_arguments(module.params, path=path)
        return bool(module.set_fs_attributes_if_different(arguments, False))
    except (OSError, OverflowError, TypeError, ValueError) as exc:
        raise FileOptionRefused(getattr(exc, "strerror", None) or str(exc)) from exc
    finally:
        module.refuse = None


def problem_with(module: VerbModule, dest: str) -> str:
    """Why a file in the folder of `dest` cannot have the file options; empty where it can.

    Found by trying, since only the system knows who may be an owner; check mode only reads them.
    """
    folder = dest if os.path.isdir(dest) else os.path.dirname(os.path.abspath(dest))
    if not os.access(folder, os.W_OK):
        return ""  # the verb says what is wrong with it
    try:
        if module.check_mode:
            set_file_options(module, folder)
        else:
            _try_file_options(module, folder)
    except (FileOptionRefused, OSError) as exc:
        return "the file options cannot be set in %s: %s" % (folder, exc)
    return ""


def set_on_saved(
    module: VerbModule, result: dict[str, Any], files: Sequence[Mapping[str, Any]]
) -> None:
    """The file options of what was saved; one that is refused fails the task, and hides neither the
    jobs nor an error that was there before.
    """
    for file in files:
        try:
            changed = set_file_options(module, file["dest"])
        except FileOptionRefused as exc:
            message = "the result is saved in %s, but its file options could not be set: %s"
            message %= (file["dest"], exc)
            if result.get("failed"):
                message = "%s; %s" % (result["msg"], message)
            result.update(failed=True, msg=message, error=result.get("error") or SaveError.kind)
            return
        result["changed"] = result["changed"] or changed


def _try_file_options(module: VerbModule, folder: str) -> None:
    """Sets them on an empty file that is removed again.

    :raises FileOptionRefused: they cannot be set.
    :raises OSError: nothing can be written there.
    """
    handle, path = tempfile.mkstemp(prefix=".asyncops-", dir=folder)
    os.close(handle)
    try:
        set_file_options(module, path)
    finally:
        chattr = module.get_bin_path("chattr") if module.params.get("attributes") else None
        if chattr:
            module.run_command([chattr, "-ia", path])  # else it could not be removed
        os.unlink(path)
