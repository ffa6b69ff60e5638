"""Signatures of real attestations, verified offline: those that pypi-attestations has among its own tests."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import builders as b
import pytest

from release_tasks.core.gate.provenance import provenance_verdict
from release_tasks.core.gate.verdicts import Failed, Passed, Verdict
from release_tasks.core.index import IndexFile
from release_tasks.core.provenance import (
    ExpectedPublisher,
    FileProvenance,
    Provenances,
    Publisher,
    parse_provenance,
)
from release_tasks.world.index.signatures import verifier

# A pre-release of the library may move them; this one is known to have the pair.
SOURCE = "pypi-attestations==0.0.30"
SIGNED = "pypi_attestations-0.0.19.tar.gz"
REPOSITORY = "trailofbits/pypi-attestations"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of real files and their provenance, out of the library's sdist."""
    pytest.importorskip("pypi_attestations", reason="the extra attestations is not installed")
    folder = tmp_path_factory.mktemp("sdist")
    words = ("download", "--no-deps", "--no-binary", ":all:", "--dest", str(folder), SOURCE)
    done = subprocess.run((sys.executable, "-m", "pip", *words), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"the sdist of {SOURCE} cannot be had: {done.stderr.strip().splitlines()[-1]}")
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        wanted = [each for each in archive.getmembers() if SIGNED in each.name and each.isfile()]
        for member in wanted:
            stream = archive.extractfile(member)
            assert stream
            (folder / Path(member.name).name).write_bytes(stream.read())
    return folder


def judged(assets: Path, expected_at: str = REPOSITORY, *, tamper: bytes = b"", **changes: Any) -> Verdict:
    content = (assets / SIGNED).read_bytes() + tamper
    document = json.loads((assets / f"{SIGNED}.provenance").read_bytes())
    document["attestation_bundles"][0]["publisher"].update(changes)
    digest = hashlib.sha256(content).hexdigest()
    file = IndexFile(name=SIGNED, url="", version="0.0.19", sha256=digest, provenance="x")
    verify, unverified = verifier()
    assert verify
    found = FileProvenance(bundles=parse_provenance(document), signature=verify(file, document))
    expected = Publisher(kind="GitHub", repository=expected_at, workflow="release.yml")
    return provenance_verdict(
        "verify",
        (file,),
        (),
        Provenances(of={SIGNED: found}, unverified=unverified),
        ExpectedPublisher(publisher=expected, because="the test"),
    )


def found(verdict: Verdict) -> list[str]:
    assert isinstance(verdict, Failed), verdict
    return [f"{each.kind}: {each.found}" for each in verdict.findings]


def test_the_right_file_of_the_right_repository_passes(assets: Path) -> None:
    verdict = judged(assets)
    assert isinstance(verdict, Passed)
    assert "(signatures verified)" in verdict.evidence[0].what


def test_a_tampered_file_fails(assets: Path) -> None:
    other, signature = found(judged(assets, tamper=b"!"))
    assert other.startswith("its provenance is about other bytes")
    assert "does not match distribution digest" in signature


def test_another_repository_than_expected_fails(assets: Path) -> None:
    (only,) = found(judged(assets, "acme/demo"))
    assert only.startswith("was published by another repository: GitHub trailofbits/")


def test_a_document_that_lies_about_its_publisher_fails(assets: Path) -> None:
    """The document names the repository that we expect; the certificate, another one."""
    (only,) = found(judged(assets, "acme/demo", repository="acme/demo"))
    assert only.startswith("its attestation does not hold:")


def test_what_is_no_attestation_is_understood_by_nobody(assets: Path) -> None:
    verify, _ = verifier()
    assert verify
    assert verify(b.listed(b.WHEEL).files[0], {"version": 1}).startswith("it cannot be understood")
