"""Verifies the signatures of attestations, offline, where the library for it is installed (extra ``attestations``)."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, TypeAlias

from release_tasks.core.index import IndexFile

Verify: TypeAlias = Callable[[IndexFile, Any], str]
"""Gives what speaks against a file's provenance document; nothing where its signatures hold."""


def verifier() -> tuple[Verify | None, str]:
    """Give what verifies; or nothing, and why.

    The trust root is the one that comes with sigstore: nothing is fetched.
    """
    try:
        library = importlib.import_module("pypi_attestations")
    except ImportError as error:
        return None, f"{error.name or 'pypi_attestations'} is not installed"
    return _verifying(library), ""


def _verifying(library: Any) -> Verify:
    def verify(file: IndexFile, document: Any) -> str:
        """Hold each attestation to the publisher that its bundle names: who that has to be, is judged elsewhere."""
        try:
            distribution = library.Distribution(name=file.name, digest=file.sha256)
            provenance = library.Provenance.model_validate(document)
            for bundle in provenance.attestation_bundles:
                for attestation in bundle.attestations:
                    attestation.verify(bundle.publisher, distribution, offline=True)
        except library.AttestationError as error:
            return _one_line(error)
        except ValueError as error:
            return f"it cannot be understood: {_one_line(error)}"
        return ""

    return verify


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
