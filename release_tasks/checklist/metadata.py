"""Stage metadata: the version in every file, the changelog, the docs, and notes to publish."""

from __future__ import annotations

from release_tasks.checklist import item
from release_tasks.checklist.guards import under_way, version_differs
from release_tasks.core.actions import CargoResolve, FileEdit, RunCommands, WriteFiles
from release_tasks.core.artifacts import Artifacts
from release_tasks.core.cargo import CargoWorkspace
from release_tasks.core.changelog import ChangelogFile, EmptySectionError, Today, notes, release
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.git import GitState, LastRelease, ReleaseTree, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Ask, Change, Done, Fail, Ok, Outcome, Skip, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import SourceFiles, VersionSources, disagreements, rewrite
from release_tasks.core.target import BuiltTag, Target, tag_name, version_in_tag
from release_tasks.core.validation import commands_standing
from release_tasks.core.version import canonical, parse

CHANGELOG = "https://keepachangelog.com/en/1.1.0/"


@item(source="https://packaging.python.org/en/latest/specifications/version-specifiers/")
def bump(
    project: Project,
    target: Target,
    sources: VersionSources,
    files: SourceFiles,
    git: GitState,
    last: LastRelease,
    tags: Tags,
    ledger: Ledger,
) -> Outcome:
    """Every file that states the version states the new one."""
    if not sources.spots:
        return Skip(reason="; ".join(each.reason for each in sources.ignored) or "no file states the version")
    if not disagreements(sources, target.version):
        places = tuple(Evidence(what=f"{each.path.name}:{each.line} {each.text}") for each in sources.spots)
        return Done(evidence=(Evidence(what=f"the version is {target.version}"), *places))
    if findings := under_way(git):
        return Fail(findings=findings)
    if doubt := _doubt(project, target, last, tags):
        said = ledger.latest("answer", target.version, item="metadata.bump")
        if said is None:
            return Ask(
                question=f"{doubt}; answer {target.version} if you mean it",
                bound_to=target.version,
                hint=f"pass --answer bump={target.version}",
            )
        if said.data["text"] != target.version:
            return fail(
                doubt,
                target.version,
                found=f"the answer {said.data['text']!r}",
                remedy="bump to a higher version",
            )
    return Change(
        actions=(_rewriting(project, target, sources, files),),
        because=f"the next version is {target.version}",
    )


def _doubt(project: Project, target: Target, last: LastRelease, tags: Tags) -> str:
    if last.version is not None and parse(target.version) < parse(last.version):
        return f"{target.version} goes backwards, from {last.version}"
    if (name := tag_name(project.tag, target.version)) in tags.by_name:
        return f"the tag {name} exists already"
    return ""


def _rewriting(project: Project, target: Target, sources: VersionSources, files: SourceFiles) -> WriteFiles:
    after = rewrite(files.contents, sources, target.version)
    edits = tuple(
        FileEdit(path=path, before=files.contents[path], after=content)
        for path, content in after.items()
        if content != files.contents[path]
    )
    changing = {edit.path for edit in edits}
    summary = tuple(
        f"{spot.path.relative_to(project.repository)}:{spot.line} {spot.text} -> {target.version} ({spot.why})"
        for spot in sources.spots
        if spot.path in changing
    )
    return WriteFiles(edits=edits, summary=summary)


@item(source="https://doc.rust-lang.org/cargo/commands/cargo-metadata.html")
def lockfiles(project: Project, cargo: CargoWorkspace, ledger: Ledger) -> Outcome:
    """The Cargo workspace resolves with its lock file as it is."""
    if cargo.manifest is None:
        return Skip(reason="no Cargo.toml: there is no workspace to resolve")
    if cargo.lock_ignored:
        return Skip(reason=f"{cargo.lock} is git-ignored: it is not part of the release")
    if cargo.lock is None:
        return Skip(reason="there is no Cargo.lock")
    entry = ledger.latest("lockfiles", cargo.digest)
    if entry is not None and entry.data.get("updated") == list(project.cargo_update):
        return Done(evidence=(Evidence(what="cargo metadata --locked resolved", seen_on=cargo.digest[:12]),))
    action = CargoResolve(manifest=cargo.manifest, update=project.cargo_update)
    return Change(actions=(action,), because="cargo has not resolved the workspace with this Cargo.lock")


@item(source=CHANGELOG)
def changelog(
    project: Project, target: Target, file: ChangelogFile, today: Today, last: LastRelease, git: GitState
) -> Outcome:
    """The changelog has a dated section for the version."""
    if file.path is None:
        return Skip(reason="there is no changelog (CHANGELOG.md, or changelog in the settings)")
    where = str(file.path.relative_to(project.repository))
    previous = last.version if last.version != target.version else None
    try:
        after = release(
            file.text,
            target.version,
            today.date,
            tag_of=lambda version: tag_name(project.tag, version),
            previous=previous,
        )
    except EmptySectionError as error:
        return fail(
            "the section of the release is empty",
            f"{where}:{error.line}",
            expected="what users will notice, under ## [Unreleased]",
            remedy=f"write the entries in {where}",
        )
    if after == file.text:
        return Done(evidence=(Evidence(what=f"{where} has a dated section for {target.version}"),))
    if findings := under_way(git):
        return Fail(findings=findings)
    edit = FileEdit(path=file.path, before=file.text.encode(), after=after.encode())
    summary = (f"{where}: Unreleased becomes {target.version} - {today.date}",)
    write = WriteFiles(edits=(edit,), summary=summary, stales=(ChangelogFile, ReleaseTree))
    return Change(actions=(write,), because=f"Unreleased is not yet {target.version}")


@item(source="https://packaging.python.org/en/latest/guides/making-a-pypi-friendly-readme/")
def docs(project: Project, target: Target, git: GitState, ledger: Ledger) -> Outcome:
    """The docs are made anew, and a person has looked at README and API docs."""
    if project.docs:
        made = commands_standing(ledger, "docs", project.docs, git.head)
        if made.entry is None:
            action = RunCommands(
                kind="docs",
                commands=project.docs,
                folder=project.path,
                bound_to=git.head,
                values=project.values(target.version),
                stales=(Ledger, ReleaseTree),
            )
            return Change(
                actions=(action,), because="the docs were not made for this commit", stale=made.stale
            )
    said = ledger.latest("answer", target.version, item="metadata.docs")
    if said is None:
        return Ask(
            question=f"Do README and API docs say what {project.name} {target.version} does?",
            bound_to=target.version,
            hint="pass --answer docs=yes, or --skip docs=REASON",
        )
    if said.data["text"].lower() not in ("y", "yes"):
        return fail(
            "the docs are not ready",
            "README, API docs",
            found=said.data["text"],
            remedy="mend them, then answer again",
        )
    return Done(evidence=(Evidence(what=f"{said.who} said {said.data['text']!r}", seen_on=said.at),))


@item(source=CHANGELOG)
def release_notes(project: Project, target: Target, file: ChangelogFile) -> Outcome:
    """The notes for the tag can be drawn from the changelog."""
    if file.path is None:
        return Skip(reason="there is no changelog to draw notes from")
    text = notes(file.text, target.version)
    if not text.strip():
        return fail(
            f"no section for {target.version}",
            str(file.path.relative_to(project.repository)),
            expected=f"a section for {target.version} with entries",
            remedy="run the changelog item first",
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
    findings = list(version_differs(project, sources, target, request.command("bump", target.version)))
    evidence = [
        Evidence(what=f"{spot.path.name}:{spot.line} {spot.text} ({spot.why})") for spot in sources.spots
    ]
    if built.name is not None:
        findings += _tag_differs(project, target, built)
        evidence.append(Evidence(what=f"the tag {built.name} ({built.why})"))
    if request.dist is not None:
        for each in artifacts.get().distributions:
            evidence.append(Evidence(what=each.file.name, seen_on=f"sha256:{each.file.sha256[:12]}"))
            findings += _file_differs(each.file.name, target, each.version, each.metadata_version)
        if not artifacts.get().distributions:
            findings.append(
                Finding(
                    kind="no sdist or wheel", subject=str(request.dist), expected=f"files of {target.version}"
                )
            )
    if findings:
        return Fail(findings=tuple(findings))
    return Ok(evidence=(Evidence(what=f"{target.version}, {target.why}"), *evidence))


def _tag_differs(project: Project, target: Target, built: BuiltTag) -> list[Finding]:
    spelled = version_in_tag(project.tag, built.name or "")
    if spelled is not None and canonical(spelled) == target.version:
        return []
    return [
        Finding(
            kind="the tag being built states another version",
            subject=f"{built.name} ({built.why})",
            expected=tag_name(project.tag, target.version),
            remedy=f"tag the commit that states {spelled}, or release another version",
        )
    ]


def _file_differs(name: str, target: Target, *versions: str) -> list[Finding]:
    return [
        Finding(
            kind="a built file states another version", subject=name, expected=target.version, found=version
        )
        for version in dict.fromkeys(versions)
        if canonical(version) != target.version
    ]
