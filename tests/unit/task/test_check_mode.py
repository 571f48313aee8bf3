# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check-mode cases of tests/unit/systems.py are those of the table of verbs."""

from __future__ import annotations

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import VERBS as OF_PROVIDERS
from ansible_collections.asyncops.jobs.plugins.module_utils._task import options
from ansible_collections.asyncops.jobs.tests.unit import systems
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import MODULES


def test_every_verb_has_a_case() -> None:
    assert list(systems.VERBS) == list(options.VERBS) == list(MODULES)


@pytest.mark.parametrize("verb", options.VERBS)
def test_a_case_asks_for_what_there_is(verb: str) -> None:
    case, spec = systems.VERBS[verb], options.VERBS[verb].options()
    assert case.needs in OF_PROVIDERS
    for name in systems.SYSTEMS:
        assert set(case.params(name, "1")) <= set(spec)
