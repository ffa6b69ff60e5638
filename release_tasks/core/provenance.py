"""Provenance of published files: what an index's attestations say of who published which bytes (PEP 740)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ProvenanceLevel = Literal["off", "exists", "verify"]

_REPOSITORY = re.compile(
    r"(?i)(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]+@)?(?:www\.|ssh\.)?(?P<host>github|gitlab)\.com(?::\d+/|[:/])"
    r"(?P<path>[\w.-]+/[\w./-]+)"
)
# How each kind of publisher names its workflow; the others have no repository.
_WORKFLOW = {"GitHub": "workflow", "GitLab": "workflow_filepath"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who published, as a trusted publisher is named: empty is what it does not have, or what nobody knows.

    ``kind`` is ``GitHub``, ``GitLab``, ``Google`` or another, ``repository`` is ``OWNER/NAME``, ``workflow`` the
    workflow's file, ``identity`` all that another kind says of itself.
    """

    kind: str
    repository: str = ""
    workflow: str = ""
    environment: str = ""
    identity: str = ""

    def __str__(self) -> str:
        if not self.repository:
            return f"{self.kind}, {self.identity}" if self.identity else self.kind
        further = (self.workflow, f"environment {self.environment}" if self.environment else "")
        return ", ".join((f"{self.kind} {self.repository}", *filter(None, further)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPublisher:
    """Who should have published, as far as it is known, and ``because`` of what; None: nobody says."""

    publisher: Publisher | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What one attestation is about: the file's name and digest, and the type of its statement."""

    subject: str
    sha256: str
    predicate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The attestations of one publisher."""

    publisher: Publisher
    attestations: tuple[Attestation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProvenance:
    """What an index offers for one file: its ``bundles``, or the ``fault`` that makes them unreadable.

    ``signature`` is what speaks against the signatures, empty where they hold or were not looked at.
    """

    bundles: tuple[Bundle, ...] = ()
    fault: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenances:
    """The provenance of each file that has one, by file name.

    ``unverified`` says why no signature was looked at, empty where all were.
    """

    of: Mapping[str, FileProvenance] = field(default_factory=dict)
    unverified: str = ""


def publisher_at(address: str) -> Publisher | None:
    """Read which repository an address means, of a remote or a web page, on a host that publishes with provenance."""
    match = _REPOSITORY.match(address.strip())
    if match is None:
        return None
    kind = "GitHub" if match["host"].lower() == "github" else "GitLab"
    # What is not a repository's own page lies below it: /issues, /-/tree/main.
    parts = match["path"].partition("/-/")[0].strip("/").split("/")
    path = "/".join(parts[:2] if kind == "GitHub" else parts).removesuffix(".git")
    return Publisher(kind=kind, repository=path) if path.count("/") else None


class _BrokenError(ValueError):
    """What is wrong with a document, as the end of a sentence about it."""


def parse_provenance(document: object) -> tuple[Bundle, ...]:
    """Read a provenance object, as JSON gave it.

    Source: PEP 740; the statement inside is an in-toto Statement v1.

    :raises ValueError: it is none; the text says why.
    """
    if not isinstance(document, Mapping) or document.get("version") != 1:
        raise _BrokenError("it is no provenance of version 1")
    bundles = tuple(_bundle(each) for each in _objects(document, "attestation_bundles"))
    if not any(each.attestations for each in bundles):
        raise _BrokenError("it holds no attestation")
    return bundles


def _bundle(values: Mapping[str, Any]) -> Bundle:
    publisher = values.get("publisher")
    if not isinstance(publisher, Mapping) or not isinstance(publisher.get("kind"), str):
        raise _BrokenError("a bundle names no publisher")
    return Bundle(
        publisher=_publisher(publisher),
        attestations=tuple(_attestation(each) for each in _objects(values, "attestations")),
    )


def _publisher(values: Mapping[str, Any]) -> Publisher:
    kind = _line(values["kind"])
    workflow = _WORKFLOW.get(kind)
    if workflow is None:
        told = (
            f"{key} {_line(each)}" for key, each in values.items() if key not in ("kind", "claims") and each
        )
        return Publisher(kind=kind, identity=", ".join(told))
    return Publisher(
        kind=kind,
        repository=_line(values.get("repository")),
        workflow=_line(values.get(workflow)),
        environment=_line(values.get("environment")),
    )


def _attestation(values: Mapping[str, Any]) -> Attestation:
    envelope = values.get("envelope")
    coded = envelope.get("statement") if isinstance(envelope, Mapping) else None
    try:
        statement = json.loads(base64.b64decode(coded or "", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise _BrokenError("an attestation holds no statement") from None
    if not isinstance(statement, Mapping):
        raise _BrokenError("an attestation holds no statement")
    subjects = list(_objects(statement, "subject"))
    digest = subjects[0].get("digest") if len(subjects) == 1 else None
    if not isinstance(digest, Mapping):
        raise _BrokenError("a statement is not about exactly one file")
    return Attestation(
        subject=_line(subjects[0].get("name")),
        sha256=_line(digest.get("sha256")),
        predicate=_line(statement.get("predicateType")),
    )


def _objects(values: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    listed = values.get(key)
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise _BrokenError(f"its {key} is no list of objects")
    yield from listed


def _line(text: object) -> str:
    """A stranger's text as one line that can be printed; empty for what is no text."""
    return (
        "".join(each for each in " ".join(text.split()) if each.isprintable())
        if isinstance(text, str)
        else ""
    )
