"""Logins reach the index that they are for, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from indexing import download, look, make_project, the_indexes
from serving import OURS, FaultyIndex
from tiny_wheel import write_wheel

from release_tasks.core.errors import ExitCode, UnreachableError
from release_tasks.world.index.failures import RefusedLoginError

pytestmark = pytest.mark.usefixtures("home")


def test_a_login_in_the_address_is_used(index: FaultyIndex) -> None:
    index.faults.login = OURS
    assert look(index.served.endpoint(login=OURS)).files
    assert len(index.hits) == 1


def test_an_index_that_asks_gets_the_login_that_twine_finds(
    index: FaultyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINE_USERNAME", OURS.user)
    monkeypatch.setenv("TWINE_PASSWORD", OURS.password)
    look(index.served.endpoint())
    assert "Authorization" not in index.hits[0][1]
    index.faults.login = OURS
    assert look(index.served.endpoint()).files


def test_a_section_of_pypirc_is_enough_to_read(index: FaultyIndex, home: Path) -> None:
    (home / ".pypirc").write_text(
        f"[distutils]\nindex-servers = ours\n[ours]\nrepository = {index.root}\n"
        f"username = {OURS.user}\npassword = {OURS.password}\n"
    )
    index.faults.login = OURS
    assert look(the_indexes(make_project(indexes={"pypi": "ours"})).pypi).files


def test_netrc_is_enough_to_read(index: FaultyIndex, home: Path) -> None:
    (home / ".netrc").write_text(f"machine 127.0.0.1 login {OURS.user} password {OURS.password}\n")
    index.faults.login = OURS
    assert look(index.served.endpoint()).files


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_names_where_to_look_and_is_a_matter_of_settings(
    index: FaultyIndex, status: int
) -> None:
    index.faults.refuse = [status, status]
    with pytest.raises(RefusedLoginError, match=rf"refuses us \({status}\)") as caught:
        look(index.served.endpoint())
    assert "TWINE_PASSWORD" in caught.value.remedy
    assert caught.value.exit_code is ExitCode.USAGE


def test_no_login_goes_to_another_origin(
    index: FaultyIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINE_USERNAME", OURS.user)
    monkeypatch.setenv("TWINE_PASSWORD", OURS.password)
    with FaultyIndex() as stranger:
        stranger.add(write_wheel(tmp_path))
        index.faults.redirect = f"{stranger.root}simple/tiny/"
        there = index.served.endpoint(login=OURS)
        (file,) = look(there).files
        assert file.url.startswith(stranger.root)
        stranger.faults.login = OURS
        with pytest.raises(RefusedLoginError, match="refuses us"):
            look(there)
        with pytest.raises(RefusedLoginError, match="refuses us"):
            download(file, there)
    assert len(stranger.hits) == 3
    assert not any("Authorization" in headers for _, headers in stranger.hits)


def test_circles_end(index: FaultyIndex) -> None:
    index.faults.redirect = f"{index.root}simple/tiny/"
    with pytest.raises(UnreachableError, match="in circles"):
        look(index.served.endpoint())
