# The oldest requests that the metadata allows, where modules run.
interpreter 3.9 >/dev/null
floor=$(matrix "m['requests']")
mkdir -p "$WORK/envs"
env=$WORK/envs/requests-floor
[ -e "$env.ready" ] || {
    uv venv -q --clear --python "$WORK/pythons/python3.9" "$env"
    uv pip install -q --python "$env/bin/python" "requests==$floor.*" 'pytest<9' hypothesis
    touch "$env.ready"
}
PATH=$env/bin:$PATH
need tests/unit/wire
pytest_here tests/unit/wire
