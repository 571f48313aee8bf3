need tools/generate.py
newest_env
PYTHONPATH=$ROOTS python tools/generate.py --check
