"""Stage metadata: versions and changelogs that are written, and the words of a person about the docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, question, told

from release_tasks.checklist import metadata
from release_tasks.core.artifacts import Unreadable
from release_tasks.core.cargo import CargoResolve, CargoWorkspace
from release_tasks.core.commands import MakeDocs
from release_tasks.core.given import Lazy
from release_tasks.core.model import Change, Done, Outcome, Skip, Warn
from release_tasks.core.news import ChangelogAtLastRelease, ChangelogFile, Fragments, Today
from release_tasks.core.project import Command
from release_tasks.core.prose import ProseBehind, ProseLine
from release_tasks.core.sources import IgnoredSource, SourceFiles, VersionSources, VersionSpot
from release_tasks.core.target import BuiltTag, NotedTarget, NoteTarget
from release_tasks.core.writing import WriteFiles

NOWHERE = VersionSources(
    spots=(),
    ignored=(IgnoredSource(path=b.ROOT / "pyproject.toml", reason="hatch-vcs takes it from the tag"),),
)


def bump(**changes: Any) -> Outcome:
    sources = changes.get("sources", b.some_sources("1.2.0", "1.2.0"))
    facts: dict[str, Any] = {
        "project": b.a_project(),
        "target": b.a_target(),
        "sources": sources,
        "files": SourceFiles(contents={each.path: each.text.encode() for each in sources.spots}),
        "git": b.a_git(),
        "last": b.a_last(),
        "tags": b.some_tags(),
        "noted": NotedTarget(),
        "today": Today(date="2026-11-05"),
        "ledger": b.a_ledger(),
    }
    return metadata.bump.judge(**(facts | changes))


def test_bump_writes_the_day_beside_the_version_and_says_so() -> None:
    day = VersionSpot(path=b.ROOT / "CITATION.cff", start=6, end=16, line=1, text="2026-01-05", why="habit")
    sources = replace(b.some_sources("1.2.0"), days=(day,))
    contents = {each.path: each.text.encode() for each in sources.spots}
    files = SourceFiles(contents=contents | {day.path: b"date: 2026-01-05\n"})
    (action,) = change(bump(sources=sources, files=files)).actions
    assert isinstance(action, WriteFiles)
    assert [each.after for each in action.edits] == [b"1.3.0", b"date: 2026-11-05\n"]
    assert action.summary[1] == "CITATION.cff:1 2026-01-05 -> 2026-11-05 (habit)"


def test_bump_rewrites_all_sources_in_one_action_that_says_what_it_does() -> None:
    (action,) = change(bump()).actions
    assert isinstance(action, WriteFiles)
    assert [(each.path.name, each.before, each.after) for each in action.edits] == [
        ("file-0", b"1.2.0", b"1.3.0"),
        ("file-1", b"1.2.0", b"1.3.0"),
    ]
    assert action.describe() == (
        "file-0:1 1.2.0 -> 1.3.0 ([project] version)",
        "file-1:1 1.2.0 -> 1.3.0 ([project] version)",
    )


def test_bump_writes_the_version_as_a_person_spelled_it() -> None:
    (action,) = change(bump(target=b.a_target("1.3.0rc1", asked="1.3.0-rc.1"))).actions
    assert isinstance(action, WriteFiles)
    assert action.edits[0].after == b"1.3.0-rc.1"


def test_bump_leaves_a_source_alone_that_states_the_version_already() -> None:
    (action,) = change(bump(sources=b.some_sources("1.3.0", "1.2.0"))).actions
    assert isinstance(action, WriteFiles)
    assert [each.path.name for each in action.edits] == ["file-1"]


def test_bump_is_done_where_all_sources_state_the_version_and_names_them() -> None:
    assert told(bump(sources=b.some_sources("1.3.0", "1.3.0")))[1:] == [
        "file-0:1 1.3.0 ([project] version)",
        "file-1:1 1.3.0 ([project] version)",
    ]


def test_bump_writes_nothing_in_the_middle_of_a_merge_but_sees_what_is_done() -> None:
    merging = b.a_git(operation="merge")
    assert kinds(bump(git=merging)) == ["a merge is under way"]
    assert isinstance(bump(git=merging, sources=b.some_sources("1.3.0")), Done)


@pytest.mark.parametrize(
    ("facts", "doubt"),
    [
        ({"last": b.a_last("1.4.0")}, "1.3.0 goes backwards, from 1.4.0"),
        ({"tags": b.some_tags(b.a_tag())}, "the tag v1.3.0 exists already"),
    ],
)
def test_bump_goes_backwards_or_reuses_a_tag_only_if_somebody_says_so(
    facts: dict[str, Any], doubt: str
) -> None:
    assert question(bump(**facts)) == f"{doubt}; answer 1.3.0 if you mean it"
    yes = b.a_ledger(b.an_answer("metadata.bump", "yes"))
    assert question(bump(**facts, ledger=yes)).endswith("(Ada said 'yes' before)")
    meant = b.a_ledger(b.an_answer("metadata.bump", "1.3.0"))
    assert isinstance(bump(**facts, ledger=meant), Change)


def test_bump_of_the_version_that_was_released_last_is_no_step_back() -> None:
    assert isinstance(bump(last=b.a_last("1.3.0")), Change)


def test_bump_notes_a_version_that_no_file_can_state() -> None:
    wanted = change(bump(sources=NOWHERE))
    assert wanted.actions == (NoteTarget(version="1.3.0"),)
    assert wanted.actions[0].describe() == ("note 1.3.0 as the release in flight",)
    assert isinstance(bump(sources=NOWHERE, noted=NotedTarget(version="1.2.9")), Change)
    assert kinds(bump(sources=NOWHERE, git=b.a_git(operation="rebase"))) == ["a rebase is under way"]
    question(bump(sources=NOWHERE, tags=b.some_tags(b.a_tag())))


def test_bump_is_done_where_the_version_is_noted_and_says_why_no_file_has_it() -> None:
    assert told(bump(sources=NOWHERE, noted=NotedTarget(version="1.3.0"))) == [
        "1.3.0 is noted as the release in flight",
        "hatch-vcs takes it from the tag",
    ]


CARGO = CargoWorkspace(manifest=b.ROOT / "Cargo.toml", lock=b.ROOT / "Cargo.lock", digest="cd" * 32)


def lockfiles(cargo: CargoWorkspace = CARGO, *entries: Any, update: tuple[str, ...] = ()) -> Outcome:
    project = b.a_project(cargo_update=update)
    return metadata.lockfiles.judge(project=project, cargo=cargo, ledger=b.a_ledger(*entries))


def test_the_workspace_is_resolved_and_that_counts_for_these_bytes_alone() -> None:
    action = CargoResolve(manifest=b.ROOT / "Cargo.toml", update=())
    assert change(lockfiles()).actions == (action,)
    assert action.describe() == ("run cargo metadata --locked",)
    resolved = b.an_entry("lockfiles", "cd" * 32, updated=[])
    assert told(lockfiles(CARGO, resolved)) == ["cargo metadata --locked resolved"]
    change(lockfiles(CARGO, b.an_entry("lockfiles", "ee" * 32, updated=[])))


def test_crates_are_updated_where_the_settings_ask_for_it() -> None:
    (action,) = change(
        lockfiles(CARGO, b.an_entry("lockfiles", "cd" * 32, updated=[]), update=("demo",))
    ).actions
    assert action.describe() == ("run cargo update -p demo", "run cargo metadata --locked")
    assert isinstance(
        lockfiles(CARGO, b.an_entry("lockfiles", "cd" * 32, updated=["demo"]), update=("demo",)), Done
    )


def test_lockfiles_that_are_no_part_of_a_release_are_skipped_with_the_reason() -> None:
    lock = b.ROOT / "Cargo.lock"
    assert lockfiles(CargoWorkspace(manifest=None)) == Skip(
        reason="no Cargo.toml: there is no workspace to resolve"
    )
    absent = CargoWorkspace(manifest=b.ROOT / "Cargo.toml", lock=lock)
    assert lockfiles(absent) == Skip(reason="there is no Cargo.lock: nothing is locked")
    ignored = CargoWorkspace(manifest=b.ROOT / "Cargo.toml", lock=lock, lock_ignored=True)
    reason = "Cargo.lock is git-ignored: it is not part of the release"
    assert lockfiles(ignored) == lockfiles(ignored, update=("demo",)) == Skip(reason=reason)


def test_crates_cannot_be_updated_in_a_lock_file_that_is_not_there() -> None:
    absent = CargoWorkspace(manifest=b.ROOT / "Cargo.toml", lock=b.ROOT / "Cargo.lock")
    (found,) = findings(lockfiles(absent, update=("demo",)))
    assert found.kind == "there is no lock file in which to update crates"
    assert "cargo generate-lockfile" in found.remedy


UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n- Faster.\n\n## [1.2.0] - 2024-01-01\n\n- Begin.\n"
DATED = UNRELEASED.replace("[Unreleased]", "[1.3.0] - 2025-04-01")


def a_changelog(text: str, path: Path | None = b.ROOT / "docs/CHANGELOG.md") -> ChangelogFile:
    return ChangelogFile(path=path, text=text)


def changelog(text: str = UNRELEASED, then: str | None = None, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "project": b.a_project(),
        "target": b.a_target(),
        "file": a_changelog(text),
        "fragments": Fragments(),
        "before": Lazy(lambda: ChangelogAtLastRelease(text=then)),
        "today": Today(date="2025-04-01"),
        "last": b.a_last(),
        "git": b.a_git(),
        "tags": b.some_tags(),
    }
    return metadata.changelog.judge(**(facts | changes))


def test_what_is_unreleased_becomes_a_dated_section() -> None:
    (action,) = change(changelog()).actions
    assert isinstance(action, WriteFiles)
    assert b"## [1.3.0] - 2025-04-01\n\n- Faster." in action.edits[0].after
    assert action.edits[0].before == UNRELEASED.encode()
    assert action.describe() == (
        "docs/CHANGELOG.md: the section of the release becomes [1.3.0] - 2025-04-01",
    )
    assert ChangelogFile in action.stales


@pytest.mark.parametrize(("then", "stays"), [(None, True), ("## [1.2.0]\n", False), (UNRELEASED, True)])
def test_unreleased_stays_above_where_the_last_release_left_it(then: str | None, stays: bool) -> None:
    (action,) = change(changelog(then=then)).actions
    assert isinstance(action, WriteFiles)
    assert (b"## [Unreleased]\n\n## [1.3.0]" in action.edits[0].after) is stays
    assert (b"Unreleased" in action.edits[0].after) is stays


def test_links_compare_with_the_last_release_unless_that_is_the_version_itself() -> None:
    links = "\n[Unreleased]: https://git.example/demo/compare/v1.2.0...HEAD\n"
    for last, compared in (("1.2.0", b"/compare/v1.2.0...v1.3.0"), ("1.3.0", b"/compare/v1.2.0...v1.3.0")):
        (action,) = change(changelog(UNRELEASED + links, last=b.a_last(last))).actions
        assert isinstance(action, WriteFiles)
        assert compared in action.edits[0].after
        assert b"v1.3.0...v1.3.0" not in action.edits[0].after


def test_a_dated_section_is_done() -> None:
    assert isinstance(changelog(DATED, today=Today(date="2025-04-01")), Done)
    tagged = b.some_tags(b.a_tag("v1.3.0"))
    assert isinstance(changelog(DATED, today=Today(date="2025-06-06"), tags=tagged), Done)


def test_before_the_tag_the_date_of_another_day_is_told() -> None:
    outcome = changelog(DATED, today=Today(date="2025-06-06"))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert (found.kind, found.expected, found.found) == (
        "the section has the date of another day",
        "2025-06-06",
        "2025-04-01",
    )


def test_two_sections_of_one_version_are_told() -> None:
    (found,) = findings(changelog("## 1.3.0 - 2025-01-01\n- A.\n## v1.3 - 2025-01-01\n- B.\n"))
    assert (found.kind, found.subject) == ("2 sections describe 1.3.0", "docs/CHANGELOG.md:3")


def test_an_empty_section_fails_on_its_line() -> None:
    (found,) = findings(changelog("# Changelog\n\n## [Unreleased]\n\n### Added\n"))
    assert found.kind == "the section of the release is empty"
    assert found.subject == "docs/CHANGELOG.md:3"


def test_a_changelog_is_not_written_in_the_middle_of_a_rebase() -> None:
    rebasing = b.a_git(operation="rebase")
    assert kinds(changelog(git=rebasing)) == ["a rebase is under way"]
    assert isinstance(changelog(DATED, git=rebasing), Done)


def test_without_a_changelog_its_items_are_skipped() -> None:
    assert isinstance(changelog(file=a_changelog("", None)), Skip)
    assert isinstance(release_notes(file=a_changelog("", None)), Skip)


def docs(
    *entries: Any,
    tree: str = b.TREE,
    commands: tuple[str, ...] = (),
    behind: Callable[[], ProseBehind] = ProseBehind,
) -> Outcome:
    project = b.a_project(docs=tuple(Command(argv=(each,)) for each in commands))
    return metadata.docs.judge(
        project=project,
        target=b.a_target(),
        tree=b.a_tree(tree=tree),
        behind=Lazy(behind),
        ledger=b.a_ledger(*entries),
    )


def test_docs_are_a_persons_word() -> None:
    assert question(docs()) == "Do README and API docs say what demo 1.3.0 does?"
    assert isinstance(docs(b.an_answer("metadata.docs", "Y")), Done)
    assert question(docs(b.an_answer("metadata.docs", "not yet"))).endswith("(Ada said 'not yet' before)")


def test_a_person_is_shown_what_still_states_the_release_before() -> None:
    lines = tuple(ProseLine(path="README.md", number=at, text=f"  demo==1.2.0 ({at})\n") for at in range(7))
    asked = question(docs(behind=lambda: ProseBehind(version="1.2.0", lines=lines))).split("\n")
    assert asked[1:3] == ["1.2.0 is still stated there:", "README.md:0 demo==1.2.0 (0)"]
    assert asked[6:] == ["README.md:4 demo==1.2.0 (4)", "… and 2 more"]


def test_prose_is_not_read_once_a_person_said_yes() -> None:
    assert isinstance(docs(b.an_answer("metadata.docs", "yes"), behind=b.never), Done)


def test_docs_are_made_before_a_person_is_asked() -> None:
    wanted = change(docs(b.an_answer("metadata.docs", "yes"), commands=("sphinx",)))
    assert wanted.actions == (
        MakeDocs(commands=(Command(argv=("sphinx",)),), folder=b.ROOT, values=b.a_project().values("1.3.0")),
    )
    assert wanted.stale == ""


def test_docs_count_for_the_tree_that_they_left_and_for_these_commands() -> None:
    made = b.an_entry("docs", b.TREE, commands=["sphinx"])
    question(docs(made, commands=("sphinx",)))
    assert "docs passed on 7e7e7e7e7e7e" in change(docs(made, commands=("sphinx",), tree="ee" * 20)).stale
    assert "with other commands" in change(docs(made, commands=("mkdocs",))).stale


def release_notes(text: str = DATED, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "file": a_changelog(text),
    }
    return metadata.release_notes.judge(**(facts | changes))


def test_notes_are_the_section_of_the_version() -> None:
    assert told(release_notes()) == ["notes for v1.3.0", "- Faster."]


def test_no_section_no_notes() -> None:
    (found,) = findings(release_notes(UNRELEASED))
    assert (found.kind, found.after) == ("no section for 1.3.0", "metadata.changelog")
    assert found.remedy == "python -m release_tasks metadata --only changelog"


def check_version(**changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "sources": b.some_sources("1.3.0"),
        "built": BuiltTag(name=None),
        "artifacts": Lazy(b.never),
    }
    return metadata.check_version.judge(**(facts | changes))


def test_sources_that_agree_are_named() -> None:
    outcome = check_version(sources=b.some_sources("1.3.0", "1.3"))
    assert told(outcome) == [
        "1.3.0, given",
        "file-0:1 1.3.0 ([project] version)",
        "file-1:1 1.3 ([project] version)",
    ]


def test_a_source_that_differs_is_named_with_line_found_and_expected() -> None:
    (found,) = findings(check_version(sources=b.some_sources("1.3.0", "1.2.0")))
    assert (found.subject, found.expected, found.found) == ("file-1:1", "1.3.0", "1.2.0")
    assert (found.remedy, found.after) == ("python -m release_tasks bump 1.3.0", "metadata.bump")


def test_the_tag_being_built_states_the_version_in_whichever_spelling() -> None:
    built = BuiltTag(name="v1.3", why="--tag")
    assert "the tag v1.3 (--tag)" in told(check_version(built=built))
    other = BuiltTag(name="v1.4.0", why="GITHUB_REF")
    (found,) = findings(check_version(built=other))
    assert (found.subject, found.expected) == ("v1.4.0 (GITHUB_REF)", "v1.3.0")


def a_dist(*versions: tuple[str, str], **changes: Any) -> dict[str, Any]:
    made = tuple(b.a_distribution(version=name, metadata_version=inside) for name, inside in versions)
    artifacts = b.some_artifacts(**({"distributions": made} | changes))
    return {"request": b.a_request(dist=b.ROOT / "dist"), "artifacts": Lazy(lambda: artifacts)}


def test_built_files_state_the_version_outside_and_inside() -> None:
    assert b.WHEEL.name in told(check_version(**a_dist(("1.3.0", "1.3.0"))))
    assert kinds(check_version(**a_dist(("1.2.0", "1.2.0")))) == ["a built file states another version"]
    assert [each.found for each in findings(check_version(**a_dist(("1.3.0", "1.2.0"))))] == ["1.2.0"]


@pytest.mark.parametrize(("inside", "found"), [("", "none"), ("unknown", "unknown")])
def test_a_file_whose_inside_states_no_version_fails_like_any_other(inside: str, found: str) -> None:
    assert [each.found for each in findings(check_version(**a_dist(("1.3.0", inside))))] == [found]


def test_an_empty_dist_and_a_broken_file_fail() -> None:
    assert kinds(check_version(**a_dist())) == ["no sdist or wheel"]
    broken = Unreadable(path=b.ROOT / "dist" / "demo-1.3.0.tar.gz", reason="not a gzip file")
    (found,) = findings(check_version(**a_dist(("1.3.0", "1.3.0"), unreadable=(broken,))))
    assert (found.subject, found.found) == ("demo-1.3.0.tar.gz", "not a gzip file")


def test_where_nothing_states_the_version_nothing_was_compared() -> None:
    outcome = check_version(sources=NOWHERE)
    assert outcome == Skip(reason="nothing to compare 1.3.0 with: hatch-vcs takes it from the tag")
    silent = check_version(sources=VersionSources(spots=()))
    assert silent == Skip(reason="nothing to compare 1.3.0 with: no file states the version")
    assert told(check_version(sources=NOWHERE, built=BuiltTag(name="v1.3.0", why="--tag"))) == [
        "1.3.0, given",
        "the tag v1.3.0 (--tag)",
        "hatch-vcs takes it from the tag",
    ]
    assert kinds(check_version(sources=NOWHERE, **a_dist())) == ["no sdist or wheel"]
