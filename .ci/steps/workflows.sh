tool_env zizmor zizmor
zizmor --offline --no-progress .github/workflows
