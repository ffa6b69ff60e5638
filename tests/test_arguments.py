"""What a door was given becomes a request, or an error that says what to give instead."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from release_tasks.arguments import parsed, parser, request
from release_tasks.catalog import TASKS, Task, task
from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request

DOOR = "nox -s release-{task} --"


def values(line: str, name: str = "tag") -> dict[str, Any]:
    return parsed(task(name), shlex.split(line), DOOR.format(task=name))


def requested(root: Path, line: str = "", name: str = "tag") -> Request:
    return request(task(name), values(line, name), root=root, door=DOOR)


def refused(root: Path, line: str, name: str = "tag") -> UsageError:
    with pytest.raises(UsageError) as caught:
        requested(root, line, name)
    assert caught.value.remedy or caught.value.expected
    return caught.value


def test_nothing_given_is_nothing_asked_for(tmp_path: Path) -> None:
    assert requested(tmp_path) == Request(task="tag", root=tmp_path.resolve(), door=DOOR)


def test_every_option_arrives(tmp_path: Path) -> None:
    (tmp_path / "sub" / "dist").mkdir(parents=True)
    line = (
        "--version 1.3.0 --package demo --only tag --only push --skip commit=by=hand --defer 'push=at=night' --answer 'docs= yes '"
        " --dry-run --yes --yes-public --offline --json --root sub"
    )
    asked = requested(tmp_path, line)
    assert asked == Request(
        task="tag",
        root=(tmp_path / "sub").resolve(),
        version="1.3.0",
        package="demo",
        only=("tag", "push"),
        skip={"commit": "by=hand"},
        defer={"push": "at=night"},
        answers={"docs": "yes"},
        dry_run=True,
        yes=True,
        yes_public=True,
        offline=True,
        json=True,
        door="nox -s release-{task} -- --root sub",
    )
    checked = requested(tmp_path, "--tag v1.3.0 --dist dist --root sub", "check-version")
    assert (checked.tag, checked.dist) == ("v1.3.0", (tmp_path / "sub" / "dist").resolve())


@pytest.mark.parametrize("each", TASKS, ids=lambda each: each.name)
def test_every_task_shows_all_its_options(each: Task) -> None:
    shown = parser(each, "command").format_help()
    for param in each.params:
        assert param.name in shown
        assert (f"--{param.name}" in shown) is not param.required


def test_help_is_printed_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        values("--help", "bump")
    assert caught.value.code == 0
    assert "usage: nox -s release-bump -- V [options]" in capsys.readouterr().out


def test_a_version_may_stand_bare_but_not_twice(tmp_path: Path) -> None:
    assert requested(tmp_path, "minor").version == requested(tmp_path, "--version minor").version == "minor"
    error = refused(tmp_path, "1.3.0 --version 1.4.0")
    assert (error.what, error.expected) == ("the version is given twice", "1.3.0 or 1.4.0")


def test_bump_asks_for_its_version_and_takes_it_bare_alone(tmp_path: Path) -> None:
    assert requested(tmp_path, "minor", "bump").version == "minor"
    assert refused(tmp_path, "", "bump").what == "no version is given"
    assert "unrecognized arguments" in refused(tmp_path, "--version 1.3.0", "bump").what


@pytest.mark.parametrize("line", ["-1.2.0", "--version=-1.2.0", "-- -1.2.0"])
def test_a_version_that_begins_with_a_dash_is_refused(tmp_path: Path, line: str) -> None:
    for name in ("tag", "bump"):
        assert refused(tmp_path, line, name).exit_code == 2


@pytest.mark.parametrize(
    ("text", "remedy"), [("minro", "did you mean minor?"), ("1.2.x", "give a version, or a word")]
)
def test_what_is_neither_a_version_nor_a_word_is_refused(tmp_path: Path, text: str, remedy: str) -> None:
    for line in (text, f"--version {text}"):
        error = refused(tmp_path, line)
        assert repr(text) in error.what
        assert error.remedy.startswith(remedy)
        assert error.where == "nox -s release-tag --"


@pytest.mark.parametrize("line", ["--dry", "--nope", "--yes=1", "--package", "1.3.0 1.4.0", "--tag v1"])
def test_what_no_option_takes_is_refused_with_the_way_to_help(tmp_path: Path, line: str) -> None:
    assert refused(tmp_path, line).remedy == "nox -s release-tag -- --help"


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("--skip commit", "--skip commit=REASON"),
        ("--skip commit=", "--skip commit=REASON"),
        ("--skip 'commit= '", "--skip commit=REASON"),
        ("--skip =why", "--skip ITEM=REASON"),
        ("--defer commit", "--defer commit=REASON"),
        ("--answer docs", "--answer docs=TEXT"),
    ],
)
def test_a_skip_has_a_reason_and_an_answer_a_text(tmp_path: Path, line: str, remedy: str) -> None:
    assert refused(tmp_path, line).remedy == remedy


def test_folders_have_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("nowhere", "file"):
        assert refused(tmp_path, f"--root {name}").where == "--root"
        assert refused(tmp_path, f"--dist {name}", "build-smoke").where == "--dist"
    assert requested(tmp_path, f"--root {tmp_path}").root == tmp_path.resolve()


def test_remedies_lead_back_to_the_same_root_and_package(tmp_path: Path) -> None:
    (tmp_path / "my {project}").mkdir()
    asked = requested(tmp_path, "--root 'my {project}' --package demo")
    assert asked.command("bump", "1.3.0") == (
        "nox -s release-bump -- --root 'my {project}' 1.3.0 --package demo"
    )
    assert requested(tmp_path).command("tag") == "nox -s release-tag"
    assert requested(tmp_path).again("1.3.0") == "nox -s release-tag -- --version 1.3.0"
    assert requested(tmp_path, "minor", "bump").again("1.3.0") == "nox -s release-bump -- 1.3.0"


def verifying(root: Path, line: str) -> Request:
    return requested(root, line, "verify-pypi")


def test_a_remedy_looks_at_the_same_index_as_closely_and_tells_no_password(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    asked = verifying(
        tmp_path,
        "demo==1.0 --index https://ada:pw@index.example/simple/ --deep --require files --python 3.12,3.13"
        " --dropped 'macos-arm64=no runner'",
    )
    again = asked.again("demo==1.1", "--dropped 3.9=REASON")
    assert again == (
        "nox -s release-verify-pypi -- --version demo==1.1 --index https://index.example/simple/ --require files"
        " --deep --python 3.12,3.13 --dropped 'macos-arm64=no runner' --dropped 3.9=REASON"
    )
    assert verifying(tmp_path, again.partition("-- ")[2]).dropped == {
        "macos-arm64": "no runner",
        "3.9": "REASON",
    }
    assert asked.again("demo", "--index ADDRESS").count("--index") == 1
    assert "--index" not in verifying(tmp_path, "1.0 --index http://[").again("1.0")
    assert (
        verifying(tmp_path, "1.0 --dist dist").again("1.0").endswith(f"--dist {tmp_path.resolve() / 'dist'}")
    )


def test_a_release_named_in_full_needs_no_folder(tmp_path: Path) -> None:
    asked = verifying(tmp_path / "nowhere", "Six[x]==1.16.0 --index testpypi --deep --wait 30")
    assert (asked.named, asked.extras, asked.version) == ("six", ("x",), "1.16.0")
    assert (asked.index, asked.deep, asked.wait_s) == ("testpypi", True, 30.0)
    assert verifying(tmp_path, "--version six").named == "six"
    assert verifying(tmp_path, "1.16.0").named is None
    assert refused(tmp_path, "six==1.0").remedy.startswith("give a version"), "no other task takes a name"


def test_kinds_and_pythons_are_repeated_or_listed(tmp_path: Path) -> None:
    asked = verifying(
        tmp_path, "1.0 --require files,digests --require install --python 3.12,3.13 --python 3.12"
    )
    assert asked.require == ("files", "digests", "install")
    assert asked.pythons == ("3.12", "3.13")
    assert verifying(tmp_path, "1.0 --wait 0").wait_s == 0
    assert verifying(tmp_path, "1.0").wait_s is None


@pytest.mark.parametrize(
    ("line", "where", "remedy"),
    [
        ("six>=1", "nox -s release-verify-pypi --", "nox -s release-verify-pypi -- NAME==1.2.0"),
        (
            "six==1.0 --package demo",
            "nox -s release-verify-pypi --",
            "nox -s release-verify-pypi -- --version six==1.0",
        ),
        ("1.0 --require digest", "--require", "did you mean digests?"),
        ("1.0 --require files --offline", "--require", "leave --offline out"),
        ("1.0 --wait soon", "--wait", "--wait 300"),
        ("1.0 --wait -1", "--wait", "--wait 300"),
        ("1.0 --wait inf", "--wait", "--wait 300"),
        ("1.0 --wait nan", "--wait", "--wait 300"),
    ],
)
def test_what_cannot_be_verified_is_refused(tmp_path: Path, line: str, where: str, remedy: str) -> None:
    error = refused(tmp_path, line, "verify-pypi")
    assert (error.where, error.remedy) == (where, remedy)
