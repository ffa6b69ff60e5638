"""A provenance object is read strictly, for it comes from a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from attesting import GITHUB, a_provenance, a_statement, an_attestation

from release_tasks.core.provenance import Attestation, Bundle, Publisher, parse_provenance, publisher_at

NAME, SHA256 = "demo-1.3.0.tar.gz", "bb" * 32


def test_publisher_and_subject_are_read() -> None:
    (bundle,) = parse_provenance(a_provenance(NAME, SHA256))
    assert bundle == Bundle(
        publisher=Publisher(
            kind="GitHub", repository="acme/demo", workflow="release.yml", environment="pypi"
        ),
        attestations=(
            Attestation(
                subject=NAME, sha256=SHA256, predicate="https://docs.pypi.org/attestations/publish/v1"
            ),
        ),
    )
    assert str(bundle.publisher) == "GitHub acme/demo, release.yml, environment pypi"


@pytest.mark.parametrize(
    ("publisher", "told"),
    [
        (
            {"kind": "GitLab", "repository": "acme/sub/demo", "workflow_filepath": ".gitlab-ci.yml"},
            "GitLab acme/sub/demo, .gitlab-ci.yml",
        ),
        (
            {"kind": "Google", "email": "bot@index.example", "claims": {"a": 1}},
            "Google, email bot@index.example",
        ),
        (
            {"kind": "GitHub", "repository": "acme/demo", "workflow": "a.yml", "environment": None},
            "GitHub acme/demo, a.yml",
        ),
        ({"kind": "Unheard\x1b[31m"}, "Unheard[31m"),
    ],
)
def test_every_kind_of_publisher_is_told_in_one_line(publisher: dict[str, Any], told: str) -> None:
    (bundle,) = parse_provenance(a_provenance(NAME, SHA256, publisher))
    assert str(bundle.publisher) == told


def changed(**changes: Any) -> dict[str, Any]:
    return {**a_provenance(NAME, SHA256), **changes}


def bundle(*attestations: Any, publisher: Any = GITHUB) -> dict[str, Any]:
    return changed(attestation_bundles=[{"publisher": publisher, "attestations": list(attestations)}])


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "no provenance of version 1"),
        (changed(version=2), "no provenance of version 1"),
        (changed(attestation_bundles={}), "attestation_bundles is no list"),
        (changed(attestation_bundles=["x"]), "attestation_bundles is no list of objects"),
        (changed(attestation_bundles=[]), "holds no attestation"),
        (bundle(), "holds no attestation"),
        (bundle(an_attestation(a_statement(NAME, SHA256)), publisher="GitHub"), "names no publisher"),
        (bundle(an_attestation(a_statement(NAME, SHA256)), publisher={"kind": 1}), "names no publisher"),
        (bundle({"envelope": {"statement": "%%%"}}), "holds no statement"),
        (bundle({"envelope": {"statement": 7}}), "holds no statement"),
        (bundle({"envelope": None}), "holds no statement"),
        (bundle(an_attestation("text")), "holds no statement"),
        (bundle(an_attestation({"subject": "text"})), "subject is no list"),
        (bundle(an_attestation(a_statement(NAME, SHA256, subject=[]))), "not about exactly one file"),
        (
            bundle(
                an_attestation(a_statement(NAME, SHA256, subject=2 * a_statement(NAME, SHA256)["subject"]))
            ),
            "not about exactly one file",
        ),
    ],
)
def test_what_is_no_provenance_says_why(document: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_provenance(document)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://github.com/acme/demo", "GitHub acme/demo"),
        ("https://github.com/acme/demo.git", "GitHub acme/demo"),
        ("git@github.com:acme/demo.git", "GitHub acme/demo"),
        ("ssh://git@github.com:22/acme/demo.git/", "GitHub acme/demo"),
        ("https://token@github.com/acme/demo", "GitHub acme/demo"),
        ("https://www.GitHub.com/acme/demo/issues", "GitHub acme/demo"),
        ("https://gitlab.com/acme/sub/demo", "GitLab acme/sub/demo"),
        ("https://gitlab.com/acme/demo/-/tree/main", "GitLab acme/demo"),
        ("https://github.com/acme", None),
        ("https://github.com.index.example/acme/demo", None),
        ("https://index.example/github.com/acme/demo", None),
        ("/srv/demo.git", None),
        ("", None),
    ],
)
def test_a_repository_is_read_from_any_address_of_it(address: str, told: str | None) -> None:
    found = publisher_at(address)
    assert (str(found) if found else None) == told
