#!/usr/bin/env bash
# Installs nox, and the Pythons of tests/matrix.json, on a machine of GitHub; the following steps find them on PATH.
set -euo pipefail
python3 -m venv "${RUNNER_TEMP}/nox"
"${RUNNER_TEMP}/nox/bin/python" -m pip install -q -c tests/constraints.txt nox uv antsibull-nox
PATH=${RUNNER_TEMP}/nox/bin:${PATH}
mapfile -t versions < <(jq -r '[.target[], .controller[].python[]] | unique[]' tests/matrix.json)
uv python install "${versions[@]}"
printf '%s\n' "$(uv python dir --bin)" "${RUNNER_TEMP}/nox/bin" >> "${GITHUB_PATH}"
