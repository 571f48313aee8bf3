# Runs one step: bash lib.sh NAME [ARGUMENT...], with the variables that .ci/run exports.
# The step begins in a copy of the tree that belongs to its lane, at .../ansible_collections/asyncops/jobs.
set -euo pipefail

# skip REASON: end this step as skipped.
skip() {
    echo "skipped: $*" | tee -a "$NOTE"
    exit 77
}

# note TEXT: add to the line of this step.
note() { echo "$*" | tee -a "$NOTE"; }

# need PATH...: skip unless the tree has it (a folder must have something in it).
need() {
    local path
    for path; do
        if [ ! -e "$path" ] || { [ -d "$path" ] && [ -z "$(ls -A "$path")" ]; }; then skip "there is no $path yet"; fi
    done
}

# free_of LOG PATTERN: fail if the log has a line that matches.
free_of() {
    if grep -nE "$2" "$1"; then
        echo "the lines above must not be in the log"
        return 1
    fi
}

# matrix EXPRESSION: print what a Python expression over tests/matrix.json (m) gives.
matrix() { "$WORK/boot/bin/python" -c "import json; m = json.load(open('$SOURCE/tests/matrix.json')); print($1)"; }

# pythonX VERSION: print that interpreter's path, or skip.
interpreter() {
    [ -e "$WORK/pythons/python$1" ] || skip "no Python $1 on this machine"
    echo "$WORK/pythons/python$1"
}

# make_env NAME PYTHON_VERSION REQUIREMENT...: make an environment once for all lanes.
make_env() {
    local name=$1 python=$2 env=$WORK/envs/$1 wanted
    shift 2
    wanted="$python $* $(cksum <"$SOURCE/tests/constraints.txt")"
    mkdir -p "$WORK/envs"
    {
        flock 7
        if [ "$(cat "$env.ready" 2>/dev/null)" != "$wanted" ]; then
            rm -rf "$env" "$env.ready"
            uv venv -q --seed --python "$WORK/pythons/python$python" "$env" >&2
            uv pip install -q --python "$env/bin/python" ${CONSTRAINTS--c "$SOURCE/tests/constraints.txt"} "$@" >&2
            echo "$wanted" >"$env.ready"
        fi
    } 7>"$WORK/envs/$name.lock"
}

# core_env CORE PYTHON: put the environment of an ansible-core of the matrix on PATH, with what unit tests need.
core_env() {
    interpreter "$2" >/dev/null
    make_env "core-$1-py$2" "$2" "ansible-core==$(matrix "m['controller']['$1']['release']")" \
        requests pytest pytest-xdist hypothesis jsonschema
    PATH=$WORK/envs/core-$1-py$2/bin:$PATH
}

# newest_python: print the newest version that is there. newest_core: the newest release tried with it, as test.sh takes.
newest_python() { basename "$(ls -v "$WORK"/pythons/python3.1? | tail -n 1)" | sed s/python//; }
newest_core() {
    "$WORK/boot/bin/python" -c "import json, sys
sys.path.insert(0, '$SOURCE/tools')
import prepare
print(prepare.newest_core(json.loads(prepare.MATRIX.read_text()), '$(newest_python)'))"
}

# newest_env: put the newest core on the newest Python on PATH.
newest_env() { core_env "$(newest_core | cut -d. -f1,2)" "$(newest_python)"; }

# tool_env NAME REQUIREMENT...: put an environment of tools on PATH, on the newest Python that is there.
tool_env() {
    local name=$1
    shift
    make_env "$name" "$(newest_python)" "$@"
    PATH=$WORK/envs/$name/bin:$PATH
}

# ansible_tools: what reads the collection as a whole.
ansible_tools() {
    tool_env tools "ansible-core==$(newest_core)" requests \
        ansible-lint antsibull-docs antsibull-changelog
}

# copy_tree DESTINATION: what is committed or could be, without .git, so that a plain copy behaves the same.
copy_tree() {
    mkdir -p "$1"
    if git -C "$SOURCE" rev-parse -q --verify HEAD >/dev/null 2>&1; then
        (cd "$SOURCE" && git ls-files -z --cached --others --exclude-standard |
            while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
            tar --null -T - -cf -) | tar -xf - -C "$1"
    else
        tar -C "$SOURCE" --exclude=./.git --exclude=./.venv --exclude=__pycache__ -cf - . | tar -xf - -C "$1"
    fi
}

# tarball: build the collection once for all lanes; print the file's path.
tarball() {
    {
        flock 6
        if ! ls "$WORK"/shared/asyncops-jobs-*.tar.gz >/dev/null 2>&1; then
            copy_tree "$WORK/shared/tree"
            ansible-galaxy collection build --output-path "$WORK/shared" "$WORK/shared/tree" >&2
        fi
    } 6>"$WORK/tarball.lock"
    ls "$WORK"/shared/asyncops-jobs-*.tar.gz
}

# pytest_here ARGUMENT...: run unit tests of this lane's copy; its closing line becomes the note.
pytest_here() {
    local log=$NOTE.pytest
    PYTHONPATH=$ROOTS python -m pytest -q -p no:cacheprovider "$@" 2>&1 | tee "$log"
    note "$(grep -E '^[0-9]+ (passed|skipped|deselected)' "$log" | tail -n 1)"
}

name=$1
shift
[ -z "${LATE:-}" ] || skip "no time left for it"
[ "$name" != boot ] || unset ROOTS
export ROOTS=$WORK/lane$LANE
REPO=$ROOTS/ansible_collections/asyncops/jobs
if [ "$name" != boot ]; then
    [ -d "$REPO" ] || copy_tree "$REPO"
    cd "$REPO"
fi
. "$SOURCE/.ci/steps/$name.sh"
