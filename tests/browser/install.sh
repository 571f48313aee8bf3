#!/usr/bin/env bash
# Installs the browser that tests/browser needs, where that is possible. Exit 77: skipped, with the reason.
set -euo pipefail
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "there is no Chromium, and only root can install it"
command -v apt-get >/dev/null || skip "there is no Chromium, and no apt-get here"
exec 5>"${APT_LOCK:-/dev/null}"
flock 5
apt-get update -q
apt-cache show chromium >/dev/null 2>&1 || skip "this distribution has no package chromium"
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core ||
    skip "Chromium could not be installed"
