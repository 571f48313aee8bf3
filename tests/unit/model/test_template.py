# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: what is filled in, how, and what is left out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model import template
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ApiError,
    AsyncopsError,
    ConfigError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import XmlRecord
from ansible_collections.asyncops.jobs.plugins.module_utils._model.template import (
    Template,
    TemplateTree,
)

NAMES = {
    "id": "a/b c",
    "n": 7,
    "yes": True,
    "href": "/jobs/1?x=y",
    "none": None,
    "empty": "",
    "pw": "p\u00e4ss",
    "record": {"links": [{"rel": "self", "href": "/s"}], "deep": {"x": 1}},
    "filters": {"status": "Done"},
    "saved": {"list": [1]},
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("", ""),
        ("plain", "plain"),
        ("/jobs/{id}/stop/", "/jobs/a/b c/stop/"),
        ("{n}{n}", "77"),
        ("{yes}", "true"),
        ("{empty}", ""),
        ("{n:int}", "7"),
        ("{pw:base64}", "cMOkc3M="),
        ("{filters.status}", "Done"),
        ("{record.links[0].href}", "/s"),
        ("{record.deep.x}", "1"),
        ("{record.links[?rel=='self'].href}", "/s"),
        ("{{id}}", "{id}"),
        ("{{{id}}}", "{a/b c}"),
        ("{ id }", "{ id }"),
        ("{1}", "{1}"),
    ],
)
def test_render(text: str, filled: str) -> None:
    assert Template(text).fill(NAMES) == filled


ODD = "pa&ss<1>]]>'\"\r\n\u00e9"


@pytest.mark.parametrize(
    "text",
    [
        "<p>{pw}</p>",
        "  <p>{pw:xml}</p>",
        "<p><![CDATA[{pw}]]></p>",
        "<p><!-- {{ --><![CDATA[]]>{pw}</p>",
        "<p>{pw:path}</p>",
        '<p a="{id}">{pw}</p>',
    ],
)
def test_a_value_in_xml_stays_a_value(text: str) -> None:
    """The body that a definition writes is read by somebody else's parser."""
    filled = TemplateTree(text).fill({"pw": ODD, "id": '<&">'})
    assert ElementTree.fromstring(filled).text in (ODD, ODD.replace("\r\n", "\n"))  # CDATA


def test_what_is_no_xml_is_not_escaped() -> None:
    assert TemplateTree("user={pw}").fill({"pw": "<&>"}) == "user=<&>"
    assert TemplateTree({"a": "<{pw}>"}).fill({"pw": "<&>"}) == {"a": "<<&>>"}
    assert TemplateTree({"a": "<p>{pw:xml}</p>"}).fill({"pw": "<&>"}) == {
        "a": "<p>&lt;&amp;&gt;</p>"
    }


@pytest.mark.parametrize("value", ["a\0b", "\x1b[0m", "\uffff"])
def test_what_xml_cannot_carry_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="pw holds a character that XML cannot carry") as caught:
        TemplateTree("<p>{pw}</p>").fill({"pw": value})
    assert value not in caught.value.message


def segment(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("/x/{id}", "/x/a%2Fb%20c"),
        ("/x/{id:path}", "/x/a/b c"),
        ("{href}", "/jobs/1?x=y"),
        ("/a b/{n}", "/a b/7"),
    ],
)
def test_render_in_a_url_path(text: str, filled: str) -> None:
    assert Template(text).fill(NAMES, segment) == filled


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{none}", ConfigError),
        ("{missing}", ConfigError),
        ("x{filters.other}", ConfigError),
        # What an answer was to bring is missed when requests have been sent.
        ("{record}", ApiError),
        ("{record.deep}", ApiError),
        ("{saved.list}", ApiError),
        ("{output.id}", ApiError),
    ],
)
def test_a_name_without_a_value_is_told(text: str, error: type[AsyncopsError]) -> None:
    with pytest.raises(error) as caught:
        Template(text).fill(NAMES)
    assert caught.value.message == "%s is needed here and has no value (template %r)" % (
        text.strip("x{}"),
        text,
    )


@pytest.mark.parametrize(
    ("tree", "filled"),
    [
        ("{n:int}", 7),
        ("{n}", "7"),
        ("x{n:int}", "x7"),
        (
            {"jobId": "{n:int}", "a": ["{id}", 1, None, True]},
            {"jobId": 7, "a": ["a/b c", 1, None, True]},
        ),
        ({"{n}": "{n}"}, {"7": "7"}),
        ({3: 1.5}, {"3": 1.5}),
        ({"gone": "{none}", "gone too": "{filters.x:int}", "stays": "{empty}"}, {"stays": ""}),
        ({"in": {"gone": "{none}"}}, {"in": {}}),
        ({"literal": "{{"}, {"literal": "{"}),
        ([], []),
        (None, None),
        (5, 5),
    ],
)
def test_fill(tree: Any, filled: Any) -> None:
    result = TemplateTree(tree).fill(NAMES)
    assert result == filled
    assert type(result) is type(filled)


def test_fill_what_cannot_be_left_out() -> None:
    with pytest.raises(ConfigError, match="none is needed here"):
        TemplateTree({"x": "a{none}"}).fill(NAMES)
    with pytest.raises(ConfigError, match="none is needed here"):
        TemplateTree(["{none}"]).fill(NAMES)
    with pytest.raises(ConfigError, match="^id must be a whole number, not 'a/b c'$"):
        TemplateTree("{id:int}").fill(NAMES)


@pytest.mark.parametrize(
    ("tree", "names"),
    [
        ("/{id}/{output.id}", ["id", "output.id"]),
        ("{{id}}", []),
        ("{id:int}{pw:base64}{x:path}", ["id", "pw", "x"]),
        ("{id:other}", ["id:other"]),
        ({"{a}": ["{b}", {"c": "{c}"}]}, ["a", "b", "c"]),
        (None, []),
        (5, []),
        ({None: 3, 4: "{d}"}, ["d"]),
    ],
)
def test_names_in(tree: Any, names: list[str]) -> None:
    assert template.names_in(tree) == names
    if tree is None or not isinstance(tree, str):
        assert TemplateTree(tree).names == names


def test_what_is_left_without_places() -> None:
    assert template.PLACE.sub("", "/a/{id}/{{x}}/{id:path}") == "/a//x/"
    assert template.PLACE.sub("", "{ id }{1}") == "{ id }{1}"


@given(st.text(max_size=20), st.dictionaries(st.sampled_from(["id", "n"]), st.text(max_size=5)))
def test_braces_doubled_come_out_as_they_were(text: str, names: dict[str, str]) -> None:
    assert Template(text.replace("{", "{{").replace("}", "}}")).fill(names) == text


@given(st.text("ab{}: .int", max_size=15))
def test_render_fails_with_config_error_only(text: str) -> None:
    names = template.names_in(text)
    try:
        Template(text).fill({"a": "1", "b": "2"})
    except ConfigError:
        assert names
    except ValueError:  # a name that is no path: the validation of a definition refuses those
        assert names


@pytest.mark.parametrize(
    ("text", "is_url"),
    [
        ("{href}", True),
        ("{record.links[0].href}", True),
        ("{saved.location}", True),
        ("{output.href}", True),
        ("{id}", False),
        ("{href}/stop", False),
        ("{record.n:int}", False),
        ("/jobs", False),
    ],
)
def test_a_template_that_is_a_url_by_itself(text: str, is_url: bool) -> None:
    assert Template(text).is_url is is_url


def test_the_user_s_own_value_keeps_its_type() -> None:
    names = {"body": {"n": 7, "list": [1], "yes": True}}
    tree = {
        "a": "{body.n}",
        "b": "{body.list}",
        "c": "{body.yes}",
        "d": "x{body.n}",
        "e": "{body.gone}",
    }
    assert TemplateTree(tree).fill(names) == {"a": 7, "b": [1], "c": True, "d": "x7"}


def test_a_lone_element_of_xml_is_a_list_of_one_in_a_template_too() -> None:
    names = {"record": XmlRecord({"link": {"href": "/s"}})}
    assert Template("{record.link[0].href}").fill(names) == "/s"
