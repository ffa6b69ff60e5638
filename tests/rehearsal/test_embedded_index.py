"""The index inside this process: takes real uploads, gives real installs, leaves nothing behind."""

from __future__ import annotations

import gc
import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests
from indexing import download
from tiny_wheel import write_wheel

from release_tasks.core.actions import Upload
from release_tasks.core.errors import UnreachableError, UsageError
from release_tasks.core.events import Events
from release_tasks.core.index.pages import parse_page
from release_tasks.rehearsal.embedded_index import EmbeddedIndex
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.upload import upload

QUIET = Events(lambda event: None)


def folder(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_two_roles_take_uploads_and_keep_to_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TWINE_PASSWORD", "the-real-token")
    wheel = write_wheel(tmp_path)
    with EmbeddedIndex(folder(tmp_path, "one")) as one, EmbeddedIndex(folder(tmp_path, "two")) as two:
        testpypi, pypi = one.endpoint("testpypi"), two.endpoint("pypi")
        upload(Upload(endpoint=testpypi, files=(wheel,)), QUIET)
        page = fetch_page(testpypi, "tiny")
        assert page
        (file,) = parse_page(page.content, page.content_type, page.url, "tiny").files
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        assert (file.sha256, download(file, testpypi).sha256) == (digest, digest)
        assert fetch_page(pypi, "tiny") is None
    assert capfd.readouterr() == ("", "")


SCRIPT = """
import sys
from pathlib import Path
import requests
from release_tasks.core.address import split_login
from release_tasks.rehearsal.embedded_index import EmbeddedIndex

finders = list(sys.meta_path)
wheel = Path(sys.argv[1])
with EmbeddedIndex(Path(sys.argv[2])) as index:
    url, login = split_login(index.endpoint("pypi").upload)
    for expected in (200, 409):
        files, form = {"content": (wheel.name, wheel.read_bytes())}, {":action": "file_upload"}
        answer = requests.post(url, data=form, files=files, auth=(login.user, login.password), timeout=5)
        assert answer.status_code == expected, answer.text
assert sys.meta_path == finders, sys.meta_path
"""


def test_a_process_of_its_own_stays_quiet_even_where_warnings_are_errors(tmp_path: Path) -> None:
    argv = (
        sys.executable,
        "-W",
        "error",
        "-c",
        SCRIPT,
        str(write_wheel(tmp_path)),
        str(folder(tmp_path, "one")),
    )
    done = subprocess.run(
        argv, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_stranger_cannot_upload(tmp_path: Path) -> None:
    with EmbeddedIndex(folder(tmp_path, "one")) as index:
        answer = requests.post(index.endpoint("pypi").shown, data={":action": "file_upload"}, timeout=5)
        assert answer.status_code == 401


def test_it_stops(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with EmbeddedIndex(folder(tmp_path, "one")) as index:
        there = index.endpoint("pypi")
    assert set(threading.enumerate()) <= before
    with pytest.raises(UnreachableError):
        fetch_page(there, "tiny")


def test_its_password_does_not_show(tmp_path: Path) -> None:
    with EmbeddedIndex(folder(tmp_path, "one")) as index:
        there = index.endpoint("pypi")
    password = there.upload.partition("@")[0].rpartition(":")[2]
    assert len(password) > 16
    assert password not in repr(there)


def test_without_pypiserver_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypiserver", None)
    with pytest.raises(UsageError, match="pypiserver is not installed") as caught:
        EmbeddedIndex(folder(tmp_path, "one"))
    assert caught.value.remedy == "pip install 'py-release-tasks[rehearse]'"


def test_a_large_upload_leaves_no_file_open(tmp_path: Path) -> None:
    with EmbeddedIndex(folder(tmp_path, "one")) as index:
        body = {":action": "file_upload", "name": "tiny"}
        content = {"content": ("tiny-1.0.tar.gz", b"x" * 400_000)}
        answer = requests.post(index.endpoint("pypi").upload, data=body, files=content, timeout=5)
        assert answer.ok, answer.text
    gc.collect()  # a file that was left open is told now, and pytest fails of it
