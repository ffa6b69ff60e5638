"""Workflow files of a repository: which one the package's tag starts, and whether it uploads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = ".github/workflows"

_UPLOADS = re.compile(
    r"gh-action-pypi-publish|\btwine\s+upload\b|\bmaturin\s+(?:publish|upload)\b"
    r"|\b(?:uv|hatch|flit|poetry|pdm)\s+publish\b"
)
_MATURIN_ACTION = re.compile(r"(?i)pyo3/maturin-action")
_TEST_INDEX = re.compile(r"(?i)test[-_.]?pypi")
_DEEPEST_CALL = 4
_GLOB = re.compile(r"\*\*|\*|\[[^\]]*\]|[?+]|\\.|[^*\[\]?+\\]+|.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadingWorkflow:
    """A workflow that the tag starts and that uploads: its file, the job, and whether it names a test index."""

    file: Path
    job: str
    test_index: bool


def uploading_workflow(repository: Path, tag: str, only: str | None = None) -> UploadingWorkflow | None:
    """Find the workflow that a push of ``tag`` starts and that has an uploading job.

    ``only`` is the one file name to look at. Files that are no YAML are passed over: GitHub does not run them.
    """
    folder = repository / FOLDER
    texts = {path: _text(path) for path in sorted((*folder.glob("*.yml"), *folder.glob("*.yaml")))}
    if not any(_UPLOADS.search(text) or _MATURIN_ACTION.search(text) for text in texts.values()):
        return None
    for path, text in texts.items():
        values = _parsed(text) if only in (None, path.name) else {}
        if not starts_on(values.get("on"), tag):
            continue
        for job, steps in _jobs(values, texts):
            if any(_uploads(step) for step in steps):
                named = any(
                    _TEST_INDEX.search(str(step)) for _, steps in _jobs(values, texts) for step in steps
                )
                return UploadingWorkflow(file=path, job=job, test_index=named)
    return None


def release_jobs(repository: Path, file: Path) -> dict[str, dict[str, Any]]:
    """Give the jobs of a workflow by name, with those of the repository's own workflows that it calls.

    Variables of the whole workflow are among each job's.
    """
    return dict(_called_jobs(repository, _parsed(_text(file)), ""))


def _called_jobs(
    repository: Path, values: Mapping[str, Any], within: str, depth: int = 0
) -> Iterator[tuple[str, dict[str, Any]]]:
    jobs = values.get("jobs")
    for name, job in jobs.items() if isinstance(jobs, Mapping) else ():
        if not isinstance(job, Mapping):
            continue
        uses = str(job.get("uses", ""))
        if uses.startswith("./") and depth < _DEEPEST_CALL:
            called = _parsed(_text(repository / uses))
            yield from _called_jobs(repository, called, f"{within}{name} / ", depth + 1)
        else:
            variables = {**_table(values.get("env")), **_table(job.get("env"))}
            yield f"{within}{name}", {**job, "env": variables}


def starts_on(on: Any, tag: str) -> bool:
    """Whether a workflow's ``on`` is started by the push of a tag.

    Source: GitHub's workflow syntax, ``on.push.<branches|tags|branches-ignore|tags-ignore>``.
    """
    events = {on: None} if isinstance(on, str) else dict.fromkeys(on) if isinstance(on, list) else on
    if not isinstance(events, Mapping) or "push" not in events:
        return False
    push = events["push"] if isinstance(events["push"], Mapping) else {}
    if "tags" in push:
        return _matches(_listed(push["tags"]), tag)
    if "tags-ignore" in push:
        return not _matches(_listed(push["tags-ignore"]), tag)
    return not {"branches", "branches-ignore"} & push.keys()


def _matches(patterns: list[str], tag: str) -> bool:
    matched = False
    for pattern in patterns:
        excludes = pattern.startswith("!")
        if re.fullmatch(_expression(pattern[excludes:]), tag):
            matched = not excludes
    return matched


def _expression(pattern: str) -> str:
    """Write a filter pattern as a regular expression (GitHub's "Filter pattern cheat sheet")."""
    translated = []
    for part in _GLOB.findall(pattern):
        if part in ("*", "**"):
            translated.append("[^/]*" if part == "*" else ".*")
        elif part in ("?", "+") or (part.startswith("[") and len(part) > 1):
            translated.append(part)
        else:
            literal = part.removeprefix("\\")
            translated += [re.escape(letter) for letter in literal]
    try:
        return re.compile("".join(translated)).pattern
    except re.error:
        return re.escape(pattern)


def _jobs(
    values: Mapping[str, Any], texts: Mapping[Path, str], depth: int = 0
) -> Iterator[tuple[str, list[Any]]]:
    """Give the steps of each job, those of the repository's own reusable workflows too."""
    jobs = values.get("jobs")
    for name, job in jobs.items() if isinstance(jobs, Mapping) else ():
        if not isinstance(job, Mapping):
            continue
        yield name, [*_listed(job.get("steps", [])), job.get("environment", "")]
        called = str(job.get("uses", ""))
        if called.startswith("./") and depth < _DEEPEST_CALL:
            text = next(
                (text for path, text in texts.items() if called.endswith(f"{FOLDER}/{path.name}")), ""
            )
            for _, steps in _jobs(_parsed(text), texts, depth + 1):
                yield name, steps


def _uploads(step: Any) -> bool:
    if not isinstance(step, Mapping):
        return False
    uses, given = str(step.get("uses", "")), step.get("with")
    if _MATURIN_ACTION.match(uses):
        return isinstance(given, Mapping) and given.get("command") in ("publish", "upload")
    return bool(_UPLOADS.search(uses) or _UPLOADS.search(str(step.get("run", ""))))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _parsed(text: str) -> Mapping[str, Any]:
    import yaml  # noqa: PLC0415  # most projects have no workflow to read

    try:
        # The base loader makes text, lists and tables only, and leaves `on:` alone.
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # it makes text only
    except yaml.YAMLError:
        return {}
    return values if isinstance(values, Mapping) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
