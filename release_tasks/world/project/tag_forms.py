"""The form of a package's release tags, from the tags that are there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from release_tasks.core.project import Inference
from release_tasks.core.target import version_in_tag
from release_tasks.world.git.blobs import Blobs
from release_tasks.world.project.tags import TagSeen

_TAG = re.compile(r"(?P<prefix>(?:.*?[^0-9A-Za-z])??[vV]?)(?P<version>\d.*)")
_STATED = re.compile(rb"""^\s*version\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_ANYBODYS = frozenset(("", "release", "releases", "rel", "version", "ver", "python", "py"))
_LOOKED_AT = 5


def tag_form(
    seen: Iterable[TagSeen], repository: Path, folder: Path, names: tuple[str, ...], *, alone: bool
) -> Inference:
    """Infer the form of the tags that were ``seen``, the newest first: one that names the package wins, then one that names nobody, if it can be its own.

    ``names`` are the package's: distribution, alias, import; ``alone`` says that the repository has no
    other package. Of several forms in use the one of the newest tag counts.
    """
    tags = [each.name for each in seen]
    for wanted in (_own_words(names), *([_tails(names)] if not alone else ())):
        for tag in tags:
            form = _form(tag)
            if form and _word(form) in wanted:
                return _seen(form, tags)
    bare = [form for form in dict.fromkeys(_form(tag) for tag in tags) if form and _word(form) in _ANYBODYS]
    for form in bare:
        if alone or _states_its_versions(repository, folder, form, tags):
            return _seen(form, tags)
    if alone:
        return Inference(key="tag", value="v{version}", because="no tag says otherwise")
    return Inference(
        key="tag",
        value=f"{names[0]}-v{{version}}",
        because="there are other packages, and no tag is seen to be this one's",
    )


def _seen(form: str, tags: Iterable[str]) -> Inference:
    like = [tag for tag in tags if version_in_tag(form, tag)]
    return Inference(
        key="tag", value=form, because=f"the tag{'s' if len(like) > 1 else ''} {', '.join(like[:3])}"
    )


def _form(tag: str) -> str | None:
    match = _TAG.fullmatch(tag)
    if match is None or "{" in tag:
        return None
    try:
        Version(match["version"])
    except InvalidVersion:
        return None
    return f"{match['prefix']}{{version}}"


def _word(form: str) -> str:
    """Give what a form says before the version and its ``v``: ``recorder`` of ``recorder-v{version}``."""
    word = re.sub(r"[vV]?\{version\}$", "", form)
    return canonicalize_name(re.sub(r"[^0-9A-Za-z]+$", "", word).replace("/", "-"))


def _own_words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(canonicalize_name(name) for name in names if name)


def _tails(names: tuple[str, ...]) -> frozenset[str]:
    """Give the ends of the distribution's name: ``recorder`` of ``trace-python-recorder``."""
    parts = canonicalize_name(names[0]).split("-")
    return frozenset("-".join(parts[at:]) for at in range(1, len(parts)))


def _states_its_versions(repository: Path, folder: Path, form: str, tags: Iterable[str]) -> bool:
    """Whether the package's manifest states the tag's version at one of the newest tags of this form."""
    inside = folder.relative_to(repository).as_posix()
    manifests = [posixpath.normpath(f"{inside}/{name}") for name in ("pyproject.toml", "Cargo.toml")]
    newest = [tag for tag in tags if _form(tag) == form][:_LOOKED_AT]
    blobs = Blobs(repository)
    blobs.fetch([f"refs/tags/{tag}:{path}" for tag in newest for path in manifests])
    return any(
        _states(blobs.read(f"refs/tags/{tag}", path), Version(version_in_tag(form, tag) or ""))
        for tag in newest
        for path in manifests
    )


def _states(manifest: bytes | None, version: Version) -> bool:
    found = _STATED.search(manifest) if manifest else None
    try:
        return found is not None and Version(found[1].decode("utf-8", "replace")) == version
    except InvalidVersion:
        return False
