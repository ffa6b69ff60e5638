"""Stage post: what users get, and what is left to do."""

from __future__ import annotations

from typing import Any

import builders as b
from judging import change, findings, question, results, told, verdict

from release_tasks.checklist import post
from release_tasks.core.actions import InstallFromIndex
from release_tasks.core.announcing import Announcements
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.branches import CommitsMissing
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage
from release_tasks.core.ledger import EarlierRuns
from release_tasks.core.model import Done, Ok, Outcome, Skip, Warn
from release_tasks.core.project import Command
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)


def verify_pypi(page: IndexPage, *entries: Any, **changes: Any) -> Outcome:
    pythons = changes.pop("pythons", b.some_pythons("3.12", "3.13"))
    release = b.a_listed_release(page, *entries, **changes)
    return post.verify_pypi.judge(
        install=b.an_index_install(release, pythons), others=b.other_systems(release.request)
    )


def test_the_version_is_installed_by_hash_on_each_python() -> None:
    (action,) = change(verify_pypi(b.a_page(*FILES))).actions
    assert isinstance(action, InstallFromIndex)
    assert action.describe() == (
        "install demo==1.3.0 by hash from http://pypi.index.example/simple/ in a clean Python 3.12",
        "install demo==1.3.0 by hash from http://pypi.index.example/simple/ in a clean Python 3.13",
    )


def test_extras_that_were_named_are_installed_too() -> None:
    named = b.a_request(task="verify-pypi", named="demo", extras=("fast",))
    (action,) = change(verify_pypi(b.a_page(*FILES), request=named)).actions
    assert isinstance(action, InstallFromIndex)
    assert action.extras == ("fast",)


def test_installs_of_what_is_listed_now_are_done() -> None:
    entry = b.installs("index-install", f"pypi:{digest_of(FILES)}", "3.12", "3.13")
    outcome = verify_pypi(b.a_page(*FILES), entry)
    assert told(outcome)[0] == "demo 1.3.0 from http://pypi.index.example/simple/"
    assert results(outcome) == {"install": "passed"}


def test_a_file_more_another_python_or_another_command_makes_them_stale() -> None:
    entry = b.installs("index-install", f"pypi:{digest_of(FILES)}", "3.12")
    assert change(verify_pypi(b.a_page(*FILES), entry)).stale == "not installed on Python 3.13"
    assert change(verify_pypi(b.a_page(b.WHEEL), entry)).stale == "other files were installed"
    smoke = b.a_project(smoke=Command(argv=("demo", "--help")))
    one = b.some_pythons("3.12")
    assert (
        "another smoke command"
        in change(verify_pypi(b.a_page(*FILES), entry, project=smoke, pythons=one)).stale
    )


def test_a_version_that_is_not_listed_cannot_be_verified() -> None:
    (found,) = findings(verify_pypi(b.a_page(known=False)))
    assert (found.found, found.remedy) == ("no such project", "python -m release_tasks promote")
    assert found.after == "promote.listed"
    (found,) = findings(verify_pypi(b.a_page(), project=b.a_project(publish="ci")))
    assert found.remedy.startswith("see that the release workflow")


def test_without_digests_and_without_its_pythons_it_fails() -> None:
    silent = BuiltFile(name=b.WHEEL.name, sha256="", size=1)
    unproven = verify_pypi(b.a_page(silent))
    assert isinstance(unproven, Warn)
    assert results(unproven) == {"install": "not offered"}
    assert findings(unproven)[0].kind == "the index offers no sha256, so nothing can be installed by hash"
    outcome = verify_pypi(b.a_page(silent), request=b.a_request(require=("install",)))
    assert results(outcome) == {"install": "failed"}
    outcome = verify_pypi(b.a_page(*FILES), pythons=b.some_pythons(missing=("3.12",)))
    assert [each.subject for each in findings(outcome)] == ["Python 3.12"]


def follow_ups(*entries: Any) -> Outcome:
    """Where there is neither GitHub nor a todo file."""
    facts: dict[str, Any] = {
        "project": b.a_project(),
        "target": b.a_target(),
        "ledger": b.a_ledger(*entries),
        "github": b.a_github(absent="not there"),
        "issue": Lazy(b.never),
        "todo": Lazy(b.never),
        "pulls": Lazy(b.never),
        "remote": Lazy(b.never),
    }
    return verdict(post.follow_ups, facts)


SKIP = b.an_entry("skip", "1.3.0", "validate.tests", reason="flaky, #7")


def test_nothing_left_out_is_fine() -> None:
    assert isinstance(follow_ups(), Ok)
    assert isinstance(follow_ups(b.tests_passed()), Ok)


def test_what_was_left_out_is_asked_about_by_name() -> None:
    assert "(validate.tests: flaky, #7)" in question(follow_ups(SKIP))
    assert isinstance(follow_ups(SKIP, b.an_answer("post.follow-ups", "yes")), Done)
    assert "before" in question(follow_ups(SKIP, b.an_answer("post.follow-ups", "no")))


def test_what_was_done_after_all_is_not_left_out() -> None:
    done = b.an_entry("done", "1.3.0", "validate.tests")
    assert isinstance(follow_ups(SKIP, done), Ok)
    question(follow_ups(done, SKIP))
    question(follow_ups(SKIP, b.tests_passed()))


def test_without_channels_nobody_is_told_and_the_setting_is_named() -> None:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "announcements": Announcements(),
    }
    facts |= {"ledger": b.a_ledger(), "earlier": EarlierRuns(ledger=b.a_ledger())}
    outcome = verdict(post.announce, facts)
    assert isinstance(outcome, Skip)
    assert "announce in [tool.release-tasks]" in outcome.reason


def test_hotfixes_are_merged_back_once_the_release_is_at_origin() -> None:
    facts = {"request": b.a_request(task="post"), "github": b.a_github(absent="no token")}
    early = post.merge_back.judge(missing=CommitsMissing(base="main"), pulls=Lazy(b.never), **facts)
    (found,) = findings(early)
    assert (found.after, found.remedy) == ("tag.push", "python -m release_tasks tag")
    there = CommitsMissing(base="main", released=True)
    assert isinstance(post.merge_back.judge(missing=there, pulls=Lazy(b.never), **facts), Ok)
