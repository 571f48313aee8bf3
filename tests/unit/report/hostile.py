# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that a system might give for a name, and what each tries."""

from __future__ import annotations

from typing import Any

TEXTS = {
    "script": "</script><script>alert(1)</script>",
    "title": "</title></text></svg><img src=//evil.example onerror=alert(1)>",
    "attribute": "\"><img src=x onerror=alert(1)> ' onload='alert(1)",
    "comment": "<!-- --><![CDATA[",
    "entity": "&lt;b&gt;&#60;script&#62;",
    "template": "{{ 7*7 }}",
    "statement": "{% for x in range(9) %}{{ x }}{% endfor %}{# gone #}",
    "raw": "{% raw %}{{ 7*7 }}{% endraw %}",
    "lookup": "{{ lookup('ansible.builtin.pipe', 'id') }}",
    "bidi": "abc\u202egpj.exe\u2066\u200f",
    "control": "a\x00b\x1b[31mred\x07\x9b\r\nc\td",
    "invisible": "a\u200b\ufeff\u00adb",
    "surrogate": "half \ud83d of one",
    "formula": "=HYPERLINK(\"https://evil.example\")",
    "plus": "+1",
    "minus": "-1+1|cmd",
    "at": "@SUM(A1:A9)",
    "wide": "\uff1d1+1",
    "tab": "\t=1+1",
    "semicolon": "a;=1+1",
    "quoted": "a;\"=1+1\"",
    "dictionary": '{"a": [1]}',
    "list": "[1, 2]",
    "true": "True",
    "long": "A" * 10_000,
    "long words": "word " * 2_000,
    "css": "}</style><style>*{display:none}",
    "url": "javascript:alert(1)",
    "emoji": "\U0001f468\u200d\U0001f469 \u0410\u0411 \u05d0\u05d1 \u4e2d\u6587",
}  # fmt: skip


def job(text: str, number: int, **more: Any) -> dict[str, Any]:
    """A job that says it everywhere."""
    fields = ("provider", "system", "host", "name", "type", "status", "reason", "href", "id")
    at = "2026-11-29T0%d:%02d:00Z" % (number // 60, number % 60)
    states = ("failed", "running", "succeeded")
    known = {"state": states[number % 3], "submitted_at": at, "started_at": at}
    return {**dict.fromkeys(fields, text), **known, **more}


def jobs() -> list[dict[str, Any]]:
    """One for each text."""
    return [job(text, number) for number, text in enumerate(TEXTS.values())]
