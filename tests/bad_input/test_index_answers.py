"""What a user is told when an index answers badly: what, where and the remedy, the right exit code, no stack trace."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from broken_archives import INFO, SDIST, rewrite, write_sdist
from serving import OURS
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.__main__ import main
from release_tasks.core.errors import ExitCode

WHEEL = "tiny-1.0-py3-none-any.whl"
Spoil = Callable[[StandInIndex, Path], None]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInIndex]:
    """An index with a release, and a login that it asks for; we stand in an empty folder."""
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp")):
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with StandInIndex() as running:
        running.has(write_wheel(tmp_path), write_sdist(tmp_path))
        running.login = OURS
        yield running


def not_an_index(index: StandInIndex, folder: Path) -> None:
    index.trouble("page", body=b"<html><form>Log in</form></html>", content_type="text/html")


def another_project(index: StandInIndex, folder: Path) -> None:
    index.files.clear()
    index.lists("other-1.0-py3-none-any.whl", on_page_of="tiny")


def nested(index: StandInIndex, folder: Path) -> None:
    index.trouble("page", body=b'{"a":' * 100_000)


def out_of_order(index: StandInIndex, folder: Path) -> None:
    index.trouble("page", status=503, headers={"Retry-After": "3600"})


def sent_away(index: StandInIndex, folder: Path) -> None:
    index.trouble("page", status=302, headers={"Location": f"ftp://us:{OURS.password}@elsewhere.example/"})


def no_such_login(index: StandInIndex, folder: Path) -> None:
    index.trouble("page", status=403)


def cut_files(index: StandInIndex, folder: Path) -> None:
    index.trouble("file", cut=True)


def changed_file(index: StandInIndex, folder: Path) -> None:
    index[WHEEL].sha256 = "0" * 64


def absent_file(index: StandInIndex, folder: Path) -> None:
    index.trouble(WHEEL, status=404)


def replace_wheel(index: StandInIndex, wheel: Path) -> None:
    index[WHEEL].content = wheel.read_bytes()


def zip_bomb(index: StandInIndex, folder: Path) -> None:
    wheel = folder / WHEEL
    with ZipFile(wheel, "a", ZIP_DEFLATED) as archive:
        archive.writestr("tiny/zeros", bytes(80 << 20))
    replace_wheel(index, wheel)


def climbing_wheel(index: StandInIndex, folder: Path) -> None:
    replace_wheel(index, rewrite(folder / WHEEL, {"../../evil.py": "x = 1\n"}, record=True))


def climbing_sdist(index: StandInIndex, folder: Path) -> None:
    sdist = write_sdist(folder, {**SDIST, "tiny-1.0/../../evil.py": "x = 1\n"})
    index[sdist.name].content = sdist.read_bytes()


def other_metadata(index: StandInIndex, folder: Path) -> None:
    replace_wheel(index, rewrite(folder / WHEEL, {f"{INFO}/METADATA": "Name: other\nVersion: 1.0\n"}))


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (not_an_index, ExitCode.UNREACHABLE, "this is no index page for tiny: it is a page for people"),
        (another_project, ExitCode.UNREACHABLE, "other projects only, such as other-1.0-py3-none-any.whl"),
        (nested, ExitCode.UNREACHABLE, "this is no index page for tiny"),
        (out_of_order, ExitCode.UNREACHABLE, "answers 503 and asks us to come again in 3600 s"),
        (sent_away, ExitCode.UNREACHABLE, "sends us on to what is no web address"),
        (no_such_login, ExitCode.USAGE, "the index refuses us (403)"),
        (cut_files, ExitCode.UNREACHABLE, "the answer broke off before its end"),
        (changed_file, ExitCode.FAILED, "is not the bytes that the index lists: sha256 "),
        (absent_file, ExitCode.FAILED, "is listed, and its address answers 404"),
        (zip_bomb, ExitCode.FAILED, "unpacks to more than"),
        (climbing_wheel, ExitCode.FAILED, "members that lie outside the folder it is unpacked into"),
        (climbing_sdist, ExitCode.FAILED, "members that lie outside the folder it is unpacked into"),
        (other_metadata, ExitCode.FAILED, "METADATA"),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_each_answer_ends_in_a_clear_failure(
    index: StandInIndex,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Spoil,
    code: ExitCode,
    says: str,
    form: tuple[str, ...],
) -> None:
    spoil(index, tmp_path)
    words = ("verify-pypi", "tiny==1.0", "--index", index.simple(OURS), "--only", "listed", "--deep", *form)
    ended = main(words)
    out, err = capsys.readouterr()
    told = out + err
    assert (ended, says in told) == (code, True), told
    assert "to mend:" in told or '"remedy"' in told
    assert "Traceback" not in told
    assert OURS.password not in told
    assert "s3cret" not in told
    assert list(Path.cwd().iterdir()) == []
    assert not (tmp_path.parent / "evil.py").exists()


def test_a_page_that_never_ends_is_left_in_time(
    index: StandInIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    zeros = zlib.compressobj(wbits=31)
    bomb = b"".join(zeros.compress(bytes(1 << 20)) for _ in range(100)) + zeros.flush()
    index.trouble("page", body=bomb, headers={"Content-Encoding": "gzip"})
    ended = main(("verify-pypi", "tiny==1.0", "--index", index.simple(OURS), "--only", "listed"))
    assert ended == ExitCode.UNREACHABLE
    assert "the index sends more than 67108864 bytes" in "".join(capsys.readouterr())
