# Without rstcheck: it stumbles over a random name of its own now and then.
need plugins/modules
ansible_tools
ANSIBLE_COLLECTIONS_PATH=$ROOTS antsibull-docs lint-collection-docs --plugin-docs --skip-rstcheck --validate-collection-refs=all .
