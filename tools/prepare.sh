# Read by demo.sh and test.sh, from the top of the tree: looks for what a machine may lack, then lets prepare.py do
# the rest. Leaves the interpreter of the prepared environment in $venv_python. PYTHON names another python3.
python=${PYTHON:-python3}

lacks() {
    echo "$0: $1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    lacks "needs Python 3.10 or newer, and there is no $python (Debian: apt-get install python3 python3-venv)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    lacks "needs Python 3.10 or newer; $python is $("$python" --version 2>&1). PYTHON=... names another one"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    lacks "needs Python's venv and ensurepip (Debian: apt-get install python3-venv)"

"$python" tools/prepare.py || exit 1
venv_python=$PWD/.venv/bin/python
