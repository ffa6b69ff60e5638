"""Logins leave addresses, and go to their own origin only."""

from __future__ import annotations

import pytest

from release_tasks.core.address import Login, next_hop, same_origin, split_login, with_login

LOGIN = Login(user="us", password="a:b@c/d é")


def test_a_login_goes_in_and_comes_out_again() -> None:
    url = with_login("https://index.example:8443/simple/", LOGIN)
    assert url == "https://us:a%3Ab%40c%2Fd%20%C3%A9@index.example:8443/simple/"
    assert split_login(url) == ("https://index.example:8443/simple/", LOGIN)


def test_an_address_without_a_login_stays() -> None:
    assert split_login("https://index.example/@us/") == ("https://index.example/@us/", None)
    assert with_login("https://index.example/", None) == "https://index.example/"


def test_a_login_replaces_another() -> None:
    assert split_login(with_login("https://them:x@index.example/", LOGIN))[1] == LOGIN


def test_a_login_does_not_show_itself() -> None:
    assert repr(LOGIN) == "Login()"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://index.example:443/x", True),
        ("https://INDEX.example/", True),
        ("http://index.example/", False),
        ("https://index.example:8443/", False),
        ("https://index.example.evil.example/", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(other: str, same: bool) -> None:
    assert same_origin("https://index.example/simple/", other) is same


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/simple/other/", "https://index.example/simple/other/"),
        ("../other/", "https://index.example/simple/other/"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://us:pw@cdn.example/x?a=b%20c", "https://cdn.example/x?a=b%20c"),
        (" /with space/ ", "https://index.example/with%20space/"),
    ],
)
def test_a_redirect_leads_on_without_a_login(target: str, leads_to: str) -> None:
    assert next_hop("https://index.example/simple/tiny/", target) == leads_to


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("http://index.example/simple/tiny/", "not encrypted"),
        ("ftp://index.example/", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("https://[::1", "no web address"),
        ("https://:80/", "no web address"),
    ],
)
def test_a_redirect_that_is_not_followed(target: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        next_hop("https://index.example/simple/tiny/", target)
    if "not encrypted" in says:
        assert next_hop("http://index.example/", target) == target
