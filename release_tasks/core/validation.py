"""Which evidence says that a tree was validated: found in the ledger, bound to tree and digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from release_tasks.core.artifacts import Artifacts, BuiltFile, StrictCheck, built, problems
from release_tasks.core.environments import Interpreter
from release_tasks.core.findings import Finding
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Command, Project
from release_tasks.core.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What evidence there is for an effect: the ``entry`` that proves it, or why earlier ones do not."""

    entry: Entry | None
    stale: str = ""


def digest_of(files: Iterable[BuiltFile]) -> str:
    """One digest for a set of files, whatever their order."""
    text = "\n".join(sorted(f"{each.sha256} {each.name}" for each in files))
    return hashlib.sha256(text.encode()).hexdigest()


def tests_standing(ledger: Ledger, project: Project, tree: str) -> Standing:
    """Whether the project's present test commands passed on ``tree``."""
    return commands_standing(ledger, "tests", project.tests, tree)


def commands_standing(ledger: Ledger, kind: str, commands: Sequence[Command], bound_to: str) -> Standing:
    """Whether these commands passed on what ``bound_to`` names."""
    wanted = [str(each) for each in commands]
    entry = ledger.latest(kind, bound_to)
    if entry is not None and entry.data.get("commands") == wanted:
        return Standing(entry=entry)
    if entry is not None:
        return Standing(entry=None, stale=f"{kind} passed on {bound_to[:12]}, but with other commands")
    earlier = ledger.latest(kind)
    if earlier is None:
        return Standing(entry=None)
    return Standing(entry=None, stale=f"{kind} passed on {earlier.bound_to[:12]}; it is {bound_to[:12]} now")


def install_standing(
    ledger: Ledger, kind: str, bound_to: str, pythons: Sequence[Interpreter], command: Command | None
) -> Standing:
    """Whether files with the digest ``bound_to`` were installed on each of these Pythons."""
    entry = ledger.latest(kind, bound_to)
    if entry is None:
        role = bound_to.rpartition(":")[0]
        earlier = any(
            each.kind == kind and each.bound_to.rpartition(":")[0] == role for each in ledger.entries
        )
        return Standing(entry=None, stale="other files were installed" if earlier else "")
    results = entry.data.get("results", [])
    covered = {each["python"] for each in results if each["passed"]}
    missing = [each.version for each in pythons if each.version not in covered]
    if missing:
        return Standing(entry=None, stale=f"not installed on Python {', '.join(missing)}")
    if entry.data.get("command", "") != (str(command) if command else ""):
        return Standing(entry=None, stale="installed, but with another smoke command")
    return Standing(entry=entry)


def unvalidated(
    ledger: Ledger,
    project: Project,
    target: Target,
    artifacts: Artifacts,
    strict: StrictCheck,
    pythons: Sequence[Interpreter],
    tree: str,
    remedy: str,
) -> tuple[Finding, ...]:
    """What is missing before ``tree`` counts as validated; an item skipped with a reason is not missing."""
    findings = []

    def missing(item: str, found: str, expected: str) -> bool:
        if ledger.latest("skip", target.version, item=f"validate.{item}") is not None:
            return False
        findings.append(
            Finding(
                kind="not validated",
                subject=f"validate.{item}",
                expected=expected,
                found=found,
                remedy=remedy,
                after=f"validate.{item}",
            )
        )
        return True

    tests = tests_standing(ledger, project, tree)
    if project.tests and tests.entry is None:
        missing("tests", tests.stale or "no test run is on record", f"a passed test run on tree {tree[:12]}")
    if not built(artifacts, tree, project.name, target.version):
        found = "dist holds no files built from it"
        if missing("build", found, f"files of {target.version} built from tree {tree[:12]}"):
            return tuple(findings)
    elif faults := problems(artifacts, strict, project.name, target.version):
        found = "\n".join(f"{each.subject}: {each.kind}" for each in faults)
        missing("artifacts", found, "built files that hold what their names say")
    files = tuple(each.file for each in artifacts.of(target.version))
    smoke = install_standing(ledger, "smoke", digest_of(files), pythons, project.smoke)
    if smoke.entry is None:
        missing("smoke", smoke.stale or "no install is on record", "a clean install of the built files")
    return tuple(findings)
