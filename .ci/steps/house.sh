# The floors, the sizes, the metadata: by name, although the unit tests hold them as well.
newest_env
pytest_here tests/unit/test_house.py tests/unit/test_metadata.py
