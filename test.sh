#!/bin/sh
# Prepare .venv in this tree and run the unit tests. Arguments go to pytest: sh test.sh -k retry_after
set -eu
cd -- "$(dirname -- "$0")"
. tools/prepare.sh

# Without a file or folder among the arguments, all unit tests.
all=tests/unit
for argument; do
    case $argument in tests/*) all= ;; esac
done
export PYTHONPATH="$PWD/.venv/collections" PYTHONDONTWRITEBYTECODE=1
exec "$venv_python" -m pytest -q ${all:+"$all"} "$@"
