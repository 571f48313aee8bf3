# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/definition_reference.md: every section and key of the vocabulary, with an example of each."""

from __future__ import annotations

from typing import Any

from . import examples, words
from .sources import World

HEAD = """# Reference of `provider_definition`

A definition says how a job API is asked and how its answers are read. The five built-in systems are written in the same
words. [Your own system in ten minutes](declaring.md) shows how to get to one; this page is for looking things up.
`definition.schema.json` beside this page is the same as JSON Schema (draft 2020-12).

A definition is checked before the first request; an error begins with the path of the key that is wrong.

## Types

| type | meaning |
| --- | --- |
| text | a text; a number or a boolean is taken as the text it stands for |
| template | a text with places `{name}`, see below |
| path | where something is in an answer, see below |
| regex | a regular expression of Python |
| int, number, bool, any | a whole number, a number, `true` or `false`, anything |
| state_name | %s |
| a section's name | a mapping with the keys of that section |
| `[T]` | a list of T; one T alone counts as a list of one |
| `{T}` | a mapping of names to T |

A section with a **short form** may be written as the value of one of its keys: `get: /jobs/{id}` is
`get: {path: /jobs/{id}}`. A key that is null counts as not given.

## Templates

| place | stands for |
| --- | --- |
| `{id}`, `{href}` | the job's id, the job's URL |
| `{api_version}`, `{org_id}`, `{username}` | the options of these names |
| `{part.NAME}` | a named group of `parts` in the job's id |
| `{saved.NAME}` | what a call has kept by `save` |
| `{record.PATH}` | something in the job's record |
| `{filters.NAME}` | a filter that the user has given |
| `{body.NAME}` | in `submit`, its `before` and `after`: a part of the body that the user has given |
| `{output.id}`, `{output.name}`, `{output.href}`, `{output.format}` | an output, in `result` with `each_output` |
| %s | secrets: in `auth` only |
| `{basic}` | in `auth` only: `username:password` in base64, for `Authorization: "Basic {basic}"` |

A place may say how: `{id:int}` (in a body: a number, where the place is the whole text), `{password:base64}`,
`{id:path}` (in a path: slashes are kept). Otherwise a value in `path` is percent-encoded. `{{` and `}}` are literal
braces. In queries and bodies a key whose whole value is a place without a value is left out.

A `path` that is nothing but `{href}`, `{record.X}`, `{saved.X}` or `{output.X}` is taken as a URL: absolute, or
relative to the API. A URL of another scheme, host or port is refused.

What the task gives and what `submit` says come together like this: the task's `path` and `method` replace those of the
definition, its `query` and `headers` are laid over them, its `body` replaces `submit.body`. Only where `submit.body` has
`{body.NAME}` in it, the definition builds the body from parts of the user's; such a place that is the whole text keeps
its type. The calls of `before` and `after` are made as well.

In a playbook, braces in a definition need no care: Ansible evaluates `{{ ... }}` only.

## Paths

| path | finds |
| --- | --- |
| `status`, `result.href` | a key, a key in a key |
| `jobs[0]`, `jobs[-1]` | the first, the last element |
| `jobs[].id` | `id` of every element |
| `nodes[*].jobs` | `jobs` of every value, where `nodes` is a mapping whose keys do not matter |
| `[0].results` | the same in an answer that is a list itself |
| `links[rel=self].href` | `href` of the elements whose `rel` is `self` (in any case of letters) |
| `['a.b']`, `links['@odata.id']` | a key that holds a dot |
| an empty text | the record itself |

Where a list of paths may stand, the first that has a value counts. Null is no value. A lone value counts as a list of
one for `[]`, `[0]` and `[key=value]`, since XML cannot tell them apart.

An answer in XML is read as the JSON that it would be: attributes and children are keys, a child that comes again is a
list, the root's own name and all namespaces are left out. So `<job id="7"><state>done</state></job>` is
`{id: '7', state: done}`. An element with attributes and a text stands for its text: with
`<dict><key name="state">DONE</key>...</dict>`, the state is at `dict.key[name=state]`. Ask for XML with
`headers: {Accept: application/xml}`; what comes back is told by its content type.

"""


def text(world: World) -> str:
    """The whole page."""
    vocabulary = world.vocabulary
    secrets = ", ".join(words.code("{%s}" % name) for name in world.definition.SECRETS)
    parts = [words.note("plugins/module_utils/_model/vocabulary.py"), HEAD % (", ".join(world.states), secrets)]
    names = ["definition", "request", *(name for name in vocabulary.SECTIONS if name not in ("definition", "request"))]
    parts.append("## Sections\n\n" + ", ".join(f"[{name}](#{name})" for name in names) + "\n\n")
    request = vocabulary.SECTIONS["request"]
    for name in names:
        keys = vocabulary.SECTIONS[name]
        parts.append(f"### {name}\n\n")
        if name in vocabulary.SHORT:
            parts.append(f"Short form: `{vocabulary.SHORT[name]}`.\n\n")
        if name != "request" and all(keys.get(key) == spec for key, spec in request.items()):
            keys = {key: spec for key, spec in keys.items() if key not in request}
            parts.append("All keys of [request](#request)%s.\n\n" % (", and these" if keys else ""))
        if not keys:
            continue
        parts.append(words.table(["key", "type", "default", "meaning", "example"],
                                 [_row(world, name, key, spec) for key, spec in keys.items()]))  # fmt: skip
    return "".join(parts).rstrip() + "\n"


def example(section: str, key: str, spec: Any) -> str:
    """The example of a key as YAML in one line: the vocabulary's own, else ours; "" where there is none."""
    return str(spec.example or examples.example(section, key))


def _row(world: World, section: str, key: str, spec: Any) -> list[str]:
    meaning = f"**Required.** {spec.doc}" if spec.required or (section, key) == ("definition", "get") else spec.doc
    if spec.choices and spec.choices != world.states:
        meaning += " One of %s." % ", ".join(words.code(one) for one in spec.choices)
    default = "" if spec.default in (None, "", [], {}) else words.code(words.flow(spec.default))
    return [f"`{key}`", _type(world, spec.type), default, meaning, words.code(f"{key}: {example(section, key, spec)}")]


def _type(world: World, kind: str) -> str:
    name = kind.strip("[]{}")
    if name in world.vocabulary.SECTIONS:
        return kind.replace(name, f"[{name}](#{name})").replace("[[", "[ [").replace(")]", ") ]")
    return kind
