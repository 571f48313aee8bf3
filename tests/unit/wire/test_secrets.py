# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is shown in any form; text of others is harmless."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import clean
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import (
    MASK,
    Secrets,
    check_header_value,
)

FORMS = {
    "raw": str,
    "quoted": lambda text: quote(text, safe=""),
    "quoted path": quote,
    "quoted plus": quote_plus,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "urlsafe": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "json": lambda text: json.dumps(text)[1:-1],
    "json, not escaped": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "repr": lambda text: repr(text)[1:-1],
    "repr in a list": lambda text: repr(["'", text]),
}
printable = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x17F), min_size=4, max_size=20
).filter(lambda text: len(text.strip()) >= 4)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "secret", ["hunter22", "p@ss w/or+d=", "qu\"o'te\\s", "\u00fcml\u00e4ut", "tab\tand\nline"]
)
def test_every_form_is_masked(form: str, secret: str) -> None:
    text = FORMS[form](secret)
    told = Secrets([secret]).scrub("<<%s>>" % text)
    assert text.strip("[]'\", ") not in told
    assert MASK in told


@given(printable, st.sampled_from(sorted(FORMS)))
def test_no_form_of_any_secret_stays(secret: str, form: str) -> None:
    text = FORMS[form](secret)
    told = Secrets([secret]).scrub("see " + text + " there")
    assert MASK in told
    assert secret.strip() not in told.replace(MASK, "") or set(secret.strip()) <= set("see there*")


@pytest.mark.parametrize("secret", ["S3cret-Token>Word?77", "\u00fcml\u00e4ut-Pass-\u00df-123"])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "user:"])
def test_a_long_secret_in_what_is_made_of_more(secret: str, before: str) -> None:
    """The base64 of a header or a body that holds it, hexadecimal digits, other letters."""
    secrets = Secrets([secret])
    whole = (before + secret + " and more").encode()
    for code in (base64.b64encode(whole).decode(), base64.urlsafe_b64encode(whole).decode()):
        told = secrets.scrub(code)
        left = base64.urlsafe_b64decode(told.partition(MASK)[0][: len(told) // 4 * 4] + "==")
        assert MASK in told and len(left) <= len(before) + 2
    for form in (secret.encode().hex(), secret.upper(), secret.lower(), quote(quote(secret))):
        assert secrets.scrub(before + form) == before + MASK


TOKEN = "tok3n-00070e151c232a31383f464d545b626970777e858c939aa1"
# What a server, a proxy or a log makes of a token without a mark that it was changed.
PIECES = {
    "a beginning": TOKEN[:20],
    "all but the end": TOKEN[:-5],
    "an end": TOKEN[-14:],
    "a middle": TOKEN[9:30],
    "a word for the cut": TOKEN[:40] + "[truncated]",
    "other dots": TOKEN[:40] + "\u2025",
    "two strings": TOKEN[:20] + '" + "' + TOKEN[20:],
    "a blank of another kind": TOKEN[:20] + "\xa0" + TOKEN[20:],
    "stars in the middle": TOKEN[:20] + "***" + TOKEN[33:],
}
NUMBERED = {
    "percent": "".join("%%%02X" % ord(one) for one in TOKEN),
    "percent, some": TOKEN.replace("-", "%2D").replace("3", "%33"),
    "JavaScript": "".join("\\u%04x" % ord(one) for one in TOKEN),
    "Python": "".join("\\x%02x" % ord(one) for one in TOKEN),
    "hexadecimal with colons": TOKEN.encode().hex(":"),
    "hexadecimal with blanks": TOKEN.encode().hex(" ").upper(),
    "base64 of UTF-16": base64.b64encode(TOKEN.encode("utf-16-le")).decode(),
    "fillers": "\u3164".join(TOKEN),
    "selectors": "\ufe0f".join(TOKEN),
    "joiners": "\u034f".join(TOKEN),
    "tags nobody sees": "\U000e0041".join(TOKEN),
}


@pytest.mark.parametrize("text", [*PIECES.values(), *NUMBERED.values()], ids=[*PIECES, *NUMBERED])
@pytest.mark.parametrize("in_tree", [False, True])
def test_a_token_is_found_in_pieces_and_by_numbers(text: str, in_tree: bool) -> None:
    secrets = Secrets()
    secrets.add_token(TOKEN)
    said = "no such token: %s, see the manual" % text
    told = str(secrets.scrub_answer({"m": [said]}) if in_tree else secrets.scrub(said))
    left = "".join(one for one in told.replace(MASK, "|") if one.isascii())
    assert "no such token: " in left and "see the manual" in left and "|" in left
    assert not any(TOKEN[at : at + 12] in left for at in range(len(TOKEN) - 11))
    assert (
        not any(text[at : at + 12] in told for at in range(len(text) - 11))
        or text in PIECES.values()
    )


@pytest.mark.parametrize(
    "text",
    [
        "/api/v2/orgs/1/jobs/15",
        "tok3n",
        "a long session-token-x",
        "00070e 151c23 2a3138",
        "100%25 of it",
    ],
)
def test_words_and_paths_are_no_pieces(text: str) -> None:
    secrets = Secrets()
    for token in (TOKEN, "/api/v2/orgs/1/users/27-ab3f09", "session-token-q81kd0f3"):
        secrets.add_token(token)
    assert secrets.scrub(text) == text
    assert secrets.scrub_answer([text]) == [text]


def test_trimmed_and_untrimmed() -> None:
    secrets = Secrets(["  hunter22\n"])
    assert secrets.scrub("a hunter22 b") == "a ******** b"
    assert "hunter22" not in secrets.scrub(quote("  hunter22\n"))
    assert base64.b64encode(b"  hunter22\n").decode() in secrets.forms


def test_basic_authentication() -> None:
    secrets = Secrets()
    secrets.add_basic("api_1", "hunter22 ")
    for pair in (b"api_1:hunter22", b"api_1:hunter22 "):
        assert secrets.scrub("Basic " + base64.b64encode(pair).decode()).startswith(
            "Basic ********"
        )
    secrets.add_basic("user", None)
    secrets.add_basic(None, "another1")
    assert secrets.scrub("Basic " + base64.b64encode(b":another1").decode()) == "Basic ********"


def test_short_secrets_are_told_not_masked() -> None:
    secrets = Secrets([None, "", "  ", True])
    assert (secrets.short, secrets.forms) == (False, set())
    secrets.add("abc")
    secrets.add_basic("u", "xyz")
    assert secrets.short
    assert secrets.scrub("abc xyz") == "abc xyz"


@pytest.mark.parametrize("length", [5000, 24_000, pytest.param(1_000_000, marks=pytest.mark.gate)])
def test_a_token_as_long_as_a_server_likes(length: int) -> None:
    """All forms of 24,000 characters were a pattern that took 6 seconds."""
    token = ("QSDK af1d90<a" + " b='c'" * (length // 6))[:length]
    secrets = Secrets()
    secrets.add_token(token)
    assert sum(map(len, secrets.forms)) < 12 * min(length, 65_536)
    told = secrets.scrub("no such token: %s" % token)
    assert MASK in told and "af1d90" not in told
    assert length > 65_536 or told == "no such token: " + MASK


def test_the_longest_form_wins() -> None:
    secrets = Secrets(["abcd", "abcdefgh"])
    assert secrets.scrub("abcdefgh abcdx") == "******** ********x"


def test_trees() -> None:
    secrets = Secrets(["hunter22", "123456", b"bytes-too"])
    tree = {
        "hunter22": ["x hunter22", {"n": 123456, "m": 12, "t": True, "z": None}],
        5: ("bytes-too",),
    }
    assert secrets.scrub_tree(tree) == {
        MASK: ["x " + MASK, {"n": MASK, "m": 12, "t": True, "z": None}],
        5: [MASK],
    }
    assert tree["hunter22"][0] == "x hunter22"  # type: ignore[index]
    assert Secrets().scrub_tree(tree) == tree
    assert Secrets(["absent00"]).scrub_tree(tree) == tree
    assert secrets.scrub_tree([{"hunter22"}, "hunter22"]) == [[MASK], MASK]
    assert secrets.scrub(ValueError("hunter22")) == MASK


@given(printable, st.sampled_from(sorted(FORMS)), st.booleans())
def test_a_tree_is_scrubbed_as_its_texts_are(secret: str, form: str, as_key: bool) -> None:
    secrets, text = Secrets([secret]), "see " + FORMS[form](secret) + " there"
    tree = {"a": [{text: 1} if as_key else text]}
    told = secrets.scrub_tree(tree)["a"][0]
    assert (next(iter(told)) if as_key else told) == secrets.scrub(text) != text


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("plain", "plain"),
        (" a\r\n\tb  c ", "a b c"),
        ("\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07 \x9b1mx", "red link x"),
        ("\x1b]0;title\x1b\\shown", "shown"),
        ("user\u202etxt.exe\u2066\u200b\ufeff", "usertxt.exe"),
        ("a<br>b<BR/>c<b>d</b><script src=x>e</script><!-- f -->", "a b cde"),
        ("1 < 2 > 0 and a<5", "1 < 2 > 0 and a<5"),
        ("nul\x00bel\x07del\x7f\x85next", "nulbeldel next"),
        ("lone \ud800 here", "lone here"),
        ("\u00fcml\u00e4ut \u4e2d", "\u00fcml\u00e4ut \u4e2d"),
    ],
)
def test_clean(text: str, harmless: str) -> None:
    assert clean(text) == harmless


@pytest.mark.parametrize("between", ["\x1b[0m", "\u200b", "\x00", "\x1b]0;title\x07", "\u202e"])
def test_a_sentence_is_masked_whatever_stands_in_a_secret(between: str) -> None:
    secrets = Secrets(["s3cret-of-mine"])
    for text in ("a s3cret%s-of-mine b", "a s3%scret-of-mine b"):
        assert secrets.sentence(text % between) == "a %s b" % MASK
    assert secrets.sentence("x" * 5000).endswith("x\u2026")
    assert secrets.sentence("https://a/b?sig=abcdef\nc") == "https://a/b?sig=%s c" % MASK


@given(st.text(max_size=200))
def test_clean_text_is_one_printable_line(text: str) -> None:
    told = clean(text)
    assert told.isprintable() or not set(told) & set("\x1b\x07\r\n\u202e\u2066")
    assert told == " ".join(told.split())
    told.encode("utf-8")


@pytest.mark.parametrize(
    "text", ["<" * 50000, "<a" * 50000, "\x1b]" * 50000, "\x1b[" * 50000, "<br" * 50000]
)
def test_clean_takes_linear_time(text: str) -> None:
    clean(text)


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00b", "a\x7fb", "a\x85b", "\u20ac uro"])
def test_header_values_that_are_refused(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_header_value("X-Key", value)
    assert "X-Key" in caught.value.message
    assert value not in caught.value.message


def test_header_values_that_pass() -> None:
    for value in ("", "Bearer abc==", "tab\there", "caf\u00e9"):
        check_header_value("X-Key", value)
    for name in ("", "a b", "a:b", "a\n", "\u00e9"):
        with pytest.raises(ConfigError):
            check_header_value(name, "x")
