"""What a step of a workflow does with releases: uploads to an index, hands files on, uses a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from release_tasks.core.github.workflow import ArtifactStep

_UPLOADS = re.compile(
    r"gh-action-pypi-publish|\btwine\s+upload\b|\bmaturin\s+(?:publish|upload)\b"
    r"|\b(?:uv|hatch|flit|poetry|pdm)\s+publish\b"
)
_MATURIN_ACTION = re.compile(r"(?i)pyo3/maturin-action")
_TEST_INDEX = re.compile(r"(?i)test[-_.]?pypi")
_SECRET = re.compile(r"\bsecrets(?:\.(\w+)|\[\s*'(\w+)'\s*\])")
_ARTIFACT_ACTION = re.compile(r"actions/(?P<what>upload|download)-artifact@(?P<ref>\S+)")
_MAJOR = re.compile(r"v(\d+)")
_DEFAULT_NAME = "artifact"


def may_upload(text: str) -> bool:
    """Whether a file's text may hold an uploading step; a quick look before it is parsed."""
    return bool(_UPLOADS.search(text) or _MATURIN_ACTION.search(text))


def uploads(step: Any) -> bool:
    """Whether a step uploads to a package index."""
    if not isinstance(step, Mapping):
        return False
    uses, given = str(step.get("uses", "")), step.get("with")
    if _MATURIN_ACTION.match(uses):
        return isinstance(given, Mapping) and given.get("command") in ("publish", "upload")
    return bool(_UPLOADS.search(uses) or _UPLOADS.search(str(step.get("run", ""))))


def names_test_index(value: Any) -> bool:
    """Whether a step, or whatever else of a workflow, names a test index."""
    return bool(_TEST_INDEX.search(str(value)))


def secrets_in(value: Any) -> tuple[str, ...]:
    """The names of the secrets that a step, or whatever else of a workflow, uses; not the token of every run."""
    names = (first or second for first, second in _SECRET.findall(str(value)))
    return tuple(dict.fromkeys(each for each in names if each != "GITHUB_TOKEN"))


def artifact_step(step: Any) -> ArtifactStep | None:
    """What a step hands on to, or takes from, other jobs; None for any other step."""
    uses = _ARTIFACT_ACTION.match(str(step.get("uses", ""))) if isinstance(step, Mapping) else None
    if uses is None:
        return None
    given = step.get("with")
    values = given if isinstance(given, Mapping) else {}
    uploading = uses["what"] == "upload"
    bare = uploading and str(values.get("archive", "")).lower() == "false"
    named = str(values.get("name", _DEFAULT_NAME if uploading else ""))
    if bare:
        named = str(values.get("path", "")).strip().rpartition("/")[2]
    major = _MAJOR.match(uses["ref"])
    return ArtifactStep(
        uploads=uploading,
        name=named or str(values.get("pattern", "")),
        major=int(major[1]) if major else None,
        pattern="*" in named if bare else not uploading and not named,
        overwrite=str(values.get("overwrite", "")).lower() == "true",
    )
