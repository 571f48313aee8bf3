# uv, the interpreters that really start, and the installers that ansible-test wants to find on disk.
python=
mkdir -p "$WORK/pythons"
rm -f "$WORK"/pythons/*
versions=$("${PYTHON:-python3}" - "$SOURCE/tests/matrix.json" <<'P' 2>/dev/null || echo 3.9 3.10 3.11 3.12 3.13
import json, sys
matrix = json.load(open(sys.argv[1]))
print(*sorted({*matrix["target"], *(p for c in matrix["controller"].values() for p in c["python"])},
              key=lambda v: [int(n) for n in v.split(".")]))
P
)
missing=
for version in $versions; do
    # pyenv leaves commands on PATH that do not start: only what starts counts.
    for candidate in "${PYENV_ROOT:-$(getent passwd "$(id -u)" | cut -d: -f6)/.pyenv}/versions/$version".*/bin/"python$version" \
        $(type -ap "python$version"); do
        if real=$("$candidate" -c 'import ensurepip, os, sys, venv; print(os.path.realpath(sys.executable))' 2>/dev/null); then
            ln -s "$real" "$WORK/pythons/python$version"
            break
        fi
    done
    [ -e "$WORK/pythons/python$version" ] || missing="$missing $version"
done

newest() { ls -v "$WORK"/pythons/python3.1? 2>/dev/null | tail -n 1; }
if [ -z "$(newest)" ]; then
    [ "$(id -u)" = 0 ] || { echo "no Python 3.10 or newer with venv, and not root to install one"; exit 1; }
    apt-get update -q && apt-get install -y -q python3 python3-venv
    real=$(readlink -f "$(command -v python3)")
    ln -s "$real" "$WORK/pythons/$("$real" -c 'import sys; print("python{}.{}".format(*sys.version_info))')"
fi
python=$(newest)
ln -s "$(readlink -f "$python")" "$WORK/pythons/python3"
[ -x "$WORK/boot/bin/uv" ] || {
    "$python" -m venv "$WORK/boot"
    "$WORK/boot/bin/python" -m pip install -q --disable-pip-version-check -c "$SOURCE/tests/constraints.txt" uv
}

# ansible-test makes environments without pip and then downloads an installer script from the web. It takes one that
# lies in its cache instead: ours installs from the wheel beside it. The versions are those that ansible-test names.
cache=$WORK/get-pip
if [ ! -d "$cache" ]; then
    mkdir "$cache.new"
    for version in 23.1.2 24.2 25.2; do
        "$WORK/boot/bin/python" -m pip download -q --disable-pip-version-check --no-deps -d "$cache.new" "pip==$version"
        cat >"$cache.new/get_pip_${version//./_}.py" <<P
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "pip-$version-py3-none-any.whl"))
from pip._internal.cli.main import main

sys.exit(main(["install", "--upgrade"] + [a for a in sys.argv[1:] if a not in ("--no-setuptools", "--no-wheel")]))
P
    done
    mv "$cache.new" "$cache"
fi
for lane in $(seq 0 9); do
    mkdir -p "$WORK/lane$lane/home/.ansible/test/cache"
    cp "$cache"/* "$WORK/lane$lane/home/.ansible/test/cache/"
done
note "Python $(cd "$WORK/pythons" && ls -v python3.* | sed s/python// | tr '\n' ' ')${missing:+(missing:$missing)}"
