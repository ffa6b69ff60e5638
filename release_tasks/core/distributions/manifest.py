"""The manifest beside ``dist`` as JSON: what a build made, and from which tree."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from release_tasks.core.artifacts import BuiltFile, Manifest


def write_manifest(manifest: Manifest) -> str:
    """Give the text of the manifest file."""
    return json.dumps(dataclasses.asdict(manifest), indent=2) + "\n"


def parse_manifest(text: str) -> Manifest:
    """Read the text of a manifest file.

    :raises ValueError: it is not JSON, or lacks what a manifest states.
    """
    raw = json.loads(text)
    try:
        files = tuple(_file(each) for each in raw["files"])
        return Manifest(
            name=_text(raw["name"]), version=_text(raw["version"]), tree=_text(raw["tree"]), files=files
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a manifest of a build: {error!r}") from error


def _file(raw: Any) -> BuiltFile:
    if type(raw["size"]) is not int:
        raise TypeError(f"size {raw['size']!r}")
    return BuiltFile(name=_text(raw["name"]), sha256=_text(raw["sha256"]), size=raw["size"])


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError(f"{raw!r} is no text")
    return raw
