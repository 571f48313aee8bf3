#!/usr/bin/env bash
# Installs what tests/servers/lxd.py needs, where that is possible: Debian's lxd and lxd-client, openssl. Exit 77: skipped, with the reason.
set -euo pipefail
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "LXD is not installed, and only root can install it"
command -v apt-get >/dev/null || skip "LXD is not installed, and there is no apt-get here"
exec 5>"${APT_LOCK:-/dev/null}"
flock 5
apt-get update -q
apt-cache show lxd >/dev/null 2>&1 || skip "this distribution has no lxd"
# RUNLEVEL=1: no service of the system is started.
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends lxd lxd-client openssl || skip "LXD could not be installed"
