# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the first task of a process would pay for, paid once, before ansible-core forks its workers.

ansible-core compiles the files of a collection anew in each process, and each task has a process of its own: whatever is
imported or cached only in a worker is paid for by every task. Private to asyncops.jobs.
"""
from __future__ import annotations

from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import registry
from ansible_collections.asyncops.jobs.plugins.module_utils._task import options
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import codecs, http, tls

# Without a proxy: that of the environment may be wrong, which is for a task that uses it to tell.
_NOWHERE = {"provider": registry.NAMES[0], "base_url": "http://localhost", "token": "none", "job_id": ["0"], "use_proxy": False}
_DEFINITION = {"name": "none", "get": "/{id}", "state": {"path": "state", "words": {"succeeded": ["done"]}}}


def prepare() -> bool:
    """Imports, validates and connects to nowhere, so that Python's caches are filled; sends nothing.

    :returns: whether this Python has what it needs to run a verb.
    """
    tls.prepare()
    for name in registry.NAMES:
        registry.provider_of(name)
    provider = registry.provider_of("none", _DEFINITION)
    ModuleArgumentSpecValidator(options.info()).validate(dict(_NOWHERE))
    for answer, kind in ((b"{}", "application/json"), (b"<none/>", "application/xml")):
        codecs.decode(answer, kind)
    try:
        http.load()
        Context().connect(provider, _NOWHERE).ref("0")
    except ConfigError:
        return False
    return True
