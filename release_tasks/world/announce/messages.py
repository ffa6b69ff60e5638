"""What each channel is told: its template, or ours, with the release's own words put in."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from urllib.parse import quote

from release_tasks.core.announcing import (
    Addresses,
    Announcements,
    Channel,
    Markup,
    Message,
    default_template,
)
from release_tasks.core.changelog import notes
from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import text_of
from release_tasks.core.github import GitHub
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, Indexes
from release_tasks.core.news import ChangelogFile
from release_tasks.core.placeholders import fill_text
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.world.files.reading import content

_MARKDOWN = (".md", ".markdown")


def announcements(
    project: Project,
    target: Target,
    addresses: Addresses,
    github: Lazy[GitHub],
    indexes: Lazy[Indexes],
    changelog: Lazy[ChangelogFile],
) -> Announcements:
    """Write the message of each channel; nothing of apprise is loaded for it.

    :raises UsageError: a template is not there, says nothing, or has a placeholder that is not known.
    """
    if not project.channels:
        return Announcements()
    file = changelog.get()
    read = file.read()
    told = notes(read, target.version) if file.path else ""
    page = _page(github.get(), tag_name(project.tag, target.version))
    index = _index_page(indexes.get().pypi, project.name, target.version)
    values = {
        **project.values(target.version),
        "notes": told,
        "url": page or index,
        "index": index,
    }
    ours = default_template(notes=bool(told), page=bool(page))
    markup: Markup = "text" if told and read.document.markup != "markdown" else "markdown"
    return Announcements(
        messages=tuple((each, _message(each, values, ours, markup)) for each in project.channels),
        unset=frozenset(each.variable for each in project.channels) - addresses.by_variable.keys(),
        able=importlib.util.find_spec("apprise") is not None,
    )


def _message(channel: Channel, values: dict[str, str], ours: str, markup: Markup) -> Message:
    subject = fill_text(channel.subject, values, where=f"subject of {channel.name}")
    if channel.template is None:
        text = fill_text(ours, values, where="our template")
        return Message(subject=subject, text=text, markup=markup)
    template = _template(channel.template)
    text = fill_text(template, values, where=str(channel.template)).strip()
    own: Markup = "markdown" if channel.template.suffix.lower() in _MARKDOWN else "text"
    return Message(subject=subject, text=text, markup=own)


def _template(path: Path) -> str:
    text = text_of(path, content(path, needed_by="announce"))
    if not text.strip():
        raise UsageError(
            "the template says nothing",
            where=str(path),
            expected="a text, with {package}, {version}, {tag}, {notes}, {url} or {index} in it",
            remedy=f"write it, or take template out of announce to have {path.name} no longer used",
        )
    return text


def _page(github: GitHub, tag: str) -> str:
    """The page of the release on GitHub; empty where the project is elsewhere."""
    if not github.repository:
        return ""
    return f"{github.web}/{github.repository}/releases/tag/{quote(tag, safe='')}"


def _index_page(endpoint: IndexEndpoint, name: str, version: str) -> str:
    """The page that people look at: twine knows those of its two indexes, of another there is the list of files."""
    from twine.repository import TEST_WAREHOUSE, WAREHOUSE, WAREHOUSE_WEB  # noqa: PLC0415  # few runs announce

    if endpoint.upload.startswith(WAREHOUSE):
        return f"{WAREHOUSE_WEB}project/{name}/{version}/"
    if endpoint.upload.startswith(TEST_WAREHOUSE):
        return f"{TEST_WAREHOUSE}project/{name}/{version}/"
    return f"{endpoint.listing.rstrip('/')}/{name}/"
