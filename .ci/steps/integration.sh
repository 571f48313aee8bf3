# integration CORE CONTROLLER_PYTHON TARGET_PYTHON: real playbooks; the modules run under the target's Python.
need tests/integration/targets
core_env "$1" "$2"
interpreter "$3" >/dev/null
ansible-test integration --color no --controller "origin:python=venv/$2" --target "controller:python=venv/$3" 2>&1 |
    tee "$NOTE.out"
note "$(grep -cE '^Running .* integration test role' "$NOTE.out") targets"
