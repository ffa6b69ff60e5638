"""The same pages of the same indexes, read by pypi-simple and by us."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import pytest
from indexing import download, look, make_project, page_of, the_indexes
from serving import OURS, devpi, pypiserver
from standin_index import StandInIndex
from standin_pages import MetadataStyle
from tiny_wheel import write_wheel
from two_readers import by_them, by_us

from release_tasks.core.actions import Upload
from release_tasks.core.events import Events
from release_tasks.core.index import IndexEndpoint
from release_tasks.core.index.pages import parse_page
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.upload import upload

pytestmark = pytest.mark.usefixtures("home")


def agrees_with_pypi_simple(there: IndexEndpoint, names: set[str]) -> None:
    pypi_simple = pytest.importorskip("pypi_simple", reason="pypi-simple, the other reader, is not installed")
    page = fetch_page(there, "tiny")
    assert page
    ours = parse_page(page.content, page.content_type, page.url, "tiny").files
    with pypi_simple.PyPISimple(there.simple.rstrip("/")) as client:
        theirs = [
            each
            for each in client.get_project_page("tiny").packages
            if each.package_type in ("wheel", "sdist")
        ]
    assert {each.name for each in ours} == names
    assert [*map(by_us, ours)] == [*map(by_them, theirs)]


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("metadata", ["hash", "true", "none"])
def test_a_page_reads_as_pypi_simple_reads_it(
    index: StandInIndex, tmp_path: Path, as_json: bool, metadata: MetadataStyle
) -> None:
    index.style.as_json, index.style.metadata = as_json, metadata
    index["tiny-1.0-py3-none-any.whl"].yanked = "<broken> & gone"
    index["tiny-1.0-py3-none-any.whl"].requires_python = ">=3.9, <4"
    index["tiny-1.0-py3-none-any.whl"].provenance = {}
    index.has(write_wheel(tmp_path, version="2.0rc1", tag="cp312-cp312-win_amd64"))
    agrees_with_pypi_simple(index.endpoint(), set(index.files))


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("metadata", ["legacy", "original"])
def test_the_older_names_of_metadata_are_read_too(
    index: StandInIndex, as_json: bool, metadata: MetadataStyle
) -> None:
    index.style.as_json, index.style.metadata = as_json, metadata
    (file,) = page_of(index.endpoint()).files
    assert file.has_metadata
    stored = index[file.name].metadata
    assert stored
    assert file.metadata_sha256 == hashlib.sha256(stored).hexdigest()


def test_pypiservers_page_reads_as_pypi_simple_reads_it(tmp_path: Path) -> None:
    with pypiserver(tmp_path / "packages") as served:
        wheels = [write_wheel(tmp_path / "packages", version=each) for each in ("1.0", "1.1.dev3")]
        agrees_with_pypi_simple(served.endpoint(), {each.name for each in wheels})
        (file,) = look(served.endpoint()).files
        assert file.sha256 == download(file, served.endpoint()).sha256
        assert not page_of(served.endpoint(), "another").known


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("devpi-server", path=str(Path(sys.executable).parent)),
    reason="devpi-server is not installed",
)
def test_devpi_takes_uploads_and_its_page_reads_as_pypi_simple_reads_it(tmp_path: Path, home: Path) -> None:
    wheels = tuple(write_wheel(tmp_path, version=each) for each in ("1.0", "1.1"))
    with devpi(tmp_path) as served:
        (home / ".pypirc").write_text(
            f"[distutils]\nindex-servers = ours\n[ours]\nrepository = {served.upload}\n"
            f"username = {OURS.user}\npassword = {OURS.password}\n"
        )
        there = the_indexes(make_project(indexes={"pypi": "ours"})).pypi
        assert not look(there).project_known
        upload(Upload(endpoint=there, files=wheels), Events(lambda event: None))
        assert len(look(there).files) == 1
        agrees_with_pypi_simple(served.endpoint(), {each.name for each in wheels})
