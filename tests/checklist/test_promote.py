"""Stage promote: the bytes that were tested, and no others, on the real index."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, results, told, verdict

from release_tasks.checklist import promote
from release_tasks.core.actions import Upload
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Reach
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles, IndexPage
from release_tasks.core.model import Done, Outcome, Skip, Waiting, Warn
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)
DIGEST = digest_of(FILES)
NEVER: Lazy[Any] = Lazy(lambda: pytest.fail("too early to look"))
TRIED = b.installs("index-install", f"testpypi:{DIGEST}", "3.12")


def published(listed: IndexFiles | None = None, *entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "indexes": b.some_indexes(),
        "tags": b.some_tags(b.a_tag()),
        "remote": b.a_remote(b.a_tag()),
        "validation": b.a_validation(TRIED, *entries),
        "listed": listed or NEVER,
        "github": b.a_github(absent="no token for github.example"),
        "ledger": b.a_ledger(),
        **dict.fromkeys(("workflow", "run", "log"), NEVER),
    }
    return verdict(promote.published, facts | changes)


def test_the_files_go_up_and_nobody_can_take_that_back() -> None:
    (action,) = change(published(b.listed())).actions
    assert isinstance(action, Upload)
    assert action.reach is Reach.PUBLIC
    assert action.endpoint == b.an_endpoint("pypi")


def test_an_index_that_has_every_file_is_done() -> None:
    outcome = published(b.listed(*FILES))
    assert isinstance(outcome, Done)
    assert told(outcome) == ["http://pypi.index.example/simple/ has all 2 files", b.WHEEL.name, b.SDIST.name]


def test_an_upload_that_is_not_listed_yet_is_waited_for() -> None:
    outcome = published(b.listed(b.WHEEL), b.an_upload(*FILES))
    assert isinstance(outcome, Waiting)
    assert outcome.reason == f"http://pypi.index.example/simple/ does not list {b.SDIST.name} yet"


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


def test_where_ci_publishes_nothing_goes_up_from_here() -> None:
    assert published(project=b.a_project(publish="ci")) == Skip(reason="no token for github.example")


def listed(page: IndexPage, *entries: Any, **changes: Any) -> Outcome:
    release = b.a_listed_release(page, *entries, **changes)
    return promote.listed.judge(release=release)


def test_a_whole_release_with_the_tested_bytes_has_a_line_for_each_kind_of_check() -> None:
    outcome = listed(b.a_page(*FILES))
    assert isinstance(outcome, Warn)
    assert told(outcome)[0] == "http://pypi.index.example/simple/ lists 2 files of demo 1.3.0"
    assert results(outcome) == {
        "files": "passed",
        "coverage": "passed",
        "digests": "passed",
        "metadata": "not offered",
        "provenance": "not offered",
    }


@pytest.mark.parametrize(
    ("known", "found"), [(True, "no such version; the newest is 1.2.0"), (False, "no such project")]
)
def test_a_version_that_is_not_there_fails(known: bool, found: str) -> None:
    page = b.a_page(b.an_index_file(version="1.2.0")) if known else b.a_page(known=False)
    (finding,) = findings(listed(page))
    assert (finding.kind, finding.subject, finding.found) == ("not listed", "demo 1.3.0", found)
    assert (finding.remedy, finding.after) == ("python -m release_tasks promote", "promote.published")


def test_a_version_of_a_project_that_was_named_leads_to_the_newest_or_to_another_index() -> None:
    request = b.a_request(task="verify-pypi", named="demo")
    (finding,) = findings(listed(b.a_page(b.an_index_file(version="1.2.0")), request=request))
    newest, asked = finding.remedy.split("; or, where it was uploaded just now, ")
    assert newest == "python -m release_tasks verify-pypi --version demo==1.2.0"
    assert asked == "python -m release_tasks verify-pypi --version demo==1.3.0 --wait 600"
    assert not finding.after
    (finding,) = findings(listed(b.a_page(known=False), request=request))
    assert finding.remedy.endswith("verify-pypi --version demo --index ADDRESS")


def test_a_quarantined_project_lists_nothing_and_says_why() -> None:
    (finding,) = findings(listed(b.a_page(status="quarantined", status_reason="malware")))
    assert (finding.kind, finding.found) == ("the project is quarantined", "malware")


def test_a_release_that_was_just_uploaded_there_is_waited_for() -> None:
    for page in (b.a_page(), b.a_page(b.WHEEL)):
        outcome = listed(page, b.an_upload(*FILES))
        assert isinstance(outcome, Waiting)
        assert outcome.deadline_s > 60
    assert kinds(listed(b.a_page(), b.an_upload(*FILES, role="testpypi"))) == ["not listed"]


def test_the_command_line_says_how_long_to_wait() -> None:
    outcome = listed(b.a_page(), request=b.a_request(wait_s=5.0))
    assert isinstance(outcome, Waiting)
    assert outcome.deadline_s == 5
    assert kinds(listed(b.a_page(), b.an_upload(*FILES), request=b.a_request(wait_s=0.0))) == ["not listed"]


def test_what_is_missing_changed_or_foreign_fails_by_its_kind() -> None:
    changed = BuiltFile(name=b.SDIST.name, sha256="cc" * 32, size=1)
    foreign = BuiltFile(name="demo-1.3.0-cp312-cp312-win_amd64.whl", sha256="dd" * 32, size=1)
    outcome = listed(b.a_page(changed, foreign))
    assert kinds(outcome) == [
        "tested, but not listed",
        "not the bytes that were tested",
        "listed, but not among the tested files",
    ]
    failed = [kind for kind, result in results(outcome).items() if result == "failed"]
    assert failed == ["files", "digests"]


def test_what_is_required_and_not_offered_fails() -> None:
    outcome = listed(b.a_page(*FILES), request=b.a_request(require=("provenance",)))
    assert kinds(outcome) == ["no provenance is offered for these files"]
    assert results(outcome)["provenance"] == "failed"


def test_what_settings_require_counts_for_the_release_in_flight_alone() -> None:
    strict = b.a_project(require=("provenance",))
    assert results(listed(b.a_page(*FILES), project=strict))["provenance"] == "failed"
    past = Lazy(lambda: b.some_sources("1.4.0"))
    assert results(listed(b.a_page(*FILES), project=strict, sources=past))["provenance"] == "not offered"


def test_files_of_ci_are_never_compared_with_a_build_of_ours() -> None:
    theirs = BuiltFile(name=b.WHEEL.name, sha256="cc" * 32, size=1)
    outcome = listed(b.a_page(theirs), project=b.a_project(publish="ci"))
    assert results(outcome)["digests"] == "not compared"
    (found,) = findings(listed(b.a_page(), project=b.a_project(publish="ci")))
    assert found.remedy.startswith("see that the release workflow of the tag ran")
