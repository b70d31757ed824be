# Housewright's own version, with which the plugin is released. tests/test_rendering.py keeps them the same.
VERSION = "0.1.0"
