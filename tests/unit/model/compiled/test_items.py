# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of a list, and the messages among them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.items import (
    Items,
    all_items,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import XmlRecord

SPEC = {"path": "jobs[]", "key_to": None, "when": [], "set": {}, "as": "auto", "value_to": None}


@pytest.mark.parametrize(
    ("spec", "body", "items"),
    [
        ({}, {"jobs": [{"a": 1}, {"a": 2}]}, [{"a": 1}, {"a": 2}]),
        ({"path": "jobs"}, {"jobs": [{"a": 1}]}, [{"a": 1}]),
        ({"path": ""}, [{"a": 1}], [{"a": 1}]),
        ({}, {"jobs": []}, []),
        ({}, {}, []),
        ({}, {"jobs": {"a": 1}}, []),
        ({}, XmlRecord({"jobs": {"a": 1}}), [{"a": 1}]),
        ({"set": {"s": "run"}}, {"jobs": [{"a": 1, "s": "x"}]}, [{"a": 1, "s": "run"}]),
        ({"path": "m", "key_to": "id"}, {"m": {"x": {"a": 1}, "y": {"id": 9}}},
         [{"a": 1, "id": "x"}, {"id": "y"}]),
        ({"path": "m", "key_to": "id"}, {"m": {"x": [{"a": 1}, {"a": 2}]}},
         [{"a": 1, "id": "x"}, {"a": 2, "id": "x"}]),
        ({"path": "m", "key_to": "id", "value_to": "status"}, {"m": {"x": "run"}},
         [{"id": "x", "status": "run"}]),
        ({"path": "m", "key_to": "id"}, {"m": [1]}, []),
        ({"path": "ids"}, {"ids": [1, "b"]}, [1, "b"]),
        ({"path": "ids", "as": "id"}, {"ids": [1, "a/b"]}, [{"id": 1}, {"id": "a/b"}]),
        ({"path": "ids", "as": "href"}, {"ids": ["b"]}, [{"href": "b"}]),
        ({"path": "ids", "set": {"s": "run"}}, {"ids": ["/j/1", 2]},
         [{"href": "/j/1", "s": "run"}, {"id": 2, "s": "run"}]),
        ({"path": "ids", "value_to": "status"}, {"ids": ["run"]}, [{"status": "run"}]),
    ],
)  # fmt: skip
def test_items(spec: Any, body: Any, items: list[Any]) -> None:
    assert Items({**SPEC, **spec}).of(body) == items


def test_items_of_several_places() -> None:
    places = [Items({**SPEC, "path": path}) for path in ("a[]", "b[]", "gone[]")]
    assert all_items(places, {"b": [{"i": 2}], "a": [{"i": 1}]}) == [{"i": 1}, {"i": 2}]


def test_what_was_xml_stays_xml_and_the_answer_is_not_changed() -> None:
    record = XmlRecord({"a": 1})
    body = {"jobs": [record]}
    found = Items({**SPEC, "set": {"s": "run"}}).of(body)
    assert found[0].__class__ is XmlRecord and found[0] == {"a": 1, "s": "run"}
    assert record == {"a": 1}
    assert Items(SPEC).of(body)[0] is record
