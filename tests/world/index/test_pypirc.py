"""Which address plays which role: settings, .pypirc, environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from indexing import make_project, the_indexes
from twine.repository import TEST_WAREHOUSE, WAREHOUSE_WEB
from twine.utils import DEFAULT_REPOSITORY, TEST_REPOSITORY

from release_tasks.core.address import split_login
from release_tasks.core.errors import UsageError
from release_tasks.world.index.listing import index_page
from release_tasks.world.index.pypirc import address_pair, names_section

pytestmark = pytest.mark.usefixtures("home")


def test_without_settings_the_roles_are_twines_own() -> None:
    found = the_indexes(make_project(testpypi=True))
    assert found.testpypi
    assert (found.pypi.upload, found.pypi.simple) == (DEFAULT_REPOSITORY, f"{WAREHOUSE_WEB}simple/")
    assert (found.testpypi.upload, found.testpypi.simple) == (TEST_REPOSITORY, f"{TEST_WAREHOUSE}simple/")
    assert found.pypi.repository == "pypi"


def test_a_test_index_plays_where_the_project_says_so(home: Path) -> None:
    (home / ".pypirc").write_text("[distutils]\nindex-servers = testpypi\n")
    assert the_indexes(make_project(testpypi=False)).testpypi is None
    ours = the_indexes(
        make_project(testpypi=True, indexes={"testpypi": "https://test.index.example/"})
    ).testpypi
    assert ours
    assert ours.simple == "https://test.index.example/simple/"


def test_pypirc_names_a_section_by_heading_or_list(home: Path) -> None:
    assert not names_section("testpypi")
    (home / ".pypirc").write_text("[distutils]\nindex-servers = pypi\n")
    assert not names_section("testpypi")
    (home / ".pypirc").write_text("[distutils]\nindex-servers =\n  pypi\n  testpypi\n")
    assert names_section("testpypi")
    (home / ".pypirc").write_text("[testpypi]\nusername = us\n")
    assert names_section("testpypi")


def test_a_section_of_pypirc_plays_a_role_and_its_login_stays_out_of_sight(home: Path) -> None:
    (home / ".pypirc").write_text(
        "[distutils]\nindex-servers = ours\n\n[ours]\nrepository = https://index.example/us/rel/\n"
        "username = us\npassword = s3cret\n"
    )
    pypi = the_indexes(make_project(indexes={"pypi": "ours"})).pypi
    assert pypi.repository == "ours"
    assert pypi.shown == pypi.upload == "https://index.example/us/rel/"
    assert split_login(pypi.simple)[0] == "https://index.example/us/rel/+simple/"
    assert "s3cret" not in repr(pypi)


def test_an_address_with_a_login_is_shown_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINE_REPOSITORY_URL", "https://us:s3cret@index.example/")
    found = the_indexes(make_project(testpypi=True))
    assert found.pypi.shown == "https://index.example/"
    assert "s3cret" not in repr(found)
    assert found.testpypi
    assert found.testpypi.shown == TEST_REPOSITORY


def test_settings_come_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINE_REPOSITORY_URL", "https://elsewhere.example/")
    assert (
        the_indexes(make_project(indexes={"pypi": "https://index.example/"})).pypi.shown
        == "https://index.example/"
    )


def test_one_address_in_both_roles_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINE_REPOSITORY", "testpypi")
    with pytest.raises(UsageError, match="the same address"):
        the_indexes(make_project(testpypi=True))


@pytest.mark.parametrize(
    ("pypirc", "stated", "says"),
    [
        ("", "ours", "Missing 'ours' section"),
        ("[distutils]\nindex-servers = ours\n[ours]\nusername = us\n", "ours", "names no repository"),
        ("password = s3cret\n", "pypi", "Malformed"),
        ("", "ftp://us:s3cret@index.example/", "no address of a package index"),
        ("", "https://[index.example/", "no address of a package index"),
    ],
)
def test_what_names_no_index_is_a_usage_error(home: Path, pypirc: str, stated: str, says: str) -> None:
    (home / ".pypirc").write_text(pypirc)
    with pytest.raises(UsageError, match=says) as caught:
        the_indexes(make_project(indexes={"pypi": stated}))
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("stated", "upload_to", "simple"),
    [
        ("https://i.example", "https://i.example", "https://i.example/simple/"),
        ("https://i.example/simple/", "https://i.example/", "https://i.example/simple/"),
        ("https://i.example/us/rel/", "https://i.example/us/rel/", "https://i.example/us/rel/+simple/"),
        (
            "https://i.example/us/rel/+simple",
            "https://i.example/us/rel/",
            "https://i.example/us/rel/+simple/",
        ),
        (
            "https://i.example/repository/ours/",
            "https://i.example/repository/ours/",
            "https://i.example/repository/ours/simple/",
        ),
        ("https://i.example/legacy/", "https://i.example/legacy/", "https://i.example/simple/"),
        (
            "https://i.example/f/pypi/upload/",
            "https://i.example/f/pypi/upload/",
            "https://i.example/f/pypi/simple/",
        ),
        (
            "https://i.example/project/repo/simple/",
            "https://i.example/project/repo/",
            "https://i.example/project/repo/simple/",
        ),
    ],
)
def test_either_address_of_an_index_gives_the_other(stated: str, upload_to: str, simple: str) -> None:
    assert address_pair(stated) == (upload_to, simple)


def test_a_role_that_nobody_plays_is_a_usage_error() -> None:
    found = the_indexes(make_project())
    with pytest.raises(UsageError, match="no index plays the role testpypi"):
        index_page("testpypi", found, make_project())


# What --index names.


def test_the_index_asked_for_stands_in_place_of_the_real_one(home: Path) -> None:
    found = the_indexes(make_project(testpypi=True), index="https://index.example/any/root")
    assert found.testpypi is None
    assert (found.pypi.role, found.pypi.simple) == ("other", "https://index.example/any/root/")
    assert found.pypi.listing == "https://index.example/any/root/"


def test_a_test_index_is_one_whoever_asks_for_it(home: Path) -> None:
    for project in (make_project(), make_project(testpypi=True)):
        asked = the_indexes(project, index="testpypi").pypi
        assert (asked.role, asked.simple) == ("testpypi", f"{TEST_WAREHOUSE}simple/")
    ours = make_project(testpypi=True, indexes={"testpypi": "https://test.index.example/"})
    assert the_indexes(ours, index="testpypi").pypi.simple == "https://test.index.example/simple/"
    asked = the_indexes(ours, index="https://test.index.example/simple").pypi
    assert asked.role == "testpypi", "an address of our own plays its own role"
    assert the_indexes(ours, index="pypi") == the_indexes(ours)


def test_an_address_that_a_section_is_about_gets_its_login(home: Path) -> None:
    (home / ".pypirc").write_text(
        "[distutils]\nindex-servers = ours\n"
        "[ours]\nrepository = https://index.example/\nusername = us\npassword = secret\n"
    )
    for asked in ("ours", "https://index.example/simple/"):
        simple = the_indexes(make_project(), index=asked).pypi.simple
        assert simple == "https://us:secret@index.example/simple/"
    own = the_indexes(make_project(), index="https://me:mine@index.example/simple/").pypi
    assert own.simple == "https://me:mine@index.example/simple/"
    assert "mine" not in f"{own} {own.listing}"


@pytest.mark.parametrize("index", ["nobody", "ftp://index.example/simple/", "https://"])
def test_what_is_no_index_is_refused(home: Path, index: str) -> None:
    with pytest.raises(UsageError):
        the_indexes(make_project(), index=index)
