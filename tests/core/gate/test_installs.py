"""What the record of an install from an index shows, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import builders as b

from release_tasks.core.environments import missing_interpreters
from release_tasks.core.gate.installs import install_verdict, uninstallable
from release_tasks.core.gate.verdicts import Failed, NotOffered
from release_tasks.core.ledger import Entry

FILES = b.listed(b.WHEEL, b.SDIST).files


def entry(**data: object) -> Entry:
    made = b.installs("index-install", "pypi:abc", "3.12")
    return replace(made, data={**made.data, **data})


def told(**data: object) -> list[str]:
    return [each.what for each in install_verdict(entry(**data), b.an_endpoint()).evidence]


def test_each_python_is_told_with_its_file_and_where_the_import_came_from() -> None:
    result = {**entry().data["results"][0], "seconds": 1.26}
    assert told(results=[result], files={}) == [
        "by hash from http://pypi.index.example/simple/ on Python 3.12",
        f"Python 3.12: {b.WHEEL.name}, /env in 1.3 s",
    ]


def test_what_was_not_verified_is_told() -> None:
    rest = told(
        not_applicable={"3.9": "Requires-Python is >=3.10"},
        system="Linux x86_64",
        files={b.WHEEL.name: b.WHEEL.sha256, b.SDIST.name: b.SDIST.sha256},
    )[2:]
    assert rest == [
        "Python 3.9: not applicable, Requires-Python is >=3.10",
        "installed on Linux x86_64; not verified on macOS, Windows",
        f"not installed here: {b.SDIST.name} (for other Pythons or platforms, or an sdist beside its wheel)",
    ]


def test_nothing_is_installed_without_its_pythons_or_without_digests() -> None:
    assert uninstallable(FILES, ()) is None
    missing = uninstallable(FILES, missing_interpreters(b.some_pythons("3.12", missing=("3.13",))))
    assert isinstance(missing, Failed)
    silent = uninstallable((replace(FILES[0], sha256=""), FILES[1]), ())
    assert isinstance(silent, NotOffered)
    assert silent.finding.subject == b.WHEEL.name
