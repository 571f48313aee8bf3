#!/usr/bin/env bash
# Installs what tests/servers/slurm.py needs, where that is possible. Exit 77: skipped, with the reason.
set -euo pipefail
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "Slurm is not installed, and only root can install it"
command -v apt-get >/dev/null || skip "Slurm is not installed, and there is no apt-get here"
exec 5>"${APT_LOCK:-/dev/null}"
flock 5
apt-get update -q
apt-cache show slurmrestd >/dev/null 2>&1 || skip "this distribution has no slurmrestd"
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends \
    slurm-wlm slurmrestd slurm-wlm-jwt-plugin munge || skip "Slurm could not be installed"
