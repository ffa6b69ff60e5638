"""The distributions that came out of a run: what lies here of them, and what the ledger says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from packaging.utils import canonicalize_name

from release_tasks.core.action import FactTypes
from release_tasks.core.artifacts import Artifacts, BuiltFile, Distribution, StrictCheck, Unreadable
from release_tasks.core.distributions.audits import BinaryAudit
from release_tasks.core.distributions.filename import parse_filename
from release_tasks.core.distributions.predecessor import Predecessor
from release_tasks.core.findings import Reach
from release_tasks.core.github.artifacts import Artifact
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.sizes import amount

RECORD = "ci-files"
"""The ledger's word for files that came out of a run, and were looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """An artifact that lies here: the distributions in it, and what else it held, by name."""

    id: int
    name: str
    files: tuple[Distribution | Unreadable, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CiFiles:
    """Those artifacts of the run that were downloaded to ``folder``."""

    folder: Path
    unpacked: tuple[Unpacked, ...] = ()

    def only(self, wanted: Iterable[Artifact]) -> CiFiles:
        """Those of them that are wanted."""
        ids = {each.id for each in wanted}
        return replace(self, unpacked=tuple(each for each in self.unpacked if each.id in ids))

    def of(self, project: str) -> Artifacts:
        """Their distributions of one project, equal ones once."""
        mine = [each for one in self.unpacked for each in one.files if _ours(each, project)]
        made = [each for each in mine if isinstance(each, Distribution)]
        return Artifacts(
            folder=self.folder,
            distributions=tuple({(each.file.name, each.file.sha256): each for each in made}.values()),
            unreadable=tuple(each for each in mine if isinstance(each, Unreadable)),
        )

    def besides(self, project: str) -> tuple[str, ...]:
        """What else they hold, by name: files of other projects, and files that are no distributions."""
        named = [name for one in self.unpacked for name in one.others]
        named += [each.path.name for one in self.unpacked for each in one.files if not _ours(each, project)]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class CiChecks:
    """What tools, and the release before, say of the downloaded files."""

    strict: StrictCheck
    audit: BinaryAudit
    before: Predecessor


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadArtifacts:
    """Downloads artifacts of a run beside the ledger, and unpacks the distributions in them."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (CiFiles,)
    run: int
    artifacts: tuple[Artifact, ...]
    folder: Path

    def describe(self) -> tuple[str, ...]:
        """One line an artifact."""
        return tuple(
            f"download {each.name} of run {self.run}, {amount(each.size_in_bytes)}" for each in self.artifacts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CiRecord:
    """What the ledger says of files that came out of a run, and were looked into."""

    entry: Entry

    @property
    def files(self) -> tuple[BuiltFile, ...]:
        """The files."""
        return tuple(
            BuiltFile(name=each["name"], sha256=each["sha256"], size=each["size"])
            for each in self.entry.data["files"]
        )

    @property
    def run(self) -> int:
        """The run that they came out of."""
        return int(self.entry.data["run"])

    @property
    def requirements(self) -> dict[str, str]:
        """Their Requires-Python, by name."""
        return {each["name"]: each["requires_python"] for each in self.entry.data["files"]}

    @property
    def doubts(self) -> tuple[Mapping[str, Any], ...]:
        """What a person should look at."""
        return tuple(self.entry.data.get("doubts", ()))


def recorded(ledger: Ledger, artifacts: Iterable[Artifact] | None = None) -> CiRecord | None:
    """The newest record; of exactly these artifacts, if they are given."""
    entry = ledger.latest(RECORD)
    if entry is None:
        return None
    if artifacts is not None and sorted(entry.data["artifacts"]) != sorted(each.id for each in artifacts):
        return None
    return CiRecord(entry=entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A file name that stands for different bytes: the artifacts that hold one, each with the file's sha256."""

    name: str
    holders: tuple[tuple[str, str], ...]


def clashes(files: CiFiles) -> Iterator[Clash]:
    """Find the names of which the artifacts do not hold one file only."""
    by_name: dict[str, list[tuple[str, str]]] = {}
    for one in files.unpacked:
        for each in one.files:
            if isinstance(each, Distribution):
                by_name.setdefault(each.file.name, []).append((one.name, each.file.sha256))
    for name, holders in by_name.items():
        if len({sha256 for _, sha256 in holders}) > 1:
            yield Clash(name=name, holders=tuple(holders))


def _ours(each: Distribution | Unreadable, project: str) -> bool:
    """Whether a file is one of the project's: what cannot be read is, unless its name gives it to others."""
    try:
        name = each.name if isinstance(each, Distribution) else parse_filename(each.path.name).name
    except ValueError:
        return True
    return canonicalize_name(name) == canonicalize_name(project)
