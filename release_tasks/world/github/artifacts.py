"""Gathers the artifacts of the tag's run and what lies here of them; downloads what does not.

They lie beside the ledger, each in a folder with its number, which is there when it is whole and not before.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from release_tasks.core.artifacts import Distribution, Unreadable
from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.github import Downloaded, GitHubApi
from release_tasks.core.github.artifacts import Artifact, RunArtifacts, of_newest_attempts
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.ci_files import CiChecks, CiFiles, DownloadArtifacts, Unpacked
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.github.runs import TagRun
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.world.builds.archives import BROKEN, built_file, open_distribution
from release_tasks.world.builds.artifacts import strict_check
from release_tasks.world.builds.audits import binary_audit
from release_tasks.world.github.unpacking import unpack
from release_tasks.world.index.predecessor import predecessor
from release_tasks.world.ledger.state import state_folder

_NOTE = "artifact.json"
_UNFINISHED = ".unfinished-"
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    run_started_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """What was in an artifact: its distributions by path, each with its sha256, and all else by name."""

    files: dict[str, str]
    others: tuple[str, ...]


def run_artifacts(api: GitHubApi, run: TagRun) -> RunArtifacts:
    """List the artifacts of the tag's run; those of a name that an earlier attempt made are left out.

    :raises GitHubError: GitHub hides them from the token.
    """
    if run.found is None:
        return RunArtifacts()
    of = run.found.run
    listed = api.listed(Artifact, "actions", "runs", of.id, "artifacts", key="artifacts")
    several = max(Counter(each.name for each in listed).values(), default=0) > 1
    starts = tuple(_starts(api, of)) if several and of.run_attempt > 1 else ()
    return RunArtifacts(run=of.id, found=of_newest_attempts(listed, starts))


def _starts(api: GitHubApi, run: WorkflowRun) -> Iterator[str]:
    for attempt in range(1, run.run_attempt + 1):
        began = api.read(_Attempt, "actions", "runs", run.id, "attempts", attempt).run_started_at
        yield began or run.created_at


def ci_files(project: Project, target: Target, run: RunArtifacts) -> CiFiles:
    """Open what lies here of the run's artifacts; one whose files were changed since does not count."""
    folder = state_folder(project) / "ci-files" / target.version
    there = (_unpacked(each, folder / str(each.id)) for each in run.found)
    return CiFiles(folder=folder, unpacked=tuple(each for each in there if each))


def _unpacked(artifact: Artifact, folder: Path) -> Unpacked | None:
    try:
        note = msgspec.json.decode((folder / _NOTE).read_bytes(), type=_Note)
        files = tuple(open_distribution(folder / each) for each in note.files)
        if [_sha256(each) for each in files] != [*note.files.values()]:
            return None
    except (OSError, msgspec.DecodeError):
        return None
    return Unpacked(id=artifact.id, name=artifact.name, files=files, others=note.others)


def _sha256(opened: Distribution | Unreadable) -> str:
    return opened.file.sha256 if isinstance(opened, Distribution) else built_file(opened.path).sha256


def ci_checks(
    request: Request,
    project: Project,
    target: Target,
    files: CiFiles,
    page: Lazy[Annotated[IndexPage, "pypi"]],
) -> CiChecks:
    """Ask twine, the tools for compiled wheels, and the release before, about the files of the run."""
    mine = files.of(project.name)
    return CiChecks(
        strict=strict_check(mine),
        audit=binary_audit(mine),
        before=predecessor(request, target, mine, page),
    )


def download_artifacts(action: DownloadArtifacts, events: Events, api: GitHubApi) -> None:
    """Download each artifact, hold it to the digest that GitHub states, and keep the distributions in it.

    What lies here of other versions goes: GitHub still has it, and the ledger what was seen of it.

    :raises ActionError: an artifact is gone, is not what GitHub states, or cannot be unpacked.
    :raises UnreachableError: one of them did not come whole.
    """
    _make_room(action.folder)
    for number, artifact in enumerate(action.artifacts, start=1):
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=action.folder) as unfinished:
            archive, made = Path(unfinished, "archive"), Path(unfinished, "made")
            _fetch(artifact, archive, api)
            made.mkdir()
            _unpack(artifact, archive, made)
            final = action.folder / str(artifact.id)
            shutil.rmtree(final, ignore_errors=True)
            os.replace(made, final)
        events.line("download", f"{artifact.name} is here, {number} of {len(action.artifacts)}")


def _make_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.parent.iterdir(), *folder.glob(f"{_UNFINISHED}*")):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def _fetch(artifact: Artifact, archive: Path, api: GitHubApi) -> None:
    try:
        with archive.open("w+b") as stream:
            got = api.download("actions", "artifacts", artifact.id, "zip", to=stream)
    except GitHubError as error:
        if error.status == _GONE:
            raise _lost(artifact) from None
        raise
    _hold(artifact, got)


def _hold(artifact: Artifact, got: Downloaded) -> None:
    """Hold what came to its digest; where GitHub states none, as long ago, whether it unpacks has to do."""
    if artifact.sha256 and got.sha256 != artifact.sha256:
        raise ActionError(
            f"not the bytes that GitHub states: {got.size} bytes, sha256 {got.sha256}",
            where=f"artifact {artifact.name}",
            expected=f"{artifact.size_in_bytes} bytes, sha256 {artifact.sha256}",
            remedy="run the same command again; if it stays so, look at the network: a proxy may have answered",
        )


def _lost(artifact: Artifact) -> ActionError:
    return ActionError(
        "GitHub does not keep this artifact any more",
        where=f"artifact {artifact.name}",
        expected=f"an artifact that lasts until {artifact.expires_at or 'the release is out'}",
        remedy="where nothing was published yet, run the release workflow again; else pass --skip ci-artifacts=REASON",
    )


def _unpack(artifact: Artifact, archive: Path, made: Path) -> None:
    try:
        others = unpack(archive, artifact.name, made)
        found = sorted(each for each in made.rglob("*") if each.is_file())
        files = {each.relative_to(made).as_posix(): built_file(each).sha256 for each in found}
        (made / _NOTE).write_bytes(msgspec.json.encode(_Note(files=files, others=others)))
    except BROKEN as error:
        raise ActionError(
            f"cannot be unpacked: {str(error) or type(error).__name__}",
            where=f"artifact {artifact.name}",
            expected="a zip file with wheels or an sdist in it",
            remedy="look at what the job uploads; mend the workflow, and release another version",
        ) from None
