# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/providers/NAME.md and docs/catalogue/NAME.md: what a system can do, what it cannot, and how
it is asked.
"""

from __future__ import annotations

from typing import Any

from . import samples, tasks, words
from .sources import World

VERBS = {
    "submit": "`async_request`",
    "get": "`job_info` with `job_id`, `job_wait`",
    "list": "`job_info` without `job_id`",
    "messages": "`job_info` with `messages: true`",
    "outputs": "`outputs` of a job; `job_result` and `async_request` fetch them",
    "result": "`job_result`, `async_request`: `result`, or `dest`",
    "stop": "`job_stop`",
    "delete": "`job_delete`",
}


def text(world: World, provider: Any) -> str:
    """The whole page."""
    title = provider["title"] or provider.name
    parts = [
        words.note(provider.source),
        f"# {title}\n\n`provider: {provider.name}`\n\n",
        _tried(provider),
        "## Connection\n\n", _connection(world, provider),
        "## What it can do\n\n", _verbs(provider),
        "## States\n\n", _states(world, provider),
        _kinds(world, provider),
        "## Filters\n\n", _filters(provider),
        _notes(provider),
        "## Examples\n\n", tasks.text(world, provider),
    ]  # fmt: skip
    return "".join(parts).rstrip() + "\n"


def _tried(provider: Any) -> str:
    """What the file of a definition says at its head, and what it was tried with."""
    tried = "".join(f"- {words.plain(one)}\n" for one in provider["tried_with"])
    said = f"{provider.words}\n\n" if provider.words else ""
    return said + (f"Tried with:\n\n{tried}\n" if tried else "")


def _connection(world: World, provider: Any) -> str:
    sample = samples.sample(provider.name)
    root = provider["base"].replace("{api_version}", provider.api_version)
    lines = f"- `base_url`: such as `{sample.base_url}`; "
    lines += f"the API root `{root}` is added to it" if root else "nothing is added to it"
    lines += f". {sample.note_on_url}\n" if sample.note_on_url else ".\n"
    ways = [
        words.listed([words.code(one) for one in world.needs(spec)]) + _auth(spec)
        if spec["type"] != "none"
        else "no credentials"
        for spec in provider["auth"]
    ]
    lines += f"- authentication: {words.listed(ways, 'or') or 'no credentials'}\n"
    if provider.api_version:
        known = words.listed(
            [words.code(one) for one in sorted({provider.api_version, *provider["versions"]})], "or"
        )
        lines += f"- `api_version`: {known + '; ' if provider['versions'] else ''}the default is `{provider.api_version}`\n"
    used = world.template.names_in(
        [provider["href"] or "", (provider["list"] or {}).get("path") or ""]
    )
    if "org_id" in used:
        lines += "- `org_id`: the organisation; the default is `1`\n"
    if provider["requests_per_minute"]:
        lines += f"- the collection keeps to {provider['requests_per_minute']} requests a minute\n"
    lines += "\nThe other connection options (TLS, proxy, time-outs, retries) are the same for all systems:"
    return lines + " see the [guide](../index.md#connection).\n\n"


def _auth(spec: dict[str, Any]) -> str:
    if spec["type"] == "bearer":
        found = " (header `%s`" % spec["header"]
        scheme = words.listed([words.code(one) for one in spec["schemes"]], "or")
        if len(spec["schemes"]) > 1:
            return found + f"; `token_type` is {scheme}, the first is the default)"
        return found + f", scheme {scheme})"
    if spec["type"] == "oauth2":
        return f" (OAuth2 client credentials, token from `{spec['path']}`)"
    if spec["type"] == "login":
        return (
            f" (a login at `{spec['request'][0]['path']}`, done again when the session has ended)"
        )
    return f" ({spec['type']})"


def _verbs(provider: Any) -> str:
    rows = []
    for verb, module in VERBS.items():
        section = provider[verb]
        if section:
            rows.append([verb, module, _request(provider, verb, section)])
        elif verb in provider["job"]:
            rows.append(
                [
                    verb,
                    module,
                    f"from the job's own record (`{'`, `'.join(provider['job'][verb]['path'])}`)",
                ]
            )
        else:
            rows.append([verb, "no", _why_not(provider, verb)])
    told = "A verb that is not there is refused before any request.\n\n"
    return words.table(["verb", "with", "request, or why not"], rows) + told


def _why_not(provider: Any, verb: str) -> str:
    why: str = provider["unsupported"].get(verb) or ""
    if not why and verb == "outputs" and provider["result"]:
        return "a job has one result, see there"
    return why or "the system is not known to have one"


def _found(sources: Any) -> list[str]:
    """Where something stands in an answer."""
    return [f"header `{one['header']}`" if one["header"] else f"`{one['path']}`" for one in sources]


def _request(provider: Any, verb: str, section: dict[str, Any]) -> str:
    if verb == "submit":
        methods = words.listed(section["methods"], "or") or "any method"
        sent = "; ".join(f"`{name}: {value}`" for name, value in section["headers"].items())
        named = words.listed(_found(section["reference"]), "or")
        return f"{methods}, the `path` you give{', with ' + sent if sent else ''}; the job is named by {named}"
    if verb == "result" and section["inline"]:
        return "in the job's record"
    if verb == "result" and section["href"]:
        return f"GET the URL at {words.listed(_found(section['href']), 'or')} of the record"
    path = section["path"] or (provider["get"]["path"] if verb == "messages" else "")
    root = provider["base"] if section["root"] is None else section["root"]
    root = root.replace("{api_version}", provider.api_version)
    if path == "{href}":
        return f"`{section['method']}` at the job's own URL, such as `{root}{provider['href']}`"
    query = "&".join(f"{name}={value}" for name, value in section["query"].items())
    request = f"`{section['method']} {root}{path}{'?' + query if query else ''}`"
    more = [section["partial"]] if verb == "list" and section["partial"] else []
    if verb == "list" and section["limit"]:
        more.append(f"the system cuts it at {section['limit']}")
    if verb == "messages" and section["fallback"]:
        more.append("where that is refused, what the job itself holds, with a warning")
    if verb == "result" and section["items"]:
        more.append("page by page")
    if verb == "result" and section["each_output"]:
        more.append("one request for each output")
    return "; ".join([request, *more])


def _states(world: World, provider: Any) -> str:
    section, parts = provider["state"], []
    if section["rules"]:
        parts.append("These rules come first, in this order:\n\n")
        for rule in section["rules"]:
            when = " and ".join(words.condition(one) for one in rule["when"])
            parts.append(
                f"- {when}: **{rule['state']}**{' (' + rule['reason'] + ')' if rule['reason'] else ''}\n"
            )
        if section["words"]:
            parts.append("\nThen the system's word decides, in any case of its letters.\n")
        parts.append("\n")
    rows = []
    for state in [one for one in world.states if one in section["words"]]:
        theirs = words.listed([words.code(word) for word in section["words"][state]], "or")
        rows.append([theirs, f"**{state}**", "yes" if state in world.terminal else "no"])
    path = words.listed([words.code(one) for one in section["path"]], "or")
    if rows:
        parts.append(words.table([f"status ({path})", "state", "finished"], rows))
    vanished = provider["vanished"]
    parts.append(
        "A word that is not listed is **unknown**: it counts as not finished, and a warning names it.\n"
    )
    parts.append(
        f"A job that is not found any more is **{vanished['state']}**, after a stop **{vanished['after_stop']}**;"
    )
    parts.append(
        f" in the first {vanished['grace']:g} s after its submit it is asked for again.\n\n"
    )
    return "".join(parts)


def _kinds(world: World, provider: Any) -> str:
    parts = []
    for name, spec in provider["kinds"].items():
        kind = provider.kind(name)
        own = [verb for verb in VERBS if kind[verb] and verb != "submit"]
        parts.append(f"## Another kind of job: {name}\n\n")
        parts.append(f"A job whose URL matches `{spec['match']}`. It can: {', '.join(own)}.\n\n")
        rows = [[VERBS[verb], _request(kind, verb, kind[verb])] for verb in own]
        parts.append(words.table(["with", "request"], rows) + _states(world, kind))
    return "".join(parts)


def _filters(provider: Any) -> str:
    if not provider["list"]:
        return "None: the system has no list.\n\n"
    if not provider["filters"]:
        return "None. `states` and `limit` of `job_info` work with every system.\n\n"
    rows = []
    for name, spec in provider["filters"].items():
        kind = words.listed([words.code(one) for one in spec["choices"]], "or") or spec["type"]
        rows.append(
            [f"`{name}`", kind, f"{spec['doc']}{' **Required.**' if spec['required'] else ''}"]
        )
    told = "They go into `filters` of `job_info`; any other name is refused."
    told += " `states` and `limit` work with every system.\n\n"
    return words.table(["filter", "type", "meaning"], rows) + told


def _notes(provider: Any) -> str:
    if not provider["notes"]:
        return ""
    return (
        "## Good to know\n\n"
        + "".join(f"- {words.plain(one)}\n" for one in provider["notes"])
        + "\n"
    )
