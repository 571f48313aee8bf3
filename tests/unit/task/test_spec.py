# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools read of a module without running it, as ansible-test's validate-modules does."""

from __future__ import annotations

import io
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import VerbModule
from ansible_collections.asyncops.jobs.plugins.module_utils._task.options import VERBS


class Asked(Exception):
    """The call of AnsibleModule that a tool wants to see."""


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_spec_is_told_where_there_are_no_arguments(
    verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def init(self: Any, **options: Any) -> None:
        raise Asked(sorted(options["argument_spec"]))

    monkeypatch.setattr(basic.AnsibleModule, "__init__", init)
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", None)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(Asked, match="'provider'"):
        VerbModule(verb)
