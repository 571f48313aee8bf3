# units CORE PYTHON [whole]: the unit tests on one pair of the matrix.
# What stands below ansible-core (floors 0 to 3) is the same on each of its versions: it is tested once on each Python, on the
# pairs marked `whole`; the rest (both forms of the modules in whole playbooks) on every pair.
core_env "$1" "$2"
if [ "${3:-}" = whole ]; then pytest_here tests/unit; else pytest_here tests/unit/task tests/unit/*.py; fi
