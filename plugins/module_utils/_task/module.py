# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AnsibleModule around a verb. Private to asyncops.jobs.

Floors 1 to 3 are imported only once the options are found to be valid: a module is compiled anew
for each task.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional

from ansible.module_utils.basic import AnsibleModule

from .._model.errors import Interrupted
from .._model.result import empty
from . import signals
from .execution import (
    ABANDONED_MESSAGE,
    STARTED_FILE,
    add_trace,
    interrupted_result,
    join_ids,
    provider_from,
    show_once,
)
from .masking import mask_params, maskable, secrets_of
from .option_groups import Options
from .options import FILE_ATTRIBUTES, VERBS

if TYPE_CHECKING:
    from .._jobs.context import Context
    from .._model.job import Job
    from .._wire.secrets import Secrets


class VerbModule(AnsibleModule):
    """AnsibleModule whose result is that of the in-process form.

    It shows no secret in any form, and of `dest` only what is documented.
    """

    params: dict[str, Any]
    argument_spec: Options
    no_log_values: set[str]

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self.refuse: Optional[Callable[[str, dict[str, Any]], None]] = None
        self._valid = False
        super().__init__(
            argument_spec=VERBS[verb].options(), supports_check_mode=True, **VERBS[verb].rules
        )
        self._valid = True

    def _load_params(self) -> None:
        """Reads the arguments, one of which says what the spec falls back to.

        AnsibleModule does so before it looks at the spec. Not done before that: who only asks for
        the spec (validate-modules) gives no arguments.
        """
        super()._load_params()
        if "env_prefix" in self.params:
            from .prefix import with_prefix

            with_prefix(self.argument_spec, self.params)

    @property
    def verbosity(self) -> int:
        """How many `v` the user gave."""
        return self._verbosity

    def exit_json(self, **kwargs: Any) -> None:
        """Ends the process with this result."""
        self._mask_params()
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Ends the process with a failure; AnsibleModule calls it when the options are wrong.

        While file options are set, ``refuse`` takes its place (file_options.py).
        """
        if self.refuse is not None:
            self.refuse(msg, kwargs)
        if not self._valid:
            kwargs = {**empty(self.verb, self.params), "error": "config", **kwargs}
        super().fail_json(msg=self._mask_params().scrub(msg), **kwargs)

    def add_path_info(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Adds nothing: AnsibleModule would take `dest` for its own and write over `size`."""
        return kwargs

    def _mask_params(self) -> Secrets:
        secrets = secrets_of(self.params, self.argument_spec)
        self.params = mask_params(self.params, self.argument_spec, secrets)
        self.no_log_values = maskable(self.no_log_values)
        return secrets


def run_module(verb: str, import_verb: Callable[[], Any]) -> None:
    """The whole main() of a module: options, the verb, exit or fail in one place.

    :param import_verb: imports the function of the verb, once the options are found to be valid.
    """
    gc.freeze()  # what is imported stays; a collector that looks at it again takes 4 % of the CPU
    module = VerbModule(verb)
    traces: list[str] = []
    if _has_file_options(module):
        from .file_options import problem_with

        problem = problem_with(module, module.params["dest"])
        if problem:
            module.fail_json(problem, error="config", **empty(verb, module.params))
    context = _context(module, traces)
    result = _run(module, import_verb, context)
    add_trace(result, traces, module.verbosity)
    scrub = context.secrets.scrub_tree  # with what the run has learnt
    module.params = {name: scrub(value) for name, value in module.params.items()}
    finish(module, result)


def _context(module: VerbModule, traces: list[str]) -> Context:
    from .._jobs.context import Context

    def started(jobs: Sequence[Job]) -> None:
        # To syslog: the end of an `async` task is a SIGKILL, which leaves no time to say it.
        text = "started %s job %s" % (module.params["provider"], join_ids([job.id for job in jobs]))
        module.log(secrets_of(module.params, module.argument_spec).scrub(text))
        _note_started(module, jobs)

    return Context(
        check_mode=module.check_mode,
        warn=module.warn,
        started=started,
        secrets=secrets_of(module.params, module.argument_spec),
        trace=traces.append,
    )


def _note_started(module: VerbModule, jobs: Sequence[Job]) -> None:
    """Leaves the ids where an action plugin finds them that is interrupted on this machine."""
    if not module._tmpdir:
        return
    text = ABANDONED_MESSAGE % (module.params["provider"], join_ids([job.id for job in jobs]))
    path = os.path.join(module._tmpdir, STARTED_FILE)
    with contextlib.suppress(OSError), open(path, "w", encoding="utf-8") as file:
        file.write(secrets_of(module.params, module.argument_spec).scrub(text))


def _run(module: VerbModule, import_verb: Callable[[], Any], context: Context) -> dict[str, Any]:
    """The result of the verb, or of its interruption. Signals are ignored afterwards."""
    from .._jobs.verbs import run
    from .awake import heard

    provider = provider_from(module.params)
    known = empty(module.verb, module.params)
    try:
        handlers = signals.raise_on_signals()
        with heard():
            result = run(module.verb, import_verb(), provider, module.params, context, known)
        signals.ignore(handlers)
        return result
    except Interrupted as exc:  # whose handler ignores the signals that follow
        return interrupted_result(module.verb, exc.number, known, context.secrets)


def finish(module: VerbModule, result: dict[str, Any]) -> None:
    """Exits or fails with the result of a verb."""
    if not module._diff:
        result.pop("diff", None)
    saved = result.get("files") or result.get("results")
    if saved and not module.check_mode and _has_file_options(module):
        from .file_options import set_on_saved

        set_on_saved(module, result, saved)
    show_once(result)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def _has_file_options(module: VerbModule) -> bool:
    """Whether the result is saved, and given more than a new file has."""
    given = any(module.params.get(name) is not None for name in FILE_ATTRIBUTES)
    return given and bool(module.params.get("dest"))
