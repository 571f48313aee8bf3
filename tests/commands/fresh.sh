#!/usr/bin/env bash
# The README's two commands in a bare Debian, as root and as an ordinary user.
#   bash tests/commands/fresh.sh bookworm|trixie       in a clean copy of the tree; the last line says what was tested
# Nothing but Python, venv and the certificates of the package index is in there. Exit 77: skipped, with the reason.
set -euo pipefail
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "only root can make a bare Debian"
unshare -m true 2>/dev/null || skip "no mount name spaces here"
command -v apt-get >/dev/null || skip "no apt-get here"
scratch=$(mktemp -d "${TMPDIR:-/tmp}/asyncops-fresh.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
bare=$scratch/bare
{
    flock 5
    command -v debootstrap >/dev/null ||
        { apt-get update -q && apt-get install -y -q debootstrap debian-archive-keyring; }
} 5>"${APT_LOCK:-$scratch/apt.lock}"
# The mirror that this machine uses already, if it is a Debian.
mirror=$(. /etc/os-release && [ "$ID" = debian ] && apt-get indextargets --format '$(REPO_URI) $(RELEASE)' \
    'Identifier: Packages' 2>/dev/null | awk -v own="$VERSION_CODENAME" '$2 == own || $2 == "stable" {print $1; exit}' || true)
debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates "$1" "$bare" ${mirror:+"$mirror"} >"$scratch/debootstrap" ||
    { tail -n 5 "$scratch/debootstrap"; exit 1; }
cp -L /etc/resolv.conf /etc/hosts "$bare/etc/"
if [ -n "${SSL_CERT_FILE:-}" ]; then cat "$SSL_CERT_FILE" >"$bare/etc/ssl/certs/ca-certificates.crt"; fi
settings=()
for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST http_proxy https_proxy no_proxy; do
    if [ -n "${!name:-}" ]; then settings+=("$name=${!name}"); fi
done

# inside USER_ID COMMAND: run a shell command in there.
inside() {
    env -i HOME="/srv/$1" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${settings[@]}" \
        unshare -m --propagation private sh -ec '
            mount -t proc proc "$1/proc"
            mount --bind /dev "$1/dev"
            mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
            exec chroot --userspec="$2:$2" "$1" sh -c "$3"' - "$bare" "$1" "$2" 2>&1
}

for tool in git gcc pip ansible ansible-playbook; do
    if inside 0 "command -v $tool"; then echo "$tool is in there: this proves nothing"; exit 1; fi
done
for user in 0 1000; do
    tree="/srv/$user/a tree"
    mkdir -p "$bare/srv/$user"
    cp -R . "$bare$tree"
    chown -R "$user:$user" "$bare/srv/$user"
    # All tests once, as the user; as root those that start whole programs and write files.
    some=
    if [ "$user" = 0 ]; then some='tests/unit/task tests/unit/jobs'; fi
    inside "$user" "sh '$tree/test.sh' $some" | tee "$scratch/tests"
    grep -qE '^[0-9]+ passed' "$scratch/tests"
    inside "$user" "sh '$tree/demo.sh'" | tee "$scratch/out"
    grep -qE 'failed=0' "$scratch/out"
    if grep -E '\[(WARNING|DEPRECATION|ERROR)' "$scratch/out"; then echo "the lines above must not be there"; exit 1; fi
done
echo "$(inside 0 'python3 --version'), root and user, $(grep -oE '^[0-9]+ passed' "$scratch/tests")"
