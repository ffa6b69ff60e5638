"""Whether the push of a tag starts a workflow: GitHub's filter patterns.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PARTS = re.compile(r"\*\*|\*|\[[^\]]*\]|[?+]|\\.|[^*\[\]?+\\]+|.", re.DOTALL)


def triggers(on: Any) -> Mapping[str, Any]:
    """A workflow's ``on`` as a table of events, in whichever of its three forms it is written."""
    if isinstance(on, str):
        return {on: None}
    if isinstance(on, list):
        return {str(each): None for each in on}
    return on if isinstance(on, Mapping) else {}


def starts_on(on: Any, tag: str) -> bool:
    """Whether a workflow's ``on`` is started by the push of a tag; path filters do not count for tags."""
    events = triggers(on)
    if "push" not in events:
        return False
    push = events["push"] if isinstance(events["push"], Mapping) else {}
    if "tags" in push:
        return matches(listed(push["tags"]), tag)
    if "tags-ignore" in push:
        return not matches(listed(push["tags-ignore"]), tag)
    return not {"branches", "branches-ignore"} & push.keys()


def starts_on_branch(on: Any, branch: str) -> bool:
    """Whether a workflow's ``on`` is started by a push of that branch; path filters are taken to let it pass."""
    events = triggers(on)
    if "push" not in events:
        return False
    push = events["push"] if isinstance(events["push"], Mapping) else {}
    if "branches" in push:
        return matches(listed(push["branches"]), branch)
    if "branches-ignore" in push:
        return not matches(listed(push["branches-ignore"]), branch)
    return not {"tags", "tags-ignore"} & push.keys()


def matches(patterns: Iterable[str], name: str) -> bool:
    """Whether a name is among those that the patterns choose: the last one that fits decides, ``!`` excludes."""
    matched = False
    for pattern in patterns:
        excludes = pattern.startswith("!")
        if re.fullmatch(_expression(pattern[excludes:]), name):
            matched = not excludes
    return matched


def listed(value: Any) -> list[Any]:
    """A value that may be one or a list of them, as a list."""
    return value if isinstance(value, list) else [value]


def _expression(pattern: str) -> str:
    """Write a filter pattern as a regular expression."""
    translated: list[str] = []
    for part in _PARTS.findall(pattern):
        if part in ("*", "**"):
            translated.append("[^/]*" if part == "*" else ".*")
        elif part in ("?", "+") or (part.startswith("[") and len(part) > 1):
            translated.append(part)
        else:
            translated += [re.escape(letter) for letter in part.removeprefix("\\")]
    try:
        return re.compile("".join(translated)).pattern
    except re.error:
        return re.escape(pattern)
