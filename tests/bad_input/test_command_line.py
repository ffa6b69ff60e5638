"""Command lines that cannot be meant: versions, items, packages, folders."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from complaints import looked, picture, refused, told
from hosting import Host, invoke_command, make_host, nox_command, run_in


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A host that no test of this module may change, which each of them proves."""
    return make_host("plain_hatchling", tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def monorepo(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """Two packages, one in Rust; as unchanged as the other."""
    return make_host("recorder_monorepo", tmp_path_factory.mktemp("monorepo"))


@pytest.mark.parametrize(
    ("version", "says", "remedy"),
    [
        ("1.x", "'1.x' is not a version", "give a version, or a word such as major, minor"),
        ("minro", "'minro' is not a version", "did you mean minor?"),
        ("rc", "could mean 2.0.0rc1, 1.5.0rc1 or 1.4.1rc1", "minor-rc (for 1.5.0rc1)"),
        ("final", "'final' after 1.4.0 leads to no higher version", "say "),
        ("-1", "'-1' is no version", "bump --help"),
        ("-1.5.0", "-1.5.0", "bump --help"),
        ("-x", "unrecognized arguments: -x", "bump --help"),
        ("", "no version is given", "bump --help"),
    ],
)
def test_a_version_that_is_none(plain: Host, version: str, says: str, remedy: str) -> None:
    refused(plain, "bump", version, code=2, says=(says,), remedy=remedy)


def test_a_local_version_is_no_release(plain: Host) -> None:
    says = ("1.5.0+local is a local version",)
    refused(plain, "plan", "--version", "1.5.0+local", code=2, says=says, remedy="release 1.5.0 instead")


def test_no_version_and_two_versions(plain: Host) -> None:
    refused(plain, "bump", code=2, says=("no version is given", "minor"), remedy="bump --help")
    refused(plain, "bump", "1.5", "1.6", code=2, says=("unrecognized arguments: 1.6",), remedy="bump --help")
    refused(
        plain, "plan", "1.5", "--version", "1.6", code=2, says=("given twice",), remedy="plan --version 1.6"
    )


@pytest.mark.parametrize(
    "command",
    [
        lambda host: nox_command(host, "release-bump", "-1"),
        lambda host: nox_command(host, "release-status", "--version", "-1"),
        lambda host: invoke_command(host, "release.bump", "-1"),
        lambda host: invoke_command(host, "release.bump", "--version", "-1"),
        lambda host: (sys.executable, "-m", "release_tasks", "status", "-1"),
    ],
    ids=["nox", "nox-option", "invoke", "invoke-option", "python"],
)
def test_a_version_that_begins_with_a_dash_is_refused_by_every_door(
    plain: Host, command: Callable[[Host], Sequence[str]]
) -> None:
    before = picture(plain)
    done = run_in(plain, command(plain))
    assert done.returncode in {1, 2}
    assert "'-1' is no version" in done.stdout + done.stderr
    assert picture(plain) == before


@pytest.mark.parametrize(
    ("version", "doubt"),
    [("1.3.9", "1.3.9 goes backwards, from 1.4.0"), ("1.3.1", "1.3.1 goes backwards, from 1.4.0")],
)
def test_a_version_below_the_last_release_needs_a_person(plain: Host, version: str, doubt: str) -> None:
    refused(plain, "bump", version, code=4, says=(doubt,), remedy=f"pass --answer bump={version}")


def test_a_tag_in_use_needs_a_person_who_says_the_very_version(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    host.git("tag", "--annotate", "v1.6.0", "--message", "somebody's")
    refused(host, "bump", "1.6.0", code=4, says=("the tag v1.6.0 exists",), remedy="pass --answer bump=1.6.0")
    refused(
        host,
        "bump",
        "1.6.0",
        "--answer",
        "bump=yes",
        code=4,
        says=("said 'yes' before",),
        remedy="bump=1.6.0",
    )
    assert told(host, "bump", "1.6.0", "--answer", "bump=1.6.0").code == 0
    assert 'version = "1.6.0"' in host.read("pyproject.toml")


@pytest.mark.parametrize(
    ("arguments", "says", "remedy"),
    [
        (("--only", "bmup"), "there is no item bmup", "did you mean bump?"),
        (("--only", "zzz"), "one of bump, lockfiles, changelog, docs", "name one of them with --only"),
        (("--only", "push"), "this task has no item tag.push", "run tag"),
        (("--skip", "chanelog=no"), "there is no item chanelog", "did you mean changelog?"),
        (("--skip", "bump"), "'bump' gives no reason", "--skip bump=REASON"),
        (("--skip", "bump= "), "gives no reason", "--skip bump=REASON"),
        (("--answer", "dosc=yes"), "there is no item dosc", "did you mean docs?"),
        (("--answer", "docs"), "'docs' gives no text", "--answer docs=TEXT"),
        (("--pakage", "x"), "unrecognized arguments: --pakage", "metadata --help"),
        (("--root", "nowhere"), "there is no folder ", "--root"),
        (("--package", "zzz"), "there is no package zzz", "metadata --package plain-hatchling"),
    ],
)
def test_an_option_that_names_nothing(
    plain: Host, arguments: tuple[str, ...], says: str, remedy: str
) -> None:
    refused(plain, "metadata", *arguments, code=2, says=(says,), remedy=remedy)


def test_a_task_that_is_none_is_answered_with_those_that_are(plain: Host) -> None:
    seen = told(plain, "bmup", "minor")
    assert seen.code == 2
    assert "there is no task 'bmup'" in seen.err
    assert "check-version" in seen.err


def test_built_files_that_are_not_where_they_are_said_to_be(plain: Host, tmp_path: Path) -> None:
    for task in ("check-version", "build-smoke"):
        refused(plain, task, "--dist", "nowhere", code=2, says=("there is no folder",), remedy="build-smoke")
        seen = refused(
            plain, task, "--dist", str(tmp_path), code=1, says=(f"{tmp_path}: no ", "1.4.0"), remedy="--dist"
        )
        assert "--only build" not in seen.text


def test_a_tag_of_another_form_or_version(plain: Host) -> None:
    refused(plain, "check-version", "--tag", "x1", code=2, says=("--tag", "v{version}"), remedy="tag")
    refused(
        plain,
        "check-version",
        *("--tag", "v9.9.9"),
        code=1,
        says=("pyproject.toml:7", "expected: 9.9.9", "found:    1.4.0"),
        remedy="bump 9.9.9",
    )


def test_a_package_that_is_not_named_or_does_not_exist(monorepo: Host) -> None:
    both = "there are 2 packages here: recorder, viewer"
    refused(
        monorepo, "bump", "minor", code=2, says=(both,), remedy="release_tasks bump minor --package recorder"
    )
    refused(monorepo, "status", code=2, says=(both,), remedy="release_tasks status --package recorder")
    refused(
        monorepo,
        *("bump", "minor", "--package", "veiwer"),
        code=2,
        says=("there is no package veiwer", "one of recorder, viewer"),
        remedy="release_tasks bump minor --package viewer",
    )


def test_a_remedy_names_package_and_folder_again(monorepo: Host, tmp_path: Path) -> None:
    done = run_in(
        monorepo,
        (
            *(sys.executable, "-m", "release_tasks", "check-version", "9.9", "--package", "viewer"),
            *("--root", str(monorepo.root)),
        ),
        folder=tmp_path,
    )
    assert done.returncode == 1
    assert "bump 9.9 --package viewer" in done.stdout.replace(f" --root {monorepo.root}", "")
    assert f"--root {monorepo.root}" in done.stdout


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("1!0.5.0", "it has no epochs"),
        ("0.4.2.post1", "it has no post releases"),
        ("post", "no post releases"),
    ],
)
def test_a_version_that_cargo_cannot_write_is_refused_before_anything_is(
    monorepo: Host, version: str, why: str
) -> None:
    refused(
        monorepo,
        *("bump", version, "--package", "recorder"),
        code=2,
        says=("trace-python-recorder/Cargo.toml:3", "cannot be written as SemVer", why),
        remedy="choose a version that can be written everywhere",
    )


def test_an_error_is_json_too(plain: Host) -> None:
    seen = told(plain, "metadata", "--only", "bmup", "--json")
    (line,) = seen.out.splitlines()
    error = json.loads(line)["error"]
    assert (seen.code, error["exit_code"]) == (2, 2)
    assert error["what"] == "there is no item bmup"
    assert error["remedy"] == "did you mean bump?"


def test_status_of_a_version_that_is_impossible_still_shows_what_it_can(monorepo: Host) -> None:
    seen = looked(monorepo, "--package", "recorder", "--version", "0.4.2.post1", "--offline")
    assert "no post releases" in seen.out
