# The oldest requests that the metadata allows, and the urllib3 that it brings, where modules run.
interpreter 3.9 >/dev/null
CONSTRAINTS='' make_env requests-floor 3.9 "requests==$(matrix "m['requests']").*" 'pytest==8.4.2' hypothesis
PATH=$WORK/envs/requests-floor/bin:$PATH
pytest_here tests/unit/wire tests/unit/jobs tests/unit/documents tests/unit/declared
