#!/bin/sh
# Prepare .venv in this tree and run the unit tests. Arguments go to pytest: sh test.sh -k retry_after
# Left out are those marked gate or slow, which `sh test.sh -m ''` and the sessions of nox run too.
set -eu
cd -- "$(dirname -- "$0")"
. tools/prepare.sh

# Without a file or folder among the arguments, all unit tests. Then pytest shows the line that failed
# and not the values in it, which takes a sixth of the time: run the file by its name to see them.
all="--assert=plain tests/unit"
for argument; do
    case $argument in tests/*) all= ;; esac
done
export PYTHONPATH="$PWD/.venv/collections"
# As many processes as there are processors; `sh test.sh -n 0 --pdb` has one.
exec "$venv_python" -m pytest -q -m "not slow and not gate" -n auto --dist worksteal $all "$@"
