"""A sample that states its version in code."""

__version__ = "0.3.0"
