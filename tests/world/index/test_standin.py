"""The stand-in index itself: real clients fill it and install from it, so what tests learn from it is true."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from indexing import page_of
from serving import OURS
from standin_index import StandInIndex, basic
from standin_pages import JSON
from tiny_wheel import write_wheel

from release_tasks.core.address import with_login

pytestmark = pytest.mark.usefixtures("home")

TWINE = ("twine", "upload", "--non-interactive", "--disable-progress-bar", "--repository-url")
UV = ("uv", "--no-config", "publish", "--no-progress", "--publish-url")


def run(*argv: str, folder: Path) -> str:
    done = subprocess.run(
        (str(Path(sys.executable).parent / argv[0]), *argv[1:]),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "UV_CACHE_DIR": str(folder / "cache"),
            "COLUMNS": "200",
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("client", [TWINE, UV], ids=["twine", "uv"])
def test_what_a_real_client_uploads_is_listed_with_all_that_the_file_says(
    tmp_path: Path, client: tuple[str, ...]
) -> None:
    wheel = write_wheel(tmp_path, version="2.0")
    with StandInIndex() as index:
        index.login = OURS
        login = ("-u", OURS.user, "-p", OURS.password)
        run(*client, index.root, *login, wheel.name, folder=tmp_path)
        assert [each.headers["Authorization"] for each in index.hits if each.kind == "upload"] == [
            basic(OURS)
        ]
        (file,) = page_of(index.endpoint(login=OURS)).files
    assert (file.name, file.version, file.size) == (wheel.name, "2.0", wheel.stat().st_size)
    assert file.sha256 == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert file.has_metadata


PIP = (
    "pip",
    "--isolated",
    "install",
    "--no-cache-dir",
    "--no-deps",
    "--disable-pip-version-check",
    "--target",
)
UV_PIP = ("uv", "--no-config", "pip", "install", "--no-cache", "--target")


@pytest.mark.parametrize(
    ("client", "option"), [(PIP, "--index-url"), (UV_PIP, "--default-index")], ids=["pip", "uv"]
)
@pytest.mark.parametrize("as_json", [True, False])
def test_a_real_client_installs_from_it(
    tmp_path: Path, client: tuple[str, ...], option: str, as_json: bool
) -> None:
    with StandInIndex() as index:
        index.style.as_json = as_json
        index.has(write_wheel(tmp_path), write_wheel(tmp_path, version="1.1"))
        index["tiny-1.1-py3-none-any.whl"].yanked = "broken"
        run(*client, "there", option, index.simple(), "tiny", folder=tmp_path)
        assert [each.rpartition("/")[2] for each in index.asked("file")] == ["tiny-1.0-py3-none-any.whl"]
        assert index.asked("metadata")
    assert (tmp_path / "there/tiny-1.0.dist-info").is_dir()


def test_a_second_file_of_one_name_is_refused_and_the_same_one_is_not(tmp_path: Path) -> None:
    with StandInIndex() as index:
        index.lists("tiny-1.0.tar.gz", b"one")
        for content, status in ((b"one", 200), (b"two", 400)):
            files = {"content": ("tiny-1.0.tar.gz", content)}
            answer = requests.post(index.root, data={":action": "file_upload"}, files=files, timeout=5)
            assert answer.status_code == status


def test_attestations_that_are_uploaded_become_provenance() -> None:
    with StandInIndex() as index:
        form = {":action": "file_upload", "attestations": json.dumps([{"version": 1}])}
        requests.post(index.root, data=form, files={"content": ("tiny-1.0.tar.gz", b"x")}, timeout=5)
        (file,) = page_of(index.endpoint()).files
        document = requests.get(file.provenance, timeout=5).json()
    assert document["attestation_bundles"][0]["attestations"] == [{"version": 1}]


@pytest.mark.parametrize(
    ("api", "keys"),
    [
        ("1.0", set()),
        ("1.1", {"size", "upload-time"}),
        ("1.3", {"size", "upload-time", "provenance"}),
    ],
)
def test_each_version_of_the_simple_api_says_what_it_may(api: str, keys: set[str]) -> None:
    with StandInIndex() as index:
        index.style.api = api
        index.lists("tiny-1.0-py3-none-any.whl", provenance={})
        index.says("tiny", "archived", "done with")
        answer = requests.get(f"{index.simple()}tiny/", headers={"Accept": JSON}, timeout=5)
    page = answer.json()
    (file,) = page["files"]
    assert set(file) & {"size", "upload-time", "provenance"} == keys
    assert "project-status" not in page


def test_an_address_is_normalised_and_a_project_without_files_may_be_known() -> None:
    with StandInIndex() as index:
        index.lists("tiny_thing-1.0.tar.gz")
        answer = requests.get(f"{index.simple()}Tiny_Thing/", timeout=5)
        assert answer.url == f"{index.simple()}tiny-thing/"
        index.says("gone", "quarantined", "malware")
        page = page_of(index.endpoint(), "gone")
    assert (page.known, page.files, page.status, page.status_reason) == (True, (), "quarantined", "malware")


def test_a_file_may_show_late() -> None:
    with StandInIndex() as index:
        index.lists("tiny-1.0-py3-none-any.whl")
        index.lists("tiny-1.0.tar.gz", shown_after=2)
        assert [len(page_of(index.endpoint()).files) for _ in range(4)] == [1, 1, 2, 2]


def test_a_login_in_an_address_is_enough_for_a_client(tmp_path: Path) -> None:
    with StandInIndex() as index:
        index.login = OURS
        index.has(write_wheel(tmp_path))
        assert requests.get(index.simple(), timeout=5).status_code == 401
        assert with_login(index.served.simple, OURS) == index.simple(OURS)
        assert requests.get(f"{index.simple(OURS)}tiny/", timeout=5).status_code == 200
