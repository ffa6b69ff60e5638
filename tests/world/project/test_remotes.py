"""Which remote releases go to, in real clones: of the project itself, and of a maintainer's fork."""

from __future__ import annotations

from pathlib import Path

import pytest
from hosting import git

from release_tasks.core.errors import UsageError
from release_tasks.world.project.remotes import release_remote

HINT = 'there is a remote upstream, too: state remote = "upstream" if origin is a fork'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


@pytest.mark.parametrize(
    ("remotes", "stated", "value", "because"),
    [
        (("origin",), "", "origin", "where a clone comes from"),
        (("origin", "upstream"), "", "origin", HINT),
        (("origin", "upstream"), "origin", "origin", "stated"),
        (("origin", "upstream"), "upstream", "upstream", "stated"),
        (("origin", "ada"), "upstream", "origin", "this clone has no remote upstream"),
        (("origin",), "--all", "origin", "this clone has no remote --all"),
        (("project",), "", "project", "the only one"),
        (("project",), "upstream", "project", "the only one"),
        (("ada", "bob"), "", "origin", "where a clone comes from"),
        ((), "", "origin", "where a clone comes from"),
    ],
)
def test_which_remote_it_is(
    clone: Path, remotes: tuple[str, ...], stated: str, value: str, because: str
) -> None:
    for each in remotes:
        git(clone, "remote", "add", each, f"https://host.example/{each}")
    found = release_remote(clone, stated)
    assert (found.value, found.because) == (value, because)


def test_a_remote_of_nearly_that_name_was_meant(clone: Path) -> None:
    for each in ("origin", "upstream"):
        git(clone, "remote", "add", each, f"https://host.example/{each}")
    with pytest.raises(UsageError) as caught:
        release_remote(clone, "upstrem", "pyproject.toml:9")
    assert (caught.value.what, caught.value.where) == ("this clone has no remote upstrem", "pyproject.toml:9")
    assert caught.value.remedy == 'state remote = "upstream", or git remote rename upstream upstrem'


def test_outside_git_there_is_none_to_be_found(tmp_path: Path) -> None:
    assert release_remote(tmp_path, "upstream").value == "origin"
