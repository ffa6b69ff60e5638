"""What is on the real index is what was verified on the test index."""

from __future__ import annotations

from dataclasses import replace

import builders as b
import pytest
from releases import a_listed_release, a_page

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.errors import UnreachableError
from release_tasks.core.gate.same_bytes import same_bytes, unverified, verified_on
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles
from release_tasks.core.ledger import Entry

OTHER = BuiltFile(name=b.WHEEL.name, sha256="cc" * 32, size=10)


def on_test(*files: BuiltFile) -> IndexFiles:
    return b.listed(*files, role="testpypi")


def compared(real: tuple[BuiltFile, ...], test: IndexFiles) -> Verdict:
    there = b.listed(*real)
    return same_bytes(there.endpoint, there.files, test)


def test_equal_files_on_both_indexes_pass() -> None:
    verdict = compared((b.WHEEL, b.SDIST), on_test(b.SDIST, b.WHEEL))
    assert isinstance(verdict, Passed)
    assert verdict.evidence[0].what.startswith("all 2 files are, by sha256, those of the test index")


@pytest.mark.parametrize(
    ("real", "test", "kind"),
    [
        ((OTHER, b.SDIST), (b.WHEEL, b.SDIST), "not the bytes that the test index has"),
        ((b.WHEEL, b.SDIST), (b.SDIST,), "was never on the test index"),
        ((b.SDIST,), (b.WHEEL, b.SDIST), "is on the test index alone"),
    ],
)
def test_each_difference_names_its_file(
    real: tuple[BuiltFile, ...], test: tuple[BuiltFile, ...], kind: str
) -> None:
    verdict = compared(real, on_test(*test))
    assert isinstance(verdict, Failed)
    (found,) = verdict.findings
    assert (found.kind, found.subject) == (kind, b.WHEEL.name)
    assert found.remedy


def test_what_cannot_be_compared_is_told() -> None:
    gone = compared((b.WHEEL,), replace(on_test(), project_known=False))
    assert isinstance(gone, NotOffered)
    assert gone.finding.found == "no such project"
    silent = BuiltFile(name=b.WHEEL.name, sha256="", size=10)
    for real, test in ((silent, b.WHEEL), (b.WHEEL, silent)):
        verdict = compared((real, b.SDIST), on_test(test, b.SDIST))
        assert isinstance(verdict, NotOffered)
        assert verdict.finding.subject == b.WHEEL.name


def install(role: str, *files: BuiltFile) -> Entry:
    made = b.installs("index-install", f"{role}:abc", "3.12")
    return replace(made, data={**made.data, "files": {each.name: each.sha256 for each in files}})


def test_only_what_was_installed_from_the_test_index_is_verified() -> None:
    ledger = b.a_ledger(install("testpypi", b.WHEEL), install("pypi", b.SDIST), b.tests_passed())
    assert verified_on(ledger, "testpypi") == {b.WHEEL.name: {b.WHEEL.sha256}}
    (found,) = unverified((b.WHEEL, b.SDIST), ledger, "the test index", "publish")
    assert (found.subject, found.found, found.remedy) == (b.SDIST.name, "none on record", "publish")
    (changed,) = unverified((OTHER,), ledger, "the test index", "publish")
    assert changed.found == f"sha256 {b.WHEEL.sha256}"
    assert unverified((OTHER,), b.a_ledger(*ledger.entries, install("testpypi", OTHER)), "", "") == ()


def test_a_release_is_well_also_when_its_test_index_is_away() -> None:
    def away() -> IndexFiles:
        raise UnreachableError("the index cannot be reached")

    release = a_listed_release(a_page(b.WHEEL, b.SDIST), indexes=b.some_indexes())
    told = [each for each in release.verdicts() if each.kind == "digests"]
    assert [type(each) for each in told] == [Passed, Passed]
    *_, verdict = (each for each in replace(release, tried=Lazy(away)).verdicts() if each.kind == "digests")
    assert isinstance(verdict, NotOffered)
    assert verdict.finding.found == "the index cannot be reached"


def test_only_a_release_in_flight_is_held_to_the_test_index() -> None:
    indexes = b.some_indexes()
    earlier = a_listed_release(
        a_page(b.WHEEL), indexes=indexes, sources=b.some_sources("1.4.0"), target=b.a_target(asked="1.3.0")
    )
    tried = a_listed_release(a_page(b.WHEEL, role="testpypi"), indexes=indexes)
    for release in (earlier, tried):
        assert sum(each.kind == "digests" for each in release.verdicts()) == 1
