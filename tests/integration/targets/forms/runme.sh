#!/usr/bin/env bash
# The switch ASYNCOPS_IN_PROCESS: the same playbook in both forms, told apart by a line at -vvv and by nothing else.
set -eux -o pipefail

export ANSIBLE_ROLES_PATH=../ ANSIBLE_NOCOLOR=1
for form in true false; do
    ASYNCOPS_IN_PROCESS=$form ansible-playbook -i "$INVENTORY_PATH" play.yml -vvv "$@" | tee "$OUTPUT_DIR/$form.out"
done
grep -q "asyncops.jobs: asyncops.jobs.job_wait runs in the controller's process" "$OUTPUT_DIR/true.out"
grep -q "asyncops.jobs: asyncops.jobs.job_wait runs as a module: ASYNCOPS_IN_PROCESS is false" "$OUTPUT_DIR/false.out"

# A wait of more than 10 seconds shows a line.
ANSIBLE_LOCALHOST_WARNING=0 ansible-playbook -i "$INVENTORY_PATH" long.yml 2>&1 | tee "$OUTPUT_DIR/long.out"
grep -qE '^\[asyncops.jobs\] testhost: log360 [A-Za-z0-9_-]+ running.*; next poll in [0-9]+ s' "$OUTPUT_DIR/long.out"
