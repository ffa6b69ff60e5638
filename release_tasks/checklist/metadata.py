"""Stage metadata: the version in every file, the changelog, the docs, and notes to publish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from release_tasks.checklist import item
from release_tasks.core.action import Action
from release_tasks.core.artifacts import Artifacts
from release_tasks.core.cargo import CargoResolve, CargoWorkspace
from release_tasks.core.commands import MakeDocs, commands_standing
from release_tasks.core.findings import Evidence
from release_tasks.core.git import GitState, LastRelease, ReleaseTree, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Ask, Change, Done, Fail, Ok, Outcome, Skip, fail
from release_tasks.core.news import ChangelogAtLastRelease, ChangelogFile, Fragments, Today
from release_tasks.core.project import Project
from release_tasks.core.prose import ProseBehind
from release_tasks.core.request import Request
from release_tasks.core.sources import SourceFiles, VersionSources, disagreements, moving_days, rewrite
from release_tasks.core.target import BuiltTag, NotedTarget, NoteTarget, Target, tag_name
from release_tasks.core.version import parse
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.judgement.answers import at_most, confirmed
from release_tasks.judgement.guards import under_way
from release_tasks.judgement.news import collected, dated
from release_tasks.judgement.statements import (
    files_differ,
    passed_over,
    place,
    tag_differs,
    version_differs,
)

CHANGELOG = "https://keepachangelog.com/en/1.1.0/"
_SHOWN = 5


@item(source="https://packaging.python.org/en/latest/specifications/version-specifiers/")
def bump(
    project: Project,
    target: Target,
    sources: VersionSources,
    files: SourceFiles,
    git: GitState,
    last: LastRelease,
    tags: Tags,
    noted: NotedTarget,
    today: Today,
    ledger: Ledger,
) -> Outcome:
    """Every file that states the version states the new one; where none does, it is noted as in flight."""
    if done := _bumped(project, target, sources, noted):
        return done
    if findings := under_way(git):
        return Fail(findings=findings)
    if doubt := _doubt(project, target, last, tags):
        question = f"{doubt}; answer {target.version} if you mean it"
        answer = confirmed(ledger, "metadata.bump", question, target.version, yes=target.version)
        if isinstance(answer, Ask):
            return answer
    actions: list[Action] = [] if sources.spots else [NoteTarget(version=target.version)]
    if disagreements(sources, target.version):
        actions.insert(0, _rewriting(project, target, sources, files, today))
    return Change(actions=tuple(actions), because=f"the next version is {target.version}")


def _bumped(project: Project, target: Target, sources: VersionSources, noted: NotedTarget) -> Done | None:
    if disagreements(sources, target.version) or not (sources.spots or noted.version == target.version):
        return None
    places = tuple(Evidence(what=place(project, each)) for each in sources.places)
    if sources.spots:
        return Done(evidence=(Evidence(what=f"the version is {target.version}"), *places))
    what = f"{target.version} is noted as the release in flight"
    return Done(evidence=(Evidence(what=what), *places, *passed_over(sources)))


def _doubt(project: Project, target: Target, last: LastRelease, tags: Tags) -> str:
    if last.version is not None and parse(target.version) < parse(last.version):
        return f"{target.version} goes backwards, from {last.version}"
    if (name := tag_name(project.tag, target.version)) in tags.by_name:
        return f"the tag {name} exists already"
    return ""


def _rewriting(
    project: Project, target: Target, sources: VersionSources, files: SourceFiles, today: Today
) -> WriteFiles:
    after = rewrite(files.contents, sources, target.version, target.asked or "", today.date)
    edits = tuple(
        FileEdit(path=path, before=files.contents[path], after=content)
        for path, content in after.items()
        if content != files.contents[path]
    )
    changing = {edit.path for edit in edits}
    days = moving_days(sources, target.version, today.date)
    moving = (
        *((spot, target.version) for spot in sources.places if spot.path in changing),
        *((spot, today.date) for spot in days),
    )
    summary = tuple(
        f"{spot.path.relative_to(project.repository)}:{spot.line} {spot.text} -> {text} ({spot.why})"
        for spot, text in moving
    )
    return WriteFiles(edits=edits, summary=summary)


@item(source="https://doc.rust-lang.org/cargo/commands/cargo-metadata.html")
def lockfiles(project: Project, cargo: CargoWorkspace, ledger: Ledger) -> Outcome:
    """The Cargo workspace resolves with its lock file as it is."""
    if cargo.manifest is None or cargo.lock is None:
        return Skip(reason="no Cargo.toml: there is no workspace to resolve")
    where = str(cargo.lock.relative_to(project.repository))
    if cargo.lock_ignored:
        return Skip(reason=f"{where} is git-ignored: it is not part of the release")
    if not cargo.digest:
        if project.cargo_update:
            return fail(
                "there is no lock file in which to update crates",
                where,
                expected=f"a lock file that has {', '.join(project.cargo_update)}",
                remedy=f"cargo generate-lockfile --manifest-path {cargo.manifest}, and commit it",
            )
        return Skip(reason=f"there is no {where}: nothing is locked")
    entry = ledger.latest("lockfiles", cargo.digest)
    if entry is not None and entry.data.get("updated") == list(project.cargo_update):
        return Done(evidence=(Evidence(what="cargo metadata --locked resolved", seen_on=cargo.digest[:12]),))
    action = CargoResolve(manifest=cargo.manifest, update=project.cargo_update)
    return Change(actions=(action,), because="cargo has not resolved the workspace with this Cargo.lock")


@item(source=CHANGELOG)
def changelog(
    project: Project,
    target: Target,
    file: ChangelogFile,
    fragments: Fragments,
    before: Lazy[ChangelogAtLastRelease],
    today: Today,
    last: LastRelease,
    git: GitState,
    tags: Tags,
) -> Outcome:
    """The changelog has a section for the version, with its date where the others have one."""
    from release_tasks.core.changelog import ChangelogError, release  # noqa: PLC0415  # most runs read no changelog

    if fragments.tool is not None:
        return collected(project, target, file, fragments.tool, fragments, today, git)
    if file.path is None:
        return Skip(reason="there is no changelog (CHANGELOG.md, or changelog in the settings)")
    where = str(file.path.relative_to(project.repository))
    try:
        after = release(
            file.read(),
            target.version,
            today.date,
            tag_of=lambda version: tag_name(project.tag, version),
            previous=last.version if last.version != target.version else None,
            before=lambda: file.at(before.get()),
        )
    except ChangelogError as error:
        return fail(
            error.what,
            f"{where}:{error.line}",
            expected=error.expected,
            found=error.found,
            remedy=f"{error.mend} in {where}",
        )
    if after == file.text:
        return dated(project, target, file, today, tags)
    if findings := under_way(git):
        return Fail(findings=findings)
    edit = FileEdit(path=file.path, before=file.text.encode(), after=after.encode())
    section = replace(file, text=after).read().of(target.version)
    summary = (f"{where}: the section of the release becomes {section.title if section else target.version}",)
    write = WriteFiles(edits=(edit,), summary=summary, stales=(ChangelogFile, ReleaseTree))
    return Change(actions=(write,), because=f"{where} has no section for {target.version} yet")


@item(source="https://packaging.python.org/en/latest/guides/making-a-pypi-friendly-readme/")
def docs(
    project: Project, target: Target, tree: ReleaseTree, behind: Lazy[ProseBehind], ledger: Ledger
) -> Outcome:
    """The docs are made anew, and a person has looked at README and API docs."""
    if project.docs:
        made = commands_standing(ledger, "docs", project.docs, tree.tree)
        if made.entry is None:
            values = project.values(target.version)
            action = MakeDocs(commands=project.docs, folder=project.path, values=values)
            because = f"the docs were not made in tree {tree.tree[:12]}"
            return Change(actions=(action,), because=because, stale=made.stale)
    question = f"Do README and API docs say what {project.name} {target.version} does?"
    answer = confirmed(ledger, "metadata.docs", question, target.version)
    if isinstance(answer, Done):
        return answer
    return replace(answer, question="\n".join((answer.question, *_of_before(behind.get()))))


def _of_before(behind: ProseBehind) -> Iterator[str]:
    if behind.lines:
        yield f"{behind.version} is still stated there:"
        yield from at_most(tuple(map(str, behind.lines)), _SHOWN)


@item(source=CHANGELOG)
def release_notes(request: Request, project: Project, target: Target, file: ChangelogFile) -> Outcome:
    """The notes for the tag can be drawn from the changelog."""
    from release_tasks.core.changelog import notes  # noqa: PLC0415  # most runs read no changelog

    if file.path is None:
        return Skip(reason="there is no changelog to draw notes from")
    text = notes(file.read(), target.version)
    if not text.strip():
        return fail(
            f"no section for {target.version}",
            str(file.path.relative_to(project.repository)),
            expected=f"a section for {target.version} with entries",
            remedy=request.command("metadata", "--only", "changelog"),
            after="metadata.changelog",
        )
    lines = tuple(Evidence(what=line) for line in text.strip().splitlines())
    return Ok(evidence=(Evidence(what=f"notes for {tag_name(project.tag, target.version)}"), *lines))


@item(source="https://packaging.python.org/en/latest/specifications/version-specifiers/")
def check_version(
    request: Request,
    project: Project,
    target: Target,
    sources: VersionSources,
    built: BuiltTag,
    artifacts: Lazy[Artifacts],
) -> Outcome:
    """All sources, the tag being built, and built files state one version."""
    if not sources.places and built.name is None and request.dist is None:
        reasons = "; ".join(each.reason for each in sources.ignored) or "no file states the version"
        return Skip(reason=f"nothing to compare {target.version} with: {reasons}")
    findings = list(version_differs(project, sources, target, request.command("bump", target.version)))
    evidence = [Evidence(what=place(project, spot)) for spot in sources.places]
    if built.name is not None:
        findings += tag_differs(project, target, built)
        evidence.append(Evidence(what=f"the tag {built.name} ({built.why})"))
    if request.dist is not None:
        found = artifacts.get()
        findings += files_differ(found, target)
        evidence += [
            Evidence(what=each.file.name, seen_on=f"sha256:{each.file.sha256[:12]}")
            for each in found.distributions
        ]
    if findings:
        return Fail(findings=tuple(findings))
    return Ok(evidence=(Evidence(what=f"{target.version}, {target.why}"), *evidence, *passed_over(sources)))
