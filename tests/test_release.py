"""A release step by step, through real doors, in a fresh clone of each sample host: the right bytes and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hosting import Host, fresh_clone
from releasing import DAY, STEPS, host_of, step, traces, tracked


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A text that a file holds once before the release, and what stands there afterwards."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What the next minor release of a host comes to."""

    rewrites: tuple[Rewrite, ...]
    commit_message: str
    tag_message: str


def dated(path: str, version: str, compare: str, last: str, new: str) -> tuple[Rewrite, ...]:
    """Give the rewrites of a changelog in the form of Keep a Changelog."""
    return (
        Rewrite(path, "## [Unreleased]\n", f"## [Unreleased]\n\n## [{version}] - {DAY}\n"),
        Rewrite(
            path,
            f"[Unreleased]: {compare}{last}...HEAD\n",
            f"[Unreleased]: {compare}{new}...HEAD\n[{version}]: {compare}{last}...{new}\n",
        ),
    )


def own_entry(path: str, name: str, before: str, after: str) -> Rewrite:
    """Give the rewrite of the entry of one package, in a manifest or a lock file."""
    head = f'name = "{name}"\nversion = '
    return Rewrite(path, f'{head}"{before}"\n', f'{head}"{after}"\n')


RECORDER = "trace-python-recorder"

RELEASES: Mapping[str, Release] = {
    "recorder_monorepo": Release(
        rewrites=(
            own_entry(f"{RECORDER}/pyproject.toml", RECORDER, "0.4.2", "0.5.0"),
            own_entry(f"{RECORDER}/Cargo.toml", RECORDER, "0.4.2", "0.5.0"),
            own_entry(f"{RECORDER}/Cargo.lock", RECORDER, "0.4.2", "0.5.0"),
            own_entry("uv.lock", RECORDER, "0.4.2", "0.5.0"),
            *dated(
                f"{RECORDER}/CHANGELOG.md",
                "0.5.0",
                "https://forge.example/tracer/suite/compare/",
                "recorder-v0.4.2",
                "recorder-v0.5.0",
            ),
        ),
        commit_message=f"chore(release): {RECORDER} 0.5.0",
        tag_message=f"{RECORDER} v0.5.0",
    ),
    "barter_workspace": Release(
        rewrites=(
            Rewrite("barter-python/pyproject.toml", 'version = "0.9.0"\n', 'version = "0.10.0"\n'),
            Rewrite(
                "barter-python/Cargo.toml",
                '    version   =   "0.9.0"     # as in pyproject.toml\n',
                '    version   =   "0.10.0"     # as in pyproject.toml\n',
            ),
            *dated(
                "barter-python/CHANGELOG.md",
                "0.10.0",
                "https://forge.example/barter/barter/compare/",
                "v0.9.0",
                "v0.10.0",
            ),
        ),
        commit_message="chore(release): barter-python 0.10.0",
        tag_message="barter-python v0.10.0",
    ),
    "plain_hatchling": Release(
        rewrites=(
            Rewrite("pyproject.toml", 'version = "1.4.0"\n', 'version = "1.5.0"\n'),
            *dated(
                "CHANGELOG.md",
                "1.5.0",
                "https://forge.example/samples/plain-hatchling/compare/",
                "v1.4.0",
                "v1.5.0",
            ),
        ),
        commit_message="chore(release): plain-hatchling 1.5.0",
        tag_message="plain-hatchling v1.5.0",
    ),
    "plain_setuptools": Release(
        rewrites=(
            Rewrite("pyproject.toml", 'version = "2.0.3"\n', 'version = "2.1.0"\n'),
            Rewrite("docs/install.md", "plain-setuptools==2.0.3\n", "plain-setuptools==2.1.0\n"),
            Rewrite("CHANGELOG.md", "## Unreleased\n", f"## Unreleased\n\n## 2.1.0 ({DAY})\n"),
        ),
        commit_message="chore(release): plain-setuptools 2.1.0",
        tag_message="plain-setuptools v2.1.0",
    ),
    "dynamic_version": Release(
        rewrites=(
            Rewrite("src/dynamic_version/__init__.py", '__version__ = "0.3.0"\n', '__version__ = "0.4.0"\n'),
            *dated(
                "CHANGELOG.md",
                "0.4.0",
                "https://forge.example/samples/dynamic-version/compare/",
                "v0.3.0",
                "v0.4.0",
            ),
        ),
        commit_message="chore(release): dynamic-version 0.4.0",
        tag_message="dynamic-version v0.4.0",
    ),
}

SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "door"),
    [
        ("recorder_monorepo", "nox"),
        pytest.param("barter_workspace", "invoke", marks=SLOW),
        pytest.param("recorder_monorepo", "invoke", marks=SLOW),
        pytest.param("barter_workspace", "nox", marks=SLOW),
        pytest.param("plain_hatchling", "nox", marks=SLOW),
        pytest.param("plain_setuptools", "invoke", marks=SLOW),
        pytest.param("dynamic_version", "python -m", marks=SLOW),
    ],
)
def test_a_release_step_by_step_leaves_the_right_bytes_and_nothing_else(
    name: str, door: str, tmp_path: Path
) -> None:
    host = fresh_clone(host_of(name, tmp_path / "origin"), tmp_path / "clone")
    host.git("tag", "mine")
    host.git("branch", "mine")
    before, refs, head = tracked(host), refs_of(host), host.git("rev-parse", "HEAD")
    for words in STEPS:
        first = step(host, *words, door=door)
        assert first.returncode == 0, f"{words}\n{first.stdout}\n{first.stderr}"
        left = traces(host)
        again = step(host, *words, door=door)
        assert again.returncode == 0, f"{words}\n{again.stdout}\n{again.stderr}"
        assert traces(host) == left, f"{words} changed something the second time"
        assert "->" not in again.stdout, f"{words} acted the second time:\n{again.stdout}"
        assert words[0] == "check-version" or "  done  " in again.stdout
    assert tracked(host) == rewritten(before, RELEASES[name].rewrites)
    check_commit(host, RELEASES[name], head)
    check_origin(host, RELEASES[name], refs)
    assert host.git("status", "--porcelain=v1", "--branch") == "## main...origin/main"


def refs_of(host: Host) -> dict[str, str]:
    """Give every ref that origin has, by name, with the object that it names."""
    listed = host.at_origin("for-each-ref", "--format=%(refname) %(objectname)")
    return dict(line.split() for line in listed.splitlines())


def rewritten(files: Mapping[str, bytes], rewrites: tuple[Rewrite, ...]) -> dict[str, bytes]:
    """Give the files with the rewrites made, each of which fits once."""
    after = dict(files)
    for each in rewrites:
        assert after[each.path].count(each.before.encode()) == 1, each
        after[each.path] = after[each.path].replace(each.before.encode(), each.after.encode())
    return after


def check_commit(host: Host, release: Release, head: str) -> None:
    """Hold that there is one new commit, with the release's files and its message."""
    assert host.git("rev-parse", "HEAD^@") == head
    assert host.git("log", "-1", "--format=%B") == release.commit_message
    changed = host.git("diff", "--name-only", head, "HEAD").splitlines()
    assert changed == sorted({each.path for each in release.rewrites})


def check_origin(host: Host, release: Release, before: Mapping[str, str]) -> None:
    """Hold that origin has the commit and an annotated tag on it, and all else as it was."""
    tag = f"refs/tags/{host.package.next_tag}"
    after, new = refs_of(host), host.git("rev-parse", "HEAD")
    assert after == {**before, "refs/heads/main": new, tag: host.git("rev-parse", tag)}
    assert host.at_origin("cat-file", "-t", tag) == "tag"
    assert host.at_origin("rev-parse", f"{tag}^{{commit}}") == new
    assert host.at_origin("for-each-ref", "--format=%(contents)", tag) == release.tag_message
