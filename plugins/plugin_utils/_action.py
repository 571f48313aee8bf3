# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The in-process form of the modules: the same verb in the controller's worker, when that is equivalent.

The imports are eager on purpose: ansible-core loads an action plugin once, before it forks its workers.
Private to asyncops.jobs.
"""
from __future__ import annotations

import os
from typing import Any

from ansible import constants
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import change, request  # noqa: F401 - loaded before the fork
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.verbs import run
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import provider_from
from ansible_collections.asyncops.jobs.plugins.module_utils._task.options import VERBS
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import http
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.plugin_utils._progress import ProgressLine

_display = Display()
_PATHS = ("ca_path", "client_cert", "client_key", "dest")
try:
    http.load()  # requests, before the fork
    _HAS_REQUESTS = True
except ConfigError:
    _HAS_REQUESTS = False
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
        why = self._not_equivalent()
        if why:
            _display.vvv(_TOLD_MODULE % (self._task.action, why))
            outcome = self._execute_module(module_name=self._task.action, module_args=self._task.args, task_vars=task_vars,
                                           wrap_async=bool(self._task.async_val))
        else:
            _display.vvv(_TOLD_IN_PROCESS % self._task.action)
            outcome = self._in_process(task_vars)
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

    def _in_process(self, task_vars: Any) -> dict[str, Any]:
        options, rules = VERBS[self.verb]
        rules = dict(rules)
        spec = dict(options())
        if rules.pop("add_file_common_args", False):
            spec.update({name: dict(one) for name, one in FILE_COMMON_ARGUMENTS.items()})
        checked = ModuleArgumentSpecValidator(spec, **rules).validate(self._task.args)
        params, hidden = checked.validated_parameters, set(checked._no_log_values)
        invocation = {"invocation": {"module_args": dict(params)}} if _shows_invocation(task_vars) else {}
        if checked.error_messages:
            return _masked({"failed": True, "msg": self._told(checked.errors), **invocation}, hidden)
        params = {**params, **{name: self._from_basedir(params[name]) for name in _PATHS if params.get(name)}}
        warnings: list[str] = []
        secrets = Secrets()
        progress = ProgressLine(params, _display, secrets.scrub)
        context = Context(check_mode=self._task.check_mode, warn=warnings.append, progress=progress.tell,
                          started=progress.started, secrets=secrets)
        outcome = run(self.verb, provider_from(params), params, context)
        if not self._task.diff:
            outcome.pop("diff", None)
        if warnings:
            outcome["warnings"] = warnings
        return _masked({**outcome, **invocation}, hidden | context.secrets.forms)

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


def _masked(result: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    masked = remove_values(result, hidden)
    if not isinstance(masked, dict):
        raise AnsibleActionFail("the result could not be masked")
    return masked
