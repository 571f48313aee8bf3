# Strict on floors 0 to 3 and the emulator; ansible ships no types for floor 4.
tool_env lint ruff mypy requests types-requests types-PyYAML
top=ansible_collections.asyncops.jobs.plugins
packages=()
for package in module_utils._model module_utils._providers module_utils._wire module_utils._jobs plugin_utils._emulator; do
    folder=plugins/${package//./\/}
    if compgen -G "$folder/*.py" >/dev/null; then packages+=(-p "$top.$package"); else note "without $package"; fi
done
cd "$ROOTS"
MYPYPATH=$ROOTS mypy --config-file "$REPO/pyproject.toml" --cache-dir "$WORK/mypy-cache" "${packages[@]}"
