# fresh DISTRIBUTION: the README's two commands in a bare Debian, as root and as an ordinary user.
# Nothing but Python, venv and the certificates of the package index is in there.
[ "$(id -u)" = 0 ] || skip "only root can make a bare Debian"
unshare -m true 2>/dev/null || skip "no mount name spaces here"
command -v apt-get >/dev/null || skip "no apt-get here"
{
    flock 5
    command -v debootstrap >/dev/null ||
        { apt-get update -q && apt-get install -y -q debootstrap debian-archive-keyring; }
} 5>"$WORK/apt.lock"
# The mirror that this machine uses already, if it is a Debian.
mirror=$(. /etc/os-release && [ "$ID" = debian ] && apt-get indextargets --format '$(REPO_URI) $(RELEASE)' \
    'Identifier: Packages' 2>/dev/null | awk -v own="$VERSION_CODENAME" '$2 == own || $2 == "stable" {print $1; exit}' || true)
bare=$WORK/fresh-$1
rm -rf "$bare"
trap 'rm -rf "$bare"' EXIT
debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates "$1" "$bare" ${mirror:+"$mirror"} >"$NOTE.debootstrap" ||
    { tail -n 5 "$NOTE.debootstrap"; exit 1; }
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
    copy_tree "$bare$tree"
    chown -R "$user:$user" "$bare/srv/$user"
    inside "$user" "sh '$tree/test.sh'" | tee "$NOTE.out"
    grep -qE '^[0-9]+ passed' "$NOTE.out"
    [ -e playbooks/demo.yml ] && [ -e tools/emulator.py ] || continue
    inside "$user" "sh '$tree/demo.sh'" | tee "$NOTE.out"
    grep -qE 'failed=0' "$NOTE.out"
    free_of "$NOTE.out" '\[(WARNING|DEPRECATION|ERROR)'
done
[ -e playbooks/demo.yml ] && [ -e tools/emulator.py ] || skip "test.sh works; there is no demo yet"
note "$(inside 0 'python3 --version'), root and user"
