# The AWX credential types, rendered by AWX's own injector (a private and early interface, hence in no other step).
need docs/awx tests/unit/test_generate.py
tool_env awx "ansible-core==$(newest_core)" requests pytest hypothesis jsonschema \
    awx-plugins-interfaces jinja2 PyYAML
pytest_here tests/unit/test_generate.py -k awx
if grep -q skipped "$NOTE.pytest"; then echo "a test of the injector was skipped"; exit 1; fi
