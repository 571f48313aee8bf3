# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the first task of a process would pay for, paid once, before ansible-core forks its workers.

Each task has a process of its own: whatever is imported or cached only in a worker is paid for by
every task.
Private to asyncops.jobs.
"""

from __future__ import annotations

import encodings.utf_16_le
from typing import Any

from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import (
    bodies,
    denials,
    listing,
    login,
    pages,
    placing,
    refusing,
    steps,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._model import words
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled import messages, outputs
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page import limited
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page.styles import (
    STYLES,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import registry
from ansible_collections.asyncops.jobs.plugins.module_utils._task import options
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import (
    broken,
    charset,
    codecs,
    http,
    partial,
    result_hosts,
    tls,
    transport_errors,
    unpacking,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.auth.schemes import SCHEMES

# Imported by the engine where they are used, which would be in each worker.
_IMPORTED_BEFORE_FORK = (
    bodies,
    broken,
    charset,
    denials,
    encodings.utf_16_le,
    limited,
    listing,
    login,
    messages,
    outputs,
    pages,
    partial,
    placing,
    refusing,
    result_hosts,
    steps,
    transport_errors,
    unpacking,
    words,
)

# Without a proxy: that of the environment may be wrong, which is for a task that uses it to report.
_PARAMS: dict[str, Any] = {
    "provider": registry.NAMES[0],
    "base_url": "http://localhost",
    "token": "none",
    "job_id": ["0"],
    "use_proxy": False,
}
_DEFINITION: dict[str, Any] = {
    "name": "none",
    "get": "/{id}",
    "state": {"path": "state", "words": {"succeeded": ["done"]}},
}


def prepare() -> bool:
    """Imports, validates and connects to nowhere, to fill Python's caches; sends nothing.

    :returns: whether this Python has what it needs to run a verb.
    """
    tls.prepare()
    for import_of_strategy in (*STYLES.values(), *SCHEMES.values()):
        import_of_strategy()
    for name in registry.NAMES:
        registry.provider_of(name)
    provider = registry.provider_of("none", _DEFINITION)
    ModuleArgumentSpecValidator(options.info()).validate(dict(_PARAMS))
    codecs.decode(b"{}", "application/json")
    codecs.decode(b"<none/>", "application/xml")
    try:
        http.load()
        Context().connect(provider, _PARAMS).ref("0")
    except ConfigError:
        return False
    return True
