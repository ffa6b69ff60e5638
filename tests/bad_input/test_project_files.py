"""The project's own files and settings, broken in every way that a release would stumble over."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from complaints import edit, files, looked, picture, refused, told
from hosting import Host, invoke_command, make_host, nox_command, run_in

PYPROJECT = "pyproject.toml"
NOBODY = 65534
AS_NOBODY = f"""
import importlib, os, pkgutil, sys, release_tasks
from release_tasks.__main__ import main
for each in pkgutil.walk_packages(release_tasks.__path__, "release_tasks."):
    importlib.import_module(each.name)
assert main([*sys.argv[1:], "--dry-run"]) == 0
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
sys.exit(main())
"""
"""A run as a user without rights; what it imports is loaded while it may still be read."""


@pytest.fixture
def patterned(tmp_path: Path) -> Host:
    """A host whose settings have a pattern: docs/install.md states the version too."""
    return make_host("plain_setuptools", tmp_path)


# pyproject.toml


def test_no_pyproject(plain: Host) -> None:
    (plain.root / PYPROJECT).unlink()
    for task in (("bump", "minor"), ("status", "--offline")):
        refused(
            plain,
            *task,
            code=2,
            says=(f"{plain.root}/{PYPROJECT}", "there is no", "[project]"),
            remedy="--root",
        )


@pytest.mark.parametrize(
    ("now", "then", "says", "remedy"),
    [
        ('name = "plain-hatchling"', 'name = "plain-hatchling', (":6: broken TOML",), "mend pyproject.toml"),
        ('name = "plain-hatchling"\n', "", ("[project]", "name"), "add it"),
        ('version = "1.4.0"', "version = 1.4", (":7",), "plain string"),
        ('version = "1.4.0"', 'version = "1.4.x"', (":7", "'1.4.x'"), "bump"),
    ],
    ids=["broken", "nameless", "number", "no-version"],
)
def test_a_pyproject_that_is_wrong(
    plain: Host, now: str, then: str, says: tuple[str, ...], remedy: str
) -> None:
    edit(plain, PYPROJECT, now, then)
    refused(plain, "metadata", code=2, says=(f"{plain.root}/{PYPROJECT}", *says), remedy=remedy)


def test_a_pyproject_that_is_not_utf_8(plain: Host) -> None:
    data = plain.read(PYPROJECT).replace("A sample", "Ein Beispi\N{LATIN SMALL LETTER E WITH ACUTE}l")
    (plain.root / PYPROJECT).write_bytes(data.encode("latin-1"))
    refused(plain, "bump", "minor", code=2, says=(f"{PYPROJECT}:8", "is not UTF-8"), remedy="as UTF-8")


@pytest.mark.parametrize(
    ("door", "code"),
    [
        (lambda host: nox_command(host, "release-bump", "minor"), 1),
        (lambda host: invoke_command(host, "release.bump", "minor"), 2),
    ],
    ids=["nox", "invoke"],
)
def test_the_other_doors_say_it_too(plain: Host, door: Callable[[Host], tuple[str, ...]], code: int) -> None:
    edit(plain, PYPROJECT, '"plain-hatchling"', '"plain-hatchling')
    before = picture(plain)
    done = run_in(plain, door(plain))
    assert done.returncode == code
    assert f"{plain.root}/{PYPROJECT}:6: broken TOML" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert picture(plain) == before


# settings


@pytest.mark.parametrize(
    ("line", "says", "remedy"),
    [
        ('tets = ["x"]', ":13: tool.release-tasks.tets", "did you mean tests?"),
        ("[tool.release-tasks.packages.x]\nptah = '.'", ":14: tool.release-tasks.packages.x.ptah", "path?"),
        ("tag = 5", ":13: tool.release-tasks.tag: the number 5 does not fit", "mend tag"),
        ('tag = "v"', ":13: tool.release-tasks.tag: 'v' makes no tags", 'tag = "v{version}"'),
        ('sign = "yes"', ":13: tool.release-tasks.sign: the string 'yes' does not fit", "mend sign"),
        ('pythons = "3.12"', ":13: tool.release-tasks.pythons: the string '3.12'", "mend pythons"),
        ('publish = "both"', ":13: tool.release-tasks.publish", "mend publish"),
        ('changelog = "NEWS.md"', ":13: tool.release-tasks.changelog: there is no NEWS.md", "changelog"),
        ('path = "../x"', ":13: tool.release-tasks.path: ../x leads out of the repository", "path"),
        ('tests = ["\'x"]', ":13: tool.release-tasks.tests[0]", "tests"),
        ('tests = [""]', ":13: tool.release-tasks.tests[0]: the command is empty", "remove tests"),
        ('tests = ["{pyhton} -m x"]', "in place of {pyhton}", "{{pyhton}}"),
        ('commit-message = "{versoin}"', "in place of {versoin}", "commit-message"),
        (
            'patterns = [{ path = "README.md", search = "x" }]',
            "'x' does not hold {version} once",
            "README.md",
        ),
        ('patterns = [{ path = "README.md" }]', "patterns[0]: search is missing", "add search"),
        ('patterns = [{ path = "RAEDME.md", search = "x{version}" }]', "there is no RAEDME.md", "patterns"),
        ('patterns = [{ path = "README.md", search = "x{version}" }]', "matches nothing", "mend README.md"),
    ],
)
def test_settings_that_are_wrong(plain: Host, line: str, says: str, remedy: str) -> None:
    plain.write(PYPROJECT, f"{plain.read(PYPROJECT)}\n[tool.release-tasks]\n{line}\n")
    refused(plain, "bump", "minor", code=2, says=(says,), remedy=remedy)


def test_pythons_that_are_no_versions_end_a_run_before_its_build(plain: Host) -> None:
    plain.write(PYPROJECT, f'{plain.read(PYPROJECT)}\n[tool.release-tasks]\npythons = ["three"]\n')
    plain.commit("chore: settings")
    refused(plain, "validate", code=2, says=("'three'", "pythons"), remedy="3.12")


def test_settings_in_two_files(plain: Host) -> None:
    plain.write(PYPROJECT, f"{plain.read(PYPROJECT)}\n[tool.release-tasks]\nsign = false\n")
    plain.write("release-tasks.toml", "sign = true\n")
    refused(
        plain,
        *("bump", "minor"),
        code=2,
        says=("release-tasks.toml and ", f"{PYPROJECT}:12", "settings in two files"),
        remedy="move the keys of release-tasks.toml",
    )


# sources


def test_sources_that_disagree_with_a_word_and_the_full_version_that_mends_them(patterned: Host) -> None:
    edit(patterned, "docs/install.md", "==2.0.3", "==2.0.2")
    places = "pyproject.toml:7 2.0.3, docs/install.md:3 2.0.2"
    refused(patterned, "bump", "minor", code=2, says=(places, "'minor'"), remedy="bump 2.0.3")
    refused(patterned, "check-version", code=1, says=("docs/install.md:3",), remedy="bump 2.0.3")
    assert told(patterned, "bump", "2.1.0").code == 0
    assert "plain-setuptools==2.1.0" in patterned.read("docs/install.md")
    assert 'version = "2.1.0"' in patterned.read(PYPROJECT)
    assert told(patterned, "check-version").code == 0


def test_a_pattern_that_matches_no_longer(patterned: Host) -> None:
    edit(patterned, "docs/install.md", "==2.0.3", ">=2")
    why = ("docs/install.md", "'plain-setuptools=={version}' matches nothing")
    for version in ("minor", "2.1.0"):
        refused(patterned, "bump", version, code=2, says=why, remedy="mend install.md")
    seen = looked(patterned, "--offline", says=why)
    assert seen.text.count("matches nothing") == 1


def test_a_file_that_states_the_version_and_is_gone_or_a_folder(patterned: Host) -> None:
    path = patterned.root / "docs/install.md"
    path.unlink()
    for version in ("minor", "2.1.0"):
        refused(patterned, "bump", version, code=2, says=("there is no docs/install.md",), remedy="patterns")
    path.mkdir()
    refused(
        patterned,
        "bump",
        "2.1.0",
        code=2,
        says=("docs/install.md", "is a folder"),
        remedy=f"git restore {path}",
    )


def test_a_dynamic_version_whose_file_states_none(tmp_path: Path) -> None:
    host = make_host("dynamic_version", tmp_path)
    module = "src/dynamic_version/__init__.py"
    edit(host, module, '__version__ = "0.3.0"', '__version__ = ".".join(("0", "3"))')
    refused(host, "bump", "minor", code=2, says=(module, "no version is stated"), remedy="__init__.py")
    (host.root / module).unlink()
    refused(host, "bump", "minor", code=2, says=(module, "there is no such file"), remedy="git restore")


# files that cannot be written


def test_a_read_only_file_keeps_all_the_others_as_they_are(patterned: Host) -> None:
    path = patterned.root / "docs/install.md"
    path.chmod(0o444)
    refused(patterned, "bump", "minor", code=1, says=(f"{path}: is read-only",), remedy=f"chmod u+w {path}")


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write here")
@pytest.mark.parametrize("kept", ["docs", ".git"])
def test_a_folder_that_belongs_to_somebody_else(open_to_all: Path, kept: str) -> None:
    host = make_host("plain_setuptools", open_to_all)
    for path in (host.root, *host.root.rglob("*")):
        if kept not in path.relative_to(host.root).parts:
            os.chown(path, NOBODY, NOBODY)
    before = files(host)
    trusting = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    done = run_in(
        host,
        (sys.executable, "-c", AS_NOBODY, "bump", "minor"),
        folder=host.root,
        HOME=str(host.root),
        **trusting,
    )
    text = done.stdout + done.stderr
    assert done.returncode == 1, text
    assert str(host.root / kept) in text
    assert f"chmod u+w {host.root / kept}" in text or "mend the permissions" in text
    assert files(host) == before


# the changelog


def test_a_changelog_without_entries(plain: Host) -> None:
    edit(plain, "CHANGELOG.md", "### Changed\n\n- Help is shorter.\n\n", "")
    plain.commit("docs: nothing to tell")
    why = ("CHANGELOG.md:3: ", "empty", "## [Unreleased]")
    refused(
        plain,
        *("metadata", "minor", "--only", "changelog"),
        code=1,
        says=why,
        remedy="write the entries in CHANGELOG.md",
    )
    seen = told(plain, "metadata", "minor", "--skip", "docs=none")
    assert (seen.code, seen.verdict("metadata.changelog")) == (1, "FAIL")
    assert seen.verdict("metadata.release-notes") == "blocked"
    assert plain.git("status", "--porcelain") == "M pyproject.toml"


def test_a_changelog_that_is_not_utf_8_ends_the_run_before_the_bump(plain: Host) -> None:
    (plain.root / "CHANGELOG.md").write_bytes(b"# Changelog\n\n## [Unreleased]\n\n- caf\xe9\n")
    plain.commit("docs: coffee")
    refused(
        plain,
        "metadata",
        "minor",
        code=2,
        says=("CHANGELOG.md:5", "not UTF-8"),
        remedy="save CHANGELOG.md as UTF-8",
    )
    seen = looked(plain, "--offline", says=("CHANGELOG.md:5",))
    assert seen.text.count("not UTF-8") == 1
