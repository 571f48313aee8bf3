# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of others: nothing that could act on a terminal, a log or a web page is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model import text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("plain", "plain"),
        ("  two\n\n lines\t", "two lines"),
        ("a<br>b<BR/>c</p>d", "a b c d"),
        ("<b>bold</b><!-- x --><?p?>", "bold"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b1mred", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00b\x7f\x85c", "ab c"),
        ("\u202eevil\u202c \u200bx\ufeff", "evil x"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("na\u00efve \u65e5\u672c", "na\u00efve \u65e5\u672c"),
    ],
)
def test_clean(dirty: str, clean: str) -> None:
    assert text.clean(dirty) == clean


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("a &amp; b &lt;c&gt; &#39;d&#x27;", "a & b <c> 'd'"),
        ("?a=1&region=eu&copy=2", "?a=1&region=eu&copy=2"),
        ("&nosuch; &", "&nosuch; &"),
        ("&eacute;", "\u00e9"),
    ],
)
def test_unescape(escaped: str, plain: str) -> None:
    assert text.unescape(escaped) == plain


@given(st.text())
def test_clean_is_one_harmless_line(dirty: str) -> None:
    found = text.clean(dirty)
    assert "\x1b" not in found
    assert found == " ".join(found.split())
    assert all(char.isprintable() or char == " " or ord(char) > 0xFF for char in found)
