# The collection's file: the same twice, from two copies, and nothing in it that does not belong there.
ansible_tools
file=$(tarball)
copy_tree "$ROOTS/again"
sleep 1.1 # another second for every time stamp that might get in
ansible-galaxy collection build --force --output-path "$ROOTS/built" "$ROOTS/again"
again=$(ls "$ROOTS"/built/*.tar.gz)
contents() { python - "$1" <<'P'
import hashlib, sys, tarfile
with tarfile.open(sys.argv[1]) as tar:
    for m in sorted(tar.getmembers(), key=lambda m: m.name):
        print(m.name, oct(m.mode), m.type, hashlib.sha256(tar.extractfile(m).read()).hexdigest() if m.isfile() else "")
P
}
diff <(contents "$file") <(contents "$again")
allowed='^(FILES|MANIFEST)\.json$|^(LICENSE|README\.md|CHANGELOG\.rst|CODE_OF_CONDUCT\.md|CONTRIBUTING\.md|MAINTAINERS\.md|SECURITY\.md|pyproject\.toml|demo\.sh|test\.sh)$|^(changelogs|docs|extensions|meta|playbooks|plugins|roles|tests|tools)(/|$)'
if tar tzf "$file" | sed 's#^\./##' | grep -vE "$allowed"; then echo "the files above do not belong into the collection"; exit 1; fi
if tar tzf "$file" | grep -E '(^|/)(\.[^/]|__pycache__)|\.(pyc|log|retry|orig)$|^tests/(output|integration/inventory)'; then
    echo "the files above are left-overs"
    exit 1
fi
note "$(tar tzf "$file" | grep -vc '/$') files, $(($(stat -c %s "$file") / 1024)) kB"
