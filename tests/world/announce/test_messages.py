"""What a channel is told: its own template or ours, with the words of the release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders as b
import pytest
from twine.repository import TEST_WAREHOUSE, WAREHOUSE, WAREHOUSE_WEB

from release_tasks.core.announcing import Addresses, Announcements, Channel, Message
from release_tasks.core.errors import UsageError
from release_tasks.core.github import GitHub
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, Indexes
from release_tasks.core.news import ChangelogFile
from release_tasks.world.announce.messages import announcements

MARKDOWN = "# Changes\n\n## 1.3.0 - 2026-11-21\n\n- Faster `{run}`.\n\n## 1.2.0\n\n- Old.\n"
ELSEWHERE = GitHub(absent="not there")
CHAT = Channel(name="chat", variable="CHAT_URL")


def told(
    *channels: Channel,
    changelog: str = MARKDOWN,
    name: str = "CHANGELOG.md",
    github: GitHub | None = None,
    indexes: Indexes | None = None,
    set_: tuple[str, ...] = ("CHAT_URL",),
) -> Announcements:
    return announcements(
        b.a_project(channels=channels),
        b.a_target(),
        Addresses(by_variable=dict.fromkeys(set_, "json://s3cret")),
        Lazy(lambda: github or b.a_github()),
        Lazy(lambda: indexes or b.some_indexes()),
        Lazy(lambda: ChangelogFile(path=b.ROOT / name, text=changelog)),
    )


def message(*channels: Channel, **changes: Any) -> Message:
    ((_, found),) = told(*channels, **changes).messages
    return found


def test_only_what_has_no_address_is_unset() -> None:
    other = Channel(name="list", variable="LIST_URL")
    assert told(CHAT, other).unset == {"LIST_URL"}


def test_ours_says_what_changed_and_where_it_is() -> None:
    assert message(CHAT) == Message(
        subject="demo 1.3.0",
        text="demo 1.3.0 is released.\n\n- Faster `{run}`.\n\n"
        "https://github.example/ada/demo/releases/tag/v1.3.0\nhttp://pypi.index.example/simple/demo/",
        markup="markdown",
    )


def test_what_is_not_known_leaves_no_gap() -> None:
    here = "http://pypi.index.example/simple/demo/"
    assert message(CHAT, changelog="", github=ELSEWHERE).text == f"demo 1.3.0 is released.\n\n{here}"
    assert message(CHAT, changelog="# Changes\n\n## 1.2.0\n\n- Old.\n").text.startswith(
        "demo 1.3.0 is released.\n\nhttps:"
    )


def test_a_page_is_known_without_a_token_and_a_tag_is_quoted() -> None:
    github = b.a_github(token="", absent="no token")
    channel = Channel(name="chat", variable="CHAT_URL", subject="{package} {tag}")
    found = announcements(
        b.a_project(channels=(channel,), tag="demo/v{version}"),
        b.a_target(),
        Addresses(by_variable={}),
        Lazy(lambda: github),
        Lazy(b.some_indexes),
        Lazy(lambda: ChangelogFile(path=None)),
    )
    assert "/ada/demo/releases/tag/demo%2Fv1.3.0\n" in found.messages[0][1].text
    assert found.messages[0][1].subject == "demo demo/v1.3.0"
    assert found.unset == {"CHAT_URL"}


def test_a_template_of_the_project_has_its_words_put_in(tmp_path: Path) -> None:
    template = tmp_path / "mail.txt"
    template.write_text("{package} {version} ({tag})\n{{literal}} {}\n{notes}\n{url}\n{index}\n")
    found = message(Channel(name="chat", variable="CHAT_URL", template=template))
    assert found.text == (
        "demo 1.3.0 (v1.3.0)\n{literal} {}\n- Faster `{run}`.\n"
        "https://github.example/ada/demo/releases/tag/v1.3.0\nhttp://pypi.index.example/simple/demo/"
    )
    assert found.markup == "text"
    template.rename(tmp_path / "mail.md")
    found = message(Channel(name="chat", variable="CHAT_URL", template=tmp_path / "mail.md"))
    assert found.markup == "markdown"


def test_notes_in_another_markup_go_out_as_they_are() -> None:
    changelog = "Changes\n=======\n\n1.3.0\n-----\n\n* ``fast``\n"
    found = message(CHAT, changelog=changelog, name="CHANGES.rst")
    assert "* ``fast``" in found.text
    assert found.markup == "text"


@pytest.mark.parametrize(
    ("text", "what"),
    [("{verison}", "nothing is known to put in place of {verison}"), (" \n", "says nothing")],
)
def test_a_template_that_cannot_be_used_is_named(tmp_path: Path, text: str, what: str) -> None:
    template = tmp_path / "mail.md"
    template.write_text(text)
    with pytest.raises(UsageError) as caught:
        message(Channel(name="chat", variable="CHAT_URL", template=template))
    assert what in caught.value.what
    assert caught.value.where == str(template)
    template.unlink()
    with pytest.raises(UsageError, match="no such file"):
        message(Channel(name="chat", variable="CHAT_URL", template=template))


def test_the_pages_of_known_indexes_are_those_that_people_look_at() -> None:
    def at(upload: str) -> str:
        there = IndexEndpoint(
            role="pypi", repository="", upload=upload, simple="http://x.index.example/simple/", shown=upload
        )
        return message(CHAT, github=ELSEWHERE, indexes=Indexes(testpypi=None, pypi=there)).text

    assert at(f"{WAREHOUSE}legacy/").endswith(f"{WAREHOUSE_WEB}project/demo/1.3.0/")
    assert at(f"{TEST_WAREHOUSE}legacy/").endswith(f"{TEST_WAREHOUSE}project/demo/1.3.0/")


def test_without_channels_nothing_is_looked_at() -> None:
    facts = (Lazy(b.never), Lazy(b.never), Lazy(b.never))
    assert announcements(b.a_project(), b.a_target(), Addresses(by_variable={}), *facts) == Announcements()
