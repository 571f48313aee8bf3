# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a plugin that is no module, from ansible-core's configuration.

Private to asyncops.jobs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.plugins import AnsiblePlugin

from ansible_collections.asyncops.jobs.plugins.module_utils._task.option_groups import (
    ENVIRONMENT_PREFIX,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.prefix import (
    prefix_of,
    variable_of,
)

_OF_VARIABLES = "%s (variables %s_..., empty ones are unset)"


def plugin_options(
    plugin: AnsiblePlugin, variables: Mapping[str, Any] | None, direct: Mapping[str, Any]
) -> dict[str, Any]:
    """What ``get_options()`` would return, with empty environment variables taken for unset.

    ansible-core takes an empty text for a value (a boolean becomes false, a number is refused or,
    since 2.19, becomes the default, whatever an ini file says). So it is asked with definitions of
    the options that do not name the empty variables, and name those of `env_prefix` instead of
    ours. They have a name of their own: neither those of the plugin nor the environment, which
    others read, are touched.

    :raises AnsibleError: a value is missing or not of its type.
    """
    config = constants.config
    plugin_type, name = plugin.plugin_type, plugin._load_name
    definitions = plugin.option_definitions
    prefix = prefix_of({})
    if "env_prefix" in definitions:
        given = config.get_config_value(
            "env_prefix",
            plugin_type=plugin_type,
            plugin_name=name,
            variables=variables,
            direct=direct,
        )
        prefix = prefix_of({"env_prefix": given})
    sources = {option: _set_variables(one, prefix) for option, one in definitions.items()}
    if any(sources[option] != (one.get("env") or []) for option, one in definitions.items()):
        name = _OF_VARIABLES % (name, prefix)
        definitions = {
            option: {**one, "env": sources[option]} for option, one in definitions.items()
        }
        config.initialize_plugin_configuration_definitions(plugin_type, name, definitions)
    options: dict[str, Any] = config.get_plugin_options(
        plugin_type, name, variables=variables, direct=direct
    )
    return options


def _set_variables(definition: Mapping[str, Any], prefix: str) -> list[Mapping[str, Any]]:
    """The sources of an option among the environment variables that begin with the prefix,
    without those that are empty.
    """
    named = [
        {**source, "name": variable_of(source["name"].removeprefix(ENVIRONMENT_PREFIX), prefix)}
        for source in definition.get("env") or []
    ]
    return [source for source in named if os.environ.get(source["name"]) != ""]
