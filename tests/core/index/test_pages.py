"""Pages of indexes, and pages that are none."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.index import IndexFile, anchors
from release_tasks.core.index.pages import JSON, IndexPageError, parse_page

URL = "https://index.example/simple/tiny-thing/"
SHA = "a" * 64


def html(*rows: str, head: str = "") -> tuple[IndexFile, ...]:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(rows)}</body></html>"
    return parse_page(page.encode(), "text/html; charset=utf-8", URL, "tiny-thing").files


def link(name: str, fragment: str = "", extra: str = "", folder: str = "../../files/") -> str:
    return f'<a href="{folder}{name}{fragment}"{extra}>{name}</a>'


def as_json(*files: dict[str, Any], name: str = "tiny-thing", version: str = "1.1") -> tuple[IndexFile, ...]:
    page = {"meta": {"api-version": version}, "name": name, "files": list(files)}
    return parse_page(json.dumps(page).encode(), JSON, URL, "Tiny.Thing").files


def entry(name: str = "tiny_thing-1.0.tar.gz", **more: Any) -> dict[str, Any]:
    return {"filename": name, "url": f"../../files/{name}", "hashes": {"sha256": SHA}, **more}


def test_html_and_json_say_the_same() -> None:
    attributes = ' data-requires-python="&gt;=3.9" data-yanked="broken &amp; gone"'
    (one,) = html(link("tiny_thing-1.0.tar.gz", f"#sha256={SHA}", attributes))
    (two,) = as_json(entry(**{"requires-python": ">=3.9", "yanked": "broken & gone"}))
    assert one == two
    assert one == IndexFile(
        name="tiny_thing-1.0.tar.gz",
        url="https://index.example/files/tiny_thing-1.0.tar.gz",
        version="1.0",
        sha256=SHA,
        requires_python=">=3.9",
        yanked=True,
        yanked_reason="broken & gone",
    )


def test_an_unescaped_angle_in_an_attribute_is_read() -> None:
    assert (
        html(link("tiny_thing-1.0.tar.gz", extra=' data-requires-python=">=3.9,<4"'))[0].requires_python
        == ">=3.9,<4"
    )


def test_yanked_without_a_reason() -> None:
    assert html(link("tiny_thing-1.0.tar.gz", extra=" data-yanked"))[0].yanked
    assert html(link("tiny_thing-1.0.tar.gz", extra=' data-yanked=""'))[0].yanked
    assert as_json(entry(yanked=True))[0].yanked
    assert not as_json(entry(yanked=False))[0].yanked


def test_a_size_is_kept() -> None:
    assert as_json(entry(size=12))[0].size == 12


def test_a_digest_of_another_kind_is_none_and_case_does_not_matter() -> None:
    assert html(link("tiny_thing-1.0.tar.gz", "#md5=0123"))[0].sha256 == ""
    assert html(link("tiny_thing-1.0.tar.gz", f"#egg=x&sha256={SHA.upper()}"))[0].sha256 == SHA
    assert as_json(entry(hashes={}))[0].sha256 == ""


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("tiny_thing-1.0-py3-none-any.whl", "1.0"),
        ("Tiny.Thing-1.0.0rc1-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "1.0.0rc1"),
        ("tiny-thing-1.0.zip", "1.0"),
        ("tiny-thing-1.0-1.tar.gz", "1.0.post1"),
        ("tiny_thing-1!2.0+local.1.tar.gz", "1!2.0+local.1"),
        ("tiny_thing-01.0.tar.gz", "1.0"),
    ],
)
def test_versions_come_from_file_names(name: str, version: str) -> None:
    assert [each.version for each in html(link(name.replace("+", "%2B")))] == [version]


@pytest.mark.parametrize(
    "name",
    [
        "tiny_thing-1.0.exe",
        "tiny_thing-1.0-py3.9.egg",
        "tiny_thing-1.0.tar.gz.asc",
        "tiny_thing-1.0.tar.gz.metadata",
        "tiny_thing-latest.tar.gz",
        "tiny_thing-1.0-none-any.whl",
        "tiny_thing-1.0\x1b[31m.tar.gz",
        "tiny_thing-1.0/../x.tar.gz",
        "tiny_thing-" + "1" * 5000 + ".tar.gz",
    ],
)
def test_what_is_no_distribution_is_left_out(name: str) -> None:
    assert [each.name for each in as_json(entry(name), entry())] == ["tiny_thing-1.0.tar.gz"]


def test_parent_links_and_other_projects_are_left_out() -> None:
    rows = ('<a href="../">..</a>', link("tiny_thing_extra-1.0.tar.gz"), link("tiny_thing-1.0.tar.gz"))
    assert [each.name for each in html(*rows)] == ["tiny_thing-1.0.tar.gz"]


def test_files_of_other_projects_only_are_an_error() -> None:
    with pytest.raises(IndexPageError, match=r"other projects only, such as other-1\.0\.tar\.gz"):
        html(link("other-1.0.tar.gz"))
    with pytest.raises(IndexPageError, match="other projects only"):
        as_json(entry("other-1.0-py3-none-any.whl"))


def test_addresses_are_relative_to_page_or_base() -> None:
    name = "tiny_thing-1.0.tar.gz"
    assert html(link(name, folder="/f/"))[0].url == f"https://index.example/f/{name}"
    assert html(link(name, folder="//cdn.example/f/"))[0].url == f"https://cdn.example/f/{name}"
    base = '<base href="https://cdn.example/x/"><base href="https://late.example/">'
    assert html(link(name, folder="y/"), head=base)[0].url == f"https://cdn.example/x/y/{name}"


def test_what_two_readers_would_read_in_two_ways_is_refused() -> None:
    with pytest.raises(IndexPageError, match="a link has two href"):
        html(link("tiny_thing-1.0.tar.gz", extra=' HREF="../tiny_thing-2.0.tar.gz"'))
    with pytest.raises(IndexPageError, match="the same key twice"):
        parse_page(b'{"meta": {"api-version": "1.0"}, "files": [], "files": []}', JSON, URL, "tiny-thing")


def test_a_login_in_an_address_is_dropped() -> None:
    assert html(link("tiny_thing-1.0.tar.gz", folder="https://us:pw@cdn.example/"))[0].url.startswith(
        "https://cdn"
    )


@pytest.mark.parametrize("folder", ["file:///etc/", "javascript:", "http://[::1/"])
def test_addresses_that_lead_nowhere_are_an_error(folder: str) -> None:
    with pytest.raises(IndexPageError):
        html(link("tiny_thing-1.0.tar.gz", folder=folder))


def test_a_project_without_files_is_an_empty_page() -> None:
    assert as_json() == ()
    assert html("<h1>Links for tiny-thing</h1>") == ()
    assert html(link("tiny_thing-1.0.exe")) == ()
    assert html("<script></script>", head='<meta name="pypi:repository-version" content="1.0">') == ()


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"it works",
        b"\x00\xff\xfe garbage",
        b"<html><body><form><input type=password></form></body></html>",
        b"<html><script>app()</script></html>",
        b'<html><body>Read the <a href="/docs.html">documentation</a></body></html>',
        b'<html><body><a href="/f/tiny_thing-1.0.tar.gz">tiny_thing-1.0.tar.gz</a>',
        b'<html><meta name="pypi:repository-version" content="2.0"></html>',
        b"<![weird[",
        b"<html><a href='tiny_thing-1.0.tar.gz></a></html>",
        b"<html><!-- </html>",
        b"<html><a href=x",
    ],
)
def test_html_that_is_no_index_page_is_an_error(page: bytes) -> None:
    with pytest.raises(IndexPageError, match="no index page for tiny-thing"):
        parse_page(page, "text/html", URL, "tiny-thing")


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b'{"meta": {"api-version": "1.0"}, "files": [',
        b"[]",
        b'{"files": []}',
        b'{"meta": {"api-version": "1.0"}}',
        b'{"meta": {"api-version": "2.0"}, "files": []}',
        b'{"meta": {"api-version": 1.0}, "files": []}',
        b'{"meta": {"api-version": "1.0"}, "name": "other", "files": []}',
        b'{"meta": {"api-version": "1.0"}, "files": [1]}',
        b"[" * 200_000,
    ],
)
def test_json_that_is_no_index_page_is_an_error(page: bytes) -> None:
    with pytest.raises(IndexPageError, match="no index page for tiny-thing"):
        parse_page(page, JSON, URL, "tiny-thing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hashes": {"sha256": "abc"}},
        {"hashes": None},
        {"url": None},
        {"url": "javascript:tiny_thing-1.0.tar.gz"},
        {"filename": 1},
        {"size": "12"},
        {"size": True},
        {"size": -1},
        {"size": 2**63},
        {"upload-time": 1},
        {"core-metadata": "yes"},
        {"core-metadata": {"sha256": 1}},
        {"provenance": ["x"]},
        {"yanked": 1},
        {"requires-python": 3},
    ],
)
def test_an_entry_with_a_wrong_value_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(IndexPageError):
        as_json(entry(**wrong))


def test_another_content_type_is_an_error_that_does_not_show_a_login() -> None:
    with pytest.raises(IndexPageError, match="application/pdf") as caught:
        parse_page(b"", "application/pdf", "https://us:pw@index.example/simple/tiny/", "tiny")
    assert "pw" not in str(caught.value)


def test_metadata_and_provenance_are_what_the_newest_key_says() -> None:
    other = "b" * 64
    (file,) = as_json({**entry(), "core-metadata": False, "dist-info-metadata": {"sha256": SHA}})
    assert not file.has_metadata
    (file,) = as_json({**entry(), "core-metadata": {"sha256": SHA}, "dist-info-metadata": {"sha256": other}})
    assert (file.has_metadata, file.metadata_sha256) == (True, SHA)
    (file,) = as_json({**entry(), "core-metadata": {}, "provenance": None})
    assert (file.has_metadata, file.metadata_sha256, file.provenance) == (True, "", "")
    name = "tiny_thing-1.0.tar.gz"
    both = f' data-core-metadata="sha256={SHA}" data-dist-info-metadata="sha256={other}"'
    assert html(link(name, extra=both))[0].metadata_sha256 == SHA
    assert not html(link(name, extra=' data-core-metadata="false"'))[0].has_metadata
    assert html(link(name, extra=' data-provenance="/p"'))[0].provenance == "https://index.example/p"


def test_a_page_says_what_became_of_its_project() -> None:
    head = (
        '<meta name="pypi:repository-version" content="1.4">'
        '<meta name="pypi:project-status" content="quarantined">'
        '<meta name="pypi:project-status-reason" content="mal&amp;ware">'
    )
    page = parse_page(f"<html><head>{head}</head></html>".encode(), "text/html", URL, "tiny-thing")
    assert (page.form, page.api, page.status, page.status_reason) == (
        "html",
        "1.4",
        "quarantined",
        "mal&ware",
    )
    status = {"status": "archived", "reason": "done"}
    content = {"meta": {"api-version": "1.9"}, "files": [], "project-status": status}
    page = parse_page(json.dumps(content).encode(), JSON, URL, "tiny-thing")
    assert (page.form, page.api, page.status, page.status_reason) == ("json", "1.9", "archived", "done")


def test_more_tags_than_fit_into_memory_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "_MOST_TAGS", 7)
    assert html(head="") == ()
    with pytest.raises(IndexPageError, match="more tags"):
        html("<hr>")


def test_a_strangers_text_is_one_line() -> None:
    assert as_json(entry(yanked="a\n\x1b[31mb"))[0].yanked_reason == "a [31mb"
    assert len(as_json(entry(yanked="x" * 9999))[0].yanked_reason) == 500


@given(st.binary(max_size=300) | st.text("<a href='\"=#/>![-&;x.whl", max_size=200).map(str.encode))
def test_nothing_but_the_typed_error_comes_out(content: bytes) -> None:
    for kind in (JSON, "text/html"):
        with suppress(IndexPageError):
            parse_page(content, kind, URL, "tiny-thing")
