"""A sample that setuptools builds."""
