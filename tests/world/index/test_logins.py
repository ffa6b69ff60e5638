"""Logins reach the index that they are for, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from indexing import download, look, make_project, the_indexes
from serving import OURS
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.errors import ExitCode, UnreachableError
from release_tasks.world.index.failures import RefusedLoginError

pytestmark = pytest.mark.usefixtures("home")


def test_a_login_in_the_address_is_used(index: StandInIndex) -> None:
    index.login = OURS
    assert look(index.endpoint(login=OURS)).files
    assert len(index.hits) == 1


def test_an_index_that_asks_gets_the_login_that_twine_finds(
    index: StandInIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINE_USERNAME", OURS.user)
    monkeypatch.setenv("TWINE_PASSWORD", OURS.password)
    look(index.endpoint())
    assert "Authorization" not in index.hits[0].headers
    index.login = OURS
    assert look(index.endpoint()).files


def test_a_section_of_pypirc_is_enough_to_read(index: StandInIndex, home: Path) -> None:
    (home / ".pypirc").write_text(
        f"[distutils]\nindex-servers = ours\n[ours]\nrepository = {index.root}\n"
        f"username = {OURS.user}\npassword = {OURS.password}\n"
    )
    index.login = OURS
    assert look(the_indexes(make_project(indexes={"pypi": "ours"})).pypi).files


def test_netrc_is_enough_to_read(index: StandInIndex, home: Path) -> None:
    (home / ".netrc").write_text(f"machine 127.0.0.1 login {OURS.user} password {OURS.password}\n")
    index.login = OURS
    assert look(index.endpoint()).files


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_names_where_to_look_and_is_a_matter_of_settings(
    index: StandInIndex, status: int
) -> None:
    index.trouble("page", status=status)
    with pytest.raises(RefusedLoginError, match=rf"refuses us \({status}\)") as caught:
        look(index.endpoint())
    assert "TWINE_PASSWORD" in caught.value.remedy
    assert caught.value.exit_code is ExitCode.USAGE


def test_no_login_goes_to_another_origin(
    index: StandInIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINE_USERNAME", OURS.user)
    monkeypatch.setenv("TWINE_PASSWORD", OURS.password)
    with StandInIndex() as stranger:
        stranger.has(write_wheel(tmp_path))
        index.trouble("page", status=302, headers={"Location": f"{stranger.root}simple/tiny/"})
        there = index.endpoint(login=OURS)
        (file,) = look(there).files
        assert file.url.startswith(stranger.root)
        stranger.login = OURS
        with pytest.raises(RefusedLoginError, match="refuses us"):
            look(there)
        with pytest.raises(RefusedLoginError, match="refuses us"):
            download(file, there)
    assert len(stranger.hits) == 3
    assert not any("Authorization" in each.headers for each in stranger.hits)


def test_circles_end(index: StandInIndex) -> None:
    index.trouble("page", status=302, headers={"Location": "/simple/tiny/"})
    with pytest.raises(UnreachableError, match="in circles"):
        look(index.endpoint())
