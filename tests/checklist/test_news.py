"""News fragments, as the stages plan and metadata see them."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, question, told

from release_tasks.checklist import metadata, plan
from release_tasks.core.git import CommitsSince
from release_tasks.core.given import Lazy
from release_tasks.core.model import Done, Ok, Outcome
from release_tasks.core.news import (
    ChangelogAtLastRelease,
    ChangelogFile,
    CollectFragments,
    Fragment,
    Fragments,
    Today,
)
from release_tasks.core.project import FragmentTool

TOWNCRIER = FragmentTool(
    name="towncrier", home=b.ROOT, folder=b.ROOT / "news", changelog=b.ROOT / "NEWS.rst", kinds=("feature",)
)
SCRIV = FragmentTool(
    name="scriv", home=b.ROOT, folder=b.ROOT / "changelog.d", changelog=b.ROOT / "CHANGELOG.rst"
)
ONE = Fragment(path="news/7.feature.rst", text="Faster.\n")
MADE = "1.3.0 (2025-04-01)\n==================\n\n- Faster.\n"


def changelog(text: str, *found: Fragment, tool: FragmentTool = TOWNCRIER, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "project": b.a_project(fragments=tool),
        "target": b.a_target(),
        "file": ChangelogFile(path=tool.changelog, text=text),
        "fragments": Fragments(tool=tool, found=found),
        "before": Lazy(ChangelogAtLastRelease),
        "today": Today(date="2025-04-01"),
        "last": b.a_last(),
        "git": b.a_git(),
        "tags": b.some_tags(),
    }
    return metadata.changelog.judge(**(facts | changes))


def changes_covered(text: str, *found: Fragment, subjects: tuple[str, ...] = ("feat: faster",)) -> Outcome:
    return plan.changes_covered.judge(
        project=b.a_project(fragments=TOWNCRIER),
        target=b.a_target(),
        commits=CommitsSince(tag="v1.2.0", subjects=subjects),
        file=ChangelogFile(path=b.ROOT / "NEWS.rst", text=text),
        fragments=Fragments(tool=TOWNCRIER, found=found),
        ledger=b.a_ledger(),
    )


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        (TOWNCRIER, "run towncrier build --yes --version 1.3.0 --date 2025-04-01"),
        (SCRIV, "run scriv collect --version 1.3.0 --no-add --no-edit"),
    ],
)
def test_the_project_s_own_tool_collects_them(tool: FragmentTool, command: str) -> None:
    (action,) = change(changelog("", ONE, tool=tool)).actions
    assert isinstance(action, CollectFragments)
    assert action.describe() == (command,)
    assert {ChangelogFile, Fragments} < set(action.stales)


def test_what_is_collected_is_done() -> None:
    outcome = changelog(MADE)
    assert isinstance(outcome, Done)
    assert told(outcome) == ["towncrier made the section 1.3.0 (2025-04-01)"]


def test_neither_a_section_nor_fragments_fails() -> None:
    (found,) = findings(changelog(MADE.replace("3", "2")))
    assert (found.kind, found.subject) == (
        "no section describes 1.3.0, and no news fragment waits",
        "news",
    )


def test_fragments_beside_the_section_are_told() -> None:
    assert kinds(changelog(MADE, ONE)) == ["there are news fragments beside the section for 1.3.0"]


def test_nothing_is_collected_in_the_middle_of_a_rebase() -> None:
    assert kinds(changelog("", ONE, git=b.a_git(operation="rebase"))) == ["a rebase is under way"]


def test_fragments_stand_beside_the_commits() -> None:
    asked = question(changes_covered("", ONE))
    assert [[cell.strip() for cell in line.split("|")] for line in asked.splitlines()[1:]] == [
        ["1 news fragment", "1 commit since v1.2.0"],
        ["", ""],
        ["news/7.feature.rst:", "feat: faster"],
        ["Faster.", ""],
    ]


def test_changes_without_a_fragment_are_told() -> None:
    unreleased = "Unreleased\n==========\n\n- Faster.\n"
    (found,) = findings(changes_covered(unreleased))
    assert (found.kind, found.subject) == ("no news fragment tells of this release", "news")
    assert found.found == "feat: faster"
    assert isinstance(changes_covered("", subjects=()), Ok)


def test_the_section_that_was_made_of_them_stands_beside_the_commits() -> None:
    assert "the section 1.3.0 (2025-04-01)" in question(changes_covered(MADE))
