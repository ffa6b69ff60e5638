"""What the items about the changelog say: of a section that is there, of news fragments, of what tells nothing."""

from __future__ import annotations

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.git import GitState, Tags
from release_tasks.core.model import Change, Done, Fail, Outcome, Warn, fail
from release_tasks.core.news import ChangelogFile, CollectFragments, Fragments, Today
from release_tasks.core.project import FragmentTool, Project
from release_tasks.core.target import Target, tag_name
from release_tasks.judgement.guards import under_way


def told_of(target: Target, file: ChangelogFile, fragments: Fragments) -> tuple[str, tuple[str, ...]] | None:
    """Where the changes of this release are told, and the words; None where nothing is."""
    changelog = file.read()
    section = changelog.of(target.version) if fragments.tool else changelog.about(target.version)
    if section is not None and not section.says_nothing:
        return f"the section {section.title}", tuple(section.body.strip().splitlines())
    if fragments.tool is None or not fragments.found:
        return None
    number = len(fragments.found)
    words = (f"{each.path}:\n{each.text.strip()}" for each in fragments.found)
    told = tuple("\n".join(words).splitlines())
    return f"{number} news fragment{'' if number == 1 else 's'}", told


def uncovered(
    project: Project, file: ChangelogFile, fragments: Fragments, since: str, history: tuple[str, ...]
) -> Fail:
    """What is missing where neither the changelog nor a fragment tells of the release."""
    if fragments.tool is not None:
        folder = fragments.tool.folder.relative_to(project.repository).as_posix()
        return fail(
            "no news fragment tells of this release",
            folder,
            expected=f"fragments that cover {since}",
            found="\n".join(history),
            remedy=f"{fragments.tool.name} create, in {fragments.tool.home}",
        )
    assert file.path is not None, "without a changelog this is skipped"
    where = str(file.path.relative_to(project.repository))
    pending = file.read().unreleased
    under = pending.title if pending else "the heading of the release"
    return fail(
        "the changelog says nothing of this release",
        where,
        expected=f"entries that cover {since}",
        found="\n".join(history),
        remedy=f"write in {where}, under {under}, what users will notice of them",
    )


def dated(project: Project, target: Target, file: ChangelogFile, today: Today, tags: Tags) -> Outcome:
    """The section is there; before its tag is, it should have today's date."""
    section = file.read().of(target.version)
    assert section is not None, "what is released unchanged has its section"
    assert file.path is not None, "it was read"
    where = str(file.path.relative_to(project.repository))
    evidence = (Evidence(what=f"{where} has the section {section.title}"),)
    day = section.heading.day
    if day in (None, today.date) or tag_name(project.tag, target.version) in tags.by_name:
        return Done(evidence=evidence)
    finding = Finding(
        kind="the section has the date of another day",
        subject=f"{where}:{section.line}",
        expected=today.date,
        found=section.date or "",
        remedy=f"edit the heading, if {target.version} is released today",
    )
    return Warn(findings=(finding,), evidence=evidence)


def collected(
    project: Project,
    target: Target,
    file: ChangelogFile,
    tool: FragmentTool,
    fragments: Fragments,
    today: Today,
    git: GitState,
) -> Outcome:
    """The project's own tool has made the section of the news fragments."""
    own = file.read().of(target.version)
    folder = tool.folder.relative_to(project.repository).as_posix()
    if own is not None and not fragments.found:
        what = f"{tool.name} made the section {own.title}"
        return Done(evidence=(Evidence(what=what),))
    if own is not None:
        return fail(
            f"there are news fragments beside the section for {target.version}",
            ", ".join(each.path for each in fragments.found),
            expected="none, once they are in the changelog",
            found=own.title,
            remedy="git restore the changelog and run this again, or move their words into the section",
        )
    if not fragments.found:
        return fail(
            f"no section describes {target.version}, and no news fragment waits",
            folder,
            expected="a fragment for each change that users will notice",
            remedy=f"{tool.name} create, in {tool.home}",
        )
    if findings := under_way(git):
        return Fail(findings=findings)
    number = len(fragments.found)
    action = CollectFragments(tool=tool, arguments=_collecting(tool, target, today))
    return Change(
        actions=(action,), because=f"{number} news fragment(s) in {folder} wait for {target.version}"
    )


def _collecting(tool: FragmentTool, target: Target, today: Today) -> tuple[str, ...]:
    if tool.name == "towncrier":
        return ("build", "--yes", "--version", target.version, "--date", today.date)
    return ("collect", "--version", target.version, "--no-add", "--no-edit")
