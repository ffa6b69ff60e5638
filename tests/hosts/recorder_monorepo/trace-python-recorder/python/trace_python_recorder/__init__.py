"""Records what a Python program did."""

from ._core import format_version

__all__ = ["format_version"]
