# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real pygeoapi (OGC API - Processes) on loopback, with three processes of ours and all state
in one folder.

    python tests/servers/pygeoapi.py --state DIR [--port 0] [--url PUBLIC_URL]

Needs tests/servers/requirements-pygeoapi.txt; without it: exit code 77 and one sentence. The first
line on stdout is {"base_url": ..., "pid": ..., "version": ...}; SIGINT or SIGTERM ends it. Jobs
that still run then are gone with it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

HERE = Path(__file__).resolve().parent
NOT_INSTALLED = 77

# This file is called as the package it runs: keep its own folder from being searched for
# `pygeoapi`.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
sys.path.insert(0, str(HERE / "pygeoapi"))


def prepare(state: Path, port: int, url: str) -> None:
    """Write the configuration and the OpenAPI document into `state` and name both in the
    environment.
    """
    import yaml

    (state / "results").mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((HERE / "pygeoapi" / "config.yml").read_text(encoding="utf-8"))
    server: dict[str, Any] = config["server"]
    server["bind"] = {"host": "127.0.0.1", "port": port}
    server["url"] = url
    server["manager"]["connection"] = str(state / "jobs.db")
    server["manager"]["output_dir"] = str(state / "results")
    config["logging"]["logfile"] = str(state / "pygeoapi.log")
    path = state / "config.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    os.environ["PYGEOAPI_CONFIG"] = str(path)
    os.environ["PYGEOAPI_OPENAPI"] = str(state / "openapi.json")

    from pygeoapi.openapi import generate_openapi_document

    document = generate_openapi_document(path, "json")
    (state / "openapi.json").write_text(document, encoding="utf-8")


def stop(signum: int, frame: FrameType | None) -> NoReturn:
    """End at once: a sleeping process is a thread that nobody can interrupt."""
    os._exit(0)


def main() -> int:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--state",
        type=Path,
        required=True,
        help="folder for the job database, the results, the log",
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--url", help="the URL that Location headers and links carry; default: the address served"
    )
    options = parser.parse_args()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)
    listener = socket.create_server(("127.0.0.1", options.port))
    port = listener.getsockname()[1]
    base_url = "http://127.0.0.1:%d" % port
    try:
        version = importlib.metadata.version("pygeoapi")
        import waitress
    except ImportError as error:
        print(
            "pygeoapi is not installed here (%s): see tests/servers/requirements-pygeoapi.txt"
            % error,
            file=sys.stderr,
        )
        return NOT_INSTALLED
    prepare(options.state.resolve(), port, options.url or base_url)
    from pygeoapi.flask_app import APP

    print(json.dumps({"base_url": base_url, "pid": os.getpid(), "version": version}), flush=True)
    waitress.serve(APP, sockets=[listener], threads=16, clear_untrusted_proxy_headers=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
