# The floors, the sizes, the metadata: by name, although the unit tests hold them as well.
core_env 2.21 3.13
pytest_here tests/unit/test_house.py tests/unit/test_metadata.py
