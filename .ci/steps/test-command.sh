# The README's test command, as a user would type it.
sh test.sh 2>&1 | tee "$NOTE.out"
note "$(grep -E '^[0-9]+ passed' "$NOTE.out" | tail -n 1)"
grep -qE '^[0-9]+ passed' "$NOTE.out"
