need tools/generate.py
core_env 2.21 3.13
PYTHONPATH=$ROOTS python tools/generate.py --check
