"""Provenance as an index serves it, and who is expected to have published."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import builders as b
import pytest
from attesting import a_provenance
from standin_index import StandInIndex

from release_tasks.core.errors import UnreachableError
from release_tasks.core.github import Hosting
from release_tasks.core.index import Indexes, IndexFiles
from release_tasks.core.project import Project
from release_tasks.core.provenance import Provenances
from release_tasks.world.index.listing import index_page
from release_tasks.world.index.provenance import expected_publisher, provenances

WHEEL, SDIST = "demo-1.3.0-py3-none-any.whl", "demo-1.3.0.tar.gz"


@pytest.fixture
def index() -> Iterator[StandInIndex]:
    with StandInIndex() as made:
        for name in (WHEEL, SDIST):
            made.lists(name)
            made[name].provenance = a_provenance(name, made[name].listed_sha256)
        yield made


def files(index: StandInIndex) -> IndexFiles:
    indexes = Indexes(testpypi=None, pypi=index.endpoint())
    page = index_page("pypi", indexes, b.a_project())
    return IndexFiles(endpoint=page.endpoint, project="demo", version="1.3.0", files=page.of("1.3.0"))


def found(index: StandInIndex, **changes: Any) -> Provenances:
    return provenances(b.a_project(**changes), files(index))


def test_the_document_of_each_file_is_read(index: StandInIndex) -> None:
    documents = found(index)
    assert set(documents.of) == {WHEEL, SDIST}
    (bundle,) = documents.of[SDIST].bundles
    assert bundle.publisher.repository == "acme/demo"
    assert bundle.attestations[0].sha256 == index[SDIST].listed_sha256
    assert documents.unverified == ""


def test_nothing_is_asked_for_where_nobody_wants_it_or_nothing_is_offered(index: StandInIndex) -> None:
    assert found(index, provenance="off") == Provenances()
    for name in (WHEEL, SDIST):
        index[name].provenance = None
    assert found(index) == Provenances()
    assert [each.kind for each in index.hits] == ["page", "page"]


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ({"status": 404}, "its address answers that there is none"),
        ({"body": b"<html>login</html>"}, "no JSON document"),
        ({"body": b'{"version": 1, "attestation_bundles": []}'}, "holds no attestation"),
    ],
)
def test_a_broken_document_is_the_files_own_fault(
    index: StandInIndex, trouble: dict[str, Any], says: str
) -> None:
    index.trouble("provenance", **trouble)
    assert says in found(index).of[WHEEL].fault


def test_an_index_that_is_down_is_unreachable(index: StandInIndex) -> None:
    index.trouble("provenance", status=500)
    with pytest.raises(UnreachableError):
        found(index)


def test_without_the_extra_nothing_is_taken_for_verified(
    index: StandInIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypi_attestations", None)
    documents = found(index, provenance="verify")
    assert documents.unverified == "pypi_attestations is not installed"
    assert set(documents.of) == {WHEEL, SDIST}


def in_clone(folder: Path, origin: str, **changes: Any) -> Project:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "remote", "add", "origin", origin], check=True)
    return b.a_project(repository=folder, **changes)


def told(project: Project, index: StandInIndex) -> tuple[str, str]:
    found = expected_publisher(project, files(index))
    return str(found.publisher or ""), found.because


def test_the_publisher_is_the_repository_of_origin_with_its_workflow(
    index: StandInIndex, tmp_path: Path
) -> None:
    project = in_clone(tmp_path, "git@github.com:acme/demo.git", workflow=Path("/x/release.yml"))
    assert told(project, index) == ("GitHub acme/demo, release.yml", "the remote origin")
    stated = replace(project, hosting=Hosting(repository="acme/other", environment="pypi"))
    assert told(stated, index) == (
        "GitHub acme/other, release.yml, environment pypi",
        "repository in the settings",
    )
    tried = replace(files(index), endpoint=index.endpoint("testpypi"))
    assert str(expected_publisher(stated, tried).publisher) == "GitHub acme/other, release.yml"
    elsewhere = in_clone(
        tmp_path / "lab", "https://gitlab.com/acme/sub/demo.git", workflow=Path("/x/release.yml")
    )
    assert told(elsewhere, index) == ("GitLab acme/sub/demo", "the remote origin")


def test_without_a_clone_the_release_has_to_be_consistent_at_least(
    index: StandInIndex, tmp_path: Path
) -> None:
    nowhere = b.a_project(repository=tmp_path)
    index[WHEEL].metadata = (
        b"Metadata-Version: 2.1\nName: demo\nVersion: 1.3.0\nHome-page: https://demo.index.example/\n"
        b"Project-URL: Issues, https://github.com/acme/tracker/issues\n"
        b"Project-URL: Source, https://github.com/acme/demo\n"
    )
    assert told(nowhere, index) == (
        "GitHub acme/demo",
        f"Source in the metadata of {WHEEL}, for no clone is here",
    )
    index[WHEEL].metadata = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.3.0\n"
    assert told(nowhere, index) == ("", f"neither the remote nor the metadata of {WHEEL} names a repository")
    index.style.metadata = "none"
    assert told(nowhere, index)[1].startswith("no clone whose remote tells it")


def test_nobody_is_looked_for_where_nothing_is_attested(index: StandInIndex, tmp_path: Path) -> None:
    for name in (WHEEL, SDIST):
        index[name].provenance = None
    assert told(in_clone(tmp_path, "git@github.com:acme/demo.git"), index) == ("", "no file has provenance")
