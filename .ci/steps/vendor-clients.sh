# The vendors' own public clients against the emulator, and their jobs by our verbs and modules, in an environment of
# its own: vendor-clients CORE PYTHON.
need tests/vendor_clients
interpreter "$2" >/dev/null
make_env "vendor-clients-py$2" "$2" "ansible-core==$(matrix "m['controller']['$1']['release']")" \
    -r tests/vendor_clients/requirements.txt
PATH=$WORK/envs/vendor-clients-py$2/bin:$PATH
pytest_here tests/vendor_clients -rs
# What is skipped is a named fault of a client that was seen to fail, never a client that is not there.
if grep -q 'is not installed' "$NOTE.pytest"; then echo "a client is missing"; exit 1; fi
