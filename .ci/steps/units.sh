# units CORE PYTHON: the unit tests on one pair of the matrix.
core_env "$1" "$2"
pytest_here tests/unit
