"""Sizes of files as people read them."""

from __future__ import annotations


def amount(size: int) -> str:
    """Tell a number of bytes in KiB, from a mebibyte on in MiB (IEC 80000-13)."""
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size / 2**10:.1f} KiB"
