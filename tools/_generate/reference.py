# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/definition_reference.md: every section and key of the vocabulary, with an example of each."""

from __future__ import annotations

from typing import Any

from . import examples, words
from .sources import World

HEAD = """# Reference of `provider_definition`

A definition says how a job API is asked and how its answers are read. The built-in systems are written in the same
words. [Your own system in ten minutes](declaring.md) shows how to get to one; this page is for looking things up.
`definition.schema.json` beside this page is the same as JSON Schema (draft 2020-12).

A definition is checked before the first request; an error begins with the path of the key that is wrong.

## Types

| type | meaning |
| --- | --- |
| text | a text; a number is taken as the text it stands for, and so is a boolean in a list of words; as a lone text or a path it is refused, since YAML reads `no`, `yes`, `on`, `off` as booleans: put them into quotes |
| template | a text with places `{name}`, see below |
| path | where something is in an answer: JMESPath, see below |
| regex | a regular expression of Python |
| templates | anything whose texts are templates |
| literal | anything, taken as it stands: no templates |
| int, count, number | a whole number from 0, a whole number from 1, a number from 0 |
| status, bool | an HTTP status (200 to 599), `true` or `false` |
| partial | a mapping with keys of a definition, laid over the whole one |
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
| `{saved.NAME}` | what an earlier call has kept by `save`: in the later calls of a login and in what it sends (`{saved.token}` too), in `submit`, its later `before` and its `after`, in `result`, `stop`, `delete` after their `before` |
| `{record.PATH}` | something in the job's record: in `messages`, `outputs`, `result`, `stop`, `delete`, `get.detail` and `get.poll_path` |
| `{filters.NAME}` | a filter that the user has given: in `list` |
| `{body.NAME}` | in `submit`, its `before` and `after`: a part of the body that the user has given |
| `{part.NAME}`, `{body.NAME}`, `{since}`, `{age}` | in `submit.find`: a named group of its `path`, part of the user's body, when it was sent, seconds since |
| `{once}` | in `submit.once`: the key |
| `{output.id}`, `{output.name}`, `{output.href}`, `{output.format}` | an output, in `result` with `each_output` |
| %s | secrets: in `auth` only |
| `{basic}` | in `auth` only: `username:password` in base64, for `Authorization: "Basic {basic}"` |

A place may say how: `{id:int}` (in a body: a number, where the place is the whole text), `{password:base64}`,
`{id:path}` (in a path: slashes are kept), `{id:xml}` (escaped). Otherwise a value in `path` is percent-encoded, and in
a body that is one text of XML (it begins with `<`) each value is escaped. `{{` and `}}` are literal
braces, and so is a brace that no name follows at once (`{ id }`, `{"a": 1}`). In queries, bodies and headers a key whose whole value is a place without a value is left out, unless the place is `{id}`,
`{href}`, `{record.X}`, `{saved.X}` or `{output.id}`: without what tells which job is meant nothing is sent.

A `path` that is nothing but `{href}`, `{record.X}`, `{saved.X}` or `{output.X}` is taken as a URL: absolute, or
relative to the API. A URL of another scheme, host or port is refused.

What the task gives and what `submit` says come together like this: the task's `path` and `method` replace those of the
definition, its `query` and `headers` are laid over them, its `body` replaces `submit.body`. Only where `submit.body` has
`{body.NAME}` in it, the definition builds the body from parts of the user's; such a place that is the whole text keeps
its type, null included; one that the user does not give is left out. The calls of `before` and `after` are made as well. A null that stands
in a body (the user's, `submit.body`, `submit.add`) is sent as null.

A place is a path, too: `{record.links[?rel=='cancel'].href}`. Elsewhere there are no templates: a path holds none, and the values
of `equals`, `in`, `not_in`, `contains`, `contains_other`, `value`, `set` and `default` are literals. A template there is refused; two values of a record are
compared by an expression (`num_done >= num_total`).

In a playbook, single braces in a definition need no care: Ansible evaluates `{{ ... }}` only. Literal braces of a definition, which are doubled,
do: a file that is read by the lookup `file` and `from_yaml` is not evaluated; in `vars`, `vars_files` and the task itself the text is tagged
`!unsafe`.

## What happens when

| when | then |
| --- | --- |
| an answer to a submit meets `accepted` | it has started a job: one of `reference` has to name it, or `submit.find` has to find it; otherwise the task fails, since nobody knows what was started. Without `accepted` any answer of success may name a job |
| it does not | no reference in it is read. It is the result if `immediate` says so, or if the request was a GET; otherwise the task fails |
| it is a GET that names no job | it is the result, unless `accepted` holds |
| `get.detail` is asked | after each look at a job that has finished; with `when`, wherever these hold in the record instead, whether it has finished or not. In a list, too, for each such item. Its answer (JSON, XML or text) is put into the record as `detail`, and the state and all fields are read again |
| a list ends | `offset`, `number`: with an empty page, one that repeats the one before, or when `total` is reached; where `next` is given, when that is missing, null, false, 0 or empty, or names a page again (then the first is asked for without a number). With `short_is_last`, with a page shorter than `size` as well. `cursor`, `link`: when `next` (or the Link header) names no page, or one again. `none`: with the first answer |
| a filter goes into a query | `text`, `int`: as given; `bool`: as given (`true`, `yes`, `1`, ...); `time`: as given, if it can be read as a time; `list`: joined by commas, with `repeat` the name comes again for each. In a `body`, `int` is a number, `bool` true or false, `list` a list. `choices` are written as the definition writes them |
| an answer says no | `error.rules` first, whatever the HTTP status: a rule may make a 404 `auth`, `api` or `ok` (no error: the answer is read), a 200 `not_found`. Then the HTTP status |
| `error.message` is `""` | the whole answer is the message: a text as it is, data as its texts in one line |
| JSON is sent under another content type | it is read as JSON, wherever data are expected. A field that holds JSON as a text stays a text (`from_json` in the play); a result too, unless its media type says JSON |
| a body is a text that is JSON | it is sent as it is (`body_format: json`) |
| a job is not found (404, or `not_found` by a rule) | within `vanished.grace` after the submit: not there yet; later `vanished.state`, after a stop `vanished.after_stop` |
| a Location or link has an inner host | it is refused, unless `rebase: true` stands beside it: then its path is asked for at `base_url` |

## Paths

A path is a [JMESPath](https://jmespath.org) expression. This much of it, the plain part, is understood by the collection itself:

| path | finds |
| --- | --- |
| `status`, `result.href` | a key, a key in a key |
| `jobs[0]`, `jobs[-1]` | the first, the last element of a list |
| `jobs[].id` | `id` of every element |
| `[0].results` | the same in an answer that is a list itself |
| `"a.b"`, `meta."created at"` | a key in quotes: needed where it holds a dot, a blank or a bracket |
| `odata@count`, `dc:title`, `x-id` | without quotes a key may also hold `-`, `:`, `@`, `#` and `$` |
| `@`, or an empty text | the record itself |
| `matches > flows` | one such path above or below another (`>`, `>=`, `<`, `<=`), for a condition: two numbers, or two texts |

Anything more needs the Python library `jmespath` (1.0 or newer) where the task runs. Without it, a definition that needs it is
refused before any request, with the key that does.

| expression | finds |
| --- | --- |
| `links[?rel=='self'].href` | `href` of the elements whose `rel` is `self` |
| ``steps[?code==`3`]`` | elements by a number; numbers, `true`, `false` and `null` stand in backticks |
| `nodes.*.jobs[]` | the jobs of every node, where `nodes` is a mapping whose keys do not matter |
| `num_done == num_total` | true or false, for a condition |
| `length(tasks[?state=='failed'])` | a number |
| `join('/', [dag_id, run_id])` | a text put together |
| `results \\|\\| rows` | the first of two that is true |

A projection (`[]`, `*`, a filter) has many values. Where one value is read (a field, a condition, a place in a template), it is the
first; where items are read, it is all of them. Where a list of paths may stand, the first that has a value counts. Null is no value.
Texts are compared with care for upper and lower case in an expression, and without in `equals`, `in`, `not_in` and `matches`.

An answer in XML is read as the JSON that it would be: attributes and children are keys, a child that comes again is a
list, the root's own name and all namespaces are left out. So `<job id="7"><state>done</state></job>` is
`{id: '7', state: done}`. XML does not show whether one element is a list of one, so there a lone value counts as a list of one for
`[]`, `[n]` and filters; in JSON it does not. An element with attributes and a text stands for its text: with
`<dict><key name="state">DONE</key>...</dict>`, the state is at `dict.key[?name=='state']`. Ask for XML with
`headers: {Accept: application/xml}`; what comes back is recognised by its content type.

"""


def text(world: World) -> str:
    """The whole page."""
    vocabulary = world.vocabulary
    secrets = ", ".join(words.code("{%s}" % name) for name in world.login_names)
    parts = [
        words.note("plugins/module_utils/_model/vocabulary.py"),
        HEAD % (", ".join(world.states), secrets),
    ]
    names = [
        "definition",
        "request",
        *(name for name in vocabulary.SECTIONS if name not in ("definition", "request")),
    ]
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
    meaning = (
        f"**Required.** {spec.doc}"
        if spec.required or (section, key) == ("definition", "get")
        else spec.doc
    )
    if spec.choices and spec.choices != world.states:
        meaning += " One of %s." % ", ".join(words.code(one) for one in spec.choices)
    if spec.only:
        meaning += " With type %s." % words.listed([words.code(one) for one in spec.only], "or")
    default = "" if spec.default in (None, "", [], {}) else words.code(words.flow(spec.default))
    return [
        f"`{key}`",
        _type(world, spec.type),
        default,
        meaning,
        words.code(f"{key}: {example(section, key, spec)}"),
    ]


def _type(world: World, kind: str) -> str:
    name = kind.strip("[]{}")
    if name in world.vocabulary.SECTIONS:
        return kind.replace(name, f"[{name}](#{name})").replace("[[", "[ [").replace(")]", ") ]")
    return kind
