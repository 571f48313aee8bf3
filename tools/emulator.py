# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the emulated systems until it is interrupted.

The first line on stdout is one JSON object: system name -> {"base_url": ..., "options": {...}}, the
module options, credentials included, that reach it. Needs Python 3.10 or newer and nothing else.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

PACKAGES = Path(__file__).resolve().parent.parent / "plugins" / "plugin_utils"


class Options(argparse.ArgumentParser):
    """Says what is wrong with an option in one sentence."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Leave with code 2."""
        self.exit(2, f"emulator: {message}\n")


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options; leaves the program when they are wrong."""
    options = Options(
        prog="emulator.py",
        description="Run the emulated systems on loopback until interrupted.",
    )
    options.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)"
    )
    options.add_argument(
        "--port",
        type=int,
        default=0,
        help="first of the ports, one a system; 0 takes free ones (default)",
    )
    options.add_argument("--certfile", help="speak https with this certificate (PEM)")
    options.add_argument("--keyfile", help="the certificate's private key (PEM)")
    options.add_argument(
        "--speed",
        type=float,
        default=1.0,
        help="2.0 makes jobs half as long (default: %(default)s)",
    )
    found = options.parse_args(arguments)
    if bool(found.certfile) != bool(found.keyfile):
        options.error("--certfile and --keyfile belong together")
    return found


def main(arguments: list[str]) -> int:
    """Run until SIGINT or SIGTERM; return the exit code."""
    options = parse(arguments)
    if sys.version_info < (3, 10):
        print("emulator: Python 3.10 or newer is needed", file=sys.stderr)
        return 2
    sys.path.insert(0, str(PACKAGES))
    from _emulator import Emulator

    # Blocked and waited for, also by the threads to come: a handler could be interrupted by the
    # next signal.
    ends = (signal.SIGINT, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    tls = (options.certfile, options.keyfile) if options.certfile else None
    try:
        emulator = Emulator(
            speed=options.speed, host=options.host, port=options.port, tls=tls
        ).start()
    except (OSError, ValueError, OverflowError) as error:  # ssl.SSLError is an OSError.
        print(f"emulator: cannot start: {error}", file=sys.stderr)
        return 2
    with emulator:
        try:
            print(json.dumps(emulator.describe()), flush=True)
        except BrokenPipeError:
            return 2
        signal.sigwait(ends)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
