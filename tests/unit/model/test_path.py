# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths: JMESPath. What they find, that ours and the library agree, and that a wrong one is a
ValueError."""

from __future__ import annotations

import builtins
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model import expression
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.condition import (
    first_value,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.definition import check
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import (
    Expression,
    KeyPath,
    LibraryMissing,
    Path,
    StepPath,
    XmlRecord,
    compile_path,
)

RECORD: dict[str, Any] = {
    "id": 7,
    "empty": None,
    "jobs": [{"s": "a", "n": 1, "in": {"deep": "x"}}, {"s": "B", "n": 2}, {"s": "b", "n": None}],
    "lone": {"s": "a"},
    "a.b": {"c]d": "quoted"},
    "@type": "t",
    "#text": "text",
    "job-id": 8,
    "ns:id": {"$ref": 9},
    "links": [{"rel": "self", "href": "/1"}, {"rel": "NEXT", "href": "/2"}],
    "matrix": [[1, 2], [3]],
}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ('"a b"."c-d"', ("a b", "c-d")),
        ('a."x.y"', ("a", "x.y")),
        ('a."it\'s".b', ("a", "it's", "b")),
        ('"say \\"it\\""', ('say "it"',)),
        ('"\\u00e4"', ("\u00e4",)),
        ("job-id", ("job-id",)),
        ("ns:id.$ref", ("ns:id", "$ref")),
        ("@type.#text", ("@type", "#text")),
        ("a._b9", ("a", "_b9")),
        ("\u00e4.b", ("\u00e4", "b")),
    ],
)
def test_keys(text: str, steps: Any) -> None:
    path = compile_path(text)
    assert path.__class__ is KeyPath and path.keys == steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("[]", (None,)),
        ("jobs[].jobSummary", ("jobs", None, "jobSummary")),
        ("a[0][-1]", ("a", 0, -1)),
        ('a[]."k v"[3]', ("a", None, "k v", 3)),
        ("a[].b[]", ("a", None, "b", None)),
    ],
)
def test_steps(text: str, steps: Any) -> None:
    path = compile_path(text)
    assert path.__class__ is StepPath and path.steps == steps
    assert path.projects is (None in steps)


@pytest.mark.parametrize("text", ["", "@"])
def test_the_record_itself(text: str) -> None:
    path = compile_path(text)
    assert path.__class__ is Path and path.value(RECORD) is RECORD and path.first([1]) == [1]
    assert path.all(RECORD) == [RECORD] and path.all(None) == []


def test_a_path_is_compiled_once_and_keeps_its_text() -> None:
    assert compile_path("a.b") is compile_path("a.b")
    assert compile_path("a.b").text == "a.b" and repr(compile_path("a.b")) == "KeyPath('a.b')"


WRONG = [
    ".",
    ".a",
    "a.",
    "a..b",
    "a[",
    "a]",
    "a[0",
    "a[0]b",
    "a[-]",
    "a[x]",
    "a[=v]",
    'a["x]',
    "a[?k..l=='v']",
    "[?.k=='v']",
    "a[k=v]",
    "a['a.b']",
    "a b",
    "''b",
    "nope(",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_path_is_refused(text: str) -> None:
    pytest.importorskip("jmespath")
    with pytest.raises(ValueError, match=r"\w") as caught:
        compile_path(text)
    assert "\n" not in str(caught.value) and not isinstance(caught.value, LibraryMissing)


def test_a_wrong_path_is_told_with_the_key_of_the_definition() -> None:
    pytest.importorskip("jmespath")
    definition = {"name": "x", "get": {"path": "/j/{id}", "follow": "a[0"},
                  "state": {"path": "s", "words": {"failed": "f"}}}  # fmt: skip
    with pytest.raises(ConfigError) as caught:
        check(definition)
    start = (
        "provider_definition.get.follow must be a path (JMESPath) such as jobs[0].status,"
        " not 'a[0': "
    )
    assert caught.value.message.startswith(start)


FINDS: list[tuple[str, list[Any]]] = [
    ("", [RECORD]),
    ("id", [7]),
    ("id.x", []),
    ("empty", []),
    ("nothing", []),
    ("jobs[].s", ["a", "B", "b"]),
    ("jobs[].n", [1, 2]),
    ("jobs[].in.deep", ["x"]),
    ("jobs[0].s", ["a"]),
    ("jobs[-1].s", ["b"]),
    ("jobs[-3].s", ["a"]),
    ("jobs[3].s", []),
    ("jobs[-4].s", []),
    ("jobs.s", []),
    ("lone[].s", []),
    ("lone[0].s", []),
    ("empty[]", []),
    ('"a.b"."c]d"', ["quoted"]),
    ("@type", ["t"]),
    ("#text", ["text"]),
    ("job-id", [8]),
    ("ns:id.$ref", [9]),
    ("matrix[]", [1, 2, 3]),
    ("matrix[0]", [[1, 2]]),
    ("matrix[][]", [1, 2, 3]),
]
EXPRESSIONS: list[tuple[str, list[Any]]] = [
    ("jobs[?s=='b'].n", []),
    ("jobs[?s=='B'].n", [2]),
    ("jobs[?n==`1`].s", ["a"]),
    ("jobs[?in.deep=='x'].s", ["a"]),
    ("jobs[?s=='zz']", []),
    ("links[?rel=='NEXT'].href", ["/2"]),
    ("links[?rel=='NEXT'].href | [0]", ["/2"]),
    ("matrix[*][0]", [1, 3]),
    ("length(jobs)", [3]),
    ("length(nothing)", []),
    ("id == `7`", [True]),
    ("id > `7`", [False]),
    ("nothing || id", [7]),
    ("join('-', jobs[].s)", ["a-B-b"]),
    ("jobs[:2].s", ["a", "B"]),
    ("lone.*", ["a"]),
]


@pytest.mark.parametrize(("path", "found"), FINDS)
def test_find_all(path: str, found: list[Any]) -> None:
    made = compile_path(path)
    assert not isinstance(made, Expression)
    assert made.all(RECORD) == found
    assert made.first(RECORD) == (found[0] if found and path else made.first(RECORD))
    if not found:
        assert made.first(RECORD) is None


@pytest.mark.parametrize(("path", "found"), EXPRESSIONS)
def test_expressions(path: str, found: list[Any]) -> None:
    pytest.importorskip("jmespath")
    made = compile_path(path)
    assert isinstance(made, Expression)
    assert made.all(RECORD) == found
    assert made.first(RECORD) == (found[0] if found else None)


def test_an_expression_that_gives_one_list_gives_one_value() -> None:
    pytest.importorskip("jmespath")
    assert compile_path("sort(jobs[].s)").first(RECORD) == ["B", "a", "b"]
    assert compile_path("sort(jobs[].s)").all(RECORD) == [["B", "a", "b"]]
    assert compile_path("matrix[*] | [1]").first(RECORD) == [3]


XML = XmlRecord({
    "lone": {"s": "a", "rel": "next", "in": {"deep": "x"}},
    "jobs": [{"s": "a"}, {"s": "b"}],
    "key": {"name": "state", "#text": "DONE"},
})  # fmt: skip


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("lone[].s", ["a"]),
        ("lone[0].s", ["a"]),
        ("lone[-1].s", ["a"]),
        ("lone[1].s", []),
        ("nothing[]", []),
        ("nothing[0]", []),
        ("jobs[].s", ["a", "b"]),
        ("lone[].in[].deep", ["x"]),
        ("lone[?s=='a'].rel", ["next"]),
        ("lone[?rel=='NEXT'].s", []),
        ("lone[*].s", ["a"]),
        ("lone[:1].s", ["a"]),
        ("jobs[?s=='b'].s | [0]", ["b"]),
        ("length(lone[])", [1]),
        ("length(jobs[])", [2]),
    ],
)
def test_a_lone_element_of_xml_is_a_list_of_one(path: str, found: list[Any]) -> None:
    if set(path) & set("?*:("):
        pytest.importorskip("jmespath")
    made = compile_path(path)
    assert made.all(XML) == found
    assert made.first(XML) == (found[0] if found else None)


def test_the_text_of_an_element_with_attributes_is_its_value() -> None:
    assert compile_path("key").first(XML) == "DONE"
    assert compile_path("key").value(XML) == {"name": "state", "#text": "DONE"}
    pytest.importorskip("jmespath")
    assert compile_path("key || lone").first(XML) == "DONE"


def test_find_takes_the_first_of_several_paths_that_has_a_value() -> None:
    def find(record: Any, texts: list[str]) -> Any:
        return first_value([compile_path(text) for text in texts], record)

    assert find(RECORD, ["empty", "nothing", "id", "jobs"]) == 7
    assert find(RECORD, []) is None
    assert find(RECORD, ["empty"]) is None
    assert find({"zero": 0, "no": False, "text": ""}, ["zero"]) == 0
    assert find({"no": False, "id": 1}, ["no", "id"]) is False


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Python in which the library cannot be imported."""
    real = builtins.__import__

    def refuse(name: str, *args: Any, **more: Any) -> Any:
        if name.split(".")[0] == "jmespath":
            raise ImportError(name)
        return real(name, *args, **more)

    caches = (expression._library, expression.interpreter, expression.xml_interpreter, compile_path)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    yield
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def test_the_plain_part_needs_no_library(without_library: None) -> None:
    for path, found in FINDS:
        assert compile_path(path).all(RECORD) == found


def test_without_the_library_an_expression_is_refused_in_one_sentence(
    without_library: None,
) -> None:
    with pytest.raises(
        LibraryMissing,
        match="^the Python library jmespath .1.0 or newer. is needed for this expression on ",
    ):
        compile_path("length(jobs)")
    definition = {"name": "x", "get": {"path": "/j/{id}", "follow": "length(a)"},
                  "state": {"path": "s", "words": {"failed": "f"}}}  # fmt: skip
    with pytest.raises(ConfigError) as caught:
        check(definition)
    start = (
        "provider_definition.get.follow is 'length(a)': the Python library jmespath (1.0 or newer)"
    )
    assert caught.value.message.startswith(start) and "\n" not in caught.value.message


PLAIN = st.text("abcXYZ09_", min_size=1, max_size=5).filter(lambda text: not text[0].isdigit())
KEYS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=6)
STEPS = st.lists(st.one_of(st.none(), st.integers(-99, 99), KEYS, PLAIN), min_size=1, max_size=6)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text("ab1", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)
# Keys that are often there.
LIKELY = st.lists(st.sampled_from(["a", "b", "c", None, 0, 1, -1]), min_size=1, max_size=5)


def written(steps: Any) -> str:
    """The text of steps, each in its plainest form."""
    text = ""
    for step in steps:
        if step is None:
            text += "[]"
        elif isinstance(step, int):
            text += "[%d]" % step
        else:
            plain = step.isascii() and step.isidentifier()
            text += ("." if text else "") + (step if plain else json.dumps(step))
    return text


@given(STEPS)
def test_what_is_written_is_read_back(steps: Any) -> None:
    path = compile_path(written(steps))
    assert list(path.keys if isinstance(path, KeyPath) else getattr(path, "steps", ())) == steps


@given(st.one_of(LIKELY, STEPS), JSON)
def test_the_plain_part_is_jmespath(steps: Any, record: Any) -> None:
    jmespath = pytest.importorskip("jmespath")
    text = written(steps)
    assert compile_path(text).value(record) == jmespath.search(text, record)


@given(LIKELY, JSON, st.booleans())
def test_the_library_s_way_gives_the_same_values(steps: Any, record: Any, xml: bool) -> None:
    """The classes for the plain part and the one for the rest are one language, for JSON and for
    XML."""
    pytest.importorskip("jmespath")
    if xml:
        record = XmlRecord(record if isinstance(record, dict) else {"a": record})
    text = written(steps)
    ours, library = compile_path(text), Expression(text)
    if not xml:
        assert ours.value(record) == library.value(record)
    assert ours.first(record) == library.first(record)
    assert ours.all(record) == library.all(record)


@given(st.one_of(st.text(max_size=30), st.text("ab.[]='\"-0{} ?|`&@(*:,", max_size=15)), JSON)
def test_any_text_is_a_path_or_a_value_error(text: str, record: Any) -> None:
    try:
        path = compile_path(text)
    except ValueError as exc:
        assert str(exc) and "\n" not in str(exc)
        return
    path.all(record)  # and a path that was accepted never fails later
    path.first(XmlRecord({"a": record}))


@given(
    JSON, st.sampled_from(["a", "a.b", "a[]", "a[0].b", "[]", "[-1]", "a[?b==`1`]", "[?a=='b'].c"])
)
def test_find_is_the_first_of_find_all(record: Any, path: str) -> None:
    if "?" in path:
        pytest.importorskip("jmespath")
    made = compile_path(path)
    every = made.all(record)
    assert all(one is not None for one in every)
    assert made.first(record) == (every[0] if every else None)
    if every and isinstance(record, dict):
        assert every == made.all(XmlRecord(record))


@pytest.mark.parametrize("text", ["a[?b > `1`]", "max_by(a, &b)", "a[::0]"])
def test_what_cannot_be_evaluated_has_no_value(text: str) -> None:
    assert compile_path(text).first({"a": [{"b": 1}, {"b": "x"}]}) is None


def test_an_expression_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        compile_path("(" * 9000 + "a" + ")" * 9000)
