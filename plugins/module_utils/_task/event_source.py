# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the arguments of the event source to a watch. Needs no ansible-core. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

from .._jobs.client import Client
from .._jobs.context import Context
from .._jobs.known_jobs import KnownJobs
from .._jobs.list_watch import ListWatch
from .._jobs.named_watch import NamedWatch
from .._jobs.state_file import StateFile
from .._jobs.watch import INTERVAL, Watch, WatchOptions
from .._model.errors import AsyncopsError, ConfigError
from .execution import provider_from
from .masking import secrets_of
from .option_groups import Options, connection, job_id, selection
from .plain_options import checked
from .prefix import with_prefix

FEEDBACK = "eda_feedback_queue"  # what ansible-rulebook adds where `feedback` is set
MUTUALLY_EXCLUSIVE = (("job_id", "filters"),)


def event_options() -> Options:
    """The options of the event source."""
    return {
        **connection(),
        **job_id(),
        **selection(),
        "interval": {"type": "float", "default": INTERVAL},
        "replay": {"type": "bool", "default": False},
        "state_file": {"type": "path"},
        "feedback": {"type": "bool", "default": False},
    }


class Refused(Exception):
    """An option is wrong: one sentence, without secrets."""


def watch_for(
    args: Mapping[str, Any],
    tell: Callable[[str], None],
    sleep: Callable[[float], None],
    **clocks: Any,
) -> Watch:
    """The watch that the arguments describe. Sends nothing.

    :param args: as a rulebook has them.
    :param tell: takes a sentence for the log.
    :param sleep: takes seconds; raises Stopped where the watch is to end.
    :param clocks: other clocks, and chance, than the real ones (see Context).
    :raises Refused: an option is wrong.
    """
    given = {name: value for name, value in args.items() if name != FEEDBACK}
    spec = with_prefix(event_options(), given)
    secrets = secrets_of(given, spec)
    try:
        params = checked(given, spec, MUTUALLY_EXCLUSIVE)
        if params["feedback"] and FEEDBACK not in args:
            raise ConfigError("feedback is set, but this ansible-rulebook gives none; leave it out")
        secrets = secrets_of(params, spec)
        context = Context(warn=tell, sleep=sleep, secrets=secrets, **clocks)
        return _watch(params, context, tell)
    except AsyncopsError as exc:
        raise Refused(secrets.sentence(exc.message)) from None


def _watch(params: Mapping[str, Any], context: Context, tell: Callable[[str], None]) -> Watch:
    client = context.connect(provider_from(params)(), params)
    options = _options(client, params)
    kind = NamedWatch if options.refs else ListWatch
    jobs = KnownJobs(None, tell)
    watch = kind(client, context, options, jobs, tell)
    if params["state_file"]:
        file = StateFile(params["state_file"], _identity(client, params))
        secrets = context.secrets
        watch.jobs = KnownJobs(file, tell, lambda job_id: secrets.scrub(job_id) == job_id)
    return watch


def _options(client: Client, params: Mapping[str, Any]) -> WatchOptions:
    interval = params["interval"]
    if not 0 < interval < float("inf"):
        raise ConfigError("interval must be a number of seconds above 0")
    for name in ("job_id", "states"):
        if params[name] == []:
            raise ConfigError("%s must not be an empty list; leave it out" % name)
    refs = [client.ref(one) for one in params["job_id"] or ()]
    if not refs and client.provider.list is None:
        message = "provider %s has no list of jobs: name the jobs to be watched in job_id"
        raise ConfigError(message % client.provider.name)
    if refs:
        client.provider.require("get")
    states = tuple(params["states"] or ())
    return WatchOptions(interval, refs, params["filters"] or {}, states, params["replay"])


def _identity(client: Client, params: Mapping[str, Any]) -> Sequence[str]:
    """What a state file is about: its events are of no use to a source that watches other jobs."""
    filters = sorted((str(name), str(value)) for name, value in (params["filters"] or {}).items())
    return (
        client.provider.name,
        client.session.base_url,
        str(client.provider.api_version or ""),
        str(params["org_id"]),
        str(filters),
    )
