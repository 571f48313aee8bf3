tool_env lint ruff mypy requests types-requests types-PyYAML
ruff check --no-cache .
