"""Any release of any project, verified from anywhere: whole, and with each fault that users would meet."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from broken_archives import write_sdist
from hosting import host_environment, invoke_command, make_host, nox_command, run_in
from serving import pypiserver
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.__main__ import main
from release_tasks.core.errors import ExitCode

LINUX, MAC, WINDOWS = "manylinux_2_17_x86_64", "macosx_11_0_arm64", "win_amd64"
STATES = ("Requires-Python: >=3.9",)
METADATA = "Metadata-Version: 2.1\nName: tiny\nVersion: {}\nRequires-Python: >=3.9\n"


def build(folder: Path, version: str) -> list[Path]:
    """A release with a wheel for everybody, two for CPython 3.12 alone, and an sdist."""
    folder.mkdir(exist_ok=True)
    tags = ("py3-none-any", *(f"cp312-cp312-{each}" for each in (LINUX, MAC, WINDOWS)))
    wheels = [write_wheel(folder, version=version, tag=each, states=STATES) for each in tags]
    members = {
        f"tiny-{version}/PKG-INFO": METADATA.format(version),
        f"tiny-{version}/pyproject.toml": "",
    }
    return [*wheels, write_sdist(folder, members, name=f"tiny-{version}.tar.gz")]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInIndex]:
    """An index with two complete releases; we stand in an empty folder, at home nowhere."""
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp")):
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with StandInIndex() as running:
        running.has(*build(tmp_path / "before", "0.9"), *build(tmp_path / "dist", "1.0"))
        yield running


Told = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(index: StandInIndex, capsys: pytest.CaptureFixture[str]) -> Told:
    """Verify tiny 1.0 there, without installing it: the exit code, and what was printed."""

    def verified(*options: str, release: str = "tiny==1.0") -> tuple[int, str]:
        words = ("verify-pypi", release, "--index", index.simple(), "--only", "listed", *options)
        code = main(words)
        out, err = capsys.readouterr()
        return code, out + err

    return verified


def line(told: str, kind: str) -> str:
    """The line of one kind of check."""
    return next(each.strip() for each in told.splitlines() if f"  {kind} " in each)


def test_a_complete_release_passes_with_a_line_a_kind_and_the_table(verify: Told) -> None:
    code, told = verify()
    assert code == ExitCode.FINE, told
    assert "lists 5 files of tiny 1.0" in told
    assert line(told, "files").startswith("passed        files       4 wheels and 1 sdist, ")
    assert "since 2026-01-02, Python >=3.9" in line(told, "files")
    assert line(told, "coverage").startswith("passed")
    assert line(told, "digests").startswith("not compared  digests     nothing to compare with")
    assert line(told, "metadata").startswith("passed")
    assert line(told, "provenance").startswith("not offered")
    assert "3.12" in told
    assert "linux-x86_64" in told
    assert "cp312" in told
    assert told.rstrip().endswith("tiny 1.0: 1 warn")
    assert list(Path.cwd().iterdir()) == []


def take_away_a_wheel(index: StandInIndex) -> None:
    """The one for any system stays, and hides nothing."""
    del index.files[f"tiny-1.0-cp312-cp312-{MAC}.whl"]


def yank(index: StandInIndex) -> None:
    index["tiny-1.0.tar.gz"].yanked = "broken on Tuesdays"


def lose_the_sdist(index: StandInIndex) -> None:
    del index.files["tiny-1.0.tar.gz"]


def quarantine(index: StandInIndex) -> None:
    index.says("tiny", "quarantined", "malware")


def lie_about_metadata(index: StandInIndex) -> None:
    index[f"tiny-1.0-cp312-cp312-{LINUX}.whl"].metadata = METADATA.format("1.1").encode()


def require_two_pythons(index: StandInIndex) -> None:
    index["tiny-1.0.tar.gz"].requires_python = ">=3.10"


@pytest.mark.parametrize(
    ("spoil", "kind", "says", "remedy"),
    [
        (
            take_away_a_wheel,
            "coverage",
            "served by 0.9, and not any more",
            "build and upload what is missing",
        ),
        (yank, "files", "yanked", "take the yank back"),
        (lose_the_sdist, "files", "there is no sdist", "upload the sdist"),
        (quarantine, "files", "the project is quarantined", "ask those who run"),
        (lie_about_metadata, "metadata", "is that of another release", "yank the release"),
        (require_two_pythons, "files", "different Requires-Python", "yank the release"),
    ],
)
def test_each_fault_fails_by_its_kind_and_says_what_to_do(
    index: StandInIndex,
    verify: Told,
    spoil: Callable[[StandInIndex], None],
    kind: str,
    says: str,
    remedy: str,
) -> None:
    spoil(index)
    code, told = verify()
    assert code == ExitCode.FAILED, told
    assert says in line(told, kind)
    assert line(told, kind).startswith("failed")
    assert f"to mend:  {remedy}" in told


def test_what_was_dropped_on_purpose_is_named_with_the_reason_and_told(
    index: StandInIndex, verify: Told
) -> None:
    take_away_a_wheel(index)
    lose_the_sdist(index)
    code, told = verify()
    assert code == ExitCode.FAILED
    again = f"verify-pypi --version tiny==1.0 --index {index.simple()} --dropped"
    assert f"if it is meant to go: python -m release_tasks {again} macos-arm64:3.12=REASON" in told
    assert f"if it is meant to go: python -m release_tasks {again} sdist=REASON" in told
    code, told = verify("--dropped", "macos-arm64:3.12=no runner")
    assert code == ExitCode.FAILED
    assert line(told, "coverage").startswith("passed")
    assert f"{again} 'macos-arm64:3.12=no runner' --dropped sdist=REASON" in told
    code, told = verify("--dropped", "macos-arm64=no runner", "--dropped", "sdist=too large")
    assert code == ExitCode.FINE, told
    assert "3.12 on macos-arm64: not served any more since 0.9; said to be dropped: no runner" in told
    assert "4 wheels: there is no sdist; said to be dropped: too large" not in told
    assert "3 wheels: there is no sdist; said to be dropped: too large" in told


def test_a_platform_that_nobody_knows_cannot_be_dropped(verify: Told) -> None:
    code, told = verify("--dropped", "makos-arm64=no runner")
    assert code == ExitCode.USAGE
    assert "did you mean macos-arm64?" in told
    code, told = verify("--dropped", "macos-arm64")
    assert code == ExitCode.USAGE
    assert "--dropped macos-arm64=REASON" in told


def test_one_changed_byte_is_found_against_the_built_files_and_by_looking_inside(
    index: StandInIndex, verify: Told, tmp_path: Path
) -> None:
    assert verify("--dist", str(tmp_path / "dist"), "--require", "digests")[0] == ExitCode.FINE
    file = index[f"tiny-1.0-cp312-cp312-{LINUX}.whl"]
    listed = file.listed_sha256
    file.content = file.content.replace(b"42", b"43")
    code, told = verify("--dist", str(tmp_path / "dist"))
    assert code == ExitCode.FAILED
    assert "not the bytes that were tested" in line(told, "digests")
    assert f"expected: sha256 {listed}" in told
    assert verify()[0] == ExitCode.FINE, "without anything to compare with, nobody can know"
    code, told = verify("--deep")
    assert code == ExitCode.FAILED
    assert line(told, "metadata").startswith("failed")
    file.sha256 = listed
    code, told = verify("--deep")
    assert code == ExitCode.FAILED
    assert "does not come as it is listed" in line(told, "digests")


def test_deep_looks_into_every_file(index: StandInIndex, verify: Told) -> None:
    code, told = verify("--deep")
    assert code == ExitCode.FINE, told
    assert "inside of all 5 files" in line(told, "metadata")
    assert len(index.asked("file")) == 5


def test_an_index_that_offers_little_is_told_as_such_and_fails_where_it_is_required(
    index: StandInIndex, verify: Told, tmp_path: Path
) -> None:
    index.style.as_json, index.style.metadata = False, "none"
    for file in index.files.values():
        file.sha256 = ""
    code, told = verify()
    assert code == ExitCode.FINE, told
    assert "the index states no size, no upload time" in line(told, "files")
    for kind in ("digests", "metadata", "provenance"):
        assert line(told, kind).startswith("not offered"), told
    code, told = verify("--require", "digests,metadata")
    assert code == ExitCode.FAILED
    assert line(told, "digests").startswith("failed        digests     required, but ")
    assert "to mend:  pass --deep" in told
    code, told = verify("--deep", "--require", "digests,metadata", "--dist", str(tmp_path / "dist"))
    assert code == ExitCode.FINE, told


def test_a_page_that_lags_is_waited_for_and_given_up(index: StandInIndex, verify: Told) -> None:
    for name, file in index.files.items():
        file.shown_after = 2 if "-1.0" in name else 0
    code, told = verify()
    assert code == ExitCode.FAILED
    assert "tiny 1.0: not listed" in told
    assert "no such version; the newest is 0.9" in told
    code, told = verify("--wait", "60")
    assert code == ExitCode.FINE, told
    for file in index.files.values():
        file.shown_after = 1000
    code, told = verify("--wait", "1")
    assert code == ExitCode.NEEDS_PERSON, told
    assert "run the same command again later" in told


def test_an_index_that_is_down_is_no_failed_release(index: StandInIndex, verify: Told) -> None:
    index.trouble("page", status=503)
    code, told = verify()
    assert code == ExitCode.UNREACHABLE, told
    assert "the index answers 503" in told
    assert "run the same command again" in told


def test_a_release_that_is_not_there_fails_and_a_name_alone_means_the_newest(
    index: StandInIndex, verify: Told
) -> None:
    code, told = verify(release="tiny==7")
    assert code == ExitCode.FAILED
    there = f"--index {index.simple()}"
    again = "python -m release_tasks verify-pypi --version"
    assert f"to mend:  {again} tiny==1.0 {there}; or, where it was uploaded just now" in told
    assert f"just now, {again} tiny==7 {there} --wait 600" in told
    code, told = verify(release="Tiny")
    assert code == ExitCode.FINE
    assert "lists 5 files of tiny 1.0" in told
    yank(index)
    assert "lists 5 files of tiny 1.0" in verify(release="tiny")[1], "one yanked file yanks no release"
    for name in index.files:
        if "-1.0" in name:
            index[name].yanked = ""
    assert "lists 5 files of tiny 0.9" in verify(release="tiny")[1]
    assert verify(release="nobody")[0] == ExitCode.USAGE
    assert verify(release="nobody==1")[0] == ExitCode.FAILED


def test_without_a_project_and_a_name_it_says_that_one_can_be_named(
    index: StandInIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("verify-pypi", "1.0", "--index", index.simple())) == ExitCode.USAGE
    assert "python -m release_tasks verify-pypi --version NAME==VERSION" in capsys.readouterr().err


def test_the_verdicts_are_values_for_programs(verify: Told) -> None:
    _, told = verify("--json")
    item, report = (json.loads(each) for each in told.splitlines())
    results = {each["kind"]: each["result"] for each in item["evidence"] if "kind" in each}
    assert list(results) == ["files", "coverage", "digests", "metadata", "provenance"]
    assert results["files"] == "passed"
    assert results["digests"] == "not compared"
    assert any("rows" in each for each in item["evidence"])
    assert report["report"]["exit_code"] == 0


def test_it_installs_from_a_folder_of_something_else_entirely(index: StandInIndex, tmp_path: Path) -> None:
    """Another project's broken files, no git, no home: what is verified comes from the index alone."""
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "pyproject.toml").write_text("[project\nname = other")
    (odd / "tiny.py").write_text("raise SystemExit('the wrong one')")
    words = ("verify-pypi", "tiny[some.extra]==1.0", "--index", index.simple())
    done = subprocess.run(
        [sys.executable, "-m", "release_tasks", *words],
        cwd=odd,
        env=host_environment(
            HOME=str(tmp_path / "home"), TMPDIR=str(tmp_path / "tmp"), PATH=str(tmp_path / "empty")
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.FINE, done.stdout + done.stderr
    assert line(done.stdout, "install").startswith("passed")
    assert "site-packages/tiny/__init__.py" in done.stdout
    assert sorted(each.name for each in odd.iterdir()) == ["pyproject.toml", "tiny.py"]
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not [path for path in (tmp_path / "home").rglob("*") if "release-tasks" in str(path)]


@pytest.mark.slow
def test_every_door_verifies_any_project(index: StandInIndex, tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    take_away_a_wheel(index)
    given = ("--dropped", "macos-arm64=no runner", "--dropped", "windows-arm64=never was")
    options = ("--index", index.simple(), "--only", "listed", "--require", "files,coverage", *given)
    through = (
        nox_command(host, "release-verify-pypi", "tiny==1.0", *options),
        invoke_command(host, "release.verify-pypi", "--version", "tiny==1.0", *options),
        (sys.executable, "-m", "release_tasks", "verify-pypi", "tiny==1.0", *options),
    )
    said = {run_in(host, command).stdout for command in through}
    assert len(said) == 1, said
    told = said.pop()
    assert "lists 4 files of tiny 1.0" in told
    assert "said to be dropped: no runner" in told
    assert "said to be dropped, and not gone: windows-arm64" in told
    assert host.git("status", "--porcelain") == ""


def test_a_past_release_of_the_project_at_hand_needs_its_version_alone(
    index: StandInIndex, verify: Told, tmp_path: Path
) -> None:
    """What the project states today says nothing of a release that was."""
    host = make_host("plain_hatchling", tmp_path)
    name = host.package.name.replace("-", "_")
    (tmp_path / "files").mkdir()
    index.has(write_wheel(tmp_path / "files", name=name, version="0.1", states=("Requires-Python: >=3.6",)))
    code, told = verify("--root", str(host.root), release="0.1")
    assert code == ExitCode.FINE, told
    assert "Python >=3.6" in line(told, "files")
    assert host.git("status", "--porcelain") == ""


def test_a_real_pypiserver_offers_what_it_offers(
    index: StandInIndex, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for path in (tmp_path / "dist").iterdir():
        shutil.copy(path, shelf)
    with pypiserver(shelf) as server:
        words = ("tiny==1.0", "--index", server.simple, "--dist", str(tmp_path / "dist"), "--deep")
        code = main(("verify-pypi", *words))
    told = capsys.readouterr().out
    assert code == ExitCode.FINE, told
    assert line(told, "digests").startswith("passed")
    assert line(told, "metadata").startswith("passed")
    assert line(told, "install").startswith("passed")
    assert line(told, "provenance").startswith("not offered")
