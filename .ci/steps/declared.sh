# declared SERVER: a real server that nobody here wrote, driven by its example definition, directly and through a bad front.
need "tests/integration/declared/$1.yml"
core_env 2.21 3.13
if [ "$1" = pygeoapi ]; then
    interpreter 3.12 >/dev/null
    make_env pygeoapi 3.12 -r "$SOURCE/tests/servers/requirements-pygeoapi.txt"
    export SERVER_PYTHON=$WORK/envs/pygeoapi/bin/python
elif [ "$1" = slurm ] && ! command -v slurmrestd >/dev/null; then
    [ "$(id -u)" = 0 ] || skip "Slurm is not installed, and only root can install it"
    command -v apt-get >/dev/null || skip "Slurm is not installed, and there is no apt-get here"
    {
        flock 5
        apt-get update -q
        apt-cache show slurmrestd >/dev/null 2>&1 || skip "this distribution has no slurmrestd"
        DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends \
            slurm-wlm slurmrestd slurm-wlm-jwt-plugin munge || skip "Slurm could not be installed"
    } 5>"$WORK/apt.lock"
fi
code=0
bash "tests/integration/declared/run.sh" "$1" 2>&1 | tee "$NOTE.out" || code=$?
if [ "$code" = 77 ]; then skip "$(grep -m 1 '^skipped: ' "$NOTE.out" | cut -d' ' -f2-)"; fi
note "$(awk -F 'ok=' '/ ok=[0-9]/ {n += $2} END {print n + 0}' "$NOTE.out") tasks"
exit "$code"
