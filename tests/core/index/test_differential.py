"""The same pages, read by pypi-simple and by us: generated ones, spelled in every way that HTML and JSON allow."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from two_readers import by_them, by_us

from release_tasks.core.index.pages import JSON, parse_page

pypi_simple = pytest.importorskip("pypi_simple", reason="pypi-simple, the other reader, is not installed")

Entry = dict[str, Any]
URL = "https://index.example/simple/tiny-thing/"


digests = st.text("0123456789abcdef", min_size=64, max_size=64)
versions = st.sampled_from(["1.0", "1.0.0", "0.9rc1", "2!1.0.post3", "1.0+local.1", "10.0.dev4"])
tags = st.sampled_from(
    ["py3-none-any", "1-cp312-abi3-win_amd64", "cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64"]
)
names = st.one_of(
    st.builds("{}-{}-{}.whl".format, st.sampled_from(["tiny_thing", "Tiny.Thing"]), versions, tags),
    st.builds("{}-{}.tar.gz".format, st.sampled_from(["tiny_thing", "tiny-thing"]), versions),
)
reasons = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20).map(
    lambda text: " ".join(text.split())
)
entries: st.SearchStrategy[Entry] = st.fixed_dictionaries(
    {
        "filename": names,
        "folder": st.sampled_from(
            ["../../f/", "/f/", "https://cdn.example/a/b/", "//cdn.example/x/", "f/", "", "/", "./", "../"]
        ),
        "sha256": digests | st.just(""),
        "requires": st.none() | st.sampled_from([">=3.9", ">=3.9, <4", "!=3.9.0,>=3.9"]),
        "yanked": st.none() | reasons,
        "metadata": st.sampled_from(["", "true"]) | digests,
        "provenance": st.sampled_from(["", "https://index.example/integrity/x/provenance"]),
        "size": st.none() | st.integers(0, 2**40),
        "uploaded": st.sampled_from(["", "2026-01-02T03:04:05.000006Z", "2026-01-02T03:04:05Z"]),
    }
)
pages = st.lists(entries, max_size=6, unique_by=lambda entry: entry["filename"])


def json_entry(entry: Entry) -> dict[str, Any]:
    metadata = entry["metadata"]
    made = {
        "filename": entry["filename"],
        "url": entry["folder"] + entry["filename"].replace("+", "%2B"),
        "hashes": {"sha256": entry["sha256"]} if entry["sha256"] else {},
        "requires-python": entry["requires"],
        "yanked": entry["yanked"] or entry["yanked"] is not None,
        "core-metadata": {"sha256": metadata} if len(metadata) == 64 else bool(metadata),
        "provenance": entry["provenance"] or None,
        "size": entry["size"],
        "upload-time": entry["uploaded"] or None,
    }
    return {key: value for key, value in made.items() if value is not None}


@settings(max_examples=60)
@given(pages, st.sampled_from(["1.0", "1.1", "1.3", "1.4"]))
def test_json_pages(entries: list[Entry], api: str) -> None:
    page = {"meta": {"api-version": api}, "name": "tiny-thing", "files": [*map(json_entry, entries)]}
    page |= {"versions": [], "project-status": {"status": "archived", "reason": "done"}}
    ours = parse_page(json.dumps(page).encode(), JSON, URL, "tiny-thing")
    theirs = pypi_simple.ProjectPage.from_json_data(page, base_url=URL)
    assert [*map(by_us, ours.files)] == [*map(by_them, theirs.packages)]
    assert (ours.api, ours.status, ours.status_reason) == (theirs.repository_version, "archived", "done")


# How an attribute is written down: its value is the same each time.
spellings = st.sampled_from(
    [
        lambda name, value: f' {name}="{html.escape(value)}"',
        lambda name, value: f" {name}='{html.escape(value)}'",
        lambda name, value: f"\n\t{name.upper()} = '{html.escape(value)}'",
        lambda name, value: f' {name}="' + "".join(f"&#{ord(each)};" for each in value) + '"',
        lambda name, value: f' {name}="' + "".join(f"&#x{ord(each):x};" for each in value) + '" ',
        lambda name, value: f' {name}="{value.replace("&", "&amp;").replace(chr(34), "&quot;")}"',
    ]
)
fillers = st.sampled_from(
    ["", "\n", "<br>", "<br/>", "<!-- <a href=no> -->", "<p>text &amp; more</p>", "<hr >", " & "]
)


@st.composite
def html_pages(draw: st.DrawFn) -> str:
    rows = []
    for entry in draw(pages):
        metadata = entry["metadata"]
        fragment = f"#sha256={entry['sha256']}" if entry["sha256"] else ""
        attributes = {"href": entry["folder"] + entry["filename"].replace("+", "%2B") + fragment}
        if entry["requires"] is not None:
            attributes["data-requires-python"] = entry["requires"]
        if entry["yanked"] is not None:
            attributes["data-yanked"] = entry["yanked"]
        if metadata:
            attributes["data-core-metadata"] = f"sha256={metadata}" if len(metadata) == 64 else metadata
        if entry["provenance"]:
            attributes["data-provenance"] = entry["provenance"]
        ordered = draw(st.permutations(sorted(attributes.items())))
        written = "".join(draw(spellings)(*each) for each in ordered)
        text = draw(
            st.sampled_from([entry["filename"], f" {entry['filename']}\n", f"<b>{entry['filename']}</b>"])
        )
        rows.append(f"<{draw(st.sampled_from('aA'))}{written}>{text}</a>{draw(fillers)}")
    base = draw(st.sampled_from(["", '<base href="https://base.example/z/">', "<base href='../up/'>"]))
    meta = '<meta name="pypi:repository-version" content="1.4"><meta name="pypi:project-status" content="archived">'
    return f"<!DOCTYPE html>{draw(fillers)}<html><head>{meta}{base}</head><body>{draw(fillers)}{''.join(rows)}</body></html>"


@settings(max_examples=60)
@given(html_pages())
@example('<html><body><a href="tiny_thing-1.0.tar.gz" data-yanked>tiny_thing-1.0.tar.gz</a></body></html>')
@example("<html><a href=tiny_thing-1.0.tar.gz data-requires-python=&gt;=3>tiny_thing-1.0.tar.gz</a></html>")
@example("<html><a href=tiny_thing-1.0.tar.gz data-requires-python=&gt;=3/>tiny_thing-1.0.tar.gz</a></html>")
@example("<html><a/href='tiny_thing-1.0.tar.gz'title=it's data-yanked=a'b>tiny_thing-1.0.tar.gz</a></html>")
@example('<html><a href="tiny_thing-1.0.tar.gz"data-yanked="x">tiny_thing-1.0.tar.gz</a></html>')
@example('<html><style>a > b {}</style><a href="tiny_thing-1.0.tar.gz">tiny_thing-1.0.tar.gz</a></html>')
@example(
    "<html><script>'<a href=tiny_thing-2.0.tar.gz>'</script><a href=tiny_thing-1.0.tar.gz>tiny_thing-1.0.tar.gz</a></html>"
)
def test_html_pages(page: str) -> None:
    ours = parse_page(page.encode(), "text/html; charset=utf-8", URL, "tiny-thing")
    theirs = pypi_simple.ProjectPage.from_html("tiny-thing", page, base_url=URL)
    assert [*map(by_us, ours.files)] == [*map(by_them, theirs.packages)]
    assert (ours.api or "1.0") == theirs.repository_version or not theirs.repository_version
