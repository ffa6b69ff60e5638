"""Lock files: own entries only, without a parse of the whole file."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from release_tasks.core.formats import cargo_lock, uv_lock
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.spots import VersionSpot

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CARGO = Path("Cargo.lock")
UV = Path("uv.lock")

CARGO_LOCK = b"""version = 4

[[package]]
name = "other"
version = "1.2.0"
dependencies = [
 "recorder 1.2.0",
 "recorder 1.2.0 (registry+https://index.example)",
 "recorder-core",
]

[[package]]
name = "recorder"
version = "1.2.0"
source = "registry+https://index.example"
checksum = "00"

[[package]]
name = "recorder"
version = "1.2.0"
dependencies = [
 "recorder-core",
]

[[package]]
name = "recorder-core"
version = "1.2.0"
"""

UV_LOCK = b"""version = 1
requires-python = ">=3.9"

[[package]]
name = "other"
version = "1.2.0"
source = { registry = "https://index.example" }
dependencies = [
    { name = "trace-recorder", version = "1.2.0", source = { registry = "https://index.example" } },
    { name = "trace-recorder", version = "1.2.0", source = { editable = "packages/recorder" }, marker = "x" },
]

[[package]]
name = "trace-recorder"
version = "1.2.0"
source = { registry = "https://index.example" }

[[package]]
name = "trace-recorder"
version = "1.2.0"
source = { editable = "packages/recorder" }

[package.metadata]
requires-dist = [{ name = "other", specifier = ">=1.2.0" }]
"""


def lines(spots: tuple[VersionSpot, ...]) -> list[int]:
    return [each.line for each in spots]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_cargo_own_entry_and_what_refers_to_it(line_end: bytes) -> None:
    spots = cargo_lock.spots(CARGO, CARGO_LOCK.replace(b"\n", line_end), {"recorder"}, "1.2.0")
    assert lines(spots) == [7, 20]
    assert all(spot.text == "1.2.0" and spot.dialect == "semver" for spot in spots)


def test_cargo_several_members_of_one_version() -> None:
    assert lines(cargo_lock.spots(CARGO, CARGO_LOCK, {"recorder", "recorder-core"}, "1.2.0")) == [7, 20, 27]
    assert cargo_lock.spots(CARGO, CARGO_LOCK, {"missing"}) == ()


def test_cargo_an_entry_that_lags_behind_is_ours_unless_another_has_our_version() -> None:
    assert lines(cargo_lock.spots(CARGO, CARGO_LOCK, {"recorder"}, "1.3.0")) == [7, 20]
    twice = CARGO_LOCK + b'\n[[package]]\nname = "recorder"\nversion = "1.3.0"\n'
    assert lines(cargo_lock.spots(CARGO, twice, {"recorder"}, "1.3.0")) == [31]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_uv_own_entry_and_what_refers_to_it(line_end: bytes) -> None:
    data = UV_LOCK.replace(b"\n", line_end)
    assert lines(uv_lock.spots(UV, data, "Trace_Recorder", "packages/recorder")) == [10, 20]
    assert uv_lock.spots(UV, data, "trace-recorder", ".") == ()
    assert uv_lock.spots(UV, data, "trace", "packages/recorder") == ()


def test_uv_a_dynamic_package_has_no_version() -> None:
    dynamic = UV_LOCK.replace(b'version = "1.2.0"\nsource = { editable', b"source = { editable")
    assert lines(uv_lock.spots(UV, dynamic, "trace-recorder", "packages/recorder")) == [10]


def test_only_the_entry_that_changes_is_parsed() -> None:
    broken = CARGO_LOCK + b"<<<<<<< HEAD\n"
    sources = VersionSources(spots=cargo_lock.spots(CARGO, CARGO_LOCK, {"recorder-core"}))
    assert b'"1.3.0"' in rewrite({CARGO: CARGO_LOCK}, sources, "1.3.0")[CARGO]
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(broken.decode())
    first = VersionSources(spots=cargo_lock.spots(CARGO, broken, {"other"}))
    assert rewrite({CARGO: broken}, first, "1.3.0")[CARGO].count(b"1.3.0") == 1


def test_ten_thousand_packages_are_scanned_far_faster_than_parsed() -> None:
    entry = '\n[[package]]\nname = "p{0}"\nversion = "1.{0}.0"\nsource = "registry+x"\nchecksum = "{0:064}"\n'
    data = "".join(entry.format(number) for number in range(10_000)).encode() + CARGO_LOCK[12:]
    start = time.perf_counter()
    sources = VersionSources(spots=cargo_lock.spots(CARGO, data, {"recorder"}, "1.2.0"))
    assert rewrite({CARGO: data}, sources, "7.0.0")[CARGO].count(b"7.0.0") == 2
    ours = time.perf_counter() - start
    start = time.perf_counter()
    tomllib.loads(data.decode())
    assert ours * 5 < time.perf_counter() - start
