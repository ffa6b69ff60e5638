"""Which repository a remote's address means, and where its API is."""

from __future__ import annotations

import pytest

from release_tasks.core.github.address import api_of, is_repository, remote_address


@pytest.mark.parametrize(
    ("url", "host", "ssh"),
    [
        ("https://github.com/ada/demo", "github.com", False),
        ("https://github.com/ada/demo.git", "github.com", False),
        ("https://ada:token@GitHub.com/ada/demo.git/", "github.com", False),
        ("https://www.github.com/ada/demo", "github.com", False),
        ("git://github.com/ada/demo.git", "github.com", False),
        ("git@github.com:ada/demo.git", "github.com", True),
        ("github.com:ada/demo", "github.com", True),
        ("ssh://git@github.com/ada/demo.git", "github.com", True),
        ("ssh://git@ssh.github.com:443/ada/demo.git", "github.com", True),
        ("git+ssh://git@github.com/ada/demo.git", "github.com", True),
        ("work-gh:ada/demo.git", "work-gh", True),
        ("https://git.corp.example:8443/ada/demo", "git.corp.example:8443", False),
        ("org-1@corp.ghe.com:ada/demo.git", "corp.ghe.com", True),
    ],
)
def test_forms_of_a_remotes_address(url: str, host: str, ssh: bool) -> None:
    found = remote_address(url)
    assert found is not None
    assert (found.host, found.repository, found.ssh) == (host, "ada/demo", ssh)


@pytest.mark.parametrize(
    "url",
    [
        *("", "/srv/git/ada/demo.git", "../demo", "file:///srv/ada/demo.git", "C:/git/demo", "C:\\git\\demo"),
        *(
            "https://github.com/ada",
            "https://github.com/a/b/c",
            "https://[broken/ada/demo",
            "git@github.com:demo",
        ),
        "https://github.com:x/ada/demo",
    ],
)
def test_what_names_no_repository_at_a_host(url: str) -> None:
    assert remote_address(url) is None


def test_where_the_api_is() -> None:
    assert api_of("github.com") == "https://api.github.com"
    assert api_of("corp.ghe.com") == "https://api.corp.ghe.com"
    assert api_of("git.corp.example") == "https://git.corp.example/api/v3"


@pytest.mark.parametrize(
    ("name", "fits"),
    [("ada/demo", True), ("ada/de.mo_1-2", True), ("ada", False), ("a/b/c", False), ("a/..", False)],
)
def test_names_of_repositories(name: str, fits: bool) -> None:
    assert is_repository(name) is fits
