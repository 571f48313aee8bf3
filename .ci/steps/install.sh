# What a user gets: the file installs offline, verifies, documents itself, and the tree in it passes its own tests.
ansible_tools
file=$(tarball)
rm -rf "$ROOTS/installed"
export ANSIBLE_COLLECTIONS_PATH=$ROOTS/installed
ansible-galaxy collection install --offline -p "$ROOTS/installed" "$file"
ansible-galaxy collection verify --offline asyncops.jobs
for module in plugins/modules/[!_]*.py; do
    [ -e "$module" ] || continue
    ansible-doc -t module "asyncops.jobs.$(basename "$module" .py)" >/dev/null
done
mkdir -p "$ROOTS/unpacked"
tar -xzf "$file" -C "$ROOTS/unpacked"
sh "$ROOTS/unpacked/test.sh" 2>&1 | tee "$NOTE.out"
note "from the unpacked file: $(grep -E '^[0-9]+ passed' "$NOTE.out" | tail -n 1)"
