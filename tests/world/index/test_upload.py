"""Real uploads by twine, to pypiserver and to an index that misbehaves."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from serving import OURS, Served, pypiserver
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.actions import Upload
from release_tasks.core.address import Login
from release_tasks.core.errors import ActionError, ExitCode, UnreachableError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.index import IndexEndpoint
from release_tasks.world.index import upload as uploads
from release_tasks.world.index.failures import RefusedLoginError
from release_tasks.world.index.pypirc import endpoint
from release_tasks.world.index.upload import upload

WRONG = Login(user="us", password="wr0ng-p@ss")


class Heard:
    """Keeps what was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.events = Events(self._keep)

    def _keep(self, event: Event) -> None:
        assert isinstance(event, OutputLine)
        self.lines.append(event.text)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(autouse=True)
def elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses in the environment, which must not count."""
    monkeypatch.setenv("TWINE_REPOSITORY", "nowhere")
    monkeypatch.setenv("TWINE_REPOSITORY_URL", "http://index.invalid/")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("index") / "packages"
    with pypiserver(folder, actions="update") as running:
        yield running


def pypirc(home: Path, address: str, login: Login) -> None:
    (home / ".pypirc").write_text(
        f"[distutils]\nindex-servers = ours\n[ours]\nrepository = {address}\n"
        f"username = {login.user}\npassword = {login.password}\n"
    )


def put(there: IndexEndpoint, heard: Heard, *files: Path) -> None:
    upload(Upload(endpoint=there, files=files), heard.events)


def test_files_go_up_in_one_go_and_the_entry_holds_their_digests(
    served: Served, tmp_path: Path, heard: Heard
) -> None:
    files = tuple(write_wheel(tmp_path, name="both", version=each) for each in ("1.0", "1.1"))
    entry = upload(Upload(endpoint=served.endpoint("testpypi", OURS), files=files), heard.events)
    assert entry.kind == "upload"
    assert entry.data == {
        "role": "testpypi",
        "index": served.upload,
        "files": [
            {"name": each.name, "sha256": hashlib.sha256(each.read_bytes()).hexdigest()} for each in files
        ],
    }
    assert "Uploading both-1.0-py3-none-any.whl" in heard.text
    assert "Uploading both-1.1-py3-none-any.whl" in heard.text
    assert "\x1b" not in heard.text


def test_the_login_comes_from_pypirc(served: Served, tmp_path: Path, home: Path, heard: Heard) -> None:
    pypirc(home, served.upload, OURS)
    put(endpoint("pypi", "ours"), heard, write_wheel(tmp_path, name="by_pypirc"))
    assert OURS.password not in heard.text


def test_the_login_comes_from_the_environment(
    served: Served, tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINE_USERNAME", OURS.user)
    monkeypatch.setenv("TWINE_PASSWORD", OURS.password)
    put(served.endpoint(), heard, write_wheel(tmp_path, name="by_environment"))


def test_the_test_index_gets_its_own_password_not_the_one_in_the_environment(
    served: Served, tmp_path: Path, home: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    pypirc(home, served.upload, OURS)
    monkeypatch.setenv("TWINE_PASSWORD", "the-real-index-token")
    put(endpoint("testpypi", "ours"), heard, write_wheel(tmp_path, name="by_section"))


def test_no_login_at_all_names_where_to_put_one(served: Served, tmp_path: Path, heard: Heard) -> None:
    with pytest.raises(RefusedLoginError, match="no login was found") as caught:
        put(served.endpoint(), heard, write_wheel(tmp_path, name="nobody"))
    assert ".pypirc" in caught.value.remedy
    assert caught.value.where == served.upload


def test_a_refused_password_is_named_and_not_shown(served: Served, tmp_path: Path, heard: Heard) -> None:
    with pytest.raises(RefusedLoginError, match=r"refuses our login \(403\)") as caught:
        put(served.endpoint(login=WRONG), heard, write_wheel(tmp_path, name="refused"))
    assert "TWINE_PASSWORD" in caught.value.remedy
    assert caught.value.exit_code is ExitCode.USAGE
    assert WRONG.password not in str(caught.value) + heard.text


def test_a_file_that_is_there_is_not_replaced(served: Served, tmp_path: Path, heard: Heard) -> None:
    there = served.endpoint(login=OURS)
    put(there, heard, write_wheel(tmp_path, name="twice"))
    (tmp_path / "other").mkdir()
    changed = write_wheel(tmp_path / "other", name="twice", files={"twice.py": "x = 2\n"})
    with pytest.raises(ActionError, match="has a file of that name already: HTTPError: 400"):
        put(there, heard, changed)
    assert "<html>" not in heard.text


def test_an_index_that_is_down_is_unreachable_and_no_stack_trace_is_told(
    tmp_path: Path, heard: Heard
) -> None:
    with StandInIndex() as gone:
        there = gone.endpoint(login=OURS)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        put(there, heard, write_wheel(tmp_path))
    assert "Traceback" not in heard.text
    assert "File " not in heard.text


def test_an_index_in_trouble_is_unreachable(index: StandInIndex, tmp_path: Path, heard: Heard) -> None:
    index.trouble("upload", status=503)
    with pytest.raises(UnreachableError, match="answers 503"):
        put(index.endpoint(login=OURS), heard, write_wheel(tmp_path))


def test_an_index_that_does_not_answer_is_unreachable(
    index: StandInIndex, tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.trouble("upload", delay_s=3)
    monkeypatch.setattr(uploads, "PATIENCE_S", 2.0)
    with pytest.raises(UnreachableError, match="did not come to an end"):
        put(index.endpoint(login=OURS), heard, write_wheel(tmp_path))


def test_a_file_that_is_no_distribution_fails(served: Served, tmp_path: Path, heard: Heard) -> None:
    broken = tmp_path / "tiny-1.0-py3-none-any.whl"
    broken.write_bytes(b"no zip")
    with pytest.raises(ActionError, match="BadZipFile"):
        put(served.endpoint(login=OURS), heard, broken)


def test_a_section_that_changed_since_it_was_shown_stops_the_upload(
    tmp_path: Path, home: Path, heard: Heard
) -> None:
    pypirc(home, "http://one.invalid/", OURS)
    there = endpoint("pypi", "ours")
    pypirc(home, "http://two.invalid/", OURS)
    with pytest.raises(ActionError, match="another address"):
        put(there, heard, write_wheel(tmp_path))


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc to read command lines from")
@pytest.mark.parametrize("by_section", [True, False])
def test_no_password_is_in_a_command_line(
    index: StandInIndex, tmp_path: Path, home: Path, heard: Heard, by_section: bool
) -> None:
    index.trouble("upload", delay_s=1)
    pypirc(home, index.root, OURS)
    there = endpoint("pypi", "ours") if by_section else index.endpoint(login=OURS)
    uploading = Thread(target=put, args=(there, heard, write_wheel(tmp_path)))
    uploading.start()
    while not index.hits:
        time.sleep(0.02)
    lines = command_lines()
    uploading.join()
    (twine,) = (each for each in lines if "twine" in each and str(tmp_path) in each)
    assert not [each for each in lines if OURS.password in each or quote(OURS.password, safe="") in each]
    assert ("ours" if by_section else index.root) in twine.split("\0")
    assert all("Authorization" in each.headers for each in index.hits)


def command_lines() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_text(errors="replace"))
    return found
