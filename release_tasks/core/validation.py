"""Which evidence says that a tree was validated: found in the ledger, bound to tree and digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from release_tasks.core.artifacts import Artifacts, BuiltFile, Distribution, StrictCheck, built, problems
from release_tasks.core.commands import Standing, commands_standing
from release_tasks.core.environments import Interpreters
from release_tasks.core.findings import Finding
from release_tasks.core.ledger import Ledger
from release_tasks.core.project import Command, Project
from release_tasks.core.target import Target


def digest_of(files: Iterable[BuiltFile]) -> str:
    """One digest for a set of files, whatever their order."""
    text = "\n".join(sorted(f"{each.sha256} {each.name}" for each in files))
    return hashlib.sha256(text.encode()).hexdigest()


def tests_standing(ledger: Ledger, project: Project, tree: str) -> Standing:
    """Whether the project's present test commands passed on ``tree``."""
    return commands_standing(ledger, "tests", project.tests, tree)


def install_standing(
    ledger: Ledger, kind: str, bound_to: str, pythons: Interpreters, command: Command | None
) -> Standing:
    """Whether files with the digest ``bound_to`` were installed on each of these Pythons, or on one if any does."""
    entry = ledger.latest(kind, bound_to)
    if entry is None:
        role = bound_to.rpartition(":")[0]
        earlier = any(
            each.kind == kind and each.bound_to.rpartition(":")[0] == role for each in ledger.entries
        )
        return Standing(entry=None, stale="other files were installed" if earlier else "")
    results = entry.data.get("results", [])
    failed = {each["python"] for each in results if not each["passed"]}
    passed = {each["python"] for each in results} - failed
    covered = passed | {*entry.data.get("not_applicable", ())}
    missing = [each.version for each in pythons.found if each.version not in covered]
    if missing and not (pythons.any_does and passed and not failed):
        return Standing(entry=None, stale=f"not installed on Python {', '.join(missing)}")
    if entry.data.get("command", "") != (str(command) if command else ""):
        return Standing(entry=None, stale="installed, but with another smoke command")
    return Standing(entry=entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """All that says whether this release was validated: the files, what was seen of them, and what to judge by.

    A fact made of other facts, so it is its own provider.
    """

    project: Project
    target: Target
    ledger: Ledger
    artifacts: Artifacts
    strict: StrictCheck
    pythons: Interpreters

    @property
    def files(self) -> tuple[Distribution, ...]:
        """The distributions of the release in ``dist``."""
        return self.artifacts.of(self.target.version)

    def missing(self, tree: str, remedy: str) -> tuple[Finding, ...]:
        """What is missing before ``tree`` counts as validated; an item skipped with a reason is not missing."""
        return tuple(
            Finding(
                kind="not validated",
                subject=f"validate.{each.item}",
                expected=each.expected,
                found=each.found,
                remedy=remedy,
                after=f"validate.{each.item}",
            )
            for each in (*self._untested(tree), *self._unbuilt(tree))
            if not self._skipped(each.item)
        )

    def seen(self, tree: str) -> bool:
        """Whether anything at all was seen on that very tree, and not only skipped for this version."""
        tested = tests_standing(self.ledger, self.project, tree).entry is not None
        return tested or built(self.artifacts, tree, self.project.name, self.target.version)

    def _skipped(self, item: str) -> bool:
        return self.ledger.excused(f"validate.{item}", self.target.version)

    def _untested(self, tree: str) -> Iterator[_Lack]:
        tests = tests_standing(self.ledger, self.project, tree)
        if self.project.tests and tests.entry is None:
            yield _Lack(
                "tests", tests.stale or "no test run is on record", f"a passed test run on tree {tree[:12]}"
            )

    def _unbuilt(self, tree: str) -> Iterator[_Lack]:
        name, version = self.project.name, self.target.version
        if not built(self.artifacts, tree, name, version):
            yield _Lack(
                "build",
                "dist holds no files built from it",
                f"files of {version} built from tree {tree[:12]}",
            )
            if not self._skipped("build"):
                return
        elif faults := problems(self.artifacts, self.strict, name, version):
            found = "\n".join(f"{each.subject}: {each.kind}" for each in faults)
            yield _Lack("artifacts", found, "built files that hold what their names say")
        digest = digest_of(each.file for each in self.files)
        smoke = install_standing(self.ledger, "smoke", digest, self.pythons, self.project.smoke)
        if smoke.entry is None:
            yield _Lack(
                "smoke", smoke.stale or "no install is on record", "a clean install of the built files"
            )


class _Lack(NamedTuple):
    """One item of validate that did not happen, or not to these files."""

    item: str
    found: str
    expected: str
