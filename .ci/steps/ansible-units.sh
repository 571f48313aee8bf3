# ansible-units CORE PYTHON: the unit tests as ansible-test runs them.
core_env "$1" "$2"
ansible-test units --venv --python "$2" --color no 2>&1 | tee "$NOTE.out"
grep -qE '[0-9]+ passed' "$NOTE.out"
note "$(grep -oE '[0-9]+ passed.*' "$NOTE.out" | tail -n 1 | tr -d =)"
