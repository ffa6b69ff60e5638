from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from release_tasks.core.artifacts import (
    Artifacts,
    BuiltFile,
    Distribution,
    Manifest,
    StrictCheck,
    Unreadable,
    built,
    problems,
)
from release_tasks.core.distributions.manifest import parse_manifest, write_manifest
from release_tasks.core.findings import Finding

DIST = Path("/work/dist")
PASSED = StrictCheck(problems=())


def distribution(name: str, digest: str = "a" * 64, version: str = "1.0") -> Distribution:
    return Distribution(
        path=DIST / name,
        file=BuiltFile(name=name, sha256=digest, size=7),
        kind="wheel" if name.endswith(".whl") else "sdist",
        name="my-tiny",
        version=version,
        metadata_name="My.Tiny",
        metadata_version=version,
    )


WHEEL = distribution("my_tiny-1.0-py3-none-any.whl")
SDIST = distribution("my_tiny-1.0.tar.gz", "b" * 64)
MANIFEST = Manifest(name="My_Tiny", version="1.0", tree="t1", files=(SDIST.file, WHEEL.file))
WHOLE = Artifacts(folder=DIST, distributions=(WHEEL, SDIST), manifest=MANIFEST)


def kinds(artifacts: Artifacts, strict: StrictCheck = PASSED, *, bound: bool = True) -> list[str]:
    found = problems(artifacts, strict, "my-tiny", "1.0", bound=bound)
    assert all(each.subject and (each.remedy or each.found) for each in found)
    return [each.kind for each in found]


def test_whole_release_has_no_problems() -> None:
    assert kinds(WHOLE) == []


def test_release_without_manifest_is_judged_by_its_files() -> None:
    assert kinds(replace(WHOLE, manifest=None)) == []


def test_unreadable_file_is_told_with_its_reason() -> None:
    broken = Unreadable(path=DIST / "x.whl", reason="File is not a zip file")
    (found,) = problems(replace(WHOLE, unreadable=(broken,)), PASSED, "my-tiny", "1.0")
    assert found.found == "File is not a zip file"
    assert found.remedy == "rm /work/dist/x.whl"


@pytest.mark.parametrize(
    ("present", "lacking"),
    [((WHEEL,), "no sdist of 1.0"), ((SDIST,), "no wheel of 1.0"), ((), "no sdist or wheel of 1.0")],
)
def test_release_needs_sdist_and_wheel(present: tuple[Distribution, ...], lacking: str) -> None:
    assert kinds(Artifacts(folder=DIST, distributions=present)) == [lacking]


def test_one_job_of_a_workflow_needs_one_file() -> None:
    assert kinds(Artifacts(folder=DIST, distributions=(WHEEL,)), bound=False) == []
    assert kinds(Artifacts(folder=DIST, distributions=()), bound=False) == ["no sdist or wheel of 1.0"]


def test_file_of_another_version_does_not_belong() -> None:
    old = distribution("my_tiny-0.9-py3-none-any.whl", version="0.9")
    assert kinds(replace(WHOLE, distributions=(*WHOLE.distributions, old))) == [
        "a distribution of another release"
    ]


def test_file_of_another_name_does_not_belong() -> None:
    other = replace(WHEEL, name="other", metadata_name="other")
    assert "a distribution of another release" in kinds(replace(WHOLE, distributions=(other, SDIST)))


@pytest.mark.parametrize(
    "lie",
    [
        {"metadata_version": "1.1"},
        {"metadata_version": "new"},
        {"metadata_version": ""},
        {"metadata_name": "mytiny"},
    ],
)
def test_metadata_says_what_the_file_name_says(lie: dict[str, Any]) -> None:
    lying = replace(WHEEL, **lie)
    (kind,) = kinds(replace(WHOLE, distributions=(lying, SDIST)))
    assert kind == "the metadata inside states another name or version than the file name"


def test_metadata_may_spell_the_version_otherwise() -> None:
    assert kinds(replace(WHOLE, distributions=(replace(WHEEL, metadata_version="1.0.0"), SDIST))) == []


def test_faults_and_strict_check_are_passed_on() -> None:
    fault = Finding(kind="RECORD lies", subject="w", found="x")
    strict = Finding(kind="no readme", subject="s", found="y")
    artifacts = replace(WHOLE, distributions=(replace(WHEEL, faults=(fault,)), SDIST))
    assert kinds(artifacts, StrictCheck(problems=(strict,))) == ["RECORD lies", "no readme"]


CHANGED = replace(WHOLE, distributions=(replace(WHEEL, file=replace(WHEEL.file, sha256="c" * 64)), SDIST))
ADDED = replace(WHOLE, distributions=(WHEEL, SDIST, distribution("my_tiny-1.0-py2-none-any.whl")))
GONE = replace(
    WHOLE, manifest=replace(MANIFEST, files=(*MANIFEST.files, BuiltFile(name="gone.whl", sha256="d", size=1)))
)


@pytest.mark.parametrize(
    ("artifacts", "found"),
    [(CHANGED, "changed"), (ADDED, "not made by the build"), (GONE, "not there any more")],
)
def test_dist_that_differs_from_its_build_is_told_and_not_built(artifacts: Artifacts, found: str) -> None:
    (finding,) = problems(artifacts, PASSED, "my-tiny", "1.0")
    assert finding.kind == "differs from what the build recorded"
    assert found in finding.found
    assert not built(artifacts, "t1", "my-tiny", "1.0")
    assert kinds(artifacts, bound=False) == []


def test_built_for_its_tree_version_and_name_only() -> None:
    assert built(WHOLE, "t1", "my-tiny", "1.0")
    assert not built(WHOLE, "t2", "my-tiny", "1.0")
    assert not built(WHOLE, "t1", "my-tiny", "1.1")
    assert not built(WHOLE, "t1", "other", "1.0")
    assert not built(replace(WHOLE, manifest=None), "t1", "my-tiny", "1.0")
    empty = Artifacts(folder=DIST, distributions=(), manifest=replace(MANIFEST, files=()))
    assert not built(empty, "t1", "my-tiny", "1.0")


def test_manifest_survives_writing_and_reading() -> None:
    assert parse_manifest(write_manifest(MANIFEST)) == MANIFEST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"x"',
        "{}",
        '{"name": "a", "version": "1", "tree": "t", "files": 3}',
        '{"name": 1, "version": "1", "tree": "t", "files": []}',
        '{"name": "a", "version": "1", "tree": "t", "files": [{"name": "f", "sha256": "x"}]}',
        '{"name": "a", "version": "1", "tree": "t", "files": [{"name": "f", "sha256": "x", "size": "7"}]}',
    ],
)
def test_what_is_no_manifest_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_manifest(text)
