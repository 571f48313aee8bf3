# What an execution environment would install for us.
ansible_tools
file=$(tarball)
tool_env builder ansible-builder
rm -rf "$ROOTS/ee" && mkdir -p "$ROOTS/ee/ansible_collections/asyncops/jobs"
tar -xzf "$file" -C "$ROOTS/ee/ansible_collections/asyncops/jobs"
ansible-builder introspect "$ROOTS/ee" 2>&1 | tee "$NOTE.out"
grep -q "requests>=$(matrix "m['requests']")" "$NOTE.out"
