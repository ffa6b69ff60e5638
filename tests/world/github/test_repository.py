"""The repository on GitHub, its API and our token: from real remotes, ssh's configuration, and the environment."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hosting import git
from repositories import Repository

from release_tasks.core.errors import UsageError
from release_tasks.core.github import GitHub, Hosting
from release_tasks.world.github.repository import github

OURS = "the-token-of-ours"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository without a remote, and an environment that says nothing of GitHub; gh is not there."""
    for name in ("API_URL", "SERVER_URL", "TOKEN", "ENTERPRISE_TOKEN"):
        monkeypatch.delenv(f"GITHUB_{name}", raising=False)
    for name in ("GH_HOST", "GH_ENTERPRISE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GH_TOKEN", OURS)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "git").symlink_to(shutil.which("git") or "")
    monkeypatch.setenv("PATH", f"{programs}:/bin")
    root = tmp_path / "work"
    root.mkdir()
    git(root, "init", "--quiet")
    return Repository(root)


def program(repository: Repository, name: str, *lines: str) -> None:
    path = repository.root.parent / "bin" / name
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)


def find(repository: Repository, /, *urls: str, repository_name: str = "", api: str = "") -> GitHub:
    for url in urls:
        repository.git("remote", "add", "origin", url)
    return github(repository.project(hosting=Hosting(repository=repository_name, api=api)))


def test_a_remote_at_github(repository: Repository) -> None:
    found = find(repository, "git@github.com:ada/demo.git")
    assert found == GitHub(
        repository="ada/demo", api="https://api.github.com", web="https://github.com", token=OURS
    )
    assert OURS not in repr(found)


def test_what_git_makes_of_the_address_counts(repository: Repository) -> None:
    repository.git("config", "url.https://github.com/.insteadOf", "gh:")
    assert find(repository, "gh:ada/demo").repository == "ada/demo"


def test_we_release_to_where_we_push(repository: Repository) -> None:
    assert find(repository, "https://github.com/fork/demo").repository == "fork/demo"
    repository.git("config", "remote.origin.pushurl", "https://github.com/ada/demo")
    assert find(repository).repository == "ada/demo"


def test_in_a_clone_of_a_fork_the_projects_remote_tells(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "https://github.com/fork/demo")
    repository.git("remote", "add", "upstream", "gh:ada/demo")
    repository.git("config", "url.https://github.com/.insteadOf", "gh:")
    assert github(repository.project(remote="upstream")).repository == "ada/demo"
    assert github(repository.project()).repository == "fork/demo"
    repository.git("remote", "set-url", "upstream", "/srv/demo.git")
    assert github(repository.project(remote="upstream")).absent.startswith("upstream is no repository")


def test_behind_a_mirror_the_written_address_tells(repository: Repository) -> None:
    repository.git("config", "url./srv/mirror/.insteadOf", "https://github.com/")
    assert find(repository, "https://github.com/ada/demo").repository == "ada/demo"


def test_an_alias_of_ssh_is_looked_up(repository: Repository) -> None:
    real = shutil.which("ssh", path="/usr/bin:/bin:/usr/local/bin")
    if real is None:
        pytest.skip("there is no ssh here")
    config = repository.root.parent / "ssh-config"
    config.write_text("Host work-gh\n  HostName github.com\n  User git\n")
    program(repository, "ssh", f'exec {real} -F {config} "$@"')
    assert find(repository, "work-gh:ada/demo.git").web == "https://github.com"


def test_a_host_that_may_be_anything_is_not_asked(repository: Repository) -> None:
    found = find(repository, "https://git.corp.example/ada/demo")
    assert found.absent.startswith("origin is at git.corp.example, which is not known to be GitHub")
    assert found.token == ""


@pytest.mark.parametrize("url", ["/srv/git/demo.git", None])
def test_an_origin_that_is_not_at_github(repository: Repository, url: str | None) -> None:
    found = find(repository, *([url] if url else []))
    assert found.absent.startswith("origin is no repository on GitHub")


def test_an_enterprise_server_gets_its_own_token_only(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_HOST", "git.corp.example")
    found = find(repository, "https://git.corp.example/ada/demo")
    assert found.api == "https://git.corp.example/api/v3"
    assert found.absent == (
        "no token for git.corp.example: set GH_ENTERPRISE_TOKEN, or gh auth login --hostname git.corp.example"
    )
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", "of-corp")
    assert github(repository.project()).token == "of-corp"


def test_settings_say_where_it_is(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", "of-corp")
    stated = find(
        repository, "/srv/demo.git", repository_name="ada/demo", api="https://git.corp.example/api/v3/"
    )
    assert (stated.repository, stated.api) == ("ada/demo", "https://git.corp.example/api/v3")
    assert stated.token == "of-corp"
    assert stated.web == "https://git.corp.example"


def test_settings_alone_mean_github_itself(repository: Repository) -> None:
    assert find(repository, repository_name="ada/demo").web == "https://github.com"


def test_in_a_workflow_the_environment_names_the_server(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GH_TOKEN")
    monkeypatch.setenv("GITHUB_TOKEN", "of-the-job")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.corp.example")
    monkeypatch.setenv("GITHUB_API_URL", "https://git.corp.example/api/v3")
    api = "https://git.corp.example/api/v3"
    found = find(repository, "https://git.corp.example/ada/demo")
    assert (found.token, found.api) == ("of-the-job", api)
    assert github(repository.project(hosting=Hosting(api=api))).token == "of-the-job"


def test_the_server_of_a_workflow_is_not_that_of_another_origin(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.corp.example")
    monkeypatch.setenv("GITHUB_API_URL", "https://git.corp.example/api/v3")
    assert find(repository, "https://github.com/ada/demo").api == "https://api.github.com"


def test_the_api_may_be_named_alone(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:8000")
    assert find(repository, "https://github.com/ada/demo").api == "http://127.0.0.1:8000"


@pytest.mark.parametrize("api", ["http://git.corp.example/api/v3", "ftp://127.0.0.1/"])
def test_a_token_never_goes_out_in_the_clear(repository: Repository, api: str) -> None:
    with pytest.raises(UsageError, match="not encrypted"):
        find(repository, "https://github.com/ada/demo", api=api)


def test_an_api_that_settings_name_does_not_get_the_token_of_origins_host(repository: Repository) -> None:
    found = find(repository, "https://github.com/ada/demo", api="https://git.corp.example/api/v3")
    assert found.token == ""
    assert found.absent.startswith("no token for git.corp.example")


def test_gh_is_asked_for_the_token_of_that_host(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", " ")
    found = find(repository, "https://github.com/ada/demo")
    assert found.absent == "no token for github.com: set GH_TOKEN, or gh auth login --hostname github.com"
    program(repository, "gh", '[ "$*" = "auth token --hostname github.com" ] && echo of-gh')
    assert github(repository.project()).token == "of-gh"
    program(repository, "gh", "echo no oauth token; exit 1")
    assert github(repository.project()).absent.startswith("no token")


def test_the_first_token_wins(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "second")
    assert find(repository, "https://github.com/ada/demo").token == OURS
    monkeypatch.delenv("GH_TOKEN")
    assert github(repository.project()).token == "second"
