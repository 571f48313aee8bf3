# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AnsibleModule around a verb. Private to asyncops.jobs."""
from __future__ import annotations

import signal
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from .._jobs.context import Context
from .._jobs.verbs import run
from .._model.errors import WaitTimeout
from .._providers import provider_of
from .options import VERBS


def run_module(verb: str) -> None:
    """The whole main() of a module: options, the verb, exit or fail in one place."""
    options, rules = VERBS[verb]
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True, **rules)
    context = Context(check_mode=module.check_mode, warn=module.warn)
    signal.signal(signal.SIGTERM, interrupted)
    result = run(verb, provider_from(module.params), module.params, context)
    module.no_log_values.update(context.secrets.forms)
    finish(module, result)


def provider_from(params: dict[str, Any]) -> Callable[[], Any]:
    """Makes the provider of the options, when it is called."""
    return lambda: provider_of(params["provider"], params.get("provider_definition"), params.get("api_version") or "")


def finish(module: Any, result: dict[str, Any]) -> None:
    """Exits or fails with the result of a verb. ``module``: an AnsibleModule, or what stands in for one."""
    if not getattr(module, "_diff", False):
        result.pop("diff", None)
    for one in () if result.get("failed") or module.check_mode else result.get("files") or ():
        arguments = module.load_file_common_arguments(module.params, path=one["dest"])
        result["changed"] = module.set_fs_attributes_if_different(arguments, result["changed"])
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def interrupted(number: int, frame: Any) -> None:
    """SIGTERM (a cancelled playbook, an `async` limit): ends the wait, so that the jobs are told before the end."""
    raise WaitTimeout("interrupted by signal %d; the jobs go on, and can be waited for again by their ids" % number)
