"""Provenance objects as indexes serve them (PEP 740), with signatures that nobody may believe."""

from __future__ import annotations

import base64
import json
from typing import Any

GITHUB = {"kind": "GitHub", "repository": "acme/demo", "workflow": "release.yml", "environment": "pypi"}


def a_statement(name: str, sha256: str, **changes: Any) -> dict[str, Any]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": sha256}}],
        "predicateType": "https://docs.pypi.org/attestations/publish/v1",
        "predicate": None,
        **changes,
    }


def an_attestation(statement: object) -> dict[str, Any]:
    coded = base64.b64encode(json.dumps(statement).encode()).decode()
    return {
        "version": 1,
        "verification_material": {"certificate": "AAAA", "transparency_entries": [{}]},
        "envelope": {"statement": coded, "signature": "AAAA"},
    }


def a_provenance(name: str, sha256: str, publisher: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document of one file, published by ``publisher``."""
    attestations = [an_attestation(a_statement(name, sha256))]
    bundle = {"publisher": publisher or GITHUB, "attestations": attestations}
    return {"version": 1, "attestation_bundles": [bundle]}
