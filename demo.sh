#!/bin/sh
# Prepare .venv in this tree and run playbooks/demo.yml against the built-in emulator of the five systems.
# Nothing is contacted but this machine. Arguments go to ansible-playbook: sh demo.sh -v
set -eu
cd -- "$(dirname -- "$0")"
. tools/prepare.sh

exec "$venv_python" tools/demo.py "$@"
