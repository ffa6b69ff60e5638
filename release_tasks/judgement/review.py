"""What ``validate.artifacts`` sees in built files beyond each by itself: coverage, losses, broken promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from release_tasks.core.artifacts import Artifacts
from release_tasks.core.coverage.choices import Coverage, Files
from release_tasks.core.coverage.compared import compare as compare_coverage
from release_tasks.core.coverage.drawing import drawn
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.audits import BinaryAudit
from release_tasks.core.distributions.comparison import compare
from release_tasks.core.distributions.predecessor import Predecessor
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.coverage import gained, judge_coverage
from release_tasks.core.gate.verdicts import Failed, NotOffered
from release_tasks.core.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was seen: ``broken`` fails, ``lost`` is for a person to decide, ``seen`` is told."""

    broken: list[Finding] = field(default_factory=list)
    lost: list[Finding] = field(default_factory=list)
    seen: list[Evidence] = field(default_factory=list)


def review(
    project: Project,
    version: str,
    built: Artifacts,
    expected: ExpectedWheels,
    before: Predecessor,
    audit: BinaryAudit,
    *,
    whole: bool,
) -> Review:
    """Look at all built files of a version together, and at those of the release before.

    Coverage fails only where these are the ``whole`` release: else other platforms are other machines' to build.
    """
    made = Review(broken=list(audit.problems))
    files = {each.file.name: each.requires_python for each in built.of(version)}
    if any(each.endswith(".whl") for each in files):
        _cover(made, f"{project.name} {version}", files, expected, before, whole=whole)
    _compare(made, project, built, before)
    made.seen.extend(Evidence(what=f"checked: {each}") for each in audit.checked)
    made.seen.extend(Evidence(what=f"not checked: {each}") for each in audit.unchecked)
    return made


def _cover(
    made: Review, release: str, files: Files, expected: ExpectedWheels, before: Predecessor, *, whole: bool
) -> None:
    if whole:
        verdict = judge_coverage(release, files, before.release, expected)
        made.seen.extend(verdict.evidence)
        if isinstance(verdict, Failed):
            made.broken.extend(verdict.findings)
        elif isinstance(verdict, NotOffered):
            made.seen.append(Evidence(what=f"coverage was not judged: {verdict.finding.kind}"))
        else:
            made.lost.extend(verdict.doubts)
        return
    compared = compare_coverage(files, before.release, expected)
    made.seen.append(drawn(_served(compared.now), f"coverage of {release}, as far as it is built here"))
    elsewhere = {*compared.lacking, *compared.changes.lost}
    if named := dict.fromkeys(platform for platform, _ in sorted(elsewhere) if platform):
        made.seen.append(Evidence(what=f"not built here, and left to CI: {', '.join(named)}"))
    made.seen.extend(gained(compared))


def _served(covered: Coverage) -> Coverage:
    """The rows of a table that have a wheel, and the Pythons that Requires-Python allows."""
    rows = {platform for platform, _ in covered.cells("wheel")}
    inside = {python for (_, python), choice in covered.choices.items() if choice.kind != "outside"}
    return Coverage(
        platforms=tuple(each for each in covered.platforms if each in rows),
        pythons=tuple(each for each in covered.pythons if each in inside),
        choices=covered.choices,
    )


def _compare(made: Review, project: Project, built: Artifacts, before: Predecessor) -> None:
    made.seen.extend(_uncompared(before))
    mine = next((each.contents for each in built.distributions if each.file.name == before.like), None)
    if before.contents is None or mine is None:
        return
    found = compare(before.contents, mine, project.import_name)
    made.broken.extend(found.broken)
    made.lost.extend(found.lost)
    nothing = not (found.broken or found.lost or found.told)
    told = f"{mine.file} compared with {before.contents.file}: {'nothing is lost' if not found.lost else 'see above'}"
    made.seen.append(Evidence(what=f"{told}{', nothing is new' if nothing else ''}"))
    made.seen.extend(found.told)


def _uncompared(before: Predecessor) -> Iterator[Evidence]:
    if before.unknown:
        yield Evidence(what=f"not compared with the last release: {before.unknown}")
    if before.uncompared:
        yield Evidence(what=f"contents not compared: {before.uncompared}")
