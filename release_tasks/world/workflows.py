"""GitHub workflow files, as far as they say who publishes; read as text, for YAML 1.1 takes ``on`` for a truth."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release_tasks.core.target import tag_name

_UPLOADS = re.compile(
    r"pypa/gh-action-pypi-publish|\btwine upload\b|\bmaturin (?:publish|upload)\b|\b(?:uv|hatch|flit|poetry|pdm) publish\b|"
    r"command: *(?:publish|upload)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploading:
    """The workflow that a release tag starts and that uploads; ``file`` is empty where there is none."""

    file: str = ""
    names_testpypi: bool = False
    because: str = "no workflow uploads on a release tag"


def uploading_workflow(repository: Path, tag: str, stated: str | None) -> Uploading:
    """Find the workflow file that fires on tags of this form and has an uploading step."""
    for file in sorted((repository / ".github" / "workflows").glob("*.y*ml")):
        if stated is not None and file.name != stated:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        if _UPLOADS.search(text) and (stated is not None or _fires_on(text, tag)):
            return Uploading(
                file=file.name, names_testpypi="testpypi" in text.lower(), because=f"{file.name} uploads on a tag {tag}"
            )
    return Uploading()


def _fires_on(text: str, tag: str) -> bool:
    import yaml

    try:
        content = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return False
    example = tag_name(tag, "1.2.3")
    return any(fnmatch.fnmatchcase(example, each.replace("**", "*")) for each in _tag_filters(content)) or _on_release(content)


def _tag_filters(content: Any) -> Iterator[str]:
    on = content.get("on") if isinstance(content, dict) else None
    push = on.get("push") if isinstance(on, dict) else None
    tags = push.get("tags") if isinstance(push, dict) else None
    yield from [tags] if isinstance(tags, str) else [each for each in tags or () if isinstance(each, str)]


def _on_release(content: Any) -> bool:
    on = content.get("on") if isinstance(content, dict) else None
    return on == "release" or (isinstance(on, dict | list) and "release" in on)
