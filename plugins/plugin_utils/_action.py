# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The in-process form of the modules: the same verb in the controller's worker, when that is equivalent.

The imports are eager on purpose: ansible-core loads an action plugin once, before it forks its workers (_before_fork.py). What
only one verb needs is imported by the action plugin of that verb.
Private to asyncops.jobs.
"""
from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible.module_utils.common.text.converters import to_text
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.verbs import run
from ansible_collections.asyncops.jobs.plugins.module_utils._model.result import empty
from ansible_collections.asyncops.jobs.plugins.module_utils._task.masking import secrets_of, shown
from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import provider_from
from ansible_collections.asyncops.jobs.plugins.module_utils._task.options import VERBS
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _before_fork
from ansible_collections.asyncops.jobs.plugins.plugin_utils._progress import ProgressLine

_display = Display()
_SPARE = 2.0, 10.0  # seconds kept free before the end of the task: at least, at most
_PATHS = ("ca_path", "client_cert", "client_key", "dest")
_HAS_REQUESTS = _before_fork.prepare()
_TOLD_IN_PROCESS = "asyncops.jobs: %s runs in the controller's process"
_TOLD_MODULE = "asyncops.jobs: %s runs as a module: %s"


class VerbAction(ActionBase):
    """Runs a verb here when that is equivalent to the module, else the module (INTERFACE.md section 4)."""

    verb = ""
    _supports_async = True
    _supports_check_mode = True
    _requires_connection = True

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """The result of the module of the same name, in either form."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        del tmp
        why, args = self._not_equivalent(), self._in_time(self._task.args)
        if why:
            _display.vvv(_TOLD_MODULE % (self._task.action, why))
            outcome = self._execute_module(module_name=self._task.action, module_args=args, task_vars=task_vars,
                                           wrap_async=bool(self._task.async_val))
        else:
            _display.vvv(_TOLD_IN_PROCESS % self._task.action)
            outcome = self._in_process(args, task_vars)
        result.update(outcome)
        return result

    def _not_equivalent(self) -> str:
        """Why the module has to run; empty when the worker's process will do."""
        args = self._task.args
        if not boolean(os.environ.get("ASYNCOPS_IN_PROCESS") or "true", strict=False):
            return "ASYNCOPS_IN_PROCESS is false"
        if self._connection.transport != "local":
            return "the connection is %s" % self._connection.transport
        if self._play_context.become or getattr(self._connection, "become", None):
            return "become is set"
        if self._task.async_val:
            return "async is set"
        if any(self._task.environment or ()):
            return "environment is set"
        if any(args.get(name) is not None for name in FILE_COMMON_ARGUMENTS):
            return "file options are set"
        return "" if _HAS_REQUESTS else "the controller's Python has no requests"

    def _in_time(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments, with a `wait_timeout` that ends before the task's `timeout` or `async` does.

        The end of those is sudden: nobody would be told the ids of the jobs.
        """
        ends = [float(end) for end in (self._task.timeout, self._task.async_val) if end]
        if not ends or "wait_timeout" not in VERBS[self.verb][0]():
            return args
        most = max(0.0, min(ends) - min(max(_SPARE[0], min(ends) / 10), _SPARE[1]))
        given = args.get("wait_timeout")
        try:
            wanted = float(os.environ.get("ASYNCOPS_WAIT_TIMEOUT") or 600.0 if given is None else given)
        except (TypeError, ValueError):
            return args  # the validation will tell
        return {**args, "wait_timeout": most} if wanted > most else args

    def _in_process(self, args: Mapping[str, Any], task_vars: Any) -> dict[str, Any]:
        options, rules = VERBS[self.verb]
        rules = dict(rules)
        spec = dict(options())
        if rules.pop("add_file_common_args", False):
            spec.update({name: dict(one) for name, one in FILE_COMMON_ARGUMENTS.items()})
        checked = ModuleArgumentSpecValidator(spec, **rules).validate(json.loads(json.dumps(dict(args), default=_plain)))
        params = checked.validated_parameters
        secrets = secrets_of(params, spec)
        outcome: dict[str, Any]
        if checked.error_messages:
            outcome = {**empty(self.verb, params), "failed": True, "error": "config", "msg": secrets.scrub(self._told(checked.errors))}
        else:
            outcome = self._run(params, secrets)
        if _shows_invocation(task_vars):
            outcome["invocation"] = {"module_args": shown(params, spec, secrets)}
        return outcome

    def _run(self, params: dict[str, Any], secrets: Any) -> dict[str, Any]:
        """The verb, with warnings and diff as a module would return them."""
        params = {**params, **{name: self._from_basedir(params[name]) for name in _PATHS if params.get(name)}}
        warnings: list[str] = []
        progress = ProgressLine(params, _display, secrets.scrub, hidden=bool(self._task.no_log))
        context = Context(check_mode=bool(self._task.check_mode), warn=warnings.append, progress=progress.tell,
                          started=progress.started, secrets=secrets)
        ended = False
        try:
            outcome = run(self.verb, provider_from(params), params, context)
            ended = True
        finally:
            if not ended:
                progress.abandoned()
        if not self._task.diff:
            outcome.pop("diff", None)
        if warnings:
            outcome["warnings"] = warnings
        return outcome

    def _told(self, errors: Any) -> str:
        """A validation error in the module's own words."""
        if isinstance(errors[0], UnsupportedError):
            return "Unsupported parameters for (%s) module: %s" % (self._task.action, errors.msg)
        return str(errors.msg)

    def _from_basedir(self, path: str) -> str:
        """A relative path begins where a local module's would: at the playbook's folder."""
        return os.path.join(self._loader.get_basedir(), path)


def _shows_invocation(task_vars: Any) -> bool:
    """Whether a module would return its arguments: always before ansible-core 2.20, then as INJECT_INVOCATION says."""
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))
    except AnsibleError:
        return True


def _plain(value: Any) -> Any:
    """What JSON does not know, as it would reach a module: times, sets, bytes, vaulted texts and lazy containers."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes):
        return to_text(value, errors="surrogate_or_strict")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value)
