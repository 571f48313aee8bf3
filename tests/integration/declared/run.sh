#!/usr/bin/env bash
# Drives a real third-party server by its definition of the catalogue, directly and through a front that misbehaves.
#   bash tests/integration/declared/run.sh NAME      NAME.yml beside this file, started by tests/servers/NAME.py
# Needs ansible-playbook (and requests) on PATH. SERVER_PYTHON: the Python that has the server (default: python3).
# Servers, state and results live in a scratch folder on loopback and are gone afterwards. Exit 77: skipped, with the reason.
set -euo pipefail
server=${1:-}
tree=$(cd -- "$(dirname -- "$0")/../../.." && pwd)
here=tests/integration/declared
[ -n "$server" ] && [ -f "$tree/$here/$server.yml" ] || { echo "usage: run.sh NAME, which is one of $(cd "$tree/tests/servers" && ls ./*.py | tr '\n' ' ')" >&2; exit 2; }
if ! command -v ansible-playbook >/dev/null; then echo "skipped: there is no ansible-playbook on PATH"; exit 77; fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/asyncops-$server.XXXXXX")
pids=()
finish() {
    trap - EXIT INT TERM HUP
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# start NAME COMMAND...: run a server in the background; its first line on stdout is kept in $scratch/NAME.json.
start() {
    local name=$1 pid
    shift
    "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" </dev/null &
    pid=$!
    pids+=("$pid")
    for _try in $(seq 3000); do
        if [ "$(wc -l <"$scratch/$name.out")" -gt 0 ]; then
            head -n 1 "$scratch/$name.out" >"$scratch/$name.json"
            return
        fi
        if ! kill -0 "$pid" 2>/dev/null; then
            local code=0
            wait "$pid" || code=$?
            cat "$scratch/$name.out" "$scratch/$name.err"
            [ "$code" = 77 ] && { echo "skipped: $server is not installed"; exit 77; }
            exit 1
        fi
        sleep 0.1
    done
    echo "$name did not say within 300 s where it is"
    cat "$scratch/$name.err"
    exit 1
}

mkdir "$scratch/state" "$scratch/results"
start server "${SERVER_PYTHON:-python3}" "$tree/tests/servers/$server.py" --state "$scratch/state"
base_url=$(python3 -c "import json, sys; print(json.load(open(sys.argv[1]))['base_url'])" "$scratch/server.json")
echo '{}' >"$scratch/front.json" # it speaks plain HTTP only
[[ $base_url == https:* ]] || start front python3 "$tree/tests/servers/front.py" --upstream "$base_url"

mkdir -p "$scratch/collections/ansible_collections/asyncops"
ln -s "$tree" "$scratch/collections/ansible_collections/asyncops/jobs"
# The user's own settings are no part of this; a proxy would swallow calls to loopback.
for name in $(compgen -e | grep -E '^ASYNCOPS_|_(proxy|PROXY)$' | grep -v '^ASYNCOPS_IN_PROCESS$' || true); do unset "$name"; done
export ANSIBLE_COLLECTIONS_PATH=$scratch/collections ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false
export ASYNCOPS_WAIT_INTERVAL=1
export ANSIBLE_RETRY_FILES_ENABLED=false ANSIBLE_NOCOLOR=true ANSIBLE_LOCAL_TEMP=$scratch/ansible
cd "$tree"
play() { ansible-playbook -e "@$scratch/server.json" -e "{\"front\": $(cat "$scratch/front.json")}" -e "results=$scratch/results" "$@"; }
[ "$server" != pygeoapi ] || play -e "result_file=$scratch/results/example.json" playbooks/ogc_processes.yml
play "$here/$server.yml"
