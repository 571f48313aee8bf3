# sanity CORE PYTHON: every sanity test of that core, with no ignore file.
core_env "$1" "$2"
if ls tests/sanity/ignore-*.txt 2>/dev/null; then echo "sanity tests are switched off in the files above"; exit 1; fi
ansible-test sanity --local --color no 2>&1 | tee "$NOTE.out"
note "$(grep -cE '^Running sanity test' "$NOTE.out") tests"
