"""The tree that the release commit will have, worked out without touching the index or the repository."""

from __future__ import annotations

import contextlib
import os
import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.git import GitState, ReleaseTree
from release_tasks.core.project import Project
from release_tasks.core.sources import VersionSources
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.git.command import common_dir, look, names

_PLAIN_INDEX = ("-c", "core.splitIndex=false", "-c", "core.fsmonitor=false")


@dataclass(frozen=True, slots=True)
class _Changed:
    """A path that differs from HEAD or is untracked, with git's status letters."""

    letters: str
    path: str

    @property
    def settled(self) -> bool:
        """Whether it can be committed: no conflict, no repository nested in ours."""
        return "U" not in self.letters and self.letters not in ("AA", "DD") and not self.path.endswith("/")

    def __str__(self) -> str:
        return f"{self.letters} {self.path}"


def release_tree(project: Project, git: GitState, sources: VersionSources) -> ReleaseTree:
    """HEAD plus the release's own files: version sources, changelog, news fragments that it took up, and docs; all other changes are strangers."""
    repository = project.repository
    own = _own_files(project, sources)
    built = _inside(repository, (project.dist, project.manifest))
    changed = [each for each in _status(repository) if not _below(each.path, built)]
    if changed and project.docs_paths:
        own |= {each.path for each in _status(repository, *_docs_pathspecs(project))}
    own |= _collected_fragments(project, changed)
    ours = [each for each in changed if each.settled and each.path in own]
    strangers = tuple(str(each) for each in changed if each not in ours)
    if not ours:
        return ReleaseTree(tree=git.head_tree, strangers=strangers)
    with scratch_index(repository, scratch_objects=True) as scratch:
        tree = tree_with(repository, git.head, [each.path for each in ours], scratch)
        differing = differing_paths(repository, git.head_tree, tree, scratch)
    return ReleaseTree(tree=tree, changed=differing, strangers=strangers)


@contextlib.contextmanager
def scratch_index(repository: Path, *, scratch_objects: bool) -> Iterator[Mapping[str, str]]:
    """Give the environment in which git uses an index of its own, thrown away afterwards.

    With ``scratch_objects`` new objects are thrown away too, and the repository stays untouched.
    """
    with temporary_folder("index") as folder:
        scratch = {"GIT_INDEX_FILE": str(folder / "index")}
        if scratch_objects and (shared := common_dir(repository)) is not None:
            objects = folder / "objects"
            objects.mkdir()
            scratch["GIT_OBJECT_DIRECTORY"] = str(objects)
            scratch["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = _quoted(str(shared / "objects"))
        yield scratch


def tree_with(repository: Path, base: str, paths: Collection[str], scratch: Mapping[str, str]) -> str:
    """Write the tree of ``base`` with ``paths`` as they are in the work tree, and give its id.

    Filters, line ends and executable bits are git's own doing, as in ``git commit --only``.
    """
    listed = b"".join(os.fsencode(path) + b"\0" for path in paths)
    look(repository, *_PLAIN_INDEX, "read-tree", base, env=scratch)
    look(
        repository,
        *(*_PLAIN_INDEX, "update-index", "--add", "--remove", "--replace", "-z", "--stdin"),
        env=scratch,
        stdin=listed,
    )
    return look(repository, *_PLAIN_INDEX, "write-tree", "--missing-ok", env=scratch).text


def differing_paths(
    repository: Path, before: str, after: str, scratch: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """List the paths that two trees or commits differ in."""
    return names(
        look(repository, "diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after, env=scratch)
    )


def _status(repository: Path, *pathspecs: str) -> list[_Changed]:
    done = look(
        repository,
        *("status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames", "--", *pathspecs),
    )
    return [_changed(record) for record in names(done)]


def _changed(record: str) -> _Changed:
    """Read one record of git-status(1), "Porcelain Format Version 2"."""
    if record.startswith("? "):
        return _Changed("??", record[2:])
    fields = record.split(" ", 10 if record.startswith("u ") else 8)
    return _Changed(fields[1].replace(".", ""), fields[-1])


def _own_files(project: Project, sources: VersionSources) -> set[str]:
    paths = [spot.path for spot in sources.places]
    if project.changelog is not None:
        paths.append(project.changelog)
    # A file may be a link to one elsewhere in the repository: then that one changes.
    return _inside(project.repository, (*paths, *(path.resolve() for path in paths)))


def _collected_fragments(project: Project, changed: Collection[_Changed]) -> set[str]:
    """News fragments that are gone went into the changelog; one that is new belongs to a commit of its own."""
    if project.fragments is None:
        return set()
    folder = _inside(project.repository, (project.fragments.folder,))
    return {each.path for each in changed if each.letters.endswith("D") and _below(each.path, folder)}


def _docs_pathspecs(project: Project) -> list[str]:
    folder = Path(os.path.relpath(project.path, project.repository)).as_posix()
    return [f":(top,glob){posixpath.normpath(f'{folder}/{path}')}" for path in project.docs_paths]


def _inside(repository: Path, paths: Collection[Path]) -> set[str]:
    """Give the paths that lie in the repository, as git names them."""
    tops = (repository, repository.resolve())
    return {path.relative_to(top).as_posix() for path in paths for top in tops if path.is_relative_to(top)}


def _below(path: str, folders: Collection[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _quoted(path: str) -> str:
    """Quote a path as git wants it where a list is separated by colons."""
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
