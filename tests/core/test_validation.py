"""Evidence: what it is bound to, and when it no longer counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core import validation
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.commands import Standing, commands_standing
from release_tasks.core.findings import Finding
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Command
from release_tasks.core.validation import digest_of, install_standing

FILES = (b.WHEEL, b.SDIST)
DIGEST = digest_of(FILES)
EVIDENCE = (b.tests_passed(), b.installs("smoke", DIGEST, "3.12"))
PYTHONS = b.some_pythons("3.12")


def skipped(item: str, version: str = "1.3.0", kind: str = "skip") -> Entry:
    return b.an_entry(kind, version, f"validate.{item}", reason="done elsewhere")


def missing(*entries: Entry, **changes: Any) -> list[str]:
    found = b.a_validation(ledger=b.a_ledger(*entries), **changes).missing(b.TREE, "release validate")
    assert all(each.remedy == "release validate" and each.after == each.subject for each in found)
    return [each.subject for each in found]


def test_all_evidence_is_enough() -> None:
    assert missing(*EVIDENCE) == []


def test_each_piece_is_missed() -> None:
    assert missing() == ["validate.tests", "validate.smoke"]
    assert missing(EVIDENCE[0]) == ["validate.smoke"]
    assert missing(EVIDENCE[1]) == ["validate.tests"]


def test_what_is_missing_is_told_as_never_done_or_as_stale() -> None:
    def found(*entries: Entry) -> list[str]:
        return [each.found for each in b.a_validation(ledger=b.a_ledger(*entries)).missing(b.TREE, "")]

    assert found() == ["no test run is on record", "no install is on record"]
    earlier = (b.tests_passed("ee" * 20), b.installs("smoke", "other", "3.12"))
    assert found(*earlier) == [
        "tests passed on eeeeeeeeeeee; it is 7e7e7e7e7e7e now",
        "other files were installed",
    ]


def test_installs_are_not_asked_for_before_there_is_a_build() -> None:
    assert missing(artifacts=b.some_artifacts()) == ["validate.tests", "validate.build"]
    assert missing(*EVIDENCE, artifacts=b.some_artifacts(*FILES, tree="ee" * 20)) == ["validate.build"]


def test_a_project_without_tests_of_its_own_needs_none() -> None:
    assert missing(EVIDENCE[1], project=b.a_project(tests=())) == []


def test_a_skip_stands_for_its_item_in_its_version_alone() -> None:
    assert missing(skipped("tests"), EVIDENCE[1]) == []
    assert missing(skipped("smoke"), EVIDENCE[0]) == []
    assert missing(skipped("tests", kind="defer"), EVIDENCE[1]) == []
    assert missing(skipped("tests", "1.2.0"), EVIDENCE[1]) == ["validate.tests"]


def test_a_skipped_build_leaves_the_installs_asked_for() -> None:
    other = b.some_artifacts(*FILES, tree="ee" * 20)
    assert missing(*EVIDENCE, skipped("build"), artifacts=other) == []
    assert missing(EVIDENCE[0], skipped("build"), artifacts=other) == ["validate.smoke"]
    assert missing(EVIDENCE[0], skipped("build"), artifacts=b.some_artifacts()) == ["validate.smoke"]


def test_commands_that_passed_stand_for_the_same_commands_on_the_same_tree() -> None:
    ledger, project = b.a_ledger(b.tests_passed()), b.a_project()
    assert validation.tests_standing(ledger, project, b.TREE) == Standing(entry=b.tests_passed())
    assert "tests passed on 7e7e7e7e7e7e" in validation.tests_standing(ledger, project, "ee" * 20).stale
    other = (Command(argv=("tox",)),)
    assert "with other commands" in commands_standing(ledger, "tests", other, b.TREE).stale
    assert commands_standing(b.a_ledger(), "tests", other, b.TREE) == Standing(entry=None)


def test_a_later_run_on_the_same_tree_counts() -> None:
    ledger = b.a_ledger(b.tests_passed(b.TREE, "tox"), b.tests_passed())
    assert validation.tests_standing(ledger, b.a_project(), b.TREE).entry is not None


def standing(*entries: Entry, command: Command | None = None, pythons: Any = PYTHONS) -> Standing:
    return install_standing(b.a_ledger(*entries), "smoke", DIGEST, pythons, command)


def test_installs_stand_for_these_files_on_all_of_these_pythons() -> None:
    both = b.some_pythons("3.12", "3.13")
    assert standing(EVIDENCE[1]).entry == EVIDENCE[1]
    assert standing(b.installs("smoke", DIGEST, "3.12", "3.13")).entry is not None
    assert standing(EVIDENCE[1], pythons=both).stale == "not installed on Python 3.13"
    assert standing(b.installs("smoke", "other", "3.12")).stale == "other files were installed"
    assert standing() == Standing(entry=None)


def test_a_python_that_the_release_is_not_for_is_not_missed() -> None:
    made = b.installs("smoke", DIGEST, "3.12")
    entry = replace(made, data={**made.data, "not_applicable": {"3.9": "Requires-Python is >=3.10"}})
    assert standing(entry, pythons=b.some_pythons("3.12", "3.9")).entry == entry
    assert standing(entry, pythons=b.some_pythons("3.12", "3.8")).stale == "not installed on Python 3.8"


def test_where_any_python_does_an_install_on_another_one_stands() -> None:
    any_does = replace(b.some_pythons("3.13"), any_does=True)
    assert standing(EVIDENCE[1], pythons=any_does).entry == EVIDENCE[1]
    assert standing(EVIDENCE[1], pythons=b.some_pythons("3.13")).entry is None
    broken = b.installs("smoke", DIGEST, "3.12", passed=False)
    assert standing(broken, pythons=any_does).entry is None
    partly = replace(broken, data={"results": [*EVIDENCE[1].data["results"], *broken.data["results"]]})
    assert standing(partly, pythons=any_does).entry is None
    assert standing(partly).entry is None


def test_an_install_that_did_not_pass_or_ran_something_else_does_not_stand() -> None:
    assert standing(b.installs("smoke", DIGEST, "3.12", passed=False)).entry is None
    assert "another smoke command" in standing(EVIDENCE[1], command=Command(argv=("demo",))).stale


def test_installs_from_one_index_say_nothing_of_another() -> None:
    ledger = b.a_ledger(b.installs("index-install", f"testpypi:{DIGEST}", "3.12"))
    for bound_to, stale in ((f"pypi:{DIGEST}", ""), ("testpypi:other", "other files were installed")):
        found = install_standing(ledger, "index-install", bound_to, PYTHONS, None)
        assert found == Standing(entry=None, stale=stale)


NAMES = st.text(st.sampled_from("abc \n"), max_size=3)


@given(
    st.lists(st.tuples(NAMES, st.sampled_from(["aa" * 32, "bb" * 32])), unique=True, max_size=4), st.randoms()
)
def test_a_digest_is_of_a_set_of_files(pairs: list[tuple[str, str]], random: Any) -> None:
    files = [BuiltFile(name=name, sha256=sha256, size=0) for name, sha256 in pairs]
    mixed = random.sample(files, len(files))
    assert digest_of(files) == digest_of(mixed)
    assert digest_of(files) != digest_of([*files, b.WHEEL])


def test_a_digest_is_of_names_and_contents() -> None:
    renamed = BuiltFile(name="x.whl", sha256=b.WHEEL.sha256, size=10)
    assert len({digest_of((each,)) for each in (b.WHEEL, b.SDIST, renamed)}) == 3


def test_files_that_are_faulty_inside_are_not_validated_whatever_was_installed() -> None:
    fault = Finding(kind="twine: no long description", subject=b.WHEEL.name)
    assert missing(*EVIDENCE, strict=b.a_strict_check(fault)) == ["validate.artifacts"]
    skip = b.an_entry("skip", "1.3.0", "validate.artifacts", reason="no README yet")
    assert missing(*EVIDENCE, skip, strict=b.a_strict_check(fault)) == []
