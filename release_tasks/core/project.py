"""What is released: one package, where it lies, and how its maintainers build and name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from release_tasks.core.follow_ups import FollowUpPlaces
from release_tasks.core.github import Hosting

if TYPE_CHECKING:
    from release_tasks.core.announcing import Channel
    from release_tasks.core.provenance import ProvenanceLevel

Publishing = Literal["ci", "local"]
ORIGIN = "origin"
"""What git calls the remote that a clone comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """One setting that nobody stated: its value, and what it was read from."""

    key: str
    value: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of the project's own.

    ``argv`` is never interpreted by a shell unless ``shell`` is set; then it holds the one
    string that the shell gets. Placeholders (``{python}``, ``{version}``, ``{package}``, ``{dist}``,
    ``{tag}``) are filled in by whoever runs it.
    """

    argv: tuple[str, ...]
    shell: bool = False

    def __str__(self) -> str:
        return " ".join(self.argv)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSource:
    """A version that settings point at: ``search`` holds ``{version}``; all else is literal text."""

    path: str
    search: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentTool:
    """The tool that makes changelog sections of news fragments: where they lie, and where it is configured.

    ``skipped`` are name patterns of files in ``folder`` that are no fragments; of all others one is a
    fragment if it names one of ``kinds`` (any file, where there are none).
    """

    name: Literal["towncrier", "scriv"]
    home: Path
    folder: Path
    changelog: Path | None
    kinds: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One package of a repository, with everything stated or inferred about its release.

    ``root`` is the folder of the noxfile, ``repository`` the top of the git work tree (equal to
    ``root`` outside git), ``path`` the package's folder; all absolute. ``name`` is the
    distribution name as written, ``import_name`` what Python imports, empty where only its
    files can tell. ``tag`` holds ``{version}``. ``records`` is where evidence is kept, if not beside the repository.
    ``remote`` is the git remote that releases go to, ``platforms`` are those that settings state, by their plain names; ``workflow`` is the file of the
    workflow that a push of the tag starts and that uploads.
    """

    root: Path
    repository: Path
    path: Path
    name: str
    alias: str
    import_name: str
    tag: str
    tag_message: str
    commit_message: str
    annotate: bool = True
    sign: bool = False
    branch: str | None = None
    remote: str = ORIGIN
    tests: tuple[Command, ...] = ()
    build: tuple[Command, ...] = ()
    docs: tuple[Command, ...] = ()
    docs_paths: tuple[str, ...] = ()
    cargo_update: tuple[str, ...] = ()
    smoke: Command | None = None
    pythons: tuple[str, ...] = ()
    requires_python: str = ""
    platforms: tuple[str, ...] = ()
    workflow: Path | None = None
    dist: Path
    changelog: Path | None = None
    fragments: FragmentTool | None = None
    patterns: tuple[PatternSource, ...] = ()
    publish: Publishing = "local"
    testpypi: bool = False
    indexes: Mapping[str, str]
    hosting: Hosting = field(default_factory=Hosting)
    provenance: ProvenanceLevel = "exists"
    require: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    follow_ups: FollowUpPlaces = field(default_factory=FollowUpPlaces)
    inferred: tuple[Inference, ...] = ()
    records: Path | None = None

    def states(self, key: str) -> bool:
        """Whether settings state what would be inferred otherwise."""
        return all(each.key != key for each in self.inferred)

    def values(self, version: str) -> dict[str, str]:
        """What the placeholders of templates and commands stand for in a release of ``version``."""
        return {
            "version": version,
            "package": self.name,
            "tag": self.tag.replace("{version}", version),
            "dist": str(self.dist),
        }

    def text(self, template: str, version: str) -> str:
        """A message template with its placeholders filled in."""
        for name, value in self.values(version).items():
            template = template.replace(f"{{{name}}}", value)
        return template

    @property
    def manifest(self) -> Path:
        """The file beside ``dist`` that holds the digests of what was built."""
        return self.dist.with_name(f"{self.dist.name}-manifest.json")
