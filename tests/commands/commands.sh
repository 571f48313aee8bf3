#!/usr/bin/env bash
# demo.sh and test.sh as people use them: in a path with a blank, again, interrupted, failing, moved, without Python.
#   bash tests/commands/commands.sh        in a clean copy of the tree; the last line says how long the demo took
set -euo pipefail
scratch=$(mktemp -d "${TMPDIR:-/tmp}/asyncops-commands.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
place="$scratch/it's a place"
mkdir -p "$place"
cp -R . "$place/tree"
now() { date +%s%N; }
since() { echo $((($(now) - $1) / 1000000)); } # milliseconds
gone() { if pgrep -af "$place/.*/?tools/emulator.py"; then echo "the emulator is still there"; return 1; fi; }

start=$(now)
sh "$place/tree/demo.sh" 2>&1 | tee "$scratch/first"
first=$(since "$start")
grep -q 'failed=0' "$scratch/first"
if grep -E '\[(WARNING|DEPRECATION|ERROR)' "$scratch/first"; then echo "the lines above must not be there"; exit 1; fi
if grep -E '^ {8}"' "$scratch/first" | grep -E '.{81}'; then echo "the table does not fit 80 columns"; exit 1; fi
gone

# The second run sets nothing up again.
touch "$scratch/set-up"
start=$(now)
sh "$place/tree/demo.sh" >"$scratch/second" 2>&1
second=$(since "$start")
grep -q 'failed=0' "$scratch/second"
again=$(find "$place/tree/.venv" -newer "$scratch/set-up" -type f ! -path '*/__pycache__/*')
[ -z "$again" ] || { echo "the second run changed $again"; exit 1; }

# Ctrl-C in the middle of the play.
sh "$place/tree/demo.sh" >"$scratch/interrupted" 2>&1 &
pid=$!
for _ in $(seq 600); do if grep -q '^TASK' "$scratch/interrupted"; then break; fi; sleep 0.1; done
kill -INT "$pid"
code=0
wait "$pid" || code=$?
[ "$code" = 130 ] || { cat "$scratch/interrupted"; echo "an interrupted demo ended with $code, not 130"; exit 1; }
if grep Traceback "$scratch/interrupted"; then cat "$scratch/interrupted"; exit 1; fi
gone

# A play that fails.
if sh "$place/tree/demo.sh" -e @no-such-file; then echo "a failing demo ended with 0"; exit 1; fi
gone

# A tree that was moved with its .venv.
mv "$place/tree" "$place/elsewhere"
sh "$place/elsewhere/test.sh" tests/unit/test_metadata.py | tee "$scratch/out"
grep -qE '^[0-9]+ passed' "$scratch/out"

# One line says what is missing.
printf '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec python3 "$@"\n' >"$place/no-venv"
chmod +x "$place/no-venv"
says() { # says PATTERN PYTHON
    local said
    if said=$(PYTHON=$2 sh "$place/elsewhere/demo.sh" 2>&1); then echo "demo.sh ran with $2"; return 1; fi
    echo "$said"
    [ "$(wc -l <<<"$said")" = 1 ] && grep -qE "$1" <<<"$said"
}
says 'there is no no-such-python' no-such-python
says 'ensurepip' "$place/no-venv"
if old=$(command -v python3.9); then says 'Python 3\.10 or newer; .* is Python 3\.9' "$old"; fi
echo "demo: first run $first ms; second $second ms"
