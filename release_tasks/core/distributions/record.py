"""RECORD, the list of a wheel's files (PyPA: recording installed projects; PEP 427)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from release_tasks.core.distributions.members import Member, several
from release_tasks.core.findings import Finding

STRONG = frozenset({"sha256", "sha384", "sha512"})
_WITHOUT_HASH = ("RECORD", "RECORD.jws", "RECORD.p7s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of RECORD; ``algorithm`` and ``digest`` are empty where no hash is given, as is ``size``."""

    path: str
    algorithm: str = ""
    digest: str = ""
    size: str = ""


def parse_record(text: str) -> tuple[Row, ...]:
    """Read RECORD.

    :raises ValueError: a line is not path, hash and size.
    """
    rows = []
    try:
        for line in csv.reader(text.splitlines()):
            if line:
                path, stated, size = line
                algorithm, _, digest = stated.partition("=")
                rows.append(Row(path=path, algorithm=algorithm, digest=digest.rstrip("="), size=size))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"RECORD holds a line that is not path,hash,size: {error}") from error
    return tuple(rows)


def record_faults(
    subject: str, info: str, rows: Sequence[Row], members: Sequence[Member]
) -> Iterator[Finding]:
    """Compare RECORD with what the wheel holds; ``info`` is the name of the .dist-info folder."""
    exempt = {f"{info}/{name}" for name in _WITHOUT_HASH}
    listed = {row.path: row for row in rows}
    held = {member.name: member for member in members}
    yield from _differing(subject, "files that RECORD does not list", held.keys() - listed.keys() - exempt)
    yield from _differing(
        subject, "RECORD lists files that are not there", listed.keys() - held.keys() - exempt
    )
    both = sorted((listed.keys() & held.keys()) - exempt)
    weak = [path for path in both if listed[path].algorithm not in STRONG]
    yield from _differing(subject, "RECORD gives no hash of sha256 or better", weak)
    wrong = [path for path in both if path not in weak and not _hash_holds(listed[path], held[path])]
    yield from _differing(subject, "RECORD gives other hashes than the files have", wrong)
    sizes = [path for path in both if listed[path].size != str(held[path].size)]
    yield from _differing(subject, "RECORD gives other sizes than the files have", sizes)


def _differing(subject: str, kind: str, paths: Sequence[str] | set[str]) -> Iterator[Finding]:
    if paths:
        yield Finding(
            kind=kind,
            subject=subject,
            expected="RECORD and content agree",
            found=several(paths),
            remedy="build again; a step that edits wheels has to write RECORD anew (python -m wheel pack)",
        )


def _hash_holds(row: Row, member: Member) -> bool:
    return (member.digests or {}).get(row.algorithm) == row.digest
