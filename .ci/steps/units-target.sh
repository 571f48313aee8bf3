# units-target PYTHON: what runs on a managed node, tested where there is no ansible.
interpreter "$1" >/dev/null
make_env "target-py$1" "$1" requests pytest hypothesis
PATH=$WORK/envs/target-py$1/bin:$PATH
pytest_here tests/unit
