"""Trees with version sources, for tests: written, read as a project, bumped in place."""

from __future__ import annotations

from pathlib import Path

from gathered import sources_of
from hosting import git

from release_tasks.core.project import PatternSource, Project
from release_tasks.core.sources import rewrite
from release_tasks.world.sources.sources import source_files

_SOMEBODY = ("-c", "user.name=A", "-c", "user.email=a@maintainers.example")


def tree(top: Path, files: dict[str, str]) -> Path:
    """Write files below a folder; gives the folder."""
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return top


def commit(top: Path, files: dict[str, str]) -> None:
    """Write files and commit all that is there, beginning a repository if there is none."""
    tree(top, files)
    if not (top / ".git").exists():
        git(top, "init", "--quiet", "--initial-branch=main", "--template=")
    git(top, "add", "--all")
    git(top, *_SOMEBODY, "commit", "--quiet", "--message", "a commit")


def project(top: Path, path: str = ".", *patterns: PatternSource, name: str = "demo-pkg") -> Project:
    """Describe the package in a folder, with nothing stated but its name."""
    return Project(
        root=top,
        repository=top,
        path=top / path,
        name=name,
        alias=name,
        import_name=name.replace("-", "_"),
        tag="v{version}",
        tag_message="",
        commit_message="",
        dist=top / "dist",
        patterns=patterns,
        indexes={},
    )


def found(of: Project) -> list[str]:
    """List the places that state the version, in their order of authority."""
    spots = sources_of(of).spots
    return [f"{spot.path.relative_to(of.repository).as_posix()}:{spot.line}" for spot in spots]


def bumped(of: Project, version: str) -> None:
    """Write a version into all its sources."""
    sources = sources_of(of)
    for path, data in rewrite(source_files(sources).contents, sources, version).items():
        path.write_bytes(data)
