"""The hidden key by which a text of ours on GitHub is found again: a comment that readers do not see."""

from __future__ import annotations

import re

_KEY = re.compile(r"<!-- release-tasks: (.*?) -->")


def hidden(key: str) -> str:
    """Write a key as it stands in a text."""
    return f"<!-- release-tasks: {key} -->"


def keys_in(text: str | None) -> tuple[str, ...]:
    """The keys that a text of GitHub's carries; a text that was never written is None there."""
    return tuple(_KEY.findall(text or ""))


def carries(text: str | None, key: str) -> bool:
    """Whether a text carries that key."""
    return key in keys_in(text)
