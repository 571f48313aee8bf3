# units CORE PYTHON [forms]: the unit tests on one pair of the matrix.
# Those that start whole playbooks (tests/unit/task) or replay documents take as long as all others together:
# on the pairs marked `forms`.
core_env "$1" "$2"
if [ "${3:-}" = forms ]; then pytest_here tests/unit; else pytest_here tests/unit --ignore tests/unit/task --ignore tests/unit/documents; fi
