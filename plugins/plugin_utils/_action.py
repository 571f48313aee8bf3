# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The in-process form of the modules: the verb in the controller's worker, when that is equivalent.

The imports are eager on purpose: ansible-core loads an action plugin once, before it forks its
workers (_before_fork.py). What only one verb needs is imported by the action plugin of that verb.
Private to asyncops.jobs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Optional

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator, ValidationResult
from ansible.module_utils.errors import AnsibleValidationErrorMultiple, UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.verbs import Verb, run
from ansible_collections.asyncops.jobs.plugins.module_utils._model.options import SECRETS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.result import empty
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import catalogue
from ansible_collections.asyncops.jobs.plugins.module_utils._task import signals
from ansible_collections.asyncops.jobs.plugins.module_utils._task.awake import heard
from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import (
    add_trace,
    provider_from,
    show_once,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.masking import (
    mask_params,
    secrets_of,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.option_groups import (
    Options,
    connection,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.options import VERBS
from ansible_collections.asyncops.jobs.plugins.module_utils._task.prefix import (
    prefix_of,
    variable_of,
    with_prefix,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _before_fork
from ansible_collections.asyncops.jobs.plugins.plugin_utils._arguments import as_module_arguments
from ansible_collections.asyncops.jobs.plugins.plugin_utils._last_word import told_if_ended
from ansible_collections.asyncops.jobs.plugins.plugin_utils._orphan import ended_with_parent
from ansible_collections.asyncops.jobs.plugins.plugin_utils._progress import ProgressLine

_display = Display()
_PATH_OPTIONS = ("ca_path", "client_cert", "client_key", "dest", "once_dir", "src")
_HAS_REQUESTS = _before_fork.prepare()
_IN_PROCESS_MESSAGE = "asyncops.jobs: %s runs in the controller's process"
_MODULE_MESSAGE = "asyncops.jobs: %s runs as a module: %s"
_SECRET_OPTIONS = (*SECRETS, "headers")
# Under any prefix (`env_prefix`): a play may set those of several systems.
_SECRET_VARIABLE = re.compile("ASYNCOPS_(.*_)?(%s)" % "|".join(_SECRET_OPTIONS).upper())

_NOT_THERE = (
    "the module ran on the target, which the controller's variables (%s) do not reach: give the"
    " options in the task or in module_defaults, or delegate_to: localhost"
)

# Seconds kept free before the end of the task: a tenth of its time within these bounds.
_MIN_RESERVE, _MAX_RESERVE = 2.0, 10.0


class VerbAction(ActionBase):
    """Runs a verb here when that is equivalent to the module, else the module."""

    verb = ""
    verb_function: Verb
    _supports_async = True
    _supports_check_mode = True
    _requires_connection = True

    def run(
        self, tmp: Optional[str] = None, task_vars: Optional[dict[str, Any]] = None
    ) -> dict[str, Any]:
        """The result of the module of the same name, in either form."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        del tmp
        args = self._cap_wait_timeout(self._task.args)
        reason = self._reason_for_module()
        try:
            args = self._with_files(args, on_target=bool(reason))
        except AnsibleError as exc:
            return {**empty(self.verb, {}), "failed": True, "error": "config", "msg": str(exc)}
        if reason:
            _display.vvv(_MODULE_MESSAGE % (self._task.action, reason))
            args = self._with_definition(args)
            outcome = self._run_module(args, task_vars)
            self._hint_at_environment(outcome, args)
        else:
            _display.vvv(_IN_PROCESS_MESSAGE % self._task.action)
            outcome = self._run_in_process(args, task_vars)
        result.update(outcome)
        if self.verb == "explain" and not result.get("failed"):
            result["catalogue"] = catalogue.names()
            result["definition"] = catalogue.definition_of(self._provider_name(args))
        return result

    def _provider_name(self, args: Mapping[str, Any]) -> str:
        return str(
            args.get("provider") or os.environ.get(variable_of("provider", prefix_of(args))) or ""
        )

    def _with_definition(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments, with the definition of a provider of the catalogue, which the target does
        not have.
        """
        given = args.get("provider_definition")
        definition = catalogue.laid_over(self._provider_name(args), given)
        return args if definition is given else {**args, "provider_definition": definition}

    def _with_files(self, args: Mapping[str, Any], on_target: bool) -> Mapping[str, Any]:
        """The arguments with the paths of the files that are sent, as the verb is to find them.

        :param on_target: the module runs there; files of the controller have to be copied.
        :raises AnsibleError: there is no such file.
        """
        return args

    def _reason_for_module(self) -> str:
        """Why the module has to run; empty when the worker's process will do."""
        in_process = os.environ.get("ASYNCOPS_IN_PROCESS") or "true"
        become = self._play_context.become or getattr(self._connection, "become", None)
        args = self._task.args
        reasons = {
            "ASYNCOPS_IN_PROCESS is false": not boolean(in_process, strict=False),
            "the connection is %s" % self._connection.transport: not self._is_local(),
            "become is set": bool(become),
            "async is set": bool(self._task.async_val),
            "environment is set": any(self._task.environment or ()),
            "file options are set": any(
                args.get(name) is not None for name in FILE_COMMON_ARGUMENTS
            ),
            "the controller's Python has no requests": not _HAS_REQUESTS,
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    def _compute_environment_string(
        self, raw_environment_out: Optional[dict[str, Any]] = None
    ) -> str:
        """The keyword `environment` before a command on the target, without our secrets:
        ansible-core prints the whole command at -vvv. They go with the options (_run_module).
        """
        variables = self._environment()
        hidden = {variable_of(option, prefix_of(self._task.args)) for option in _SECRET_OPTIONS}
        for name in list(variables):
            if name in hidden or _SECRET_VARIABLE.fullmatch(name):
                variables.pop(name)
        if raw_environment_out is not None:
            raw_environment_out.clear()
            raw_environment_out.update(variables)
        prefix: str = self._connection._shell.env_prefix(**variables)
        return prefix

    def _environment(self) -> dict[str, Any]:
        """The keyword `environment`, merged and filled in."""
        variables: dict[str, Any] = {}
        super()._compute_environment_string(variables)
        return variables

    def _secrets_of_environment(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """The secret options that stand in `environment` and are not given otherwise."""
        options = VERBS[self.verb].options()
        variables = self._environment()
        prefix = prefix_of(args)
        found = {option: variables.get(variable_of(option, prefix)) for option in _SECRET_OPTIONS}
        return {
            option: value
            for option, value in found.items()
            if value and option in options and args.get(option) is None
        }

    def _is_local(self) -> bool:
        return bool(self._connection.transport == "local")

    def _cap_wait_timeout(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments, with a `wait_timeout` that ends before the task's `timeout` or `async`.

        Those end the task suddenly: nobody would learn the ids of the jobs.
        """
        limits = [float(limit) for limit in (self._task.timeout, self._task.async_val) if limit]
        options = VERBS[self.verb].options()
        if not limits or "wait_timeout" not in options:
            return args
        wanted = args.get("wait_timeout")
        if wanted is None:
            wanted = os.environ.get(variable_of("wait_timeout", prefix_of(args)))
        if wanted in (None, ""):
            wanted = options["wait_timeout"]["default"]
        limit = min(limits)
        latest = max(0.0, limit - min(max(_MIN_RESERVE, limit / 10), _MAX_RESERVE))
        try:
            is_late = float(wanted) > latest
        except (TypeError, ValueError):
            return args  # the validation refuses it
        return {**args, "wait_timeout": latest} if is_late else args

    def _run_module(
        self, args: Mapping[str, Any], task_vars: Optional[dict[str, Any]]
    ) -> dict[str, Any]:
        with ended_with_parent(), self._naming_jobs(task_vars):
            result: dict[str, Any] = self._execute_module(
                module_name=self._task.action,
                module_args={**args, **self._secrets_of_environment(args)},
                task_vars=task_vars,
                wrap_async=bool(self._task.async_val),
            )
        return result

    def _hint_at_environment(self, outcome: dict[str, Any], args: Mapping[str, Any]) -> None:
        """Where options are missing on a target that the controller's environment holds."""
        elsewhere = not self._is_local() or self._play_context.become
        if outcome.get("error") != "config" or not elsewhere:
            return
        prefix = prefix_of(args)
        names = (variable_of(name, prefix) for name in connection() if args.get(name) is None)
        given = [name for name in names if os.environ.get(name)]
        is_missing = "missing required arguments" in str(outcome.get("msg"))
        if given or is_missing:
            told = "; " + _NOT_THERE % (", ".join(given) or "%s_..." % prefix)
            outcome["msg"] = str(outcome["msg"]).rstrip(".") + told

    @contextmanager
    def _naming_jobs(self, task_vars: Optional[dict[str, Any]]) -> Iterator[None]:
        """Within, a signal has the jobs named that a module on this machine has started."""
        if not self._is_local() or self._task.async_val:
            yield
            return
        shell = self._connection._shell
        if shell.tmpdir is None:
            self._make_tmp_path()  # as _execute_module would a little later
        hidden = bool(self._task.no_log)
        host = _host_of(task_vars)
        with signals.passed_on(), heard(), told_if_ended(shell.tmpdir, host, hidden):
            yield

    def _run_in_process(
        self, args: Mapping[str, Any], task_vars: Optional[dict[str, Any]]
    ) -> dict[str, Any]:
        """Validates as the module does, and runs the verb."""
        spec, validated = self._validate(args)
        params = validated.validated_parameters
        secrets = secrets_of(params, spec)
        if validated.error_messages:
            message = secrets.scrub(self._validation_message(validated.errors))
            result = {
                **empty(self.verb, params),
                "failed": True,
                "error": "config",
                "msg": message,
            }
        else:
            result = self._run_verb(params, secrets, _host_of(task_vars))
        if _injects_invocation(task_vars):
            result["invocation"] = {"module_args": mask_params(params, spec, secrets)}
        return result

    def _validate(self, args: Mapping[str, Any]) -> tuple[Options, ValidationResult]:
        """The module's own argument spec, and the arguments validated by it."""
        verb_options = VERBS[self.verb]
        spec = with_prefix(verb_options.options(), args)
        rules = dict(verb_options.rules)
        if rules.pop("add_file_common_args", False):
            spec = {**spec, **FILE_COMMON_ARGUMENTS}
        validator = ModuleArgumentSpecValidator(spec, **rules)
        return spec, validator.validate(as_module_arguments(args))

    def _run_verb(self, params: dict[str, Any], secrets: Secrets, host: str) -> dict[str, Any]:
        """The result of the verb, with warnings and diff as a module would return them."""
        params = {**params, **self._absolute_paths(params)}
        warnings: list[str] = []
        traces: list[str] = []
        result = empty(self.verb, params)
        hidden = bool(self._task.no_log)
        line = ProgressLine(params, _display, secrets, host, hidden, result)
        context = Context(
            check_mode=bool(self._task.check_mode),
            warn=warnings.append,
            progress=line.update,
            started=line.started,
            secrets=secrets,
            trace=traces.append,
        )
        # A signal ends the verb, then the jobs are named, then ansible-core's own handler has it.
        with ended_with_parent(), signals.passed_on(), heard(), line:
            result = run(
                self.verb, self.verb_function, provider_from(params), params, context, result
            )
        add_trace(result, traces, _display.verbosity)
        show_once(result)
        if not self._task.diff:
            result.pop("diff", None)
        if warnings:
            result["warnings"] = warnings
        return result

    def _validation_message(self, errors: AnsibleValidationErrorMultiple) -> str:
        """A validation error in the module's own words."""
        if isinstance(errors[0], UnsupportedError):
            return "Unsupported parameters for (%s) module: %s" % (self._task.action, errors.msg)
        return str(errors.msg)

    def _absolute_paths(self, params: Mapping[str, Any]) -> dict[str, str]:
        """The options that are paths, relative to the playbook's folder as in a local module."""
        base = self._loader.get_basedir()
        return {
            name: os.path.join(base, params[name]) for name in _PATH_OPTIONS if params.get(name)
        }


def _host_of(task_vars: Optional[Mapping[str, Any]]) -> str:
    """The name in the inventory of the host that a task is for."""
    return str((task_vars or {}).get("inventory_hostname") or "")


def _injects_invocation(task_vars: Optional[dict[str, Any]]) -> bool:
    """Whether a module would return its arguments.

    Always before ansible-core 2.21, then as INJECT_INVOCATION says.
    """
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))
    except AnsibleError:
        return True
