"""Stage promote: the bytes that were tested, and no others, on the real index."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, told

from release_tasks.checklist import promote
from release_tasks.core.actions import Upload
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Reach
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFile, IndexFiles
from release_tasks.core.model import Done, Ok, Outcome, Skip, Waiting, Warn
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)
DIGEST = digest_of(FILES)
TRIED = b.installs("index-install", f"testpypi:{DIGEST}", "3.12")


def sent(*files: Any, role: str = "pypi") -> Any:
    listing = [{"name": each.name, "sha256": each.sha256} for each in files]
    return b.an_entry("upload", digest_of(files), role=role, files=listing)


def published(listed: IndexFiles | None = None, *entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "indexes": b.some_indexes(),
        "tags": b.some_tags(b.a_tag()),
        "remote": b.a_remote(b.a_tag()),
        "validation": b.a_validation(TRIED, *entries),
        "listed": Lazy(lambda: listed) if listed else Lazy(lambda: pytest.fail("too early to look")),
    }
    return promote.published.judge(**(facts | changes))


def test_the_files_go_up_and_nobody_can_take_that_back() -> None:
    (action,) = change(published(b.listed())).actions
    assert isinstance(action, Upload)
    assert action.reach is Reach.PUBLIC
    assert action.endpoint == b.an_endpoint("pypi")


def test_an_index_that_has_every_file_is_done() -> None:
    outcome = published(b.listed(*FILES))
    assert isinstance(outcome, Done)
    assert told(outcome) == ["http://pypi.index.example/ has all 2 files", b.WHEEL.name, b.SDIST.name]


def test_an_upload_that_is_not_listed_yet_is_waited_for() -> None:
    outcome = published(b.listed(b.WHEEL), sent(*FILES))
    assert isinstance(outcome, Waiting)
    assert outcome.reason == f"http://pypi.index.example/ does not list {b.SDIST.name} yet"


def test_another_digest_is_an_error() -> None:
    other = BuiltFile(name=b.SDIST.name, sha256="cc" * 32, size=1)
    assert kinds(published(b.listed(other))) == ["the index has another file of that name"]


def test_each_file_that_was_not_installed_from_the_test_index_is_refused_by_name() -> None:
    refused = findings(published(validation=b.a_validation()))
    assert [each.subject for each in refused] == [b.WHEEL.name, b.SDIST.name]
    assert {each.kind for each in refused} == {"these bytes were not verified on the test index"}
    assert {(each.remedy, each.after) for each in refused} == {
        ("python -m release_tasks publish", "publish.testpypi")
    }
    changed = BuiltFile(name=b.SDIST.name, sha256="cc" * 32, size=20)
    (found,) = findings(published(validation=b.a_validation(TRIED, files=(b.WHEEL, changed))))
    assert (found.subject, found.found) == (b.SDIST.name, f"sha256 {b.SDIST.sha256}")


def test_an_install_on_fewer_pythons_or_of_another_set_is_not_enough() -> None:
    both = b.some_pythons("3.12", "3.13")
    smoked = b.installs("smoke", DIGEST, "3.12", "3.13")
    (found,) = findings(published(validation=b.a_validation(smoked, TRIED, pythons=both)))
    assert found.kind == "these files were not installed from the test index together"
    assert found.found == "not installed on Python 3.13"
    other = b.a_validation(b.installs("index-install", "testpypi:ffff", "3.12"))
    assert findings(published(validation=other))[0].found == "other files were installed"


def test_a_test_index_that_is_not_used_or_was_skipped_with_a_reason_is_not_asked_for() -> None:
    untried = b.a_validation()
    change(published(b.listed(), validation=untried, indexes=b.some_indexes(testpypi=False)))
    skip = b.an_entry("skip", "1.3.0", "publish.testpypi", reason="it is down")
    change(published(b.listed(), validation=b.a_validation(skip)))


def test_nothing_goes_up_without_the_tag_at_origin_or_unvalidated() -> None:
    assert kinds(published(remote=b.a_remote())) == ["the tag is not at origin"]
    assert kinds(published(validation=b.a_validation(ledger=b.a_ledger(TRIED)))) == [
        "not validated",
        "not validated",
    ]


def test_an_empty_dist_is_never_taken_for_a_whole_one() -> None:
    skips = [b.an_entry("skip", "1.3.0", f"validate.{item}", reason="CI did") for item in ("build", "smoke")]
    outcome = published(validation=b.a_validation(*skips, files=()), indexes=b.some_indexes(testpypi=False))
    assert kinds(outcome) == ["there is no file of 1.3.0 to upload"]


def test_where_ci_publishes_a_person_approves_there() -> None:
    assert isinstance(published(project=b.a_project(publish="ci")), Skip)
    assert isinstance(promote.approve.judge(b.a_project(publish="ci")), Skip)
    assert isinstance(promote.approve.judge(b.a_project()), Skip)


def listed(index: IndexFiles, *entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "artifacts": b.some_artifacts(*FILES),
        "ledger": b.a_ledger(*entries),
        "index": index,
    }
    return promote.listed.judge(**(facts | changes))


def test_every_file_with_our_digest_passes() -> None:
    outcome = listed(b.listed(*FILES))
    assert isinstance(outcome, Ok)
    assert told(outcome)[0] == "http://pypi.index.example/ lists 2 files of 1.3.0"


@pytest.mark.parametrize(("known", "found"), [(True, "no such version"), (False, "no such project")])
def test_a_version_that_is_not_there_fails(known: bool, found: str) -> None:
    (finding,) = findings(listed(b.listed(project_known=known)))
    assert (finding.kind, finding.found) == ("demo 1.3.0 is not listed", found)
    assert (finding.remedy, finding.after) == ("python -m release_tasks promote", "promote.published")


def test_a_version_that_was_just_uploaded_there_is_waited_for() -> None:
    assert isinstance(listed(b.listed(), sent(*FILES)), Waiting)
    assert kinds(listed(b.listed(), sent(*FILES, role="testpypi"))) == ["demo 1.3.0 is not listed"]


def test_missing_foreign_and_changed_files_are_each_named() -> None:
    changed = BuiltFile(name=b.SDIST.name, sha256="cc" * 32, size=1)
    foreign = BuiltFile(name="demo-1.3.0-cp312-cp312-win_amd64.whl", sha256="dd" * 32, size=1)
    assert [(each.kind, each.subject) for each in findings(listed(b.listed(changed, foreign)))] == [
        ("not listed", b.WHEEL.name),
        ("not the bytes that were tested", b.SDIST.name),
        ("listed, but not among the tested files", foreign.name),
    ]


def test_a_digest_that_the_index_does_not_offer_is_no_proof() -> None:
    silent = BuiltFile(name=b.SDIST.name, sha256="", size=1)
    (found,) = findings(listed(b.listed(b.WHEEL, silent)))
    assert found.found == "sha256 not offered by this index"


@pytest.mark.parametrize("built", [FILES, ()])
def test_a_yanked_file_fails_with_its_reason(built: tuple[Any, ...]) -> None:
    yanked = IndexFile(
        name=b.WHEEL.name,
        url="",
        version="1.3.0",
        sha256=b.WHEEL.sha256,
        yanked=True,
        yanked_reason="broken on 3.13",
    )
    index = b.listed(b.SDIST)
    outcome = listed(b.listed(files=(yanked, *index.files)), artifacts=b.some_artifacts(*built))
    (found,) = findings(outcome)
    assert (found.kind, found.found) == ("yanked", "broken on 3.13")


def test_digests_that_were_compared_with_nothing_are_a_warning() -> None:
    outcome = listed(b.listed(*FILES), artifacts=b.some_artifacts())
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert (found.found, found.remedy) == (
        "none of 1.3.0 in /work/demo/dist",
        "run this where they were built",
    )
    assert told(outcome)[0].endswith("lists 2 files of 1.3.0")


def test_files_of_ci_are_never_compared_with_a_build_of_ours() -> None:
    theirs = BuiltFile(name=b.WHEEL.name, sha256="cc" * 32, size=1)
    outcome = listed(b.listed(theirs), project=b.a_project(publish="ci"))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert found.found.startswith("CI built them")
    assert found.remedy == "compare them with the artifacts of the workflow run"
    (found,) = findings(listed(b.listed(), project=b.a_project(publish="ci")))
    assert found.remedy.startswith("see that the release workflow of the tag ran")
