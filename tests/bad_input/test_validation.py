"""Builds, test commands, Pythons and built files that fail a release before anything is tagged."""

from __future__ import annotations

import pytest
from complaints import edit, looked, refused, settle, told
from hosting import Host
from tiny_wheel import write_wheel


def python(code: str) -> str:
    """A command that runs code, as settings state it."""
    return f"'''{{python}} -c \"{code}\"'''"


def test_a_python_that_is_not_here(plain: Host) -> None:
    settle(plain, 'pythons = ["3.99"]')
    refused(
        plain,
        *("validate", "--only", "smoke"),
        code=1,
        says=("Python 3.99: is not on this machine",),
        remedy="uv python install 3.99",
    )
    looked(plain, "--offline", says=("Python 3.99: is not on this machine",))


@pytest.mark.parametrize(
    ("command", "says", "remedy"),
    [
        (python("raise SystemExit('no disk')"), ("ended with exit status 1", "no disk"), "&& "),
        ("'no-such-builder --x'", ("cannot start no-such-builder",), "install no-such-builder"),
        (python("pass"), ("the build made no sdist and no wheel",), "{dist}"),
        (
            python("open('{dist}/tiny-1.0.tar.gz', 'w')"),
            ("files of another release: tiny-1.0",),
            "check-version",
        ),
    ],
    ids=["fails", "missing", "nothing", "another"],
)
def test_a_build_command_that_fails_leaves_dist_as_it_was(
    plain: Host, command: str, says: tuple[str, ...], remedy: str
) -> None:
    settle(plain, f"build = {command}")
    plain.write("dist/.keep", "kept")
    seen = refused(plain, "validate", code=1, says=says, remedy=remedy)
    verdicts = [seen.verdict(f"validate.{item}") for item in ("build", "artifacts", "smoke")]
    assert verdicts == ["FAIL", "blocked", "blocked"]


def test_a_build_backend_that_is_broken(plain: Host) -> None:
    edit(plain, "pyproject.toml", '"hatchling.build"', '"hatchling.biuld"')
    plain.commit("build: a slip of the pen")
    refused(
        plain,
        *("validate", "--only", "build"),
        code=1,
        says=("Backend 'hatchling.biuld' is not available", "ended with exit status"),
        remedy=f"python -m build {plain.root}",
    )


def test_a_wheel_of_another_release_in_dist(plain: Host) -> None:
    (plain.root / "dist").mkdir()
    wheel = write_wheel(plain.root / "dist")
    seen = refused(
        plain, "validate", code=1, says=("holds files of other releases: tiny-1.0",), remedy=f"rm {wheel}"
    )
    assert seen.verdict("validate.build") == "FAIL"
    looked(plain, "--offline", says=("tiny-1.0",))
    for task in ("build-smoke", "check-version"):
        refused(plain, task, "--dist", "dist", code=1, says=("tiny-1.0", "1.4.0"), remedy="build")


@pytest.mark.parametrize(
    ("command", "says", "remedy"),
    [
        (python("raise SystemExit('3 failed')"), ("ended with exit status 1", "3 failed"), "cd "),
        ("'no-such-runner -q'", ("cannot start no-such-runner", "PATH"), "install no-such-runner"),
    ],
    ids=["fails", "missing"],
)
def test_tests_that_fail_stop_the_build(
    plain: Host, command: str, says: tuple[str, ...], remedy: str
) -> None:
    settle(plain, f"tests = [{command}]")
    seen = refused(plain, "validate", code=1, says=says, remedy=remedy)
    assert seen.verdict("validate.tests") == "FAIL"
    assert seen.verdict("validate.build") == "blocked"


def test_tests_that_leave_something_behind_are_told_of_it(plain: Host) -> None:
    settle(plain, f"tests = [{python(chr(111) + 'pen(chr(106), chr(119))')}]")
    seen = told(plain, "validate")
    assert (seen.code, seen.verdict("validate.tests")) == (1, "FAIL")
    assert "?? j" in seen.out
    assert any(".gitignore" in each for each in seen.remedies)
