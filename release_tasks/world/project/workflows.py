"""Workflow files of a repository: which one the package's tag starts, and whether it uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release_tasks.core.github.filters import listed, starts_on
from release_tasks.core.github.steps import may_upload, names_test_index, uploads
from release_tasks.core.history.past import History
from release_tasks.world.git.command import look

FOLDER = ".github/workflows"

_DEEPEST_CALL = 4


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
    if not any(map(may_upload, texts.values())):
        return None
    for path, text in texts.items():
        values = _parsed(text) if only in (None, path.name) else {}
        if not starts_on(values.get("on"), tag):
            continue
        for job, steps in _jobs(values, texts):
            if any(map(uploads, steps)):
                named = any(names_test_index(step) for _, steps in _jobs(values, texts) for step in steps)
                return UploadingWorkflow(file=path, job=job, test_index=named)
    return None


def workflow_files(repository: Path) -> dict[str, Mapping[str, Any]]:
    """Give what is in the repository's workflow files, by path from its top; nothing for what is no YAML."""
    folder = repository / FOLDER
    found = sorted((*folder.glob("*.yml"), *folder.glob("*.yaml")))
    return {path.relative_to(repository).as_posix(): _parsed(_text(path)) for path in found}


def workflow_files_at(repository: Path, commit: str, history: History) -> dict[str, Mapping[str, Any]]:
    """Give the same of a commit, which nobody need have checked out."""
    listing = look(
        repository, "ls-tree", "--full-tree", "--name-only", "-z", commit, f"{FOLDER}/", check=False
    )
    names = [each for each in listing.text.split("\0") if each.endswith((".yml", ".yaml"))]
    history.fetch(f"{commit}:{each}" for each in names)
    contents = ((each, history.file(commit, each) or b"") for each in names)
    return {name: _parsed(content.decode("utf-8-sig", "replace")) for name, content in contents}


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


def _jobs(
    values: Mapping[str, Any], texts: Mapping[Path, str], depth: int = 0
) -> Iterator[tuple[str, list[Any]]]:
    """Give the steps of each job, those of the repository's own reusable workflows too."""
    jobs = values.get("jobs")
    for name, job in jobs.items() if isinstance(jobs, Mapping) else ():
        if not isinstance(job, Mapping):
            continue
        yield name, [*listed(job.get("steps", [])), job.get("environment", "")]
        called = str(job.get("uses", ""))
        if called.startswith("./") and depth < _DEEPEST_CALL:
            text = next(
                (text for path, text in texts.items() if called.endswith(f"{FOLDER}/{path.name}")), ""
            )
            for _, steps in _jobs(_parsed(text), texts, depth + 1):
                yield name, steps


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


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
