# sanity CORE PYTHON: every sanity test of that core, with no ignore file.
core_env "$1" "$2"
if ls tests/sanity/ignore-*.txt 2>/dev/null; then echo "sanity tests are switched off in the files above"; exit 1; fi
if ! ansible-test sanity --local --color no >"$NOTE.out" 2>&1; then
    cat "$NOTE.out"
    echo "what it found:"
    grep -E '^(ERROR: [^F]|FATAL)' "$NOTE.out" | cut -c 1-200 | sort -u
    exit 1
fi
note "$(grep -cE '^Running sanity test' "$NOTE.out") tests"
