# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AnsibleModule around a verb. Private to asyncops.jobs.

Floors 1 to 3 are imported only once the options are found to be valid: a module is compiled anew
for each task.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from .._model.errors import Interrupted, SaveError
from .._model.result import empty
from . import signals
from .execution import add_trace, interrupted_result, provider_from
from .masking import mask_params, maskable, secrets_of
from .option_groups import Options
from .options import FILE_ATTRIBUTES, VERBS

if TYPE_CHECKING:
    from .._jobs.context import Context
    from .._model.job import Job
    from .._wire.secrets import Secrets


class FileOptionRefused(Exception):
    """What AnsibleModule says of a file option that cannot be set."""


class VerbModule(AnsibleModule):
    """AnsibleModule whose result is that of the in-process form.

    It shows no secret in any form, and of `dest` only what is documented.
    """

    params: dict[str, Any]
    argument_spec: Options
    no_log_values: set[str]

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self._valid = False
        self._sets_file_options = False
        verb_options = VERBS[verb]
        super().__init__(
            argument_spec=verb_options.options(), supports_check_mode=True, **verb_options.rules
        )
        self._valid = True

    @property
    def verbosity(self) -> int:
        """How many `v` the user gave."""
        return int(self._verbosity)

    def exit_json(self, **kwargs: Any) -> None:
        """Ends the process with this result."""
        self._mask_params()
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Ends the process with a failure; AnsibleModule calls it when the options are wrong.

        :raises FileOptionRefused: it calls it within ``set_file_options``.
        """
        if self._sets_file_options:
            details = kwargs.get("details") or getattr(kwargs.get("exception"), "strerror", None)
            text = "%s (%s)" % (msg, details) if details else msg
            raise FileOptionRefused(" ".join(text.split()))
        if not self._valid:
            kwargs = {**empty(self.verb, self.params), "error": "config", **kwargs}
        secrets = self._mask_params()
        super().fail_json(msg=secrets.scrub(msg), **kwargs)

    def add_path_info(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Adds nothing: AnsibleModule would take `dest` for its own and write over `size`."""
        return kwargs

    def set_file_options(self, path: str) -> bool:
        """Gives a file what the file options say; whether that changed it.

        Check mode changes nothing, and still refuses what nothing can be given.

        :raises FileOptionRefused: the options are wrong, or we may not.
        """
        self._sets_file_options = True
        try:
            arguments = self.load_file_common_arguments(self.params, path=path)
            return bool(self.set_fs_attributes_if_different(arguments, False))
        except (OSError, OverflowError, TypeError, ValueError) as exc:
            raise FileOptionRefused(getattr(exc, "strerror", None) or str(exc)) from exc
        finally:
            self._sets_file_options = False

    def _mask_params(self) -> Secrets:
        secrets = secrets_of(self.params, self.argument_spec)
        self.params = mask_params(self.params, self.argument_spec, secrets)
        self.no_log_values = maskable(self.no_log_values)
        return secrets


def run_module(verb: str) -> None:
    """The whole main() of a module: options, the verb, exit or fail in one place."""
    module = VerbModule(verb)
    traces: list[str] = []
    problem = file_options_problem(module)
    if problem:
        module.fail_json(problem, error="config", **empty(verb, module.params))
    context = _context(module, traces)
    result = _run(module, context)
    add_trace(result, traces, module.verbosity)
    module.params = context.secrets.scrub_tree(module.params)
    finish(module, result)


def file_options_problem(module: VerbModule) -> str:
    """Why a file in the folder of `dest` cannot have the file options; empty where it can.

    Found by trying, since only the system knows who may be an owner; check mode only reads them.
    """
    dest = module.params.get("dest")
    if not dest or not any(module.params.get(name) is not None for name in FILE_ATTRIBUTES):
        return ""
    folder = dest if os.path.isdir(dest) else os.path.dirname(os.path.abspath(dest))
    if not os.access(folder, os.W_OK):
        return ""  # the verb says what is wrong with it
    try:
        if module.check_mode:
            module.set_file_options(folder)
        else:
            _try_file_options(module, folder)
    except (FileOptionRefused, OSError) as exc:
        return "the file options cannot be set in %s: %s" % (folder, exc)
    return ""


def _try_file_options(module: VerbModule, folder: str) -> None:
    """Sets them on an empty file that is removed again.

    :raises FileOptionRefused: they cannot be set.
    :raises OSError: nothing can be written there.
    """
    handle, path = tempfile.mkstemp(prefix=".asyncops-", dir=folder)
    os.close(handle)
    try:
        module.set_file_options(path)
    finally:
        chattr = module.get_bin_path("chattr") if module.params.get("attributes") else None
        if chattr:
            module.run_command([chattr, "-ia", path])  # else it could not be removed
        os.unlink(path)


def _context(module: VerbModule, traces: list[str]) -> Context:
    from .._jobs.context import Context

    def started(jobs: Sequence[Job]) -> None:
        # To syslog: the end of an `async` task is a SIGKILL, which leaves no time to say it.
        ids = ", ".join(job.id for job in jobs)
        module.log("started %s job %s" % (module.params["provider"], ids))

    return Context(
        check_mode=module.check_mode,
        warn=module.warn,
        started=started,
        secrets=secrets_of(module.params, module.argument_spec),
        trace=traces.append,
    )


def _run(module: VerbModule, context: Context) -> dict[str, Any]:
    """The result of the verb, or of its interruption. Signals are ignored afterwards."""
    from .._jobs.verbs import run

    provider = provider_from(module.params)
    known = empty(module.verb, module.params)
    try:
        handlers = signals.raise_on_signals()
        result = run(module.verb, provider, module.params, context, known)
        signals.ignore(handlers)
    except Interrupted as exc:  # whose handler ignores the signals that follow
        result = interrupted_result(module.verb, exc.number, known, context.secrets)
    return result


def finish(module: VerbModule, result: dict[str, Any]) -> None:
    """Exits or fails with the result of a verb."""
    if not module._diff:
        result.pop("diff", None)
    if not module.check_mode:
        _set_file_options(module, result)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def _set_file_options(module: VerbModule, result: dict[str, Any]) -> None:
    """The file options of what was saved; one that is refused fails the task, and hides neither the
    jobs nor an error that was there before.
    """
    for file in result.get("files") or ():
        try:
            changed = module.set_file_options(file["dest"])
        except FileOptionRefused as exc:
            message = "the result is saved in %s, but its file options could not be set: %s"
            message %= (file["dest"], exc)
            if result.get("failed"):
                message = "%s; %s" % (result["msg"], message)
            result.update(failed=True, msg=message, error=result.get("error") or SaveError.kind)
            return
        result["changed"] = result["changed"] or changed
