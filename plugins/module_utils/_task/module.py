# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AnsibleModule around a verb. Private to asyncops.jobs.

Floors 1 to 3 are imported only once the options are found to be valid: a module is compiled anew for each task.
"""
from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from .._model.errors import WaitTimeout
from .._model.result import empty
from .masking import maskable, secrets_of, shown
from .options import VERBS

NAMED = 20  # ids in one sentence
_interruptions: list[int] = []  # the signals that have ended the verb


class Module(AnsibleModule):
    """AnsibleModule whose result shows no secret in any form, and of `dest` what is documented, as the other form does."""

    def __init__(self, verb: str, **kwargs: Any) -> None:
        self._verb, self._valid = verb, False
        super().__init__(**kwargs)
        self._valid = True

    def exit_json(self, **kwargs: Any) -> None:
        """As ever."""
        self._mask()
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """As ever; also called by AnsibleModule itself, when the options are wrong."""
        if not self._valid:
            kwargs = {**empty(self._verb, self.params), "error": "config", **kwargs}
        super().fail_json(msg=self._mask().scrub(msg), **kwargs)

    def add_path_info(self, kwargs: Any) -> Any:
        """Nothing: AnsibleModule would take `dest` for its own and write over `size`."""
        return kwargs

    def _mask(self) -> Any:
        secrets = secrets_of(self.params, self.argument_spec)
        self.params = shown(self.params, self.argument_spec, secrets)
        self.no_log_values = maskable(self.no_log_values)
        return secrets


def run_module(verb: str) -> None:
    """The whole main() of a module: options, the verb, exit or fail in one place."""
    options, rules = VERBS[verb]
    module = Module(verb, argument_spec=options(), supports_check_mode=True, **rules)
    from .._jobs.context import Context
    from .._jobs.verbs import run

    def started(jobs: Sequence[Any]) -> None:
        # To syslog: the end of an `async` task is a SIGKILL, which leaves nobody the time to tell.
        module.log("started %s job %s" % (module.params["provider"], ", ".join(job.id for job in jobs)))

    context = Context(check_mode=module.check_mode, warn=module.warn, started=started,
                      secrets=secrets_of(module.params, module.argument_spec))
    signal.signal(signal.SIGTERM, interrupted)
    result = run(verb, provider_from(module.params), module.params, context)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # what is known is told now
    if _interruptions and result.get("failed"):
        result["msg"] = told_interrupted(verb, _interruptions[0], result.get("jobs") or ())
    module.params = context.secrets.scrub_tree(module.params)
    finish(module, result)


def provider_from(params: dict[str, Any]) -> Callable[[], Any]:
    """Makes the provider of the options, when it is called."""
    from .._providers.registry import provider_of
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
    """SIGTERM (a cancelled playbook): ends the verb, so that the jobs are told before the end."""
    signal.signal(number, signal.SIG_IGN)
    _interruptions.append(number)
    raise WaitTimeout("interrupted by signal %d" % number)


def told_interrupted(verb: str, number: int, jobs: Sequence[dict[str, Any]]) -> str:
    """What a person has to know after an interruption."""
    text = "interrupted by signal %d" % number
    if verb in ("info", "explain"):
        return text
    ids = [job["id"] for job in jobs if job["id"] and not job["finished"]]
    if not ids:
        return text + "; whether a job was started or changed is not known: list the jobs"
    more = " and %d more" % (len(ids) - NAMED) if len(ids) > NAMED else ""
    return text + "; job %s%s may go on, and can be waited for again by id" % (", ".join(ids[:NAMED]), more)
