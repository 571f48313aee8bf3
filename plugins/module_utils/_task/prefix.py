# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option `env_prefix`: a task with variables of its own, for plays that reach several systems.

Imported where it is given only. Private to asyncops.jobs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .._model.errors import ConfigError
from .option_groups import (
    ENVIRONMENT_PREFIX,
    Options,
    connection,
    from_environment,
    waiting,
)

_UNSET_MESSAGE = (
    "env_prefix is %s, and no variable of that name (%s, %s and so on) is set where the task runs"
)


def prefix_of(args: Mapping[str, Any]) -> str:
    """What the names of a task's variables begin with."""
    return str(args.get("env_prefix") or ENVIRONMENT_PREFIX.rstrip("_"))


def variable_of(option: str, prefix: str) -> str:
    """The environment variable that an option falls back to."""
    return "%s_%s" % (prefix, option.upper())


def with_prefix(options: Options, args: Mapping[str, Any]) -> Options:
    """The options, falling back to the variables of the prefix, and to no others.

    Where there are none, nothing else is missed first: `check_prefix` tells why.
    """
    if not args.get("env_prefix"):
        return options
    prefix = prefix_of(args)
    for name, option in options.items():
        if "fallback" in option:
            option["fallback"] = (from_environment, [variable_of(name, prefix)])
    if not _is_set(prefix):
        options["provider"]["required"] = options["base_url"]["required"] = False
    return options


def check_prefix(params: Mapping[str, Any]) -> None:
    """Refuses a prefix that names no variable: it would have no effect.

    :raises ConfigError: it names the prefix and what was looked for.
    """
    prefix = prefix_of(params)
    if not _is_set(prefix):
        names = (variable_of("base_url", prefix), variable_of("token", prefix))
        raise ConfigError(_UNSET_MESSAGE % (prefix, *names))


def _is_set(prefix: str) -> bool:
    names = (variable_of(name, prefix) for name in (*connection(), *waiting()))
    return any(os.environ.get(name) for name in names)
