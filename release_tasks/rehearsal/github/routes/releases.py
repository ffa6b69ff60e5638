"""Answers about releases and their files: drafts, publishing, and what cannot be changed afterwards."""

from __future__ import annotations

import re
from dataclasses import replace

from release_tasks.rehearsal.github.bodies import tracker
from release_tasks.rehearsal.github.bodies.place import Json, Place
from release_tasks.rehearsal.github.messages import (
    NOT_FOUND,
    Answer,
    Asked,
    Route,
    forbidden,
    found,
    invalid,
    listed,
    redirected,
    refused,
)
from release_tasks.rehearsal.github.state import Asset, Release

_UNUSUAL = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 125_000
_LOCKED = ("tag_name", "target_commitish", "draft", "prerelease")
"""What cannot be changed of an immutable release."""
_MAY_NOT = forbidden("contents=write; contents=write,workflows=write")


def _releases(place: Place, asked: Asked) -> Answer:
    seen = (each for each in reversed(place.hosted.releases) if place.hosted.may_push or not each.draft)
    releases: list[Json] = [tracker.release(place, each) for each in seen]
    return listed(asked, releases, place.at)


def _release_by_tag(place: Place, asked: Asked, tag: str) -> Answer:
    # A draft is no release of its tag yet.
    published = (each for each in place.hosted.releases if each.tag == tag and not each.draft)
    release = next(published, None)
    return found(tracker.release(place, release)) if release else NOT_FOUND


def _release(place: Place, asked: Asked, number: str) -> Answer:
    release = _release_of(place, number)
    return found(tracker.release(place, release)) if release else NOT_FOUND


def _draft(place: Place, asked: Asked) -> Answer:
    said = asked.value
    if not place.hosted.may_push:
        return _MAY_NOT
    draft = said.get("draft", False)
    refusal = _tag_refused(place, said["tag_name"], draft=draft) or _words_refused(said, draft=draft)
    if refusal:
        return refusal
    release = place.hosted.add_release(said["tag_name"])
    if said.get("generate_release_notes"):
        said = {**said, "body": f"{said.get('body', '')}\n\n## What's Changed\n* Everything (#1)"}
    _take(place, release, said)
    return found(tracker.release(place, release), 201)


def _change(place: Place, asked: Asked, number: str) -> Answer:
    release, said = _release_of(place, number), asked.value
    if release is None:
        return NOT_FOUND
    if not place.hosted.may_push:
        return _MAY_NOT
    tag = said.get("tag_name", release.tag)
    if release.immutable and (locked := next((each for each in _LOCKED if each in said), None)):
        return invalid(field=locked, message=f"{locked} cannot be changed: the release is immutable")
    publishing = release.draft and not said.get("draft", True)
    if publishing and (refusal := _tag_refused(place, tag, draft=False)):
        return refusal
    if refusal := _words_refused(said, draft=said.get("draft", release.draft)):
        return refusal
    release.tag = tag
    _take(place, release, said)
    return found(tracker.release(place, release))


def _take(place: Place, release: Release, said: Json) -> None:
    for key in ("name", "body", "draft", "prerelease", "make_latest"):
        setattr(release, key, said.get(key, getattr(release, key)))
    if not release.draft and f"refs/tags/{release.tag}" not in place.hosted.refs():
        place.hosted.made_tags.append(release.tag)
    if not release.draft and place.hosted.immutable_releases:
        release.immutable = True


def _tag_refused(place: Place, tag: str, *, draft: bool) -> Answer | None:
    """A published release has its tag for itself, and one that was immutable keeps it for ever."""
    if tag in place.hosted.burnt_tags:
        return invalid(field="tag_name", message="tag_name was used by an immutable release")
    taken = any(each.tag == tag and not each.draft for each in place.hosted.releases)
    if taken and not draft:
        return invalid(resource="Release", field="tag_name", code="already_exists")
    return None


def _words_refused(said: Json, *, draft: bool) -> Answer | None:
    if len(said.get("body", "")) > _LONGEST:
        return invalid(
            resource="Release", field="body", message=f"body is too long (maximum is {_LONGEST} characters)"
        )
    if said.get("make_latest") == "true" and (draft or said.get("prerelease")):
        return invalid(field="make_latest", message="Drafts and prereleases cannot be set as latest")
    return None


def _assets(place: Place, asked: Asked, number: str) -> Answer:
    release = _release_of(place, number)
    if release is None:
        return NOT_FOUND
    return listed(asked, [tracker.asset(place, release, each) for each in release.assets], place.at)


def _upload(place: Place, asked: Asked, number: str) -> Answer:
    release = _release_of(place, number)
    if release is None:
        return NOT_FOUND
    # GitHub renames what it finds unusual, such as the plus sign of a local version.
    name = _UNUSUAL.sub(".", asked.query["name"])
    if release.immutable:
        return invalid(message="Cannot upload assets to an immutable release.")
    if any(each.name == name for each in release.assets):
        return invalid(resource="ReleaseAsset", field="name", code="already_exists")
    newest = max((each.id + 1 for each in release.assets), default=release.id * 1000)
    release.assets.append(Asset(id=newest, name=name, content=asked.body))
    if place.hosted.broken_uploads:
        place.hosted.broken_uploads -= 1
        release.assets[-1].state, release.assets[-1].content = "starter", b""
        return replace(refused(502, "Server Error"), faulty=True)
    return found(tracker.asset(place, release, release.assets[-1]), 201)


def _asset(place: Place, asked: Asked, number: str) -> Answer:
    known = _asset_of(place, number)
    if known is None:
        return NOT_FOUND
    if asked.headers.get("accept") == "application/octet-stream":
        return redirected(place.storage("assets", number))
    return found(tracker.asset(place, *known))


def content_of(place: Place, number: str) -> bytes | None:
    """The bytes of a file."""
    known = _asset_of(place, number)
    return known[1].content if known else None


def _remove(place: Place, asked: Asked, number: str) -> Answer:
    known = _asset_of(place, number)
    if known is None:
        return NOT_FOUND
    release, asset = known
    if release.immutable:
        return invalid(message="Cannot delete an asset of an immutable release")
    release.assets.remove(asset)
    return Answer(status=204)


def _release_of(place: Place, number: str) -> Release | None:
    return next((each for each in place.hosted.releases if str(each.id) == number), None)


def _asset_of(place: Place, number: str) -> tuple[Release, Asset] | None:
    files = ((release, each) for release in place.hosted.releases for each in release.assets)
    return next((each for each in files if str(each[1].id) == number), None)


TABLE: tuple[Route, ...] = (
    ("DELETE", "/releases/assets/{number}", _remove),
    ("GET", "/releases", _releases),
    ("GET", "/releases/assets/{number}", _asset),
    ("GET", "/releases/tags/{tag}", _release_by_tag),
    ("GET", "/releases/{number}", _release),
    ("GET", "/releases/{number}/assets", _assets),
    ("PATCH", "/releases/{number}", _change),
    ("POST", "/releases", _draft),
    ("POST", "/releases/{number}/assets", _upload),
)
