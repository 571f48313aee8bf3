ansible_tools
ANSIBLE_COLLECTIONS_PATH=$ROOTS ansible-lint --offline --strict --nocolor
